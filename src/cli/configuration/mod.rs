//! The configuration, as a command reads it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::config::{Environment, Pattern, RuleSettings, Settings, Values, nearest};
use crate::engine::{Input, Inputs, Request};
use crate::finding::{Analysis, Problem};
use crate::git::{Repository, Snapshot};
use crate::reason::Assumptions;
use crate::rules::{Example, Override, Overrides, OwnRules, RuleSet, load_own};
use crate::source::{Excluded, FileSystem, Library, PathKind, Sources};

use super::args::ConfigArgs;
use super::outcome::Failure;
use files::Files;

mod files;

/// The configuration that was read, if there is one, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Config {
    files: Files,
    /// All rules, before the settings are applied: those of the program, and the user's own.
    pub(super) rules: RuleSet,
    /// What came of the user's own rules.
    own: OwnRules,
    /// What is not judged.
    excluded: Excluded,
    /// Where modules are at hand: sources, and their folders from the working directory.
    modules: Vec<(String, PathBuf)>,
    /// Values of variables and parameters.
    values: Inputs,
    /// Sets of values under each of which everything is judged.
    environments: Vec<(String, Inputs)>,
}

impl Config {
    /// Reads the named file, which must be there, or the nearest `bucketlint.toml` from the working directory up to the
    /// top of its repository, which need not; and the user's own rules, those of the command line too. Where a revision
    /// is named all of that is taken from there; the values and modules that it names are part of the code.
    pub(super) fn load(fs: &dyn FileSystem, args: &ConfigArgs, own: &[PathBuf]) -> Result<Self, Failure> {
        let revision = args.config_from.as_deref().map(|it| Repository::around(None)?.at(it)).transpose()?;
        let Some(before) = revision else { return Config::load_of(fs, files::load(fs, args)?, (fs, own)) };
        let files = files::load_before(&before, fs, args)?;
        let config = Config::load_of(fs, files, (&before, own))?;
        before.failed().map_or(Ok(config), |reason| Err(not_whole(&before, &reason)))
    }

    /// What the files say, with the user's own rules as a file system has them.
    fn load_of(fs: &dyn FileSystem, files: Files, rules: (&dyn FileSystem, &[PathBuf])) -> Result<Self, Failure> {
        let mut config = Config { files, ..Config::default() };
        let folders: Vec<_> =
            config.files.sources.iter().filter_map(|(_, file)| Some(file.path().parent()?.to_owned())).collect();
        let none = Sources::default();
        let library = Library::new(fs, &none, &folders);
        config.exclude(fs);
        config.find_modules(&library);
        config.values = config.inputs_of(&library, &config.files.settings.values.clone());
        for Environment { name, values, .. } in config.files.settings.environments.clone() {
            let inputs = config.inputs_of(&library, &values);
            config.environments.push((name, inputs));
        }
        let said = config.files.settings.own_rules.iter();
        let said = said.map(|it| files::beside(config.files.path(it.span.file), &it.text));
        let paths: Vec<_> = said.chain(rules.1.iter().cloned()).collect();
        let mut config = config.with_rules(rules.0, &paths, rules.1);
        let unknown = config.files.settings.unknown_rules(&config.rules.infos());
        config.files.problems.extend(unknown);
        config.files.problems.sort_by_key(|problem| problem.span);
        Ok(config)
    }

    /// What the files say.
    pub(super) fn settings(&self) -> &Settings {
        &self.files.settings
    }

