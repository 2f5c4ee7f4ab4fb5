//! What the model and the reasoner decided about a resource, as values that checks can query.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::{Role, Subject, types};
use crate::reason::{Assumptions, Question, Through, Verdict, decide};
use crate::source::Span;
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

const OF_BUCKETS: [Decided; 4] = [
    Decided { name: "PublicRead", question: Question::PublicRead, yes: "PUBLIC", no: "NOT_PUBLIC" },
    Decided { name: "PublicWrite", question: Question::PublicWrite, yes: "PUBLIC", no: "NOT_PUBLIC" },
    Decided { name: "PlainHttp", question: Question::PlainHttp, yes: "ALLOWED", no: "DENIED" },
    Decided { name: REPLICATION, question: Question::Replication, yes: "FAILS", no: "WORKS" },
];

const OF_KEYS: [Decided; 1] =
    [Decided { name: "Public", question: Question::PublicKey, yes: "PUBLIC", no: "NOT_PUBLIC" }];

/// The fact that hangs on settings of other resources too.
const REPLICATION: &str = "Replication";

/// The names of the facts that some rules speak of.
pub(super) type Named<'r> = BTreeSet<&'r str>;

/// Properties that no fact hangs on, unless it is the one about replication.
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

/// The conditions on which these facts of a subject may hang: in worlds that answer these alike, the facts are the same.
pub(super) fn bearing(subject: &Subject<'_>, named: &Named<'_>) -> BTreeMap<Symbol, Arc<Unknown>> {
    let mut found = BTreeMap::new();
    if named.contains(REPLICATION) {
        found.extend(subject.conditions().into_iter().map(|condition| (condition.symbol.clone(), condition)));
        return found;
    }
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
    /// The facts of a subject that holds no open condition, as far as they are named.
    pub(super) fn of(subject: &Subject<'_>, assumptions: &Assumptions, named: &Named<'_>) -> Facts {
        let mut facts = Facts::default();
        let wanted = |fact: &&Decided| named.contains(fact.name);
        match &*subject.resource.type_name {
            types::BUCKET => {
                OF_BUCKETS.iter().filter(wanted).for_each(|fact| facts.decide(fact, subject, assumptions));
                facts.state("IsLogTarget", subject, Role::LogTarget);
                facts.state("IsReplicationDestination", subject, Role::ReplicationDestination);
            }
            types::KEY => OF_KEYS.iter().filter(wanted).for_each(|fact| facts.decide(fact, subject, assumptions)),
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
            Verdict::Public(witness) => Value::string(fact.yes, place(&witness.through).unwrap_or(header)),
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

/// Where that stands which lets a request through.
pub(super) fn place(through: &Through) -> Option<Span> {
    match through {
        Through::Statement { span, .. } | Through::Grant { span } => Some(*span),
        Through::NotDenied { policy } => *policy,
        Through::Refused { span, .. } => *span,
    }
}
