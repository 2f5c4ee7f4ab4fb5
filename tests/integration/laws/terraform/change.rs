//! Changes of a program that no verdict may notice.

use super::super::super::dice::Dice;
use super::expression::{Datum, Expr};
use super::module::{Block, Body, Meta, Module, Program, Variable, Word};
use super::shrink::every;

/// What the name of everything starts with that [`with_noise`] adds.
pub(in super::super) const NOISE: &str = "noise";

fn open(name: String, kind: &'static str) -> Variable {
    Variable { name, kind, nullable: true, default: None, validation: None }
}

/// The program with open conditions that bear on nothing: tags, lifecycle rules, other resources.
pub(in super::super) fn with_noise(program: &Program, dice: &mut Dice) -> Program {
    let mut noisy = program.clone();
    let count = 1 + dice.roll(12);
    for module in noisy.modules() {
        make_noisy(module, count);
    }
    if noisy.store.is_some() {
        let calls = noisy.root.blocks.iter_mut().filter(|it| it.word == Word::Module);
        let names =
            ["noise0", "noise1", "noise2", "noise3", "noise4", "noise5", "noise6", "noise7", "noise8", "noise9"];
        let names = names.into_iter().chain(["noise10", "noise11"]).take(count);
        calls.for_each(|it| {
            it.body.arguments.extend(names.clone().map(|name| (name, Expr::name(format!("var.{name}")))))
        });
    }
    noisy
}

fn make_noisy(module: &mut Module, count: usize) {
    let condition = |at: usize| Expr::name(format!("var.{NOISE}{at}"));
    let choice = |at: usize| condition(at).then(Expr::text("x"), Expr::text("y"));
    module.variables.extend((0..count).map(|at| open(format!("{NOISE}{at}"), "bool")));
    let tags = Expr::Object((0..count).map(|at| (format!("t{at}"), choice(at))).collect());
    let mut rules = Vec::new();
    for block in module.blocks.iter_mut().filter(|it| ["aws_s3_bucket", "aws_kms_key"].contains(&it.kind)) {
        block.body.arguments.push(("tags", tags.clone()));
        if block.kind == "aws_s3_bucket" && block.meta == Meta::Single {
            let id = Expr::name(block.address()).attr("id");
            let status = condition(0).then(Expr::text("Enabled"), Expr::text("Disabled"));
            let each = condition(count - 1).then(Expr::Tuple(vec![Expr::number(1)]), Expr::Tuple(vec![]));
            let rule = Body::of([("id", choice(0)), ("status", status)]);
            let block =
                Block::resource("aws_s3_bucket_lifecycle_configuration", NOISE, Meta::Single).with("bucket", id);
            rules.push(block.holding("rule", None, rule.clone()).holding("rule", Some(each), rule));
        }
    }
    let there = |at: usize| Meta::Count(condition(at).then(Expr::number(1), Expr::number(0)));
    module.blocks.extend(rules);
    module.blocks.push(Block::resource("aws_kms_key", NOISE, there(count - 1)).with("tags", tags.clone()));
    let bucket =
        Block::resource("aws_s3_bucket", NOISE, there(0)).with("bucket", Expr::text("x-noise")).with("tags", tags);
    module.blocks.push(bucket);
}

/// The program with a variable in the place of a literal, and what gives the variable the literal's value; `None` where
/// there is no literal.
pub(in super::super) fn with_variable(program: &Program, dice: &mut Dice) -> Option<Program> {
    let mut copy = program.clone();
    let in_store = copy.store.is_some() && dice.chance(50);
    let module = copy.modules().nth(usize::from(in_store))?;
    let mut literals = 0;
    every(module, &mut |it| literals += usize::from(matches!(it, Expr::Value(_))));
    let chosen = dice.roll(literals.max(1));
    let (mut seen, mut value) = (0, None);
    every(module, &mut |it| {
        if let Expr::Value(literal) = it {
            if seen == chosen {
                value = Some(literal.clone());
                *it = Expr::name("var.given");
            }
            seen += 1;
        }
    });
    let value = value?;
    let kind = match &value {
        Datum::Bool(_) => "bool",
        Datum::Number(_) => "number",
        Datum::Text(_) => "string",
        _ => "any",
    };
    let by_default = dice.chance(50);
    let default = by_default.then(|| value.clone());
    let variable = Variable { default, ..open("given".to_owned(), kind) };
    module.variables.push(variable);
    match (by_default, in_store) {
        (true, _) => {}
        (false, false) => drop(copy.values.insert("given".to_owned(), value)),
        (false, true) => {
            let calls = copy.root.blocks.iter_mut().filter(|it| it.word == Word::Module);
            calls.for_each(|it| it.body.arguments.push(("given", Expr::Value(value.clone()))));
        }
    }
    Some(copy)
}
