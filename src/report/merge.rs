//! One SARIF log of several.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::sarif::{SCHEMA, VERSION};
use super::text::Inert;

/// GitHub takes no more runs in a file.
const MAX_RUNS: usize = 20;

/// The runs of several logs as one log, and what there is to say of it.
#[derive(Debug)]
pub struct Merged {
    /// The log, ended by a line feed.
    pub log: Inert,
    /// That there are more runs than GitHub takes; empty where all is well.
    pub warning: String,
}

/// One log of the runs of these, each named by its file. GitHub takes runs of one tool in one file where each has a
/// category of its own (`automationDetails.id`), so that of a later one has the name of its file where it must.
///
/// # Errors
///
/// Which of them is no log of SARIF 2.1.0, and why.
pub fn merge(logs: &[(String, String)]) -> Result<Merged, String> {
    let (mut runs, mut known) = (Vec::new(), BTreeSet::new());
    for (name, text) in logs {
        for mut run in runs_of(text).map_err(|why| format!("`{name}` is no log of SARIF {VERSION}: {why}"))? {
            set_apart(&mut run, name, &mut known);
            runs.push(Value::Object(run));
        }
    }
    let warning = match runs.len() {
        0..=MAX_RUNS => String::new(),
        more => format!("there are {more} runs, and GitHub takes no more than {MAX_RUNS} in a file"),
    };
    let document = json!({"$schema": SCHEMA, "version": VERSION, "runs": runs});
    // A value always serialises.
    let log = serde_json::to_string_pretty(&document).unwrap_or_default();
    Ok(Merged { log: Inert::json(format!("{log}\n")), warning })
}

fn runs_of(text: &str) -> Result<Vec<Map<String, Value>>, String> {
    let mut log: Value =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| error.to_string())?;
    match log.get("version").and_then(Value::as_str) {
        Some(VERSION) => {}
        Some(other) => return Err(format!("its version is `{other}`")),
        None => return Err("it has no version".to_owned()),
    }
    let Some(Value::Array(runs)) = log.get_mut("runs").map(Value::take) else {
        return Err("it has no list of runs".to_owned());
    };
    let run = |run| if let Value::Object(run) = run { Ok(run) } else { Err("one of its runs is no object".to_owned()) };
    runs.into_iter().map(run).collect()
}

/// Gives a run a category that none of its tool has.
fn set_apart(run: &mut Map<String, Value>, file: &str, known: &mut BTreeSet<(String, String)>) {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    let tool = text(run.get("tool").and_then(|it| it.pointer("/driver/name")));
    let id = text(run.get("automationDetails").and_then(|it| it.get("id")));
    // What stands behind the last slash tells runs of one category apart.
    let category = id.rsplit_once('/').map_or("", |(category, _)| category);
    if known.insert((tool.clone(), category.to_owned())) {
        return;
    }
    let file = file.rsplit('/').next().unwrap_or(file);
    let stem = file.trim_end_matches(".json").trim_end_matches(".sarif");
    let base = if category.is_empty() { stem.to_owned() } else { format!("{category}/{stem}") };
    let numbered = (2..).map(|at: usize| format!("{base}-{at}"));
    let free = std::iter::once(base.clone()).chain(numbered).find(|it| known.insert((tool.clone(), it.clone())));
    let id = json!(format!("{}/", free.unwrap_or(base)));
    match run.get_mut("automationDetails") {
        Some(Value::Object(details)) => drop(details.insert("id".to_owned(), id)),
        _ => drop(run.insert("automationDetails".to_owned(), json!({ "id": id }))),
    }
}
