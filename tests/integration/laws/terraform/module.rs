//! Terraform's modules as the generator makes them, and how they are written.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::expression::{Datum, Expr};

/// A configuration with at most one module beside its root.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Program {
    pub(in super::super) root: Module,
    pub(in super::super) store: Option<Module>,
    /// What a deployment gives the variables of the root.
    pub(in super::super) values: BTreeMap<String, Datum>,
}

#[derive(Clone, Debug, Default)]
pub(in super::super) struct Module {
    pub(in super::super) variables: Vec<Variable>,
    pub(in super::super) locals: Vec<(String, Expr)>,
    pub(in super::super) blocks: Vec<Block>,
    pub(in super::super) outputs: Vec<(String, Expr)>,
}

#[derive(Clone, Debug)]
pub(in super::super) struct Variable {
    pub(in super::super) name: String,
    pub(super) kind: &'static str,
    pub(super) nullable: bool,
    pub(super) default: Option<Datum>,
    pub(super) validation: Option<Expr>,
}

/// A resource, a data source or a call of the module.
#[derive(Clone, Debug)]
pub(in super::super) struct Block {
    pub(in super::super) word: Word,
    pub(in super::super) kind: &'static str,
    pub(in super::super) name: String,
    pub(in super::super) meta: Meta,
    pub(in super::super) body: Body,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Word {
    Resource,
    Data,
    Module,
}

#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum Meta {
    Single,
    Count(Expr),
    ForEach(Expr),
}

#[derive(Clone, Debug, Default)]
pub(in super::super) struct Body {
    pub(in super::super) arguments: Vec<(&'static str, Expr)>,
    pub(in super::super) blocks: Vec<Nested>,
}

#[derive(Clone, Debug)]
pub(in super::super) struct Nested {
    pub(in super::super) name: &'static str,
    /// What a `dynamic` block is made for each of.
    pub(in super::super) each: Option<Expr>,
    pub(in super::super) body: Body,
}

impl Block {
    pub(in super::super) fn resource(kind: &'static str, name: &str, meta: Meta) -> Self {
        Block { word: Word::Resource, kind, name: name.to_owned(), meta, body: Body::default() }
    }

    pub(super) fn with(mut self, name: &'static str, value: Expr) -> Self {
        self.body.arguments.push((name, value));
        self
    }

    pub(super) fn holding(mut self, name: &'static str, each: Option<Expr>, body: Body) -> Self {
        self.body.blocks.push(Nested { name, each, body });
        self
    }

    /// What an expression calls it.
    pub(in super::super) fn address(&self) -> String {
        match self.word {
            Word::Resource => format!("{}.{}", self.kind, self.name),
            Word::Data => format!("data.{}.{}", self.kind, self.name),
            Word::Module => format!("module.{}", self.name),
        }
    }
}

impl Body {
    pub(super) fn of(arguments: impl IntoIterator<Item = (&'static str, Expr)>) -> Self {
        Body { arguments: arguments.into_iter().collect(), blocks: Vec::new() }
    }

    pub(super) fn expressions(&mut self) -> Vec<&mut Expr> {
        let Body { arguments, blocks } = self;
        let nested = blocks.iter_mut().flat_map(|it| it.each.iter_mut().chain(it.body.expressions()));
        arguments.iter_mut().map(|(_, it)| it).chain(nested).collect()
    }

    fn write(&self, out: &mut String, indent: usize) {
        let pad = " ".repeat(indent);
        for (name, value) in &self.arguments {
            writeln!(out, "{pad}{name} = {value}").unwrap();
        }
        for Nested { name, each, body } in &self.blocks {
            match each {
                None => {
                    writeln!(out, "{pad}{name} {{").unwrap();
                    body.write(out, indent + 2);
                }
                Some(each) => {
                    writeln!(out, "{pad}dynamic \"{name}\" {{\n{pad}  for_each = {each}\n{pad}  content {{").unwrap();
                    body.write(out, indent + 4);
                    writeln!(out, "{pad}  }}").unwrap();
                }
            }
            writeln!(out, "{pad}}}").unwrap();
        }
    }
}

impl Module {
    /// Every expression, outermost ones alone.
    pub(in super::super) fn expressions(&mut self) -> Vec<&mut Expr> {
        let mut all: Vec<&mut Expr> = self.locals.iter_mut().chain(&mut self.outputs).map(|(_, it)| it).collect();
        for Block { meta, body, .. } in &mut self.blocks {
            if let Meta::Count(it) | Meta::ForEach(it) = meta {
                all.push(it);
            }
            all.extend(body.expressions());
        }
        all
    }

    fn write(&self) -> String {
        let mut out = String::new();
        self.variables.iter().for_each(|it| it.write(&mut out));
        if !self.locals.is_empty() {
            writeln!(out, "locals {{").unwrap();
            self.locals.iter().for_each(|(name, value)| writeln!(out, "  {name} = {value}").unwrap());
            writeln!(out, "}}").unwrap();
        }
        for it in &self.blocks {
            match it.word {
                Word::Resource => writeln!(out, "resource \"{}\" \"{}\" {{", it.kind, it.name).unwrap(),
                Word::Data => writeln!(out, "data \"{}\" \"{}\" {{", it.kind, it.name).unwrap(),
                Word::Module => writeln!(out, "module \"{}\" {{\n  source = \"./store\"", it.name).unwrap(),
            }
            match &it.meta {
                Meta::Single => {}
                Meta::Count(of) => writeln!(out, "  count = {of}").unwrap(),
                Meta::ForEach(of) => writeln!(out, "  for_each = {of}").unwrap(),
            }
            it.body.write(&mut out, 2);
            writeln!(out, "}}").unwrap();
        }
        for (name, value) in &self.outputs {
            writeln!(out, "output \"{name}\" {{\n  value = {value}\n}}").unwrap();
        }
        out
    }
}

impl Variable {
    fn write(&self, out: &mut String) {
        writeln!(out, "variable \"{}\" {{\n  type = {}", self.name, self.kind).unwrap();
        if !self.nullable {
            writeln!(out, "  nullable = false").unwrap();
        }
        if let Some(default) = &self.default {
            writeln!(out, "  default = {default}").unwrap();
        }
        if let Some(condition) = &self.validation {
            let message = "error_message = \"This value is not allowed.\"";
            writeln!(out, "  validation {{\n    condition = {condition}\n    {message}\n  }}").unwrap();
        }
        writeln!(out, "}}").unwrap();
    }
}

impl Program {
    /// The files, with the values of those variables that are given one.
    pub(in super::super) fn files(&self, given: impl Fn(&str) -> bool) -> Vec<(&'static str, String)> {
        let mut files = vec![("main.tf", self.root.write())];
        files.extend(self.store.iter().map(|module| ("store/main.tf", module.write())));
        let declared = |name: &str| self.root.variables.iter().any(|it| it.name == name);
        let values = self.values.iter().filter(|(name, _)| given(name) && declared(name));
        let lines = values.map(|(name, value)| format!("{name} = {value}\n"));
        let values: String = lines.collect();
        files.extend((!values.is_empty()).then_some(("terraform.tfvars", values)));
        files
    }

    pub(in super::super) fn modules(&mut self) -> impl Iterator<Item = &mut Module> {
        [&mut self.root].into_iter().chain(&mut self.store)
    }
}
