//! What the model and the reasoner decided about a resource, as values that checks can query.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fact::{Fact, Means, Named, Neighbour, Parameters, Row, facts_of};
use crate::model::{Declared, Presence, Subject};
use crate::reason::{Assumptions, Effort, Form, Found, Granted, Listed, Question, Situation, Verdict, decide_in};
use crate::value::{Decided, Kind, List, Lookup, Map, Setting, Symbol, Unknown, Value};

/// Whether something that is found is as it should be.
pub(super) const HOLDS: &str = "Holds";

/// The facts of one subject, each with the verdict behind it.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The map that stands at `Facts` in the document.
    pub(super) values: Map,
    verdicts: BTreeMap<Fact, Verdict>,
    situation: Option<Situation>,
    /// Whether more effort might have decided more.
    pub(super) is_short: bool,
}

/// The facts that some rules read.
pub(super) type Wanted = BTreeSet<Fact>;

impl Facts {
    /// The facts of a subject in one world, as far as they are wanted.
    pub(super) fn of(subject: &Subject<'_>, assumptions: &Assumptions, effort: Effort, wanted: &Wanted) -> Facts {
        let mut facts = Facts::default();
        let situation = Situation { effort, ..Situation::ordinary(subject, *assumptions) };
        let header = subject.resource.header;
        let ask = |facts: &mut Facts, row: &Row, question: Question, of: &Subject<'_>| {
            let situation = Situation { effort, ..Situation::ordinary(of, *assumptions) };
            let verdict = decide_in(&situation, question, of);
            facts.is_short |= verdict.gave_up();
            let value = answer(&verdict, row, question.form(), subject);
            facts.verdicts.insert(row.fact, verdict);
            value
        };
        for row in facts_of(&subject.resource.type_name).filter(|row| wanted.contains(&row.fact)) {
            let value = match row.means {
                Means::Answer(question) => ask(&mut facts, row, question, subject),
                Means::List(find) => {
                    let found = find(&situation, subject);
                    facts.is_short |= found.iter().any(|(_, verdict)| verdict.gave_up());
                    list(found, subject)
                }
                Means::Serves(role) => {
                    decided(&subject.serves(role).map_or(Decided::False, Presence::decided), subject)
                }
                Means::AnswerOf(way, question) => match neighbour(subject, way) {
                    Ok(neighbour) => ask(&mut facts, row, question, neighbour),
                    Err(Some(unknown)) => Value::new(Kind::Unknown(unknown), header),
                    Err(None) => continue,
                },
                Means::SettingOf(way, property) => match neighbour(subject, way) {
                    Ok(neighbour) => decided(&is_set(neighbour.resource.property(&[property])), subject),
                    Err(Some(unknown)) => Value::new(Kind::Unknown(unknown), header),
                    Err(None) => continue,
                },
                Means::InAccount(why) => {
                    Value::unknown(Unknown::new(row.name, header, why).symbol(symbol(row.fact)), header)
                }
                // Each rule has its own.
                Means::ByParameters(..) | Means::FoundByParameters(..) => continue,
                Means::Granted(find, _) => {
                    let found = find(&situation, subject);
                    facts.is_short |= found.iter().any(|granted| granted.gave_up);
                    granted(found, subject)
                }
                Means::Decision(decide, _) => decided(&decide(subject), subject),
                Means::Found(find, _) => found(find(&situation, subject), subject),
                Means::Settings(find, _) => settings(find(subject), subject),
            };
            facts.values.insert(row.name, header, value);
        }
        facts.situation = Some(situation);
        facts
    }

    /// The facts that a rule has by its parameters, with their names.
    pub(super) fn by_parameters(
        &self,
        subject: &Subject<'_>,
        wanted: &[Fact],
        parameters: &Parameters,
    ) -> Vec<(&'static str, Value)> {
        let rows = facts_of(&subject.resource.type_name).filter(|row| wanted.contains(&row.fact));
        let all = rows.filter_map(|row| match (row.means, &self.situation) {
            (Means::ByParameters(find, _), _) => Some((row.name, listed(find(subject, parameters), subject))),
            (Means::FoundByParameters(find, _), Some(situation)) => {
                Some((row.name, found(find(situation, subject, parameters), subject)))
            }
            _ => None,
        });
        all.collect()
    }

    /// The verdict behind a fact.
    pub(super) fn verdict(&self, fact: Fact) -> Option<&Verdict> {
        self.verdicts.get(&fact)
    }

    /// The verdict behind a fact that is unknown, by the unknown that stands for it.
    pub(super) fn verdict_of(&self, unknown: &Unknown) -> Option<&Verdict> {
        self.verdicts.iter().find(|(fact, _)| symbol(**fact) == unknown.symbol).map(|(_, verdict)| verdict)
    }
}

