//! The values that a condition key can have, as far as a policy tells them apart.
//!
//! For each key the conditions of the whole policy are gathered. Its domain has a value of each set of values that the
//! conditions do not tell apart, and knows what each value compared with says of it. [`Table`](super::table::Table)
//! makes the cells of a search from that.

use std::collections::{BTreeMap, HashSet};

use super::Owner;
use super::address::{self, Range};
use super::caller::Caller;
use super::identity;
use super::keys::{self, Key, Kind};
use super::number::{self, Bound};
use super::pattern::{Extent, Patterns, Style, TooMany};
use super::target::Target;
use super::trust::{self, Trust};
use super::variable::{Assigned, Variables};
use crate::iam::{Condition, Policy, SetOperator, Test, Word};
use crate::value::{Piece, Text, Truth, Undecided};

/// How many cells a key may have.
pub(super) const MAX_CELLS: usize = 4_096;

/// A condition key with the conditions on it.
#[derive(Debug)]
pub(super) struct Domain<'p> {
    /// The key in lower case.
    pub(super) name: String,
    /// What is known of the key; `None` where nothing is decided about it.
    pub(super) key: Option<Key>,
    /// The conditions on it.
    pub(super) literals: Vec<Literal<'p>>,
    /// Values that stand for all, plausible ones first.
    pub(super) bases: Vec<Base>,
    /// How many values a request may need to have at once.
    pub(super) at_once: usize,
    /// Whether the search is about requests that have the key, or that do not.
    pub(super) pinned: Option<bool>,
    values: Values,
    /// Of each value compared with, whether it is fixed: by S3's rule, and by ours.
    fixed: [Vec<Truth>; 2],
}

/// A value of the key.
#[derive(Clone, Debug)]
pub(super) struct Base {
    pub(super) text: Text,
    /// What each value compared with says of it.
    pub(super) matches: Vec<Truth>,
    /// Whether it stands for itself alone.
    pub(super) special: bool,
    /// The callers that it is for, by a number of their own.
    pub(super) group: usize,
}

/// A condition within its domain.
#[derive(Debug)]
pub(super) struct Literal<'p> {
    /// The position of its statement in the policy.
    pub(super) statement: usize,
    /// The condition.
    pub(super) condition: &'p Condition,
    /// The numbers of its values in the domain; `None` where it compares with none, or nobody knows how.
    values: Option<std::ops::Range<usize>>,
    /// Why not.
    pub(super) undecided: Option<Undecided>,
    /// Whether the further values that it may compare with are fixed: by S3's rule, and by ours.
    further: [Truth; 2],
}

#[derive(Debug)]
enum Values {
    /// Of a key that has few values: what each value compared with is.
    Listed(Vec<Compared>),
    Texts(Patterns),
    Addresses(Vec<Option<Range>>),
    Numbers(Vec<Option<Bound>>, bool),
}

/// A value that a key of few values is compared with.
#[derive(Debug)]
enum Compared {
    Text(Patterns),
    Number(Option<Bound>),
}

/// What domains are made from, beside the policy.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surroundings<'s> {
    pub(super) variables: &'s Variables,
    pub(super) owner: &'s Owner,
    pub(super) target: &'s Target,
    pub(super) extent: Extent,
    pub(super) callers: &'s [Caller],
    /// Values that some callers always have.
    pub(super) specials: &'s [(&'static str, Text)],
}

impl<'p> Domain<'p> {
    /// The domains of all keys of some conditions, in order of appearance.
    pub(super) fn all(policies: &[&'p Policy], around: Surroundings<'_>) -> Result<Vec<Domain<'p>>, TooMany> {
        let mut found: indexmap::IndexMap<String, Vec<(usize, &Condition)>> = indexmap::IndexMap::new();
        let statements = policies.iter().flat_map(|policy| &policy.statements);
        for (at, statement) in statements.enumerate() {
            for condition in &statement.conditions {
                found.entry(name(&condition.key)).or_default().push((at, condition));
            }
        }
        for key in around.variables.keys() {
            found.entry(name(key)).or_default();
        }
        found.into_iter().map(|(name, literals)| Domain::new(name, &literals, around)).collect()
    }

