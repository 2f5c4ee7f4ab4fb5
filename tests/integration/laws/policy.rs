//! Bucket policies: statements with lists of everything, and what is done to them.

use bucketlint::documents::Answer;
use bucketlint::reason::Effort;
use serde_json::{Map, Value as Json, json};

use super::super::dice::Dice;
use super::Subject;

/// A policy of the bucket `logs` of the account `111122223333`.
#[derive(Clone, Debug)]
pub(super) struct Document {
    pub(super) version: &'static str,
    pub(super) statements: Vec<Statement>,
}

/// A statement.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    allows: bool,
    principals: List,
    actions: List,
    resources: List,
    conditions: Vec<Condition>,
}

/// An element with a list, or its negation.
#[derive(Clone, Debug)]
struct List {
    negated: bool,
    values: Vec<&'static str>,
}

#[derive(Clone, Debug)]
struct Condition {
    operator: &'static str,
    key: &'static str,
    values: Vec<&'static str>,
}

const PRINCIPALS: [&str; 10] = [
    "*",
    "*",
    "*",
    "AWS 111122223333",
    "AWS 444455556666",
    "AWS arn:aws:iam::444455556666:role/app",
    "AWS arn:aws:iam::444455556666:user/ann",
    "Service cloudtrail.amazonaws.com",
    "Federated accounts.google.com",
    "CanonicalUser 79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be",
];
const ACTIONS: [&str; 9] = [
    "s3:*",
    "s3:Get*",
    "s3:GetObject",
    "s3:GetObject?*",
    "s3:ListBucket",
    "s3:PutObject",
    "s3:Put*",
    "s3:DeleteObject",
    "s3:*Tagging",
];
const RESOURCES: [&str; 8] = [
    "*",
    "arn:aws:s3:::logs",
    "arn:aws:s3:::logs/*",
    "arn:aws:s3:::logs*",
    "arn:aws:s3:::logs/a*",
    "arn:aws:s3:::logs/a?c/*",
    "arn:aws:s3:::logs/*.txt",
    "arn:aws:s3:::logs/${aws:username}/*",
];
const CONDITIONS: [(&[&str], &str, &[&str]); 20] = [
    (&["Bool", "BoolIfExists"], "aws:SecureTransport", &["true", "false"]),
    (&["NumericLessThan", "NumericGreaterThanEquals"], "s3:TlsVersion", &["1.2", "1.3"]),
    (&TEXTS, "aws:PrincipalOrgID", &["o-1234567890", "o-abcdefghij"]),
    (&SETS, "aws:PrincipalOrgPaths", &["o-1234567890/r-ab12/*", "o-abcdefghij/*"]),
    (&TEXTS, "aws:PrincipalAccount", &["111122223333", "444455556666", "anonymous"]),
    (
        &ARNS,
        "aws:PrincipalArn",
        &["arn:aws:iam::444455556666:role/*", "arn:aws:iam::*:user/ann", "arn:aws:iam::111122223333:root"],
    ),
    (&TEXTS, "aws:PrincipalType", &["User", "Account", "Anonymous"]),
    (&["Bool", "BoolIfExists"], "aws:PrincipalIsAWSService", &["true", "false"]),
    (&TEXTS, "aws:userid", &["AROAEXAMPLEID:*", "AIDAEXAMPLEID", "444455556666"]),
    (&ADDRESSES, "aws:SourceIp", &["192.0.2.0/24", "0.0.0.0/1", "10.0.0.0/8", "2001:db8::/32"]),
    (&TEXTS, "aws:SourceVpce", &["vpce-1a2b3c4d", "vpce-*"]),
    (&TEXTS, "aws:SourceVpc", &["vpc-1a2b3c4d"]),
    (&ARNS, "aws:SourceArn", &["arn:aws:s3:::from-*", "arn:aws:sns:eu-west-1:444455556666:t"]),
    (&TEXTS, "aws:SourceAccount", &["444455556666", "111122223333"]),
    (&TEXTS, "s3:prefix", &["a*", "home/${aws:username}/"]),
    (&TEXTS, "s3:x-amz-server-side-encryption", &["aws:kms", "AES256"]),
    (&TEXTS, "s3:x-amz-acl", &["public-read", "bucket-owner-full-control"]),
    (&TEXTS, "aws:PrincipalTag/team", &["a", "${aws:username}"]),
    (&["Null"], "aws:PrincipalOrgID", &["true", "false"]),
    (&ARNS, "s3:DataAccessPointArn", &["arn:aws:s3:eu-west-1:111122223333:accesspoint/*"]),
];
const TEXTS: [&str; 5] = ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIfExists"];
const SETS: [&str; 4] =
    ["ForAnyValue:StringLike", "ForAllValues:StringLike", "ForAnyValue:StringNotLike", "ForAllValues:StringEquals"];
