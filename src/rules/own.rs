//! Rules of the user's: files of Guard text as public registries have them, and folders of our own shape.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::code::Text;
use super::{ByDefault, Checked, Metadata, Rule};
use crate::catalogue::TYPES;
use crate::finding::{Compliance, Problem, ProblemKind, RuleInfo, Severity};
use crate::guard::{self, NamedRule};
use crate::source::{FileId, FileSystem, Library, PathKind, Sources, Span, plain, printed};

/// How many files a folder of rules may hold.
const MAX_FILES: usize = 20_000;

/// The endings of files of Guard text, as the `cfn-guard` command has them.
const ENDINGS: [&str; 2] = ["guard", "ruleset"];

/// The folders of examples, and the verdict that each stands for.
const FOLDERS: [(&str, Compliance); 4] = [
    ("fail", Compliance::NonCompliant),
    ("pass", Compliance::Compliant),
    ("unknown", Compliance::InsufficientData),
    ("not-applicable", Compliance::NotApplicable),
];

/// Rules of the user's, with what is wrong with them. Their places are in sources of their own.
#[derive(Debug, Default)]
pub struct OwnRules {
    /// Each rule, with where it stands.
    pub rules: Vec<(Rule, Span)>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// The files of rules.
    pub sources: Sources,
    /// The examples of rules that are folders.
    pub examples: Vec<Example>,
}

/// An example of a rule.
#[derive(Clone, Debug)]
pub struct Example {
    /// The rule.
    pub rule: String,
    /// The verdict that it stands for.
    pub expected: Compliance,
    /// The file or folder.
    pub path: PathBuf,
}

/// Reads rules from folders and files, which lie in the repository unless the user named them.
pub fn load_own(fs: &dyn FileSystem, paths: &[PathBuf], named: &[PathBuf]) -> OwnRules {
    let mut loading = Loading { own: OwnRules::default(), idle: Vec::new() };
    let sources = Sources::default();
    let library = Library::new(fs, &sources, named);
    for path in paths {
        let before = loading.own.rules.len();
        match library.kind(path) {
            Ok(PathKind::Folder) => loading.folder(&library, path),
            Ok(PathKind::File) => loading.file(&library, path),
            Ok(_) => loading.unreadable(path, "is neither a file nor a folder"),
            Err(reason) => loading.unreadable(path, &reason.reason()),
        }
        loading.tell_idle(path, before);
    }
    loading.own
}

struct Loading {
    own: OwnRules,
    /// Rules on types of which nothing is read, with these.
    idle: Vec<(String, String)>,
}

impl Loading {
    fn unreadable(&mut self, path: &Path, reason: &str) {
        let problem =
            Problem::of_path(ProblemKind::Read, printed(path), format!("rules are to stand here: it {reason}"));
        self.own.problems.push(problem);
    }

    /// Says how many of the rules that were read since judge nothing.
    fn tell_idle(&mut self, path: &Path, before: usize) {
        let idle = std::mem::take(&mut self.idle);
        let Some((name, types)) = idle.first() else { return };
        let (some, all) = (idle.len(), self.own.rules.len() - before);
        let message = format!(
            "{some} of {all} rules judge nothing, since no resources of their types are read: `{name}` is on {types}"
        );
        let problem = Problem::of_path(ProblemKind::Note, printed(path), message);
        self.own.problems.push(problem.help("`docs/types.md` lists the types"));
    }

    fn folder(&mut self, library: &Library<'_>, folder: &Path) {
        let files = match library.all_below(folder, MAX_FILES) {
            Ok(Some(files)) => files,
            Ok(None) => return self.unreadable(folder, &format!("holds more than {MAX_FILES} files")),
            Err(reason) => return self.unreadable(folder, &reason.reason()),
        };
        let files: Vec<_> = files.into_iter().filter(|it| it.kind == PathKind::File).map(|it| it.path).collect();
        let is_rule = |path: &&PathBuf| path.file_name().is_some_and(|name| name == "rule.toml");
        let folders: BTreeSet<_> = files.iter().filter(is_rule).filter_map(|path| path.parent()).collect();
        let before = self.own.rules.len();
        for folder in &folders {
            let inside: Vec<_> = files.iter().filter(|path| path.starts_with(folder)).collect();
            self.rule_folder(library, folder, &inside);
        }
        let is_guard = |path: &&PathBuf| path.extension().is_some_and(|it| ENDINGS.iter().any(|ending| it == *ending));
        let is_inside = |path: &&PathBuf| folders.iter().any(|folder| path.starts_with(folder));
        for path in files.iter().filter(is_guard).filter(|path| !is_inside(path)) {
            self.file(library, path);
        }
        if self.own.rules.len() == before && self.own.problems.is_empty() {
            self.unreadable(
                folder,
                "holds no rule: neither a file of Guard text (`.guard`) nor a folder with a `rule.toml`",
            );
        }
    }

    /// The text of a file, which becomes a source.
    fn open(&mut self, library: &Library<'_>, path: &Path) -> Option<FileId> {
        match library.read(path) {
            Ok(bytes) => Some(self.own.sources.add(path.to_owned(), printed(path), bytes)),
            Err(reason) => {
                self.own.problems.push(Problem::of_path(ProblemKind::Read, printed(path), reason.reason()));
                None
            }
        }
    }

    fn wrong(&mut self, place: Span, message: String, help: &'static str) {
        self.own.problems.push(Problem::at(ProblemKind::Configuration, place, message).help(help));
    }

    /// Where a line of a file stands; the start of the file for line 0.
    fn line(&self, file: FileId, line: usize) -> Span {
        let text = self.own.sources.text(file);
        let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let rest = text.get(start..).unwrap_or("");
        let length = if line == 0 { 0 } else { rest.lines().next().map_or(0, str::len) };
        let indent = rest.get(..length).map_or(0, |text| text.len() - text.trim_start().len());
        Span::new(file, start + indent..start + length)
    }

