//! Laws that hold of every input, on inputs made by generators: the same ones in every run.
//!
//! `tests/laws.py` asks them of as many inputs as it is told to, from any seed, and prints the smallest counterexamples.

#[cfg(test)]
mod cloudformation;
#[cfg(test)]
mod identity;
#[cfg(test)]
mod policy;
#[cfg(test)]
mod terraform;
#[cfg(test)]
mod verdicts;

use bucketlint::engine::Inputs;

use super::dice::Dice;
use cloudformation::Template;
use identity::Pair;
use policy::{Document, Statement};
use terraform::module::Program;
use terraform::texts::Expression;
use verdicts::Verdicts;

/// What laws are asked of.
trait Subject: Sized {
    fn generate(dice: &mut Dice) -> Self;

    /// Everything that one thing can be taken from.
    fn smaller(&self) -> Vec<Self>;

    /// Whether a deployment is possible that gives these values.
    fn is_deployable(&self) -> bool;

    /// The files as people write them.
    fn shown(&self) -> String;
}

/// Asks a law of many inputs, `usual` ones unless the environment says how many. It says what contradicts it; what is shown is
/// the smallest input that steps lead to, of as many counterexamples as the environment asks for.
fn holds<S: Subject>(usual: u64, law: impl Fn(&S) -> Option<String>) {
    let number = |name: &str, usual| std::env::var(name).ok().and_then(|it| it.parse::<u64>().ok()).unwrap_or(usual);
    let seed = number("LAWS_SEED", 0);
    let (mut shown, most) = (Vec::new(), number("LAWS_SHOWN", 1));
    for seed in seed..seed + number("LAWS_COUNT", usual) {
        let subject = S::generate(&mut Dice::new(seed));
        if law(&subject).is_none() {
            continue;
        }
        let least = least(subject, &law);
        shown.push(format!("seed {seed}: {}\n{}", law(&least).unwrap_or_default(), least.shown()));
        if shown.len() as u64 >= most {
            break;
        }
    }
    assert!(shown.is_empty(), "the law is broken:\n{}", shown.join("\n"));
}

/// The smallest counterexample that steps lead to. After a step that leads to one, those that come after it are tried next.
fn least<S: Subject>(mut subject: S, law: &impl Fn(&S) -> Option<String>) -> S {
    let (mut steps, mut at, mut failed) = (subject.smaller(), 0, 0);
    while failed < steps.len() {
        at %= steps.len();
        let (step, bound) = (&steps[at], subject.shown().len());
        if step.shown().len() < bound && step.is_deployable() && law(step).is_some() {
            subject = steps.swap_remove(at);
            (steps, failed) = (subject.smaller(), 0);
        } else {
            (at, failed) = (at + 1, failed + 1);
        }
    }
    subject
}

/// A value for what is unknown changes nothing that was decided, nor do values for some of it.
fn values_overturn_nothing(
    names: Vec<&String>,
    verdicts: impl Fn(&dyn Fn(&str) -> bool) -> Verdicts,
) -> Option<String> {
    let (open, known) = (verdicts(&|_| false), verdicts(&|_| true));
    if !known.faults.is_empty() {
        return None;
    }
    let mut dice = Dice::new(names.len() as u64);
    let some: Vec<_> = names.into_iter().filter(|_| dice.chance(50)).collect();
    let partly = verdicts(&|name| some.iter().any(|it| *it == name));
    let steps = [("all", &open, &known), ("some", &open, &partly), ("the others", &partly, &known)];
    // What is refused where it is made may not be made once all is known.
    let mut steps = steps.into_iter().filter(|(given, ..)| *given == "all" || partly.faults.is_empty());
    steps.find_map(|(given, was, is)| Some(format!("{} (given {given})", was.overturned_by(is)?)))
}

#[test]
fn values_overturn_nothing_in_terraform() {
    holds(12, |it: &Program| values_overturn_nothing(it.values.keys().collect(), |given| it.verdicts(given)));
}

#[test]
fn values_overturn_nothing_in_cloudformation() {
    holds(12, |it: &Template| values_overturn_nothing(it.values.keys().collect(), |given| it.verdicts(given)));
}

