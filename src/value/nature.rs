//! What is known of an unknown value without knowing it: what a declaration allows, or what AWS assigns.

use std::sync::{Arc, LazyLock};

use super::end::End;
use super::letters::Letters;
use super::{Choice, Entry, Kind, List, Map, Pattern, Unknown, Value};

/// What a constant that AWS assigns names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constant {
    /// A twelve-digit account id.
    AccountId,
    /// A partition: `aws`, `aws-cn`, `aws-us-gov`.
    Partition,
    /// A Region's name.
    Region,
    /// An ARN.
    Arn,
    /// An id or a generated name.
    Id,
    /// The generated name of a bucket.
    BucketName,
}

/// What is known of an unknown value. Each part rules values out; of the default, none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nature {
    /// What it names, where AWS or the provider assigns it: one fixed value.
    pub constant: Option<Constant>,
    /// It is not null.
    pub is_set: bool,
    /// It is one text, number or boolean, where it is set.
    pub is_primitive: bool,
    /// How many letters a text has, as a reader counts them (by graphemes), or items a collection.
    pub size: Range,
    /// Where it is a number: how large it is.
    pub number: Range,
    /// The only texts that it may be.
    only: Option<Arc<[Arc<str>]>>,
    /// Texts that it is not.
    except: Vec<Arc<str>>,
    prefix: Arc<str>,
    suffix: Arc<str>,
    letters: Letters,
    /// Patterns, and whether its text matches them.
    patterns: Vec<(Arc<Pattern>, bool)>,
    /// Where it is a collection: what holds of each item.
    each: Option<Arc<Nature>>,
    /// Where it is an object: what holds of attributes.
    parts: Vec<(Arc<str>, Arc<Nature>)>,
}

/// Bounds of a whole number, both inside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// It is not smaller.
    pub least: Option<i64>,
    /// It is not larger.
    pub most: Option<i64>,
}

impl Range {
    /// One number.
    pub fn exactly(number: i64) -> Self {
        Range { least: Some(number), most: Some(number) }
    }

    /// At least this.
    pub fn at_least(number: i64) -> Self {
        Range { least: Some(number), most: None }
    }

    /// At most this.
    pub fn at_most(number: i64) -> Self {
        Range { least: None, most: Some(number) }
    }

    /// Whether a number lies in the bounds.
    pub fn has(self, number: i64) -> bool {
        self.least.is_none_or(|least| least <= number) && self.most.is_none_or(|most| number <= most)
    }

    /// What lies in the bounds of both.
    pub fn and(self, other: Range) -> Range {
        let least = self.least.into_iter().chain(other.least).max();
        Range { least, most: self.most.into_iter().chain(other.most).min() }
    }

    /// The bounds that both lie in.
    pub fn or(self, other: Range) -> Range {
        let both = |a: Option<i64>, b: Option<i64>, choose: fn(i64, i64) -> i64| a.zip(b).map(|(a, b)| choose(a, b));
        Range { least: both(self.least, other.least, i64::min), most: both(self.most, other.most, i64::max) }
    }
}

/// Letters that mean more than themselves somewhere in a policy: wildcards, and the start of a policy variable.
const SPECIAL: [char; 3] = ['*', '?', '$'];

/// The letters of `true` and `false`.
const BOOLEAN: &str = "truefals";
/// Those of numbers, as Terraform writes them.
const NUMBER: &str = "0123456789.+-eE";

impl From<Constant> for Nature {
    fn from(constant: Constant) -> Self {
        let mut letters = Letters::without(Letters::of("*?$"));
        let (mut size, mut prefix) = (Range::at_least(1), "");
        match constant {
            Constant::AccountId => (letters, size) = (Letters::of("0123456789"), Range::exactly(12)),
            Constant::Region => letters = Letters::of("abcdefghijklmnopqrstuvwxyz0123456789-"),
            Constant::Partition => (letters, prefix) = (Letters::of("abcdefghijklmnopqrstuvwxyz-"), "aws"),
            Constant::BucketName => {
                (letters, size) = (Letters::of("abcdefghijklmnopqrstuvwxyz0123456789-"), Range::at_least(3));
            }
            Constant::Arn => prefix = "arn:",
            Constant::Id => {}
        }
        let prefix = prefix.into();
        Nature {
            constant: Some(constant),
            is_set: true,
            is_primitive: true,
            letters,
            size,
            prefix,
            ..Nature::default()
        }
    }
}

