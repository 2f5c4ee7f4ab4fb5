//! The configuration file, as a command reads it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::config::{self, Settings};
use crate::engine::{Inputs, Request};
use crate::finding::{Analysis, Problem, ProblemKind};
use crate::reason::Assumptions;
use crate::rules::{Example, OwnRules, RuleSet, load_own};
use crate::source::{Excluded, FileSystem, Library, NotOpened, PathKind, Sources, plain, printed};

use super::outcome::Failure;

/// The configuration file that was read, if there is one, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Config {
    file: Option<(PathBuf, Vec<u8>)>,
    pub(super) settings: Settings,
    pub(super) problems: Vec<Problem>,
    /// All rules, before the settings are applied: those of the program, and the user's own.
    pub(super) rules: RuleSet,
    /// What came of the user's own rules.
    own: OwnRules,
    /// What is not judged.
    pub(super) excluded: Excluded,
    /// Where modules are at hand: sources, and their folders from the working directory.
    modules: Vec<(String, PathBuf)>,
}

impl Config {
    /// Reads the named file, which must be there, or `bucketlint.toml` in the working directory, which need not.
    pub(super) fn load(fs: &dyn FileSystem, named: Option<&Path>, own: &[PathBuf]) -> Result<Self, Failure> {
        let path = named.unwrap_or(Path::new(config::FILE_NAME));
        let read = match named {
            Some(path) => fs.read_named(path).map_err(NotOpened::from),
            None => Library::new(fs, &Sources::default(), &[]).read(path),
        };
        let bytes = match (read, named) {
            (Ok(bytes), _) => bytes,
            (Err(NotOpened::Missing), None) => return Ok(Config::default().with_rules(fs, own, own)),
            // Nobody asked for it, so the rest is judged without it.
            (Err(reason), None) => {
                let problem = Problem::of_path(ProblemKind::Read, printed(path), reason.reason());
                let problem = problem.help("what it says does not count");
                return Ok(Config { problems: vec![problem], ..Config::default() }.with_rules(fs, own, own));
            }
            (Err(reason), Some(path)) => {
                let message = format!("cannot read the configuration `{}`: it {}", printed(path), reason.reason());
                return Err(Failure::new(message).help("--config names a TOML file"));
            }
        };
        let mut sources = Sources::default();
        let file = sources.add(path.to_owned(), printed(path), bytes.clone());
        let (settings, mut problems) = config::read(file, sources.text(file));
        let excluded = excluded(fs, path, &settings, &mut problems);
        let modules = modules(fs, path, &settings, &mut problems);
        let folder = path.parent().unwrap_or_else(|| Path::new(""));
        let said = settings.own_rules.iter().map(|it| plain(&folder.join(&it.text)));
        let paths: Vec<_> = said.chain(own.iter().cloned()).collect();
        let file = Some((path.to_owned(), bytes));
        let config = Config { file, settings, problems, excluded, modules, ..Config::default() };
        let mut config = config.with_rules(fs, &paths, own);
        config.problems.extend(config.settings.unknown_rules(&config.rules.infos()));
        config.problems.sort_by_key(|problem| problem.span);
        Ok(config)
    }

    /// The same with the rules of the program and those that stand in these folders and files.
    fn with_rules(mut self, fs: &dyn FileSystem, paths: &[PathBuf], named: &[PathBuf]) -> Self {
        let (built_in, problems) = RuleSet::built_in();
        self.own = if paths.is_empty() { OwnRules::default() } else { load_own(fs, paths, named) };
        self.own.problems.extend(problems);
        let (rules, clashes) = built_in.with(std::mem::take(&mut self.own.rules));
        self.rules = rules;
        self.own.problems.extend(clashes);
        self
    }

    /// The user's own rules of a folder and no others, with their examples.
    pub(super) fn of_rules(fs: &dyn FileSystem, folder: &Path) -> (Self, Vec<Example>) {
        let paths = [folder.to_owned()];
        let mut own = load_own(fs, &paths, &paths);
        let (rules, clashes) = RuleSet::default().with(std::mem::take(&mut own.rules));
        own.problems.extend(clashes);
        let examples = std::mem::take(&mut own.examples);
        (Config { rules, own, ..Config::default() }, examples)
    }

    /// What the user says on the command line, with what the configuration says of modules.
    pub(super) fn inputs(&self, given: &Inputs) -> Inputs {
        Inputs { modules: self.modules.clone(), ..given.clone() }
    }

    /// What is asked of the engine under this configuration.
    pub(super) fn request<'r>(&'r self, paths: &'r [PathBuf], rules: &'r RuleSet, inputs: &'r Inputs) -> Request<'r> {
        Request {
            paths,
            rules,
            assumptions: self.assumptions(),
            inputs,
            excluded: &self.excluded,
            account_baseline: self.settings.account_baseline,
        }
    }

