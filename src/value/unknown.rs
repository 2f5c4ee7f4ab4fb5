//! What is not known, and why.

use std::sync::{Arc, LazyLock};

use super::{Constant, Kind, Nature, Reason, Symbol, Test, Value};
use crate::source::Span;

/// A value that the code alone does not decide.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// Its identity: two unknowns of one symbol have the same value.
    pub symbol: Symbol,
    /// The expression as its author wrote it, for reports: `var.kms_key`.
    pub expression: Arc<str>,
    /// Where the expression stands.
    pub span: Span,
    /// Why it is unknown.
    pub reason: Reason,
    /// What is known all the same.
    pub nature: Arc<Nature>,
    /// Where it is an open condition: what the condition asks.
    pub test: Option<Arc<Test>>,
    /// Whether the language may answer with an error in its place, which Terraform's `try` and `can` catch.
    pub may_fail: bool,
    /// Where it is the JSON text of a value of which parts are known: the value.
    pub encoded: Option<Arc<Value>>,
    /// Where it is a collection, or stands for further elements of one, and something is known of them: each of them
    /// is one of these. They say nothing of how many there are, and two elements that are one of these may differ.
    pub elements: Option<Arc<[Value]>>,
}

impl Unknown {
    /// An unknown of which nothing is known. The symbol is the expression; use [`Unknown::symbol`] where it is not
    /// unique. What would depend on itself has the reason of that.
    pub fn new(expression: impl Into<Arc<str>>, span: Span, reason: impl Into<Reason>) -> Self {
        let expression = expression.into();
        let reason = match reason.into() {
            Reason::DependsOn(cause) if cause.expression.as_ref() == Some(&expression) => cause.reason.clone(),
            reason => reason,
        };
        Unknown {
            symbol: Symbol::input(Arc::clone(&expression)),
            expression,
            span,
            reason,
            nature: Nature::anything(),
            test: None,
            may_fail: false,
            encoded: None,
            elements: None,
        }
    }

    /// The same with another identity.
    pub fn symbol(mut self, symbol: Symbol) -> Self {
        self.symbol = symbol;
        self
    }

    /// The same, known to be a constant that AWS assigns.
    pub fn constant(mut self, constant: Constant) -> Self {
        self.nature = of_constant(constant);
        self
    }

    /// The same, of which this is known as well.
    pub fn known(mut self, nature: &Nature) -> Self {
        self.nature = Nature::with(&self.nature, nature);
        self
    }

    /// The same, which may be an error.
    pub fn fallible(mut self) -> Self {
        self.may_fail = true;
        self
    }

    /// The same, known to be the JSON text of this value.
    pub fn encoding(mut self, value: Arc<Value>) -> Self {
        self.encoded = Some(value);
        self
    }

    /// The same, of whose elements each is one of these.
    pub fn with_elements(mut self, elements: Option<Arc<[Value]>>) -> Self {
        self.elements = elements;
        self
    }

    /// An unknown as one of whose elements each is one of these.
    pub fn of_elements(unknown: &Unknown, elements: Option<Arc<[Value]>>) -> Arc<Unknown> {
        Arc::new(unknown.clone().with_elements(elements))
    }

    /// What any of its elements is, one of these; `None` where nothing is known of them.
    pub fn any_element(&self) -> Option<Vec<Value>> {
        if let Some(elements) = &self.elements {
            return Some(elements.to_vec());
        }
        let each = self.nature.each()?;
        let shown = format!("{}[…]", self.expression);
        let symbol = Symbol::operation("any element", [self.symbol.clone()]);
        let any = Unknown::new(shown, self.span, self.reason.clone()).symbol(symbol).known(each);
        Some(vec![Value::unknown(any, self.span)])
    }

    /// What stands for further elements where both of two stand for some: the first, as one whose elements are those of
    /// either.
    pub fn both(first: Option<&Arc<Unknown>>, second: Option<&Arc<Unknown>>) -> Option<Arc<Unknown>> {
        Unknown::all(first.into_iter().chain(second))
    }

    /// What stands for further elements where each of these stands for some: the first, as one whose elements are those
    /// of any. Many are joined at once: pair by pair, each would copy the elements of all before it.
    pub fn all<'u>(parts: impl IntoIterator<Item = &'u Arc<Unknown>>) -> Option<Arc<Unknown>> {
        let mut parts = parts.into_iter();
        let first = parts.next()?;
        let Some(own) = &first.elements else { return Some(Arc::clone(first)) };
        let mut others = parts.filter(|part| !Arc::ptr_eq(first, part)).peekable();
        if others.peek().is_none() {
            return Some(Arc::clone(first));
        }
        let mut elements = own.to_vec();
        let is_known = others.all(|part| part.elements.as_ref().map(|more| elements.extend_from_slice(more)).is_some());
        Some(Unknown::of_elements(first, is_known.then(|| elements.into())))
    }

    /// The same with each of its elements changed.
    pub fn each_element(unknown: &Arc<Unknown>, change: impl Fn(&Value) -> Value) -> Arc<Unknown> {
        match &unknown.elements {
            Some(elements) => Unknown::of_elements(unknown, Some(elements.iter().map(change).collect())),
            None => Arc::clone(unknown),
        }
    }

    /// The same as one element, of whose own elements nothing is known.
    pub fn as_element(unknown: &Arc<Unknown>) -> Arc<Unknown> {
        match unknown.elements {
            Some(_) => Unknown::of_elements(unknown, None),
            None => Arc::clone(unknown),
        }
    }

    /// The same as an open condition that asks this.
    pub fn asking(mut self, test: Test) -> Self {
        self.test = Some(Arc::new(test));
        self
    }
}

impl Value {
    /// What the language surely answers with an error, wherever it stands in the value.
    pub fn error(&self) -> Option<&Value> {
        match &self.kind {
            Kind::Unknown(unknown) => unknown.reason.is_error().then_some(self),
            Kind::Json(inner) => inner.error(),
            Kind::List(list) => list.items.iter().find_map(Value::error),
            Kind::Set(set) => set.items().iter().find_map(Value::error),
            Kind::Map(map) => map.values().find_map(Value::error),
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) | Kind::Choice(_) => None,
        }
    }
}

/// What is known of constants of a kind, made once.
fn of_constant(constant: Constant) -> Arc<Nature> {
    use Constant::{AccountId, Arn, BucketName, Id, Partition, Region};
    static NATURES: LazyLock<[Arc<Nature>; 6]> = LazyLock::new(|| {
        [AccountId, Partition, Region, Arn, Id, BucketName].map(|constant| Arc::new(Nature::from(constant)))
    });
    let made = NATURES.iter().find(|nature| nature.constant == Some(constant));
    made.map_or_else(|| Arc::new(Nature::from(constant)), Arc::clone)
}
