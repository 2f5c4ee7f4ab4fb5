//! Attributes of resources and data sources.

use std::sync::Arc;

use hcl_edit::expr::TraversalOperator;

use super::blocks::first_of;
use super::choice::chosen;
use super::conversion::text;
use super::evaluator::{Context, Evaluator};
use super::expansion::{Expansion, How, Instance, Selected, quoted, shown_index};
use super::failure::is_error;
use super::open::{surely, why_open};
use super::policy_document::policy_document;
use super::there::{Element, There};
use super::types::{Type, convert};
use super::walk::{Steps, attribute, attribute_steps};
use crate::catalogue::{Meaning, Thing, assigned, canonical, each_of, has_parts, made, made_up, meaning};
use crate::model::Presence;
use crate::source::Span;
use crate::terraform::address::Address;
use crate::terraform::declared;
use crate::terraform::module::Declaration;
use crate::value::{
    Computed, Constant, Kind, List, Map, Nature, Reason, Symbol, Target, Text, TextBuilder, Truth, Unknown, Value,
};

/// What nobody knows before the resource is made.
const COMPUTED: Computed = Computed::AfterApply;

impl<'m> Evaluator<'m> {
    /// A reference to a resource or data source, and the steps after its name.
    pub(super) fn resource(
        &self,
        kind: &str,
        name: &str,
        is_data: bool,
        steps: Steps<'_>,
        span: Span,
        context: Context<'_>,
    ) -> Value {
        let address = format!("{}{kind}.{name}", if is_data { "data." } else { "" });
        let module = self.module;
        match module.addresses.get(&address) {
            Some(it) => self.expanded(it, &address, steps, span, context),
            None => self.elsewhere(kind, &address, steps, span, context),
        }
    }

    /// A reference to a resource, data source or called module that may have several instances.
    pub(super) fn expanded(
        &self,
        it: &'m Declaration<'m>,
        address: &str,
        steps: Steps<'_>,
        span: Span,
        context: Context<'_>,
    ) -> Value {
        let expansion = self.expansion(it, address);
        if expansion.how == How::Single {
            let Some(instance) = expansion.instances.first() else {
                // A resource that is switched off is null.
                return if steps.is_empty() { Value::null(span) } else { self.error(span, "is switched off") };
            };
            let value = self.of_instance(it, instance, steps, span, context);
            return match steps {
                [] => where_there(&instance.own, value, || Value::null(span), span),
                _ => self.only_where(&instance.own, value, span),
            };
        }
        let Some((step, rest)) = steps.split_first() else { return self.whole(it, &expansion, span, context) };
        let index = match step.value() {
            TraversalOperator::AttrSplat(_) => {
                let (each, after) = attribute_steps(rest);
                return self.walk(self.all(it, &expansion, each, span, context), after, span, context);
            }
            TraversalOperator::FullSplat(_) => return self.all(it, &expansion, rest, span, context),
            TraversalOperator::Index(index) => self.expression(index, context),
            TraversalOperator::LegacyIndex(at) => Value::string(at.value().to_string(), span),
            TraversalOperator::GetAttr(key) => {
                return self.error(span, format!("needs an index before `{}`", key.as_str()));
            }
        };
        self.indexed(it, &expansion, &index, rest, span, context)
    }

    /// The value of a reference to the instance that an index means.
    fn indexed(
        &self,
        it: &'m Declaration<'m>,
        expansion: &Expansion,
        index: &Value,
        rest: Steps<'_>,
        span: Span,
        context: Context<'_>,
    ) -> Value {
        self.distribute(span, std::slice::from_ref(index), false, &mut |index| {
            let Some((index, name)) = index.first().and_then(|index| Some((index, text(index)?))) else {
                return self.error(span, "has no index");
            };
            let wanted = if expansion.how == How::Count { Type::Number } else { Type::String };
            let key = convert(index, &wanted).unwrap_or_else(|_| index.clone());
            match expansion.select(&name) {
                Selected::One(instance) => {
                    let value = self.of_instance(it, instance, rest, span, context);
                    let value = self.only_where(&self.presence_at(it, expansion.how, instance, &key), value, span);
                    // Where its key is that of another one, there is only the other.
                    self.same_as(instance, expansion).into_iter().fold(value, |value, (condition, other)| {
                        chosen(&condition, self.of_instance(it, other, rest, span, context), value, span)
                    })
                }
                Selected::MemberOf(any) => {
                    let value = self.of_instance(it, any, rest, span, context);
                    let value = match &any.family {
                        Some(family) => value.replacing(&self.of_one(&family.of, &family.key, &key, span)),
                        None => value,
                    };
                    self.only_where(&self.presence_at(it, expansion.how, any, &key), value, span)
                }
                Selected::Open => {
                    let open = self.walk(self.one_of(it, index, span), rest, span, context);
                    let each = |any| self.of_instance(it, any, rest, span, context);
                    self.as_one_of(open, &mut expansion.instances.iter().map(each))
                }
                Selected::None => self.error(span, "names an instance that is not there"),
            }
        })
    }

