//! What attributes of AWS's resources and data sources are, for code and for plans.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs>, "Attribute Reference" of each type.

use std::sync::Arc;

use super::account;
use super::policy_document::policy_document;
use crate::catalogue::{Meaning, Thing, assigned, canonical, each_of, made_up, meaning};
use crate::source::Span;
use crate::terraform::address::Address;
use crate::terraform::declared::{Block, Instance};
use crate::terraform::evaluate::{at, chosen, each_answer, each_branch, first_of, is_error};
use crate::terraform::provider::{Resource, Undeclared};
use crate::value::{Computed, Constant, Kind, Nature, Reason, Symbol, Target, Text, TextBuilder, Unknown, Value};

/// What nobody knows before the resource is made.
const COMPUTED: Computed = Computed::AfterApply;

/// An attribute of an instance: configured, made from what is configured, or computed.
pub(super) fn attribute(of: &dyn Resource, name: &str) -> Value {
    let (header, shown) = (of.header(), format!("{}.{name}", of.address()));
    let configured = match meaning(of.kind(), of.is_data(), name) {
        Meaning::BucketName => return of_letters(bucket_name(of)),
        Meaning::BucketArn => return arn_of(&bucket_name(of), header),
        Meaning::BucketDomain => return domain_of(&bucket_name(of), None, header),
        Meaning::RegionalBucketDomain => {
            let region = of.attribute("region");
            return domain_of(&bucket_name(of), Some(&region), header);
        }
        Meaning::Account => {
            let own = || deployed(&shown, header, Symbol::OWN_ACCOUNT, Constant::AccountId);
            return account::by_credentials(of).map_or_else(own, |entry| entry.value);
        }
        Meaning::Region if !of.sets("name") => {
            let own = || deployed(&shown, header, Symbol::OWN_REGION, Constant::Region);
            let region = of.configured("region");
            return region.or_else(|| Some(account::region(of)?.value)).unwrap_or_else(own);
        }
        Meaning::Policy => return policy_document(of.block()),
        Meaning::Rendered => return of.rendered_file(),
        Meaning::AccountAndName => return account_and_name(of),
        Meaning::Attribute(other) => of.configured(other),
        Meaning::ArnOfKey(argument) => of.configured(argument).and_then(|key| arn_of_key(&key)),
        Meaning::AccountOfProvider => of.configured(name).or_else(|| account::told(of)),
        Meaning::Region | Meaning::Own => of.configured(name),
    };
    let name = canonical(of.kind(), of.is_data(), name);
    configured.unwrap_or_else(|| {
        let made_up = made_up(of.kind(), name, &|name| of.sets(name)).unwrap_or_default();
        let computed = computed(of.kind(), of.address(), name, &shown, header, COMPUTED);
        of.of_member(computed.known(&made_up))
    })
}

/// The name of a bucket; one hole, or a prefix and a hole, where the provider makes it up.
pub(super) fn bucket_name(of: &dyn Resource) -> Value {
    let header = of.header();
    let hole = |constant| {
        let hole = generated_name(of.address(), header, Computed::ByProvider, constant);
        of.of_member(Value::new(Kind::Unknown(hole), header)).to_text().unwrap_or_default()
    };
    match of.configured("bucket").map(|value| of.there(value)) {
        Some(value) => match value.to_text() {
            Some(text) if !text.is_empty() => value,
            // A name that depends on a condition is one hole too, so that everything that means this bucket agrees.
            _ => Value::new(Kind::String(hole(Constant::Id)), value.span()),
        },
        None => {
            let prefix = of.configured("bucket_prefix").and_then(|prefix| prefix.to_text());
            let mut name = TextBuilder::default();
            prefix.iter().for_each(|prefix| name.push_text(prefix));
            name.push_text(&hole(Constant::BucketName));
            Value::new(Kind::String(name.finish()), header)
        }
    }
}

/// An attribute of what a module does not declare.
pub(super) fn attribute_elsewhere(of: &Undeclared<'_>, name: &str) -> Value {
    let (span, reason) = (of.span, of.reason.clone());
    let bucket_name = || {
        let name = Value::new(Kind::Unknown(generated_name(of.address, span, reason.clone(), Constant::Id)), span);
        Value::new(Kind::String(at(name, of.indices).to_text().unwrap_or_default()), span)
    };
    match meaning(of.kind, of.is_data, name) {
        Meaning::BucketName => bucket_name(),
        Meaning::BucketArn => arn_of(&bucket_name(), span),
        Meaning::BucketDomain => domain_of(&bucket_name(), None, span),
        _ => {
            let shown = format!("{}.{name}", of.address);
            let name = canonical(of.kind, of.is_data, name);
            at(computed(of.kind, of.address, name, &shown, span, reason.clone()), of.indices)
        }
    }
}

