//! Which known word someone may have meant: by a slip, or by a pattern.

/// Longer words are not compared, so that hostile names cost nothing.
const MAX_LENGTH: usize = 100;

/// The word of `known` that is fewest edits away from `word`, where that is close enough to be a slip.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let close = (word.chars().take(MAX_LENGTH).count() / 3).max(1);
    slip(word, known, close).map(|(_, candidate)| candidate)
}

/// The word of `known` that is fewest edits away from `word`, and how many: at most so many.
pub fn slip<'a>(word: &str, known: impl IntoIterator<Item = &'a str>, close: usize) -> Option<(usize, &'a str)> {
    let word: Vec<char> = word.chars().take(MAX_LENGTH + 1).collect();
    if word.len() > MAX_LENGTH {
        return None;
    }
    let distances = known.into_iter().filter_map(|candidate| Some((edits(&word, candidate, close)?, candidate)));
    distances.min()
}

/// How many characters must be put in, taken out or replaced (Levenshtein), row by row; `None` where it is more than so
/// many.
fn edits(word: &[char], candidate: &str, most: usize) -> Option<usize> {
    // Most words are of another length by more than that.
    if candidate.len() < word.len().saturating_sub(most) || candidate.chars().count() > word.len() + most {
        return None;
    }
    // What both start with costs nothing.
    let same = word.iter().zip(candidate.chars()).take_while(|(ours, theirs)| **ours == *theirs).count();
    let word = word.get(same..).unwrap_or_default();
    let mut row: Vec<usize> = (0..=word.len()).collect();
    for (at, theirs) in candidate.chars().skip(same).enumerate() {
        let mut left = at + 1;
        let mut diagonal = at;
        let mut least = left;
        for (ours, above) in word.iter().zip(row.iter_mut().skip(1)) {
            let next = (diagonal + usize::from(*ours != theirs)).min(left + 1).min(*above + 1);
            diagonal = std::mem::replace(above, next);
            left = next;
            least = least.min(next);
        }
        if let Some(first) = row.first_mut() {
            *first = at + 1;
        }
        if least > most {
            return None;
        }
    }
    row.last().copied().filter(|edits| *edits <= most)
}

/// Whether a pattern, in which `*` stands for any letters, is about a text.
pub fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut left) = text.strip_prefix(first) else { return false };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    for part in middle.split('*') {
        match left.split_once(part) {
            Some((_, after)) => left = after,
            None => return false,
        }
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_not_compared() {
        let word = "a".repeat(MAX_LENGTH);
        assert_eq!(nearest(&word, [&*"a".repeat(MAX_LENGTH - 1)]), Some(&*"a".repeat(MAX_LENGTH - 1)));
        assert_eq!(nearest(&format!("{word}a"), [&*word]), None);
    }

    #[test]
    fn finds_slips_and_nothing_else() {
        let known = ["profile", "severity", "rules"];
        assert_eq!(nearest("profil", known), Some("profile"));
        assert_eq!(nearest("sevreity", known), Some("severity"));
        assert_eq!(nearest("account", known), None);
        assert_eq!(edits(&['a', 'b'], "", 2), Some(2));
        assert_eq!(edits(&[], "abc", 3), Some(3));
        assert_eq!(edits(&[], "abc", 2), None);
    }
}
