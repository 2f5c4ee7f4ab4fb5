//! `csvdecode`: text as Go's `encoding/csv` reads it.

use std::sync::Arc;

use super::arguments::Wanted::Text;
use super::arguments::{Answer, Arguments, Gap, Row, row};
use crate::value::{List, Map, Shape, Value};

pub(super) const TABLE: &[Row] = &[row("csvdecode", &[Text], csvdecode)];

/// How many fields are read at most.
const MAX_FIELDS: usize = 100_000;

/// One object for each row, with attributes by the names in the first.
fn csvdecode(of: &Arguments<'_>) -> Answer {
    let text = of.string(0)?.replace("\r\n", "\n");
    let mut reader = Reader { rest: text.strip_suffix('\r').unwrap_or(&text), fields: 0 };
    let names = reader.record()?.ok_or_else(|| Gap::error("a line with names is needed"))?;
    let names: Vec<Arc<str>> = names.into_iter().map(Arc::from).collect();
    let mut seen = std::collections::HashSet::new();
    if !names.iter().all(|name| seen.insert(name)) {
        return Err(Gap::error("two columns have one name"));
    }
    let mut items = Vec::new();
    while let Some(record) = reader.record()? {
        if record.len() != names.len() {
            return Err(Gap::error("a row has more or fewer fields than there are columns"));
        }
        let mut map = Map::default();
        for (name, field) in names.iter().zip(record) {
            map.insert(Arc::clone(name), of.span, Value::string(field, of.span));
        }
        items.push(Value::map(map, of.span));
    }
    of.give_list(List { items, rest: None }, Shape::Uniform)
}

struct Reader<'t> {
    rest: &'t str,
    fields: usize,
}

impl Reader<'_> {
    /// The fields of the next line that is not empty.
    fn record(&mut self) -> Result<Option<Vec<String>>, Gap> {
        self.rest = self.rest.trim_start_matches('\n');
        if self.rest.is_empty() {
            return Ok(None);
        }
        let mut record = Vec::new();
        loop {
            self.fields += 1;
            if self.fields > MAX_FIELDS {
                return Err(Gap::too_long());
            }
            record.push(if self.rest.starts_with('"') { self.quoted()? } else { self.bare()? });
            if let Some(rest) = self.rest.strip_prefix(',') {
                self.rest = rest;
                continue;
            }
            self.rest = self.rest.strip_prefix('\n').unwrap_or(self.rest);
            return Ok(Some(record));
        }
    }

    fn bare(&mut self) -> Result<String, Gap> {
        let end = self.rest.find([',', '\n']).unwrap_or(self.rest.len());
        let (field, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        if field.contains('"') {
            return Err(Gap::error("a quote stands in a field without quotes"));
        }
        Ok(field.to_owned())
    }

    fn quoted(&mut self) -> Result<String, Gap> {
        let mut field = String::new();
        let mut rest = self.rest.get(1..).unwrap_or_default();
        loop {
            let (before, after) = rest.split_once('"').ok_or_else(|| Gap::error("a quote is not closed"))?;
            field.push_str(before);
            match after.strip_prefix('"') {
                Some(more) => {
                    field.push('"');
                    rest = more;
                }
                None if after.is_empty() || after.starts_with([',', '\n']) => {
                    self.rest = after;
                    return Ok(field);
                }
                None => return Err(Gap::error("letters follow a quote that is closed")),
            }
        }
    }
}