/// The id of an access point: its account and its name, which stands among its details where it leads into several
/// Regions.
pub(in crate::frontends) fn account_and_name(it: &dyn Instance) -> Value {
    let name = |block: &dyn Block| block.argument("name").map(|entry| entry.value);
    let in_details = |block: &dyn Block| name(block).unwrap_or_else(|| Value::null(block.header()));
    let name = name(it.block()).or_else(|| it.block().each_block("details", &in_details).as_ref().map(first_of));
    let account = it.attribute("account_id");
    match name.filter(|name| name.to_text().is_some()) {
        Some(name) => each_answer(&name, &|name| {
            let mut id = TextBuilder::default();
            account.to_text().iter().for_each(|account| id.push_text(account));
            id.push(":");
            name.to_text().iter().for_each(|name| id.push_text(name));
            Value::new(Kind::String(id.finish()), it.header())
        }),
        None => {
            let id = computed(it.kind(), it.address(), "id", &format!("{}.id", it.address()), it.header(), COMPUTED);
            at(id, &it.families().into_iter().map(|family| family.key).collect::<Vec<_>>())
        }
    }
}

/// The ARN of the key that a value names; `None` where it does not say which.
pub(in crate::frontends) fn arn_of_key(key: &Value) -> Option<Value> {
    if let Kind::Choice(choice) = &key.kind {
        let [when_true, when_false] = [arn_of_key(&choice.when_true)?, arn_of_key(&choice.when_false)?];
        return Some(chosen(&choice.condition, when_true, when_false, key.span()));
    }
    if is_error(key) || key.to_text().is_some_and(|key| key.known_prefix().starts_with("arn:")) {
        return Some(key.clone());
    }
    let target = key.origin.target.as_ref()?;
    let names_key = Address::parse(&target.address).is_some_and(|it| Thing::Key.is(it.kind, it.is_data));
    if !names_key || &*target.attribute == "arn" {
        return names_key.then(|| key.clone());
    }
    let shown = format!("{}.arn", target.address);
    let arn = computed("aws_kms_key", &target.address, "arn", &shown, key.span(), COMPUTED);
    Some(at(arn, &target.members).naming_target(Target { attribute: "arn".into(), ..Target::clone(target) }))
}

/// The ARN of a bucket with this name, in the partition `aws`. Of a name that is not known the letters before it are.
pub(in crate::frontends) fn arn_of(name: &Value, span: Span) -> Value {
    around("arn:aws:s3:::", name, &Text::default(), span)
}

/// The host of a bucket with this name, in the partition `aws`, and in a Region where one is given.
pub(in crate::frontends) fn domain_of(name: &Value, region: Option<&Value>, span: Span) -> Value {
    let mut host = TextBuilder::default();
    host.push(".s3.");
    if let Some(region) = region.and_then(Value::to_text) {
        host.push_text(&region);
        host.push(".");
    }
    host.push("amazonaws.com");
    around("", name, &host.finish(), span)
}

/// A name of a bucket that S3 takes.
fn of_letters(name: Value) -> Value {
    match &name.kind {
        Kind::String(text) if text.as_str().is_none() => {
            let known = text.as_bucket_name();
            Value { kind: Kind::String(known), ..name }
        }
        _ => name.known(&Nature::bucket_name()),
    }
}

/// The name of a bucket with letters around it. Of one that is not known, S3 says which letters it has none of.
fn around(before: &str, name: &Value, after: &Text, span: Span) -> Value {
    if is_error(name) {
        return name.clone();
    }
    let name = name.to_text().map_or_else(|| name.clone(), |known| Value::new(Kind::String(known), name.span()));
    each_branch(&name, &|name| {
        let mut whole = TextBuilder::default();
        whole.push(before);
        name.to_text().iter().for_each(|name| whole.push_text(&name.as_bucket_name()));
        whole.push_text(after);
        Value::new(Kind::String(whole.finish()), span)
    })
}

/// The name of a bucket that the code does not tell.
pub(in crate::frontends) fn generated_name(
    address: &str,
    span: Span,
    reason: impl Into<Reason>,
    constant: Constant,
) -> Arc<Unknown> {
    let unknown = Unknown::new(format!("{address}.id"), span, reason).symbol(Symbol::input(address).part(["id"]));
    Arc::new(unknown.constant(constant))
}

/// What whoever deploys brings along: one and the same wherever it is asked for.
fn deployed(shown: &str, span: Span, symbol: &str, constant: Constant) -> Value {
    Value::unknown(Unknown::new(shown, span, COMPUTED).symbol(Symbol::input(symbol)).constant(constant), span)
}

/// An attribute that AWS or the provider decides, by its [canonical] name, and as it is shown.
pub(in crate::frontends) fn computed(
    kind: &str,
    address: &str,
    name: &str,
    shown: &str,
    span: Span,
    reason: impl Into<Reason>,
) -> Value {
    let unknown = Unknown::new(shown, span, reason).symbol(Symbol::input(address).part([name]));
    match assigned(kind, name) {
        Some(constant) => Value::unknown(unknown.constant(constant), span),
        None => match each_of(kind, name) {
            Some(each) => {
                let unknown = unknown.known(&each);
                let elements = unknown.any_element().map(Arc::from);
                Value::unknown(unknown.with_elements(elements), span)
            }
            None => Value::unknown(unknown, span),
        },
    }
}
