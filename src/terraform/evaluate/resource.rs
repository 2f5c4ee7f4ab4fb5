//! Attributes of resources and data sources.

use std::sync::Arc;

use hcl_edit::expr::TraversalOperator;

use super::choice::chosen;
use super::conversion::text;
use super::evaluator::{Context, Evaluator};
use super::expansion::{Expansion, How, Instance, Selected, quoted, shown_index};
use super::open::{at, surely, why_open};
use super::there::{Element, There};
use super::types::{Type, convert};
use super::walk::{Steps, attribute, attribute_steps};
use crate::model::Presence;
use crate::source::Span;
use crate::terraform::module::Declaration;
use crate::terraform::provider::Undeclared;
use crate::value::{Computed, Kind, List, Map, Symbol, Target, Text, Truth, Unknown, Value};

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
        let is_owner = !it.is_call() && !it.is_data() && self.run.provider.has_parts(it.kind);
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
        if names_it { self.naming(value, it.kind, self.target(instance, name)) } else { value }
    }

    /// What a reference to an attribute of an instance names; of a family it is any member.
    fn target(&self, instance: &Instance, name: &str) -> Target {
        let families = self.families.iter().chain(&instance.family);
        let members = families.map(|family| family.key.clone()).collect();
        Target { address: self.qualify(&instance.address).into(), attribute: name.into(), members }
    }

    /// A value that names an attribute of a resource. What passes another resource's attribute on goes on naming that
    /// one.
    fn naming(&self, value: Value, kind: &str, target: Target) -> Value {
        let passed_on = value.origin.target.is_some() && !self.run.provider.names_itself(kind, &target.attribute);
        if passed_on || matches!(value.kind, Kind::Choice(_)) { value } else { value.naming_target(target) }
    }

    /// The symbol of an instance, of a family that of any member.
    pub(super) fn symbol_of_instance(&self, instance: &Instance) -> Symbol {
        let keys = instance.family.iter().map(|family| family.key.symbol());
        Symbol::operation("instance", std::iter::once(self.named(&instance.address)).chain(keys))
    }

    /// What is not known of an instance; of a family it is another thing for each member.
    pub(super) fn of_member(&self, instance: &Instance, value: Value) -> Value {
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
        let made = self.run.provider.made(it.kind, it.is_data());
        for name in configured.chain(made) {
            let value = self.naming(self.attribute(it, instance, name, span), it.kind, self.target(instance, name));
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
        let key = format!("{}@{}#{name}", instance.address, it.header().start);
        // Most are asked for again and again.
        if let Some(known) = self.recalled(&key) {
            return self.copy(&known, span).in_world(&instance.world);
        }
        let shown = self.qualify(&format!("{}.{name}", instance.address));
        let value =
            self.remember(&key, &shown, span, || self.hand(it, instance, |of| self.run.provider.attribute(of, name)));
        value.in_world(&instance.world)
    }

    /// What the provider `template`, which is archived and still in use, makes of a template and its variables.
    pub(super) fn rendered_file(&self, it: &Declaration<'_>, instance: &Instance) -> Value {
        let span = it.header();
        let given = |name: &str| self.configured(it, instance, name);
        let template = given("template").unwrap_or_else(|| Value::null(span));
        self.rendered(&template, &given("vars").unwrap_or_else(|| Value::map(Map::default(), span)), span)
    }

    /// What an argument says, where it is set.
    pub(super) fn configured(&self, it: &Declaration<'_>, instance: &Instance, name: &str) -> Option<Value> {
        let argument = it.argument(name)?;
        let context = Context { place: argument.place, scope: &instance.scope };
        let value = self.whole_expression(argument.expression, context);
        (!value.is_null()).then_some(value)
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
        if !self.run.provider.has_parts(address.split('.').next().unwrap_or_default()) {
            self.refuse_undeclared(address, span);
        }
        let (address, open, steps) = self.elsewhere_instance(address, steps, context);
        let (Some(name), rest) = (attribute(steps.first()), steps.get(1..).unwrap_or_default()) else {
            return self.unknown(span, self.unique(&address), reason);
        };
        let of = Undeclared { kind, is_data, address: &address, indices: &open, span, reason: &reason };
        let value = self.run.provider.attribute_elsewhere(&of, name);
        let value = self.walk(value, rest, span, context);
        if !rest.is_empty() || address.starts_with("data.") {
            return value;
        }
        self.naming(value, kind, Target { address: address.into(), attribute: name.into(), members: open.into() })
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