    fn parse(&mut self, file: FileId) -> Option<guard::Check> {
        match guard::parse(self.own.sources.text(file)) {
            Ok(check) => Some(check),
            Err(error) => {
                let place = self.line(file, error.line);
                self.wrong(
                    place,
                    format!("these rules are not used: {}", error.message),
                    "mend the line: what it stands in is read as a whole",
                );
                None
            }
        }
    }

    /// A file of Guard text: a rule for each of its named rules.
    fn file(&mut self, library: &Library<'_>, path: &Path) {
        let Some(file) = self.open(library, path) else { return };
        let Some(check) = self.parse(file) else { return };
        let stem = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        let mut seen: BTreeSet<Arc<str>> = BTreeSet::new();
        for named in check.rules().into_iter().filter(|named| seen.insert(Arc::clone(&named.name))) {
            // Clauses that stand outside of all rules are one rule of this name.
            let (name, line) = match &*named.name {
                "default" => (stem.as_str(), 1),
                name => (name, named.line),
            };
            let place = self.line(file, line);
            match self.plain_rule(&check, &named, name, path) {
                Ok(rule) => {
                    if TYPES.iter().all(|of| !named.types.has(of.name)) {
                        self.idle.push((name.to_owned(), named.types.shown()));
                    }
                    self.own.rules.push((rule, place));
                }
                Err(message) => self.wrong(
                    place,
                    format!("this rule is not used: {message}"),
                    "`docs/vocabulary.md` lists the facts",
                ),
            }
        }
    }

    fn plain_rule(&self, check: &guard::Check, named: &NamedRule, name: &str, path: &Path) -> Result<Rule, String> {
        let code = Text::of_rule(check, named)?;
        let shown = printed(path);
        let is_known = TYPES.iter().any(|of| named.types.has(of.name));
        let judges = named.types.shown();
        let said = named.message.as_deref().unwrap_or("it has no message");
        let nothing =
            if is_known { "" } else { "\nNothing is judged by it: bucketlint reads no resources of these types.\n" };
        let page = format!(
            "# {name}\n\nA rule of `{shown}`, line {}, on resources of the types: {judges}.\n{nothing}\n## What it says\n\n{said}\n",
            named.line
        );
        let metadata = Metadata {
            title: format!("the Guard rule `{name}` does not hold"),
            config_rule: None,
            security_hub: None,
            also: Vec::new(),
            severity: Severity::Medium,
            resource_type: judges,
            also_judges: Vec::new(),
            in_account: Vec::new(),
            check: Checked::Code,
            default: ByDefault::On,
            help: format!("the rule stands in `{shown}`, line {}", named.line),
            links: Vec::new(),
            frameworks: BTreeMap::new(),
            parameters: BTreeMap::new(),
        };
        let mut rule = Rule::new(name, metadata, code, &page)?;
        rule.types = Some(named.types.clone());
        Ok(own_info(rule))
    }

    /// A folder of our own shape, with what stands in it.
    fn rule_folder(&mut self, library: &Library<'_>, folder: &Path, inside: &[&PathBuf]) {
        let name = folder.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let Some(toml) = self.open(library, &folder.join("rule.toml")) else { return };
        let metadata: Metadata = match toml::from_str(self.own.sources.text(toml)) {
            Ok(metadata) => metadata,
            Err(error) => {
                let place = Span::new(toml, error.span().unwrap_or(0..0));
                let message = format!("this rule is not used: {}", error.message().trim().replace('\n', ", "));
                return self.wrong(place, message, "`docs/users-rules.md` says what a rule has");
            }
        };
        let Some(check) = self.open(library, &folder.join("check.guard")) else { return };
        if self.parse(check).is_none() {
            return;
        }
        let page = match inside.iter().any(|path| **path == plain(&folder.join("README.md"))) {
            true => self.open(library, &folder.join("README.md")).map(|it| self.own.sources.text(it).to_owned()),
            false => None,
        };
        let code = Text::new(self.own.sources.text(check).to_owned(), metadata.types());
        let whole = Span::whole_file(toml);
        if let Err(message) = code.code() {
            let message = format!("this rule is not used: {message}");
            return self.wrong(Span::whole_file(check), message, "`docs/vocabulary.md` lists the facts");
        }
        match Rule::new(&name, metadata, code, &page.unwrap_or_default()) {
            Ok(rule) => self.own.rules.push((own_info(rule), whole)),
            Err(message) => return self.wrong(whole, format!("this rule is not used: {message}"), "mend `rule.toml`"),
        }
        self.examples(&name, &folder.join("examples"), inside);
    }

    /// The examples of a rule: files, or folders of a module, below the name of a verdict.
    fn examples(&mut self, rule: &str, folder: &Path, inside: &[&PathBuf]) {
        let mut found = BTreeSet::new();
        for path in inside {
            let Ok(below) = path.strip_prefix(plain(folder)) else { continue };
            let mut parts = below.components();
            let (Some(verdict), Some(example)) = (parts.next(), parts.next()) else { continue };
            let verdict = verdict.as_os_str();
            if let Some((name, expected)) = FOLDERS.iter().find(|(name, _)| verdict == *name) {
                found.insert((folder.join(name).join(example), *expected));
            }
        }
        let example = |(path, expected)| Example { rule: rule.to_owned(), expected, path };
        self.own.examples.extend(found.into_iter().map(example));
    }
}

/// What reports say of a rule of the user's: there is no page of ours about it.
fn own_info(mut rule: Rule) -> Rule {
    let info: &mut RuleInfo = Arc::make_mut(&mut rule.info);
    info.own_page.clear();
    rule
}
