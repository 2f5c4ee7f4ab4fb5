//! A statement about principals that are listed and others that are known only by what any of them is, as two.

use std::sync::Arc;

use crate::value::{Entry, Kind, List, Map, Members, Unknown, Value};

/// A statement by the principals that it names: it says of all of them what one of each part says.
pub(super) struct Apart {
    /// The statement about those that are known to be there, where there are any.
    pub(super) known: Option<Value>,
    /// The statement about any of the others.
    pub(super) further: Value,
    /// What keeps open whether there are others.
    pub(super) why: Arc<Unknown>,
}

impl Apart {
    /// Takes a statement apart; `None` where all of its principals are known, or nothing of some of them.
    pub(super) fn of(statement: &Value) -> Option<Apart> {
        let elements = statement.as_map()?;
        let principals = elements.get("Principal")?;
        let (mut known, mut further, mut why) = (Map::default(), Map::default(), None);
        for (kind, entry) in principals.as_map().filter(|map| map.rest.is_none())?.iter() {
            let (items, rest) = match (entry.value.members(), entry.value.as_unknown()) {
                (Some(Members { items, rest }), _) => (items, rest),
                // By itself it may be one name, unless something is known of its items.
                (None, Some(unknown)) if unknown.elements.is_some() || unknown.nature.each().is_some() => {
                    (&[][..], Some(unknown))
                }
                (None, _) => (std::slice::from_ref(&entry.value), None),
            };
            if let Some(rest) = rest {
                let any = Value::list(rest.any_element()?, entry.value.span());
                further.insert(Arc::clone(kind), entry.key_span, any);
                why = why.or(Some(rest));
            }
            if rest.is_none() || !items.is_empty() {
                let list = Kind::List(List { items: items.to_vec(), rest: None });
                let value = Value { kind: list, origin: entry.value.origin.clone() };
                known.insert(Arc::clone(kind), entry.key_span, value);
            }
        }
        let about = |principals: Map| {
            let mut elements = elements.clone();
            let Entry { key_span, value } = elements.entry("Principal")?.clone();
            let about = Value { kind: Kind::Map(principals), origin: value.origin };
            elements.insert("Principal", key_span, about);
            Some(Value { kind: Kind::Map(elements), origin: statement.origin.clone() })
        };
        let why = Arc::clone(why?);
        let known = Some(known).filter(|known| !known.is_empty()).and_then(about);
        Some(Apart { known, further: about(further)?, why })
    }
}
