//! Programs of Terraform: made, evaluated, planned and made smaller.

#[cfg(test)]
pub(super) mod change;
#[cfg(test)]
pub(super) mod evaluation;
#[cfg(test)]
mod expression;
#[cfg(test)]
pub(super) mod generator;
#[cfg(test)]
pub(super) mod module;
#[cfg(test)]
pub(super) mod plan;
#[cfg(test)]
pub(super) mod shrink;
#[cfg(test)]
pub(super) mod texts;

use bucketlint::engine::Inputs;

use super::super::dice::Dice;
use super::Subject;
use super::verdicts::Verdicts;
use module::Program;

impl Program {
    /// The verdicts, with the values of those variables that are given one.
    pub(super) fn verdicts(&self, given: impl Fn(&str) -> bool) -> Verdicts {
        Verdicts::of(self.files(given), &Inputs::default())
    }
}

impl Subject for Program {
    fn generate(dice: &mut Dice) -> Self {
        generator::program(dice)
    }

    fn smaller(&self) -> Vec<Self> {
        shrink::smaller(self)
    }

    fn is_deployable(&self) -> bool {
        evaluation::instances(self).is_some()
    }

    fn shown(&self) -> String {
        self.files(|_| true).iter().map(|(name, text)| format!("# {name}\n{text}")).collect()
    }
}