    fn new(name: String, literals: &[(usize, &'p Condition)], around: Surroundings<'_>) -> Result<Self, TooMany> {
        let told = around.target.tells_tag(&name);
        // Which tags a bucket has is not looked at: where requests tell of them, the condition is open.
        let key = keys::find(&name).filter(|_| told.is_none_or(|told| told == Truth::False));
        let sets = literals.iter().filter(|(_, condition)| condition.operator.set.is_some()).count();
        let specials: Vec<_> = around.specials.iter().filter(|(of, _)| *of == name).map(|(_, text)| text).collect();
        let own = match key.map(|key| key.kind) {
            Some(Kind::OwnerAccount) => Some(&around.owner.account),
            Some(Kind::OwnerOrganization) => Some(&around.owner.organization),
            Some(Kind::OfKey) => around.target.property(&name),
            _ => None,
        };
        let open = specials.iter().copied().chain(own).any(|text| text.as_str().is_none())
            || literals.iter().any(|(_, condition)| has_hole(condition));
        let several = !around.extent.is_few() && key.is_some_and(|key| key.kind == Kind::Texts);
        let mut domain = Domain {
            key,
            literals: Vec::new(),
            bases: Vec::new(),
            at_once: if several { sets.max(1) } else { 1 },
            pinned: (told == Some(Truth::False))
                .then_some(false)
                .or_else(|| around.variables.get(&name).map(|assigned| !matches!(assigned, Assigned::Absent))),
            values: Values::of(key, literals, open),
            fixed: [Vec::new(), Vec::new()],
            name,
        };
        for (statement, condition) in literals {
            let undecided = domain.undecided(condition);
            let compares = undecided.is_none() && condition.operator.test != Test::Null;
            let values = compares.then(|| domain.add(condition, around.variables));
            let further = [Trust::ByS3, Trust::ByAccount].map(|trust| {
                let fixed = |key| trust::are_further_fixed(trust, &domain.name, key, condition, around.variables.on);
                key.map_or(Truth::False, fixed)
            });
            domain.literals.push(Literal { statement: *statement, condition, values, undecided, further });
        }
        domain.find_bases(&specials, around)?;
        Ok(domain)
    }

    /// Why the values of a condition are not decided, as the end of a sentence about it; `None` where its operator fits
    /// the key, its values and the other operators on it.
    fn undecided(&self, condition: &Condition) -> Option<Undecided> {
        let Some(key) = self.key else {
            let of_tag = keys::is_tag_of_bucket(&self.name);
            return Some(if of_tag { Undecided::TagOfBucket } else { Undecided::UnknownKey });
        };
        let misread = |read: &dyn Fn(&Word) -> bool, what: &'static str| {
            let word = condition.values.values.iter().find(|word| !read(word))?;
            Some(Undecided::Misread { text: word.text.display().into(), what })
        };
        let known = |word: &Word, read: &dyn Fn(&str) -> bool| word.text.as_str().is_none_or(read);
        if key.kind == Kind::Texts && condition.operator.set.is_none() {
            return Some(Undecided::WithoutSet);
        }
        match (&self.values, condition.operator.test) {
            (_, Test::Null) => None,
            (Values::Listed(_), Test::Numeric(_)) if key.is_number() => {
                let read = |text: &str| number::parse(text, false).is_some();
                misread(&|word| known(word, &read), "which is no number")
            }
            (Values::Addresses(_), Test::IpAddress) => {
                misread(&|word| known(word, &|text| Range::parse(text).is_some()), "which is no range of addresses")
            }
            (Values::Numbers(_, is_time), Test::Numeric(_) | Test::Date(_)) => {
                let read = |text: &str| number::parse(text, *is_time).is_some();
                misread(&|word| known(word, &read), if *is_time { "which is no time" } else { "which is no number" })
            }
            (
                Values::Texts(_) | Values::Listed(_),
                Test::StringEquals | Test::StringEqualsIgnoreCase | Test::StringLike | Test::Bool | Test::Binary,
            ) => None,
            (Values::Texts(_), Test::Arn) => {
                let short = "which has fewer than the six parts of an ARN: what that matches is not documented";
                misread(&|word| is_arn(&word.text), short)
            }
            _ => Some(Undecided::Operator),
        }
    }

    fn add(&mut self, condition: &Condition, variables: &Variables) -> std::ops::Range<usize> {
        let count = |domain: &Self| domain.fixed.first().map_or(0, Vec::len);
        let start = count(self);
        for word in &condition.values.values {
            for (list, trust) in self.fixed.iter_mut().zip([Trust::ByS3, Trust::ByAccount]) {
                let fixed = self
                    .key
                    .map_or(Truth::False, |key| trust::is_fixed(trust, &self.name, key, condition, word, variables.on));
                list.push(fixed);
            }
            self.values.add(condition.operator.test, word, variables);
        }
        start..count(self)
    }

    /// Of each value compared with, whether it is fixed.
    pub(super) fn fixed(&self, trust: Trust) -> &[Truth] {
        let [by_s3, by_account] = &self.fixed;
        if trust == Trust::ByS3 { by_s3 } else { by_account }
    }

    fn find_bases(&mut self, specials: &[&Text], around: Surroundings<'_>) -> Result<(), TooMany> {
        let Some(key) = self.key else { return Ok(()) };
        let alone = match (around.variables.get(&self.name), key.kind) {
            (Some(Assigned::Absent), _) => Some(Vec::new()),
            (Some(Assigned::Is(text)), _) => Some(vec![text.clone()]),
            (_, Kind::OneOf(values)) => Some(values.iter().map(|value| Text::from(*value)).collect()),
            (_, Kind::OwnerAccount) => Some(vec![around.owner.account.clone()]),
            (_, Kind::OwnerOrganization) => Some(vec![around.owner.organization.clone()]),
            (_, Kind::OfKey) => Some(around.target.property(&self.name).into_iter().cloned().collect()),
            _ => None,
        };
        if let Some(texts) = alone {
            self.bases = texts.into_iter().map(|text| self.base(text, true)).collect();
            return Ok(());
        }
        let of_callers = match &self.values {
            Values::Texts(patterns) => identity::examples(&self.name, around.callers, patterns, around.extent)?,
            Values::Listed(_) | Values::Addresses(_) | Values::Numbers(..) => None,
        };
        let of_access_points = match &self.values {
            Values::Texts(patterns) if self.name == keys::ACCESS_POINT => Some((patterns, self.compared_with())),
            _ => None,
        };
        let is_free = of_callers.is_none() && of_access_points.is_none() && key.kind == Kind::Text;
        let examples = match (of_callers, of_access_points) {
            (Some(examples), _) => examples,
            (None, Some((patterns, told))) => identity::access_points(&told, around.callers, patterns, around.extent)?,
            (None, None) => {
                self.values.examples(&self.name, around.extent)?.into_iter().map(|text| (text, 0)).collect()
            }
        };
        // A value that anybody may choose can be another one than what the code leaves open.
        let (open, known) = if is_free { self.exact() } else { Default::default() };
        let mut seen = HashSet::new();
        for (text, group) in examples {
            let mut base = Base { group, ..self.base(text, false) };
            base.differ(&open, &known);
            let matches = base.matches.iter().map(|truth| *truth as u8).collect::<Vec<_>>();
            if seen.insert((group, matches)) {
                self.bases.push(base);
            }
        }
        let reserved = keys::of_anonymous_only(&self.name).map(Text::from);
        let others = specials.iter().copied().chain(&reserved).cloned().chain(self.own_values());
        let others: Vec<Text> = others.collect();
        // Each of them becomes a cell of its own.
        if others.len() + self.bases.len() > MAX_CELLS {
            return Err(TooMany);
        }
        for text in others {
            match self.bases.iter_mut().find(|base| base.text.same(&text) == Truth::True) {
                Some(base) => base.special = true,
                None => self.bases.push(self.base(text, true)),
            }
        }
        Ok(())
    }

    /// The values with holes that the policy itself names: a request may have just these.
    fn own_values(&self) -> Vec<Text> {
        self.compared_with().into_iter().filter(|text| text.as_str().is_none()).cloned().collect()
    }

    /// The numbers of the values that are compared letter by letter: those with holes and no policy variable, and those
    /// that are known.
    fn exact(&self) -> (Vec<usize>, Vec<usize>) {
        let mut found = (Vec::new(), Vec::new());
        for literal in &self.literals {
            let Some(numbers) = literal.values.clone() else { continue };
            if !matches!(style(literal.condition.operator.test), Style::Exact | Style::IgnoreCase) {
                continue;
            }
            for (number, word) in numbers.zip(&literal.condition.values.values) {
                match word.text.as_str() {
                    Some(_) => found.1.push(number),
                    None if !word.text.has_known("$") => found.0.push(number),
                    None => {}
                }
            }
        }
        found
    }

    /// The texts that conditions compare the key with.
    fn compared_with(&self) -> Vec<&Text> {
        let texts = matches!(self.values, Values::Texts(_));
        let decided = self.literals.iter().filter(|literal| texts && literal.values.is_some());
        decided.flat_map(|literal| &literal.condition.values.values).map(|word| &word.text).collect()
    }

    fn base(&self, text: Text, special: bool) -> Base {
        Base { matches: self.values.matches(&text), text, special, group: 0 }
    }

    /// How the key is written in the policy.
    pub(super) fn written(&self) -> BTreeMap<String, &str> {
        let keys = self.literals.iter().map(|literal| &*literal.condition.key);
        let mut found: BTreeMap<String, &str> = BTreeMap::new();
        for key in keys {
            found.entry(key.to_ascii_lowercase()).or_insert(key);
        }
        if found.is_empty() {
            found.insert(self.name.clone(), &self.name);
        }
        found
    }
}

/// The name of the domain that a key belongs to.
fn name(key: &str) -> String {
    let key = key.to_ascii_lowercase();
    if key == "aws:epochtime" { keys::CLOCK.to_owned() } else { key }
}

impl Base {
    /// Takes another value of its class than any of these with holes, where it is not the only one: where it is none of
    /// those that are known letter by letter.
    fn differ(&mut self, open: &[usize], known: &[usize]) {
        if known.iter().any(|number| self.matches.get(*number) == Some(&Truth::True)) {
            return;
        }
        for number in open {
            if let Some(matched) = self.matches.get_mut(*number) {
                *matched = Truth::False;
            }
        }
    }
}

impl Values {
    fn of(key: Option<Key>, literals: &[(usize, &Condition)], open: bool) -> Self {
        let numeric = literals.iter().find_map(|(_, condition)| match condition.operator.test {
            Test::Null => None,
            Test::Numeric(_) => Some(Some(false)),
            Test::Date(_) => Some(Some(true)),
            _ => Some(None),
        });
        match (key.map(|key| key.kind), numeric) {
            (Some(Kind::OneOf(_)), _) => Values::Listed(Vec::new()),
            (Some(Kind::Address), _) => Values::Addresses(Vec::new()),
            (Some(Kind::Time), Some(Some(_)) | None) => Values::Numbers(Vec::new(), true),
            (Some(Kind::Number), None) => Values::Numbers(Vec::new(), false),
            (Some(Kind::Number | Kind::Text), Some(Some(is_time))) => Values::Numbers(Vec::new(), is_time),
            _ => Values::Texts(Patterns::for_open_texts(open)),
        }
    }

