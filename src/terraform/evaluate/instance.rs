//! Source code as lowering reads it.

use super::blocks::Block;
use super::evaluator::Evaluator;
use super::expansion::Instance;
use crate::catalogue::ACCOUNT;
use crate::finding::{Problem, ProblemKind};
use crate::model::{Family, Presence};
use crate::source::Span;
use crate::terraform::declared::{self, Make, Operation};
use crate::terraform::module::Declaration;
use crate::value::{Entry, Value};

/// A block with the evaluator of its module.
struct BlockReader<'r, 'm> {
    evaluator: &'r Evaluator<'m>,
    block: &'r Block<'r>,
    /// The resource, where the block is a whole one.
    it: Option<&'r Declaration<'r>>,
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
        let block = BlockReader { evaluator: self, block: &block, it: Some(it) };
        reader(&InstanceReader { it, instance, address: self.qualify(&instance.address), block })
    }
}

impl declared::Block for BlockReader<'_, '_> {
    fn header(&self) -> Span {
        self.block.header
    }

    fn argument(&self, name: &str) -> Option<Entry> {
        let own = |name| self.evaluator.argument(self.block, name);
        match (name, self.it) {
            ("region", Some(it)) => own(name).or_else(|| self.evaluator.provider_region(it)),
            (ACCOUNT, Some(it)) => self.evaluator.account_by_credentials(it),
            ("tags_all", Some(it)) => self.evaluator.all_tags(it, own("tags")),
            _ => own(name),
        }
    }

    fn each_block(&self, name: &str, make: Make<'_>) -> Option<Value> {
        let evaluator = self.evaluator;
        evaluator.each_block(self.block, name, &|block| make(&BlockReader { evaluator, block, it: None }))
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

    fn bucket_name(&self) -> Value {
        self.block.evaluator.bucket_name(self.it, self.instance).in_world(&self.instance.world)
    }
}
