//! Blocks as lowering reads them: arguments evaluated, `dynamic` blocks expanded.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks>

use std::rc::Rc;
use std::sync::Arc;

use hcl_edit::structure::{Block as Syntax, Body};

use super::call::settled;
use super::choice::rest_of;
use super::evaluator::{Context, Evaluator};
use super::expansion::Instance;
use super::scope::Scope;
use crate::source::Span;
use crate::terraform::load::Place;
use crate::terraform::module::{Argument, Declaration};
use crate::terraform::overrides::Layer;
use crate::value::choices::on_conditions;
use crate::value::{Conditions, Entry, Kind, List, MAX_CONDITIONS, Map, Members, Unknown, Value, World};

/// A block in the scope of one instance.
#[derive(Clone)]
pub(in crate::terraform) struct Block<'m> {
    source: Source<'m>,
    place: Place,
    scope: Scope,
    world: World,
    /// The block's type and labels.
    pub(in crate::terraform) header: Span,
}

/// Where a block's arguments stand.
#[derive(Clone)]
enum Source<'m> {
    /// Between braces, with what override files lay over it.
    Body(&'m Body, Option<Rc<[Layer<'m>]>>),
    /// In an object that was given for the block: `rule = [{…}]`.
    Object(Map),
}

/// What is made of each block of a type.
pub(in crate::terraform) type Make<'f> = &'f dyn Fn(&Block<'_>) -> Value;

impl<'m> Block<'m> {
    /// The block of a declared instance.
    pub(in crate::terraform) fn of(it: &Declaration<'m>, instance: &Instance) -> Self {
        Block {
            source: Source::Body(&it.block.body, it.overrides.clone()),
            place: it.place,
            scope: instance.scope.clone(),
            world: instance.world.clone(),
            header: it.header(),
        }
    }

    /// The body that has blocks of a type, and the block as it stands there: the last override that has any, else the
    /// block. In JSON a block of a type may be an argument; `None` where that has the last word.
    fn with_blocks(&self, name: &str) -> Option<(&'m Body, Block<'m>)> {
        let Source::Body(body, overrides) = &self.source else { return None };
        let has = |body: &Body| body.blocks().any(|block| block_type(block) == Some(name));
        let says = |layer: &&Layer<'_>| has(&layer.block.body) || layer.block.body.has_attribute(name);
        match overrides.iter().flat_map(|layers| layers.iter().rev()).find(says) {
            Some(layer) => {
                has(&layer.block.body).then(|| (&layer.block.body, Block { place: layer.place, ..self.clone() }))
            }
            None => has(body).then(|| (*body, self.clone())),
        }
    }

    fn inside<'b>(&self, block: &'b Syntax, scope: Scope) -> Block<'b> {
        let header = self.place.header(block);
        Block { source: Source::Body(&block.body, None), place: self.place, scope, world: self.world.clone(), header }
    }
}