impl Nature {
    /// Nothing is known.
    pub fn anything() -> Arc<Nature> {
        static ANYTHING: LazyLock<Arc<Nature>> = LazyLock::new(Arc::default);
        Arc::clone(&ANYTHING)
    }

    /// Not null.
    pub fn set() -> Self {
        Nature { is_set: true, ..Nature::default() }
    }

    /// The same, not null or perhaps null.
    pub fn set_if(self, is_set: bool) -> Self {
        Nature { is_set, ..self }
    }

    /// A text, number or boolean.
    pub fn primitive() -> Self {
        Nature { is_primitive: true, ..Nature::default() }
    }

    /// The text of a number.
    pub fn number(number: Range) -> Self {
        let letters = Letters::of(NUMBER);
        Nature { number, letters, size: Range::at_least(1), ..Nature::primitive() }
    }

    /// The text of a boolean.
    pub fn boolean() -> Self {
        let size = Range { least: Some(4), most: Some(5) };
        Nature { letters: Letters::of(BOOLEAN), size, ..Nature::primitive() }
    }

    /// Whether it is a boolean, or null: not a text that says one.
    pub fn is_boolean(&self) -> bool {
        self.is_primitive && self.only.is_none() && self.letters == Letters::of(BOOLEAN)
    }

    /// Whether it is a number, or null: not a text that says one.
    pub fn is_number(&self) -> bool {
        self.is_primitive && self.letters == Letters::of(NUMBER)
    }

    /// One of these texts.
    pub fn only(texts: impl IntoIterator<Item = Arc<str>>) -> Self {
        let mut only: Vec<Arc<str>> = Vec::new();
        for text in texts {
            if !only.contains(&text) {
                only.push(text);
            }
        }
        let each = only.iter().map(|text| Nature {
            prefix: Arc::clone(text),
            suffix: Arc::clone(text),
            letters: Letters::of(text),
            size: graphemes_of(text),
            ..Nature::primitive()
        });
        let summary = each.reduce(|a, b| a.or(&b)).unwrap_or_else(Nature::primitive);
        Nature { only: Some(only.into()), is_set: true, ..summary }
    }

    /// None of these texts.
    pub fn except(texts: impl IntoIterator<Item = Arc<str>>) -> Self {
        Nature { except: texts.into_iter().collect(), ..Nature::default() }
    }

    /// A text that starts so.
    pub fn starting(prefix: &str) -> Self {
        let size = Range { most: None, ..graphemes_of(prefix) };
        Nature { prefix: prefix.into(), size, is_set: true, ..Nature::primitive() }
    }

    /// A text that ends so.
    pub fn ending(suffix: &str) -> Self {
        let size = Range { most: None, ..graphemes_of(suffix) };
        Nature { suffix: suffix.into(), size, is_set: true, ..Nature::primitive() }
    }

    /// A text with these ends, letters and graphemes.
    pub fn text(prefix: &str, suffix: &str, letters: Letters, size: Range) -> Self {
        let (prefix, suffix) = (prefix.into(), suffix.into());
        Nature { prefix, suffix, letters, size, is_set: true, ..Nature::primitive() }
    }

    /// A text without a letter of these.
    pub fn without(letters: &str) -> Self {
        Nature { letters: Letters::without(Letters::of(letters)), ..Nature::primitive() }
    }

    /// What S3 takes as the name of a bucket, by the rules of all times. It sees to its length itself.
    pub fn bucket_name() -> Self {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._";
        Nature { letters: Letters::of(letters), ..Nature::primitive() }
    }

    /// A text that a pattern matches, or that it does not.
    pub fn matching(pattern: &Arc<Pattern>, matches: bool) -> Self {
        let shape = &pattern.shape;
        let known = Nature { is_primitive: true, ..Nature::default() };
        let known = match (matches, &shape.any_of) {
            (true, _) => {
                let known = Nature {
                    letters: shape.letters,
                    size: graphemes(shape.length, shape.letters),
                    prefix: shape.prefix.as_str().into(),
                    suffix: shape.suffix.as_str().into(),
                    is_set: true,
                    ..known
                };
                shape.only.clone().map_or(known.clone(), |only| known.and(&Nature::only(only)))
            }
            (false, Some(letters)) => Nature { letters: Letters::without(*letters), ..known },
            (false, None) => known,
        };
        Nature { patterns: vec![(Arc::clone(pattern), matches)], ..known }
    }

