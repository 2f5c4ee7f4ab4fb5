//! What Terraform makes of a program whose every variable has a value: the instances with their arguments.
//!
//! Written after Terraform's documentation and sharing nothing with the evaluator that it is held against. `None` is what
//! Terraform refuses, and what is not modelled: neither says anything of the laws.

use std::collections::{BTreeMap, BTreeSet};

use super::expression::{Datum, Expr, For};
use super::module::{Block, Body, Meta, Module, Nested, Program, Variable, Word};

/// One instance of a resource.
#[derive(Clone, Debug)]
pub(in super::super) struct Instance {
    pub(in super::super) module: String,
    pub(in super::super) kind: &'static str,
    pub(in super::super) name: String,
    /// `[0]`, `["a"]` or nothing.
    pub(in super::super) key: String,
    pub(in super::super) values: BTreeMap<String, Datum>,
}

impl Instance {
    pub(in super::super) fn address(&self) -> String {
        format!("{}{}.{}{}", self.module, self.kind, self.name, self.key)
    }
}

/// The names that an expression sees.
#[derive(Clone)]
struct Scope<'p> {
    program: &'p Program,
    module: &'p Module,
    /// `module.store[0].`, empty in the root.
    at: String,
    variables: BTreeMap<String, Datum>,
    bound: Vec<(String, Datum)>,
}

/// Every instance of every resource; `None` where the program is refused.
pub(in super::super) fn instances(program: &Program) -> Option<Vec<Instance>> {
    let mut scope =
        Scope { program, module: &program.root, at: String::new(), variables: BTreeMap::new(), bound: Vec::new() };
    let is_called = program.root.blocks.iter().any(|it| it.word == Word::Module);
    (program.store.is_none() || is_called).then_some(())?;
    scope.variables = scope.inputs(&program.root, &program.values)?;
    let mut out = Vec::new();
    scope.collect(&mut out)?;
    deployable(&out).then_some(out)
}

/// Whether AWS takes these together: names are unique, and a bucket has one part of a kind.
fn deployable(instances: &[Instance]) -> bool {
    let mut seen = BTreeSet::new();
    let is_whole = |it: &Instance| match it.kind {
        "aws_s3_bucket_policy" => it.values.contains_key("policy"),
        "aws_s3_bucket_public_access_block" => {
            it.values.iter().all(|(name, it)| name == "bucket" || matches!(it, Datum::Bool(_) | Datum::Null))
        }
        "aws_s3_bucket_logging" => matches!(it.values.get("target_bucket"), Some(Datum::Computed(_) | Datum::Text(_))),
        "aws_s3_bucket_versioning" => says(it.values.get("versioning_configuration"), &["status"]),
        "aws_s3_bucket_ownership_controls" => says(it.values.get("rule"), &["object_ownership"]),
        "aws_s3_bucket_server_side_encryption_configuration" => {
            says(it.values.get("rule"), &["apply_server_side_encryption_by_default", "sse_algorithm"])
        }
        _ => true,
    };
    instances.iter().all(is_whole)
        && instances.iter().all(|it| match it.values.get("bucket").or_else(|| it.values.get("key_id")) {
            None => true,
            Some(Datum::Null) => it.kind == "aws_s3_bucket",
            Some(owner @ (Datum::Computed(_) | Datum::Text(_))) => seen.insert((it.kind, meant(owner, instances))),
            Some(_) => false,
        })
}

/// The name of the bucket that is meant, by its id or by its name.
fn meant<'i>(owner: &'i Datum, instances: &'i [Instance]) -> &'i Datum {
    let is_meant = |it: &&Instance| *owner == Datum::Computed(format!("{}.id", it.address()));
    let bucket = instances.iter().filter(|it| it.kind == "aws_s3_bucket").find(is_meant);
    bucket.and_then(|it| it.values.get("bucket")).filter(|name| **name != Datum::Null).unwrap_or(owner)
}

