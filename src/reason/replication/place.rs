//! The buckets and keys at both ends of a replication: what policies know them by, what their own policies say.

use std::sync::Arc;

use super::access::How;
use super::role::Role;
use crate::iam::{Effect, Part, Policy, Principal, Statement, Version, Word};
use crate::model::{Bucket, Declared, Key, ReplicationRule, Subject, read_policy};
use crate::reason::answer::one_of_several;
use crate::reason::target::Target;
use crate::source::Span;
use crate::value::{Constant, Lookup, Setting, Symbol, Text, TextBuilder, Truth, Undecided, Unknown, Value};

/// A bucket or key that S3 asks for as the replication role.
pub(super) struct Place<'p> {
    pub(super) target: Target,
    /// The resource, where the code declares it.
    pub(super) subject: Option<&'p Subject<'p>>,
    /// Its policy.
    pub(super) policy: Policy,
    pub(super) account: Text,
    pub(super) region: Text,
    /// What it is called in messages.
    pub(super) name: String,
    pub(super) span: Span,
    is_key: bool,
}

impl<'p> Place<'p> {
    /// A bucket that the code declares.
    pub(super) fn bucket(subject: &'p Subject<'p>) -> Self {
        let bucket = Bucket::of(subject);
        let resource = &*subject.resource;
        let policies = bucket.policies();
        let policy = match policies.as_slice() {
            [] if resource.declared == Declared::Here => nothing(resource.header),
            [] => Policy::unknown(undeclared(&resource.address, resource.header, BUCKET_POLICY), resource.header),
            [(policy, document)] => read_policy(policy, *document),
            [(first, _), ..] => Policy::unknown(one_of_several(first), first.header),
        };
        Place {
            target: Target::of(subject),
            subject: Some(subject),
            policy,
            account: resource.account(),
            region: resource.region(),
            name: resource.address.to_string(),
            span: resource.header,
            is_key: false,
        }
    }

    /// The bucket of a rule's replicas; what is not known, where the code does not say any.
    pub(super) fn destination(rule: ReplicationRule<'p>) -> Result<Self, Arc<Unknown>> {
        let (expression, declared) = rule.destination();
        if let Some(subject) = declared {
            return Ok(Place::bucket(subject));
        }
        let (text, span) = named(expression, "Destination.Bucket", rule.span())?;
        let name = text.display();
        let account = match rule.destination_account() {
            Setting::Known(account, _) => account,
            Setting::Unset | Setting::Unknown(_) => hidden("the account", &name, span, Constant::AccountId),
        };
        Ok(Place {
            target: Target::bucket_named(&text, span),
            subject: None,
            policy: Policy::unknown(undeclared(&name, span, BUCKET_POLICY), span),
            account,
            region: hidden("the Region", &name, span, Constant::Region),
            name,
            span,
            is_key: false,
        })
    }

    /// A key of this expression, beside a bucket.
    pub(super) fn key(
        expression: Lookup<'p>,
        declared: Option<&'p Subject<'p>>,
        beside: &Place<'_>,
    ) -> Result<Self, Arc<Unknown>> {
        if let Some(subject) = declared {
            let resource = &*subject.resource;
            let policy = match Key::of(subject).policy() {
                Lookup::Unset if resource.declared == Declared::Here => {
                    default_of_key(resource.account(), resource.header)
                }
                document => read_policy(resource, document),
            };
            return Ok(Place {
                target: Target::key(resource),
                subject: Some(subject),
                policy,
                account: resource.account(),
                region: resource.region(),
                name: resource.address.to_string(),
                span: resource.header,
                is_key: true,
            });
        }
        let (text, span) = named(expression, "the key", beside.span)?;
        let name = text.display();
        let Some(target) = Target::key_named(&text, &beside.region, &beside.account, span) else {
            return Err(undeclared(&name, span, "so the key that it stands for is not known"));
        };
        let part = |at: usize| target.arn.as_str().and_then(|arn| arn.split(':').nth(at)).map(Text::from);
        Ok(Place {
            region: part(3).unwrap_or_else(|| hidden("the Region", &name, span, Constant::Region)),
            account: part(4).unwrap_or_else(|| hidden("the account", &name, span, Constant::AccountId)),
            target,
            subject: None,
            policy: Policy::unknown(undeclared(&name, span, "so its key policy is not known"), span),
            name,
            span,
            is_key: true,
        })
    }

