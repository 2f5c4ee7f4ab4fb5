//! Laws that hold of requests through access points, on two policies made by the generator of the other laws.

use bucketlint::reason::{Question, Situation, Through, Trust, Verdict, Witness, decide_in, replay};

use super::super::dice::Dice;
use super::cases::{Fixture, word};
use super::laws::rank;

const QUESTIONS: [Question; 2] = [Question::PublicRead, Question::PublicWrite];
const RUNS: u64 = 60;

const DELEGATION: &str = r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"s3:DataAccessPointAccount": "111122223333"}}}"#;
const OPEN: &str = r#""BlockPublicPolicy": false, "RestrictPublicBuckets": false"#;

/// The statements of a bucket policy and of an access point's policy.
#[derive(Clone, Debug)]
struct Policies {
    bucket: Vec<String>,
    own: Vec<String>,
}

impl Policies {
    /// Generated ones: of the bucket's statements one delegates.
    fn rolled(dice: &mut Dice) -> Self {
        let mut bucket = dice.statements();
        bucket.push(DELEGATION.to_owned());
        Policies { bucket, own: dice.statements() }
    }

    fn fixture(&self) -> Fixture {
        self.with_settings(OPEN, "")
    }

    /// The access point in this public access block, with these further properties.
    fn with_settings(&self, block: &str, more: &str) -> Fixture {
        let policy =
            |statements: &[String]| format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, statements.join(", "));
        let own = policy(&self.own)
            .replace("arn:aws:s3:::b/", "arn:aws:s3:us-east-1:111122223333:accesspoint/way/object/")
            .replace("arn:aws:s3:::b", "arn:aws:s3:us-east-1:111122223333:accesspoint/way");
        let access_point = format!(
            r#"{{"Name": "way", "AccountId": "111122223333"{more}, "PublicAccessBlockConfiguration": {{{block}}}, "Policy": {own}}}"#
        );
        Fixture {
            name: "b".to_owned(),
            policies: vec![policy(&self.bucket)],
            access_points: vec![access_point],
            ..Fixture::default()
        }
    }

    fn words(&self) -> Vec<&'static str> {
        QUESTIONS.iter().map(|question| word(&self.fixture().decide(*question))).collect()
    }

    fn each(&self, change: impl Fn(&String) -> String) -> Self {
        let all = |statements: &[String]| statements.iter().map(&change).collect();
        Policies { bucket: all(&self.bucket), own: all(&self.own) }
    }
}

fn no_wider(after: &[&str], before: &[&str]) -> bool {
    before.iter().zip(after).all(|(before, after)| rank(after) <= rank(before))
}

#[test]
fn every_verdict_gives_its_grounds() {
    let (mut dice, mut through) = (Dice::new(11), 0);
    for _ in 0..RUNS {
        let fixture = Policies::rolled(&mut dice).fixture();
        for question in QUESTIONS {
            match fixture.decide(question) {
                Verdict::Yes(witness) => {
                    assert!(fixture.with(|_, subject| replay(question, subject, &witness, &fixture.assumptions)));
                    through += usize::from(matches!(witness.through, Through::AccessPoint { .. }));
                }
                Verdict::No(steps) => assert!(!steps.is_empty()),
                Verdict::Open(unknowns) => {
                    let inconsistent = unknowns.iter().find(|it| it.reason.to_string().contains("inconsistency"));
                    assert!(inconsistent.is_none(), "{unknowns:?} {fixture:#?}");
                }
            }
        }
    }
    assert!(through > 10, "{through}");
}

#[test]
fn a_deny_more_or_an_allow_less_in_either_policy_never_opens() {
    let mut dice = Dice::new(12);
    for _ in 0..RUNS {
        let policies = Policies::rolled(&mut dice);
        let before = policies.words();
        let deny = dice.statement().replace("\"Allow\"", "\"Deny\"");
        for of_bucket in [true, false] {
            let mut changed = policies.clone();
            let statements = if of_bucket { &mut changed.bucket } else { &mut changed.own };
            statements.push(deny.clone());
            assert!(no_wider(&changed.words(), &before), "a Deny more: {before:?} {changed:#?}");

            let mut changed = policies.clone();
            let statements = if of_bucket { &mut changed.bucket } else { &mut changed.own };
            // Fixed values of what is dropped count as well, so only statements without conditions are.
            let plain = statements.iter().position(|it| it.contains("\"Allow\"") && !it.contains("Condition"));
            let Some(at) = plain.filter(|_| statements.len() > 1) else { continue };
            statements.remove(at);
            assert!(no_wider(&changed.words(), &before), "an Allow less: {before:?} {changed:#?}");
        }
    }
}

