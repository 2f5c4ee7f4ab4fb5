//! Laws that hold of every policy, on policies made by a small generator: the same ones in every run.

use bucketlint::reason::{Question, Situation, Trust, Verdict, Witness, decide, decide_in, replay};

use super::super::dice::Dice;
use super::cases::{Fixture, word};

const QUESTIONS: [Question; 3] = [Question::PublicRead, Question::PublicWrite, Question::PlainHttp];
const RUNS: u64 = 60;

impl Dice {
    pub(super) fn statement(&mut self) -> String {
        let effect = self.pick(&["Allow", "Allow", "Deny"]);
        let principal = self.pick(&[
            r#""Principal": "*""#,
            r#""Principal": {"AWS": "*"}"#,
            r#""Principal": {"AWS": "444455556666"}"#,
            r#""NotPrincipal": {"AWS": "arn:aws:iam::444455556666:role/app"}"#,
            r#""Principal": {"Federated": "accounts.google.com"}"#,
            r#""Principal": {"AWS": "${var.who}"}"#,
        ]);
        let action = self.pick(&[
            r#""Action": "s3:*""#,
            r#""Action": ["s3:Get*", "s3:ListBucket"]"#,
            r#""Action": "s3:PutObject""#,
            r#""NotAction": "s3:Get?bject""#,
        ]);
        let resource = self.pick(&[
            r#""Resource": "*""#,
            r#""Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]"#,
            r#""Resource": "arn:aws:s3:::b/a*""#,
            r#""NotResource": "arn:aws:s3:::b/a?c*""#,
            r#""Resource": "arn:aws:s3:::b/${var.prefix}*""#,
        ]);
        let condition = self.pick(&[
            "",
            "",
            r#", "Condition": {"Bool": {"aws:SecureTransport": "false"}}"#,
            r#", "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}"#,
            r#", "Condition": {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}}"#,
            r#", "Condition": {"IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "0.0.0.0/1"]}}"#,
            r#", "Condition": {"StringLike": {"s3:prefix": "x*"}}"#,
        ]);
        format!(r#"{{"Effect": "{effect}", {principal}, {action}, {resource}{condition}}}"#)
    }

    pub(super) fn statements(&mut self) -> Vec<String> {
        let count = 1 + self.roll(4);
        (0..count).map(|_| self.statement()).collect()
    }
}

fn of(statements: &[String]) -> Fixture {
    let policy = format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, statements.join(", "));
    Fixture { name: "b".to_owned(), policies: vec![policy], ..Fixture::default() }
}

fn words(statements: &[String]) -> Vec<&'static str> {
    QUESTIONS.iter().map(|question| word(&of(statements).decide(*question))).collect()
}

pub(super) fn rank(word: &str) -> usize {
    ["NOT_PUBLIC", "UNKNOWN", "PUBLIC"].iter().position(|known| *known == word).unwrap()
}

#[test]
fn adding_a_deny_never_opens() {
    let mut dice = Dice::new(1);
    for _ in 0..RUNS {
        let mut statements = dice.statements();
        let before = words(&statements);
        statements.push(dice.statement().replace("\"Allow\"", "\"Deny\""));
        let after = words(&statements);
        assert!(before.iter().zip(&after).all(|(b, a)| rank(a) <= rank(b)), "{before:?} {after:?} {statements:#?}");
    }
}

#[test]
fn dropping_an_allow_never_opens() {
    let mut dice = Dice::new(2);
    for _ in 0..RUNS {
        let mut statements = dice.statements();
        let before = words(&statements);
        let Some(at) = statements.iter().position(|statement| statement.contains("\"Allow\"")) else { continue };
        statements[at] = statements[at].replace("\"s3:", "\"none:");
        if statements[at].contains("NotAction") {
            continue;
        }
        let after = words(&statements);
        assert!(before.iter().zip(&after).all(|(b, a)| rank(a) <= rank(b)), "{before:?} {after:?} {statements:#?}");
    }
}