/// Whether there are blocks, and each says a text under this path of blocks and an argument.
fn says(blocks: Option<&Datum>, path: &[&str]) -> bool {
    let [name, inner @ ..] = path else { return matches!(blocks, Some(Datum::Text(_))) };
    let items = blocks.and_then(Datum::items).unwrap_or_default();
    let said = |block: &Datum| match block {
        Datum::Map(block) => says(block.get(*name), inner),
        _ => false,
    };
    !items.is_empty() && items.iter().all(|(_, block)| said(block))
}

/// What `aws_iam_policy_document` makes of its statements.
fn document(values: &BTreeMap<String, Datum>) -> Datum {
    let mut statements = Vec::new();
    for it in values.get("statement").and_then(Datum::items).unwrap_or_default() {
        let Datum::Map(it) = it.1 else { continue };
        let mut out = BTreeMap::from([("Effect".to_owned(), Datum::text("Allow"))]);
        for (name, value) in it {
            let (name, value) = match (name.as_str(), value) {
                ("effect", value) => ("Effect", value),
                ("actions", value) => ("Action", value),
                ("resources", value) => ("Resource", value),
                ("principals", Datum::List(blocks)) => ("Principal", principals(&blocks)),
                ("condition", Datum::List(blocks)) => ("Condition", conditions(&blocks)),
                _ => continue,
            };
            out.insert(name.to_owned(), value);
        }
        statements.push(Datum::Map(out));
    }
    let statements = Datum::List(statements);
    let all = BTreeMap::from([
        ("Statement".to_owned(), statements.clone()),
        ("Version".to_owned(), Datum::text("2012-10-17")),
    ]);
    // What other documents do to it is not modelled.
    let is_merged = values.keys().any(|name| name.ends_with("_policy_documents"));
    // No bucket takes a policy without statements.
    if !is_merged && statements.items().is_some_and(|all| all.is_empty()) {
        return Datum::Map(BTreeMap::new());
    }
    let text = if is_merged || statements.is_computed() {
        Datum::Computed("policy".to_owned())
    } else {
        Datum::Text(json(&Datum::Map(all)))
    };
    Datum::Map(BTreeMap::from([("json".to_owned(), text)]))
}

fn principals(blocks: &[Datum]) -> Datum {
    let pair = |it: &Datum| Some((text(&index(it, &Datum::text("type"))?)?, index(it, &Datum::text("identifiers"))?));
    match blocks.iter().filter_map(pair).collect::<Vec<_>>().as_slice() {
        [(kind, _)] if kind == "*" => Datum::text("*"),
        pairs => Datum::Map(pairs.iter().cloned().collect()),
    }
}

fn conditions(blocks: &[Datum]) -> Datum {
    let test = |it: &Datum| {
        let [test, variable, values] = ["test", "variable", "values"].map(|name| index(it, &Datum::text(name)));
        Some((text(&test?)?, Datum::Map(BTreeMap::from([(text(&variable?)?, values?)]))))
    };
    Datum::Map(blocks.iter().filter_map(test).collect())
}

impl<'p> Scope<'p> {
    /// The variables of a module that is given these values.
    fn inputs(&self, module: &Module, given: &BTreeMap<String, Datum>) -> Option<BTreeMap<String, Datum>> {
        let value = |it: &Variable| {
            let value = match (given.get(&it.name), &it.default) {
                (Some(Datum::Null), default) if !it.nullable => default.clone()?,
                (Some(value), _) => convert(value.clone(), it.kind)?,
                (None, default) => convert(default.clone()?, it.kind)?,
            };
            if let Some(condition) = &it.validation {
                let mut scope = self.clone();
                scope.variables = BTreeMap::from([(it.name.clone(), value.clone())]);
                (scope.eval(condition)? == Datum::Bool(true)).then_some(())?;
            }
            Some((it.name.clone(), value))
        };
        module.variables.iter().map(value).collect()
    }

    fn collect(&self, out: &mut Vec<Instance>) -> Option<()> {
        for (_, value) in self.module.locals.iter().chain(&self.module.outputs) {
            self.eval(value)?;
        }
        for block in &self.module.blocks {
            for (key, scope) in self.expansion(block)? {
                match block.word {
                    Word::Module => scope.called(block, &key)?.collect(out)?,
                    Word::Data => drop(scope.body(&block.body)?),
                    Word::Resource => out.push(Instance {
                        module: self.at.clone(),
                        kind: block.kind,
                        name: block.name.clone(),
                        key,
                        values: scope.body(&block.body)?,
                    }),
                }
            }
        }
        Some(())
    }