/// A list of whom something is granted, each with whether a list names them, at the statement.
fn listed(found: Vec<Listed>, subject: &Subject<'_>) -> Value {
    let one = |Listed { principal, is_listed, place }: Listed| {
        let mut map = Map::default();
        map.insert("Grantee", place, Value::string(principal, place));
        map.insert("IsListed", place, decided(&is_listed, subject));
        Value::map(map, place)
    };
    Value::list(found.into_iter().map(one).collect(), subject.resource.header)
}

/// A list of what is found, each with whether it is as it should be, at its place.
fn found(found: Vec<Found>, subject: &Subject<'_>) -> Value {
    let one = |Found { name, holds, place }: Found| {
        let is_so = Value::new(decided(&holds, subject).kind, place).used_at(place, name.as_str());
        let mut map = Map::default();
        map.insert("Name", place, Value::string(name, place));
        map.insert(HOLDS, place, is_so);
        Value::map(map, place)
    };
    Value::list(found.into_iter().map(one).collect(), subject.resource.header)
}

/// The answer to a question, in the question's words.
fn answer(verdict: &Verdict, row: &Row, form: &Form, subject: &Subject<'_>) -> Value {
    let header = subject.resource.header;
    match verdict {
        Verdict::Yes(witness) => Value::string(form.yes, witness.through.place().unwrap_or(header)),
        Verdict::No(_) => Value::string(form.no, header),
        Verdict::Open(_) => {
            let unknown = Unknown::new(row.name, header, "is not decided");
            Value::unknown(Unknown { symbol: symbol(row.fact), ..unknown }, header)
        }
    }
}

/// The declared resource that a subject means by a property.
///
/// # Errors
///
/// It means none, or what keeps it open whether it does.
fn neighbour<'s, 'd>(
    subject: &'s Subject<'d>,
    (role, property): Neighbour,
) -> Result<&'s Subject<'d>, Option<Arc<Unknown>>> {
    let named = subject.resource.properties.get(property).ok_or(None)?;
    let found = subject.neighbour(role, named).filter(|it| it.resource.declared == Declared::Here);
    found.ok_or_else(|| subject.may_mean(role, named))
}

/// Whether a property is set.
fn is_set(property: Lookup<'_>) -> Decided {
    match property {
        Lookup::Unset => Decided::False,
        Lookup::Unknown(unknown) => Decided::open(unknown),
        Lookup::Set(value) => value.may_be_unset().map_or(Decided::True, Decided::open),
    }
}

/// A decision as a value.
fn decided(decided: &Decided, subject: &Subject<'_>) -> Value {
    let header = subject.resource.header;
    match decided {
        Decided::True => Value::bool(true, header),
        Decided::False => Value::bool(false, header),
        Decided::Open(unknowns) => Value::new(Kind::Unknown(Arc::clone(unknowns.first())), header),
    }
}

/// A list of actions, each with whether it is granted, at the statement that grants it.
fn granted(found: Vec<Granted>, subject: &Subject<'_>) -> Value {
    let header = subject.resource.header;
    let one = |Granted { action, is_granted, place, .. }: Granted| {
        let at = place.unwrap_or(header);
        let mut map = Map::default();
        map.insert("Action", at, Value::string(action, at));
        map.insert("IsGranted", at, decided(&is_granted, subject));
        Value::map(map, at)
    };
    Value::list(found.into_iter().map(one).collect(), header)
}

/// Settings as a map, each at its place.
fn settings(found: Named, subject: &Subject<'_>) -> Value {
    let header = subject.resource.header;
    let mut map = Map::default();
    for (name, setting) in found {
        match setting {
            Setting::Known(value, span) => drop(map.insert(name, span, Value::bool(value, span))),
            Setting::Unknown(unknown) => drop(map.insert(name, header, Value::new(Kind::Unknown(unknown), header))),
            Setting::Unset => {}
        }
    }
    Value::map(map, header)
}

/// A list of what is surely so; what may be so makes its end unknown.
fn list(found: Vec<(String, Verdict)>, subject: &Subject<'_>) -> Value {
    let header = subject.resource.header;
    let mut list = List::default();
    for (what, verdict) in found {
        match verdict {
            Verdict::Yes(witness) => {
                list.items.push(Value::string(what, witness.through.place().unwrap_or(header)));
            }
            Verdict::Open(unknowns) => drop(list.rest.get_or_insert_with(|| Arc::clone(unknowns.first()))),
            Verdict::No(_) => {}
        }
    }
    Value::new(Kind::List(list), header)
}