#[test]
fn order_and_case_change_nothing_and_filling_a_hole_turns_nothing_round() {
    let mut dice = Dice::new(13);
    for _ in 0..RUNS {
        let policies = Policies::rolled(&mut dice);
        let before = policies.words();
        let mut other = policies.each(|it| it.replace("s3:Get", "S3:gET").replace("s3:Data", "S3:dATA"));
        other.bucket.reverse();
        other.own.reverse();
        assert_eq!(before, other.words(), "{policies:#?}");
        for (who, prefix) in [("*", ""), ("444455556666", "a*")] {
            let after = policies.each(|it| it.replace("${var.who}", who).replace("${var.prefix}", prefix)).words();
            let kept = before.iter().zip(&after).all(|(b, a)| *b == "UNKNOWN" || *a == "UNKNOWN" || a == b);
            assert!(kept, "{before:?} {after:?} {policies:#?}");
        }
    }
}

#[test]
fn what_is_public_for_us_is_public_for_s3() {
    let mut dice = Dice::new(14);
    for _ in 0..RUNS {
        let fixture = Policies::rolled(&mut dice).fixture();
        let by = |trust: Trust, question: Question| {
            fixture.with(|_, subject| {
                let situation = Situation { trust, ..Situation::ordinary(subject, fixture.assumptions) };
                rank(word(&decide_in(&situation, question, subject)))
            })
        };
        for question in [Question::PublicRead, Question::PublicWrite, Question::PublicPolicy] {
            assert!(by(Trust::ByAccount, question) <= by(Trust::ByS3, question), "{fixture:#?}");
        }
    }
}

#[test]
fn replay_refuses_what_does_not_come_through() {
    let (mut dice, mut seen) = (Dice::new(15), 0);
    let denied = r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}"#;
    for _ in 0..RUNS {
        let policies = Policies::rolled(&mut dice);
        for question in QUESTIONS {
            let Verdict::Yes(witness) = policies.fixture().decide(question) else { continue };
            if !matches!(witness.through, Through::AccessPoint { .. }) {
                continue;
            }
            seen += 1;
            let refuses = |fixture: &Fixture, witness: &Witness| {
                fixture.with(|_, subject| !replay(question, subject, witness, &fixture.assumptions))
            };
            let fixture = policies.fixture();
            let mut shut = policies.clone();
            shut.own.push(denied.to_owned());
            assert!(refuses(&shut.fixture(), &witness), "a Deny of the access point");
            let mut shut = policies.clone();
            shut.bucket.push(denied.to_owned());
            assert!(refuses(&shut.fixture(), &witness), "a Deny of the bucket");
            let restricted = policies.with_settings(r#""BlockPublicPolicy": false, "RestrictPublicBuckets": true"#, "");
            assert!(refuses(&restricted, &witness), "a block of the access point");
            let bound = policies.with_settings(OPEN, r#", "VpcConfiguration": {"VpcId": "vpc-1"}"#);
            assert!(refuses(&bound, &witness), "a VPC");
            let block = r#"{"PublicAccessBlockConfiguration": {"RestrictPublicBuckets": true}}"#.to_owned();
            assert!(refuses(&Fixture { bucket: block, ..fixture.clone() }, &witness), "a block of the bucket");
            let anonymous = Witness { principal: "*".to_owned(), ..(*witness).clone() };
            assert!(refuses(&fixture, &anonymous), "an anonymous caller");
            let mut told = (*witness).clone();
            told.context.insert("s3:DataAccessPointAccount".to_owned(), "999999999999".to_owned());
            assert!(refuses(&fixture, &told), "another account");
            let mut plain = (*witness).clone();
            plain.context.insert("aws:SecureTransport".to_owned(), "false".to_owned());
            assert!(refuses(&fixture, &plain), "plain HTTP");
        }
    }
    assert!(seen > 10, "{seen}");
}