    /// The keys of a block's instances, each with the scope that it is evaluated in.
    fn expansion(&self, block: &Block) -> Option<Vec<(String, Scope<'p>)>> {
        let with = |names: &[(&str, Datum)]| {
            let mut scope = self.clone();
            scope.bound.extend(names.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
            scope
        };
        Some(match &block.meta {
            Meta::Single => vec![(String::new(), self.clone())],
            Meta::Count(of) => {
                let Datum::Number(count) = self.eval(of)? else { return None };
                (0..count).map(|at| (format!("[{at}]"), with(&[("count.index", Datum::Number(at))]))).collect()
            }
            Meta::ForEach(of) => {
                let of = self.eval(of)?;
                matches!(of, Datum::Set(_) | Datum::Map(_)).then_some(())?;
                let instance = |(key, value): (Datum, Datum)| match &key {
                    Datum::Text(text) => {
                        Some((format!("[{text:?}]"), with(&[("each.key", key.clone()), ("each.value", value)])))
                    }
                    _ => None,
                };
                of.items()?.into_iter().map(instance).collect::<Option<_>>()?
            }
        })
    }

    /// The scope inside of a call of the module.
    fn called(&self, block: &Block, key: &str) -> Option<Scope<'p>> {
        let module = self.program.store.as_ref()?;
        let given = self.body(&block.body)?;
        let variables = self.inputs(module, &given)?;
        let at = format!("{}module.{}{key}.", self.at, block.name);
        Some(Scope { program: self.program, module, at, variables, bound: Vec::new() })
    }

    fn body(&self, body: &Body) -> Option<BTreeMap<String, Datum>> {
        let mut values = BTreeMap::new();
        for (name, value) in &body.arguments {
            values.insert((*name).to_owned(), self.eval(value)?);
        }
        for Nested { name, each, body } in &body.blocks {
            let mut made = Vec::new();
            match each {
                None => made.push(Datum::Map(self.body(body)?)),
                Some(each) => {
                    for (key, value) in self.eval(each)?.items()? {
                        let mut scope = self.clone();
                        scope.bound.extend([(format!("{name}.key"), key), (format!("{name}.value"), value)]);
                        made.push(Datum::Map(scope.body(body)?));
                    }
                }
            }
            match values.entry((*name).to_owned()).or_insert_with(|| Datum::List(Vec::new())) {
                Datum::List(list) => list.extend(made),
                _ => return None,
            }
        }
        Some(values)
    }

    fn name(&self, name: &str) -> Option<Datum> {
        if let Some((_, value)) = self.bound.iter().rev().find(|(bound, _)| bound == name) {
            return Some(value.clone());
        }
        if let Some(name) = name.strip_prefix("var.") {
            return self.variables.get(name).cloned();
        }
        if let Some(name) = name.strip_prefix("local.") {
            let mut outside = self.clone();
            outside.bound.clear();
            return outside.eval(&self.module.locals.iter().find(|(local, _)| local == name)?.1);
        }
        self.block(self.module.blocks.iter().find(|it| it.address() == name)?)
    }

    /// What a reference to a block means: one object, or one for each instance.
    fn block(&self, block: &Block) -> Option<Datum> {
        let mut outside = self.clone();
        outside.bound.clear();
        let mut found = Vec::new();
        for (key, scope) in outside.expansion(block)? {
            let at = format!("{}{}{key}", self.at, block.address());
            let value = match block.word {
                Word::Module => {
                    let inside = scope.called(block, &key)?;
                    let output = |(name, value): &(String, Expr)| Some((name.clone(), inside.eval(value)?));
                    inside.module.outputs.iter().map(output).collect::<Option<_>>()?
                }
                Word::Data => match document(&scope.body(&block.body)?) {
                    Datum::Map(values) => values,
                    _ => return None,
                },
                Word::Resource => {
                    let mut values = scope.body(&block.body)?;
                    for name in ["id", "arn", "bucket"] {
                        values.entry(name.to_owned()).or_insert_with(|| Datum::Computed(format!("{at}.{name}")));
                    }
                    values
                }
            };
            found.push((key.trim_matches(['[', ']', '"']).to_owned(), Datum::Map(value)));
        }
        Some(match block.meta {
            Meta::Single => found.pop()?.1,
            Meta::Count(_) => Datum::List(found.into_iter().map(|(_, value)| value).collect()),
            Meta::ForEach(_) => Datum::Map(found.into_iter().collect()),
        })
    }

