//! `data.aws_iam_policy_document`: a policy from blocks, each statement with the place of its block.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document>

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::source::Span;
use crate::terraform::declared::Block;
use crate::terraform::evaluate::{each_branch, rest_of};
use crate::value::choices::{Depth, are_few, on_conditions};
use crate::value::{
    Entry, Kind, List, Map, Members, Piece, Text, TextBuilder, Truth, Unknown, Value, World, parse_json_text,
};

/// The version of a policy that names none.
const VERSION: &str = "2012-10-17";

/// Arguments of a statement and what they are in the policy.
const ELEMENTS: [(&str, &str); 4] =
    [("actions", "Action"), ("not_actions", "NotAction"), ("resources", "Resource"), ("not_resources", "NotResource")];

/// Arguments with other documents, and whether these go over the statements of this one.
const DOCUMENTS: [(&str, bool); 4] = [
    ("source_policy_documents", false),
    ("source_json", false),
    ("override_policy_documents", true),
    ("override_json", true),
];

/// How many statements whose `Sid` is not known are held against those that they may replace.
const MAX_UNKNOWN_SIDS: usize = 50;

/// The policy of a document, as the value behind JSON text.
pub(in crate::frontends) fn policy_document(block: &dyn Block) -> Value {
    let span = block.header();
    let own = block.each_block("statement", &statement);
    let mut statements = own.unwrap_or_else(|| Value::list(Vec::new(), span));
    refuse_equal_sids(block, &statements, "this document");
    let version = block.argument("version");
    let mut version = version.map_or_else(|| Value::string(VERSION, span), |entry| entry.value);
    let own_id = block.argument("policy_id");
    let mut id = own_id.clone();
    for (name, overrides) in DOCUMENTS {
        let Some(documents) = block.argument(name) else { continue };
        statements = merge_statements(block, statements, &documents.value, overrides);
        for document in items_of(&documents.value) {
            version = later(version, document);
            let other = element_of(document, "Id").filter(|_| overrides || own_id.is_none());
            id = other.map(|value| Entry { key_span: documents.key_span, value }).or(id);
        }
    }
    let mut policy = Map::default();
    policy.insert("Version", span, version);
    if let Some(id) = id {
        policy.insert("Id", id.key_span, id.value);
    }
    policy.insert("Statement", span, statements);
    Value::new(Kind::Json(Arc::new(Value::map(policy, span))), span)
}

fn statement(block: &dyn Block) -> Value {
    let mut statement = Map::default();
    if let Some(sid) = block.argument("sid") {
        statement.insert("Sid", sid.key_span, sid.value);
    }
    let allow = || Entry { key_span: block.header(), value: Value::string("Allow", block.header()) };
    let effect = block.argument("effect").unwrap_or_else(allow);
    statement.insert("Effect", effect.key_span, effect.value);
    for (from, to) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
        if let Some(list) = block.each_block(from, &|block| fields(block, &["type"], "identifiers")).and_then(not_empty)
        {
            statement.insert(to, list.span(), gather(block, &list, &principals));
        }
    }
    for (from, to) in ELEMENTS {
        if let Some(entry) = block.argument(from).filter(|entry| !is_empty(&entry.value)) {
            let value = if from.ends_with("resources") { policy_variables(&entry.value) } else { entry.value };
            statement.insert(to, entry.key_span, value);
        }
    }
    let conditions_of = |block: &dyn Block| fields(block, &["test", "variable"], "values");
    if let Some(list) = block.each_block("condition", &conditions_of).and_then(not_empty) {
        statement.insert("Condition", list.span(), gather(block, &list, &conditions));
    }
    Value::map(statement, block.header())
}

/// The arguments of these names, and of one more that may hold policy variables.
fn fields(block: &dyn Block, names: &[&str], variable: &str) -> Value {
    let mut fields = Map::default();
    for name in names {
        if let Some(entry) = block.argument(name) {
            fields.insert(*name, entry.key_span, entry.value);
        }
    }
    if let Some(entry) = block.argument(variable) {
        fields.insert(variable, entry.key_span, policy_variables(&entry.value));
    }
    Value::map(fields, block.header())
}

