//! What the resources of a module depend on, by the names in their blocks and `depends_on`.
//!
//! <https://developer.hashicorp.com/terraform/internals/graph>

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::visit::{Visit, visit_traversal};

use super::module::{Declaration, Module};
use crate::source::Span;

/// Types of which it matters what comes first.
const ORDERED: [&str; 4] = [
    "aws_s3_account_public_access_block",
    "aws_s3_bucket_acl",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
];

/// How many names are followed for all resources of a module. Past that, no order is known.
const MAX_NAMES: usize = 100_000;

/// What each resource of which it matters depends on, by their headers.
pub(super) fn dependencies(module: &Module<'_>) -> HashMap<Span, HashSet<Span>> {
    let mut follower = Follower { module, named: HashMap::new(), left: MAX_NAMES };
    let ordered = module.resources.iter().filter(|it| ORDERED.contains(&it.kind));
    ordered.map(|it| (it.header(), follower.behind(it))).collect()
}

/// Follows names through a module, looking into each declaration once.
struct Follower<'m, 'f> {
    module: &'m Module<'f>,
    /// What the declarations of a name name, and the header of a resource.
    named: HashMap<Rc<str>, Rc<Named>>,
    left: usize,
}

/// What a declaration names.
#[derive(Default)]
struct Named {
    header: Option<Span>,
    names: Vec<Rc<str>>,
}

impl Follower<'_, '_> {
    /// The headers of what a resource depends on, through locals and data sources too.
    fn behind(&mut self, it: &Declaration<'_>) -> HashSet<Span> {
        let (mut found, mut seen) = (HashSet::new(), HashSet::new());
        let mut names = Names::default();
        names.of(it);
        let mut ahead: Vec<Rc<str>> = names.distinct();
        while let Some(name) = ahead.pop() {
            let Some(left) = self.left.checked_sub(1) else { return HashSet::new() };
            self.left = left;
            if !seen.insert(Rc::clone(&name)) {
                continue;
            }
            let named = self.named(&name);
            found.extend(named.header);
            ahead.extend(named.names.iter().cloned());
        }
        found
    }

    fn named(&mut self, name: &Rc<str>) -> Rc<Named> {
        if let Some(named) = self.named.get(name) {
            return Rc::clone(named);
        }
        let mut names = Names::default();
        let mut header = None;
        if let Some(local) = name.strip_prefix("local.").and_then(|name| self.module.locals.get(name)) {
            names.visit_expr(local.expression);
        } else if let Some(declared) = self.module.addresses.get(&**name) {
            header = Some(declared.header());
            names.of(declared);
        }
        let named = Rc::new(Named { header, names: names.distinct() });
        self.named.insert(Rc::clone(name), Rc::clone(&named));
        named
    }
}

/// The names of resources, data sources and locals in what is visited, as they are declared.
#[derive(Default)]
struct Names(Vec<String>);

impl Names {
    /// The names, each once.
    fn distinct(self) -> Vec<Rc<str>> {
        let names: BTreeSet<String> = self.0.into_iter().collect();
        names.into_iter().map(Rc::from).collect()
    }

    fn of(&mut self, it: &Declaration<'_>) {
        self.visit_body(&it.block.body);
        // In JSON they are texts.
        let depends = it.argument("depends_on").and_then(|names| names.expression.as_array());
        let texts = depends.into_iter().flat_map(|names| names.iter()).filter_map(Expression::as_str);
        self.0.extend(texts.map(str::to_owned));
    }
}

impl Visit for Names {
    fn visit_traversal(&mut self, traversal: &Traversal) {
        if let Expression::Variable(root) = &traversal.expr {
            let steps = traversal.operators.iter().map_while(|step| match step.value() {
                TraversalOperator::GetAttr(name) => Some(name.as_str()),
                _ => None,
            });
            let count = if matches!(root.as_str(), "data" | "resource") { 2 } else { 1 };
            let name = std::iter::once(root.as_str()).chain(steps.take(count));
            let name = name.filter(|part| *part != "resource").collect::<Vec<_>>().join(".");
            self.0.push(name);
        }
        visit_traversal(self, traversal);
    }
}
