//! What a condition over one value says of it where it holds, and where it does not.
//!
//! A condition is read, not evaluated: `contains(["a", "b"], var.x)` allows two texts, `!` turns what it allows around,
//! `&&` leaves what both allow, `||` what one of them does. What is not understood allows everything.

use hcl_edit::expr::{BinaryOp, BinaryOperator, Expression, ForExpr, FuncCall, TraversalOperator, UnaryOperator};
use hcl_edit::template::Element;

use super::condition::turned;
use super::conversion::{number, truth};
use super::evaluator::{Context, Evaluator};
use crate::value::{Kind, Nature, Range, Value};

/// Values that are allowed: null, and others of a nature.
#[derive(Clone, Debug)]
pub(super) struct Allowed {
    pub(super) null: bool,
    /// `None` where no other value is allowed.
    pub(super) other: Option<Nature>,
}

/// What a condition allows where it holds, and where it does not hold.
#[derive(Clone, Debug)]
struct Claim {
    holds: Allowed,
    fails: Allowed,
}

/// The value that conditions speak of.
#[derive(Clone, Copy)]
pub(super) enum Claimed<'s> {
    /// A variable of the module.
    Variable(&'s str),
    /// The variable of a `for`.
    Item(&'s str),
}

/// What is compared with a known value.
enum Measure<'e> {
    /// The subject's part at a path.
    Itself(Vec<&'e str>),
    /// How long that part is.
    Length(Vec<&'e str>),
    /// How often a pattern is found in it.
    Found(&'e Expression, Vec<&'e str>),
    /// Its first letters, up to so many.
    Start(&'e Expression, Vec<&'e str>),
    /// How many items are left of it without others.
    Left(&'e Expression, Vec<&'e str>),
}

impl Allowed {
    pub(super) fn anything() -> Self {
        Allowed { null: true, other: Some(Nature::default()) }
    }

    fn nothing() -> Self {
        Allowed { null: false, other: None }
    }

    /// Values of a nature, not null.
    fn values(nature: Nature) -> Self {
        Allowed { null: false, other: Some(nature) }
    }

    /// The same, and null.
    fn or_null(self) -> Self {
        Allowed { null: true, ..self }
    }

    pub(super) fn and(&self, other: &Allowed) -> Allowed {
        let both = self.other.as_ref().zip(other.other.as_ref()).map(|(a, b)| a.and(b));
        Allowed { null: self.null && other.null, other: both }
    }

    fn or(&self, other: &Allowed) -> Allowed {
        let either = match (&self.other, &other.other) {
            (Some(a), Some(b)) => Some(a.or(b)),
            (a, b) => a.clone().or_else(|| b.clone()),
        };
        Allowed { null: self.null || other.null, other: either }
    }

    /// What is known of a value of these.
    fn nature(&self) -> Nature {
        self.other.clone().unwrap_or_default().set_if(!self.null)
    }

    /// What an object may be of which the part at a path is one of these.
    fn at(self, path: &[&str]) -> Allowed {
        if !self.null && self.other.is_none() {
            return self;
        }
        path.iter().rev().fold(self, |part, name| Allowed::values(Nature::default().with_part(name, part.nature())))
    }
}

impl Claim {
    fn nothing() -> Self {
        Claim { holds: Allowed::anything(), fails: Allowed::anything() }
    }

    /// What is known to hold, or not to.
    fn known(truth: bool) -> Self {
        let claim = Claim { holds: Allowed::anything(), fails: Allowed::nothing() };
        if truth { claim } else { claim.not() }
    }

    /// A condition that null would make an error, so that there is no null either way.
    fn of_set(holds: Nature, fails: Nature) -> Self {
        Claim { holds: Allowed::values(holds), fails: Allowed::values(fails) }
    }

    fn not(self) -> Self {
        Claim { holds: self.fails, fails: self.holds }
    }

    fn and(&self, other: &Claim) -> Self {
        Claim { holds: self.holds.and(&other.holds), fails: self.fails.or(&other.fails) }
    }

    fn or(&self, other: &Claim) -> Self {
        Claim { holds: self.holds.or(&other.holds), fails: self.fails.and(&other.fails) }
    }

    /// One of two claims, nobody knows which.
    fn either(self, other: Claim) -> Self {
        Claim { holds: self.holds.or(&other.holds), fails: self.fails.or(&other.fails) }
    }

    fn at(self, path: &[&str]) -> Self {
        Claim { holds: self.holds.at(path), fails: self.fails.at(path) }
    }
}

impl<'s> Claimed<'s> {
    /// The way from the subject to what an expression names; `None` where it names something else.
    fn path<'e>(self, expression: &'e Expression) -> Option<Vec<&'e str>> {
        match (expression, self) {
            (Expression::Parenthesis(inner), _) => self.path(inner.inner()),
            (Expression::Variable(name), Claimed::Item(own)) => (name.as_str() == own).then(Vec::new),
            (Expression::Traversal(way), _) => {
                let step = |step: &'e hcl_edit::Decorated<TraversalOperator>| match step.value() {
                    TraversalOperator::GetAttr(name) => Some(name.as_str()),
                    _ => None,
                };
                let names = way.operators.iter().map(step).collect::<Option<Vec<_>>>()?;
                match (way.expr.as_variable()?.as_str(), self) {
                    ("var", Claimed::Variable(own)) => {
                        names.split_first().filter(|(first, _)| **first == own).map(|(_, rest)| rest.to_vec())
                    }
                    (root, Claimed::Item(own)) => (root == own).then_some(names),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn name(self) -> &'s str {
        match self {
            Claimed::Variable(name) | Claimed::Item(name) => name,
        }
    }
}

impl Evaluator<'_> {
    /// What the subject may be where a condition holds.
    pub(super) fn allowed_by(&self, condition: &Expression, subject: Claimed<'_>, context: Context<'_>) -> Allowed {
        self.claim(condition, subject, context).holds
    }

    fn claim(&self, condition: &Expression, subject: Claimed<'_>, context: Context<'_>) -> Claim {
        let claim = |inner: &Expression| self.claim(inner, subject, context);
        match condition {
            Expression::Parenthesis(inner) => claim(inner.inner()),
            // JSON writes expressions as text.
            Expression::StringTemplate(template) => match template.iter().collect::<Vec<_>>().as_slice() {
                [Element::Interpolation(inner)] => claim(&inner.expr),
                _ => Claim::nothing(),
            },
            Expression::UnaryOp(operation) if *operation.operator == UnaryOperator::Not => claim(&operation.expr).not(),
            Expression::BinaryOp(operation) => match operation.operator.value() {
                BinaryOperator::And => claim(&operation.lhs_expr).and(&claim(&operation.rhs_expr)),
                BinaryOperator::Or => claim(&operation.lhs_expr).or(&claim(&operation.rhs_expr)),
                _ => self.compared(operation, subject, context),
            },
            Expression::Conditional(choice) => {
                let (asked, yes, no) = (claim(&choice.cond_expr), claim(&choice.true_expr), claim(&choice.false_expr));
                asked.and(&yes).or(&asked.not().and(&no))
            }
            Expression::FuncCall(call) => self.called_claim(call, subject, context),
            _ => match subject.path(condition) {
                Some(path) => Claim::of_set(Nature::default(), Nature::default()).at(&path),
                None => match self.operand(condition, subject, context).as_ref().and_then(truth) {
                    Some(known) => Claim::known(known),
                    None => Claim::nothing(),
                },
            },
        }
    }

    /// The value of an expression that does not speak of the subject.
    fn operand(&self, expression: &Expression, subject: Claimed<'_>, context: Context<'_>) -> Option<Value> {
        let written = self.module.sources.slice(context.place.span(expression));
        let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
        let speaks_of_it = written.split(|letter| !is_word(letter)).any(|word| word == subject.name());
        (!speaks_of_it).then(|| self.expression(expression, context))
    }

    fn text_operand(&self, expression: &Expression, subject: Claimed<'_>, context: Context<'_>) -> Option<String> {
        self.operand(expression, subject, context)?.as_str().map(str::to_owned)
    }

    fn compared(&self, operation: &BinaryOp, subject: Claimed<'_>, context: Context<'_>) -> Claim {
        let operator = *operation.operator.value();
        let (left, right) = (&operation.lhs_expr, &operation.rhs_expr);
        let (measure, operator, other) = match (measure(left, subject), measure(right, subject)) {
            (Some(measure), None) => (measure, operator, right),
            (None, Some(measure)) => (measure, turned(operator), left),
            _ => return Claim::nothing(),
        };
        let Some(other) = self.operand(other, subject, context) else { return Claim::nothing() };
        let bound = number(&other).and_then(|number| number.to_i64());
        let claim = match (measure, bound) {
            (Measure::Itself(path), _) => {
                let order = bound.and_then(|bound| by_number(operator, bound, false, Nature::number));
                order.or_else(|| equality(operator, &other)).map(|claim| claim.at(&path))
            }
            (Measure::Length(path), Some(bound)) => {
                let size = by_number(operator, bound, true, Nature::sized);
                size.or_else(|| by_length(operator, bound)).map(|claim| claim.at(&path))
            }
            (Measure::Found(pattern, path), Some(0)) => self.by_pattern(pattern, subject, context).and_then(|it| {
                let it = it.at(&path);
                match operator {
                    BinaryOperator::Greater | BinaryOperator::NotEq => Some(it),
                    BinaryOperator::Eq => Some(it.not()),
                    _ => None,
                }
            }),
            (Measure::Start(length, path), _) => {
                let length = self.operand(length, subject, context).as_ref().and_then(number);
                let length = length.and_then(|length| length.to_i64()).and_then(|it| usize::try_from(it).ok());
                let start = other.as_str().filter(|start| Some(start.chars().count()) == length);
                let claim = start.map(|start| Claim::of_set(Nature::starting(start), Nature::default()).at(&path));
                claim.and_then(|claim| either_way(operator, claim))
            }
            (Measure::Left(without, path), Some(0)) => {
                let each = self.operand(without, subject, context).as_ref().and_then(one_of);
                let claim = each.map(|each| Claim::of_set(Nature::collection(each), Nature::default()).at(&path));
                claim.and_then(|claim| either_way(operator, claim))
            }
            _ => None,
        };
        claim.unwrap_or_else(Claim::nothing)
    }

    fn called_claim(&self, call: &FuncCall, subject: Claimed<'_>, context: Context<'_>) -> Claim {
        let arguments: Vec<&Expression> = call.args.iter().collect();
        let claim = |inner: &Expression| self.claim(inner, subject, context);
        let claim = match (call.name.name.as_str(), arguments.as_slice()) {
            ("contains", [list, wanted]) => self.membership(list, wanted, subject, context),
            ("can", [inner]) => self.caught(inner, subject, context),
            ("try", [first, rest @ ..]) => {
                Some(rest.iter().map(|inner| claim(inner)).fold(claim(first), Claim::either))
            }
            ("startswith", [text, start]) => self.by_letters(text, start, subject, context, |start| {
                Some((Nature::starting(start), Nature::primitive()))
            }),
            ("endswith", [text, end]) => {
                self.by_letters(text, end, subject, context, |end| Some((Nature::ending(end), Nature::primitive())))
            }
            ("strcontains", [text, part]) => self.by_letters(text, part, subject, context, |part| {
                let length = i64::try_from(part.chars().count()).ok()?;
                let holds = Nature::primitive().and(&Nature::sized(Range::at_least(length)));
                Some((holds, if length == 1 { Nature::without(part) } else { Nature::primitive() }))
            }),
            ("alltrue", [Expression::Array(all)]) => {
                Some(all.iter().fold(Claim::known(true), |so, it| so.and(&claim(it))))
            }
            ("anytrue", [Expression::Array(all)]) => {
                Some(all.iter().fold(Claim::known(false), |so, it| so.or(&claim(it))))
            }
            ("alltrue", [Expression::ForExpr(each)]) => self.of_each(each, subject, context, false),
            ("anytrue", [Expression::ForExpr(each)]) => self.of_each(each, subject, context, true).map(Claim::not),
            _ => None,
        };
        claim.unwrap_or_else(Claim::nothing)
    }

    /// `contains(list, subject)`: a value of the list, and never null, which is an error.
    fn membership(
        &self,
        list: &Expression,
        wanted: &Expression,
        subject: Claimed<'_>,
        context: Context<'_>,
    ) -> Option<Claim> {
        if let Some(path) = subject.path(list) {
            let some = Nature::sized(Range::at_least(1));
            return Some(Claim::of_set(some, Nature::default()).at(&path));
        }
        let path = subject.path(wanted)?;
        let list = self.operand(list, subject, context)?;
        let holds = one_of(&list)?;
        let fails = holds.texts().map_or_else(Nature::default, |texts| Nature::except(texts.iter().cloned()));
        Some(Claim::of_set(holds, fails).at(&path))
    }

    /// `can(regex(pattern, subject))`; null is an error, which `can` catches.
    fn caught(&self, inner: &Expression, subject: Claimed<'_>, context: Context<'_>) -> Option<Claim> {
        let Expression::FuncCall(call) = inner else { return None };
        let arguments: Vec<&Expression> = call.args.iter().collect();
        let ("regex", [pattern, text]) = (call.name.name.as_str(), arguments.as_slice()) else { return None };
        let path = subject.path(text)?;
        let Claim { holds, fails } = self.by_pattern(pattern, subject, context)?;
        // An attribute of null is an error too.
        if path.is_empty() {
            return Some(Claim { holds, fails: fails.or_null() });
        }
        Some(Claim { holds: holds.at(&path), fails: Allowed::anything() })
    }

    fn by_pattern(&self, pattern: &Expression, subject: Claimed<'_>, context: Context<'_>) -> Option<Claim> {
        let pattern = self.run.pattern(&self.text_operand(pattern, subject, context)?)?;
        Some(Claim::of_set(Nature::matching(&pattern, true), Nature::matching(&pattern, false)))
    }

    fn by_letters(
        &self,
        text: &Expression,
        letters: &Expression,
        subject: Claimed<'_>,
        context: Context<'_>,
        claim: impl Fn(&str) -> Option<(Nature, Nature)>,
    ) -> Option<Claim> {
        let path = subject.path(text)?;
        let (holds, fails) = claim(&self.text_operand(letters, subject, context)?)?;
        Some(Claim::of_set(holds, fails).at(&path))
    }

    /// What a condition that holds, or fails, for each item of the subject says of the subject.
    fn of_each(&self, each: &ForExpr, subject: Claimed<'_>, context: Context<'_>, fails: bool) -> Option<Claim> {
        let path = subject.path(&each.intro.collection_expr)?;
        // What an item is compared with must not speak of another item, nor of a key.
        if matches!(subject, Claimed::Item(_)) || each.intro.key_var.is_some() {
            return None;
        }
        let item = Claimed::Item(each.intro.value_var.as_str());
        let Claim { holds: yes, fails: no } = self.claim(&each.value_expr, item, context);
        let allowed = if fails { no } else { yes };
        let asked = each.cond.as_ref().map(|cond| self.claim(&cond.expr, item, context));
        let allowed = asked.map_or(allowed.clone(), |asked| allowed.or(&asked.fails));
        Some(Claim::of_set(Nature::collection(allowed.nature()), Nature::default()).at(&path))
    }
}

/// What an expression measures of the subject.
fn measure<'e>(expression: &'e Expression, subject: Claimed<'_>) -> Option<Measure<'e>> {
    if let Some(path) = subject.path(expression) {
        return Some(Measure::Itself(path));
    }
    let (name, arguments) = called(expression)?;
    match (name, arguments.as_slice()) {
        ("length", [inner]) => match (subject.path(inner), called(inner)) {
            (Some(path), _) => Some(Measure::Length(path)),
            (None, Some(("regexall", found))) => match found.as_slice() {
                [pattern, text] => Some(Measure::Found(pattern, subject.path(text)?)),
                _ => None,
            },
            (None, Some(("setsubtract", sets))) => match sets.as_slice() {
                [from, without] => Some(Measure::Left(without, subject.path(from)?)),
                _ => None,
            },
            _ => None,
        },
        ("substr", [text, Expression::Number(from), length]) if from.value().as_u64() == Some(0) => {
            Some(Measure::Start(length, subject.path(text)?))
        }
        _ => None,
    }
}

/// The name and the arguments of a call.
fn called(expression: &Expression) -> Option<(&str, Vec<&Expression>)> {
    match expression {
        Expression::Parenthesis(inner) => called(inner.inner()),
        Expression::FuncCall(call) => Some((call.name.name.as_str(), call.args.iter().collect())),
        _ => None,
    }
}

/// A claim that `==` makes, and `!=` turns around.
fn either_way(operator: BinaryOperator, claim: Claim) -> Option<Claim> {
    match operator {
        BinaryOperator::Eq => Some(claim),
        BinaryOperator::NotEq => Some(claim.not()),
        _ => None,
    }
}

/// What it says to order a number, which may have to be `whole`, and a bound. Null has no order, so that it is an
/// error.
fn by_number(operator: BinaryOperator, bound: i64, whole: bool, nature: impl Fn(Range) -> Nature) -> Option<Claim> {
    use BinaryOperator::{Greater, GreaterEq, Less, LessEq};
    let step = i64::from(whole);
    let (below, above) = (Range::at_most(bound.saturating_sub(step)), Range::at_least(bound.saturating_add(step)));
    let claim = |holds: Range, fails: Range| Some(Claim::of_set(nature(holds), nature(fails)));
    match operator {
        Less => claim(below, Range::at_least(bound)),
        LessEq => claim(Range::at_most(bound), above),
        Greater => claim(above, Range::at_most(bound)),
        GreaterEq => claim(Range::at_least(bound), below),
        _ => None,
    }
}

/// What it says that something has so many letters or items, or not so many.
fn by_length(operator: BinaryOperator, bound: i64) -> Option<Claim> {
    // Nothing is shorter than nothing.
    let fails = if bound == 0 { Range::at_least(1) } else { Range::default() };
    either_way(operator, Claim::of_set(Nature::sized(Range::exactly(bound)), Nature::sized(fails)))
}

/// What `==` with a known value says, which null passes through without an error.
fn equality(operator: BinaryOperator, other: &Value) -> Option<Claim> {
    let claim = match &other.kind {
        Kind::Null => Claim { holds: Allowed { null: true, other: None }, fails: Allowed::values(Nature::default()) },
        Kind::String(text) => {
            let text = text.as_str()?;
            let except = Allowed::values(Nature::except([text.into()])).or_null();
            Claim { holds: Allowed::values(Nature::only([text.into()])), fails: except }
        }
        Kind::Number(_) => {
            let exactly = number(other)?.to_i64().map(Range::exactly).unwrap_or_default();
            Claim { holds: Allowed::values(Nature::number(exactly)), fails: Allowed::anything() }
        }
        Kind::Bool(_) => Claim { holds: Allowed::values(Nature::primitive()), fails: Allowed::anything() },
        _ => return None,
    };
    either_way(operator, claim)
}

/// The nature of what is one item of a list: texts, or numbers.
fn one_of(list: &Value) -> Option<Nature> {
    let list = list.members().filter(|list| list.rest.is_none())?;
    let texts: Option<Vec<_>> = list.items.iter().map(|item| item.as_str().map(Into::into)).collect();
    if let Some(texts) = texts {
        return Some(Nature::only(texts));
    }
    let numbers = list.items.iter().map(|item| match &item.kind {
        Kind::Number(_) => number(item)?.to_i64().map(|number| Nature::number(Range::exactly(number))),
        _ => None,
    });
    let all = numbers.collect::<Option<Vec<_>>>()?;
    all.into_iter().reduce(|a, b| a.or(&b))
}
