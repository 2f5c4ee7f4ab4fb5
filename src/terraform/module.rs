//! What a module declares, by name.

use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body, Structure};
use indexmap::IndexMap;

use super::load::{Files, Parsed, Place};
use super::moves::Move;
use super::overrides::{Layer, Overrides, Takes};
use super::provider::Provider;
use super::recover::Broken;
use crate::finding::{Problem, ProblemKind};
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::value::{Elsewhere, Reason, Unparsed};

/// The declarations of one module, which several calls may share.
#[derive(Debug)]
pub(crate) struct Module<'m> {
    pub(crate) sources: &'m Sources,
    pub(super) folder: &'m Path,
    pub(super) variables: HashMap<&'m str, Declaration<'m>>,
    pub(super) locals: HashMap<&'m str, Argument<'m>>,
    pub(super) outputs: IndexMap<&'m str, Declaration<'m>>,
    /// Resources and data sources by address: `aws_s3_bucket.logs`, `data.aws_region.current`.
    pub(super) addresses: HashMap<String, Declaration<'m>>,
    /// Managed resources in order, those that share an address included.
    pub(crate) resources: Vec<Declaration<'m>>,
    pub(super) calls: IndexMap<&'m str, Declaration<'m>>,
    /// Where resources and calls came from.
    pub(super) moves: Vec<Move>,
    /// Configurations of providers: `aws`, and `aws.west` with an alias.
    pub(super) providers: HashMap<String, Declaration<'m>>,
    /// Blocks that do not parse, by address.
    pub(crate) broken: HashMap<String, Broken>,
    /// Whether a block of locals does not parse, so that any local may stand in it.
    pub(super) has_broken_locals: bool,
    /// A file of which nothing parses, so that any name may be declared in it.
    pub(crate) unread: Option<FileId>,
    pub(crate) problems: Vec<Problem>,
    overrides: Overrides<'m>,
}

/// A block with what names it.
#[derive(Clone, Debug)]
pub(crate) struct Declaration<'m> {
    /// The type of a resource, else the block's type.
    pub(crate) kind: &'m str,
    pub(super) name: &'m str,
    pub(super) place: Place,
    pub(super) block: &'m Block,
    /// What is laid over the block, the last word last.
    pub(super) overrides: Option<Rc<[Layer<'m>]>>,
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
    pub(super) fn all_of(body: &'m Body, place: Place) -> impl Iterator<Item = (&'m str, Self)> {
        body.attributes().map(move |attribute| {
            let key = place.span(&attribute.key);
            (attribute.key.as_str(), Argument { place, key, expression: &attribute.value })
        })
    }
}

impl<'m> Declaration<'m> {
    /// The address of a managed resource within its module.
    pub(crate) fn address(&self) -> String {
        format!("{}.{}", self.kind, self.name)
    }

    /// The place of the block's type and labels.
    pub(super) fn header(&self) -> Span {
        self.place.header(self.block)
    }

    /// The place of the whole block.
    pub(super) fn body(&self) -> Span {
        self.place.block(self.block)
    }

    /// The block as one of which nothing is known but the arguments that `may_change` leaves alone.
    fn overridden(&self, may_change: impl Fn(&str) -> bool) -> Broken {
        use hcl_edit::Span as _;
        let kind = self.block.ident.as_str().to_owned();
        let labels = self.block.labels.iter().map(|label| label.as_str().to_owned()).collect();
        // Expressions of JSON are not the text at their place.
        let written = self.block.body.attributes().filter(|_| self.block.span().is_some());
        let kept = written.filter(|it| !may_change(it.key.as_str()));
        let arguments = kept.map(|it| (it.key.as_str().to_owned(), self.place.span(&it.value))).collect();
        Broken { kind, labels, header: self.header(), body: self.body(), is_overridden: true, arguments }
    }

    /// Whether this is a call of a module.
    pub(super) fn is_call(&self) -> bool {
        self.block.ident.as_str() == "module"
    }

    /// Whether this is a data source.
    pub(super) fn is_data(&self) -> bool {
        self.block.ident.as_str() == "data"
    }