    fn eval(&self, it: &Expr) -> Option<Datum> {
        Some(match it {
            Expr::Value(it) => it.clone(),
            Expr::Name(name) => self.name(name)?,
            Expr::Attr(of, name) => match self.eval(of)? {
                Datum::Map(map) => map.get(name)?.clone(),
                _ => return None,
            },
            Expr::Index(both) => index(&self.eval(&both[0])?, &self.eval(&both[1])?)?,
            Expr::Splat(of, name) => {
                let of = match self.eval(of)? {
                    Datum::Null => Vec::new(),
                    Datum::List(items) => items,
                    Datum::Set(items) => items.into_iter().collect(),
                    one => vec![one],
                };
                let attribute = |it| index(&it, &Datum::text(name));
                Datum::List(of.into_iter().map(attribute).collect::<Option<_>>()?)
            }
            Expr::If(all) => match self.eval(&all[0])? {
                Datum::Bool(true) => self.eval(&all[1])?,
                Datum::Bool(false) => self.eval(&all[2])?,
                _ => return None,
            },
            Expr::Not(of) => Datum::Bool(!truth(&self.eval(of)?)?),
            Expr::Binary(operator, both) => binary(operator, self.eval(&both[0])?, self.eval(&both[1])?)?,
            Expr::Call(name, arguments) => self.call(name, arguments)?,
            Expr::For(it) => self.each(it)?,
            Expr::Template(parts) => {
                let parts: Vec<_> = parts.iter().map(|it| self.eval(it)).collect::<Option<_>>()?;
                parts.iter().all(|it| it.items().is_none()).then_some(())?;
                if parts.iter().any(Datum::is_computed) {
                    return Some(Datum::Computed("template".to_owned()));
                }
                Datum::Text(parts.iter().map(text).collect::<Option<String>>()?)
            }
            Expr::Tuple(items) => Datum::List(items.iter().map(|it| self.eval(it)).collect::<Option<_>>()?),
            Expr::Object(entries) => {
                let entry = |(key, value): &(String, Expr)| Some((key.trim_matches('"').to_owned(), self.eval(value)?));
                Datum::Map(entries.iter().map(entry).collect::<Option<_>>()?)
            }
        })
    }

    fn each(&self, it: &For) -> Option<Datum> {
        let (mut list, mut map) = (Vec::new(), BTreeMap::new());
        for (key, value) in self.eval(&it.over)?.items()? {
            let mut scope = self.clone();
            let bound = [key, value];
            scope.bound.extend(it.names.iter().cloned().rev().zip(bound.into_iter().rev()));
            if let Some(when) = &it.when
                && !truth(&scope.eval(when)?)?
            {
                continue;
            }
            let out = scope.eval(&it.out)?;
            match &it.key {
                None => list.push(out),
                Some(key) => map.insert(text(&scope.eval(key)?)?, out).map_or(Some(()), |_| None)?,
            }
        }
        Some(if it.key.is_some() { Datum::Map(map) } else { Datum::List(list) })
    }

    fn call(&self, name: &str, arguments: &[Expr]) -> Option<Datum> {
        match name {
            "try" => return arguments.iter().find_map(|it| self.eval(it)),
            "can" => return Some(Datum::Bool(self.eval(arguments.first()?).is_some())),
            _ => {}
        }
        let given: Vec<_> = arguments.iter().map(|it| self.eval(it)).collect::<Option<_>>()?;
        function(name, given)
    }
}