    /// How the policies go together, by the accounts of the role and of this; both ways where that is not known.
    pub(super) fn how(&self, role: &Role<'_>) -> &'static [How] {
        match (role.account.same(&self.account), self.is_key) {
            (Truth::True, false) => &[How::SameAccount],
            (Truth::False, false) => &[How::OtherAccount],
            (Truth::Unknown, false) => &[How::SameAccount, How::OtherAccount],
            (Truth::True, true) => &[How::OwnKey],
            (Truth::False, true) => &[How::OtherKey],
            (Truth::Unknown, true) => &[How::OwnKey, How::OtherKey],
        }
    }

    /// That nobody knows whether this is in the account of the role.
    pub(super) fn of_another_account(&self) -> Arc<Unknown> {
        let said = self.subject.and_then(|subject| subject.resource.property(&["Account"]).value());
        let span = said.map_or(self.span, Value::span);
        Arc::new(
            Unknown::new(self.name.as_str(), span, Undecided::InAccountOfRole)
                .symbol(Symbol::operation("account", [Symbol::input(self.name.as_str())])),
        )
    }
}

const BUCKET_POLICY: &str = "so its versioning and its policy are not known";

/// That something is not declared here, and what is not known for it.
pub(super) fn undeclared(name: &str, span: Span, so: &'static str) -> Arc<Unknown> {
    let unknown = Unknown::new(name, span, Undecided::Elsewhere(so));
    Arc::new(unknown.symbol(Symbol::operation("declared elsewhere", [Symbol::input(name)])))
}

/// The text by which an expression names something.
fn named(expression: Lookup<'_>, what: &str, at: Span) -> Result<(Text, Span), Arc<Unknown>> {
    let value = match expression {
        Lookup::Set(value) => value,
        Lookup::Unknown(unknown) => return Err(Arc::clone(unknown)),
        Lookup::Unset => return Err(Arc::new(Unknown::new(what, at, Undecided::NotSet))),
    };
    let misunderstood = || Arc::new(Unknown::new(what, value.span(), Undecided::NotUnderstood));
    value.to_text().map(|text| (text, value.span())).ok_or_else(misunderstood)
}

fn hidden(what: &str, name: &str, span: Span, constant: Constant) -> Text {
    let shown = format!("{what} of {name}");
    Text::hole(Arc::new(Unknown::new(shown, span, Undecided::NotKnown).constant(constant)))
}

/// A policy without statements.
fn nothing(span: Span) -> Policy {
    Policy { version: Version::V2012, statements: Vec::new(), rest: None, span }
}

/// The policy that KMS gives a key of whose policy nothing is said: the account decides.
fn default_of_key(account: Text, span: Span) -> Policy {
    let part = |text: Text| Part { negated: false, values: vec![Word { text, span }], rest: None, span };
    let mut root = TextBuilder::default();
    root.push("arn:aws:iam::");
    root.push_text(&account);
    root.push(":root");
    let principal = Principal::Aws(Word { text: root.finish(), span });
    let statement = Statement {
        index: 0,
        sid: None,
        effect: Effect::Allow,
        principals: Part { negated: false, values: vec![principal], rest: None, span },
        actions: part("kms:*".into()),
        resources: part("*".into()),
        conditions: Vec::new(),
        more_conditions: None,
        span,
    };
    Policy { statements: vec![statement], ..nothing(span) }
}