    /// What the reasoner assumes where the code says nothing.
    pub(super) fn assumptions(&self) -> Assumptions {
        Assumptions { public_access_block: self.settings.assume_public_access_block }
    }

    /// Puts the problems before those of the code, and the file among the sources that their places now point into.
    pub(super) fn add_problems(self, analysis: &mut Analysis) {
        add_own(self.own, analysis);
        if self.problems.is_empty() {
            return;
        }
        let Some((path, bytes)) = self.file else {
            return drop(analysis.problems.splice(0..0, self.problems));
        };
        let name = printed(&path);
        let file = analysis.sources.add(path, name.clone(), bytes);
        let moved = self.problems.into_iter().map(|mut problem| {
            problem.file.clone_from(&name);
            if let Some(span) = &mut problem.span {
                span.file = file;
            }
            problem
        });
        analysis.problems.splice(0..0, moved);
    }
}

/// Puts what is wrong with rules of the user's before the rest, with the files that it stands in.
fn add_own(own: OwnRules, analysis: &mut Analysis) {
    let mut files = BTreeMap::new();
    let moved = own.problems.into_iter().map(|mut problem| {
        if let Some(span) = &mut problem.span
            && let Some(source) = own.sources.file(span.file)
        {
            let add = || analysis.sources.add(source.path().to_owned(), source.name().to_owned(), source.text().into());
            problem.file = source.name().to_owned();
            span.file = *files.entry(span.file).or_insert_with(add);
        }
        problem
    });
    let moved: Vec<_> = moved.collect();
    analysis.problems.splice(0..0, moved);
}

/// What the settings exclude, from the folder of their file.
fn excluded(fs: &dyn FileSystem, file: &Path, settings: &Settings, problems: &mut Vec<Problem>) -> Excluded {
    // Without a working directory nothing is found anyway.
    let here = fs.here().unwrap_or_default();
    let folder = plain(&here.join(file.parent().unwrap_or_else(|| Path::new(""))));
    let (excluded, wrong) = Excluded::new(&folder, settings.exclude.iter().map(|pattern| pattern.text.as_str()));
    let spans = |text: &str| settings.exclude.iter().find(|pattern| pattern.text == text).map(|pattern| pattern.span);
    problems.extend(wrong.into_iter().filter_map(|(text, reason)| {
        let message = format!("`{text}` is no pattern: {reason}");
        Some(Problem::at(ProblemKind::Configuration, spans(text)?, message))
    }));
    excluded
}

/// The folders where the settings say that modules are at hand. One that is none is told and does not count.
fn modules(
    fs: &dyn FileSystem,
    file: &Path,
    settings: &Settings,
    problems: &mut Vec<Problem>,
) -> Vec<(String, PathBuf)> {
    let folder = file.parent().unwrap_or_else(|| Path::new(""));
    let sources = Sources::default();
    let library = Library::new(fs, &sources, &[folder.to_owned()]);
    let mut modules = Vec::new();
    for it in &settings.modules {
        let path = plain(&folder.join(&it.folder));
        let wrong = match library.kind(&path) {
            Ok(PathKind::Folder) => {
                modules.push((it.source.clone(), path));
                continue;
            }
            Ok(_) => "is no folder".to_owned(),
            Err(reason) => reason.reason(),
        };
        let message = format!("`{}`, where `{}` is to be, {wrong}", it.folder, it.source);
        let problem = Problem::at(ProblemKind::Configuration, it.span, message);
        problems.push(problem.help("name a folder of this repository, from that of the configuration"));
    }
    modules
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Memory;

    #[test]
    fn problems_of_the_configuration_point_into_the_analysis() {
        let text = "[rules.rule-z]\nenabled = 3\n";
        let config = Config::load(&Memory::new([("b.toml", text)]), Some(Path::new("b.toml")), &[]).unwrap();
        let mut analysis = Analysis::default();
        analysis.sources.add("main.tf".into(), "main.tf".into(), b"code".to_vec());
        analysis.problems.push(Problem::of_path(crate::finding::ProblemKind::Read, "x", "gone"));
        config.add_problems(&mut analysis);
        let pointed = analysis.problems.iter().map(|problem| problem.span.map(|span| analysis.sources.slice(span)));
        assert_eq!(pointed.collect::<Vec<_>>(), [Some("rule-z"), Some("3"), None]);
        assert!(analysis.problems.iter().take(2).all(|problem| problem.file == "b.toml"));
    }

    #[test]
    fn a_configuration_need_not_be_there_unless_it_is_named() {
        let empty = Memory::default();
        assert!(Config::load(&empty, None, &[]).unwrap().file.is_none());
        assert!(Config::load(&empty, Some(Path::new("b.toml")), &[]).is_err());
    }
}
