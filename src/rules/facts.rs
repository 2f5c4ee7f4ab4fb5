//! What the model and the reasoner decided about a resource, as values that checks can query.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::{Role, Subject, types};
use crate::reason::{Assumptions, Question, Situation, Verdict, actions_of_others, decide, grantees};
use crate::value::{Kind, List, Map, Symbol, Unknown, Value};

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

const OF_BUCKETS: [Decided; 7] = [
    Decided { name: "PublicRead", question: Question::PublicRead, yes: "PUBLIC", no: "NOT_PUBLIC" },
    Decided { name: "PublicWrite", question: Question::PublicWrite, yes: "PUBLIC", no: "NOT_PUBLIC" },
    Decided { name: "PlainHttp", question: Question::PlainHttp, yes: "ALLOWED", no: "DENIED" },
    Decided { name: "OldTls", question: Question::OldTls, yes: "ALLOWED", no: "DENIED" },
    Decided { name: EXTERNAL, question: Question::External, yes: "ALLOWED", no: "DENIED" },
    Decided {
        name: "UploadsWithoutEncryption",
        question: Question::UploadsWithoutEncryption,
        yes: "ALLOWED",
        no: "DENIED",
    },
    Decided { name: REPLICATION, question: Question::Replication, yes: "FAILS", no: "WORKS" },
];

const OF_KEYS: [Decided; 2] = [
    Decided { name: "Public", question: Question::PublicKey, yes: "PUBLIC", no: "NOT_PUBLIC" },
    Decided { name: EXTERNAL, question: Question::External, yes: "ALLOWED", no: "DENIED" },
];

/// Whether others than the owner's account are let in.
const EXTERNAL: &str = "ExternalAccess";

/// Who is let in beside the owner's account, and what they may do.
const GRANTEES: &str = "Grantees";
const ACTIONS_OF_OTHERS: &str = "ActionsOfOthers";

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
                facts.list(GRANTEES, subject, assumptions, named, grantees);
                facts.list(ACTIONS_OF_OTHERS, subject, assumptions, named, actions_of_others);
                facts.state("IsLogTarget", subject, Role::LogTarget);
                facts.state("IsReplicationDestination", subject, Role::ReplicationDestination);
            }
            types::KEY => {
                OF_KEYS.iter().filter(wanted).for_each(|fact| facts.decide(fact, subject, assumptions));
                facts.list(ACTIONS_OF_OTHERS, subject, assumptions, named, actions_of_others);
            }
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

    /// A fact that lists what is surely so; what may be so makes its end unknown.
    fn list<T: Into<String>>(
        &mut self,
        name: &'static str,
        subject: &Subject<'_>,
        assumptions: &Assumptions,
        named: &Named<'_>,
        find: impl Fn(&Situation, &Subject<'_>) -> Vec<(T, Verdict)>,
    ) {
        if !named.contains(name) {
            return;
        }
        let header = subject.resource.header;
        let mut list = List::default();
        for (what, verdict) in find(&Situation::ordinary(subject, *assumptions), subject) {
            match verdict {
                Verdict::Public(witness) => {
                    list.items.push(Value::string(what, witness.through.place().unwrap_or(header)));
                }
                Verdict::Unknown(blockers) => {
                    list.rest = list.rest.or_else(|| blockers.first().map(|blocker| Arc::clone(&blocker.unknown)));
                }
                Verdict::NotPublic(_) => {}
            }
        }
        self.values.insert(name, header, Value::new(Kind::List(list), header));
    }

    fn state(&mut self, name: &'static str, subject: &Subject<'_>, role: Role) {
        let header = subject.resource.header;
        self.values.insert(name, header, Value::bool(subject.serves(role), header));
    }
}