    /// Takes in what is found to be wrong with what the files say.
    pub(super) fn tell(&mut self, problems: Vec<Problem>) {
        self.files.problems.extend(problems);
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

    /// What the configuration says beside the code, with what the command line says, which wins.
    pub(super) fn inputs(&self, given: &Inputs) -> Inputs {
        after(Inputs { modules: self.modules.clone(), ..self.values.clone() }, given)
    }

    /// The same under each environment that is named; under all where none is, and once where there are none.
    pub(super) fn environments(&self, named: &[String], given: &Inputs) -> Result<Vec<(String, Inputs)>, Failure> {
        let known = || self.environments.iter().map(|(name, _)| name.as_str());
        if let Some(unknown) = named.iter().find(|name| !known().any(|it| it == name.as_str())) {
            let failure = Failure::new(format!("the configuration has no environment called `{unknown}`"));
            return Err(match nearest(unknown, known()) {
                Some(close) => failure.help(format!("did you mean `{close}`?")),
                None => failure.help("each stands in it as `[[environment]]`, with its `name`"),
            });
        }
        let meant = self.environments.iter().filter(|(name, _)| named.is_empty() || named.contains(name));
        let inputs = |values: &Inputs| after(after(self.inputs(&Inputs::default()), values), given);
        Ok(meant.map(|(name, values)| (name.clone(), inputs(values))).collect())
    }

    /// What is asked of the engine under this configuration.
    pub(super) fn request<'r>(&'r self, paths: &'r [PathBuf], rules: &'r RuleSet, inputs: &'r Inputs) -> Request<'r> {
        Request {
            paths,
            rules,
            overrides: Overrides::none(),
            assumptions: self.assumptions(),
            inputs,
            excluded: &self.excluded,
            account_baseline: self.files.settings.account_baseline,
            all: true,
        }
    }

    /// What the configuration says of rules for some files, over a configured set; the command line wins.
    pub(super) fn overrides(
        &mut self,
        fs: &dyn FileSystem,
        rules: &RuleSet,
        chosen: BTreeMap<String, RuleSettings>,
    ) -> Overrides {
        let mut each = Vec::new();
        for it in self.files.settings.overrides.clone() {
            let (files, wrong) = self.files.patterns(fs, &it.paths);
            self.tell(wrong);
            each.push(Override { files, rules: it.rules });
        }
        if each.is_empty() {
            return Overrides::default();
        }
        let (overrides, problems) = Overrides::new(rules.clone(), each, chosen);
        self.tell(problems);
        overrides
    }

    /// The names of the files that were read.
    pub(super) fn file_names(&self) -> Vec<String> {
        self.files.sources.iter().map(|(_, file)| file.name().to_owned()).collect()
    }

    /// What the reasoner assumes where the code says nothing.
    pub(super) fn assumptions(&self) -> Assumptions {
        Assumptions { public_access_block: self.files.settings.assume_public_access_block }
    }

    /// Puts the problems before those of the code, and the files that they point into among its sources.
    pub(super) fn add_problems(self, analysis: &mut Analysis) {
        add(&self.own.sources, self.own.problems, analysis);
        add(&self.files.sources, self.files.problems, analysis);
    }

    /// Finds out what is not judged.
    fn exclude(&mut self, fs: &dyn FileSystem) {
        let settings = &self.files.settings;
        let (excluded, mut wrong) = self.files.patterns(fs, &settings.exclude);
        let (included, more) = self.files.patterns(fs, &settings.include);
        wrong.extend(more);
        self.excluded = Excluded { excluded, included };
        self.files.problems.extend(wrong);
    }

    /// Finds the folders where the settings say that modules are at hand. One that is none is told and does not count.
    fn find_modules(&mut self, library: &Library<'_>) {
        for it in self.files.settings.modules.clone() {
            let what = format!(", where `{}` is to be,", it.source);
            match self.files.named(library, (&it.folder, it.span), PathKind::Folder, &what) {
                Ok(path) => self.modules.push((it.source, path)),
                Err(problem) => self.files.problems.push(problem),
            }
        }
    }

    /// Values as they are given on a command line. A file that is none is told and does not count.
    fn inputs_of(&mut self, library: &Library<'_>, values: &Values) -> Inputs {
        let mut inputs = |files: &[Pattern], values: &[(String, String)]| {
            let mut inputs = Vec::new();
            for it in files {
                match self.files.named(library, (&it.text, it.span), PathKind::File, "") {
                    Ok(path) => inputs.push(Input::File(path)),
                    Err(problem) => self.files.problems.push(problem),
                }
            }
            inputs.extend(values.iter().map(|(name, text)| Input::Value(name.clone(), text.clone())));
            inputs
        };
        let variables = inputs(&values.var_files, &values.variables);
        let parameters = inputs(&values.parameter_files, &values.parameters);
        Inputs { variables, parameters, ..Inputs::default() }
    }
}

/// That something of a revision is not in this clone.
pub(super) fn not_whole(revision: &Snapshot, reason: &str) -> Failure {
    let failure = Failure::new(format!("{} cannot be read whole: {reason}", revision.name()));
    failure.help("fetch what is missing, for example by `git fetch --refetch --no-filter`")
}

/// Inputs with later ones, which win.
fn after(mut inputs: Inputs, later: &Inputs) -> Inputs {
    inputs.variables.extend(later.variables.iter().cloned());
    inputs.parameters.extend(later.parameters.iter().cloned());
    inputs.environment.extend(later.environment.iter().cloned());
    inputs.workspace = later.workspace.clone().or(inputs.workspace);
    inputs
}

/// Puts problems before those of an analysis.
fn add(sources: &Sources, problems: Vec<Problem>, analysis: &mut Analysis) {
    let placed = placed(sources, problems, analysis);
    analysis.problems.splice(0..0, placed);
}

/// Problems of other sources at their places in an analysis, with the files that they stand in among its own.
pub(super) fn placed(sources: &Sources, problems: Vec<Problem>, analysis: &mut Analysis) -> Vec<Problem> {
    let mut files = BTreeMap::new();
    let placed = problems.into_iter().map(|mut problem| {
        if let Some(span) = &mut problem.span
            && let Some(source) = sources.file(span.file)
        {
            let add = || analysis.sources.add(source.path().to_owned(), source.name().to_owned(), source.text().into());
            problem.file = source.name().to_owned();
            span.file = *files.entry(span.file).or_insert_with(add);
        }
        problem
    });
    placed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Memory;

    fn load(fs: &Memory, named: Option<&str>) -> Result<Config, Failure> {
        Config::load(fs, &ConfigArgs { config: named.map(PathBuf::from), ..ConfigArgs::default() }, &[])
    }

    #[test]
    fn problems_of_the_configuration_point_into_the_analysis() {
        let text = "[rules.rule-z]\nenabled = 3\n";
        let config = load(&Memory::new([("b.toml", text)]), Some("b.toml")).unwrap();
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
        assert!(load(&empty, None).unwrap().files.sources.is_empty());
        assert!(load(&empty, Some("b.toml")).is_err());
    }
}
