//! What is known of the requests that S3 makes: the values that their condition keys surely have, and those that the
//! code does not say. A condition on one of the latter is neither met nor missed.

use std::sync::Arc;

use super::needed::Asked;
use crate::iam::{Action, Condition, Effect, Operator, Part, Policy, Principal, Statement, Version, Word};
use crate::model::Resource;
use crate::reason::caller::Caller;
use crate::reason::target::in_partition_aws;
use crate::source::Span;
use crate::value::{Constant, Piece, Symbol, Text, TextBuilder, Undecided, Unknown};

/// Texts that mean the same, read as one.
#[derive(Clone, Debug, Default)]
pub(super) struct Spelling {
    names: Vec<(Symbol, Text)>,
}

impl Spelling {
    /// The names of a role: whatever stands for its ARN is this ARN, and what stands for its name is this name.
    pub(super) fn of(role: &Resource, arn: &Text, name: &Text) -> Self {
        let assigned = role.names.iter().filter_map(|known| match known.pieces().as_slice() {
            [Piece::Hole(hole)] if hole.nature.constant == Some(Constant::Arn) => Some((hole.symbol.clone(), arn)),
            [Piece::Hole(hole)] => Some((hole.symbol.clone(), name)),
            _ => None,
        });
        Spelling { names: assigned.map(|(symbol, text)| (symbol, text.clone())).collect() }
    }

    /// The policy with one spelling for each name, in the partition `aws`.
    pub(super) fn spell(&self, mut policy: Policy) -> Policy {
        for statement in &mut policy.statements {
            for principal in &mut statement.principals.values {
                if let Principal::Aws(word) = principal {
                    word.text = in_partition_aws(&self.text(&word.text));
                }
            }
            let values = statement.conditions.iter_mut().flat_map(|condition| &mut condition.values.values);
            values.for_each(|word| word.text = in_partition_aws(&self.text(&word.text)));
            statement.resources.values.iter_mut().for_each(|word| word.text = self.text(&word.text));
        }
        policy
    }

    fn text(&self, text: &Text) -> Text {
        if text.as_str().is_some() {
            return text.clone();
        }
        let mut spelled = TextBuilder::default();
        for piece in text.pieces() {
            match piece {
                Piece::Known(known) => spelled.push(known),
                Piece::Hole(hole) => match self.names.iter().find(|(symbol, _)| *symbol == hole.symbol) {
                    Some((_, name)) => spelled.push_text(name),
                    None => spelled.push_hole(one_name(hole)),
                },
            }
        }
        spelled.finish()
    }
}

/// The account and the Region of the deployment as [`Resource`] calls them, whatever expression asks.
fn one_name(hole: &Arc<Unknown>) -> Arc<Unknown> {
    let names = [(Symbol::OWN_ACCOUNT, "account"), (Symbol::OWN_REGION, "region")];
    match names.iter().find(|(own, _)| hole.symbol.is_input(own)) {
        Some((_, name)) => Arc::new(Unknown { expression: (*name).into(), ..(**hole).clone() }),
        None => Arc::clone(hole),
    }
}

/// What S3's requests surely have.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// Keys of one value.
    fixed: Vec<(&'static str, Text)>,
    /// Conditions that every such request meets.
    pins: Vec<Pin>,
    /// Keys that the caller, the route or the owner of the target decides.
    decided: Vec<&'static str>,
}

/// A condition that every such request meets.
#[derive(Clone, Debug)]
struct Pin {
    key: String,
    operator: &'static str,
    value: Text,
}

/// Keys of requests by other ways than S3's own: through a VPC endpoint, through an access point, by a federated user.
const ABSENT: [&str; 10] = [
    "aws:SourceVpce",
    "aws:SourceVpc",
    "aws:VpcSourceIp",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
    "aws:FederatedProvider",
    "s3:DataAccessPointArn",
    "s3:DataAccessPointAccount",
    "s3:AccessPointNetworkOrigin",
];

const OF_ANY: [&str; 4] =
    ["aws:securetransport", "aws:principalisawsservice", "aws:resourceaccount", "s3:resourceaccount"];

/// By which KMS knows the object that a data key is for.
const CONTEXT: &str = "kms:encryptioncontext:aws:s3:arn";

impl Known {
    /// Of a request that S3 makes as a role of an account, in a Region.
    pub(super) fn of_role(account: &Text, region: &Text) -> Self {
        let mut known = Known { decided: OF_ANY.to_vec(), ..Known::default() };
        known.decided.extend(["aws:principalarn", "aws:principalaccount"]);
        known.fixed.push(("aws:requestedregion", region.clone()));
        known.fixed.extend([("kms:calleraccount", account.clone()), ("kms:viaservice", service_in(region))]);
        known.pin("aws:PrincipalType", "StringEquals", "AssumedRole".into());
        known.pin("aws:ViaAWSService", "Bool", "false".into());
        known.pin("s3:TlsVersion", "NumericGreaterThanEquals", "1.2".into());
        ABSENT.iter().for_each(|key| known.pin(*key, "Null", "true".into()));
        known
    }