    /// A collection with so many items, or a text of so many letters.
    pub fn sized(size: Range) -> Self {
        Nature { size, ..Nature::default() }
    }

    /// A collection of which each item is of this nature.
    pub fn collection(each: Nature) -> Self {
        Nature { each: (each != Nature::default()).then(|| Arc::new(each)), ..Nature::default() }
    }

    /// An object of which an attribute is of this nature.
    pub fn with_part(mut self, name: &str, part: Nature) -> Self {
        match self.parts.iter_mut().find(|(known, _)| **known == *name) {
            Some((_, known)) => *known = Arc::new(known.and(&part)),
            None => self.parts.push((name.into(), Arc::new(part))),
        }
        self
    }

    /// What holds of each item of the collection.
    pub fn each(&self) -> Option<&Arc<Nature>> {
        self.each.as_ref()
    }

    /// What holds of an attribute of the object.
    pub fn part(&self, name: &str) -> Option<&Arc<Nature>> {
        self.parts.iter().find(|(known, _)| **known == *name).map(|(_, part)| part)
    }

    /// What holds of each piece that its text is split into.
    pub fn pieces(&self) -> Nature {
        let constant = self.constant.map(|_| Constant::Id);
        let is_known = constant.is_some();
        Nature { constant, letters: self.letters, is_set: is_known, is_primitive: is_known, ..Nature::default() }
    }

    /// The only texts that it may be, where these are known.
    pub fn texts(&self) -> Option<&[Arc<str>]> {
        self.only.as_deref()
    }

    /// The letters that its text starts with.
    pub fn known_prefix(&self) -> &str {
        &self.prefix
    }

    /// The letters that its text ends with.
    pub fn known_suffix(&self) -> &str {
        &self.suffix
    }

    /// The letters that may stand in its text.
    pub fn letters(&self) -> Letters {
        self.letters
    }

    /// Whether letters may stand at an end of its text.
    pub(super) fn may_have(&self, end: End, wanted: &str) -> bool {
        let known = if end == End::Start { &self.prefix } else { &self.suffix };
        (end.has(known, wanted) || end.has(wanted, known))
            && self.has_room(wanted)
            && self.texts().is_none_or(|texts| texts.iter().any(|text| end.has(text, wanted)))
    }

    /// Whether letters may stand in its text.
    pub fn may_contain(&self, wanted: &str) -> bool {
        self.has_room(wanted) && self.texts().is_none_or(|texts| texts.iter().any(|text| text.contains(wanted)))
    }

    fn has_room(&self, wanted: &str) -> bool {
        let length = i64::try_from(wanted.chars().count()).unwrap_or(i64::MAX);
        let fits = !Letters::of(wanted).are_single() || self.size.most.is_none_or(|most| length <= most);
        fits && wanted.chars().all(|letter| self.letters.has(letter))
    }

    /// Whether a letter may stand in its text.
    pub fn may_hold(&self, letter: char) -> bool {
        self.letters.has(letter)
    }

    /// Whether one of these letters may stand in its text.
    pub fn may_hold_any(&self, letters: Letters) -> bool {
        self.letters.and(letters) != Letters::none()
    }

    /// Whether a letter that is none of these may stand in its text.
    pub fn may_hold_more_than(&self, letters: Letters) -> bool {
        self.letters.or(letters) != letters
    }

    /// Whether a pattern matches its text, where what is known of it says so.
    pub fn matches(&self, pattern: &Pattern) -> Option<bool> {
        let said = self.patterns.iter().find(|(known, _)| **known == *pattern).map(|(_, matches)| *matches);
        said.or_else(|| {
            let mut texts = self.texts()?.iter().map(|text| pattern.matches(text));
            let first = texts.next()?;
            texts.all(|it| it == first).then_some(first)
        })
    }

    /// Whether its text is no wildcard and holds none, nor a policy variable.
    pub fn is_plain(&self) -> bool {
        SPECIAL.iter().all(|letter| !self.may_hold(*letter))
    }

    /// Whether its text is the id of an account: twelve digits.
    pub fn is_account(&self) -> bool {
        let digits = Letters::of("0123456789");
        let is_long = |text: &Arc<str>| text.len() == 12;
        self.letters.or(digits) == digits
            && (self.size == Range::exactly(12) || self.texts().is_some_and(|texts| texts.iter().all(is_long)))
    }