const ARNS: [&str; 4] = ["ArnLike", "ArnNotLike", "ArnLikeIfExists", "StringLike"];
const ADDRESSES: [&str; 3] = ["IpAddress", "NotIpAddress", "NotIpAddressIfExists"];

/// Some of several, each once.
fn some(dice: &mut Dice, from: &[&'static str], most: usize) -> Vec<&'static str> {
    let mut values: Vec<&str> = Vec::new();
    for _ in 0..=dice.roll(most) {
        let value = dice.pick(from);
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

fn shuffle<T>(dice: &mut Dice, items: &mut [T]) {
    for at in (1..items.len()).rev() {
        items.swap(at, dice.roll(at + 1));
    }
}

impl List {
    fn generate(dice: &mut Dice, from: &[&'static str], negated: usize) -> Self {
        let negated = dice.chance(negated);
        List { negated, values: some(dice, from, 3) }
    }

    fn json(&self, name: &str, out: &mut Map<String, Json>) {
        let name = if self.negated { format!("Not{name}") } else { name.to_owned() };
        out.insert(name, json!(self.values));
    }
}

impl Condition {
    fn generate(dice: &mut Dice) -> Self {
        let (operators, key, values) = dice.pick(&CONDITIONS);
        let operator = dice.pick(operators);
        let most =
            if ["Bool", "BoolIfExists", "Null"].contains(&operator) || operator.starts_with("Numeric") { 1 } else { 2 };
        Condition { operator, key, values: some(dice, values, most) }
    }
}

impl Statement {
    pub(super) fn generate(dice: &mut Dice) -> Self {
        let allows = dice.chance(60);
        let mut principals = List::generate(dice, &PRINCIPALS, if allows { 3 } else { 12 });
        // AWS takes everyone alone, and no exception from everyone.
        if principals.values.contains(&"*") {
            principals = List { negated: false, values: vec!["*"] };
        }
        let mut conditions: Vec<Condition> = Vec::new();
        for _ in 0..dice.roll(3) {
            let condition = Condition::generate(dice);
            if conditions.iter().all(|it| (it.operator, it.key) != (condition.operator, condition.key)) {
                conditions.push(condition);
            }
        }
        let actions = List::generate(dice, &ACTIONS, 8);
        let resources = List::generate(dice, &RESOURCES, 5);
        Statement { allows, principals, actions, resources, conditions }
    }

    /// The same about another bucket, to everyone.
    pub(super) fn of_other_bucket(mut self) -> Self {
        self.principals = List { negated: false, values: vec!["*"] };
        self.resources = List { negated: false, values: vec!["arn:aws:s3:::else", "arn:aws:s3:::else/*"] };
        self
    }

    /// The same as a Deny.
    pub(super) fn denying(mut self) -> Self {
        self.allows = false;
        self
    }

    fn json(&self) -> Json {
        let mut out = Map::new();
        out.insert("Effect".to_owned(), json!(if self.allows { "Allow" } else { "Deny" }));
        let mut by_type: Map<String, Json> = Map::new();
        for (kind, value) in self.principals.values.iter().filter_map(|it| it.split_once(' ')) {
            by_type.entry(kind).or_insert_with(|| json!([])).as_array_mut().unwrap().push(json!(value));
        }
        let name = if self.principals.negated { "NotPrincipal" } else { "Principal" };
        out.insert(name.to_owned(), if by_type.is_empty() { json!("*") } else { Json::Object(by_type) });
        self.actions.json("Action", &mut out);
        self.resources.json("Resource", &mut out);
        let mut conditions: Map<String, Json> = Map::new();
        for it in &self.conditions {
            let of_operator = conditions.entry(it.operator).or_insert_with(|| json!({}));
            of_operator.as_object_mut().unwrap().insert(it.key.to_owned(), json!(it.values));
        }
        if !conditions.is_empty() {
            out.insert("Condition".to_owned(), Json::Object(conditions));
        }
        Json::Object(out)
    }

    /// The statement as several: one for each value of a list that is not negated.
    fn split(&self, dice: &mut Dice) -> Vec<Statement> {
        let each = |list: &List, set: &dyn Fn(&mut Statement, List)| {
            let one = |value: &&'static str| {
                let mut statement = self.clone();
                set(&mut statement, List { negated: false, values: vec![*value] });
                statement
            };
            if list.negated { vec![self.clone()] } else { list.values.iter().map(one).collect() }
        };
        match dice.roll(4) {
            0 => each(&self.principals, &|it, list| it.principals = list),
            1 => each(&self.actions, &|it, list| it.actions = list),
            2 => each(&self.resources, &|it, list| it.resources = list),
            _ => self.by_value(),
        }
    }

    /// One for each value of the first condition of which one value is enough.
    fn by_value(&self) -> Vec<Statement> {
        let is_any = |it: &Condition| !it.operator.contains("Not") && !it.operator.starts_with("ForAll");
        let Some(at) = self.conditions.iter().position(is_any) else { return vec![self.clone()] };
        let one = |value: &&'static str| {
            let mut statement = self.clone();
            statement.conditions[at].values = vec![*value];
            statement
        };
        self.conditions[at].values.iter().map(one).collect()
    }
}

impl Document {
    /// The same in another order, of statements, values and conditions.
    pub(super) fn in_other_order(&self, dice: &mut Dice) -> Self {
        let mut other = self.clone();
        shuffle(dice, &mut other.statements);
        for statement in &mut other.statements {
            shuffle(dice, &mut statement.principals.values);
            shuffle(dice, &mut statement.actions.values);
            shuffle(dice, &mut statement.resources.values);
            shuffle(dice, &mut statement.conditions);
            statement.conditions.iter_mut().for_each(|it| shuffle(dice, &mut it.values));
        }
        other
    }

    /// The same with lists taken apart.
    pub(super) fn split(&self, dice: &mut Dice) -> Self {
        Document { statements: self.statements.iter().flat_map(|it| it.split(dice)).collect(), ..self.clone() }
    }

    /// The same with one more statement.
    pub(super) fn with(&self, statement: Statement, dice: &mut Dice) -> Self {
        let mut other = self.clone();
        other.statements.insert(dice.roll(self.statements.len() + 1), statement);
        other
    }

    /// Each verdict: how far it is open, from 0 for shut to 2.
    pub(super) fn verdicts(&self) -> Vec<(String, u8)> {
        let case = json!({"id": 0, "bucket": "logs", "owner": "111122223333", "owner_org": "o-abcdefghij", "policy": self.json()});
        let found = Answer::to(&case.to_string(), Effort::default()).into_line();
        assert!(!found.contains_key("error"), "{found:?}");
        let rank = |name: &str, verdict: &Json| match verdict {
            Json::String(word) if word == "PUBLIC" => 2,
            Json::String(word) if word == "NOT_PUBLIC" => 0,
            Json::Bool(holds) => {
                if *holds == (name == "ssl_only") {
                    0
                } else {
                    2
                }
            }
            _ => 1,
        };
        let verdicts = found.iter().filter(|(name, _)| !["id", "witness", "unknown"].contains(&name.as_str()));
        verdicts.map(|(name, verdict)| (name.clone(), rank(name, verdict))).collect()
    }

    /// Where another policy has another verdict.
    pub(super) fn differing_from(&self, other: &Document) -> Option<String> {
        self.compared(other, |before, after| before == after)
    }

    /// Where another policy opens more.
    pub(super) fn opened_by(&self, other: &Document) -> Option<String> {
        self.compared(other, |before, after| after <= before)
    }

    fn compared(&self, other: &Document, fits: impl Fn(u8, u8) -> bool) -> Option<String> {
        const WORDS: [&str; 3] = ["shut", "undecided", "open"];
        let (before, after) = (self.verdicts(), other.verdicts());
        let broken = before.into_iter().zip(after).find(|((_, was), (_, is))| !fits(*was, *is));
        let ((name, was), (_, is)) = broken?;
        let (was, is) = (WORDS[usize::from(was)], WORDS[usize::from(is)]);
        Some(format!("{name} is {was}, then {is} with\n{}\nwithout", other.shown()))
    }

    fn json(&self) -> Json {
        json!({"Version": self.version, "Statement": self.statements.iter().map(Statement::json).collect::<Vec<_>>()})
    }
}

impl Subject for Document {
    fn generate(dice: &mut Dice) -> Self {
        let version = if dice.chance(85) { "2012-10-17" } else { "2008-10-17" };
        let count = 1 + dice.roll(5);
        Document { version, statements: (0..count).map(|_| Statement::generate(dice)).collect() }
    }

    fn smaller(&self) -> Vec<Self> {
        let mut found = Vec::new();
        let mut add = |change: &dyn Fn(&mut Vec<Statement>)| {
            let mut other = self.clone();
            change(&mut other.statements);
            found.push(other);
        };
        for (at, statement) in self.statements.iter().enumerate() {
            add(&|it| drop(it.remove(at)));
            let parts: [fn(&mut Statement) -> &mut List; 3] =
                [|it| &mut it.principals, |it| &mut it.actions, |it| &mut it.resources];
            for (part, list) in parts.iter().zip([&statement.principals, &statement.actions, &statement.resources]) {
                for value in (0..list.values.len()).filter(|_| list.values.len() > 1) {
                    add(&|it| _ = part(&mut it[at]).values.remove(value));
                }
            }
            for (condition, found) in statement.conditions.iter().enumerate() {
                add(&|it| drop(it[at].conditions.remove(condition)));
                for value in (0..found.values.len()).filter(|_| found.values.len() > 1) {
                    add(&|it| _ = it[at].conditions[condition].values.remove(value));
                }
            }
        }
        found
    }

    fn is_deployable(&self) -> bool {
        true
    }

    fn shown(&self) -> String {
        serde_json::to_string_pretty(&self.json()).unwrap()
    }
}
