//! Source code as lowering reads it.

use super::blocks::Block;
use super::evaluator::Evaluator;
use super::expansion::Instance;
use crate::finding::{Problem, ProblemKind};
use crate::model::{Family, Presence};
use crate::source::Span;
use crate::terraform::declared::{self, Make, Operation};
use crate::terraform::module::Declaration;
use crate::terraform::provider::{Configuration, Resource};
use crate::value::{Entry, Value};

/// A block with the evaluator of its module.
struct BlockReader<'r, 'm> {
    evaluator: &'r Evaluator<'m>,
    block: &'r Block<'r>,
    /// The instance, where the block is a whole one.
    whole: Option<(&'r Declaration<'r>, &'r Instance)>,
}

/// An instance with the evaluator of its module.
pub(crate) struct InstanceReader<'r, 'm> {
    it: &'r Declaration<'r>,
    instance: &'r Instance,
    address: String,
    block: BlockReader<'r, 'm>,
}

impl<'m> Evaluator<'m> {
    /// Hands a declared instance to who reads it.
    pub(crate) fn hand<T>(
        &self,
        it: &Declaration<'_>,
        instance: &Instance,
        reader: impl FnOnce(&InstanceReader<'_, 'm>) -> T,
    ) -> T {
        let block = Block::of(it, instance);
        let block = BlockReader { evaluator: self, block: &block, whole: Some((it, instance)) };
        reader(&InstanceReader { it, instance, address: self.qualify(&instance.address), block })
    }
}

impl declared::Block for BlockReader<'_, '_> {
    fn header(&self) -> Span {
        self.block.header
    }

    fn argument(&self, name: &str) -> Option<Entry> {
        let provider = self.evaluator.run.provider;
        match self.whole {
            Some((it, instance)) if provider.completes(name) => {
                self.evaluator.hand(it, instance, |of| provider.argument(of, name))
            }
            _ => self.evaluator.argument(self.block, name),
        }
    }

    fn each_block(&self, name: &str, make: Make<'_>) -> Option<Value> {
        let evaluator = self.evaluator;
        evaluator.each_block(self.block, name, &|block| make(&BlockReader { evaluator, block, whole: None }))
    }

    fn distribute(&self, span: Span, operands: &[Value], deep: bool, operation: Operation<'_>) -> Value {
        self.evaluator.distribute(span, operands, deep, operation)
    }

    fn open(&self, span: Span, operation: &str, operands: &[&Value]) -> Value {
        self.evaluator.open(span, operation, operands)
    }

    fn refuse(&self, span: Span, message: String, help: &str) {
        self.evaluator.report(Problem::at(ProblemKind::Invalid, span, message).help(help));
    }
}

impl declared::Instance for InstanceReader<'_, '_> {
    fn kind(&self) -> &str {
        self.it.kind
    }

    fn address(&self) -> &str {
        &self.address
    }

    fn header(&self) -> Span {
        self.it.header()
    }

    fn body(&self) -> Span {
        self.it.body()
    }

    fn presence(&self) -> Presence {
        self.instance.presence.clone()
    }

    fn families(&self) -> Vec<Family> {
        self.block.evaluator.families.iter().chain(&self.instance.family).cloned().collect()
    }

    fn block(&self) -> &dyn declared::Block {
        &self.block
    }

    fn attribute(&self, name: &str) -> Value {
        self.block.evaluator.attribute(self.it, self.instance, name, self.it.header())
    }

    fn own_name(&self) -> Value {
        self.there(self.block.evaluator.run.provider.own_name(self))
    }
}

impl Resource for InstanceReader<'_, '_> {
    fn is_data(&self) -> bool {
        self.it.is_data()
    }

    fn sets(&self, argument: &str) -> bool {
        self.it.argument(argument).is_some()
    }

    fn configured(&self, argument: &str) -> Option<Value> {
        self.block.evaluator.configured(self.it, self.instance, argument)
    }

    fn own_argument(&self, name: &str) -> Option<Entry> {
        self.block.evaluator.argument(self.block.block, name)
    }

    fn there(&self, value: Value) -> Value {
        value.in_world(&self.instance.world)
    }

    fn of_member(&self, value: Value) -> Value {
        self.block.evaluator.of_member(self.instance, value)
    }

    fn rendered_file(&self) -> Value {
        self.block.evaluator.rendered_file(self.it, self.instance)
    }

    fn hidden_configuration(&self) -> Option<String> {
        self.block.evaluator.hidden_configuration(self.it)
    }

    fn configuration(&self, read: &mut dyn FnMut(&dyn Configuration) -> Option<Entry>) -> Option<Entry> {
        self.block.evaluator.configuration(self.it, read)
    }

    fn told(&self, kind: &str, attribute: &str) -> Option<Value> {
        self.block.evaluator.told(self.it, kind, attribute)
    }
}
