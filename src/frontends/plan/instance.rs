//! A planned instance as lowering reads it.

use std::cell::Cell;
use std::sync::Arc;

use super::references::{Place, Resolver, Target};
use super::tree::{Planned, path};
use super::values::{Arguments, SETS};
use super::written::Written;
use crate::catalogue::{ACCOUNT, DOCUMENT, Meaning, canonical, meaning};
use crate::frontends::terraform::provider::{
    account_and_name, arn_of, arn_of_key, computed, domain_of, generated_name, policy_document,
};
use crate::model::{Family, Presence};
use crate::source::Span;
use crate::terraform::address::Address;
use crate::terraform::declared::{Block, Instance, Make, Operation};
use crate::terraform::places::Places;
use crate::value::{Computed, Constant, Entry, Kind, List, Map, Symbol, Text, TextBuilder, Unknown, Value};

const COMPUTED: Computed = Computed::AfterApply;

/// By how many steps a document may stand behind references.
const MAX_DEPTH: usize = 8;

/// A planned instance with its arguments.
pub(super) struct PlannedInstance<'a> {
    address: &'a str,
    kind: &'a str,
    is_data: bool,
    header: Span,
    body: Span,
    block: PlannedBlock<'a>,
}

/// A block of a planned instance.
struct PlannedBlock<'a> {
    arguments: Map,
    header: Span,
    stands: Stands<'a>,
}

/// Where a block stands.
#[derive(Clone, Copy)]
enum Stands<'a> {
    /// In the plan alone.
    Plan,
    /// In the code, there.
    Code(&'a Places),
    /// In the code, nearer than the header nobody knows where.
    Near,
}

/// Reads planned instances.
pub(super) struct Instances<'a, 't, 'p> {
    resolver: &'a Resolver<'t, 'p>,
    written: &'a Written,
    depth: Cell<usize>,
}

impl<'a, 't, 'p> Instances<'a, 't, 'p> {
    pub(super) fn new(resolver: &'a Resolver<'t, 'p>, written: &'a Written) -> Self {
        Instances { resolver, written, depth: Cell::new(0) }
    }

    /// Hands a planned instance to who reads it.
    pub(super) fn read<T>(&self, it: &Planned<'_>, reader: impl FnOnce(&PlannedInstance<'_>) -> T) -> Option<T> {
        self.read_within(it, true, reader)
    }

    /// The same; values behind its own references are looked up where `follow` says so.
    fn read_within<T>(
        &self,
        it: &Planned<'_>,
        follow: bool,
        reader: impl FnOnce(&PlannedInstance<'_>) -> T,
    ) -> Option<T> {
        let tree = self.resolver.tree;
        let address = Address::parse(&it.address)?;
        let code = tree.block(&address);
        let places = self.written.get(&format!("{}{}", path(&address.calls), address.block()));
        let place = Place {
            calls: &address.calls,
            key: address.resource.key,
            for_each: code.and_then(|code| code.for_each_expression),
        };
        let expressions = code.and_then(|code| tree.value(code.expressions?));
        let attribute = |target: &Target, span: Span| match follow {
            true => self.attribute(target, span),
            false => Value::unknown(Unknown::new(target.address.as_str(), span, COMPUTED), span),
        };
        let is_dynamic = |name: &str| {
            let blocks = places.and_then(|places| places.blocks.get(name));
            blocks.is_some_and(|blocks| blocks.iter().any(|block| block.is_dynamic))
        };
        let arguments = Arguments {
            resolver: self.resolver,
            place,
            kind: address.kind,
            address: &it.address,
            attribute: &attribute,
            is_dynamic: &is_dynamic,
        };
        let (values, unknown) = (tree.values(it), tree.unknown(it));
        let mut arguments = arguments.merged(values.as_ref(), unknown.as_ref(), expressions.as_ref());
        if let Some(region) = code.and_then(|code| tree.region(code))
            && arguments.get("region").is_none_or(|region| region.as_str().is_none())
        {
            arguments.insert("region", region.key_span, region.value.clone());
        }
        if let Some(account) = code.and_then(|code| tree.account(code)) {
            arguments.insert(ACCOUNT, account.key_span, account.value.clone());
        }
        let header = places.map_or(it.span, |places| places.header);
        Some(reader(&PlannedInstance {
            address: &it.address,
            kind: address.kind,
            is_data: address.is_data,
            header,
            body: places.map_or(it.body, |places| places.body),
            block: PlannedBlock { arguments, header, stands: places.map_or(Stands::Plan, Stands::Code) },
        }))
    }

    /// The value of an attribute that a reference means.
    fn attribute(&self, target: &Target, span: Span) -> Value {
        let missing = || Value::unknown(Unknown::new(target.address.as_str(), span, COMPUTED), span);
        let Some(it) = self.resolver.tree.instance(&target.address) else { return missing() };
        let is_document = Address::parse(&it.address).is_some_and(|it| it.kind == DOCUMENT);
        if is_document {
            return self.document(it, span).unwrap_or_else(missing);
        }
        let read = self.read_within(it, false, |it| {
            let name = target.attribute.as_deref().unwrap_or("id");
            let value = it.attribute(name).used_at(span, format!("`{name}` of `{}`", it.address));
            value.naming(it.address, name)
        });
        read.unwrap_or_else(missing)
    }

    /// The policy of a document. Documents may name others, by no more steps than these are deep.
    fn document(&self, it: &Planned<'_>, span: Span) -> Option<Value> {
        if !self.resolver.spend(1 + it.body.len() / 64) {
            return None;
        }
        let depth = self.depth.get();
        self.depth.set(depth + 1);
        let value = self.read_within(it, depth < MAX_DEPTH, |it| policy_document(it.block()));
        self.depth.set(depth);
        value.map(|value| value.used_at(span, format!("`json` of `{}`", it.address)))
    }
}