/// The identity of the unknown that stands for an undecided fact: nothing in code has it.
fn symbol(fact: Fact) -> Symbol {
    Symbol::operation("fact", [Symbol::text(format!("{fact:?}"))])
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::catalogue::types;
    use crate::engine::{Inputs, Request, explore};
    use crate::reason::{SERVICE, STRANGER};
    use crate::rules::RuleSet;
    use crate::source::Memory;

    /// The facts of the bucket of a module, as far as they are wanted.
    fn facts(statements: &str, wanted: &[Fact]) -> String {
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
        let request = Request::new(&paths, &rules, &inputs);
        let shown = |subject: &Subject<'_>| {
            let facts =
                Facts::of(subject, &Assumptions::default(), Effort::default(), &wanted.iter().copied().collect());
            let value = |fact: &Fact| {
                let row = facts_of(types::BUCKET).find(|row| row.fact == *fact).unwrap();
                facts.values.get(row.name).map_or_else(|| "absent".to_owned(), shown)
            };
            (&*subject.resource.type_name == types::BUCKET).then(|| wanted.iter().map(value).collect())
        };
        let (found, _) = explore(&fs, &request, |subject, _| shown(subject).into_iter().collect::<Vec<Vec<_>>>());
        found.concat().join("; ")
    }

    fn shown(value: &Value) -> String {
        match &value.kind {
            Kind::List(list) => {
                let items: Vec<_> = list.items.iter().map(shown).collect();
                let rest = list.rest.as_ref().map_or_else(String::new, |rest| format!(" and {}", rest.expression));
                format!("[{}]{rest}", items.join(" "))
            }
            Kind::Map(map) => map.values().map(shown).collect::<Vec<_>>().join("="),
            Kind::Bool(value) => value.to_string(),
            _ => value.as_str().unwrap_or("unknown").to_owned(),
        }
    }

    const READ: &str = r#"{ Effect = "Allow", Principal = { AWS = PRINCIPAL }, Action = ["s3:GetObject", "s3:GetBucketAcl"],
        Resource = ["arn:aws:s3:::b", "arn:aws:s3:::b/*"] }"#;

    #[test]
    fn lists_who_is_let_in_and_to_do_what() {
        let with = |principal: &str| {
            facts(&READ.replace("PRINCIPAL", principal), &[Fact::ActionsOfOthers, Fact::ExternalAccess, Fact::Grantees])
        };
        assert_eq!(with("\"*\""), format!("[s3:GetBucketAcl s3:GetObject]; ALLOWED; [* {STRANGER} {SERVICE}]"));
        assert_eq!(with("data.aws_caller_identity.a.account_id"), "[]; DENIED; []");
        assert_eq!(with("\"111122223333\""), "[] and account; unknown; [] and account");
    }

    #[test]
    fn looks_at_no_condition_of_what_is_granted_to_accounts() {
        let with = |principal: &str, more: &str| {
            let condition = r#"Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-1" } }, Effect"#;
            let granted = READ.replace("PRINCIPAL", principal).replace("Effect", condition);
            facts(&format!("{granted}{more}"), &[Fact::ActionsOfAccounts])
        };
        let deny = |rest: &str| {
            format!(
                r#", {{ Effect = "Deny", Principal = "*", Action = "s3:Get*", Resource = "arn:aws:s3:::b/*"{rest} }}"#
            )
        };
        assert_eq!(with("\"*\"", ""), "[s3:GetBucketAcl=true s3:GetObject=true]");
        assert_eq!(with("\"*\"", &deny("")), "[s3:GetBucketAcl=true]");
        let bool = deny(r#", Condition = { Bool = { "aws:SecureTransport" = "false" } }"#);
        assert_eq!(with("\"*\"", &bool), "[s3:GetBucketAcl=true s3:GetObject=true]");
        assert_eq!(with("data.aws_caller_identity.a.account_id", ""), "[]");
        assert_eq!(with("\"111122223333\"", ""), "[s3:GetBucketAcl=unknown s3:GetObject=unknown]");
    }

    #[test]
    fn decides_what_is_wanted_and_no_more() {
        let all = [Fact::OldTls, Fact::PlainHttp, Fact::UploadsWithoutEncryption];
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
        assert_eq!(facts(&header, &[Fact::PlainHttp]), "ALLOWED");
    }
}