    /// Whether its text is the name of a partition: `aws`, `aws-cn`.
    pub fn is_partition(&self) -> bool {
        let letters = Letters::of("abcdefghijklmnopqrstuvwxyz-");
        self.constant == Some(Constant::Partition) || (self.letters.or(letters) == letters && &*self.prefix == "aws")
    }

    /// How many letters its text has at least.
    pub fn least_length(&self) -> usize {
        let least = usize::try_from(self.size.least.unwrap_or(0)).unwrap_or(0);
        let is_empty_excluded = self.except.iter().any(|text| text.is_empty());
        let matched = self.patterns.iter().filter(|(_, matches)| *matches);
        let matched = matched.filter_map(|(pattern, _)| usize::try_from(pattern.shape.length.least?).ok()).max();
        least
            .max(self.prefix.chars().count())
            .max(self.suffix.chars().count())
            .max(usize::from(is_empty_excluded))
            .max(matched.unwrap_or(0))
    }

    /// Whether its text may be this one.
    pub fn may_be(&self, text: &str) -> bool {
        let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
        // Graphemes are no more than letters.
        let is_single = Letters::of(text).are_single();
        let length_fits = if is_single { self.size.has(length) } else { self.size.least.is_none_or(|it| it <= length) };
        self.texts().is_none_or(|texts| texts.iter().any(|it| **it == *text))
            && !self.except.iter().any(|it| **it == *text)
            && length_fits
            && text.starts_with(&*self.prefix)
            && text.ends_with(&*self.suffix)
            && text.chars().all(|letter| self.letters.has(letter))
            && self.patterns.iter().all(|(pattern, matches)| pattern.matches(text) == *matches)
    }

    /// What is known where both hold.
    pub fn and(&self, other: &Nature) -> Nature {
        let mut both = Nature {
            constant: self.constant.or(other.constant),
            is_set: self.is_set || other.is_set,
            is_primitive: self.is_primitive || other.is_primitive,
            size: self.size.and(other.size),
            number: self.number.and(other.number),
            only: self.only.clone().or_else(|| other.only.clone()),
            except: self.except.clone(),
            prefix: longer(&self.prefix, &other.prefix),
            suffix: longer(&self.suffix, &other.suffix),
            letters: self.letters.and(other.letters),
            patterns: self.patterns.clone(),
            each: match (&self.each, &other.each) {
                (Some(a), Some(b)) => Some(Arc::new(a.and(b))),
                (a, b) => a.clone().or_else(|| b.clone()),
            },
            parts: self.parts.clone(),
        };
        both.except.extend(other.except.iter().filter(|text| !self.except.contains(text)).cloned());
        both.patterns.extend(other.patterns.iter().filter(|it| !self.patterns.contains(it)).cloned());
        for (name, part) in &other.parts {
            both = both.with_part(name, Nature::clone(part));
        }
        both.pruned()
    }

    /// What is known where both hold: the first one itself where the second says nothing beside it.
    pub(super) fn with(known: &Arc<Nature>, more: &Nature) -> Arc<Nature> {
        if *more == Nature::default() {
            return Arc::clone(known);
        }
        let both = known.and(more);
        if both == **known { Arc::clone(known) } else { Arc::new(both) }
    }

    /// The same with only those of its few texts that nothing else rules out.
    fn pruned(mut self) -> Nature {
        if let Some(texts) = self.only.take() {
            let left: Vec<_> = texts.iter().filter(|text| self.may_be(text)).cloned().collect();
            self.only = Some(if left.len() == texts.len() { texts } else { left.into() });
        }
        self
    }

    /// What is known where one of the two holds.
    pub fn or(&self, other: &Nature) -> Nature {
        let only = self.only.as_ref().zip(other.only.as_ref()).map(|(a, b)| {
            let more = b.iter().filter(|text| !a.contains(text));
            a.iter().chain(more).cloned().collect()
        });
        let part =
            |(name, part): &(Arc<str>, Arc<Nature>)| Some((Arc::clone(name), Arc::new(part.or(other.part(name)?))));
        Nature {
            constant: self.constant.filter(|_| self.constant == other.constant),
            is_set: self.is_set && other.is_set,
            is_primitive: self.is_primitive && other.is_primitive,
            size: self.size.or(other.size),
            number: self.number.or(other.number),
            only,
            except: self.except.iter().filter(|text| !other.may_be(text)).cloned().collect(),
            prefix: shared_start(&self.prefix, &other.prefix),
            suffix: shared_end(&self.suffix, &other.suffix),
            letters: self.letters.or(other.letters),
            patterns: self.patterns.iter().filter(|it| other.patterns.contains(it)).cloned().collect(),
            each: self.each.as_ref().zip(other.each.as_ref()).map(|(a, b)| Arc::new(a.or(b))),
            parts: self.parts.iter().filter_map(part).collect(),
        }
    }
}