/// Services are kept out, for a grant gives them nothing.
#[test]
fn a_grant_to_everyone_is_an_allow_of_what_it_gives() {
    const NO_SERVICES: &str = r#"{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*",
        "Condition": {"Bool": {"aws:PrincipalIsAWSService": "true"}}}"#;
    const READ: &str = r#"{"Effect": "Allow", "Principal": "*", "Resource": "arn:aws:s3:::b",
        "Action": ["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"]}"#;
    let mut dice = Dice::new(9);
    let mut seen = [0; 3];
    for _ in 0..RUNS {
        let denied = |statement: String| statement.replace("\"Allow\"", "\"Deny\"");
        let mut statements: Vec<String> = dice.statements().into_iter().map(denied).collect();
        statements.push(NO_SERVICES.to_owned());
        let by_acl = Fixture { bucket: r#"{"AccessControl": "PublicRead"}"#.to_owned(), ..of(&statements) };
        statements.push(READ.to_owned());
        let [by_acl, by_allow] = [by_acl, of(&statements)].map(|it| it.decide(Question::PublicRead));
        assert_eq!(word(&by_acl), word(&by_allow), "{statements:#?}");
        seen[rank(word(&by_acl))] += 1;
    }
    assert!(seen[0] > 2 && seen[2] > 2, "{seen:?}");
}

#[test]
fn order_and_case_of_actions_change_nothing() {
    let mut dice = Dice::new(3);
    for _ in 0..RUNS {
        let mut statements = dice.statements();
        let before = words(&statements);
        statements.reverse();
        for statement in &mut statements {
            *statement = statement.replace("s3:Get", "S3:gET").replace("aws:Source", "AWS:sOURCE");
        }
        assert_eq!(before, words(&statements), "{statements:#?}");
    }
}

#[test]
fn every_public_replays_and_every_verdict_gives_its_grounds() {
    let mut dice = Dice::new(4);
    for _ in 0..RUNS {
        let fixture = of(&dice.statements());
        for question in QUESTIONS {
            fixture.with(|_, subject| match decide(question, subject, &fixture.assumptions) {
                Verdict::Yes(witness) => assert!(replay(question, subject, &witness, &fixture.assumptions)),
                Verdict::No(steps) => assert!(!steps.is_empty()),
                Verdict::Open(unknowns) => {
                    let inconsistent = unknowns.iter().find(|it| it.reason.to_string().contains("inconsistency"));
                    assert!(inconsistent.is_none(), "{inconsistent:?} {fixture:#?}");
                }
            });
        }
    }
}

#[test]
fn filling_a_hole_never_turns_a_verdict_round() {
    let mut dice = Dice::new(5);
    for _ in 0..RUNS {
        let open = dice.statements();
        let before = words(&open);
        for (who, prefix) in [("*", ""), ("444455556666", "a*"), ("arn:aws:iam::444455556666:role/app", "abc/")] {
            let fill = |text: &String| text.replace("${var.who}", who).replace("${var.prefix}", prefix);
            let after = words(&open.iter().map(fill).collect::<Vec<_>>());
            let kept = before.iter().zip(&after).all(|(b, a)| *b == "UNKNOWN" || *a == "UNKNOWN" || a == b);
            assert!(kept, "{before:?} {after:?} {open:#?}");
        }
    }
}

