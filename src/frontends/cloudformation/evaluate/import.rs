//! `Fn::ImportValue`: what other stacks of the unit export.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-importvalue.html>

use std::sync::Arc;

use super::decision::{Answer, chosen};
use super::evaluator::Evaluator;
use crate::frontends::cloudformation::stacks::{Exported, Exporter};
use crate::source::{FileId, Span};
use crate::value::{Elsewhere, Reason, Symbol, Text, Unknown, Value};

impl Exporter for Evaluator<'_> {
    fn file(&self) -> FileId {
        self.template.file
    }

    fn symbol(&self, name: &str) -> Symbol {
        self.own(name)
    }

    fn exported(&self, output: &Arc<str>, in_text: bool, span: Span) -> Value {
        self.as_text(in_text, || self.output(output, span))
    }
}

impl Evaluator<'_> {
    /// The value that another stack exports; where stacks of the unit do or may, what these say.
    pub(super) fn import(&self, argument: &Value, span: Span) -> Value {
        let name = self.in_text(argument);
        self.distribute(span, &[name], false, &|name| match name.first().and_then(Value::to_text) {
            Some(name) => self.imported(&name, span),
            None => self.misused("Fn::ImportValue", span, "takes the name of an export"),
        })
    }

    fn imported(&self, name: &Text, span: Span) -> Value {
        let mut value = None;
        for (export, exported) in self.shared.exports(name).into_iter().rev() {
            let condition = match (self.equal_texts(name, &export, span), &value) {
                (Answer::Known(false), _) => continue,
                (Answer::Known(true), None) => None,
                // Of stacks that export one name, each has an account or a Region of its own.
                (Answer::Known(true), Some(_)) => Some(self.means(name, &exported, span)),
                (Answer::Open(open), _) => {
                    let shown = format!("{} = {}", shown(name), export.display());
                    let symbol = Symbol::of_any_order("==", [name.symbol(), export.symbol()]);
                    let unknown = Unknown::new(shown, span, Reason::AtDeployment(open.cause)).symbol(symbol);
                    Some(unknown.asking(self.test(open.formula)))
                }
            };
            let mode = self.in_text.get();
            let said = exported.stack.exported(&exported.output, mode, span);
            let said = said.used_at(span, format!("output `{}` of another template", exported.output));
            value = Some(match condition {
                Some(condition) => {
                    let others = value.unwrap_or_else(|| self.of_no_stack(name, span));
                    chosen(&Arc::new(condition), said, others, span)
                }
                None => said,
            });
        }
        value.unwrap_or_else(|| self.of_no_stack(name, span))
    }

    /// The open condition that an import means what this stack exports by its name.
    fn means(&self, name: &Text, exported: &Exported<'_>, span: Span) -> Unknown {
        let (stack, output) = (&exported.stack, &exported.output);
        let file = self.shared.workspace.sources().name(stack.file());
        let unknown = Unknown::new(format!("{} is `{output}` of `{file}`", shown(name)), span, Elsewhere::Exports);
        unknown.symbol(Symbol::operation("exported", [name.symbol(), stack.symbol(output)]))
    }

    /// What is imported by a name that no stack of the unit exports.
    fn of_no_stack(&self, name: &Text, span: Span) -> Value {
        let unknown = Unknown::new(shown(name), span, Elsewhere::Export);
        Value::unknown(unknown.symbol(Symbol::operation("Fn::ImportValue", [name.symbol()])), span)
    }
}

/// An import as it is shown.
fn shown(name: &Text) -> String {
    format!("Fn::ImportValue {}", name.display())
}