/// What a list of blocks says together. Choices inside the blocks are taken apart first, because they may decide under
/// which key an entry stands.
fn gather(block: &dyn Block, list: &Value, gather: &dyn Fn(&List, Span) -> Option<Value>) -> Value {
    let span = list.span();
    block.distribute(span, std::slice::from_ref(list), false, &mut |operands| {
        let list = operands.first().and_then(Value::as_list);
        let gathered = list.and_then(|list| gather(list, span));
        gathered.unwrap_or_else(|| block.open(span, "blocks", &operands.iter().collect::<Vec<_>>()))
    })
}

/// The statements of other documents before or over those of this one. A statement replaces one with its `Sid`.
fn merge_statements(block: &dyn Block, own: Value, documents: &Value, overrides: bool) -> Value {
    let span = block.header();
    let operands = [own, documents.clone()];
    // Past the bound each statement is there on its own condition.
    if !are_few(&operands, Depth::Items) {
        let [own, documents] = operands.map(on_conditions);
        return merged(block, &own, &documents, overrides);
    }
    block.distribute(span, &operands, true, &mut |operands| match operands {
        [own, documents] => merged(block, own, documents, overrides),
        _ => Value::list(Vec::new(), span),
    })
}

fn merged(block: &dyn Block, own: &Value, documents: &Value, overrides: bool) -> Value {
    let span = block.header();
    let is_open = matches!(&documents.kind, Kind::Set(set) if set.in_order().is_none());
    let mut merged = Merged { block, is_open, list: List::default(), by_sid: HashMap::new(), unknown_sids: 0 };
    let mut own_ones = own.as_list().cloned().unwrap_or_default();
    own_ones.rest = Unknown::both(own_ones.rest.as_ref(), own.as_unknown());
    if overrides {
        merged.add_all(&own_ones);
    }
    for document in items_of(documents) {
        match statements_of(document) {
            Some(list) => {
                if !overrides {
                    refuse_equal_sids(block, &Value::new(Kind::List(list.clone()), span), "a source document");
                }
                merged.add_all(&list);
                merged.add_further(list.rest.as_ref(), overrides);
            }
            None => merged.add_further(block.open(span, "document", &[document]).as_unknown(), overrides),
        }
    }
    let further = documents.as_unknown().or_else(|| documents.rest()).map(rest_of);
    merged.add_further(further.as_ref(), overrides);
    if !overrides {
        merged.add_all(&own_ones);
    }
    merged.add_further(own_ones.rest.as_ref(), !overrides);
    Value::new(Kind::List(merged.list), span)
}

/// Statements of several documents.
struct Merged<'b> {
    block: &'b dyn Block,
    /// Whether it is open in which order the documents come.
    is_open: bool,
    list: List,
    by_sid: HashMap<String, usize>,
    unknown_sids: usize,
}

