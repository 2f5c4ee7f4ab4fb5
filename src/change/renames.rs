//! Which file of a revision is which one of another, where its name is gone.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::source::{FileId, Sources};

/// How many pairs of files are compared line by line.
const MAX_COMPARED: usize = 20_000;

/// The names that files have now, by those that they had: of the same text, or with at least half of their lines in
/// common. Those are compared first that bear one name in another folder, or another name in one folder.
pub fn renames(before: &Sources, after: &Sources) -> BTreeMap<String, String> {
    let (mut gone, mut new) = (named(before), named(after));
    let kept: BTreeSet<String> = gone.keys().filter(|name| new.contains_key(*name)).cloned().collect();
    gone.retain(|name, _| !kept.contains(name));
    new.retain(|name, _| !kept.contains(name));
    let mut renames = BTreeMap::new();
    let mut by_text: HashMap<Vec<&str>, Vec<&String>> = HashMap::new();
    for (name, id) in &new {
        by_text.entry(lines(after, *id)).or_default().push(name);
    }
    let mut taken: BTreeSet<&String> = BTreeSet::new();
    for (name, id) in &gone {
        let same = by_text.get(&lines(before, *id)).into_iter().flatten().copied();
        let best = same.filter(|it| !taken.contains(it)).max_by_key(|it| likeness(name, it));
        if let Some(best) = best {
            taken.insert(best);
            renames.insert(name.clone(), best.clone());
        }
    }
    let gone = gone.iter().filter(|(name, _)| !renames.contains_key(*name));
    let gone: Vec<_> = gone.map(|(name, id)| (name, lines(before, *id))).collect();
    let new = new.iter().filter(|(name, _)| !taken.contains(*name));
    let new: Vec<_> = new.map(|(name, id)| (name, lines(after, *id))).collect();
    let pairs = |is_likely: bool| {
        let pairs = gone.iter().flat_map(|old| new.iter().map(move |new| (old, new)));
        pairs.filter(move |((old, _), (new, _))| (likeness(old, new) > (false, 0)) == is_likely)
    };
    let pairs = pairs(true).chain(pairs(false)).take(MAX_COMPARED);
    let mut alike: Vec<_> = pairs
        .filter_map(|((old, old_lines), (new, new_lines))| {
            let percent = in_common(old_lines, new_lines);
            (percent >= 50).then_some((percent, *old, *new))
        })
        .collect();
    alike.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
    let new_names: BTreeSet<String> = new.iter().map(|(name, _)| (*name).clone()).collect();
    let mut taken = BTreeSet::new();
    for (_, old, new) in alike {
        if !renames.contains_key(old) && taken.insert(new) {
            renames.insert(old.clone(), new.clone());
        }
    }
    for (old, new) in with_folders(&renames, gone.iter().map(|(name, _)| *name), &taken) {
        if new_names.contains(&new) {
            renames.insert(old, new);
        }
    }
    renames
}

/// The names that files would have in the folders to which others of theirs went.
fn with_folders<'n>(
    renames: &BTreeMap<String, String>,
    gone: impl Iterator<Item = &'n String>,
    taken: &BTreeSet<&String>,
) -> Vec<(String, String)> {
    let split = |name: &str| {
        name.rsplit_once('/')
            .map_or_else(|| (String::new(), name.to_owned()), |(folder, name)| (folder.to_owned(), name.to_owned()))
    };
    let folders: BTreeMap<String, String> = renames.iter().map(|(old, new)| (split(old).0, split(new).0)).collect();
    let left = gone.filter(|name| !renames.contains_key(*name));
    let with_folder = left.filter_map(|name| {
        let (folder, file) = split(name);
        let to = folders.get(&folder).filter(|to| **to != folder)?;
        let new = if to.is_empty() { file } else { format!("{to}/{file}") };
        (!taken.contains(&new)).then(|| (name.clone(), new))
    });
    with_folder.collect()
}

/// All files by their names from the top.
fn named(sources: &Sources) -> BTreeMap<String, FileId> {
    sources.iter().filter(|(_, file)| !file.is_unread()).map(|(id, _)| (sources.name_from_top(id), id)).collect()
}

/// The lines of a file that say something.
fn lines(sources: &Sources, file: FileId) -> Vec<&str> {
    sources.text(file).lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// Whether two names end alike, and how much of their folders they share.
fn likeness(old: &str, new: &str) -> (bool, usize) {
    let (old_folder, old_name) = old.rsplit_once('/').unwrap_or(("", old));
    let (new_folder, new_name) = new.rsplit_once('/').unwrap_or(("", new));
    (old_name == new_name, usize::from(old_folder == new_folder))
}

/// How many of a hundred lines two files have in common, of the longer one.
fn in_common(old: &[&str], new: &[&str]) -> usize {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    old.iter().for_each(|line| *counts.entry(line).or_default() += 1);
    let is_common = |line: &&&str| {
        let left = counts.get_mut(**line).filter(|left| **left > 0);
        left.map(|left| *left -= 1).is_some()
    };
    let common = new.iter().filter(is_common).count();
    common * 100 / old.len().max(new.len()).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(before: &[(&str, &str)], after: &[(&str, &str)]) -> Vec<String> {
        let sources = |files: &[(&str, &str)]| {
            let mut sources = Sources::default();
            for (name, text) in files {
                sources.add((*name).into(), (*name).to_owned(), text.replace(' ', "\n").into_bytes());
            }
            sources
        };
        renames(&sources(before), &sources(after)).iter().map(|(old, new)| format!("{old} {new}")).collect()
    }

    #[test]
    fn knows_a_file_by_its_text_and_its_name() {
        let [same, half, other] = ["a b c d", "a b c x", "p q r s"];
        assert_eq!(found(&[("a/x.tf", same)], &[("b/y.tf", same)]), ["a/x.tf b/y.tf"]);
        assert_eq!(found(&[("a/x.tf", same)], &[("b/x.tf", half)]), ["a/x.tf b/x.tf"]);
        assert_eq!(found(&[("a/x.tf", same)], &[("a/y.tf", half)]), ["a/x.tf a/y.tf"]);
        assert_eq!(found(&[("a/x.tf", same)], &[("b/y.tf", half)]), ["a/x.tf b/y.tf"]);
        assert!(found(&[("a/x.tf", same)], &[("a/y.tf", other)]).is_empty());
        let beside = [("a/x.tf", same), ("a/z.tf", other)];
        assert_eq!(found(&beside, &[("b/x.tf", same), ("b/z.tf", "1 2 3")]), ["a/x.tf b/x.tf", "a/z.tf b/z.tf"]);
        assert!(found(&[("a/x.tf", same)], &[("a/x.tf", other), ("a/y.tf", same)]).is_empty());
        let two = [("a/x.tf", same), ("b/x.tf", same)];
        assert_eq!(found(&two, &[("a/y.tf", same), ("c/x.tf", same)]), ["a/x.tf c/x.tf", "b/x.tf a/y.tf"]);
    }

    #[test]
    fn files_past_the_bound_are_not_compared() {
        let many = |text: &str| (0..200).map(|at| (format!("{at}/x.tf"), format!("{at} {text}"))).collect::<Vec<_>>();
        fn shown(all: &[(String, String)]) -> Vec<(&str, &str)> {
            all.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
        }
        let (old, new) = (many("a"), many("b"));
        let new: Vec<_> = new.into_iter().map(|(name, text)| (format!("n{name}"), text)).collect();
        let count = found(&shown(&old), &shown(&new)).len();
        assert!(count > 0 && count < 200, "{count}");
    }
}
