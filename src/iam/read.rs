//! From a value to a [`Policy`]: a map, the value behind an encoding function, or a string that holds JSON.

use std::sync::Arc;

use super::apart::Apart;
use super::length::{is_longer, not_taken};
use super::{Condition, Effect, Operator, Part, Policy, PolicyProblem, Principal, Statement, Test, Version, Word};
use crate::source::Span;
use crate::value::{
    Choice, Entry, Kind, Map, Members, Nature, Reason, Symbol, Text, Unknown, Value, parse_json_text, to_json,
};

/// How long a policy may be that is read at all: AWS KMS takes the longest ones.
const MAX_LENGTH: usize = 32 * 1024;

/// How many statements of a policy are read, those included of which nobody knows whether they are there: more than fit
/// into any policy that AWS takes.
const MAX_STATEMENTS: usize = 600;

/// What a policy is attached to, which says what its statements need not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyType {
    /// A resource: a bucket, a key.
    ResourceBased,
    /// A role, or another identity: no statement has a `Principal`.
    IdentityBased,
    /// A role, as the policy that says who may assume it: no statement has a `Resource`.
    Trust,
}

/// Reads a resource policy. What is not understood is unknown in the result; what AWS would reject is a problem as
/// well.
pub fn read(value: &Value) -> (Policy, Vec<PolicyProblem>) {
    read_as(PolicyType::ResourceBased, value)
}

/// Reads a policy of some type. A statement of an identity is about whoever has it, one of a trust policy about the
/// role.
pub fn read_as(policy_type: PolicyType, value: &Value) -> (Policy, Vec<PolicyProblem>) {
    let mut problems = Vec::new();
    if is_longer(value, MAX_LENGTH) {
        // What AWS says of it is told where it is known whose policy it is.
        return (Policy::unknown(not_taken(value), value.span()), problems);
    }
    let policy = Reader { policy_type, problems: &mut problems }.policy(value);
    (policy, problems)
}

/// Reads policies and notes what AWS would reject.
pub(super) struct Reader<'p> {
    policy_type: PolicyType,
    problems: &'p mut Vec<PolicyProblem>,
}