    /// The instances that have the key of one of whose key some letters are not known, and where they have.
    fn same_as<'e>(&self, one: &Instance, all: &'e Expansion) -> Vec<(Arc<Unknown>, &'e Instance)> {
        let key_of = |it: &Instance| it.scope.get("each").and_then(|each| each.get("key")).cloned();
        let Some(key) = key_of(one).filter(|_| one.family.is_none() && one.own.condition().is_some()) else {
            return Vec::new();
        };
        let is_apart = |same: &Arc<Unknown>| one.world.answer(&same.symbol) == Some(false);
        let others = all.instances.iter().filter(|it| it.address != one.address && it.family.is_none());
        let same = |other: &'e Instance| {
            let condition = self.whether_same(&key, &key_of(other)?, self.shown(key.span()), key.span());
            Some((condition.as_unknown().filter(|same| is_apart(same)).cloned()?, other))
        };
        others.filter_map(same).collect()
    }

    /// An instance of which only the index says which it is.
    fn one_of(&self, it: &Declaration<'_>, index: &Value, span: Span) -> Value {
        // Of a module or another type, an attribute may name whatever it is made with.
        let is_owner = !it.is_call() && !it.is_data() && has_parts(it.kind);
        let operation = if is_owner { Symbol::ONE_OF } else { "[]" };
        let symbol = Symbol::operation(operation, [self.named(&it.address()), index.symbol()]);
        let unknown = Unknown::new(self.shown(span), span, why_open(&[index])).symbol(symbol);
        Value::unknown(unknown.fallible(), span)
    }

    /// A value that is there on a condition: an error where it is not, which `try` and `can` catch.
    pub(super) fn only_where(&self, own: &Presence, value: Value, span: Span) -> Value {
        where_there(own, value, || self.error(span, "names an instance that is not there"), span)
    }

    /// Whether there is an instance at an index, which this one is or of whose family it would be.
    fn presence_at(&self, it: &Declaration<'_>, how: How, instance: &Instance, index: &Value) -> Presence {
        // There is a first where there are any.
        let is_first = how == How::Count && text(index).is_some_and(|index| index.as_str() == Some("0"));
        let family = instance.family.as_ref().filter(|_| !is_first);
        let Some(family) = family.filter(|family| family.key.same(index) != Truth::True) else {
            return instance.own.clone();
        };
        let (address, shown) = (it.address(), text(index).map_or_else(String::new, |index| index.display()));
        let shown = match how {
            How::Count => format!("length({address}) > {shown}"),
            _ => format!("contains(keys({address}), {})", quoted(&Text::from(shown))),
        };
        self.has_member(shown, &family.key, index)
    }

    /// Whether a collection has an element of this key, `any` being the key of any.
    pub(super) fn has_member(&self, shown: String, any: &Value, key: &Value) -> Presence {
        let there = surely(self.open_as(shown, key.span(), "instance", &[any, key]));
        there.as_unknown().map_or(Presence::Always, |there| Presence::When(Arc::clone(there), true))
    }

    /// The value of a reference to an instance.
    fn of_instance(
        &self,
        it: &'m Declaration<'m>,
        instance: &Instance,
        steps: Steps<'_>,
        span: Span,
        context: Context<'_>,
    ) -> Value {
        if it.is_call() {
            return self.of_call(it, instance, steps, span, context);
        }
        let (Some(name), Some((_, rest))) = (attribute(steps.first()), steps.split_first()) else {
            return self.walk(self.object_of(it, instance, span), steps, span, context);
        };
        let value = self.attribute(it, instance, name, span);
        let what = format!("`{name}` of `{}{}`", self.path, instance.address);
        let value = self.walk(value, rest, span, context).used_at(span, what);
        let names_it = rest.is_empty() && !instance.address.starts_with("data.");
        if names_it { named(value, it.kind, self.target(instance, name)) } else { value }
    }

    /// What a reference to an attribute of an instance names; of a family it is any member.
    fn target(&self, instance: &Instance, name: &str) -> Target {
        let families = self.families.iter().chain(&instance.family);
        let members = families.map(|family| family.key.clone()).collect();
        Target { address: self.qualify(&instance.address).into(), attribute: name.into(), members }
    }

    /// The symbol of an instance, of a family that of any member.
    pub(super) fn symbol_of_instance(&self, instance: &Instance) -> Symbol {
        let keys = instance.family.iter().map(|family| family.key.symbol());
        Symbol::operation("instance", std::iter::once(self.named(&instance.address)).chain(keys))
    }

    /// What is not known of an instance; of a family it is another thing for each member.
    fn of_member(&self, instance: &Instance, value: Value) -> Value {
        at(value, &self.target(instance, "").members)
    }

    /// The list of what each instance has at these steps.
    fn all(
        &self,
        it: &'m Declaration<'m>,
        expansion: &Expansion,
        steps: Steps<'_>,
        span: Span,
        context: Context<'_>,
    ) -> Value {
        let mut list = Value::list(Vec::new(), span);
        for instance in &expansion.instances {
            let value = self.of_instance(it, instance, steps, span, context);
            let members = self.members(instance, value.clone(), span);
            let item = if members.is_some() { None } else { Some(value) };
            let with = |list: &Value| {
                self.made_of(item.as_slice(), span, &mut |items| {
                    let Kind::List(known) = &list.kind else { return list.clone() };
                    let mut known = known.clone();
                    known.items.extend_from_slice(items);
                    known.rest = Unknown::both(known.rest.as_ref(), members.as_ref());
                    Value::new(Kind::List(known), span)
                })
            };
            // There may be none of those that are not known.
            let own = if members.is_some() { &Presence::Always } else { &instance.own };
            list = where_there(own, super::choice::each_branch(&list, &with), || list, span);
        }
        list
    }

    /// What stands for the members of a family in the collection of all instances, this being the value of any of them.
    fn members(&self, instance: &Instance, value: Value, span: Span) -> Option<Arc<Unknown>> {
        let family = instance.family.as_ref()?;
        let key = family.key.clone();
        let there = There { presence: instance.own.clone(), world: instance.world.clone() };
        let element = Element { of: family.of.clone(), key, value, there, is_each: true };
        self.collection_of(element, "instances", self.shown(span), span).as_unknown().cloned()
    }

    /// All instances as one value: a tuple, or an object by key.
    fn whole(&self, it: &'m Declaration<'m>, expansion: &Expansion, span: Span, context: Context<'_>) -> Value {
        let none = if expansion.how == How::Count { Kind::List(List::default()) } else { Kind::Map(Map::default()) };
        let mut whole = Value::new(none, span);
        for instance in &expansion.instances {
            let value = self.of_instance(it, instance, &[], span, context);
            let rest = self.members(instance, value.clone(), span);
            let with = |whole: &Value| {
                let mut whole = whole.clone();
                match (&mut whole.kind, &instance.key, &rest) {
                    (Kind::List(list), Some(_), None) => list.items.push(value.clone()),
                    (Kind::Map(map), Some(key), None) => {
                        self.put(map, &Value::new(Kind::String(key.clone()), span), span, value.clone());
                    }
                    (Kind::List(List { rest: end, .. }) | Kind::Map(Map { rest: end, .. }), _, Some(rest)) => {
                        *end = Unknown::both(end.as_ref(), Some(rest));
                    }
                    _ => return self.unknown(span, self.symbol_of_instance(instance), COMPUTED),
                }
                whole
            };
            // There may be none of those that are not known.
            let own = if rest.is_some() { &Presence::Always } else { &instance.own };
            whole = where_there(own, super::choice::each_branch(&whole, &with), || whole, span);
        }
        whole
    }

    /// An instance as an object: what is configured, and the attributes that link resources.
    pub(super) fn object_of(&self, it: &Declaration<'_>, instance: &Instance, span: Span) -> Value {
        let mut object = Map::default();
        let configured = it.argument_names().filter(|name| !["count", "for_each"].contains(name));
        let made: Vec<_> = made(it.kind, it.is_data()).collect();
        for name in configured.chain(made) {
            let value = named(self.attribute(it, instance, name, span), it.kind, self.target(instance, name));
            object.insert(name, span, value);
        }
        let rest = self.unknown(span, self.symbol_of_instance(instance), COMPUTED);
        object.rest = rest.as_unknown().cloned();
        Value::map(object, span)
    }

    /// An attribute of an instance: configured, made from what is configured, or computed.
    pub(in crate::terraform) fn attribute(
        &self,
        it: &Declaration<'_>,
        instance: &Instance,
        name: &str,
        span: Span,
    ) -> Value {
        let header = it.header();
        let key = format!("{}@{}#{name}", instance.address, header.start);
        // Most are asked for again and again.
        if let Some(known) = self.recalled(&key) {
            return self.copy(&known, span).in_world(&instance.world);
        }
        let address = self.qualify(&instance.address);
        let shown = format!("{address}.{name}");
        let value = self.remember(&key, &shown, span, || {
            let configured = match meaning(it.kind, it.is_data(), name) {
                Meaning::BucketName => return of_letters(self.bucket_name(it, instance)),
                Meaning::BucketArn => return arn_of(&self.bucket_name(it, instance), header),
                Meaning::BucketDomain => return domain_of(&self.bucket_name(it, instance), None, header),
                Meaning::RegionalBucketDomain => {
                    let region = self.attribute(it, instance, "region", span);
                    return domain_of(&self.bucket_name(it, instance), Some(&region), header);
                }
                Meaning::Account => {
                    let own = || deployed(&shown, header, Symbol::OWN_ACCOUNT, Constant::AccountId);
                    return self.account_by_credentials(it).map_or_else(own, |entry| entry.value);
                }
                Meaning::Region if it.argument("name").is_none() => {
                    let own = || deployed(&shown, header, Symbol::OWN_REGION, Constant::Region);
                    let region = self.configured(it, instance, "region");
                    return region.or_else(|| Some(self.provider_region(it)?.value)).unwrap_or_else(own);
                }
                Meaning::Policy => return self.hand(it, instance, |it| policy_document(declared::Instance::block(it))),
                Meaning::Rendered => return self.rendered_file(it, instance),
                Meaning::AccountAndName => return self.hand(it, instance, |it| account_and_name(it)),
                Meaning::Attribute(other) => self.configured(it, instance, other),
                Meaning::ArnOfKey(argument) => self.configured(it, instance, argument).and_then(|key| arn_of_key(&key)),
                Meaning::AccountOfProvider => self.configured(it, instance, name).or_else(|| self.provider_account(it)),
                Meaning::Region | Meaning::Own => self.configured(it, instance, name),
            };
            let name = canonical(it.kind, it.is_data(), name);
            configured.unwrap_or_else(|| {
                let made_up = made_up(it.kind, name, &|name| it.argument(name).is_some()).unwrap_or_default();
                let computed = computed(it.kind, &address, name, &shown, header, COMPUTED);
                self.of_member(instance, computed.known(&made_up))
            })
        });
        value.in_world(&instance.world)
    }

    /// What the provider `template`, which is archived and still in use, makes of a template and its variables.
    fn rendered_file(&self, it: &Declaration<'_>, instance: &Instance) -> Value {
        let span = it.header();
        let given = |name: &str| self.configured(it, instance, name);
        let template = given("template").unwrap_or_else(|| Value::null(span));
        self.rendered(&template, &given("vars").unwrap_or_else(|| Value::map(Map::default(), span)), span)
    }

    /// What an argument says, where it is set.
    fn configured(&self, it: &Declaration<'_>, instance: &Instance, name: &str) -> Option<Value> {
        let argument = it.argument(name)?;
        let context = Context { place: argument.place, scope: &instance.scope };
        let value = self.whole_expression(argument.expression, context);
        (!value.is_null()).then_some(value)
    }

    /// The name of a bucket; one hole, or a prefix and a hole, where the provider makes it up.
    pub(in crate::terraform) fn bucket_name(&self, it: &Declaration<'_>, instance: &Instance) -> Value {
        let address = self.qualify(&instance.address);
        let header = it.header();
        let hole = |constant| {
            let hole = generated_name(&address, header, Computed::ByProvider, constant);
            let hole = self.of_member(instance, Value::new(Kind::Unknown(hole), header));
            text(&hole).unwrap_or_default()
        };
        let configured = self.configured(it, instance, "bucket").map(|value| value.in_world(&instance.world));
        match configured {
            Some(value) => match text(&value) {
                Some(text) if !text.is_empty() => value,
                // A name that depends on a condition is one hole too, so that everything that means this bucket agrees.
                _ => Value::new(Kind::String(hole(Constant::Id)), value.span()),
            },
            None => {
                let prefix = self.configured(it, instance, "bucket_prefix").and_then(|prefix| text(&prefix));
                let mut name = TextBuilder::default();
                prefix.iter().for_each(|prefix| name.push_text(prefix));
                name.push_text(&hole(Constant::BucketName));
                Value::new(Kind::String(name.finish()), header)
            }
        }
    }

    /// The address of an instance that this module does not declare, the indices in it that are not known, and the
    /// steps after them.
    fn elsewhere_instance<'e>(
        &self,
        address: &str,
        steps: Steps<'e>,
        context: Context<'_>,
    ) -> (String, Vec<Value>, Steps<'e>) {
        let mut address = self.qualify(address);
        let (mut open, mut steps) = (Vec::new(), steps);
        while let Some((step, rest)) = steps.split_first() {
            let index = match step.value() {
                TraversalOperator::Index(index) => self.expression(index, context),
                TraversalOperator::LegacyIndex(at) => Value::string(at.value().to_string(), context.place.span(step)),
                _ => break,
            };
            let Some(key) = text(&index) else { break };
            let is_number = key.as_str().is_some_and(|key| key.parse::<usize>().is_ok());
            address.push_str(&shown_index(if is_number { How::Count } else { How::ForEach }, &key));
            open.extend(key.as_str().is_none().then_some(index));
            steps = rest;
        }
        (address, open, steps)
    }

    /// A reference to a resource that this module does not declare.
    fn elsewhere(&self, kind: &str, address: &str, steps: Steps<'_>, span: Span, context: Context<'_>) -> Value {
        let (reason, is_data) = (self.module.missing(address), address.starts_with("data."));
        // What belongs to an owner that is not declared is reported by who links the model.
        if !has_parts(address.split('.').next().unwrap_or_default()) {
            self.refuse_undeclared(address, span);
        }
        let (address, open, steps) = self.elsewhere_instance(address, steps, context);
        let (Some(name), rest) = (attribute(steps.first()), steps.get(1..).unwrap_or_default()) else {
            return self.unknown(span, self.unique(&address), reason);
        };
        let shown = format!("{address}.{name}");
        let bucket_name = || {
            let name = Value::new(Kind::Unknown(generated_name(&address, span, reason.clone(), Constant::Id)), span);
            Value::new(Kind::String(text(&at(name, &open)).unwrap_or_default()), span)
        };
        let value = match meaning(kind, is_data, name) {
            Meaning::BucketName => bucket_name(),
            Meaning::BucketArn => arn_of(&bucket_name(), span),
            Meaning::BucketDomain => domain_of(&bucket_name(), None, span),
            _ => at(computed(kind, &address, canonical(kind, is_data, name), &shown, span, reason.clone()), &open),
        };
        let value = self.walk(value, rest, span, context);
        if !rest.is_empty() || address.starts_with("data.") {
            return value;
        }
        named(value, kind, Target { address: address.into(), attribute: name.into(), members: open.into() })
    }
}