#[test]
fn replay_refuses_what_does_not_get_through() {
    let mut dice = Dice::new(6);
    let denied =
        r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]}"#;
    let mut seen = 0;
    for _ in 0..RUNS {
        let statements = dice.statements();
        let fixture = of(&statements);
        for question in QUESTIONS {
            let Verdict::Yes(witness) = fixture.decide(question) else { continue };
            let refuses = |fixture: &Fixture, witness: &Witness| {
                fixture.with(|_, subject| !replay(question, subject, witness, &fixture.assumptions))
            };
            let mut with_deny = statements.clone();
            with_deny.push(denied.to_owned());
            assert!(refuses(&of(&with_deny), &witness), "a Deny");
            let elsewhere = Fixture { name: "c".to_owned(), ..fixture.clone() };
            assert!(refuses(&elsewhere, &witness), "another bucket");
            assert!(
                refuses(&fixture, &Witness { action: "s3:None".to_owned(), ..(*witness).clone() }),
                "no such action"
            );
            if question == Question::PlainHttp {
                continue;
            }
            let named = Witness { principal: "arn:aws:iam::444455556666:role/app".to_owned(), ..(*witness).clone() };
            assert!(refuses(&fixture, &named), "not an outsider");
            let block = r#"{"PublicAccessBlockConfiguration": {"RestrictPublicBuckets": true}}"#;
            assert!(refuses(&Fixture { bucket: block.to_owned(), ..fixture.clone() }, &witness), "a block");
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn replay_refuses_trusted_callers_and_grants_without_effect() {
    let condition = r#", "Condition": {"StringLike": {"aws:SourceVpce": ["vpce-1", "vpce-2*"]}}"#;
    let allow = format!(
        r#"{{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"{condition}}}"#
    );
    let fixture = of(&[allow]);
    let replays = |fixture: &Fixture, witness: &Witness| {
        fixture.with(|_, subject| replay(Question::PublicRead, subject, witness, &fixture.assumptions))
    };
    let Verdict::Yes(witness) = fixture.decide(Question::PublicRead) else { panic!("it is public") };
    assert!(replays(&fixture, &witness));
    for value in ["vpce-1", "vpce-3"] {
        let mut other = (*witness).clone();
        other.context.insert("aws:SourceVpce".to_owned(), value.to_owned());
        assert!(!replays(&fixture, &other), "{value}");
    }
    let mut absent = (*witness).clone();
    absent.context.retain(|key, _| key != "aws:SourceVpce");
    assert!(!replays(&fixture, &absent));

    let acl = |settings: &str| Fixture {
        name: "b".to_owned(),
        bucket: format!(r#"{{"AccessControl": "PublicRead"{settings}}}"#),
        ..Fixture::default()
    };
    let Verdict::Yes(witness) = acl("").decide(Question::PublicRead) else { panic!("it is public") };
    assert!(replays(&acl(""), &witness));
    assert!(!replays(&acl(r#", "PublicAccessBlockConfiguration": {"IgnorePublicAcls": true}"#), &witness));
    let enforced = r#", "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}"#;
    assert!(!replays(&acl(enforced), &witness));
}

#[test]
fn every_verdict_on_realistic_policies_gives_its_grounds() {
    const ALL: [Question; 6] = [
        Question::PublicRead,
        Question::PublicWrite,
        Question::PublicPolicy,
        Question::External,
        Question::PlainHttp,
        Question::OldTls,
    ];
    for line in include_str!("../../data/reason/cases.jsonl").lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let name = case["bucket"].as_str().unwrap().to_owned();
        let fixture = Fixture { name, policies: vec![case["policy"].to_string()], ..Fixture::default() };
        for question in ALL {
            let id = &case["id"];
            fixture.with(|_, subject| match decide(question, subject, &fixture.assumptions) {
                Verdict::Yes(witness) => {
                    assert!(replay(question, subject, &witness, &fixture.assumptions), "{id} {question:?}");
                }
                Verdict::No(steps) => assert!(!steps.is_empty(), "{id} {question:?}"),
                // Only who the owner is, is not known.
                Verdict::Open(unknowns) => {
                    let owner = unknowns.iter().any(|it| it.reason.to_string().contains("is not known"));
                    let by_owner = [Question::External, Question::PlainHttp, Question::OldTls].contains(&question);
                    assert!(owner && by_owner, "{id} {question:?} {unknowns:?}");
                }
            });
        }
    }
}

/// The statements of each frozen case, as text, with the bucket's name and the policy's version.
fn realistic() -> Vec<(String, String, Vec<serde_json::Value>)> {
    let read = |line: &str| {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let statements = case["policy"]["Statement"].as_array().unwrap().clone();
        let version = case["policy"]["Version"].as_str().unwrap_or("2008-10-17").to_owned();
        (case["bucket"].as_str().unwrap().to_owned(), version, statements)
    };
    include_str!("../../data/reason/cases.jsonl").lines().map(read).collect()
}

fn policy_of(name: &str, version: &str, statements: &[serde_json::Value]) -> Fixture {
    let policy = serde_json::json!({"Version": version, "Statement": statements}).to_string();
    Fixture { name: name.to_owned(), policies: vec![policy], ..Fixture::default() }
}

const OF_POLICIES: [Question; 2] = [Question::PublicPolicy, Question::PlainHttp];

fn ranks(fixture: &Fixture) -> Vec<usize> {
    OF_POLICIES.iter().map(|question| rank(word(&fixture.decide(*question)))).collect()
}

#[test]
fn realistic_policies_keep_the_laws() {
    for (name, version, statements) in realistic() {
        let before = ranks(&policy_of(&name, &version, &statements));
        let no_wider = |after: &[usize]| after.iter().zip(&before).all(|(after, before)| after <= before);

        let mut reversed = statements.clone();
        reversed.reverse();
        assert_eq!(ranks(&policy_of(&name, &version, &reversed)), before, "order {statements:#?}");

        // Fixed values of a Deny count too, so one that brings no values is added.
        let deny = serde_json::json!({"Effect": "Deny", "Principal": "*", "Action": "s3:Get*", "Resource": "*"});
        let mut denied = statements.clone();
        denied.push(deny);
        assert!(no_wider(&ranks(&policy_of(&name, &version, &denied))), "a Deny {statements:#?}");

        let allows = statements.iter().filter(|it| it["Effect"] == "Allow" && it["Condition"].is_null());
        if let Some(at) = allows.clone().next().and_then(|it| statements.iter().position(|other| other == it)) {
            let mut fewer = statements.clone();
            fewer.remove(at);
            assert!(no_wider(&ranks(&policy_of(&name, &version, &fewer))), "an Allow less {statements:#?}");
        }
    }
}

#[test]
fn an_unknown_for_a_literal_never_turns_a_verdict_round() {
    for (name, version, statements) in realistic() {
        let before = ranks(&policy_of(&name, &version, &statements));
        // Each place of each statement takes a run of its own; two statements show what there is to show.
        for at in 0..statements.len().min(2) {
            for place in ["/Principal/AWS", "/Action", "/Resource", "/Condition"] {
                let mut open = statements.clone();
                let Some(value) = open[at].pointer_mut(place) else { continue };
                let value = match value.as_object_mut().and_then(|it| it.values_mut().next()) {
                    Some(keys) => keys.as_object_mut().unwrap().values_mut().next().unwrap(),
                    None => value,
                };
                *value = serde_json::json!("${var.open}");
                let after = ranks(&policy_of(&name, &version, &open));
                let kept = before.iter().zip(&after).all(|(before, after)| *after == 1 || after == before);
                assert!(kept, "{place} of {at}: {before:?} {after:?} {statements:#?}");
            }
        }
    }
}

#[test]
fn what_is_public_for_us_is_public_for_s3() {
    for (name, version, statements) in realistic() {
        let fixture = policy_of(&name, &version, &statements);
        let by = |trust: Trust| {
            fixture.with(|_, subject| {
                let situation = Situation { trust, ..Situation::ordinary(subject, fixture.assumptions) };
                rank(word(&decide_in(&situation, Question::PublicPolicy, subject)))
            })
        };
        assert!(by(Trust::ByAccount) <= by(Trust::ByS3), "{statements:#?}");
    }
}
