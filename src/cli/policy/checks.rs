//! The checks on one document: a verdict on each, as an evaluation that every report can print.

use std::sync::Arc;

use super::args::{Check, PolicyArgs, ResourceType, View};
use super::subject::{Block, Judged};
use crate::finding::{Compliance, Evaluation, Label, RuleInfo, Severity, Unresolved};
use crate::iam::{self, Policy, Service};
use crate::reason::{
    Access, Assumptions, Owner, Question, Situation, Trust, Verdict, decide_in, grantees, grants, grants_beyond,
    unencrypted_uploads,
};
use crate::report;
use crate::rules::proof;
use crate::source::Span;
use crate::value::{Text, Value};

/// A document and what is known of it.
pub(super) struct Document<'d> {
    /// How reports name it.
    pub(super) name: &'d str,
    pub(super) value: &'d Value,
    pub(super) policy: &'d Policy,
    pub(super) span: Span,
}

/// What the checks need beside the document.
pub(super) struct Wanted<'w> {
    pub(super) args: &'w PolicyArgs,
    pub(super) access: &'w Access,
    pub(super) reference: Option<&'w Policy>,
}

impl PolicyArgs {
    /// What the policies are attached to.
    pub(super) fn service(&self) -> Service {
        match self.resource_type {
            ResourceType::Bucket | ResourceType::AccessPoint => Service::S3,
            ResourceType::Key => Service::Kms,
        }
    }

    /// The names of what a policy may be attached to; none where it names nothing of that type.
    pub(super) fn named_in(&self, policy: &Policy) -> Vec<String> {
        match (self.resource_type, &self.bucket) {
            (ResourceType::Bucket, Some(bucket)) => vec![bucket.clone()],
            (ResourceType::Bucket, None) => iam::named_buckets(policy),
            (ResourceType::AccessPoint, _) => iam::named_access_points(policy),
            (ResourceType::Key, _) => vec![String::new()],
        }
    }

    fn situation(&self, span: Span) -> Situation {
        let unknown = Owner::unknown(span);
        let owner = Owner {
            account: self.account.as_deref().map_or(unknown.account, Text::from),
            organization: self.organization.as_deref().map_or(unknown.organization, Text::from),
        };
        let trust = match self.trust {
            View::Account => Trust::ByAccount,
            View::Aws => Trust::ByS3,
        };
        Situation { assumptions: Assumptions::default(), owner, trust, in_force: false }
    }

    fn block(&self) -> Block {
        Block {
            block_public_acls: self.block_public_access,
            ignore_public_acls: self.block_public_access,
            block_public_policy: self.block_public_access || self.block_public_policy,
            restrict_public_buckets: self.block_public_access || self.restrict_public_buckets,
        }
    }
}

/// What a check says of a document: the worst of what it says of each thing that the document may be attached to.
pub(super) fn check(check: Check, document: &Document<'_>, wanted: &Wanted<'_>) -> Evaluation {
    let names = wanted.args.named_in(document.policy);
    let found = names.iter().map(|name| check_on(check, name, document, wanted)).reduce(worse);
    // A policy without statements names nothing.
    found.unwrap_or_else(|| check_on(check, "example", document, wanted))
}

/// The worse of two evaluations of one check, with what both relate.
fn worse(one: Evaluation, other: Evaluation) -> Evaluation {
    let rank = |it: &Evaluation| match it.compliance {
        Compliance::NonCompliant => 0,
        Compliance::InsufficientData => 1,
        Compliance::Compliant | Compliance::NotApplicable => 2,
    };
    let (mut worse, better) = if rank(&other) < rank(&one) { (other, one) } else { (one, other) };
    for label in better.related {
        if worse.related.iter().all(|known| known.message != label.message || known.span != label.span) {
            worse.related.push(label);
        }
    }
    worse
}

/// What a check says of a document that is attached to the thing of this name.
fn check_on(check: Check, name: &str, document: &Document<'_>, wanted: &Wanted<'_>) -> Evaluation {
    let args = wanted.args;
    let judged = match args.resource_type {
        ResourceType::Key => Judged::key(document.value.clone(), document.span),
        ResourceType::AccessPoint => {
            let account = args.account.as_deref().map(|account| Value::string(account, document.span));
            Judged::access_point(Text::from(name), document.value.clone(), document.span)
                .with_own_block(args.block())
                .with("AccountId", account.unwrap_or_else(|| Value::null(document.span)))
        }
        ResourceType::Bucket => Judged::bucket(Text::from(name), document.span)
            .with_blocks(args.block(), Block::default())
            .with_policy(document.value.clone()),
    };
    let subject = judged.subject();
    let situation = args.situation(document.span);
    let ask = |question| decide_in(&situation, question, &subject);
    let verdict = match (check, args.resource_type) {
        (Check::NoPublicAccess, ResourceType::Bucket) => {
            worst(ask(Question::PublicRead), || ask(Question::PublicWrite))
        }
        (Check::NoPublicAccess, ResourceType::AccessPoint) => ask(Question::PublicPolicy),
        (Check::NoPublicAccess, ResourceType::Key) => ask(Question::PublicKey),
        (Check::NoExternalAccess, ResourceType::Key) => ask(Question::External),
        (Check::NoExternalAccess, ResourceType::Bucket | ResourceType::AccessPoint) => {
            let mut found = evaluation(check, document, Some(ask(Question::External)));
            found.related = grantees(&situation, &subject).iter().filter_map(|(name, it)| who(name, it)).collect();
            return found;
        }
        (Check::EncryptedUploads, ResourceType::Bucket | ResourceType::AccessPoint) => {
            let kinds: Vec<Text> = args.encryption.iter().map(|kind| Text::from(kind.as_str())).collect();
            unencrypted_uploads(&situation, &subject, &kinds)
        }
        (Check::TlsOnly, ResourceType::Bucket) => ask(Question::PlainHttp),
        (Check::Tls12, ResourceType::Bucket) => ask(Question::OldTls),
        (Check::AccessNotGranted, _) => grants(&situation, &subject, wanted.access),
        (Check::NoNewAccess, _) => match wanted.reference {
            Some(reference) => grants_beyond(&situation, &subject, reference),
            None => return evaluation(check, document, None),
        },
        // Access points take requests over TLS only, and leave it to S3 of which version.
        (Check::TlsOnly | Check::Tls12, ResourceType::AccessPoint)
        | (Check::TlsOnly | Check::Tls12 | Check::EncryptedUploads, ResourceType::Key) => {
            return evaluation(check, document, None);
        }
    };
    evaluation(check, document, Some(verdict))
}