/// One value where an instance is there, another where it is not.
fn where_there(own: &Presence, there: Value, absent: impl FnOnce() -> Value, span: Span) -> Value {
    match own {
        Presence::Always => there,
        Presence::When(condition, true) => chosen(condition, there, absent(), span),
        Presence::When(condition, false) => chosen(condition, absent(), there, span),
    }
}

/// An unknown as that of these indices.
fn at(value: Value, indices: &[Value]) -> Value {
    let (Kind::Unknown(unknown), false) = (&value.kind, indices.is_empty()) else { return value };
    let operands = std::iter::once(unknown.symbol.clone()).chain(indices.iter().map(Value::symbol));
    Value::unknown(Unknown::clone(unknown).symbol(Symbol::operation("[]", operands)), value.span())
}

/// A value that names an attribute of a resource. What passes another resource's attribute on goes on naming that one.
fn named(value: Value, kind: &str, target: Target) -> Value {
    let is_its_own = matches!(meaning(kind, false, &target.attribute), Meaning::BucketName | Meaning::BucketArn);
    let passed_on = value.origin.target.is_some() && !is_its_own;
    if passed_on || matches!(value.kind, Kind::Choice(_)) { value } else { value.naming_target(target) }
}

/// The id of an access point: its account and its name, which stands among its details where it leads into several
/// Regions.
pub(crate) fn account_and_name(it: &dyn declared::Instance) -> Value {
    let name = |block: &dyn declared::Block| block.argument("name").map(|entry| entry.value);
    let in_details = |block: &dyn declared::Block| name(block).unwrap_or_else(|| Value::null(block.header()));
    let name = name(it.block()).or_else(|| it.block().each_block("details", &in_details).as_ref().map(first_of));
    let account = it.attribute("account_id");
    match name.filter(|name| text(name).is_some()) {
        Some(name) => super::choice::each_answer(&name, &|name| {
            let mut id = TextBuilder::default();
            text(&account).iter().for_each(|account| id.push_text(account));
            id.push(":");
            text(name).iter().for_each(|name| id.push_text(name));
            Value::new(Kind::String(id.finish()), it.header())
        }),
        None => {
            let id = computed(it.kind(), it.address(), "id", &format!("{}.id", it.address()), it.header(), COMPUTED);
            at(id, &it.families().into_iter().map(|family| family.key).collect::<Vec<_>>())
        }
    }
}

