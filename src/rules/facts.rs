//! What the model and the reasoner decided about a resource, as values that checks can query.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Role, Subject, types};
use crate::reason::{Assumptions, Question, Verdict, decide};
use crate::value::{Map, Symbol, Unknown, Value};

/// The facts of one subject, each with the verdict behind it.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The map that stands at `Facts` in the document.
    pub(super) values: Map,
    verdicts: BTreeMap<&'static str, Verdict>,
}

/// A fact that the reasoner decides: its name, its question, and its words for yes and no.
struct Decided {
    name: &'static str,
    question: Question,
    yes: &'static str,
    no: &'static str,
}

const OF_BUCKETS: [Decided; 3] = [
    Decided { name: "PublicRead", question: Question::PublicRead, yes: "PUBLIC", no: "NOT_PUBLIC" },
    Decided { name: "PublicWrite", question: Question::PublicWrite, yes: "PUBLIC", no: "NOT_PUBLIC" },
    Decided { name: "PlainHttp", question: Question::PlainHttp, yes: "ALLOWED", no: "DENIED" },
];

const OF_KEYS: [Decided; 1] =
    [Decided { name: "Public", question: Question::PublicKey, yes: "PUBLIC", no: "NOT_PUBLIC" }];

/// Properties that no fact hangs on.
const WITHOUT_BEARING: [&str; 12] = [
    "AnalyticsConfigurations",
    "Description",
    "EnableKeyRotation",
    "IntelligentTieringConfigurations",
    "InventoryConfigurations",
    "LifecycleConfiguration",
    "LoggingConfiguration",
    "MetricsConfigurations",
    "NotificationConfiguration",
    "ReplicationConfiguration",
    "Tags",
    "VersioningConfiguration",
];

/// The conditions on which facts of a subject may hang: in worlds that answer these alike, the facts are the same.
pub(super) fn bearing(subject: &Subject<'_>) -> BTreeMap<Symbol, Arc<Unknown>> {
    let mut found = BTreeMap::new();
    for (name, entry) in subject.resource.properties.iter() {
        if !WITHOUT_BEARING.contains(&&**name) {
            entry.value.conditions(&mut found);
        }
    }
    for (role, resource) in subject.all_related() {
        if !matches!(role, Role::LogTarget | Role::ReplicationDestination) {
            resource.conditions(&mut found);
        }
    }
    found
}

impl Facts {
    /// The facts of a subject that holds no open condition.
    pub(super) fn of(subject: &Subject<'_>, assumptions: &Assumptions) -> Facts {
        let mut facts = Facts::default();
        match &*subject.resource.type_name {
            types::BUCKET => {
                OF_BUCKETS.iter().for_each(|fact| facts.decide(fact, subject, assumptions));
                facts.state("IsLogTarget", subject, Role::LogTarget);
                facts.state("IsReplicationDestination", subject, Role::ReplicationDestination);
            }
            types::KEY => OF_KEYS.iter().for_each(|fact| facts.decide(fact, subject, assumptions)),
            _ => {}
        }
        facts
    }

    /// The verdict behind the fact that a path into the document goes through.
    pub(super) fn verdict(&self, path: &[impl AsRef<str>]) -> Option<&Verdict> {
        path.iter().find_map(|step| self.by_name(step.as_ref()))
    }

    /// The verdict behind a fact that is unknown, by the symbol it was given.
    pub(super) fn verdict_of(&self, unknown: &Unknown) -> Option<&Verdict> {
        self.by_name(unknown.symbol.0.strip_prefix(SYMBOL)?)
    }

    /// The verdict behind a fact by its name.
    pub(super) fn by_name(&self, name: &str) -> Option<&Verdict> {
        self.verdicts.get(name)
    }

    fn decide(&mut self, fact: &Decided, subject: &Subject<'_>, assumptions: &Assumptions) {
        let header = subject.resource.header;
        let verdict = decide(fact.question, subject, assumptions);
        let value = match &verdict {
            Verdict::Public(witness) => Value::string(fact.yes, witness.through.place().unwrap_or(header)),
            Verdict::NotPublic(_) => Value::string(fact.no, header),
            Verdict::Unknown(_) => {
                let unknown =
                    Unknown::new(fact.name, header, "is not decided").symbol(format!("{SYMBOL}{}", fact.name));
                Value::unknown(unknown, header)
            }
        };
        self.values.insert(fact.name, header, value);
        self.verdicts.insert(fact.name, verdict);
    }

    fn state(&mut self, name: &'static str, subject: &Subject<'_>, role: Role) {
        let header = subject.resource.header;
        self.values.insert(name, header, Value::bool(subject.serves(role), header));
    }
}

/// What the symbols of undecided facts start with.
const SYMBOL: &str = "fact ";