impl Value {
    /// The value of which this is known as well: so are its branches, and the parts of a collection.
    pub fn known(&self, nature: &Nature) -> Value {
        if *nature == Nature::default() {
            return self.clone();
        }
        let each = |part: &Value| nature.each().map_or_else(|| part.clone(), |each| part.known(each));
        let kind = match &self.kind {
            Kind::Unknown(unknown) if unknown.reason.is_error() => return self.clone(),
            Kind::Unknown(unknown) => match unknown.nature.and(nature) {
                both if both == *unknown.nature => return self.clone(),
                both => Kind::Unknown(Arc::new(Unknown { nature: Arc::new(both), ..Unknown::clone(unknown) })),
            },
            Kind::Choice(choice) => {
                let (when_true, when_false) = (choice.when_true.known(nature), choice.when_false.known(nature));
                Kind::Choice(Arc::new(Choice { condition: Arc::clone(&choice.condition), when_true, when_false }))
            }
            Kind::List(list) => {
                Kind::List(List { items: list.items.iter().map(each).collect(), rest: list.rest.clone() })
            }
            Kind::Map(map) => {
                let part = |(name, entry): (&Arc<str>, &Entry)| {
                    let value = nature.part(name).map_or_else(|| each(&entry.value), |part| entry.value.known(part));
                    (Arc::clone(name), Entry { key_span: entry.key_span, value })
                };
                Kind::Map(Map::new(map.iter().map(part)).with_rest(map.rest.clone()))
            }
            _ => return self.clone(),
        };
        Value { kind, origin: self.origin.clone() }
    }
}

/// How many graphemes a text of these letters has that has so many letters.
fn graphemes(letters: Range, of: Letters) -> Range {
    let least = letters.least.map(|least| if of.are_single() { least } else { least.min(1) });
    Range { least, ..letters }
}

fn graphemes_of(text: &str) -> Range {
    graphemes(Range::exactly(i64::try_from(text.chars().count()).unwrap_or(i64::MAX)), Letters::of(text))
}

fn longer(a: &Arc<str>, b: &Arc<str>) -> Arc<str> {
    Arc::clone(if a.len() >= b.len() { a } else { b })
}

fn shared_start(a: &str, b: &str) -> Arc<str> {
    let shared = a.chars().zip(b.chars()).take_while(|(a, b)| a == b);
    shared.map(|(letter, _)| letter).collect::<String>().into()
}

fn shared_end(a: &str, b: &str) -> Arc<str> {
    let shared: Vec<char> =
        a.chars().rev().zip(b.chars().rev()).take_while(|(a, b)| a == b).map(|(letter, _)| letter).collect();
    shared.into_iter().rev().collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_rule_out_what_one_does() {
        let only = |texts: &[&str]| Nature::only(texts.iter().map(|text| Arc::from(*text)));
        let both = only(&["dev", "prod", "*"]).and(&Nature::without("*"));
        assert_eq!(both.texts().unwrap(), [Arc::from("dev"), Arc::from("prod")]);
        let either = only(&["dev"]).or(&only(&["demo", "*"]));
        assert_eq!(either.texts().unwrap().len(), 3);
        assert!(either.may_be("*") && !either.may_be("d") && !either.is_plain());
        let open = only(&["dev"]).or(&Nature::starting("de"));
        assert!(open.texts().is_none() && open.known_prefix() == "de" && open.least_length() == 2);
        assert!(!open.may_be("*") && open.may_be("demo"));
        assert_eq!(only(&["a"]).or(&Nature::default()), Nature::default());
    }

    #[test]
    fn names_of_partitions_and_accounts() {
        let only = |texts: &[&str]| Nature::only(texts.iter().map(|text| Arc::from(*text)));
        assert!(only(&["aws", "aws-cn"]).is_partition() && !only(&["aws", "*"]).is_partition());
        assert!(only(&["123456789012", "210987654321"]).is_account() && !only(&["123456789012", "*"]).is_account());
        assert!(Nature::from(Constant::AccountId).is_account() && Nature::from(Constant::Partition).is_partition());
        assert!(!Nature::number(Range::default()).may_be("*") && Nature::number(Range::default()).is_plain());
    }
}
