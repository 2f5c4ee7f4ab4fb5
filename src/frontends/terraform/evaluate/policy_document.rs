//! `data.aws_iam_policy_document`: a policy from blocks, each statement with the place of its block.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document>

use std::sync::Arc;

use super::blocks::Block;
use super::distribute::rest_of;
use super::expand::Instance;
use super::{Evaluator, each_branch};
use crate::frontends::terraform::module::Declaration;
use crate::source::Span;
use crate::value::{Kind, List, Map, Piece, Text, TextBuilder, Value, parse_json_text};

/// The version of a policy that names none.
const VERSION: &str = "2012-10-17";

/// Arguments of a statement and what they are in the policy.
const ELEMENTS: [(&str, &str); 4] =
    [("actions", "Action"), ("not_actions", "NotAction"), ("resources", "Resource"), ("not_resources", "NotResource")];

impl Evaluator<'_> {
    /// The policy of a document, as the value behind JSON text.
    pub(super) fn policy_document(&self, it: &Declaration<'_>, instance: &Instance) -> Value {
        let block = Block::of(it, instance);
        let span = block.header;
        let own = self.each_block(&block, "statement", &|statement| self.statement(statement));
        let mut statements = own.unwrap_or_else(|| Value::list(Vec::new(), span));
        for (name, overrides) in [
            ("source_policy_documents", false),
            ("source_json", false),
            ("override_policy_documents", true),
            ("override_json", true),
        ] {
            if let Some(documents) = self.argument(&block, name) {
                statements = self.merge_statements(statements, &documents.value, overrides, span);
            }
        }
        let version =
            self.argument(&block, "version").map_or_else(|| Value::string(VERSION, span), |entry| entry.value);
        let mut policy = Map::default();
        policy.insert("Version", span, version);
        policy.insert("Statement", span, statements);
        Value::new(Kind::Json(Arc::new(Value::map(policy, span))), span)
    }

    fn statement(&self, block: &Block<'_>) -> Value {
        let mut statement = Map::default();
        let text = |map: &mut Map, name: &str, to: &str| {
            if let Some(entry) = self.argument(block, name) {
                map.insert(to, entry.key_span, entry.value);
            }
        };
        text(&mut statement, "sid", "Sid");
        let effect = self.argument(block, "effect");
        match effect {
            Some(entry) => statement.insert("Effect", entry.key_span, entry.value),
            None => statement.insert("Effect", block.header, Value::string("Allow", block.header)),
        };
        for (from, to) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
            if let Some(list) = self.each_block(block, from, &|principal| self.principal(principal)) {
                let value = self.gather(&list, &principals);
                statement.insert(to, list.span(), value);
            }
        }
        for (from, to) in ELEMENTS {
            if let Some(entry) = self.argument(block, from).filter(|entry| !is_empty(&entry.value)) {
                statement.insert(to, entry.key_span, policy_variables(&entry.value));
            }
        }
        if let Some(list) = self.each_block(block, "condition", &|condition| self.condition_block(condition)) {
            let value = self.gather(&list, &conditions);
            statement.insert("Condition", list.span(), value);
        }
        Value::map(statement, block.header)
    }

    fn principal(&self, block: &Block<'_>) -> Value {
        self.fields(block, &["type", "identifiers"])
    }

    fn condition_block(&self, block: &Block<'_>) -> Value {
        self.fields(block, &["test", "variable", "values"])
    }

    fn fields(&self, block: &Block<'_>, names: &[&str]) -> Value {
        let mut fields = Map::default();
        for name in names {
            if let Some(entry) = self.argument(block, name) {
                fields.insert(*name, entry.key_span, policy_variables(&entry.value));
            }
        }
        Value::map(fields, block.header)
    }

    /// What a list of blocks says together. Choices inside the blocks are taken apart first, because they may decide
    /// under which key an entry stands.
    fn gather(&self, list: &Value, gather: &dyn Fn(&List, Span) -> Option<Value>) -> Value {
        let span = list.span();
        self.distribute(span, std::slice::from_ref(list), false, &mut |operands| {
            let list = operands.first().and_then(Value::as_list);
            let gathered = list.and_then(|list| gather(list, span));
            gathered.unwrap_or_else(|| self.open(span, "blocks", &operands.iter().collect::<Vec<_>>()))
        })
    }

    /// The statements of other documents before or over those of this one. A statement replaces one with its `Sid`.
    fn merge_statements(&self, own: Value, documents: &Value, overrides: bool, span: Span) -> Value {
        self.distribute(span, &[own, documents.clone()], true, &mut |operands| {
            let [own, documents] = operands else { return self.error(span, "has no statements") };
            let mut all = own.as_list().cloned().unwrap_or_default();
            let documents = match &documents.kind {
                Kind::List(list) => list.clone(),
                Kind::Unknown(unknown) => List { items: Vec::new(), rest: Some(rest_of(unknown)) },
                _ => List { items: vec![documents.clone()], rest: None },
            };
            let mut others = List { items: Vec::new(), rest: documents.rest.as_ref().map(rest_of) };
            for document in &documents.items {
                match statements_of(document) {
                    Some(list) => put_all(&mut others, &list),
                    None => {
                        let cause = self.open(span, "document", &[document]);
                        others.rest = cause.as_unknown().cloned();
                    }
                }
            }
            if overrides {
                put_all(&mut all, &others);
            } else {
                put_all(&mut others, &all);
                all = others;
            }
            Value::new(Kind::List(all), span)
        })
    }
}