impl Instance for PlannedInstance<'_> {
    fn kind(&self) -> &str {
        self.kind
    }

    fn address(&self) -> &str {
        self.address
    }

    fn header(&self) -> Span {
        self.header
    }

    fn body(&self) -> Span {
        self.body
    }

    fn presence(&self) -> Presence {
        Presence::Always
    }

    fn families(&self) -> Vec<Family> {
        Vec::new()
    }

    fn block(&self) -> &dyn Block {
        &self.block
    }

    fn attribute(&self, name: &str) -> Value {
        let known = |name: &str| {
            let value = self.block.argument(name).map(|entry| entry.value);
            value.filter(|value| value.as_unknown().is_none())
        };
        let known = match meaning(self.kind, self.is_data, name) {
            Meaning::BucketName => return self.own_name(),
            Meaning::BucketArn => return arn_of(&self.own_name(), self.header),
            Meaning::BucketDomain => known(name).or_else(|| Some(domain_of(&self.own_name(), None, self.header))),
            Meaning::Attribute(other) => known(name).or_else(|| known(other)),
            Meaning::ArnOfKey(argument) => known(name).or_else(|| known(argument).and_then(|key| arn_of_key(&key))),
            Meaning::AccountAndName => return known(name).unwrap_or_else(|| account_and_name(self)),
            _ => known(name),
        };
        let shown = format!("{}.{name}", self.address);
        let name = canonical(self.kind, self.is_data, name);
        known.unwrap_or_else(|| computed(self.kind, self.address, name, &shown, self.header, COMPUTED))
    }

    fn own_name(&self) -> Value {
        let known = |name: &str| self.block.argument(name).filter(|entry| entry.value.as_str().is_some());
        if let Some(name) = known("bucket").or_else(|| known("id")) {
            return name.value;
        }
        let mut name = TextBuilder::default();
        if let Some(prefix) = known("bucket_prefix").and_then(|entry| entry.value.to_text()) {
            name.push_text(&prefix);
        }
        name.push_hole(generated_name(self.address, self.header, Computed::ByProvider, Constant::BucketName));
        Value::new(Kind::String(name.finish()), self.header)
    }
}