    fn add(&mut self, test: Test, word: &Word, variables: &Variables) {
        match self {
            Values::Listed(compared) => compared.push(match test {
                Test::Numeric(comparison) => {
                    let number = word.text.as_str().and_then(|text| number::parse(text, false));
                    Compared::Number(number.map(|number| Bound { comparison, number }))
                }
                _ => {
                    let mut pattern = Patterns::default();
                    pattern.add(&word.text, style(test), variables);
                    Compared::Text(pattern)
                }
            }),
            Values::Addresses(ranges) => ranges.push(Range::of(&word.text)),
            Values::Numbers(bounds, is_time) => {
                let number = word.text.as_str().and_then(|text| number::parse(text, *is_time));
                let (Test::Numeric(comparison) | Test::Date(comparison)) = test else { return bounds.push(None) };
                bounds.push(number.map(|number| Bound { comparison, number }));
            }
            Values::Texts(patterns) => patterns.add(&word.text, style(test), variables),
        }
    }

    fn examples(&self, name: &str, extent: Extent) -> Result<Vec<Text>, TooMany> {
        let plausible = keys::plausible(name).iter().map(|text| (*text).to_owned());
        let texts: Vec<String> = match self {
            Values::Addresses(ranges) => address::examples(&ranges.iter().flatten().copied().collect::<Vec<_>>()),
            Values::Numbers(bounds, is_time) => {
                let bounds: Vec<_> = bounds.iter().flatten().copied().collect();
                plausible.chain(number::examples(&bounds, *is_time)).collect()
            }
            Values::Listed(_) => Vec::new(),
            Values::Texts(patterns) => {
                let classes = patterns.classes(patterns.start(), extent)?;
                plausible.chain(classes.into_iter().map(|class| class.example)).collect()
            }
        };
        Ok(texts.into_iter().map(Text::from).collect())
    }