    /// The argument of a name, as the last override has it.
    pub(super) fn argument(&self, name: &str) -> Option<Argument<'m>> {
        let layers = self.overrides.iter().flat_map(|layers| layers.iter().rev());
        let over = layers.filter_map(|layer| Argument::of(&layer.block.body, layer.place, name)).next();
        over.or_else(|| Argument::of(&self.block.body, self.place, name))
    }

    /// An argument of the block `lifecycle`, as the last override has it.
    pub(super) fn lifecycle(&self, name: &str) -> Option<Argument<'m>> {
        let of = |body: &'m Body, place: Place| {
            body.get_blocks("lifecycle").find_map(|block| Argument::of(&block.body, place, name))
        };
        let layers = self.overrides.iter().flat_map(|layers| layers.iter().rev());
        let over = layers.filter_map(|layer| of(&layer.block.body, layer.place)).next();
        over.or_else(|| of(&self.block.body, self.place))
    }

    /// The names of all arguments.
    pub(super) fn argument_names(&self) -> impl Iterator<Item = &'m str> {
        let of = |block: &'m Block| block.body.attributes().map(|attribute| attribute.key.as_str());
        let over = self.overrides.iter().flat_map(|layers| layers.iter()).map(|layer| layer.block).collect::<Vec<_>>();
        let own = self.block.body.attributes().map(|attribute| attribute.key.as_str());
        let new = over.into_iter().flat_map(of).filter(|name| self.block.body.get_attribute(name).is_none());
        own.chain(new.collect::<Vec<_>>())
    }
}

impl<'m> Module<'m> {
    /// Collects the declarations of the module of a folder.
    pub(super) fn new(sources: &'m Sources, folder: &'m Path, files: &'m Files, provider: &dyn Provider) -> Self {
        let mut module = Module {
            sources,
            folder,
            variables: HashMap::new(),
            locals: HashMap::new(),
            outputs: IndexMap::new(),
            addresses: HashMap::new(),
            resources: Vec::new(),
            calls: IndexMap::new(),
            moves: Vec::new(),
            providers: HashMap::new(),
            broken: HashMap::new(),
            has_broken_locals: files.unread.is_some(),
            unread: files.unread,
            problems: Vec::new(),
            overrides: Overrides::new(&files.overrides),
        };
        files.configuration.iter().for_each(|parsed| module.collect(parsed, provider));
        files.broken.iter().for_each(|broken| module.collect_broken(broken));
        module.lay_over();
        module.lay_over_broken(files);
        module
    }

    /// Why a name that is not found is not known.
    pub(super) fn missing(&self, address: &str) -> Reason {
        if let Some(broken) = self.broken.get(address) {
            if broken.is_overridden { broken.reason().into() } else { Unparsed::Block.into() }
        } else if self.unread.is_some() {
            Unparsed::MaybeFile.into()
        } else {
            Elsewhere::InModule.into()
        }
    }

    /// Whether a file of it cannot be read, so that it may say anything.
    pub(crate) fn is_partly_unread(&self) -> bool {
        self.unread.and_then(|id| self.sources.file(id)).is_some_and(SourceFile::is_unread)
    }

    /// Whether a name that is not found may be declared in what does not parse.
    pub(super) fn may_declare(&self, address: &str) -> bool {
        let in_locals = address.starts_with("local.") && self.has_broken_locals;
        self.unread.is_some() || self.broken.contains_key(address) || in_locals
    }

    fn collect(&mut self, parsed: &'m Parsed, provider: &dyn Provider) {
        for block in parsed.body.iter().filter_map(Structure::as_block) {
            let labels: Vec<&str> = block.labels.iter().map(|label| label.as_str()).collect();
            let overrides = self.overrides.take(block.ident.as_str(), &labels);
            let declaration = |kind, name| Declaration { kind, name, place: parsed.place, block, overrides };
            match (block.ident.as_str(), labels.as_slice()) {
                ("variable", [name]) => self.variable(declaration("variable", *name)),
                ("locals", []) => self.local(&block.body, parsed.place),
                ("resource", [kind, name]) => self.resource(declaration(*kind, *name), provider),
                ("data", [kind, name]) => self.data(declaration(*kind, *name)),
                ("module", [name]) => self.call(declaration("module", *name)),
                ("output", [name]) => self.output(declaration("output", *name)),
                ("provider", [name]) => self.provider(declaration("provider", *name)),
                ("moved", []) => self.moves.extend(Move::of(&block.body)),
                ("resource" | "data" | "variable" | "module" | "output" | "locals", _) => {
                    let message = format!("`{}` has {} labels, which it never has", block.ident.as_str(), labels.len());
                    self.invalid(parsed.place.header(block), message, "the block is passed over");
                }
                // Settings, and what imports, removes and checks resources, say nothing of what they are.
                _ => {}
            }
        }
    }