impl Evaluator<'_> {
    /// An argument of a block; `None` where it is not set.
    pub(in crate::terraform) fn argument(&self, block: &Block<'_>, name: &str) -> Option<Entry> {
        let (body, overrides) = match &block.source {
            Source::Body(body, overrides) => (body, overrides),
            Source::Object(object) => return object.entry(name).filter(|entry| !entry.value.is_null()).cloned(),
        };
        let layers = overrides.iter().flat_map(|layers| layers.iter().rev());
        let over = layers.filter_map(|layer| Argument::of(&layer.block.body, layer.place, name)).next();
        let argument = over.or_else(|| Argument::of(body, block.place, name))?;
        let context = Context { place: argument.place, scope: &block.scope };
        let value = settled(self.whole_expression(argument.expression, context).in_world(&block.world), &block.world);
        (!value.is_null()).then_some(Entry { key_span: argument.key, value })
    }

    /// What `make` makes of each block of a type, as a list: written blocks and the content of `dynamic` ones, in
    /// order. `None` where there is no such block.
    pub(in crate::terraform) fn each_block(&self, of: &Block<'_>, name: &str, make: Make<'_>) -> Option<Value> {
        let Some((body, of)) = &of.with_blocks(name) else {
            return self.argument(of, name).map(|given| self.objects(of, &given.value, make));
        };
        let found = body.blocks().filter(|block| block_type(block) == Some(name)).map(|block| {
            if block.ident.as_str() == "dynamic" {
                self.dynamic(of, block, make).in_world(&of.world)
            } else {
                Value::list(vec![make(&of.inside(block, of.scope.clone()))], of.place.header(block))
            }
        });
        let found: Vec<Value> = found.collect();
        // Past the bound each block is there on its own conditions; what they come to together is not worked out.
        let past_bound = open_lists(&found) > MAX_CONDITIONS;
        let found = found.into_iter().map(|list| if past_bound { on_conditions(list) } else { list });
        found.reduce(|before, list| {
            let span = list.span();
            self.append(before, list, span)
        })
    }

    /// Objects that are given for blocks.
    fn objects(&self, of: &Block<'_>, given: &Value, make: Make<'_>) -> Value {
        let span = given.span();
        self.distribute(span, std::slice::from_ref(given), true, &mut |operands| {
            let (mut all, mut objects) = (List::default(), operands.to_vec());
            if let [Some(Members { items, rest })] = operands.iter().map(Value::members).collect::<Vec<_>>().as_slice()
            {
                (all.rest, objects) = (rest.map(Unknown::as_element), items.to_vec());
            }
            for object in objects {
                match (&object.kind, object.as_unknown()) {
                    (Kind::Map(map), _) if map.rest.is_none() => {
                        let source = Source::Object(map.clone());
                        let block = Block {
                            source,
                            place: of.place,
                            scope: of.scope.clone(),
                            world: of.world.clone(),
                            header: object.span(),
                        };
                        all.items.push(make(&block));
                    }
                    (_, Some(unknown)) => all.rest = Some(Unknown::as_element(unknown)),
                    _ => all.rest = self.open(span, "block", &[&object]).as_unknown().cloned(),
                }
            }
            Value::new(Kind::List(all), span)
        })
    }

    fn append(&self, before: Value, after: Value, span: Span) -> Value {
        let first = before.span();
        let mut joined = self.distribute(span, &[before, after], false, &mut |lists| {
            let mut all = List::default();
            for list in lists {
                match &list.kind {
                    Kind::List(list) => {
                        all.items.extend(list.items.iter().cloned());
                        all.rest = Unknown::both(all.rest.as_ref(), list.rest.as_ref());
                    }
                    _ => all.rest = list.unknowns().first().map(Unknown::as_element),
                }
            }
            Value::new(Kind::List(all), span)
        });
        joined.origin.span = first;
        joined
    }

    fn dynamic(&self, of: &Block<'_>, block: &Syntax, make: Make<'_>) -> Value {
        let span = of.place.header(block);
        let context = Context { place: of.place, scope: &of.scope };
        let content = block.body.get_blocks("content").next();
        let (Some(each), Some(content)) = (Argument::of(&block.body, of.place, "for_each"), content) else {
            return self.error(span, "has no `for_each` or no `content`");
        };
        let iterator = Argument::of(&block.body, of.place, "iterator")
            .map(|iterator| {
                self.module.sources.slice(iterator.place.span(iterator.expression)).trim_matches('"').to_owned()
            })
            .unwrap_or_else(|| block.labels.first().map_or("", |label| label.as_str()).to_owned());
        let collection = self.whole_expression(each.expression, context);
        let made = |scope: &Scope, key: Value, value: Value| {
            let mut element = Map::default();
            element.insert("key", key.span(), key);
            element.insert("value", value.span(), value);
            let mut inside = of.inside(content, scope.with(&iterator, Value::map(element, span)));
            inside.header = span;
            make(&inside)
        };
        // What it makes of any element of a collection that is not known.
        let any = |collection: &Arc<Unknown>| {
            let element = self.another_element(collection, span, context)?;
            Some(Arc::from([made(&of.scope.within(element.of.clone()), element.key, element.value)]))
        };
        self.distribute(span, &[collection], false, &mut |operands| {
            let [operand] = operands else { return self.error(span, "has no `for_each`") };
            let (items, rest) = match (self.items(operand), operand.as_unknown()) {
                (Some((items, rest)), _) => (items, rest.map(|rest| Unknown::of_elements(&rest_of(&rest), any(&rest)))),
                (None, unknown) => {
                    let elements = unknown.and_then(any);
                    let cause = self.open(span, "dynamic", &[operand]);
                    (Vec::new(), cause.as_unknown().map(|cause| Unknown::of_elements(cause, elements)))
                }
            };
            let items: Vec<_> = items.into_iter().map(|(key, value)| made(&of.scope, key, value)).collect();
            if items.is_empty() && rest.is_none() {
                // What made it empty is the place to mend.
                let none = Value { kind: Kind::List(List::default()), origin: operand.origin.clone() };
                let name = block.labels.first().map_or("", |label| label.as_str());
                return none.used_at(each.place.span(each.expression), format!("no `{name}` block is made here"));
            }
            Value::new(Kind::List(List { items, rest }), span)
        })
    }
}

/// How many conditions decide between lists.
fn open_lists(lists: &[Value]) -> usize {
    fn collect(list: &Value, found: &mut Conditions) {
        if let Kind::Choice(choice) = &list.kind {
            found.add(&choice.condition);
            collect(&choice.when_true, found);
            collect(&choice.when_false, found);
        }
    }
    let mut found = Conditions::default();
    lists.iter().for_each(|list| collect(list, &mut found));
    found.len()
}

/// What a list of at most one item holds: the item, null where there is none, unknown where nobody knows.
pub(crate) fn first_of(list: &Value) -> Value {
    super::choice::each_branch(list, &|list| {
        let Kind::List(known) = &list.kind else { return list.clone() };
        // Which of several is there hangs on their conditions.
        if let (Some(condition), [_, _, ..]) = (known.may_shrink(), known.items.as_slice()) {
            return Value::new(Kind::Unknown(rest_of(condition)), list.span());
        }
        match (known.items.first(), &known.rest) {
            (Some(item), _) => item.clone(),
            (None, Some(rest)) => Value::new(Kind::Unknown(Unknown::as_element(rest)), list.span()),
            (None, None) => Value { kind: Kind::Null, origin: list.origin.clone() },
        }
    })
}

/// The type of the blocks that a block stands for.
fn block_type(block: &Syntax) -> Option<&str> {
    match block.ident.as_str() {
        "dynamic" => block.labels.first().map(|label| label.as_str()),
        name => Some(name),
    }
}