impl Merged<'_> {
    /// Adds the statements of a document; one with the `Sid` of one that was there before takes its place.
    fn add_all(&mut self, from: &List) {
        let mut added = Vec::new();
        for statement in &from.items {
            let sid = sid(statement);
            match sid.as_ref().and_then(Text::as_str) {
                Some(name) => match self.by_sid.get(name) {
                    Some(at) => {
                        self.replace(*at, name, statement);
                        continue;
                    }
                    None => added.push((name.to_owned(), self.list.items.len())),
                },
                None => sid.iter().for_each(|sid| self.may_replace(sid)),
            }
            self.list.items.push(statement.clone());
        }
        self.by_sid.extend(added);
    }

    /// Puts a statement in the place of the one with its `Sid`, as far as it is there.
    fn replace(&mut self, at: usize, name: &str, statement: &Value) {
        let Some(place) = self.list.items.get_mut(at) else { return };
        let statement = settled(statement);
        if self.is_open {
            *place = self.block.open(place.span(), "one of two statements", &[&*place, &statement]);
        } else if place.may_be_unset().is_none() || unset(&statement) <= 1 {
            *place = or_else(&statement, place);
        } else {
            // In each branch that is not set there would be a copy of the one before.
            let whether = self.block.open(place.span(), "replaced statement", &[&*place, &statement]);
            if let Some(whether) = whether.as_unknown() {
                *place = Value::choice(Arc::clone(whether), place.clone(), Value::null(place.span()));
            }
            self.by_sid.insert(name.to_owned(), self.list.items.len());
            self.list.items.push(statement);
        }
    }

    /// Adds what stands for statements that are not known, each of which takes the place of one with its `Sid` where
    /// they have the last word; of equal ones in two source documents the provider takes none.
    fn add_further(&mut self, further: Option<&Arc<Unknown>>, has_last_word: bool) {
        let Some(further) = further else { return };
        if has_last_word {
            match further.elements.as_deref() {
                Some(any) if any.iter().all(|statement| statement.as_map().is_some()) => {
                    any.iter().filter_map(sid).for_each(|sid| self.may_replace(&sid));
                }
                _ => self.may_replace(&Text::hole(Arc::clone(further))),
            }
        }
        self.list.rest = Unknown::both(self.list.rest.as_ref(), Some(further));
    }

    /// Statements whose `Sid` may be this one are no longer known to be there.
    fn may_replace(&mut self, wanted: &Text) {
        self.unknown_sids += 1;
        for place in &mut self.list.items {
            let bound = self.unknown_sids > MAX_UNKNOWN_SIDS;
            let may_be = bound || sid(place).is_some_and(|sid| sid.same(wanted) == Truth::Unknown);
            if may_be && place.as_unknown().is_none() {
                let by = Value::new(Kind::String(wanted.clone()), place.span());
                *place = self.block.open(place.span(), "replaced statement", &[place, &by]);
            }
        }
    }
}

/// The same with each condition answered in the branches of its own choice.
fn settled(statement: &Value) -> Value {
    let Kind::Choice(choice) = &statement.kind else { return statement.clone() };
    let branch = |of: &Value, answer| settled(&of.under(&World::default().with(&choice.condition, answer)));
    let (when_true, when_false) = (branch(&choice.when_true, true), branch(&choice.when_false, false));
    Value::choice(Arc::clone(&choice.condition), when_true, when_false)
}

/// In how many of its branches a statement is not there.
fn unset(statement: &Value) -> usize {
    match &statement.kind {
        Kind::Choice(choice) => unset(&choice.when_true) + unset(&choice.when_false),
        kind => usize::from(matches!(kind, Kind::Null)),
    }
}

/// A statement, and another one where it is not there.
fn or_else(statement: &Value, other: &Value) -> Value {
    match &statement.kind {
        Kind::Choice(choice) => {
            let (when_true, when_false) = (or_else(&choice.when_true, other), or_else(&choice.when_false, other));
            Value::choice(Arc::clone(&choice.condition), when_true, when_false)
        }
        Kind::Null => other.clone(),
        _ => statement.clone(),
    }
}

/// The `Sid` of a statement that has one.
fn sid(statement: &Value) -> Option<Text> {
    if let Kind::Choice(choice) = &statement.kind {
        let (a, b) = (sid(&choice.when_true), sid(&choice.when_false));
        return match (a, b) {
            // Which of two it has is open.
            (Some(a), Some(b)) if a.same(&b) != Truth::True => Some(Text::hole(Arc::clone(&choice.condition))),
            (a, b) => a.or(b),
        };
    }
    statement.get("Sid")?.to_text().filter(|sid| !sid.is_empty())
}

/// Says of statements of one document that have the same `Sid` that the provider refuses them.
fn refuse_equal_sids(block: &dyn Block, statements: &Value, what: &str) {
    let mut seen = HashMap::new();
    for statement in statements.as_list().into_iter().flat_map(|list| &list.items) {
        // Of those that are there on conditions no two may be there together.
        let statement = Some(statement).filter(|it| !matches!(it.kind, Kind::Choice(_)));
        let Some(statement) = statement else { continue };
        let Some(name) = sid(statement).and_then(|sid| sid.as_str().map(str::to_owned)) else { continue };
        if seen.contains_key(&name) {
            let span = statement.get("Sid").map_or(statement.span(), Value::span);
            let message = format!("two statements of {what} have the `Sid` `{name}`");
            block.refuse(span, message, "the provider refuses it; give each statement a `Sid` of its own");
        }
        seen.insert(name, ());
    }
}

