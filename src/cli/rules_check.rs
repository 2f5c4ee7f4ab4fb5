//! Holds the rules of a folder to their examples.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::config::{self, Profile, RuleSettings, Settings};
use crate::engine::{self, Inputs, Request, Silent};
use crate::finding::{Analysis, Compliance, Problem};
use crate::report::Inert;
use crate::rules::{Example, Rule, RuleSet};
use crate::source::{Disk, FileSystem, Library, Memory, PathKind, Sources, printed};

use super::configuration::Config;
use super::outcome::{Failure, Outcome};
use super::output::print;
use super::told::told;

/// How a line of an example begins that gives the rule a parameter.
const WITH: &str = "# with ";

/// Judges every example of the rules of a folder by its rule, and says which do not give the verdict of their folder.
pub(super) fn run(folder: &Path) -> Result<Outcome, Failure> {
    let (mut config, examples) = Config::of_rules(&Disk, folder);
    let rules = std::mem::take(&mut config.rules);
    let mut analysis = Analysis::default();
    let mut lines = Vec::new();
    for example in &examples {
        let found = judge(&rules, example, &mut analysis);
        if found != Some(example.expected) {
            let found = found.map_or("no verdict", Compliance::as_str);
            let (path, expected) = (printed(&example.path), example.expected);
            lines.push(format!("{path}: `{}` gives {found} where {expected} is expected", example.rule));
        }
    }
    let differ = lines.len();
    let without = |rule: &&Rule| examples.iter().all(|example| example.rule != rule.info.name);
    lines.extend(rules.iter().filter(without).map(|rule| format!("`{}` has no examples", rule.info.name)));
    lines.push(format!("{} rules, {} examples, {differ} of them wrong", rules.iter().count(), examples.len()));
    print(&Inert::page(&format!("{}\n", lines.join("\n"))))?;
    Ok(match told(analysis, config) {
        Outcome::Clean if differ > 0 => Outcome::Findings,
        outcome => outcome,
    })
}

/// What a rule says of an example: of the resource called `this`, or the account, else the worst that it says.
fn judge(rules: &RuleSet, example: &Example, all: &mut Analysis) -> Option<Compliance> {
    let is_of_account = rules.iter().any(|rule| rule.info.name == example.rule && rule.is_of_account());
    let text = text(example);
    let settings = settings(example, text.as_deref(), is_of_account, all);
    let (rules, problems) = rules.clone().configured(&settings);
    all.problems.extend(of_example(example, problems));
    let name = PathBuf::from(example.path.file_name().unwrap_or_default());
    // A file is a module by itself, whatever stands beside it.
    let alone = text.map(|text| Memory::new([(name.clone(), text)]));
    let fs: &dyn FileSystem = alone.as_ref().map_or(&Disk, |alone| alone);
    let (paths, inputs) = ([if alone.is_some() { name } else { example.path.clone() }], Inputs::default());
    let request = Request { account_baseline: is_of_account, ..Request::new(&paths, &rules, &inputs) };
    let analysis = engine::analyse(fs, &request, &Silent);
    let is_this = |resource: &str| resource.ends_with(".this") || matches!(resource, "This" | "account");
    let said = |this: bool| {
        let own = analysis.evaluations.iter().filter(|it| it.rule.name == example.rule);
        let all = own.filter(|it| !this || is_this(&it.resource));
        all.map(|it| it.compliance).collect::<Vec<_>>()
    };
    let found = Some(said(true)).filter(|said| !said.is_empty()).unwrap_or_else(|| said(false));
    let errors = analysis.problems.into_iter().filter(|problem| problem.kind.is_error());
    all.problems.extend(of_example(example, errors));
    // The worst stands first.
    Compliance::ALL.into_iter().find(|it| found.contains(it))
}

/// Problems of an example, whose text is none of the sources of the run.
fn of_example(example: &Example, problems: impl IntoIterator<Item = Problem>) -> impl Iterator<Item = Problem> {
    let file = printed(&example.path);
    problems.into_iter().map(move |problem| Problem { span: None, file: file.clone(), ..problem })
}

/// What an example says that is one file.
fn text(example: &Example) -> Option<String> {
    let sources = Sources::default();
    let library = Library::new(&Disk, &sources, std::slice::from_ref(&example.path));
    let is_file = matches!(library.kind(&example.path), Ok(PathKind::File));
    let bytes = library.read(&example.path).ok().filter(|_| is_file)?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Only the rule of the example, with the parameters that its comments give it.
fn settings(example: &Example, text: Option<&str>, is_of_account: bool, all: &mut Analysis) -> Settings {
    let text = text.unwrap_or("");
    let parameters: Vec<_> = text.lines().filter_map(|line| line.strip_prefix(WITH)).collect();
    let mut said = Sources::default();
    let text = format!("[rules.\"{}\"]\n{}", example.rule, parameters.join("\n"));
    let file = said.add(example.path.clone(), printed(&example.path), text.into_bytes());
    let (settings, problems) = config::read(file, said.text(file));
    all.problems.extend(of_example(example, problems));
    let mut rules = settings.rules;
    rules.entry(example.rule.clone()).or_insert_with(RuleSettings::default).enabled = Some(true);
    Settings {
        profile: Profile::Default,
        account_baseline: is_of_account,
        rules: BTreeMap::from_iter(rules),
        ..Settings::default()
    }
}