    /// What each value compared with says of a value.
    fn matches(&self, value: &Text) -> Vec<Truth> {
        let known = value.as_str();
        match self {
            Values::Texts(patterns) => patterns.matches_text(value),
            Values::Listed(compared) => {
                let says = |compared: &Compared| match compared {
                    Compared::Text(pattern) => Truth::any(pattern.matches_text(value)),
                    Compared::Number(bound) => {
                        let number = known.and_then(|text| number::parse(text, false));
                        bound.zip(number).map_or(Truth::Unknown, |(bound, it)| bound.admits(it).into())
                    }
                };
                compared.iter().map(says).collect()
            }
            Values::Addresses(ranges) => {
                let has =
                    |range: &Option<Range>| range.zip(known).map_or(Truth::Unknown, |(range, it)| range.has(it).into());
                ranges.iter().map(has).collect()
            }
            Values::Numbers(bounds, is_time) => {
                let number = known.and_then(|text| number::parse(text, *is_time));
                let admits = |bound: &Option<Bound>| {
                    bound.zip(number).map_or(Truth::Unknown, |(bound, it)| bound.admits(it).into())
                };
                bounds.iter().map(admits).collect()
            }
        }
    }
}

impl Literal<'_> {
    /// The truth where the key is absent, by the IAM user guide.
    pub(super) fn absent(&self) -> Truth {
        let operator = self.condition.operator;
        match operator.set {
            _ if operator.test == Test::Null => self.null(true),
            _ if operator.if_exists => Truth::True,
            Some(set) => Truth::from(set == SetOperator::ForAllValues),
            None => Truth::from(operator.negated),
        }
    }