    /// Of a request that S3 makes by itself for a bucket of an account.
    pub(super) fn of_service(bucket: &Text, account: &Text) -> Self {
        let mut known = Known { decided: OF_ANY.to_vec(), ..Known::default() };
        known.decided.push("aws:principalservicename");
        known.fixed.extend([("aws:sourcearn", bucket.clone()), ("aws:sourceaccount", account.clone())]);
        known
    }

    /// The same for objects that have a tag.
    pub(super) fn tagged(&mut self, key: &str, value: &Text) {
        self.pin(format!("{TAG}{key}"), "StringEquals", value.clone());
    }

    /// The same in the encryption context of a bucket, or of an object.
    pub(super) fn in_context(&mut self, arn: Text) {
        self.fixed.push((CONTEXT, arn));
    }

    fn pin(&mut self, key: impl Into<String>, operator: &'static str, value: Text) {
        self.pins.push(Pin { key: key.into(), operator, value });
    }

    /// A caller whose requests have that.
    pub(super) fn of(&self, caller: &Caller) -> Caller {
        caller.clone().with(&self.fixed)
    }

    fn decides(&self, key: &str, action: Action) -> bool {
        let fixed = self.fixed.iter().map(|(key, _)| key);
        self.decided.iter().chain(fixed).any(|own| own.eq_ignore_ascii_case(key))
            || self.pins.iter().any(|pin| pin.key.eq_ignore_ascii_case(key) && pin.fits(action))
    }

    /// A policy in which conditions on what is not known of a request may hold or not.
    pub(super) fn settle(&self, policy: &Policy, action: Action) -> Policy {
        let mut settled = Policy { version: Version::V2012, ..policy.clone() };
        for statement in &mut settled.statements {
            let (decided, open): (Vec<_>, Vec<_>) =
                std::mem::take(&mut statement.conditions).into_iter().partition(|condition| {
                    self.decides(&condition.key, action) && !condition.values.values.iter().any(has_variable)
                });
            statement.conditions = decided;
            let variable = statement.resources.values.iter().find(|word| has_variable(word));
            let open = open.first().map(not_said).or_else(|| variable.map(not_read));
            statement.more_conditions = statement.more_conditions.take().or(open);
        }
        settled
    }

    /// Every request for an action on a target, as a policy that allows just that. Only keys are named that the
    /// policies speak of.
    pub(super) fn every(&self, asked: &Asked<'_>, policies: &[&Policy], span: Span) -> Policy {
        let conditions = || policies.iter().flat_map(|policy| &policy.statements).flat_map(|it| &it.conditions);
        let spoken_of = |pin: &&Pin| conditions().any(|condition| condition.key.eq_ignore_ascii_case(&pin.key));
        let pins = self
            .pins
            .iter()
            .filter(|pin| pin.fits(asked.action))
            .filter(spoken_of)
            .filter_map(|pin| pin.condition(span));
        let statement = Statement {
            index: 0,
            sid: None,
            effect: Effect::Allow,
            principals: part(Principal::Everyone(span), span),
            actions: part(Word { text: asked.action.name.into(), span }, span),
            resources: part(Word { text: asked.resource(), span }, span),
            conditions: pins.collect(),
            more_conditions: None,
            span,
        };
        Policy { version: Version::V2012, statements: vec![statement], rest: None, span }
    }
}

impl Pin {
    /// Whether requests for an action have the key.
    fn fits(&self, action: Action) -> bool {
        !self.key.starts_with(TAG) || action.has_key(&self.key)
    }

    fn condition(&self, span: Span) -> Option<Condition> {
        Some(Condition {
            operator: Operator::parse(self.operator)?,
            operator_name: Arc::from(self.operator),
            key: Arc::from(self.key.as_str()),
            values: part(Word { text: self.value.clone(), span }, span),
            span,
        })
    }
}

/// `s3.eu-west-1.amazonaws.com`, by which KMS knows S3's requests.
fn service_in(region: &Text) -> Text {
    let mut service = TextBuilder::default();
    service.push("s3.");
    service.push_text(region);
    service.push(".amazonaws.com");
    service.finish()
}

fn part<T>(value: T, span: Span) -> Part<T> {
    Part { negated: false, values: vec![value], rest: None, span }
}

fn has_variable(word: &Word) -> bool {
    word.text.has_known("${")
}

/// A tag that an object has; only requests for some actions tell it.
const TAG: &str = "s3:ExistingObjectTag/";

fn not_said(condition: &Condition) -> Arc<Unknown> {
    let shown = format!("Condition {} {}", condition.operator_name, condition.key);
    let symbol = Symbol::written(&shown, condition.span);
    Arc::new(Unknown::new(shown, condition.span, Undecided::NotSaid).symbol(symbol))
}

fn not_read(word: &Word) -> Arc<Unknown> {
    Arc::new(Unknown::new(word.text.display(), word.span, Undecided::VariableOfService))
}