/// The documents of a list, or the one that stands in place of a list.
fn items_of(documents: &Value) -> &[Value] {
    match (documents.members(), &documents.kind) {
        (Some(members), _) => members.items,
        (None, Kind::Unknown(_) | Kind::Null) => &[],
        (None, _) => std::slice::from_ref(documents),
    }
}

/// The version of a policy after another document was merged into it: the later of both.
fn later(version: Value, document: &Value) -> Value {
    let other = element_of(document, "Version").filter(|other| match (other.as_str(), version.as_str()) {
        (Some(other), Some(own)) => other > own,
        _ => false,
    });
    other.unwrap_or(version)
}

/// The statements of a policy; `None` where they are not known.
fn statements_of(document: &Value) -> Option<List> {
    let is_empty = matches!(&document.kind, Kind::String(text) if text.is_empty());
    if is_empty || document.is_null() {
        return Some(List::default());
    }
    if let Kind::Choice(choice) = &document.kind {
        let list = |of: &Value| statements_of(of).map(|list| Value::new(Kind::List(list), of.span()));
        let (when_true, when_false) = (list(&choice.when_true)?, list(&choice.when_false)?);
        let lists = Value::choice(Arc::clone(&choice.condition), when_true, when_false);
        return on_conditions(lists).as_list().cloned();
    }
    let policy = policy_of(document)?;
    // A policy of no statements, such as `{}`, adds none.
    let Some(statements) = policy.get("Statement") else {
        return policy.as_map().is_some_and(|policy| policy.rest.is_none()).then(List::default);
    };
    match (statements.members(), &statements.kind) {
        (Some(Members { items, rest }), _) => Some(List { items: items.to_vec(), rest: rest.cloned() }),
        (None, Kind::Map(_)) => Some(List { items: vec![statements.clone()], rest: None }),
        (None, Kind::Choice(_)) => on_conditions(statements.clone()).as_list().cloned(),
        (None, Kind::Unknown(unknown)) if unknown.elements.is_some() => {
            Some(List { items: Vec::new(), rest: Some(Arc::clone(unknown)) })
        }
        (None, _) => None,
    }
}

/// The policy behind JSON text; `None` where it is not known.
fn policy_of(document: &Value) -> Option<Cow<'_, Value>> {
    match &document.kind {
        Kind::Json(inner) => Some(Cow::Borrowed(inner.as_ref())),
        Kind::String(text) => parse_json_text(text, document.span()).ok().map(Cow::Owned),
        _ => None,
    }
}

/// An element of a policy; `None` where it has none or the policy is not known.
fn element_of(document: &Value, name: &str) -> Option<Value> {
    policy_of(document)?.get(name).cloned()
}

/// The list, unless it is surely empty.
fn not_empty(list: Value) -> Option<Value> {
    (!is_empty(&list)).then_some(list)
}

fn is_empty(value: &Value) -> bool {
    matches!(value.members(), Some(Members { items: [], rest: None }))
}

/// `{type: [identifiers]}`, or `*` alone where the type is `*`.
fn principals(list: &List, span: Span) -> Option<Value> {
    // Where a condition leaves no block, the element is not there.
    if list.items.is_empty() && list.rest.is_none() {
        return Some(Value::null(span));
    }
    let mut all = Map::default();
    for block in &list.items {
        let (kind, identifiers) = (block.get("type")?, block.get("identifiers")?);
        let kind = kind.as_str()?;
        let names_all = identifiers.members().is_some_and(|ids| ids.items.iter().any(|id| id.as_str() == Some("*")));
        if kind == "*" && names_all {
            return Some(Value::string("*", block.span()));
        }
        let identifiers = join_lists(all.get(kind), identifiers)?;
        all.insert(kind, block.span(), identifiers);
    }
    if let Some(rest) = &list.rest {
        all = further_principals(&all, rest).unwrap_or_else(|| all.with_rest(Some(Arc::clone(rest))));
    }
    Some(Value::map(all, span))
}

