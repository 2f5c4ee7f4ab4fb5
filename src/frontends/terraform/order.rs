//! What the resources of a module depend on, by the names in their blocks and `depends_on`.
//!
//! <https://developer.hashicorp.com/terraform/internals/graph>

use std::collections::{HashMap, HashSet};

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

/// How many names are followed for one resource. Past that, no order is known.
const MAX_NAMES: usize = 2_000;

/// What each resource of which it matters depends on, by their headers.
pub(super) fn dependencies(module: &Module<'_>) -> HashMap<Span, HashSet<Span>> {
    let ordered = module.resources.iter().filter(|it| ORDERED.contains(&it.kind));
    ordered.map(|it| (it.header(), behind(module, it))).collect()
}

/// The headers of what a resource depends on, through locals and data sources too.
fn behind(module: &Module<'_>, it: &Declaration<'_>) -> HashSet<Span> {
    let (mut found, mut seen) = (HashSet::new(), HashSet::new());
    let mut names = Names::default();
    names.of(it);
    while let Some(name) = names.0.pop() {
        if seen.len() >= MAX_NAMES || !seen.insert(name.clone()) {
            continue;
        }
        if let Some(local) = name.strip_prefix("local.").and_then(|name| module.locals.get(name)) {
            names.visit_expr(local.expression);
        } else if let Some(declared) = module.addresses.get(&name) {
            found.insert(declared.header());
            names.of(declared);
        }
    }
    found
}

/// The names of resources, data sources and locals in what is visited, as they are declared.
#[derive(Default)]
struct Names(Vec<String>);

impl Names {
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
            let count = if root.as_str() == "data" { 2 } else { 1 };
            let name = std::iter::once(root.as_str()).chain(steps.take(count));
            self.0.push(name.collect::<Vec<_>>().join("."));
        }
        visit_traversal(self, traversal);
    }
}
