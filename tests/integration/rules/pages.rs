//! `docs/rules.md` and the pages below `docs/rules` are made of the rule folders.
//!
//! `INSTA_UPDATE=always cargo test --test integration rules::` writes them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use bucketlint::finding::Framework;
use bucketlint::rules::{About, Rule, RuleSet};
use regex::Regex;

use super::super::run::assert_current;
use super::{FOLDERS, entries};

/// How many examples of a verdict a page shows; it names the others.
const SHOWN: usize = 2;

/// Longer examples are named and not shown.
const LINES: usize = 45;

#[test]
fn the_page_of_each_rule_is_current() {
    let (rules, _) = RuleSet::built_in();
    let name = |rule: &Rule| format!("docs/rules/{}.md", rule.info.name);
    for rule in rules.iter() {
        assert_eq!(rule.info.own_page, name(rule));
        assert_current(&name(rule), &page(rule, &rules));
    }
    for path in entries(&root().join("docs/rules")) {
        let file = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        if rules.iter().any(|rule| name(rule) == file) {
            continue;
        }
        assert!(std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always"), "{file} is of no rule");
        fs::remove_file(path).unwrap();
    }
}

/// `docs/rules.md` has a row for each rule, and one for each framework, made of the folders.
#[test]
fn the_table_of_rules_is_current() {
    let (rules, _) = RuleSet::built_in();
    let mut page = fs::read_to_string(root().join("docs/rules.md")).unwrap();
    for (what, table) in [("rules", table(&rules)), ("frameworks", frameworks(&rules))] {
        let start = page.find(&format!("<!-- The table of {what} ")).unwrap_or_else(|| panic!("no place for {what}"));
        let start = start + page[start..].find(" -->\n").unwrap() + " -->\n".len();
        let end = start + page[start..].find("<!-- end of the table -->").unwrap();
        page.replace_range(start..end, &format!("{table}\n"));
    }
    assert_current("docs/rules.md", &page);
}

/// `docs/coming-from.md` has a row for each check of another tool, made of the folders.
#[test]
fn the_table_of_checks_is_current() {
    const START: &str = "`INSTA_UPDATE=always cargo test --test integration rules::`. -->\n";
    let (rules, _) = RuleSet::built_in();
    let of_rule =
        |rule: &Rule| rule.metadata.also.iter().map(|id| (id.clone(), rule.info.name.clone())).collect::<Vec<_>>();
    let mut checks: BTreeMap<String, Vec<String>> = BTreeMap::new();
    rules.iter().flat_map(of_rule).for_each(|(id, name)| checks.entry(id).or_default().push(name));
    let mut rows = String::from("\n| check | rule |\n| --- | --- |\n");
    for (id, names) in checks {
        let links: Vec<_> = names.iter().map(|name| format!("[{name}](rules/{name}.md)")).collect();
        writeln!(rows, "| `{id}` | {} |", links.join(", ")).unwrap();
    }
    let page = fs::read_to_string(root().join("docs/coming-from.md")).unwrap();
    let (head, rest) = page.split_once(START).unwrap();
    let (_, tail) = rest.split_once("<!-- end of the table -->").unwrap();
    assert_current("docs/coming-from.md", &format!("{head}{START}{rows}\n<!-- end of the table -->{tail}"));
}

/// `docs/coverage.md` names rules that there are, by their names or by how they begin, and lists those that its tables do
/// not name.
#[test]
fn the_page_on_coverage_names_the_rules() {
    const LIST: &str = "Rules that no table names: ";
    let page = fs::read_to_string(root().join("docs/coverage.md")).unwrap();
    let list = page.lines().find(|line| line.starts_with(LIST)).unwrap();
    let tables = page.replace(list, "");
    let words: Vec<_> =
        tables.split('`').skip(1).step_by(2).filter(|it| it.contains('-') && !it.contains(' ')).collect();
    let (rules, _) = RuleSet::built_in();
    // The name of a profile.
    let others = ["security-hub"];
    let is_named =
        |rule: &str, word: &str| word.strip_suffix('…').map_or(word == rule, |start| rule.starts_with(start));
    for word in words.iter().filter(|it| !others.contains(*it)) {
        assert!(rules.iter().any(|rule| is_named(&rule.info.name, word)), "no rule is called `{word}`");
    }
    let names = rules.iter().map(|rule| rule.info.name.as_str());
    let left: Vec<_> = names.filter(|rule| !words.iter().any(|word| is_named(rule, word))).collect();
    let left: Vec<_> = left.iter().map(|rule| format!("[{rule}](rules/{rule}.md)")).collect();
    let left = if left.is_empty() { "none".to_owned() } else { left.join(", ") };
    assert_current("docs/coverage.md", &page.replace(list, &format!("{LIST}{left}.")));
}

/// The requirements have the form that their framework gives them.
#[test]
fn requirements_are_spelled_as_their_framework_spells_them() {
    let (rules, _) = RuleSet::built_in();
    let form = |framework: Framework| match framework {
        Framework::Nist53 => r"^[A-Z]{2}-\d+(\(\d+\))?$",
        _ => r"^\d+(\.\d+)+$",
    };
    for rule in rules.iter() {
        for (framework, ids) in &rule.metadata.frameworks {
            let (form, name) = (Regex::new(form(*framework)).unwrap(), &rule.info.name);
            assert!(!ids.is_empty() && ids.iter().all(|id| form.is_match(id)), "{name}: {ids:?}");
            assert!(ids.iter().all(|id| ids.iter().filter(|it| *it == id).count() == 1), "{name}: {ids:?}");
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page(rule: &Rule, rules: &RuleSet) -> String {
    let name = &rule.info.name;
    let (start, rest) = rule.info.markdown.split_once("\n## ").unwrap();
    let mut page = format!(
        "<!-- Made of rules/{name} by `INSTA_UPDATE=always cargo test --test integration rules::`. -->\n\n{}\n\n\
        It fails where {}.\n\n| | |\n| --- | --- |\n",
        start.trim_end(),
        rule.metadata.title
    );
    for (what, said) in About::of(rule).lines() {
        writeln!(page, "| {what} | {said} |").unwrap();
    }
    write!(page, "\n## {}\n", rest.trim_end()).unwrap();
    if !rule.info.without_check {
        examples(rule, &mut page);
    }
    let related = rules.related(rule);
    if !related.is_empty() {
        page.push_str("\n## Related rules\n\n");
        for rule in related {
            writeln!(page, "- [{0}]({0}.md): {1}", rule.info.name, rule.metadata.title).unwrap();
        }
    }
    let links = Regex::new(r"\]\(\.\./([a-z0-9-]+)/README\.md").unwrap();
    let page = links.replace_all(&page, "]($1.md");
    page.replace("](../../docs/", "](../")
}

/// The shortest examples of each verdict, in each language that they have, and the names of the others.
fn examples(rule: &Rule, page: &mut String) {
    page.push_str("\n## Examples\n");
    let folder = root().join("rules").join(&rule.info.name).join("examples");
    for (kind, verdict) in FOLDERS {
        let mut stems: BTreeMap<String, Vec<(PathBuf, String)>> = BTreeMap::new();
        let files = if folder.join(kind).is_dir() { entries(&folder.join(kind)) } else { Vec::new() };
        for path in files {
            let text = fs::read_to_string(&path).unwrap();
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            stems.entry(stem).or_default().push((path, text));
        }
        let length = |files: &[(PathBuf, String)]| files.iter().map(|(_, text)| text.lines().count()).max().unwrap();
        let mut stems: Vec<_> = stems.into_iter().collect();
        stems.sort_by_key(|(stem, files)| (length(files), stem.clone()));
        let shown = stems.iter().take(SHOWN).take_while(|(_, files)| length(files) <= LINES).count();
        for (stem, files) in &stems[..shown] {
            write!(page, "\n### {verdict}: {}\n", stem.replace('-', " ")).unwrap();
            for (path, text) in files {
                let language = match path.extension().unwrap().to_str().unwrap() {
                    "tf" => "terraform",
                    other => other,
                };
                write!(page, "\n```{language}\n{}\n```\n", text.trim_end()).unwrap();
            }
        }
        let link = |(path, _): &(PathBuf, String)| {
            let path = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
            format!("[{}](../../{path})", path.rsplit('.').next().unwrap())
        };
        if stems.len() > shown {
            write!(page, "\nFurther examples that are {verdict}:\n\n").unwrap();
        }
        for (stem, files) in &stems[shown..] {
            let links: Vec<_> = files.iter().map(link).collect();
            writeln!(page, "- {}: {}", stem.replace('-', " "), links.join(", ")).unwrap();
        }
    }
}

fn table(rules: &RuleSet) -> String {
    let mut table =
        "\n| rule | what is wrong where it fails | on | Security Hub | severity | by default | parameters |\n\
        | --- | --- | --- | --- | --- | --- | --- |\n"
            .to_owned();
    for rule in rules.iter() {
        let (name, it) = (&rule.info.name, &rule.metadata);
        let parameters: Vec<_> = it.parameters.keys().map(|name| format!("`{name}`")).collect();
        let or_dash = |text: &str| if text.is_empty() { "–".to_owned() } else { text.to_owned() };
        let cells = [
            format!("[{name}](rules/{name}.md)"),
            it.title.clone(),
            format!("`{}`", it.resource_type),
            or_dash(it.security_hub.as_deref().unwrap_or_default()),
            it.severity.to_string(),
            it.check.words().unwrap_or(it.default.words()).to_owned(),
            or_dash(&parameters.join(", ")),
        ];
        table.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    table
}

/// The frameworks, with how many rules answer how many of their requirements.
fn frameworks(rules: &RuleSet) -> String {
    let mut table = "\n| name | framework | rules | requirements |\n| --- | --- | --- | --- |\n".to_owned();
    for framework in Framework::ALL {
        let answers: Vec<_> = rules
            .iter()
            .filter(|rule| !rule.info.without_check)
            .filter_map(|rule| rule.metadata.frameworks.get(&framework))
            .collect();
        let mut ids: Vec<_> = answers.iter().copied().flatten().collect();
        ids.sort();
        ids.dedup();
        let (name, title) = (framework.name(), framework.title());
        writeln!(table, "| `{name}` | {title} | {} | {} |", answers.len(), ids.len()).unwrap();
    }
    table
}
