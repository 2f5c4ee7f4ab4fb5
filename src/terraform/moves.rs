//! Which addresses resources had before: what `moved` blocks say.
//!
//! <https://developer.hashicorp.com/terraform/language/modules/develop/refactoring>

use std::collections::HashMap;
use std::sync::Arc;

use hcl_edit::expr::Expression;
use hcl_edit::structure::Body;

use super::load::literal;

/// How many addresses are known that a resource had before.
const MAX_FORMER: usize = 64;

/// What a `moved` block says: from where and to where, within its module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Move {
    from: String,
    to: String,
}

impl Move {
    /// What the body of a block says; `None` where it does not say both.
    pub(super) fn of(body: &Body) -> Option<Self> {
        let end = |name: &str| body.get_attribute(name).map(|it| address(&it.value));
        Some(Move { from: end("from")?, to: end("to")? })
    }
}

/// An address as plans print it: blanks stand in keys alone.
fn address(expression: &Expression) -> String {
    let text = literal(expression).map_or_else(|| expression.to_string(), str::to_owned);
    let mut is_quoted = false;
    let is_kept = |letter: &char| {
        is_quoted ^= *letter == '"';
        is_quoted || !letter.is_whitespace()
    };
    text.chars().filter(is_kept).collect()
}

/// All moves of a run, by where they lead to, in addresses from the root.
#[derive(Debug, Default)]
pub(crate) struct Moves {
    by_end: HashMap<String, Vec<String>>,
}

impl Moves {
    /// Adds the moves of an instance of a module, which the address begins with.
    pub(crate) fn add(&mut self, module: &str, moves: &[Move]) {
        for Move { from, to } in moves {
            self.by_end.entry(format!("{module}{to}")).or_default().push(format!("{module}{from}"));
        }
    }

    /// The addresses that a resource had before, the latest first.
    pub(crate) fn former(&self, address: &str) -> Vec<Arc<str>> {
        let mut found: Vec<String> = Vec::new();
        if self.by_end.is_empty() {
            return Vec::new();
        }
        let mut next = 0;
        let mut of = address.to_owned();
        loop {
            for before in self.before(&of) {
                if before != address && !found.contains(&before) && found.len() < MAX_FORMER {
                    found.push(before);
                }
            }
            let Some(ahead) = found.get(next) else { break };
            (of, next) = (ahead.clone(), next + 1);
        }
        found.into_iter().map(Arc::from).collect()
    }

    /// The addresses from which one move leads to an address, or to what it is a part of.
    fn before(&self, address: &str) -> Vec<String> {
        let ends = address.match_indices(['.', '[']).map(|(at, _)| at).chain([address.len()]);
        let moved = ends.filter_map(|end| {
            let (start, rest) = address.split_at_checked(end)?;
            Some(self.by_end.get(start)?.iter().map(move |from| format!("{from}{rest}")))
        });
        moved.flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moves(all: &[(&str, &str, &str)]) -> Moves {
        let mut moves = Moves::default();
        for (module, from, to) in all {
            moves.add(module, &[Move { from: (*from).to_owned(), to: (*to).to_owned() }]);
        }
        moves
    }

    fn former(moves: &Moves, address: &str) -> Vec<String> {
        moves.former(address).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn follows_moves_back_through_modules_and_instances() {
        let all = moves(&[
            ("", "aws_s3_bucket.a", "aws_s3_bucket.b"),
            ("", "aws_s3_bucket.b", "module.m.aws_s3_bucket.c"),
            ("", "module.old", "module.new[\"x.y\"]"),
            ("module.new[\"x.y\"].", "aws_s3_bucket.d", "aws_s3_bucket.e"),
            ("", "aws_s3_bucket.z", "aws_s3_bucket.z2"),
            ("", "aws_s3_bucket.z2", "aws_s3_bucket.z"),
        ]);
        assert_eq!(former(&all, "module.m.aws_s3_bucket.c"), ["aws_s3_bucket.b", "aws_s3_bucket.a"]);
        assert_eq!(former(&all, "aws_s3_bucket.b[0]"), ["aws_s3_bucket.a[0]"]);
        assert_eq!(
            former(&all, "module.new[\"x.y\"].aws_s3_bucket.e"),
            ["module.old.aws_s3_bucket.e", "module.new[\"x.y\"].aws_s3_bucket.d", "module.old.aws_s3_bucket.d",]
        );
        assert_eq!(former(&all, "aws_s3_bucket.z"), ["aws_s3_bucket.z2"]);
        assert!(former(&all, "aws_s3_bucket.bb").is_empty());
    }

    #[test]
    fn addresses_without_end_are_known_in_part() {
        let many = |count: usize| (0..count).map(|at| Move { from: format!("a.n{at}"), to: format!("a.n{}", at + 1) });
        let mut all = Moves::default();
        all.add("", &many(MAX_FORMER + 1).collect::<Vec<_>>());
        assert_eq!(former(&all, &format!("a.n{MAX_FORMER}")).len(), MAX_FORMER);
        assert_eq!(former(&all, &format!("a.n{}", MAX_FORMER + 1)).len(), MAX_FORMER);
    }
}
