//! What lowering reads: a declared instance and the blocks in it, whoever gives them. Source code does, and a plan
//! does; the tables that say what an argument means are the same.

use crate::model::{Family, Presence};
use crate::source::Span;
use crate::value::{Entry, Value};

/// What is made of each block of a type.
pub(crate) type Make<'f> = &'f dyn Fn(&dyn Block) -> Value;

/// What is done with operands of which none is a choice.
pub(crate) type Operation<'o> = &'o mut dyn FnMut(&[Value]) -> Value;

/// Arguments and blocks between two braces.
pub(crate) trait Block {
    /// The block's type and labels.
    fn header(&self) -> Span;

    /// An argument; `None` where it is not set.
    fn argument(&self, name: &str) -> Option<Entry>;

    /// What `make` makes of each block of a type, as a list in order; `None` where there is no such block.
    fn each_block(&self, name: &str, make: Make<'_>) -> Option<Value>;

    /// The result of an operation on operands that may be choices. `deep` takes apart choices among the items of lists
    /// too.
    fn distribute(&self, span: Span, operands: &[Value], deep: bool, operation: Operation<'_>) -> Value;

    /// The result of an operation whose operands leave it open.
    fn open(&self, span: Span, operation: &str, operands: &[&Value]) -> Value;

    /// Says that the provider would refuse what stands at `span`.
    fn refuse(&self, span: Span, message: String, help: &str);
}

/// One instance of a resource or data source.
pub(crate) trait Instance {
    /// Its type: `aws_s3_bucket`.
    fn kind(&self) -> &str;

    /// Its address as `terraform show` prints it.
    fn address(&self) -> &str;

    /// What to point at when the whole is meant.
    fn header(&self) -> Span;

    /// The whole declaration.
    fn body(&self) -> Span;

    /// Whether it will be there.
    fn presence(&self) -> Presence;

    /// The collections for whose elements it stands, the outermost first; of none it is one instance.
    fn families(&self) -> Vec<Family>;

    /// What stands in it.
    fn block(&self) -> &dyn Block;

    /// An attribute: configured, made from what is configured, or computed.
    fn attribute(&self, name: &str) -> Value;

    /// The name of what it makes; one hole, or a prefix and a hole, where the provider makes it up.
    fn own_name(&self) -> Value;
}