/// What is set on open conditions that bear on most rules in no way.
const NOISE: [&str; 2] = ["LifecycleConfiguration", "Tags"];

/// Conditions that bear on nothing that is judged change nothing.
#[test]
fn noise_changes_nothing_in_terraform() {
    holds(40, |it: &Program| {
        let noisy = terraform::change::with_noise(it, &mut Dice::new(it.values.len() as u64));
        let noisy = noisy.verdicts(|_| false).without(terraform::change::NOISE);
        it.verdicts(|_| false).beside(&NOISE).differing_from(&noisy.beside(&NOISE))
    });
}

#[test]
fn noise_changes_nothing_in_cloudformation() {
    holds(40, |it: &Template| {
        let noisy = it.with_noise(&mut Dice::new(it.values.len() as u64));
        let noisy = noisy.verdicts(|_| false).without("Noise");
        it.verdicts(|_| false).beside(&NOISE).differing_from(&noisy.beside(&NOISE))
    });
}

/// A variable that has a literal's value stands for the literal.
#[test]
fn variables_stand_for_their_values_in_terraform() {
    holds(40, |it: &Program| {
        let before = it.verdicts(|_| false);
        (0..2).find_map(|seed| {
            let changed = terraform::change::with_variable(it, &mut Dice::new(seed + it.shown().len() as u64))?;
            let difference = before.differing_from(&changed.verdicts(|name| name == "given"))?;
            Some(format!("{difference}\n{}becomes", changed.shown()))
        })
    });
}

#[test]
fn parameters_stand_for_their_values_in_cloudformation() {
    holds(40, |it: &Template| {
        let before = it.verdicts(|_| false);
        (0..2).find_map(|seed| {
            let changed = it.with_parameter(&mut Dice::new(seed + it.shown().len() as u64))?;
            let difference = before.differing_from(&changed.verdicts(|name| name == "Given"))?;
            Some(format!("{difference}\n{}becomes", changed.shown()))
        })
    });
}

/// Code and its plan speak of the same resources, and what both decide they decide alike.
#[test]
fn plans_agree_with_their_code() {
    holds(60, |it: &Program| {
        let code = it.verdicts(|_| true);
        let plan = Verdicts::of([("plan.json", terraform::plan::plan(it)?)], &Inputs::default());
        code.contradicted_by(&plan).or_else(|| plan.contradicted_by(&code))
    });
}

/// A template with values says what it says without parameters, conditions and functions.
#[test]
fn templates_come_to_what_they_say() {
    holds(60, |it: &Template| it.verdicts(|_| true).differing_from(&it.resolved()?.verdicts(|_| true)));
}

#[test]
fn different_conditions_are_not_one() {
    holds(200, Pair::contradiction);
}

/// What is decided of texts holds for every value of their variables.
#[test]
fn values_overturn_no_text() {
    holds(120, Expression::contradiction);
}

/// In which order statements, values and conditions stand says nothing.
#[test]
fn order_changes_no_policy() {
    holds(15, |it: &Document| it.differing_from(&it.in_other_order(&mut Dice::new(it.shown().len() as u64))));
}

/// A list of principals, actions, resources or values says what a statement for each of them does.
#[test]
fn lists_taken_apart_change_no_policy() {
    holds(15, |it: &Document| it.differing_from(&it.split(&mut Dice::new(it.shown().len() as u64))));
}

/// One more Deny lets nobody in.
#[test]
fn one_more_deny_opens_no_policy() {
    holds(15, |it: &Document| {
        let dice = &mut Dice::new(it.shown().len() as u64);
        let deny = Statement::generate(dice).denying();
        it.opened_by(&it.with(deny, dice))
    });
}

/// What is said of another bucket changes nothing.
#[test]
fn statements_on_other_buckets_change_no_policy() {
    holds(15, |it: &Document| {
        let dice = &mut Dice::new(it.shown().len() as u64);
        let other = Statement::generate(dice).of_other_bucket();
        it.differing_from(&it.with(other, dice))
    });
}
