//! Verdicts as JSON.

use serde_json::{Map, Value as Json, json};

use crate::reason::Witness;
use crate::value::Unknowns;

/// A request that gets through.
pub(super) fn request(witness: &Witness) -> Json {
    let mut out = Map::new();
    out.insert("principal".to_owned(), json!(witness.principal));
    out.insert("action".to_owned(), json!(witness.action));
    out.insert("resource".to_owned(), json!(witness.resource));
    out.insert("context".to_owned(), json!(witness.context));
    if let Some(index) = witness.through.statement() {
        out.insert("statement".to_owned(), json!(index));
    }
    Json::Object(out)
}

/// What a verdict hangs on.
pub(super) fn unknowns(unknowns: &Unknowns) -> Json {
    unknowns.iter().map(|unknown| format!("{} {}", unknown.expression, unknown.reason)).collect()
}