    /// The truth where the key has values of which each value compared with says this. Whom the policy does not trust
    /// has no value that it fixes.
    pub(super) fn present(&self, values: &[&[Truth]], trust: Option<Trust>) -> Truth {
        let operator = self.condition.operator;
        if operator.test == Test::Null {
            return self.null(false);
        }
        let Some(own) = self.values.clone() else { return Truth::Unknown };
        let each = values.iter().map(|matches| {
            let any = Truth::any(matches.get(own.clone()).unwrap_or_default().iter().copied());
            let any = if self.has_further(trust) { any.or(Truth::Unknown) } else { any };
            if operator.negated { !any } else { any }
        });
        if operator.set == Some(SetOperator::ForAnyValue) { Truth::any(each) } else { Truth::all(each) }
    }

    /// Whether a value that is not known may be one that it compares with.
    fn has_further(&self, trust: Option<Trust>) -> bool {
        let [by_s3, by_account] = self.further;
        let fixed = match trust {
            Some(Trust::ByS3) => by_s3,
            Some(Trust::ByAccount) => by_account,
            None => Truth::False,
        };
        self.condition.values.rest.is_some() && fixed != Truth::True
    }

    fn null(&self, absent: bool) -> Truth {
        let values = self.condition.values.values.iter().map(|word| match word.text.as_str() {
            Some(text) if text.eq_ignore_ascii_case("true") => Truth::from(absent),
            Some(text) if text.eq_ignore_ascii_case("false") => Truth::from(!absent),
            _ => Truth::Unknown,
        });
        let any = Truth::any(values);
        if self.condition.values.rest.is_some() { any.or(Truth::Unknown) } else { any }
    }
}

/// How the values of a condition are meant.
pub(super) fn style(test: Test) -> Style {
    match test {
        Test::StringLike => Style::Glob,
        Test::Arn => Style::Arn,
        Test::StringEqualsIgnoreCase | Test::Bool => Style::IgnoreCase,
        _ => Style::Exact,
    }
}

fn has_hole(condition: &Condition) -> bool {
    condition.values.values.iter().any(|word| word.text.as_str().is_none())
}

/// Whether a text has the six parts of an ARN, or is one that AWS assigns.
pub(super) fn is_arn(text: &Text) -> bool {
    let pieces = text.pieces();
    let constant = matches!(pieces.as_slice(), [Piece::Hole(unknown)] if unknown.nature.constant.is_some());
    constant || pieces.iter().map(colons).sum::<usize>() >= 5
}

/// The colons of a known part that are not inside a variable.
fn colons(piece: &Piece<'_>) -> usize {
    let Piece::Known(known) = piece else { return 0 };
    let mut rest = *known;
    let mut found = 0;
    while let Some((before, after)) = rest.split_once("${") {
        found += before.matches(':').count();
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    found + rest.matches(':').count()
}