    fn provider(&mut self, it: Declaration<'m>) {
        let alias = it.argument("alias").and_then(|alias| alias.expression.as_str().map(str::to_owned));
        let name = alias.map_or_else(|| it.name.to_owned(), |alias| format!("{}.{alias}", it.name));
        self.providers.entry(name).or_insert(it);
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
    fn resource(&mut self, it: Declaration<'m>, provider: &dyn Provider) {
        self.resources.push(it.clone());
        let address = it.address();
        let is_new = !self.addresses.contains_key(&address);
        if !is_new && !provider.is_whole(it.kind) {
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
        self.calls.insert(it.name, it);
    }

    fn output(&mut self, it: Declaration<'m>) {
        if self.outputs.contains_key(it.name) {
            return self.twice(it.header(), &format!("output.{}", it.name));
        }
        self.outputs.insert(it.name, it);
    }

    /// Locals are overridden one by one; overrides of what is not there are at fault.
    fn lay_over(&mut self) {
        for Takes { layer, address } in self.overrides.left() {
            if address == "locals" {
                for (name, argument) in Argument::all_of(&layer.block.body, layer.place) {
                    if self.locals.insert(name, argument).is_none() && !self.has_broken_locals {
                        self.overrides_nothing(argument.key, &format!("local.{name}"), "its value is used");
                    }
                }
                continue;
            }
            self.overrides_nothing(layer.place.header(layer.block), &address, "the block is passed over");
        }
    }

    fn overrides_nothing(&mut self, at: Span, address: &str, help: &str) {
        let message = format!("`{address}` overrides nothing: no other file declares it");
        self.invalid(at, message, &format!("Terraform refuses this; {help}"));
    }

    fn collect_broken(&mut self, broken: &Broken) {
        self.has_broken_locals |= broken.kind == "locals";
        if let Some(address) = broken.address() {
            self.broken.insert(address, broken.clone());
        }
    }

    /// What is laid over a block and does not parse may say anything, so nothing is known of the block either. That it
    /// is there stays known, and of a call where it leads.
    fn lay_over_broken(&mut self, files: &Files) {
        let is_any = files.unread_override.is_some();
        let mut texts: HashMap<String, Vec<&str>> = HashMap::new();
        for broken in &files.broken_overrides {
            if let Some(address) = broken.address() {
                texts.entry(address).or_default().push(self.sources.slice(broken.body));
            }
        }
        let mut cut = Vec::new();
        let mut take = |address: String, it: &Declaration<'m>| {
            let texts = texts.get(&address).filter(|_| !is_any);
            let is_cut = is_any || texts.is_some();
            if is_cut {
                // Text without the name of an argument does not change it, however it is meant.
                let may_change = |name: &str| texts.is_none_or(|texts| texts.iter().any(|text| text.contains(name)));
                cut.push((address, it.overridden(may_change)));
            }
            !is_cut
        };
        self.resources.retain(|it| take(it.address(), it));
        self.addresses.retain(|address, it| take(address.clone(), it));
        self.variables.retain(|name, it| take(format!("var.{name}"), it));
        self.outputs.retain(|name, it| take(format!("output.{name}"), it));
        self.calls.retain(|_, it| {
            take(it.address(), it);
            true
        });
        self.broken.extend(cut);
        if is_any || files.broken_overrides.iter().any(|it| it.kind == "locals") {
            self.locals.clear();
            self.has_broken_locals = true;
        }
    }

    fn twice(&mut self, span: Span, address: &str) {
        let message = format!("`{address}` is declared twice");
        self.invalid(span, message, "the first declaration is used; rename or remove one");
    }

    fn invalid(&mut self, span: Span, message: String, help: &str) {
        self.problems.push(Problem::at(ProblemKind::Invalid, span, message).help(help));
    }
}