/// What the symbols of undecided facts start with.
const SYMBOL: &str = "fact ";

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::engine::{Inputs, Request, explore};
    use crate::reason::{SERVICE, STRANGER};
    use crate::rules::RuleSet;
    use crate::source::Memory;

    /// The facts of the bucket of a module, as far as they are named.
    fn facts(statements: &str, named: &[&'static str]) -> String {
        let code = format!(
            r#"data "aws_caller_identity" "a" {{}}
            resource "aws_s3_bucket" "b" {{ bucket = "b" }}
            resource "aws_s3_bucket_policy" "b" {{
              bucket = aws_s3_bucket.b.id
              policy = jsonencode({{ Version = "2012-10-17", Statement = [{statements}] }})
            }}"#
        );
        let fs = Memory::new([("main.tf", code)]);
        let (paths, inputs) = ([PathBuf::from("main.tf")], Inputs::default());
        let rules = RuleSet::default();
        let request = Request { paths: &paths, rules: &rules, assumptions: Assumptions::default(), inputs: &inputs };
        let named: Named<'_> = named.iter().copied().collect();
        let shown = |subject: &Subject<'_>| {
            let facts = Facts::of(subject, &Assumptions::default(), &named);
            let value = |name: &&str| facts.values.get(name).map_or_else(|| "absent".to_owned(), shown);
            (&*subject.resource.type_name == types::BUCKET).then(|| named.iter().map(value).collect())
        };
        let (found, _) = explore(&fs, &request, |subject, _| shown(subject).into_iter().collect::<Vec<Vec<_>>>());
        found.concat().join("; ")
    }

    fn shown(value: &Value) -> String {
        match &value.kind {
            Kind::List(list) => {
                let items: Vec<_> = list.items.iter().filter_map(Value::as_str).collect();
                let rest = list.rest.as_ref().map_or_else(String::new, |rest| format!(" and {}", rest.expression));
                format!("[{}]{rest}", items.join(" "))
            }
            _ => value.as_str().unwrap_or("unknown").to_owned(),
        }
    }

    const READ: &str = r#"{ Effect = "Allow", Principal = { AWS = PRINCIPAL }, Action = ["s3:GetObject", "s3:GetBucketAcl"],
        Resource = ["arn:aws:s3:::b", "arn:aws:s3:::b/*"] }"#;

    #[test]
    fn lists_who_is_let_in_and_to_do_what() {
        let with = |principal: &str| {
            facts(&READ.replace("PRINCIPAL", principal), &["ActionsOfOthers", "ExternalAccess", "Grantees"])
        };
        assert_eq!(with("\"*\""), format!("[s3:GetBucketAcl s3:GetObject]; ALLOWED; [* {STRANGER} {SERVICE}]"));
        assert_eq!(with("data.aws_caller_identity.a.account_id"), "[]; DENIED; []");
        assert_eq!(with("\"111122223333\""), "[] and account; unknown; [] and account");
    }

    #[test]
    fn decides_what_is_named_and_no_more() {
        let all = ["OldTls", "PlainHttp", "UploadsWithoutEncryption"];
        assert_eq!(facts("", &all), "ALLOWED; ALLOWED; ALLOWED");
        let deny = |action: &str, condition: &str| {
            let resource = r#"["arn:aws:s3:::b", "arn:aws:s3:::b/*"]"#;
            format!(
                r#"{{ Effect = "Deny", Principal = "*", Action = "{action}", Resource = {resource}, Condition = {condition} }}"#
            )
        };
        let tls = deny("s3:*", r#"{ NumericLessThan = { "s3:TlsVersion" = "1.2" } }"#);
        assert_eq!(facts(&tls, &all), "DENIED; ALLOWED; ALLOWED");
        let header = deny("s3:PutObject", r#"{ Null = { "s3:x-amz-server-side-encryption" = "true" } }"#);
        assert_eq!(facts(&header, &all), "ALLOWED; ALLOWED; DENIED");
        assert_eq!(facts(&header, &["PlainHttp"]), "ALLOWED");
    }
}
