//! Which keys of a place in the document a file reads.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::tree::{Block, Clause, Conjunction, File, Let, Operand, Part, Query};

/// The keys that are read of a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// Those that the text names.
    pub keys: BTreeSet<Arc<str>>,
    /// Whether a query goes through all of them.
    pub all: bool,
}

/// A step of the way to a place: this key, or any.
pub type WayStep = Option<&'static str>;

/// What a file reads of the place at the end of a way from the document's root.
pub(super) fn reads(file: &File, way: &[WayStep]) -> Reads {
    let mut walk = Walk { way, variables: Vec::new(), reads: Reads::default() };
    let root = Places::from([0]);
    walk.lets(&file.lets, &root);
    for rule in &file.rules {
        walk.conjunction(&rule.when, &root);
        walk.block(&rule.block, &root);
    }
    walk.reads
}

/// Where a query may stand: how many steps of the way are taken. What leads off the way is left out.
type Places = BTreeSet<usize>;

struct Walk<'f> {
    way: &'f [WayStep],
    /// Variables in scope, innermost last.
    variables: Vec<(&'f str, Places)>,
    reads: Reads,
}

impl<'f> Walk<'f> {
    fn lets(&mut self, lets: &'f [Let], here: &Places) {
        for one in lets {
            let places = self.operand(&one.value, here);
            self.variables.push((&one.name, places));
        }
    }

    fn block(&mut self, block: &'f Block, here: &Places) {
        let outer = self.variables.len();
        self.lets(&block.lets, here);
        self.conjunction(&block.clauses, here);
        self.variables.truncate(outer);
    }

    fn conjunction(&mut self, clauses: &'f Conjunction, here: &Places) {
        clauses.iter().flatten().for_each(|clause| self.clause(clause, here));
    }

    fn clause(&mut self, clause: &'f Clause, here: &Places) {
        match clause {
            Clause::Access(access) => {
                self.query(&access.query, here);
                access.operand.iter().for_each(|operand| drop(self.operand(operand, here)));
            }
            // Every rule of the file is read for itself.
            Clause::Rule { .. } => {}
            Clause::Block { query, when, block, .. } => {
                self.conjunction(when, here);
                let inside = self.query(query, here);
                self.block(block, &inside);
            }
            Clause::When { conditions, block } => {
                self.conjunction(conditions, here);
                self.block(block, here);
            }
        }
    }

    fn operand(&mut self, operand: &'f Operand, here: &Places) -> Places {
        match operand {
            Operand::Literal(_) => Places::default(),
            Operand::Query(query) => self.query(query, here),
        }
    }

    /// Where a query leads from here.
    fn query(&mut self, query: &'f Query, here: &Places) -> Places {
        let bound = |name: &str| self.variables.iter().rev().find(|(it, _)| *it == name).map(|(_, it)| it.clone());
        let mut places = match query.parts.first() {
            Some(Part::Variable(name)) => bound(name).unwrap_or_default(),
            _ => here.clone(),
        };
        for part in &query.parts {
            match part {
                // On a map, `[*]` stays where it is.
                Part::This | Part::Variable(_) | Part::AllIndices => {}
                Part::Key(key) => places = self.step(&places, Some(key)),
                Part::AllValues => places = self.step(&places, None),
                Part::Index(_) => places.clear(),
                Part::Filter(conditions) => self.conjunction(conditions, &places),
            }
        }
        places
    }

    /// One step further by a key, or by all.
    fn step(&mut self, places: &Places, key: Option<&Arc<str>>) -> Places {
        let mut reached = Places::default();
        for &place in places {
            match (self.way.get(place), key) {
                (None, Some(key)) => drop(self.reads.keys.insert(Arc::clone(key))),
                (None, None) => self.reads.all = true,
                (Some(Some(wanted)), Some(key)) if **key != **wanted => {}
                (Some(_), _) => drop(reached.insert(place + 1)),
            }
        }
        reached
    }
}

#[cfg(test)]
mod tests {
    use crate::guard::parse;

    /// The keys that the body of a rule reads of `Resources.*.Facts`.
    fn read(body: &str) -> String {
        let text = format!("let subject = Resources.*[ Facts exists ]\nrule r when %subject !empty {{\n{body}\n}}");
        let reads = parse(&text).unwrap().reads(&[Some("Resources"), None, Some("Facts")]);
        let keys: Vec<_> = reads.keys.iter().map(|key| &**key).collect();
        format!("{}{}", keys.join(" "), if reads.all { " and all" } else { "" })
    }

    #[test]
    fn finds_what_is_read_on_every_way() {
        let cases = [
            ("%subject.Facts.A == 1", "A"),
            ("%subject { Facts.A == 1 or Facts { B exists } }", "A B"),
            ("Resources.b.Facts.A == 1", "A"),
            ("let facts = %subject.Facts\n%facts[ A exists ].B == %facts.C", "A B C"),
            ("when %subject.Facts.A exists { %subject.Type == %subject.Facts.B }", "A B"),
            ("let subject = RuleParameters\n%subject.Facts.A == 1", ""),
            ("%subject.Facts.* == 1", " and all"),
            ("Resources.*.*.A == 1", "A"),
        ];
        for (body, expected) in cases {
            assert_eq!(read(body), expected, "{body}");
        }
    }

    #[test]
    fn leaves_out_what_only_looks_alike() {
        for body in [
            "%subject.Properties.Facts.A == 1",
            "Facts.A == 1",
            "Resources.Facts.A == 1",
            "%subject.Type == 'Facts.A'",
            "%subject.Type == 1 <<Facts.A>> # Facts.B",
            "Resources[0].Facts.A == 1",
        ] {
            assert_eq!(read(body), "", "{body}");
        }
    }
}
