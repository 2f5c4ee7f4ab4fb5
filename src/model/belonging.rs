//! Whether what names a resource belongs to it, and to which of the members of a [`Family`].
//!
//! What is said of a member is said in terms of its key, so a part that is made for each element of the same collection
//! belongs to the member of the same key. Another part that names a member belongs to those whose key is the one that
//! it names.

use std::sync::Arc;

use super::{Family, Presence, Resource};
use crate::source::Span;
use crate::value::{Formula, Kind, Symbol, Target, Test, Truth, Unknown, Value};

/// That what names a resource belongs to it.
#[derive(Debug)]
pub(super) struct Belonging {
    /// Where it does: for the members of a family whose key is the one that is named.
    pub(super) presence: Presence,
    /// Whether what it says in terms of a member's key is said of the member that it belongs to. It is not where it is
    /// made for each element itself and names the member of another one.
    pub(super) is_of_same_member: bool,
}

impl Belonging {
    /// It belongs to the resource, and to each member where this is a family.
    pub(super) const ALWAYS: Belonging = Belonging { presence: Presence::Always, is_of_same_member: true };

    /// Whether and where something named `name` that is made for each of `families` belongs to the resource that its
    /// expression at `span` names; `None` where it surely means another member.
    pub(super) fn of(
        name: &str,
        families: &[Family],
        target: &Target,
        resource: &Resource,
        span: Span,
    ) -> Option<Belonging> {
        let mut belonging = Belonging::ALWAYS;
        for (key, family) in target.members.iter().zip(&resource.families) {
            match family.has(key) {
                Truth::True => {}
                Truth::False => return None,
                Truth::Unknown => {
                    let is_another = share(families, std::slice::from_ref(family));
                    let condition = is_named(key, family, name, resource, span);
                    let condition = if is_another { apart(condition, name, resource) } else { condition };
                    belonging.presence = belonging.presence.and(&Presence::When(Arc::new(condition), true));
                    belonging.is_of_same_member &= !is_another;
                }
            }
        }
        Some(belonging)
    }

    /// Whether what it says is said of the member that it belongs to: it is made for each of `families`, and speaks of
    /// the elements of no other collection that the resource has a member for each of. Of these it would speak of all,
    /// in the terms that stand for a member's own.
    pub(super) fn says_of_it(&self, value: &Value, families: &[Family], resource: &Resource) -> bool {
        let others = resource.families.iter().filter(|of| families.iter().all(|own| own.of != of.of));
        let others: Vec<_> = others.map(|family| &family.of).collect();
        let speaks_of_all = || value.unknowns().iter().any(|it| others.iter().any(|of| it.symbol.is_made_of(of)));
        self.is_of_same_member && (others.is_empty() || !speaks_of_all())
    }
}

/// Whether two declarations have members for the elements of one collection, of which one may mean that of another
/// element. Within an instance of a module each means what is in that instance.
pub(super) fn share(these: &[Family], those: &[Family]) -> bool {
    let is_one_instance = |this: &Family, that: &Family| this.call.is_some() && this.call == that.call;
    these.iter().any(|this| those.iter().any(|that| this.of == that.of && !is_one_instance(this, that)))
}

/// That a member is the one whose key is named.
fn is_named(key: &Value, family: &Family, name: &str, resource: &Resource, span: Span) -> Unknown {
    let reason = format!("decides to which of `{}` `{name}` belongs", resource.address);
    let question = match (shown(&family.key), shown(key)) {
        (Some(any), Some(key)) => format!("{any} == {key}"),
        _ => format!("{name} belongs to {}", resource.address),
    };
    let unknown =
        Unknown::new(question, span, reason).symbol(Symbol::of_any_order("==", [family.key.symbol(), key.symbol()]));
    match Formula::equality(&family.key, key) {
        Some(formula) => unknown.asking(Test { formula, assumed: Arc::from([]) }),
        None => unknown,
    }
}

/// The condition as one of its own: of several members, each names another one, and the key in the condition is not
/// theirs.
fn apart(condition: Unknown, name: &str, resource: &Resource) -> Unknown {
    let any = [condition.symbol.clone(), Symbol::input(name), Symbol::input(Arc::clone(&resource.address))];
    Unknown { test: None, ..condition }.symbol(Symbol::operation("any names", any))
}

/// What names something, as an expression; `None` where it is no text.
pub(super) fn shown(value: &Value) -> Option<String> {
    let text = value.to_text()?;
    Some(match (text.only_hole(), &value.kind) {
        (Some(hole), _) => hole.expression.to_string(),
        (None, Kind::Number(_)) => text.display(),
        (None, _) => format!("\"{}\"", text.display()),
    })
}