impl Reader<'_> {
    fn policy(&mut self, value: &Value) -> Policy {
        let span = value.span();
        match &value.kind {
            Kind::Map(map) => self.document(map, span),
            Kind::Json(inner) if inner.as_map().is_some() || inner.as_unknown().is_some() => self.policy(inner),
            Kind::String(text) => match parse_json_text(text, span) {
                Ok(parsed) if parsed.as_map().is_some() => self.policy(&parsed),
                Ok(_) => Policy::unknown(self.fault(span, "the policy", "is not a JSON object"), span),
                Err(error) => self.not_json(text, &error.message, error.span, span),
            },
            Kind::Unknown(unknown) => Policy::unknown(Arc::clone(unknown), span),
            Kind::Choice(choice) => self.either(choice, span),
            _ => Policy::unknown(self.fault(span, &label(value), "is not a policy"), span),
        }
    }

    /// One of two policies: each statement of either may be there.
    fn either(&mut self, choice: &Choice, span: Span) -> Policy {
        let mut branches = Vec::new();
        for branch in [&choice.when_true, &choice.when_false] {
            branches.push(self.perhaps(|reader| match &branch.kind {
                Kind::Null => Policy::unknown(Arc::clone(&choice.condition), span),
                _ => reader.policy(branch),
            }));
        }
        let versions: Vec<_> = branches.iter().map(|policy| &policy.version).collect();
        let version = match versions.as_slice() {
            [Version::V2008, Version::V2008] => Version::V2008,
            [Version::V2012, Version::V2012] => Version::V2012,
            _ => Version::Unknown(Arc::clone(&choice.condition)),
        };
        let rest = branches.iter().find_map(|policy| policy.rest.clone());
        let statements = branches.into_iter().flat_map(|policy| policy.statements);
        let statements = statements.map(|statement| statement.perhaps(&choice.condition)).collect();
        Policy { version, statements, rest, span }
    }

    /// Reads what may not be there: what AWS would reject is no problem then.
    fn perhaps<T>(&mut self, read: impl FnOnce(&mut Reader<'_>) -> T) -> T {
        read(&mut Reader { policy_type: self.policy_type, problems: &mut Vec::new() })
    }

    /// Text with holes may become JSON when they are filled; text without is at fault.
    fn not_json(&mut self, text: &Text, message: &str, at: Span, whole: Span) -> Policy {
        let why = match text.holes().next() {
            Some(hole) => Arc::clone(hole),
            None => self.fault(at, "the policy", &format!("is not valid JSON: {message}")),
        };
        Policy::unknown(why, whole)
    }

    fn document(&mut self, map: &Map, span: Span) -> Policy {
        let version = map.get("Version").filter(|version| !version.is_null());
        let version = version.map_or(Version::V2008, |version| self.version(version));
        let mut policy = Policy { version, statements: Vec::new(), rest: map.rest.clone(), span };
        match map.get("Statement").map(|statement| (statement, &statement.kind)) {
            Some((statements, Kind::List(_) | Kind::Set(_))) => {
                if let Some(Members { items, .. }) = statements.members()
                    && items.len() > MAX_STATEMENTS
                {
                    let unknown = Unknown::new("Statement", statements.span(), "has more statements than are read");
                    let symbol = Symbol::written("statements", statements.span());
                    policy.rest = Unknown::both(policy.rest.as_ref(), Some(&Arc::new(unknown.symbol(symbol))));
                } else if let Some(Members { items, rest }) = statements.members() {
                    policy.statements =
                        items.iter().enumerate().flat_map(|(at, item)| self.statements(at, item)).collect();
                    rest.into_iter().for_each(|rest| self.further_statements(items.len(), rest, &mut policy));
                }
            }
            Some((statement, Kind::Map(_))) => policy.statements = self.statements(0, statement),
            Some((_, Kind::Unknown(unknown))) => self.further_statements(0, unknown, &mut policy),
            // Each branch is read where its condition is answered.
            Some((_, Kind::Choice(choice))) => policy.rest = Some(Arc::clone(&choice.condition)),
            Some((statement, kind)) if !matches!(kind, Kind::Null) => {
                policy.rest =
                    Some(self.fault(statement.span(), "Statement", "is neither a statement nor a list of them"));
            }
            // Without statements it says nothing.
            _ if policy.rest.is_none() => drop(self.fault(span, "Statement", "is missing")),
            _ => {}
        }
        policy
    }

    /// Statements of which nobody knows how many there are: what any of them is may be there.
    fn further_statements(&mut self, index: usize, further: &Arc<Unknown>, policy: &mut Policy) {
        let is_statement = |any: &Value| matches!(any.kind, Kind::Map(_) | Kind::Choice(_));
        match further.elements.as_deref().filter(|elements| elements.iter().all(is_statement)) {
            Some(elements) => {
                let read = |any| self.perhaps(|reader| reader.statements(index, any));
                let statements = elements.iter().flat_map(read);
                policy.statements.extend(statements.map(|statement| statement.perhaps(further)));
            }
            None => policy.rest = policy.rest.take().or_else(|| Some(Arc::clone(further))),
        }
    }

    fn version(&mut self, value: &Value) -> Version {
        match (value.as_str(), value.unknowns().into_iter().next()) {
            (Some("2008-10-17"), _) => Version::V2008,
            (Some("2012-10-17"), _) => Version::V2012,
            (None, Some(unknown)) => Version::Unknown(unknown),
            _ => Version::Unknown(self.fault(
                value.span(),
                &label(value),
                "is not a version of the policy language: `2012-10-17` or `2008-10-17`",
            )),
        }
    }

    /// A statement, or those of which one may be there.
    fn statements(&mut self, index: usize, value: &Value) -> Vec<Statement> {
        let by_principal = by_principal(value);
        let Kind::Choice(choice) = &by_principal.as_ref().unwrap_or(value).kind else {
            let Some(apart) = Apart::of(value) else { return vec![self.statement(index, value)] };
            let (known, further) = match &apart.known {
                Some(known) => {
                    (Some(self.statement(index, known)), self.perhaps(|it| it.statement(index, &apart.further)))
                }
                None => (None, self.statement(index, &apart.further)),
            };
            return known.into_iter().chain([further.perhaps(&apart.why)]).collect();
        };
        let branches = [&choice.when_true, &choice.when_false].into_iter().filter(|branch| !branch.is_null());
        let statements: Vec<_> =
            branches.flat_map(|branch| self.perhaps(|reader| reader.statements(index, branch))).collect();
        statements.into_iter().map(|statement| statement.perhaps(&choice.condition)).collect()
    }

    fn statement(&mut self, index: usize, value: &Value) -> Statement {
        let span = value.span();
        let Some(map) = value.as_map() else {
            let why = match value.unknowns().into_iter().next() {
                Some(unknown) => unknown,
                None => self.fault(span, &label(value), "is not a statement"),
            };
            return Statement::unknown(index, why, span);
        };
        let sid = map.get("Sid").and_then(Value::to_text);
        let effect = self.effect(map, span);
        let principals = match self.implied(PolicyType::IdentityBased, map, "Principal", span) {
            true => part(Principal::Everyone(span), span),
            false => self.element(map, "Principal", span, Reader::principals),
        };
        let actions = self.element(map, "Action", span, |reader, value, negated| Part {
            negated,
            ..reader.words(value, "an action")
        });
        let resources = match self.implied(PolicyType::Trust, map, "Resource", span) {
            true => part(Word { text: Text::from("*"), span }, span),
            false => self.element(map, "Resource", span, |reader, value, negated| Part {
                negated,
                ..reader.words(value, "a resource")
            }),
        };
        let (conditions, more_conditions) = self.conditions(map);
        Statement { index, sid, effect, principals, actions, resources, conditions, more_conditions, span }
    }

    /// Whether a policy of this type has an element that its statements do not have; one that has it all the same is at
    /// fault.
    fn implied(&mut self, policy_type: PolicyType, map: &Map, name: &str, span: Span) -> bool {
        if self.policy_type != policy_type || map.rest.is_some() {
            return false;
        }
        let said =
            [name.to_owned(), format!("Not{name}")].iter().any(|name| map.get(name).is_some_and(|it| !it.is_null()));
        if said {
            self.fault(span, name, "stands in a policy that has no such element");
        }
        !said
    }

    fn effect(&mut self, map: &Map, span: Span) -> Effect {
        let Some(value) = map.get("Effect").filter(|value| !value.is_null()) else {
            return Effect::Unknown(map.rest.clone().unwrap_or_else(|| self.fault(span, "Effect", "is missing")));
        };
        match (value.as_str(), value.unknowns().into_iter().next()) {
            (Some("Allow"), _) => Effect::Allow,
            (Some("Deny"), _) => Effect::Deny,
            (None, Some(unknown)) => Effect::Unknown(unknown),
            _ => Effect::Unknown(self.fault(value.span(), &label(value), "is neither `Allow` nor `Deny`")),
        }
    }

    /// An element or its `Not…` form, exactly one of which a statement must have.
    fn element<T>(
        &mut self,
        map: &Map,
        name: &str,
        span: Span,
        read: impl Fn(&mut Self, &Value, bool) -> Part<T>,
    ) -> Part<T> {
        let set = |name: &str| map.get(name).filter(|value| !value.is_null());
        match (set(name), set(&format!("Not{name}"))) {
            (Some(value), None) => read(self, value, false),
            (None, Some(value)) => read(self, value, true),
            (Some(_), Some(both)) => {
                Part::unknown(self.fault(both.span(), name, &format!("stands beside `Not{name}`")), both.span())
            }
            (None, None) => {
                Part::unknown(map.rest.clone().unwrap_or_else(|| self.fault(span, name, "is missing")), span)
            }
        }
    }

    /// One text or a list of them; an unknown is a text by itself where it has letters and none that mean something.
    pub(super) fn words(&mut self, value: &Value, wanted: &str) -> Part<Word> {
        self.words_where(value, wanted, |nature| nature.least_length() > 0 && nature.is_plain())
    }

    /// The same; an unknown is a text by itself where it is one and this holds of it.
    pub(super) fn words_where(&mut self, value: &Value, wanted: &str, holds: fn(&Nature) -> bool) -> Part<Word> {
        let is_word = |nature: &Nature| nature.is_primitive && holds(nature);
        let mut part = Part { negated: false, values: Vec::new(), rest: None, span: value.span() };
        match (value.members(), &value.kind) {
            _ if is_empty(value) => {
                part.rest = Some(self.fault(value.span(), "[]", &format!("holds no value, so not {wanted}")));
            }
            (Some(Members { items, rest }), _) => {
                part.rest = rest.cloned();
                items.iter().for_each(|item| self.word(item, wanted, &mut part));
            }
            // A whole element may be a list, and a text that may be empty says nothing.
            (None, Kind::Unknown(unknown)) if !is_word(&unknown.nature) => part.rest = Some(Arc::clone(unknown)),
            (None, _) => self.word(value, wanted, &mut part),
        }
        part
    }

    fn word(&mut self, value: &Value, wanted: &str, part: &mut Part<Word>) {
        match (value.to_text(), value.unknowns().into_iter().next()) {
            (Some(text), _) => part.values.push(Word { text, span: value.span() }),
            (None, Some(unknown)) if value.members().is_none() => part.rest = Some(unknown),
            (None, _) => part.rest = Some(self.fault(value.span(), &label(value), &format!("is not {wanted}"))),
        }
    }

    /// `Condition`: a map from operators to maps from keys to values.
    fn conditions(&mut self, statement: &Map) -> (Vec<Condition>, Option<Arc<Unknown>>) {
        let mut found = Vec::new();
        // Should the statement have entries that are not known, a condition may be among them.
        let mut more = statement.rest.clone();
        let Some(value) = statement.get("Condition").filter(|value| !value.is_null()) else { return (found, more) };
        let Some(operators) = self.map(value, "Condition") else {
            return (found, value.unknowns().into_iter().next().or(Some(unread(value))));
        };
        more = operators.rest.clone();
        for (name, entry) in operators.iter() {
            match self.map(&entry.value, name) {
                Some(keys) => {
                    more = more.or_else(|| keys.rest.clone());
                    let read = keys.iter().map(|(key, values)| self.condition(name, entry, key, values));
                    let (known, unknown): (Vec<_>, Vec<_>) = read.partition(Result::is_ok);
                    found.extend(known.into_iter().flatten());
                    more = more.or_else(|| unknown.into_iter().find_map(Result::err));
                }
                None => more = entry.value.unknowns().into_iter().next().or(Some(unread(&entry.value))),
            }
        }
        (found, more)
    }

    fn map<'v>(&mut self, value: &'v Value, name: &str) -> Option<&'v Map> {
        let map = value.as_map();
        if map.is_none() && value.unknowns().is_empty() {
            self.fault(value.span(), name, "is not a map");
        }
        map
    }

    fn condition(
        &mut self,
        name: &Arc<str>,
        operator: &Entry,
        key: &Arc<str>,
        entry: &Entry,
    ) -> Result<Condition, Arc<Unknown>> {
        match Operator::parse(name) {
            Some(parsed) => {
                let wanted = "a value to compare with";
                let by_letter = matches!(parsed.test, Test::StringEquals | Test::StringEqualsIgnoreCase);
                // Of what is compared letter by letter, no letter means anything.
                let mut values = match by_letter && is_chosen(key) {
                    true => self.words_where(&entry.value, wanted, |_| true),
                    false => self.words(&entry.value, wanted),
                };
                // Nothing is among no values.
                if is_empty(&entry.value) && !parsed.negated {
                    values.rest = None;
                }
                Ok(Condition {
                    operator: parsed,
                    operator_name: Arc::clone(name),
                    key: Arc::clone(key),
                    values,
                    span: entry.key_span.to(entry.value.span()),
                })
            }
            None => Err(self.fault(operator.key_span, name, "is not a condition operator")),
        }
    }

    /// Notes a fault, and gives the unknown that stands for the part at fault.
    pub(super) fn fault(&mut self, span: Span, what: &str, reason: &str) -> Arc<Unknown> {
        self.problems.push(PolicyProblem { message: format!("`{what}` {reason}"), span });
        Arc::new(Unknown::new(what, span, Reason::Refused(reason.into())))
    }
}