/// A value as a variable of a type has it.
fn convert(value: Datum, kind: &str) -> Option<Datum> {
    Some(match (kind, value) {
        (_, Datum::Null) => Datum::Null,
        ("set(string)", value) => Datum::Set(value.items()?.into_iter().map(|(_, it)| it).collect()),
        (_, value) => value,
    })
}

fn index(of: &Datum, key: &Datum) -> Option<Datum> {
    match (of, key) {
        (Datum::List(items), Datum::Number(at)) => items.get(usize::try_from(*at).ok()?).cloned(),
        (Datum::Map(map), Datum::Text(key)) => map.get(key).cloned(),
        _ => None,
    }
}

fn truth(it: &Datum) -> Option<bool> {
    match it {
        Datum::Bool(it) => Some(*it),
        _ => None,
    }
}

fn text(it: &Datum) -> Option<String> {
    match it {
        Datum::Text(it) => Some(it.clone()),
        Datum::Number(it) => Some(it.to_string()),
        Datum::Bool(it) => Some(it.to_string()),
        _ => None,
    }
}

fn binary(operator: &str, left: Datum, right: Datum) -> Option<Datum> {
    let computed = left.is_computed() || right.is_computed();
    Some(match (operator, left, right) {
        ("==", left, right) if computed && left != right && left != Datum::Null && right != Datum::Null => return None,
        ("!=", left, right) if computed && left != right && left != Datum::Null && right != Datum::Null => return None,
        ("==", left, right) => Datum::Bool(left == right),
        ("!=", left, right) => Datum::Bool(left != right),
        ("&&", left, right) => Datum::Bool(truth(&left)? & truth(&right)?),
        ("||", left, right) => Datum::Bool(truth(&left)? | truth(&right)?),
        (">", Datum::Number(left), Datum::Number(right)) => Datum::Bool(left > right),
        ("<", Datum::Number(left), Datum::Number(right)) => Datum::Bool(left < right),
        ("+", Datum::Number(left), Datum::Number(right)) => Datum::Number(left + right),
        _ => return None,
    })
}

