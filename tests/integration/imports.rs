//! Which file imports which, as far as `use` and paths in the code say it. A name that a `mod.rs` passes on is imported from
//! the file that declares it.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

/// The files of a crate by their module: `model::link` is `["model", "link"]`.
pub(super) struct Modules {
    files: BTreeMap<Vec<String>, File>,
}

struct File {
    name: String,
    text: String,
    /// What it passes on to those that import it, and from where.
    passed_on: BTreeMap<String, Vec<String>>,
}

impl Modules {
    /// Files by their path from `src`, with their code alone.
    pub(super) fn new(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let public = Regex::new(r"(?m)^pub[^;]*? use ([^;]+);").unwrap();
        let file = |(name, text): (String, String)| {
            let paths = public.captures_iter(&text).flat_map(|found| paths_of(&found[1]));
            let passed_on = paths.filter_map(|path| Some((path.last()?.clone(), path))).collect();
            let mut module: Vec<_> = name.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
            module.retain(|part| part != "mod" && part != "lib");
            (module, File { name, text, passed_on })
        };
        Modules { files: files.into_iter().map(file).collect() }
    }

    /// The names of the files that each file imports.
    pub(super) fn imports(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let used = Regex::new(r"(?m)^\s*(pub[^;]*? )?use ([^;]+);").unwrap();
        let named = Regex::new(r"(in )?\b((?:crate|super|self|[a-z_]+)(?:::\w+)+)").unwrap();
        let mut imports = BTreeMap::new();
        for (module, file) in &self.files {
            let private = used.captures_iter(&file.text).filter(|found| found.get(1).is_none());
            let mut paths: Vec<_> = private.flat_map(|found| paths_of(&found[2])).collect();
            let body = used.replace_all(&file.text, "");
            // `pub(in crate::cli)` imports nothing.
            let inline = named.captures_iter(&body).filter(|found| found.get(1).is_none());
            paths.extend(inline.flat_map(|found| paths_of(&found[2])));
            let found = paths.iter().filter_map(|path| self.declares(module, path, 8)).filter(|it| *it != file.name);
            imports.insert(file.name.as_str(), found.collect());
        }
        imports
    }

    /// The file that declares what a path means in a module.
    fn declares(&self, module: &[String], path: &[String], depth: usize) -> Option<&str> {
        let mut at = module.to_vec();
        let mut rest = path;
        match path.first()?.as_str() {
            "crate" => at.clear(),
            "self" | "super" => {}
            child => {
                let inner = [module, &[child.to_owned()]].concat();
                self.files.get(&inner)?;
            }
        }
        while let Some((first, after)) = rest.split_first() {
            match first.as_str() {
                "crate" | "self" => {}
                "super" => drop(at.pop()),
                child if self.files.contains_key(&[&at[..], &[child.to_owned()]].concat()) => at.push(child.to_owned()),
                _ => break,
            }
            rest = after;
        }
        let file = self.files.get(&at)?;
        let passed_on = rest.first().and_then(|name| file.passed_on.get(name)).filter(|_| depth > 0);
        passed_on.and_then(|from| self.declares(&at, from, depth - 1)).or(Some(&file.name))
    }
}

/// The paths that a tree of `use` stands for.
fn paths_of(tree: &str) -> Vec<Vec<String>> {
    let tree = tree.trim();
    let Some((before, inner)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default();
        return vec![path.split("::").map(|part| part.trim().to_owned()).collect()];
    };
    let before: Vec<String> =
        before.split("::").map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect();
    let inner = inner.rsplit_once('}').map_or(inner, |(inner, _)| inner);
    let mut depth = 0;
    let branches = inner.split(|letter: char| {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        letter == ',' && depth == 0
    });
    let paths = branches.filter(|branch| !branch.trim().is_empty()).flat_map(paths_of);
    paths.map(|path| [before.clone(), path].concat()).collect()
}

/// The circles: files each of which leads to every other one by imports.
pub(super) fn circles<'f>(imports: &BTreeMap<&'f str, BTreeSet<&'f str>>) -> Vec<BTreeSet<&'f str>> {
    let reach = |from: &'f str| {
        let mut reached: BTreeSet<&'f str> = BTreeSet::new();
        let mut open = vec![from];
        while let Some(file) = open.pop() {
            open.extend(imports.get(file).into_iter().flatten().copied().filter(|next| reached.insert(next)));
        }
        reached
    };
    let reached: BTreeMap<_, _> = imports.keys().map(|file| (*file, reach(file))).collect();
    let mut found: Vec<BTreeSet<&str>> = Vec::new();
    for (file, reaches) in &reached {
        let circle: BTreeSet<_> = reaches.iter().copied().filter(|other| reached[other].contains(file)).collect();
        if circle.len() > 1 && !found.contains(&circle) {
            found.push(circle);
        }
    }
    found
}

#[test]
fn finds_circles_through_what_is_passed_on() {
    let files = [
        ("a/mod.rs", "mod one;\nmod two;\nmod three;\npub use one::One;\nuse three::Three;\n"),
        ("a/one.rs", "use super::{two::{self, Two}, three as other};\npub(in crate::a) struct One;\n"),
        ("a/two.rs", "fn two() -> super::One {}\n"),
        ("a/three.rs", "use crate::a::One;\n"),
        ("lib.rs", "pub mod a;\n"),
    ];
    let modules = Modules::new(files.map(|(name, text)| (name.to_owned(), text.to_owned())));
    let imports = modules.imports();
    assert_eq!(imports["a/two.rs"], BTreeSet::from(["a/one.rs"]));
    assert_eq!(imports["a/mod.rs"], BTreeSet::from(["a/three.rs"]));
    assert_eq!(circles(&imports), [BTreeSet::from(["a/one.rs", "a/three.rs", "a/two.rs"])]);
}
