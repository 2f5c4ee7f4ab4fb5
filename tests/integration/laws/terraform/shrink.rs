//! Smaller programs, one step each.

use super::expression::Expr;
use super::module::{Meta, Module, Program};

/// Everything that one thing can be taken from.
pub(in super::super) fn smaller(program: &Program) -> Vec<Program> {
    let mut out = Vec::new();
    for at in 0..2 {
        let module = |program: &mut Program| program.modules().nth(at).cloned();
        let Some(whole) = module(&mut program.clone()) else { continue };
        for module in smaller_modules(&whole) {
            let mut copy = program.clone();
            *copy.modules().nth(at).expect("the module") = module;
            out.push(copy);
        }
    }
    out.extend(program.store.is_some().then(|| Program { store: None, ..program.clone() }));
    out
}

fn smaller_modules(whole: &Module) -> Vec<Module> {
    let mut out = Vec::new();
    let mut step = |change: &dyn Fn(&mut Module)| {
        let mut copy = whole.clone();
        change(&mut copy);
        out.push(copy);
    };
    (0..whole.blocks.len()).for_each(|at| step(&|it| drop(it.blocks.remove(at))));
    (0..whole.locals.len()).for_each(|at| step(&|it| drop(it.locals.remove(at))));
    (0..whole.outputs.len()).for_each(|at| step(&|it| drop(it.outputs.remove(at))));
    for (at, it) in whole.variables.iter().enumerate() {
        step(&|it| drop(it.variables.remove(at)));
        if it.validation.is_some() {
            step(&|it| it.variables[at].validation = None);
        }
        if !it.nullable {
            step(&|it| it.variables[at].nullable = true);
        }
    }
    for (at, it) in whole.blocks.iter().enumerate() {
        if it.meta != Meta::Single {
            step(&|it| it.blocks[at].meta = Meta::Single);
        }
        let owner = |name: &str| name == "bucket" && it.kind != "aws_s3_bucket";
        for (n, _) in it.body.arguments.iter().enumerate().filter(|(_, (name, _))| !owner(name)) {
            step(&|it| drop(it.blocks[at].body.arguments.remove(n)));
        }
        (0..it.body.blocks.len()).for_each(|n| step(&|it| drop(it.blocks[at].body.blocks.remove(n))));
        (0..it.body.blocks.len()).for_each(|n| step(&|it| it.blocks[at].body.blocks[n].each = None));
    }
    let locals = whole.locals.clone();
    for (name, value) in &locals {
        step(&|it| {
            every(it, &mut |it| {
                if *it == Expr::name(format!("local.{name}")) {
                    *it = value.clone()
                }
            })
        });
    }
    let mut nodes = 0;
    every(&mut whole.clone(), &mut |_| nodes += 1);
    for at in 0..nodes {
        for part in 0..4 {
            step(&|module| {
                let mut seen = 0;
                every(module, &mut |it| {
                    if seen == at {
                        simplify(it, part);
                    }
                    seen += 1;
                });
            });
        }
    }
    out
}

/// An expression becomes one of its parts, or loses one, or becomes a value.
fn simplify(it: &mut Expr, part: usize) {
    match it {
        Expr::Tuple(items) if part < items.len() => drop(items.remove(part)),
        Expr::For(of) if part == 3 => of.when = None,
        Expr::Object(_) | Expr::Template(_) | Expr::Value(_) | Expr::Call("jsonencode", _) => {}
        Expr::Binary(..) | Expr::Not(_) | Expr::Call("try" | "can" | "contains" | "anytrue" | "alltrue", _)
            if part == 3 =>
        {
            *it = Expr::name("var.flag");
        }
        Expr::If(_) if part == 3 => *it = Expr::truth(true),
        _ => {
            let chosen = it.parts().into_iter().nth(part).cloned();
            *it = chosen.unwrap_or_else(|| it.clone());
        }
    }
}

/// Shows every expression, parts after the whole.
pub(in super::super) fn every(module: &mut Module, see: &mut dyn FnMut(&mut Expr)) {
    fn walk(it: &mut Expr, see: &mut dyn FnMut(&mut Expr)) {
        see(it);
        it.parts().into_iter().for_each(|part| walk(part, see));
    }
    module.expressions().into_iter().for_each(|it| walk(it, see));
}