/// The answer of a function.
fn function(name: &str, given: Vec<Datum>) -> Option<Datum> {
    let values = |it: &Datum| Some(it.items()?.into_iter().map(|(_, value)| value).collect::<Vec<_>>());
    Some(match (name, given.as_slice()) {
        ("length", [of]) => Datum::Number(of.items()?.len() as i64),
        ("contains", [of, item]) => Datum::Bool(values(of)?.contains(item)),
        ("keys", [Datum::Map(map)]) => Datum::List(map.keys().map(Datum::text).collect()),
        ("values", [Datum::Map(map)]) => Datum::List(map.values().cloned().collect()),
        ("toset", [of]) => Datum::Set(values(of)?.into_iter().collect()),
        ("tolist", [of]) => Datum::List(values(of)?),
        ("sort", [of]) => {
            let mut items = values(of)?;
            items.iter().all(|it| matches!(it, Datum::Text(_))).then_some(())?;
            items.sort();
            Datum::List(items)
        }
        ("tostring", [of]) => Datum::Text(text(of)?),
        ("concat", lists) => Datum::List(lists.iter().map(values).collect::<Option<Vec<_>>>()?.concat()),
        ("distinct", [of]) => {
            let mut out: Vec<Datum> = Vec::new();
            values(of)?.into_iter().for_each(|it| {
                if !out.contains(&it) {
                    out.push(it)
                }
            });
            Datum::List(out)
        }
        ("compact", [of]) => {
            let is_there = |it: &Datum| *it != Datum::Null && *it != Datum::text("");
            Datum::List(values(of)?.into_iter().filter(is_there).collect())
        }
        ("merge", maps) => {
            let mut out = BTreeMap::new();
            for map in maps {
                let Datum::Map(map) = map else { return None };
                out.extend(map.clone());
            }
            Datum::Map(out)
        }
        ("setsubtract", [a, b]) => {
            let taken = values(b)?;
            Datum::Set(values(a)?.into_iter().filter(|it| !taken.contains(it)).collect())
        }
        ("setunion", [a, b]) => Datum::Set(values(a)?.into_iter().chain(values(b)?).collect()),
        ("one", [of]) => {
            let mut items = values(of)?.into_iter();
            let first = items.next().unwrap_or(Datum::Null);
            items.next().is_none().then_some(first)?
        }
        ("lookup", [Datum::Map(map), Datum::Text(key), default]) => map.get(key).unwrap_or(default).clone(),
        ("element", [Datum::List(items), Datum::Number(at)]) => items.get(*at as usize % items.len().max(1))?.clone(),
        ("coalesce", items) => items.iter().find(|it| **it != Datum::Null && **it != Datum::text(""))?.clone(),
        ("anytrue", [of]) => Datum::Bool(values(of)?.contains(&Datum::Bool(true))),
        ("alltrue", [of]) => Datum::Bool(values(of)?.iter().all(|it| *it == Datum::Bool(true))),
        ("startswith", [of, with]) => Datum::Bool(text(of)?.starts_with(&text(with)?)),
        ("endswith", [of, with]) => Datum::Bool(text(of)?.ends_with(&text(with)?)),
        ("strcontains", [of, with]) => Datum::Bool(text(of)?.contains(&text(with)?)),
        ("lower", [of]) => Datum::Text(text(of)?.to_lowercase()),
        ("upper", [of]) => Datum::Text(text(of)?.to_uppercase()),
        ("title", [of]) => {
            let of = text(of)?;
            let mut letters = of.chars();
            Datum::Text(letters.next().map(|it| it.to_ascii_uppercase()).into_iter().chain(letters).collect())
        }
        ("join", [with, of]) => {
            let items: Vec<_> = values(of)?.iter().map(text).collect::<Option<_>>()?;
            Datum::Text(items.join(&text(with)?))
        }
        ("format", [of, arguments @ ..]) => {
            let mut out = text(of)?;
            for argument in arguments {
                out = out.replacen("%s", &text(argument)?, 1);
            }
            Datum::Text(out)
        }
        ("formatlist", [of, list]) => {
            let of = text(of)?;
            let items = values(list)?.iter().map(|it| Some(Datum::Text(of.replacen("%s", &text(it)?, 1)))).collect();
            Datum::List(<Option<_>>::clone(&items)?)
        }
        ("flatten", [of]) => {
            let inner = values(of)?.iter().map(values).collect::<Option<Vec<_>>>()?;
            Datum::List(inner.concat())
        }
        ("jsonencode", [of]) if is_refused(of) => return None,
        ("jsonencode", [of]) if of.is_computed() => Datum::Computed("policy".to_owned()),
        ("jsonencode", [of]) => Datum::Text(json(of)),
        _ => return None,
    })
}

/// Whether AWS refuses a policy because it has no statement, or one about nobody or nothing.
fn is_refused(it: &Datum) -> bool {
    let of = |it: &Datum, name: &str| index(it, &Datum::text(name));
    let is_empty = |it: Option<Datum>| it == Some(Datum::List(Vec::new()));
    let is_name =
        |it: &Datum| matches!(it, Datum::Computed(_)) || text(it).is_some_and(|it| it == "*" || it.starts_with("arn:"));
    let is_nowhere = |it: &Datum| match of(it, "Resource") {
        Some(Datum::List(all)) => !all.iter().all(is_name),
        one => !one.is_some_and(|it| is_name(&it)),
    };
    let is_about_nobody = |it: &Datum| is_empty(of(it, "Principal").and_then(|it| of(&it, "AWS")));
    match of(it, "Statement") {
        Some(Datum::List(all)) => all.is_empty() || all.iter().any(is_about_nobody) || all.iter().any(is_nowhere),
        _ => false,
    }
}

/// A value as JSON.
pub(in super::super) fn json(it: &Datum) -> String {
    match it {
        Datum::Null => "null".to_owned(),
        Datum::Bool(it) => it.to_string(),
        Datum::Number(it) => it.to_string(),
        Datum::Text(it) | Datum::Computed(it) => format!("{it:?}"),
        Datum::List(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(",")),
        Datum::Set(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(",")),
        Datum::Map(map) => {
            let entries: Vec<_> = map.iter().map(|(key, value)| format!("{key:?}:{}", json(value))).collect();
            format!("{{{}}}", entries.join(","))
        }
    }
}