/// The ARN of the key that a value names; `None` where it does not say which.
pub(crate) fn arn_of_key(key: &Value) -> Option<Value> {
    if let Kind::Choice(choice) = &key.kind {
        let [when_true, when_false] = [arn_of_key(&choice.when_true)?, arn_of_key(&choice.when_false)?];
        return Some(chosen(&choice.condition, when_true, when_false, key.span()));
    }
    if is_error(key) || text(key).is_some_and(|key| key.known_prefix().starts_with("arn:")) {
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
pub(crate) fn arn_of(name: &Value, span: Span) -> Value {
    around("arn:aws:s3:::", name, &Text::default(), span)
}

/// The host of a bucket with this name, in the partition `aws`, and in a Region where one is given.
pub(crate) fn domain_of(name: &Value, region: Option<&Value>, span: Span) -> Value {
    let mut host = TextBuilder::default();
    host.push(".s3.");
    if let Some(region) = region.and_then(text) {
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
    let name = text(name).map_or_else(|| name.clone(), |known| Value::new(Kind::String(known), name.span()));
    super::choice::each_branch(&name, &|name| {
        let mut whole = TextBuilder::default();
        whole.push(before);
        text(name).iter().for_each(|name| whole.push_text(&name.as_bucket_name()));
        whole.push_text(after);
        Value::new(Kind::String(whole.finish()), span)
    })
}

/// The name of a bucket that the code does not tell.
pub(crate) fn generated_name(address: &str, span: Span, reason: impl Into<Reason>, constant: Constant) -> Arc<Unknown> {
    let unknown = Unknown::new(format!("{address}.id"), span, reason).symbol(Symbol::input(address).part(["id"]));
    Arc::new(unknown.constant(constant))
}

/// What whoever deploys brings along: one and the same wherever it is asked for.
fn deployed(shown: &str, span: Span, symbol: &str, constant: Constant) -> Value {
    Value::unknown(Unknown::new(shown, span, COMPUTED).symbol(Symbol::input(symbol)).constant(constant), span)
}

/// An attribute that AWS or the provider decides, by its [canonical] name, and as it is shown.
pub(crate) fn computed(
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
