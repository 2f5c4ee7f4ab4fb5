//! Smaller templates, one step each.

use serde_json::Value as Json;

use super::Template;

/// Everything that one thing can be taken from.
pub(super) fn smaller(template: &Template) -> Vec<Template> {
    let mut places = Vec::new();
    every(&template.body, &mut Vec::new(), &mut places);
    let mut out = Vec::new();
    for place in &places {
        let (last, parent) = place.split_last().expect("a place below the root");
        let mut removed = template.clone();
        if let Some(parent) = at(&mut removed.body, parent) {
            match (parent, last) {
                // What is left stays a template.
                (_, Step::Name(name)) if name == "Type" || name == "Ref" || name.starts_with("Fn::") => continue,
                (Json::Object(fields), Step::Name(name)) => drop(fields.shift_remove(name)),
                (Json::Array(items), Step::Index(index)) => drop(items.remove(*index)),
                _ => continue,
            }
            out.push(removed);
        }
        for branch in 0..3 {
            let mut chosen = template.clone();
            if let Some(it) = at(&mut chosen.body, place)
                && let Some(part) = it.as_object().and_then(|it| it.values().next()).and_then(|it| it.get(branch))
                && it.as_object().is_some_and(|it| it.keys().next().is_some_and(|name| name.starts_with("Fn::")))
            {
                *it = part.clone();
                out.push(chosen);
            }
        }
    }
    out
}

#[derive(Clone)]
enum Step {
    Name(String),
    Index(usize),
}

/// The places of all values below one, larger ones first.
fn every(it: &Json, place: &mut Vec<Step>, out: &mut Vec<Vec<Step>>) {
    let mut show = |step: Step, it: &Json| {
        place.push(step);
        out.push(place.clone());
        every(it, place, out);
        place.pop();
    };
    match it {
        Json::Object(fields) => fields.iter().for_each(|(name, it)| show(Step::Name(name.clone()), it)),
        Json::Array(items) => items.iter().enumerate().for_each(|(index, it)| show(Step::Index(index), it)),
        _ => {}
    }
}

fn at<'j>(root: &'j mut Json, place: &[Step]) -> Option<&'j mut Json> {
    place.iter().try_fold(root, |it, step| match step {
        Step::Name(name) => it.get_mut(name),
        Step::Index(index) => it.get_mut(index),
    })
}
