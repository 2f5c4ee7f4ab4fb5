//! What a module declares, by name.

use std::collections::HashMap;

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body, Structure};

use super::load::{Files, Parsed, Place};
use super::recover::Broken;
use crate::finding::{Problem, ProblemKind};
use crate::source::{Sources, Span};

/// The declarations of one module.
#[derive(Debug)]
pub(super) struct Module<'m> {
    pub(super) sources: &'m Sources,
    /// What stands before every address and every symbol of this module: nothing in the root, `module.logs.` below it.
    pub(super) path: String,
    pub(super) variables: HashMap<&'m str, Declaration<'m>>,
    /// What variable files say, the last word for each variable.
    pub(super) values: HashMap<&'m str, Argument<'m>>,
    pub(super) locals: HashMap<&'m str, Argument<'m>>,
    /// Resources and data sources by address: `aws_s3_bucket.logs`, `data.aws_region.current`.
    pub(super) addresses: HashMap<String, Declaration<'m>>,
    /// Managed resources in order, those that share an address included.
    pub(super) resources: Vec<Declaration<'m>>,
    pub(super) calls: HashMap<&'m str, Declaration<'m>>,
    /// Blocks that do not parse, by address.
    pub(super) broken: HashMap<String, &'m Broken>,
    /// Whether a block of locals does not parse, so that any local may stand in it.
    pub(super) has_broken_locals: bool,
    pub(super) problems: Vec<Problem>,
}

/// A block with what names it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declaration<'m> {
    /// The type of a resource, else the block's type.
    pub(super) kind: &'m str,
    pub(super) name: &'m str,
    pub(super) place: Place,
    pub(super) block: &'m Block,
}

/// An expression that is given a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Argument<'m> {
    pub(super) place: Place,
    pub(super) key: Span,
    pub(super) expression: &'m Expression,
}

impl<'m> Argument<'m> {
    /// The argument of a name in a body.
    pub(super) fn of(body: &'m Body, place: Place, name: &str) -> Option<Self> {
        let attribute = body.get_attribute(name)?;
        Some(Argument { place, key: place.span(&attribute.key), expression: &attribute.value })
    }

    /// All arguments of a body with their names.
    fn all(parsed: &'m Parsed) -> impl Iterator<Item = (&'m str, Self)> {
        Self::all_of(&parsed.body, parsed.place)
    }

    fn all_of(body: &'m Body, place: Place) -> impl Iterator<Item = (&'m str, Self)> {
        body.attributes().map(move |attribute| {
            let key = place.span(&attribute.key);
            (attribute.key.as_str(), Argument { place, key, expression: &attribute.value })
        })
    }
}

impl Declaration<'_> {
    /// The address of a managed resource within its module.
    pub(super) fn address(&self) -> String {
        format!("{}.{}", self.kind, self.name)
    }

    /// The place of the block's type and labels.
    pub(super) fn header(&self) -> Span {
        self.place.header(self.block)
    }
}

impl<'m> Module<'m> {
    /// Collects the declarations of the root module.
    pub(super) fn new(sources: &'m Sources, files: &'m Files) -> Self {
        let mut module = Module {
            sources,
            path: String::new(),
            variables: HashMap::new(),
            values: files.values.iter().flat_map(Argument::all).collect(),
            locals: HashMap::new(),
            addresses: HashMap::new(),
            resources: Vec::new(),
            calls: HashMap::new(),
            broken: HashMap::new(),
            has_broken_locals: false,
            problems: Vec::new(),
        };
        files.configuration.iter().for_each(|parsed| module.collect(parsed));
        files.broken.iter().for_each(|broken| module.collect_broken(broken));
        module
    }

    fn collect(&mut self, parsed: &'m Parsed) {
        for block in parsed.body.iter().filter_map(Structure::as_block) {
            let labels: Vec<&str> = block.labels.iter().map(|label| label.as_str()).collect();
            let declaration = |kind, name| Declaration { kind, name, place: parsed.place, block };
            match (block.ident.as_str(), labels.as_slice()) {
                ("variable", [name]) => self.variable(declaration("variable", *name)),
                ("locals", []) => self.local(&block.body, parsed.place),
                ("resource", [kind, name]) => self.resource(declaration(*kind, *name)),
                ("data", [kind, name]) => self.data(declaration(*kind, *name)),
                ("module", [name]) => self.call(declaration("module", *name)),
                ("resource" | "data" | "variable" | "module" | "locals", _) => {
                    let message = format!("`{}` has {} labels, which it never has", block.ident.as_str(), labels.len());
                    self.invalid(parsed.place.header(block), message, "the block is passed over");
                }
                _ => {}
            }
        }
    }

    fn variable(&mut self, it: Declaration<'m>) {
        if self.variables.contains_key(it.name) {
            return self.twice(it.header(), &format!("var.{}", it.name));
        }
        self.variables.insert(it.name, it);
    }

    fn local(&mut self, body: &'m Body, place: Place) {
        for (name, argument) in Argument::all_of(body, place) {
            if self.locals.contains_key(name) {
                self.twice(argument.key, &format!("local.{name}"));
            } else {
                self.locals.insert(name, argument);
            }
        }
    }

    /// A resource of a type that becomes part of the model is reported by whoever links the model.
    fn resource(&mut self, it: Declaration<'m>) {
        self.resources.push(it);
        let address = it.address();
        let is_new = !self.addresses.contains_key(&address);
        if !is_new && !super::lower::is_lowered(it.kind) {
            self.twice(it.header(), &address);
        }
        self.addresses.entry(address).or_insert(it);
    }

    fn data(&mut self, it: Declaration<'m>) {
        let address = format!("data.{}", it.address());
        if self.addresses.contains_key(&address) {
            return self.twice(it.header(), &address);
        }
        self.addresses.insert(address, it);
    }

    fn call(&mut self, it: Declaration<'m>) {
        if self.calls.contains_key(it.name) {
            return self.twice(it.header(), &format!("module.{}", it.name));
        }
        let message = format!("the call of `module.{}` is not followed yet", it.name);
        let note = Problem::at(ProblemKind::Note, it.header(), message);
        self.problems.push(note.help("its resources are not judged here, and its outputs are unknown"));
        self.calls.insert(it.name, it);
    }

    fn collect_broken(&mut self, broken: &'m Broken) {
        let address = match (broken.kind.as_str(), broken.labels.as_slice()) {
            ("locals", _) => {
                self.has_broken_locals = true;
                return;
            }
            ("resource", [kind, name]) => format!("{kind}.{name}"),
            ("data", [kind, name]) => format!("data.{kind}.{name}"),
            ("variable", [name]) => format!("var.{name}"),
            ("module", [name]) => format!("module.{name}"),
            _ => return,
        };
        self.broken.insert(address, broken);
    }

    fn twice(&mut self, span: Span, address: &str) {
        let message = format!("`{address}` is declared twice");
        self.invalid(span, message, "the first declaration is used; rename or remove one");
    }

    fn invalid(&mut self, span: Span, message: String, help: &str) {
        self.problems.push(Problem::at(ProblemKind::Invalid, span, message).help(help));
    }
}