/// Adds statements; one with the `Sid` of another takes its place.
fn put_all(into: &mut List, from: &List) {
    for statement in &from.items {
        let sid =
            |value: &Value| value.get("Sid").and_then(Value::as_str).filter(|sid| !sid.is_empty()).map(str::to_owned);
        let same = sid(statement).and_then(|wanted| into.items.iter_mut().find(|it| sid(it).as_ref() == Some(&wanted)));
        match same {
            Some(place) => *place = statement.clone(),
            None => into.items.push(statement.clone()),
        }
    }
    into.rest = into.rest.clone().or_else(|| from.rest.clone());
}

/// The statements of a policy; `None` where they are not known.
fn statements_of(document: &Value) -> Option<List> {
    let parsed;
    let policy = match &document.kind {
        Kind::Json(inner) => inner.as_ref(),
        Kind::String(text) if text.is_empty() => return Some(List::default()),
        Kind::Null => return Some(List::default()),
        Kind::String(text) => {
            parsed = parse_json_text(text, document.span()).ok()?;
            &parsed
        }
        _ => return None,
    };
    match &policy.get("Statement")?.kind {
        Kind::List(list) => Some(list.clone()),
        Kind::Map(_) => Some(List { items: policy.get("Statement").into_iter().cloned().collect(), rest: None }),
        _ => None,
    }
}

fn is_empty(value: &Value) -> bool {
    value.as_list().is_some_and(|list| list.items.is_empty() && list.rest.is_none())
}

/// `{type: [identifiers]}`, or `*` alone where the type is `*`.
fn principals(list: &List, span: Span) -> Option<Value> {
    let mut all = Map::default();
    all.rest.clone_from(&list.rest);
    for block in &list.items {
        let (kind, identifiers) = (block.get("type")?, block.get("identifiers")?);
        let kind = kind.as_str()?;
        let names_all = identifiers.as_list().is_some_and(|ids| ids.items.iter().any(|id| id.as_str() == Some("*")));
        if kind == "*" && names_all {
            return Some(Value::string("*", block.span()));
        }
        let identifiers = join_lists(all.get(kind), identifiers)?;
        all.insert(kind, block.span(), identifiers);
    }
    Some(Value::map(all, span))
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
    let (before, list) = (before.as_list()?, more.as_list()?);
    let items = before.items.iter().chain(&list.items).cloned().collect();
    let rest = before.rest.clone().or_else(|| list.rest.clone());
    Some(Value::new(Kind::List(List { items, rest }), more.span()))
}

/// `&{…}` stands for a policy variable, because `${…}` is Terraform's own.
fn policy_variables(value: &Value) -> Value {
    match &value.kind {
        Kind::List(list) => {
            let items = list.items.iter().map(policy_variables).collect();
            Value { kind: Kind::List(List { items, rest: list.rest.clone() }), origin: value.origin.clone() }
        }
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
