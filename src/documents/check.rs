//! The checks on one document: a verdict on each, as an evaluation that every report can print.

use std::sync::Arc;

use super::judged::{Block, Judged};
use super::{AttachedTo, Check, Request};
use crate::finding::{Compliance, Evaluation, Label, RuleInfo, Severity, Unresolved};
use crate::iam::{self, Policy};
use crate::reason::{
    Access, Assumptions, Called, Effort, Form, Owner, Question, Situation, Verdict, Whom, decide_in, each_step_once,
    grantees, grants, grants_beyond, unencrypted_uploads,
};
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
    pub(super) request: &'w Request<'w>,
    pub(super) access: &'w Access,
    pub(super) reference: Option<&'w Policy>,
}

impl Request<'_> {
    /// The names of what a policy may be attached to; none where it names nothing of that type.
    pub(super) fn named_in(&self, policy: &Policy) -> Vec<String> {
        match (self.attached_to, self.bucket) {
            (AttachedTo::Bucket, Some(bucket)) => vec![bucket.to_owned()],
            (AttachedTo::Bucket, None) => iam::named_buckets(policy),
            (AttachedTo::AccessPoint, _) => iam::named_access_points(policy),
            (AttachedTo::Key, _) => vec![String::new()],
        }
    }

    fn situation(&self, span: Span) -> Situation {
        let unknown = Owner::unknown(span);
        let owner = Owner {
            account: self.account.map_or(unknown.account, Text::from),
            organization: self.organization.map_or(unknown.organization, Text::from),
        };
        Situation {
            assumptions: Assumptions::default(),
            owner,
            trust: self.trust,
            in_force: false,
            acl_by_itself: false,
            effort: Effort::default(),
        }
    }
}

/// What a check says of a document: the worst of what it says of each thing that the document may be attached to.
pub(super) fn check(check: Check, document: &Document<'_>, wanted: &Wanted<'_>) -> Evaluation {
    let names = wanted.request.named_in(document.policy);
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
    let request = wanted.request;
    let judged = match request.attached_to {
        AttachedTo::Key => Judged::key(document.value.clone(), document.span),
        AttachedTo::AccessPoint => {
            let account = request.account.map(|account| Value::string(account, document.span));
            Judged::access_point(Text::from(name), document.value.clone(), document.span)
                .with_own_block(request.block)
                .with("AccountId", account.unwrap_or_else(|| Value::null(document.span)))
        }
        AttachedTo::Bucket => Judged::bucket(Text::from(name), document.span)
            .with_blocks(request.block, Block::default())
            .with_policy(document.value.clone()),
    };
    let subject = judged.subject();
    let situation = request.situation(document.span);
    let ask = |question| decide_in(&situation, question, &subject);
    let verdict = match (check, request.attached_to) {
        (Check::NoPublicAccess, AttachedTo::Bucket) => worst(ask(Question::PublicRead), || ask(Question::PublicWrite)),
        (Check::NoPublicAccess, AttachedTo::AccessPoint) => ask(Question::PublicPolicy),
        (Check::NoPublicAccess, AttachedTo::Key) => ask(Question::PublicKey),
        (Check::NoExternalAccess, AttachedTo::Key) => ask(Question::External),
        (Check::NoExternalAccess, AttachedTo::Bucket | AttachedTo::AccessPoint) => {
            let mut found = evaluation(check, document, Some(ask(Question::External)));
            found.related.extend(grantees(&situation, &subject).iter().filter_map(|(called, it)| who(called, it)));
            return found;
        }
        (Check::EncryptedUploads, AttachedTo::Bucket | AttachedTo::AccessPoint) => {
            let kinds: Vec<Text> = request.encryption.iter().map(|kind| Text::from(kind.as_str())).collect();
            unencrypted_uploads(&situation, &subject, &kinds)
        }
        (Check::TlsOnly, AttachedTo::Bucket) => ask(Question::PlainHttp),
        (Check::Tls12, AttachedTo::Bucket) => ask(Question::OldTls),
        (Check::AccessNotGranted, _) => grants(&situation, &subject, wanted.access),
        (Check::NoNewAccess, _) => match wanted.reference {
            Some(reference) => grants_beyond(&situation, &subject, reference, Whom::Anyone),
            None => return evaluation(check, document, None),
        },
        // Access points take requests over TLS only, and leave it to S3 of which version.
        (Check::TlsOnly | Check::Tls12, AttachedTo::AccessPoint)
        | (Check::TlsOnly | Check::Tls12 | Check::EncryptedUploads, AttachedTo::Key) => {
            return evaluation(check, document, None);
        }
    };
    evaluation(check, document, Some(verdict))
}

/// Who gets in, as a label at the statement that lets them.
fn who(called: &Called, verdict: &Verdict) -> Option<Label> {
    let Verdict::Yes(witness) = verdict else { return None };
    let span = witness.through.place()?;
    Some(Label::at(span, format!("{called} may `{}`", witness.action)))
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
                steps.extend(more);
                Verdict::No(each_step_once(steps))
            }
            other => other,
        },
    }
}

fn evaluation(check: Check, document: &Document<'_>, verdict: Option<Verdict>) -> Evaluation {
    let mut found = Evaluation {
        rule: Arc::new(check.rule()),
        resource: document.name.into(),
        resource_type: "policy".into(),
        source_type: "policy".into(),
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
        suppressed: None,
        environments: Box::default(),
        earlier: None,
        former: Vec::new(),
    };
    match verdict {
        None => {}
        Some(Verdict::Yes(witness)) => {
            found.compliance = Compliance::NonCompliant;
            found.broken = true;
            found.message = check.form().broken.into();
            let mut labels =
                witness.steps().into_iter().map(|it| Label::at(it.span.unwrap_or(document.span), it.message));
            found.primary = labels.next().unwrap_or(found.primary);
            found.related = labels.collect();
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
            found.unresolved = unknowns.iter().map(|unknown| Unresolved::from(unknown.as_ref())).collect();
        }
    }
    found
}

/// How reports speak of a check.
struct Words {
    name: &'static str,
    title: &'static str,
    severity: Severity,
}

impl Check {
    /// What it asks.
    fn form(self) -> &'static Form {
        match self {
            Check::NoPublicAccess => Question::PublicPolicy.form(),
            Check::NoExternalAccess => Question::External.form(),
            Check::TlsOnly => Question::PlainHttp.form(),
            Check::Tls12 => Question::OldTls.form(),
            Check::EncryptedUploads => Question::UploadsWithoutEncryption.form(),
            Check::AccessNotGranted => Form::granted(),
            Check::NoNewAccess => Form::granted_beyond(),
        }
    }

    /// What reports say of it.
    pub(super) fn rule(self) -> RuleInfo {
        let words = self.words();
        RuleInfo {
            name: words.name.to_owned(),
            title: words.title.to_owned(),
            severity: words.severity,
            ..RuleInfo::default()
        }
    }

    fn words(self) -> Words {
        let (title, severity) = match self {
            Check::NoPublicAccess => ("The policy lets the public in", Severity::Critical),
            Check::NoExternalAccess => ("The policy lets others in", Severity::Medium),
            Check::TlsOnly => ("The policy does not deny plain HTTP", Severity::Medium),
            Check::Tls12 => ("The policy does not deny old versions of TLS", Severity::Medium),
            Check::EncryptedUploads => ("The policy does not deny uploads without encryption", Severity::Low),
            Check::AccessNotGranted => ("The policy grants access that should not be granted", Severity::High),
            Check::NoNewAccess => ("The policy grants more than the reference", Severity::High),
        };
        Words { name: self.name(), title, severity }
    }
}