/// Who gets in, as a label at the statement that lets them.
fn who(name: &str, verdict: &Verdict) -> Option<Label> {
    let Verdict::Yes(witness) = verdict else { return None };
    let span = witness.through.place()?;
    Some(Label::at(span, format!("{} may `{}`", report::caller(name), witness.action)))
}

fn worst(one: Verdict, other: impl FnOnce() -> Verdict) -> Verdict {
    match (one, other) {
        (open @ Verdict::Yes(_), _) => open,
        (Verdict::Open(unknown), other) => match other() {
            open @ Verdict::Yes(_) => open,
            _ => Verdict::Open(unknown),
        },
        (Verdict::No(mut steps), other) => match other() {
            Verdict::No(more) => {
                for step in more {
                    if steps.iter().all(|known| known.message != step.message || known.span != step.span) {
                        steps.push(step);
                    }
                }
                Verdict::No(steps)
            }
            other => other,
        },
    }
}

fn evaluation(check: Check, document: &Document<'_>, verdict: Option<Verdict>) -> Evaluation {
    let words = check.words();
    let rule = RuleInfo {
        name: words.name.to_owned(),
        title: words.title.to_owned(),
        severity: words.severity,
        ..RuleInfo::default()
    };
    let mut found = Evaluation {
        rule: Arc::new(rule),
        resource: document.name.into(),
        resource_type: "policy".into(),
        declared: document.span,
        root: document.span,
        compliance: Compliance::NotApplicable,
        broken: false,
        message: "the check does not apply".into(),
        primary: Label::at(document.span, ""),
        related: Vec::new(),
        witness: None,
        unresolved: Vec::new(),
        evidence: Vec::new(),
    };
    match verdict {
        None => {}
        Some(Verdict::Yes(witness)) => {
            found.compliance = Compliance::NonCompliant;
            found.broken = true;
            found.message = words.broken.into();
            let step = witness.through.steps().into_iter().next();
            found.primary = step.map_or(found.primary, |it| Label::at(it.span.unwrap_or(document.span), it.message));
            found.witness = Some(Box::new(proof(&witness)));
        }
        Some(Verdict::No(steps)) => {
            found.compliance = Compliance::Compliant;
            found.message = "the check holds".into();
            found.evidence =
                steps.into_iter().map(|step| Label { message: step.message.into(), span: step.span }).collect();
        }
        Some(Verdict::Open(unknowns)) => {
            found.compliance = Compliance::InsufficientData;
            found.message = "the policy does not decide it".into();
            found.unresolved = unknowns
                .iter()
                .map(|unknown| Unresolved {
                    expression: unknown.expression.to_string(),
                    reason: unknown.reason.to_string(),
                    span: unknown.span,
                })
                .collect();
        }
    }
    found
}

/// How reports speak of a check.
struct Words {
    name: &'static str,
    title: &'static str,
    broken: &'static str,
    severity: Severity,
}

impl Check {
    fn words(self) -> Words {
        let (name, title, broken, severity) = match self {
            Check::NoPublicAccess => {
                ("no-public-access", "The policy lets the public in", "the public gets in", Severity::Critical)
            }
            Check::NoExternalAccess => (
                "no-external-access",
                "The policy lets others in",
                "someone gets in who is not of the owner's account",
                Severity::Medium,
            ),
            Check::TlsOnly => (
                "tls-only",
                "The policy does not deny plain HTTP",
                "a request over plain HTTP is not denied",
                Severity::Medium,
            ),
            Check::Tls12 => (
                "tls-1.2",
                "The policy does not deny old versions of TLS",
                "a request over a version of TLS before 1.2 is not denied",
                Severity::Medium,
            ),
            Check::EncryptedUploads => (
                "encrypted-uploads",
                "The policy does not deny uploads without encryption",
                "an upload that asks for none of the wanted kinds of encryption is not denied",
                Severity::Low,
            ),
            Check::AccessNotGranted => (
                "access-not-granted",
                "The policy grants access that should not be granted",
                "the access is granted",
                Severity::High,
            ),
            Check::NoNewAccess => (
                "no-new-access",
                "The policy grants more than the reference",
                "access is granted that the reference does not grant",
                Severity::High,
            ),
        };
        Words { name, title, broken, severity }
    }
}
