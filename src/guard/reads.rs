//! Which keys of a place in the document a file reads.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::tree::{Block, Clause, Conjunction, File, Filtered, Key, Let, Operand, Part, Query};

/// How often variables that are set by each other are looked at.
const MAX_ROUNDS: usize = 64;

/// How many calls of rules with parameters are looked at.
const MAX_CALLS_READ: usize = 256;

/// The keys that are read of a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// Those that the text names.
    pub keys: BTreeSet<Arc<str>>,
    /// What stands for one of those where it is not there itself: the same words in another spelling.
    pub spellings: BTreeSet<Arc<str>>,
    /// Whether a query goes through all of them.
    pub all: bool,
}

/// A step of the way to a place: this key, or any.
pub type WayStep = Option<&'static str>;

/// What a file reads of the place at the end of a way from the document's root.
pub(super) fn reads(file: &File, way: &[WayStep]) -> Reads {
    let mut walk = Walk { file, way, variables: Vec::new(), reads: Reads::default(), calls: Vec::new() };
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
    file: &'f File,
    way: &'f [WayStep],
    /// Variables in scope, innermost last.
    variables: Vec<(&'f str, Places)>,
    reads: Reads,
    /// What rules with parameters were looked at with.
    calls: Vec<(&'f str, Vec<Places>, Places)>,
}

impl<'f> Walk<'f> {
    fn lets(&mut self, lets: &'f [Let], here: &Places) {
        let outer = self.variables.len();
        self.variables.extend(lets.iter().map(|one| (&*one.name, Places::default())));
        // A variable may be used before it is set: each round knows more of them.
        for _ in 0..=lets.len().min(MAX_ROUNDS) {
            let mut is_done = true;
            for (at, one) in lets.iter().enumerate() {
                let places = self.operand(&one.value, here);
                if let Some((_, known)) = self.variables.get_mut(outer + at)
                    && *known != places
                {
                    *known = places;
                    is_done = false;
                }
            }
            if is_done {
                return;
            }
        }
        self.reads.all = true;
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
            Clause::Call { name, arguments, .. } => self.call(name, arguments, here),
            Clause::Block { query, block, .. } => {
                let inside = self.query(query, here);
                self.block(block, &inside);
            }
            Clause::Type { query, when, block, .. } => {
                let inside = self.query(query, here);
                self.conjunction(when, &inside);
                self.block(block, &inside);
            }
            Clause::When { conditions, block } => {
                self.conjunction(conditions, here);
                self.block(block, here);
            }
        }
    }

    /// A rule with parameters is read from where it is called.
    fn call(&mut self, name: &'f str, arguments: &'f [Operand], here: &Places) {
        let given: Vec<_> = arguments.iter().map(|argument| self.operand(argument, here)).collect();
        let call = (name, given.clone(), here.clone());
        let Some(rule) = self.file.callable.iter().rev().find(|rule| *rule.name == *name) else { return };
        if self.calls.contains(&call) {
            return;
        }
        if self.calls.len() >= MAX_CALLS_READ {
            self.reads.all = true;
            return;
        }
        self.calls.push(call);
        let outer = self.variables.len();
        self.variables.extend(rule.parameters.iter().map(|name| &**name).zip(given));
        self.conjunction(&rule.when, here);
        self.block(&rule.block, here);
        self.variables.truncate(outer);
    }

    fn operand(&mut self, operand: &'f Operand, here: &Places) -> Places {
        match operand {
            Operand::Literal(_) => Places::default(),
            Operand::Query(query) => self.query(query, here),
            Operand::Call(call) => {
                let of: Vec<_> = call.arguments.iter().map(|argument| self.operand(argument, here)).collect();
                // Most make a value of each that they are given, and only of JSON parts can be asked for.
                of.into_iter().flatten().collect()
            }
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
                Part::This | Part::Variable(_) | Part::AllIndices(None) => {}
                Part::Key(key) => places = self.step(&places, Some(key)),
                Part::AllValues(_) | Part::AllIndices(Some(_)) => places = self.step(&places, None),
                Part::Keyed { .. } => places = self.step(&places, None),
                Part::KeysThat { operand, .. } => {
                    self.operand(operand, &places);
                    places = self.step(&places, None);
                }
                Part::Index(_) => places.clear(),
                Part::Filter { conditions, of: Filtered::Values, .. } => {
                    // Of a map, each value; of a list, each item.
                    let inside: Places = self.step(&places, None).into_iter().chain(places).collect();
                    self.conjunction(conditions, &inside);
                    places = inside;
                }
                Part::Filter { conditions, .. } => self.conjunction(conditions, &places),
            }
        }
        places
    }

    /// One step further by a key, or by all.
    fn step(&mut self, places: &Places, key: Option<&Key>) -> Places {
        let mut reached = Places::default();
        for &place in places {
            match (self.way.get(place), key) {
                (None, Some(key)) => {
                    self.reads.keys.insert(Arc::clone(&key.name));
                    self.reads.spellings.extend(key.spellings.iter().map(Arc::clone));
                }
                (None, None) => self.reads.all = true,
                (Some(Some(wanted)), Some(key)) if !key.may_be(wanted) => {}
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
            ("%late.A == 1\nlet late = %subject.Facts", "A"),
            ("%subject.Facts[ keys == 'x' ].A == 1", " and all"),
            ("let n = count(%subject.Facts.A)\n%n == to_lower(%subject.Facts.B)", "A B"),
        ];
        for (body, expected) in cases {
            assert_eq!(read(body), expected, "{body}");
        }
    }

    #[test]
    fn takes_what_is_too_much_for_everything() {
        let reads = |text: &str| parse(text).unwrap().reads(&[Some("Resources")]).all;
        let chain = |lets: usize| {
            let one = |at: usize| format!("let v{at} = %v{}\n", at + 1);
            format!("{}let v{lets} = Resources\nrule r {{ %v0.a exists }}", (0..lets).map(one).collect::<String>())
        };
        assert_eq!((reads(&chain(60)), reads(&chain(70))), (false, true));
        let calls = |count: usize| {
            let one = |at: usize| format!("rule c{at}(p) {{ %p.a exists }}\n");
            let call = |at: usize| format!(" c{at}(Resources)");
            let (rules, all): (String, String) = ((0..count).map(one).collect(), (0..count).map(call).collect());
            format!("{rules}rule r {{{all} }}")
        };
        assert_eq!((reads(&calls(256)), reads(&calls(257))), (false, true));
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
