//! Terraform: the files of a folder as one module, with the modules that it calls.
//!
//! Stages, each of which knows only those before: [`callers`] finds the roots, the [language](crate::terraform) reads
//! them and answers what an expression is, and [`lower`] puts the resources of every module instance into the words of
//! the [common model](crate::model).

mod callers;
pub(super) mod lower;
mod names;
pub(super) mod provider;

use std::collections::BTreeSet;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use super::{Foreign, Frontend, Loaded, Unit, Workspace};
use crate::finding::Problem;
use crate::model::Order;
use crate::source::{FileId, Library, Wanted};
use crate::terraform::moves::Moves;
use crate::terraform::{evaluate, given, modules, order, tree};
use crate::unit::Budget;
use provider::Aws;

/// The front end.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terraform;

impl Frontend for Terraform {
    fn name(&self) -> &'static str {
        "Terraform"
    }

    fn wants(&self, path: &Path) -> Option<Wanted> {
        names::wanted(path)
    }

    fn foreign(&self, path: &Path) -> Option<Foreign> {
        names::foreign(path)
    }

    /// One unit for each root module.
    fn units(&self, library: &Library<'_>, named: &BTreeSet<FileId>) -> Vec<Unit> {
        callers::units(library, named)
    }

    fn check_inputs(&self, workspace: &Workspace<'_>, units: &[Unit]) -> Vec<Problem> {
        let undeclared = given::undeclared(workspace.sources(), workspace.inputs, units);
        undeclared.into_iter().chain(given::elsewhere(units)).collect()
    }

    fn load(&self, workspace: &Workspace<'_>, unit: &Unit) -> Loaded {
        let tree = tree::Tree::load(workspace, unit);
        let given = given::Given::new(&tree.values);
        let modules = modules::Modules::new(workspace.sources(), &tree, &Aws);
        let budget = Budget::new(workspace.allowance);
        budget.grow(tree.bytes(workspace.sources()));
        let run = Rc::new(evaluate::Run::new(workspace.library, &modules, &Aws, &given, &budget));
        let mut loaded = Loaded::default();
        let mut moves = Moves::default();
        if let Some(root) = modules.root() {
            evaluate::Evaluator::root(root, Rc::clone(&run)).each_module(&mut |module| {
                let lowered = lower::lower(module);
                if let Some(call) = module.called_at() {
                    let called = lowered.resources.iter().map(|it| (Arc::clone(&it.address), Arc::clone(&call)));
                    loaded.deployment.called.extend(called);
                }
                loaded.deployment.resources.extend(lowered.resources);
                loaded.deployment.attachments.extend(lowered.attachments);
                loaded.deployment.switched_off.extend(lowered.switched_off);
                loaded.deployment.handed.extend(module.handed().into_iter().chain(lowered.handed));
                module.add_moves(&mut moves);
            });
        }
        let former = loaded.deployment.resources.iter().map(|it| (Arc::clone(&it.address), moves.former(&it.address)));
        loaded.deployment.former = former.filter(|(_, former)| !former.is_empty()).collect();
        loaded.deployment.not_made = run.all_not_made();
        // A module says the same of each of its instances.
        let behind = order::dependencies(&modules, &Aws);
        loaded.deployment.order = Some(Order { behind, ..Order::default() });
        let problems = &mut loaded.problems;
        problems.extend(tree.folders.values().flat_map(|files| &files.problems).chain(&tree.problems).cloned());
        problems.extend(modules.all().flat_map(|module| &module.problems).chain(&tree.values.problems).cloned());
        problems.extend(run.problems());
        problems.sort_by_key(|problem| problem.span);
        loaded.cost = budget.cost();
        loaded
    }
}
