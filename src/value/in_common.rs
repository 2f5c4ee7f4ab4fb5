//! What several values have in common, of which one is meant and nobody knows which.

use super::{Entry, Kind, List, Map, Nature, Range, Shape, Truth, Unknown, Value};

/// One of these values: what all of them are where that is one, else `unknown`, with what is known of all of them.
pub fn in_common(answers: &[&Value], unknown: &Unknown) -> Value {
    let Some((first, rest)) = answers.split_first() else {
        return Value::unknown(unknown.clone(), unknown.span);
    };
    if rest.iter().all(|other| first.same(other) == Truth::True) {
        return Value::clone(first);
    }
    let parts = maps_in_common(answers, unknown).or_else(|| lists_in_common(answers, unknown));
    parts.unwrap_or_else(|| {
        let is_null = answers.iter().any(|answer| answer.is_null());
        let natures = answers.iter().filter(|answer| !answer.is_null()).map(|answer| answer.nature());
        let nature = natures.reduce(|a, b| a.or(&b)).unwrap_or_default();
        let nature = if is_null { nature.set_if(false) } else { nature };
        Value::unknown(unknown.clone().known(&nature), unknown.span)
    })
}

/// Maps of the same keys.
fn maps_in_common(answers: &[&Value], unknown: &Unknown) -> Option<Value> {
    let maps: Vec<&Map> = answers.iter().map(|answer| answer.as_map()).collect::<Option<_>>()?;
    let (first, others) = maps.split_first()?;
    let is_alike = |map: &&Map| map.rest.is_none() && map.len() == first.len();
    if !maps.iter().all(is_alike) {
        return None;
    }
    let mut entries = Vec::new();
    for (key, entry) in first.iter() {
        let others = others.iter().map(|other| other.get(key)).collect::<Option<Vec<_>>>()?;
        let parts: Vec<&Value> = [&entry.value].into_iter().chain(others).collect();
        let value = in_common(&parts, &part(unknown, key));
        entries.push((key.clone(), Entry { key_span: entry.key_span, value }));
    }
    Some(Value::map(Map::new(entries), unknown.span).shaped(shape(answers)))
}

/// Lists of one length.
fn lists_in_common(answers: &[&Value], unknown: &Unknown) -> Option<Value> {
    let lists: Vec<&List> = answers.iter().map(|answer| answer.as_list()).collect::<Option<_>>()?;
    let (first, _) = lists.split_first()?;
    let is_alike =
        |list: &&List| list.rest.is_none() && list.may_shrink().is_none() && list.items.len() == first.items.len();
    if !lists.iter().all(is_alike) {
        return None;
    }
    let item = |at: usize| {
        let items = lists.iter().map(|list| list.items.get(at)).collect::<Option<Vec<_>>>()?;
        Some(in_common(&items, &part(unknown, &at.to_string())))
    };
    let items = (0..first.items.len()).map(item).collect::<Option<Vec<_>>>()?;
    Some(Value::list(items, unknown.span).shaped(shape(answers)))
}

fn shape(answers: &[&Value]) -> Shape {
    let is_uniform = answers.iter().all(|answer| answer.shape() == Shape::Uniform);
    if is_uniform { Shape::Uniform } else { Shape::Written }
}

fn part(unknown: &Unknown, name: &str) -> Unknown {
    let expression = format!("{}[{name:?}]", unknown.expression);
    Unknown { expression: expression.into(), ..unknown.clone().symbol(unknown.symbol.part([name])) }
}

impl Value {
    /// What is known of a value as one of several.
    fn nature(&self) -> Nature {
        let collection = |items: &[Value], size: Range| {
            let each = items.iter().map(Value::nature).reduce(|a, b| a.or(&b)).unwrap_or_default();
            Nature::collection(each).and(&Nature::sized(size)).and(&Nature::set())
        };
        match &self.kind {
            Kind::Null => Nature::default(),
            Kind::Bool(_) => Nature::boolean().and(&Nature::set()),
            Kind::Number(number) => {
                let exactly = number.to_string().parse().map_or_else(|_| Range::default(), Range::exactly);
                Nature::number(exactly).and(&Nature::set())
            }
            Kind::String(text) => text.nature(),
            // The letters of a hole may be written in another way.
            Kind::Json(_) => match self.to_text().filter(|text| text.as_str().is_some()) {
                Some(text) => text.nature(),
                None => Nature::primitive().and(&Nature::set()),
            },
            Kind::Unknown(unknown) => Nature::clone(&unknown.nature),
            Kind::Choice(choice) => choice.when_true.nature().or(&choice.when_false.nature()),
            Kind::List(list) if list.rest.is_none() && list.may_shrink().is_none() => {
                let size = i64::try_from(list.items.len()).map_or_else(|_| Range::default(), Range::exactly);
                collection(&list.items, size)
            }
            Kind::Map(map) if map.rest.is_none() => {
                let parts = map.iter().map(|(name, entry)| (name, entry.value.nature()));
                parts.fold(Nature::set(), |object, (name, part)| object.with_part(name, part))
            }
            Kind::List(_) | Kind::Set(_) | Kind::Map(_) => Nature::set(),
        }
    }
}
