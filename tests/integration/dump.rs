//! What a front end makes of its input, as text: every resource, value and problem with its place.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use bucketlint::finding::Problem;
use bucketlint::frontends::{Frontend, Inputs, Loaded, Workspace};
use bucketlint::model::{Attachment, Declared, Presence, Resource};
use bucketlint::source::{FileSystem, Library, Sources, Span, discover};
use bucketlint::value::{Kind, List, Map, Unknown, Value, parse_json_text};

/// The deployments of all units below a path, as text. No file counts as named by the user.
pub(super) fn dump(frontend: &dyn Frontend, fs: &dyn FileSystem, path: &str) -> String {
    dump_with(frontend, fs, path, &Inputs::default())
}

/// The same with values that the user gives.
pub(super) fn dump_with(frontend: &dyn Frontend, fs: &dyn FileSystem, path: &str, inputs: &Inputs) -> String {
    let paths = [PathBuf::from(path)];
    let sources = discover(fs, &paths, &|path| frontend.wants(path)).sources;
    let library = Library::new(fs, &sources, &paths);
    let workspace = Workspace::new(&library, inputs);
    let mut dump = Dump { sources: &sources, out: String::new() };
    let units = frontend.units(&library, &BTreeSet::new());
    for unit in &units {
        dump.loaded(&frontend.load(&workspace, unit));
    }
    for problem in frontend.check_inputs(&workspace, &units) {
        dump.problem(&problem);
    }
    dump.out
}

/// Prints a deployment.
struct Dump<'s> {
    sources: &'s Sources,
    out: String,
}

impl Dump<'_> {
    fn place(&self, span: Span) -> String {
        let position = self.sources.file(span.file).unwrap().position(span.range().start);
        let file = Path::new(self.sources.name(span.file)).file_name().unwrap().to_string_lossy();
        let file = if file == "main.tf" || file.starts_with("template.") { String::new() } else { format!("{file}:") };
        format!("{file}{}:{}", position.line, position.column)
    }

    fn line(&mut self, depth: usize, text: &str) {
        writeln!(self.out, "{}{text}", "  ".repeat(depth)).unwrap();
    }

    fn loaded(&mut self, loaded: &Loaded) {
        for resource in &loaded.deployment.resources {
            self.resource(resource);
        }
        for part in &loaded.deployment.attachments {
            self.attachment(part);
        }
        for problem in &loaded.problems {
            self.problem(problem);
        }
    }

    fn resource(&mut self, it: &Resource) {
        let presence = self.presence(&it.presence);
        let elsewhere = if it.declared == Declared::Elsewhere { " (elsewhere)" } else { "" };
        self.line(0, &format!("{} {}{elsewhere} @{}{presence}", it.address, it.type_name, self.place(it.header)));
        let names: Vec<_> = it.names.iter().map(bucketlint::value::Text::display).collect();
        self.line(1, &format!("names: {}", names.join(", ")));
        self.map(1, &it.properties);
    }

    fn attachment(&mut self, it: &Attachment) {
        let presence = self.presence(&it.presence);
        self.line(0, &format!("{} -> {} @{}{presence}", it.address, it.owner_type, self.place(it.header)));
        self.value(1, "owner", &it.owner);
        self.value(1, &it.property, &it.value);
    }

    fn problem(&mut self, it: &Problem) {
        let place = it.span.map_or(String::new(), |span| self.place(span));
        self.line(0, &format!("{}: {} @{place}", it.kind.as_str(), it.message));
    }

    fn presence(&self, presence: &Presence) -> String {
        match presence {
            Presence::Always => String::new(),
            Presence::When(condition, true) => format!(" when {}", condition.expression),
            Presence::When(condition, false) => format!(" unless {}", condition.expression),
        }
    }

    fn map(&mut self, depth: usize, map: &Map) {
        for (key, entry) in map.iter() {
            self.value(depth, key, &entry.value);
        }
        if let Some(rest) = &map.rest {
            self.line(depth, &format!("…: ?{} ({})", rest.expression, rest.reason));
        }
    }

    fn value(&mut self, depth: usize, key: &str, value: &Value) {
        let mut notes = format!("@{}", self.place(value.span()));
        if let Some(target) = &value.origin.target {
            write!(notes, " names {}.{}", target.address, target.attribute).unwrap();
        }
        let mut step = value.origin.via.as_ref();
        while let Some(at) = step {
            write!(notes, " <- {} @{}", at.what, self.place(at.span)).unwrap();
            step = at.before.as_ref();
        }
        let line = |dump: &mut Self, text: &str| dump.line(depth, &format!("{key}: {text} {notes}"));
        match &value.kind {
            Kind::Null => line(self, "null"),
            Kind::Bool(known) => line(self, &known.to_string()),
            Kind::Number(known) => line(self, &known.to_string()),
            Kind::String(text) => {
                let constant = if value.to_text().unwrap().as_str().is_some() { "" } else { "holes " };
                line(self, &format!("{constant}{:?}", text.display()));
                if text.display().trim_start().starts_with('{')
                    && let Ok(parsed) = parse_json_text(text, value.span())
                {
                    self.value(depth + 1, "parsed", &parsed);
                }
            }
            Kind::Unknown(unknown) => line(self, &format!("?{} ({})", unknown.expression, unknown.reason)),
            Kind::Json(inner) => {
                line(self, "json");
                self.value(depth + 1, "value", inner);
            }
            Kind::List(List { items, rest }) => {
                line(self, "list");
                self.items(depth + 1, items, rest.as_deref());
            }
            Kind::Set(set) => {
                line(self, if set.is_list() { "list in an open order" } else { "set" });
                self.items(depth + 1, set.items(), set.rest.as_deref());
            }
            Kind::Map(map) => {
                line(self, "map");
                self.map(depth + 1, map);
            }
            Kind::Choice(choice) => {
                line(self, &format!("{} ?", choice.condition.expression));
                self.value(depth + 1, "true", &choice.when_true);
                self.value(depth + 1, "false", &choice.when_false);
            }
        }
    }

    fn items(&mut self, depth: usize, items: &[Value], rest: Option<&Unknown>) {
        for item in items {
            self.value(depth, "-", item);
        }
        if let Some(rest) = rest {
            self.line(depth, &format!("…: ?{} ({})", rest.expression, rest.reason));
        }
    }
}
