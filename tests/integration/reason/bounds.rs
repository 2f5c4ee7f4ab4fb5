//! Hostile policies: none makes the reasoner hang, and a bound that is met is named.

use bucketlint::reason::{Question, Verdict};

use super::cases::Fixture;

fn reason_of(name: &str, statements: &[String], question: Question) -> String {
    let policy = format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, statements.join(","));
    let fixture = Fixture { name: name.to_owned(), policies: vec![policy], ..Fixture::default() };
    match fixture.decide(question) {
        Verdict::Open(unknowns) => unknowns.first().reason.to_string(),
        Verdict::Yes(_) => "public".to_owned(),
        Verdict::No(_) => "not public".to_owned(),
    }
}

fn statement(effect: &str, rest: &str) -> String {
    format!(r#"{{"Effect": "{effect}", "Principal": "*", "Action": "s3:*", {rest}}}"#)
}

const BOUND: &str = "has more combinations of conditions than are searched";
const TOO_LONG: &str = "is longer than any that AWS takes";
const TOO_MANY: &str = "has more statements than are read";

#[test]
fn patterns_that_multiply() {
    let denies = (0..20).map(|at| statement("Deny", &format!(r#""Resource": "arn:aws:s3:::b/*x{at}y{at}*""#)));
    let statements: Vec<_> = denies.chain([statement("Allow", r#""Resource": "arn:aws:s3:::b/*""#)]).collect();
    assert_eq!(reason_of("b", &statements, Question::PublicRead), "public");
}

/// Whoever one Allow lets in is let in whatever else the policy says beside what it denies.
#[test]
fn what_one_allow_lets_through_is_found_among_many() {
    let denied: Vec<_> = (0..12).map(|at| format!(r#""arn:aws:s3:::b/*x{at}y{at}*""#)).collect();
    let denies = format!(
        r#"{{"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": [{}]}}"#,
        denied.join(",")
    );
    let keys = ["aws:userid", "aws:username", "aws:PrincipalTag/team", "aws:SourceIdentity"];
    let homes = keys.map(|key| statement("Allow", &format!(r#""Resource": "arn:aws:s3:::b/home/${{{key}}}/*""#)));
    let condition = r#""Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-aa111bb222"}}"#;
    let allow = statement("Allow", &format!(r#""Resource": "arn:aws:s3:::b/*", {condition}"#));
    let own = homes.map(|home| home.replace(r#""*", "Action""#, r#"{"AWS": "111122223333"}, "Action""#));
    let statements: Vec<_> = own.into_iter().chain([denies, allow]).collect();
    assert_eq!(reason_of("b", &statements, Question::External), "public");
}

#[test]
fn conditions_that_multiply() {
    let condition = |at: usize| {
        format!(
            r#""Resource": "*", "Condition": {{"StringLike": {{"aws:PrincipalTag/k{at}": ["a*", "*b", "?c"]}},
                "StringNotEquals": {{"aws:PrincipalTag/k{}": "z"}}}}"#,
            at + 1
        )
    };
    let denies = (0..40).map(|at| statement("Deny", &condition(at)));
    let allow = statement("Allow", r#""Resource": "*", "Condition": {"Null": {"aws:PrincipalArn": "false"}}"#);
    let statements: Vec<_> = denies.chain([allow]).collect();
    let found = reason_of("b", &statements, Question::PublicRead);
    assert!(found == BOUND || found == "public" || found == "not public", "{found}");
}

#[test]
fn text_without_end() {
    for (length, reason) in [(500_000, TOO_LONG), (15_000, "is not set")] {
        let long = "a*".repeat(length);
        let statements = [statement("Allow", &format!(r#""Resource": "arn:aws:s3:::{long}""#))];
        assert_eq!(reason_of("${var.name}", &statements, Question::PublicRead), reason);
    }
}

#[test]
fn principals_without_end() {
    let names: Vec<_> = (0..900).map(|at| format!(r#""arn:aws:iam::{at:012}:role/r""#)).collect();
    let text = format!(
        r#"{{"Effect": "Deny", "NotPrincipal": {{"AWS": [{}]}}, "Action": "s3:*", "Resource": "*"}}"#,
        names.join(",")
    );
    // One of the named may be of the account that deploys.
    assert_eq!(reason_of("b", &[text], Question::PlainHttp), "of whoever deploys is not known");
}

#[test]
fn stars_against_a_name_that_is_not_known() {
    let stars = "*a".repeat(10_000);
    let statements = [
        statement("Allow", r#""Resource": "*""#),
        statement("Deny", &format!(r#""Resource": "arn:aws:s3:::{stars}""#)),
    ];
    let found = reason_of("${var.name}", &statements, Question::PublicWrite);
    assert!(!found.is_empty());
}

#[test]
fn many_ranges_and_actions() {
    let ranges: Vec<_> = (0..250).map(|at| format!(r#""{at}.0.0.0/8", "{at}.7.0.0/16""#)).collect();
    let statements: Vec<_> = (0..40)
        .map(|at| {
            let effect = if at % 2 == 0 { "Allow" } else { "Deny" };
            statement(
                effect,
                &format!(
                    r#""Resource": "arn:aws:s3:::b/{at}*", "Condition": {{"IpAddress": {{"aws:SourceIp": [{}]}}}}"#,
                    ranges[at % 7..at % 7 + 20].join(",")
                ),
            )
        })
        .collect();
    assert!(!reason_of("b", &statements, Question::PublicWrite).is_empty());
}

#[test]
fn variables_that_multiply() {
    let statements: Vec<_> = (0..12)
        .map(|at| {
            statement(
                "Allow",
                &format!(r#""Resource": "arn:aws:s3:::b/${{aws:PrincipalTag/a{at}}}/${{aws:PrincipalTag/b{at}}}""#),
            )
        })
        .collect();
    assert_eq!(reason_of("b", &statements, Question::PublicWrite), "public");
}

#[test]
fn names_without_end_on_a_key() {
    for (count, answer) in [(6_000, TOO_LONG), (900, "public")] {
        let names: Vec<_> = (0..count).map(|at| format!(r#""arn:aws:iam::{at:012}:role/r""#)).collect();
        let text = format!(
            r#"{{"Effect": "Deny", "Principal": {{"AWS": [{}]}}, "Action": "s3:*", "Resource": "*",
                "Condition": {{"ArnNotLike": {{"aws:PrincipalArn": "arn:aws:iam::*:role/x*"}}}}}}"#,
            names.join(",")
        );
        assert_eq!(reason_of("b", &[text], Question::PlainHttp), answer);
    }
}

/// Accounts that conditions name alike are asked as one; of those that they tell apart only so many are.
#[test]
fn accounts_without_end() {
    for (name, answer) in [("", "not public"), ("*", BOUND)] {
        let accounts = |what: &str| {
            let all = (0..300)
                .map(|at| format!(r#""{}""#, what.replace("ID", &format!("{}{name}", 100_000_000_000_u64 + at))));
            all.collect::<Vec<_>>().join(",")
        };
        let allow = format!(
            r#""Resource": "*", "Condition": {{"StringLike": {{"aws:PrincipalAccount": [{}]}}}}"#,
            accounts("ID")
        );
        let deny = format!(
            r#""Resource": "*", "Condition": {{"ArnNotLike": {{"aws:PrincipalArn": [{}]}}}}"#,
            accounts("arn:aws:iam::ID:role/x*")
        );
        let statements = [statement("Allow", &allow), statement("Deny", &deny)];
        assert_eq!(reason_of("b", &statements, Question::PublicRead), answer, "{name}");
    }
}

/// What AWS would not take is not read. Of a list that is not known to its end, and of choices, what is surely there counts.
#[test]
fn policies_that_are_longer_than_any_that_is_taken() {
    for count in [600, 40_000] {
        let statements = vec![statement("Allow", r#""Resource": "*""#); count];
        assert_eq!(reason_of("b", &statements, Question::PublicRead), TOO_LONG);
    }
    let statements = vec![statement("Allow", r#""Resource": "*""#); 200];
    assert_eq!(reason_of("b", &statements, Question::PublicRead), "public");
}

/// More statements than fit into any policy, whether they are there or not.
#[test]
fn policies_of_more_statements_than_are_read() {
    let perhaps = r#"{"Effect": "Deny"}"#.to_owned();
    assert_ne!(reason_of("b", &vec![perhaps.clone(); 600], Question::PublicRead), TOO_MANY);
    assert_eq!(reason_of("b", &vec![perhaps; 601], Question::PublicRead), TOO_MANY);
}