/// Whether who asks chooses the value of a key: any text is one. Callers and ways are none but real ones.
fn is_chosen(key: &str) -> bool {
    const CHOSEN: [&str; 5] = ["aws:useragent", "aws:referer", "aws:requesttag/", "s3:", "kms:"];
    const NOT: [&str; 6] =
        ["s3:accesspoint", "s3:dataaccesspoint", "s3:resourceaccount", "s3:tlsversion", "kms:calleraccount", "kms:key"];
    let key = key.to_ascii_lowercase();
    let is_of = |names: &[&str]| names.iter().any(|name| key.starts_with(name));
    is_of(&CHOSEN) && !is_of(&NOT)
}

/// Whether a list surely has no items.
pub(super) fn is_empty(value: &Value) -> bool {
    matches!(value.members(), Some(Members { items: [], rest: None }))
}

impl Statement {
    /// The statement where it is there on an open condition only: it says no more than one that has a further
    /// condition.
    fn perhaps(self, condition: &Arc<Unknown>) -> Self {
        Statement { more_conditions: self.more_conditions.or_else(|| Some(Arc::clone(condition))), ..self }
    }

    /// A statement of which nothing is known.
    fn unknown(index: usize, why: Arc<Unknown>, span: Span) -> Self {
        Statement {
            index,
            sid: None,
            effect: Effect::Unknown(Arc::clone(&why)),
            principals: Part::unknown(Arc::clone(&why), span),
            actions: Part::unknown(Arc::clone(&why), span),
            resources: Part::unknown(Arc::clone(&why), span),
            conditions: Vec::new(),
            more_conditions: Some(why),
            span,
        }
    }
}