impl Block for PlannedBlock<'_> {
    fn header(&self) -> Span {
        self.header
    }

    /// An argument. A plan prints what is not set as null, or as the empty value of its type.
    fn argument(&self, name: &str) -> Option<Entry> {
        let entry = self.arguments.entry(name).filter(|entry| !is_empty(&entry.value))?;
        Some(match self.stands {
            Stands::Plan => entry.clone(),
            Stands::Code(places) => {
                let (key_span, span) = places.arguments.get(name).copied().unwrap_or((self.header, self.header));
                Entry { key_span, value: moved(&entry.value, span) }
            }
            Stands::Near => Entry { key_span: self.header, value: moved(&entry.value, self.header) },
        })
    }

    fn each_block(&self, name: &str, make: Make<'_>) -> Option<Value> {
        let given = self.arguments.entry(name).map(|entry| &entry.value).filter(|value| !value.is_null())?;
        let (blocks, mut rest) = match &given.kind {
            Kind::List(list) => (list.items.iter().collect(), list.rest.clone()),
            Kind::Unknown(unknown) => (Vec::new(), Some(Arc::clone(unknown))),
            _ => (vec![given], None),
        };
        let len = blocks.len();
        let mut items = Vec::with_capacity(len);
        for (at, block) in blocks.into_iter().enumerate() {
            match &block.kind {
                Kind::Map(map) => {
                    let (header, stands) = self.inside(name, at, len, block.span());
                    items.push(make(&PlannedBlock { arguments: map.clone(), header, stands }));
                }
                Kind::Unknown(unknown) => rest = Some(Arc::clone(unknown)),
                _ => {}
            }
        }
        let (span, _) = self.inside(name, 0, 1, given.span());
        Some(Value::new(Kind::List(List { items, rest }), span))
    }

    fn distribute(&self, _span: Span, operands: &[Value], _deep: bool, operation: Operation<'_>) -> Value {
        operation(operands)
    }

    fn open(&self, span: Span, operation: &str, operands: &[&Value]) -> Value {
        let cause = operands.iter().find_map(|operand| operand.unknowns().into_iter().next());
        let unknown = match cause {
            Some(cause) => Unknown::new(Arc::clone(&cause.expression), span, cause.reason.clone()),
            None => Unknown::new(operation, span, "cannot be evaluated here"),
        };
        let symbol = Symbol::operation(operation, operands.iter().map(|operand| operand.symbol()));
        Value::unknown(unknown.symbol(symbol), span)
    }

    /// What is in a plan, the provider took.
    fn refuse(&self, _span: Span, _message: String, _help: &str) {}
}

impl<'a> PlannedBlock<'a> {
    /// Where the block of a type and a number stands.
    fn inside(&self, name: &str, at: usize, len: usize, in_plan: Span) -> (Span, Stands<'a>) {
        let Stands::Code(places) = self.stands else {
            return if matches!(self.stands, Stands::Plan) {
                (in_plan, Stands::Plan)
            } else {
                (self.header, Stands::Near)
            };
        };
        let written = places.blocks.get(name).map_or(&[][..], Vec::as_slice);
        match written {
            [] => (self.header, Stands::Near),
            [one] => (one.header, Stands::Code(one)),
            [first, ..] => match written.get(at).filter(|_| written.len() == len && !SETS.contains(&name)) {
                Some(it) => (it.header, Stands::Code(it)),
                None => (first.header, Stands::Near),
            },
        }
    }
}

/// Whether a plan prints this for what is not set.
fn is_empty(value: &Value) -> bool {
    match &value.kind {
        Kind::Null => true,
        Kind::String(text) => text.is_empty(),
        Kind::Number(number) => number.double() == 0.0,
        Kind::List(list) => list.items.is_empty() && list.rest.is_none(),
        Kind::Map(map) => map.is_empty() && map.rest.is_none(),
        Kind::Set(set) => set.items().is_empty() && set.rest.is_none(),
        Kind::Bool(_) | Kind::Json(_) | Kind::Unknown(_) | Kind::Choice(_) => false,
    }
}

/// A value of the plan as if it stood at a place in the code. The parser bounds how deep it goes.
fn moved(value: &Value, span: Span) -> Value {
    let kind = match &value.kind {
        // Letters of the plan stand elsewhere in the code, if anywhere.
        Kind::String(text) => text.as_str().map_or_else(|| value.kind.clone(), |known| Kind::String(Text::from(known))),
        Kind::List(list) => {
            let items = list.items.iter().map(|item| moved(item, span)).collect();
            Kind::List(List { items, rest: list.rest.clone() })
        }
        Kind::Set(set) => Kind::Set(set.each(|item| moved(item, span))),
        Kind::Map(map) => {
            let entry = |(key, entry): (&Arc<str>, &Entry)| {
                (Arc::clone(key), Entry { key_span: span, value: moved(&entry.value, span) })
            };
            let mut moved = Map::new(map.iter().map(entry));
            moved.rest.clone_from(&map.rest);
            Kind::Map(moved)
        }
        Kind::Unknown(unknown) => {
            let mut unknown = Unknown::clone(unknown);
            unknown.span = span;
            Kind::Unknown(Arc::new(unknown))
        }
        other => other.clone(),
    };
    let mut origin = value.origin.clone();
    origin.span = span;
    Value { kind, origin }
}