/// The same with those of further blocks, where their types are known.
fn further_principals(known: &Map, rest: &Arc<Unknown>) -> Option<Map> {
    let mut all = known.clone();
    for block in rest.elements.as_deref()? {
        let (kind, identifiers) = (block.get("type")?.as_str().filter(|kind| *kind != "*")?, block.get("identifiers")?);
        let mut any = identifiers.members().map_or_else(Vec::new, |members| members.items.to_vec());
        if let Some(further) = identifiers.as_unknown().or_else(|| identifiers.rest()) {
            any.extend(further.any_element()?);
        }
        let any = Unknown::of_elements(rest, Some(any.into()));
        let further = Value::new(Kind::List(List { items: Vec::new(), rest: Some(any) }), block.span());
        let identifiers = join_lists(all.get(kind), &further)?;
        all.insert(kind, block.span(), identifiers);
    }
    Some(all)
}

/// `{test: {variable: [values]}}`.
fn conditions(list: &List, span: Span) -> Option<Value> {
    let mut all = Map::default();
    all.rest.clone_from(&list.rest);
    for block in &list.items {
        let (test, variable, values) = (block.get("test")?, block.get("variable")?, block.get("values")?);
        let test_name = test.as_str()?;
        let mut variables = all.get(test_name).and_then(Value::as_map).cloned().unwrap_or_default();
        let values = join_lists(variables.get(variable.as_str()?), values)?;
        variables.insert(variable.as_str()?, variable.span(), values);
        all.insert(test_name, test.span(), Value::map(variables, block.span()));
    }
    Some(Value::map(all, span))
}

/// The values of two blocks for one key.
fn join_lists(before: Option<&Value>, more: &Value) -> Option<Value> {
    let Some(before) = before else { return Some(more.clone()) };
    let parts = |list: &Value| match (list.members(), list.as_unknown()) {
        (Some(Members { items, rest }), _) => Some((items.to_vec(), rest.cloned())),
        (None, unknown) => Some((Vec::new(), Some(Arc::clone(unknown?)))),
    };
    let ((mut items, rest), (further, more_rest)) = (parts(before)?, parts(more)?);
    items.extend(further);
    let rest = Unknown::both(rest.as_ref(), more_rest.as_ref());
    Some(Value::new(Kind::List(List { items, rest }), more.span()))
}

/// `&{…}` stands for a policy variable, because `${…}` is Terraform's own.
fn policy_variables(value: &Value) -> Value {
    match &value.kind {
        Kind::List(list) => {
            let items = list.items.iter().map(policy_variables).collect();
            let rest = list.rest.as_ref().map(|rest| Unknown::each_element(rest, policy_variables));
            Value { kind: Kind::List(List { items, rest }), origin: value.origin.clone() }
        }
        Kind::Unknown(unknown) if unknown.elements.is_some() => {
            let unknown = Unknown::each_element(unknown, policy_variables);
            Value { kind: Kind::Unknown(unknown), origin: value.origin.clone() }
        }
        Kind::Set(set) => Value { kind: Kind::Set(set.each(policy_variables)), origin: value.origin.clone() },
        Kind::Choice(_) => each_branch(value, &policy_variables),
        Kind::String(text)
            if text.pieces().iter().any(|it| matches!(it, Piece::Known(known) if known.contains("&{"))) =>
        {
            Value { kind: Kind::String(with_variables(text)), origin: value.origin.clone() }
        }
        _ => value.clone(),
    }
}

fn with_variables(text: &Text) -> Text {
    let mut out = TextBuilder::default();
    for piece in text.pieces() {
        match piece {
            Piece::Known(known) => out.push(&known.replace("&{", "${")),
            Piece::Hole(hole) => out.push_hole(Arc::clone(hole)),
        }
    }
    out.finish()
}