/// A statement whose principals are one of two by a condition, as one of two statements.
fn by_principal(statement: &Value) -> Option<Value> {
    let elements = statement.as_map()?;
    let entry = elements.entry("Principal")?;
    let Kind::Choice(choice) = &entry.value.kind else { return None };
    let [when_true, when_false] = [&choice.when_true, &choice.when_false].map(|principal| {
        let mut with = elements.clone();
        with.insert("Principal", entry.key_span, principal.clone());
        Value::map(with, statement.span())
    });
    Some(Value::choice(Arc::clone(&choice.condition), when_true, when_false))
}

/// An element with one value.
fn part<T>(value: T, span: Span) -> Part<T> {
    Part { negated: false, values: vec![value], rest: None, span }
}

/// A value as it is written, as far as that fits a message.
pub(super) fn label(value: &Value) -> String {
    let text = value.to_text().or_else(|| to_json(value));
    let text = text.map_or_else(|| value.kind_name().to_owned(), |text| text.display());
    match text.char_indices().nth(MAX_LABEL) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// How many letters a message shows of a value.
const MAX_LABEL: usize = 60;

/// The unknown that stands for a condition of the wrong shape.
fn unread(value: &Value) -> Arc<Unknown> {
    Arc::new(Unknown::new(label(value), value.span(), "is no map of condition operators"))
}
