//! Guard text to our tree, through the parser of the `cfn-guard` crate: the only file that knows the crate.
//!
//! The crate gives its parse tree as JSON. Its parser recurses without a bound and its evaluator follows cycles, so
//! depth is checked before the text is handed over, and names after.

use std::io::Cursor;
use std::sync::Arc;

use cfn_guard::commands::Executable;
use cfn_guard::utils::reader::{ReadBuffer, Reader};
use cfn_guard::utils::writer::{WriteBuffer, Writer};
use cfn_guard::{CommandBuilder, ParseTreeBuilder};
use regex::Regex;
use serde_json::Value as Json;

use super::names::check_names;
use super::outcome::{GuardError, fault};
use super::tree::{Access, Block, Clause, Conjunction, File, Let, Literal, Operand, Operator, Part, Query, Rule};

/// How deep brackets may nest.
const MAX_DEPTH: usize = 64;

/// How many parts a path may have, each of which the parser takes a call for.
const MAX_PARTS: usize = 128;

/// How long Guard text may be, in bytes.
const MAX_BYTES: usize = 256 * 1024;

/// Parses Guard text.
pub(super) fn parse(text: &str) -> Result<File, GuardError> {
    let text = text.trim_start_matches('\u{feff}');
    check_size(text)?;
    let json = parse_tree(text)?;
    let json = serde_json::from_str(&json).map_err(|error| fault(0, format!("the parse tree is not JSON: {error}")))?;
    let file = Reading { line: 0 }.file(&json)?;
    check_names(&file)?;
    Ok(file)
}

fn check_size(text: &str) -> Result<(), GuardError> {
    if text.len() > MAX_BYTES {
        return Err(fault(0, format!("the text has {} bytes; at most {MAX_BYTES} are read", text.len())));
    }
    let mut depth = 0_usize;
    for (at, line) in text.lines().enumerate() {
        let mut parts = 1_usize;
        for byte in line.bytes() {
            match byte {
                b'{' | b'[' | b'(' => depth += 1,
                b'}' | b']' | b')' => depth = depth.saturating_sub(1),
                b'.' => parts += 1,
                byte if byte.is_ascii_whitespace() => parts = 1,
                _ => {}
            }
            if depth > MAX_DEPTH {
                return Err(fault(at + 1, format!("brackets nest deeper than {MAX_DEPTH}")));
            }
            if parts > MAX_PARTS {
                return Err(fault(at + 1, format!("a path has more than {MAX_PARTS} parts")));
            }
        }
    }
    Ok(())
}

/// The crate's parse tree as JSON.
fn parse_tree(text: &str) -> Result<String, GuardError> {
    let text = text.to_owned();
    let parsed = std::panic::catch_unwind(move || {
        let mut reader = Reader::new(ReadBuffer::Cursor(Cursor::new(text.into_bytes())));
        let mut writer = Writer::new(WriteBuffer::Vec(Vec::new())).map_err(|error| error.to_string())?;
        let command = ParseTreeBuilder::default().print_json(true).try_build().map_err(|error| error.to_string())?;
        command.execute(&mut writer, &mut reader).map_err(|error| error.to_string())?;
        writer.into_string().map_err(|error| error.to_string())
    });
    match parsed {
        Ok(Ok(json)) => Ok(json),
        Ok(Err(message)) => Err(syntax_error(&message)),
        Err(_) => Err(fault(0, "the text cannot be parsed")),
    }
}

/// The crate's message, "… at line 3 at column 5, when handling …, fragment = …", in our words.
fn syntax_error(message: &str) -> GuardError {
    let after = |mark: &str| message.split_once(mark).map(|(_, rest)| rest);
    let line = after("at line ").and_then(|rest| rest.split(' ').next()?.parse().ok()).unwrap_or(0);
    let column = after("at column ").and_then(|rest| rest.split(',').next()).unwrap_or("?");
    let near = after("fragment = ").and_then(|rest| rest.lines().next()).unwrap_or("").trim();
    fault(line, format!("this is not Guard, from column {column} on, near `{near}`"))
}

/// Reads the crate's parse tree. Its JSON is data of another program: nothing is taken for granted.
struct Reading {
    /// The line of the clause that was read last, for messages.
    line: usize,
}

impl Reading {
    fn file(&mut self, json: &Json) -> Result<File, GuardError> {
        if let Some(rule) = list(json, "parameterized_rules").first() {
            let name = rule.pointer("/rule/rule_name").and_then(Json::as_str).unwrap_or("?");
            return Err(fault(0, format!("the rule `{name}` has parameters, which are not supported")));
        }
        let lets = self.lets(json)?;
        let rules = list(json, "guard_rules").iter().map(|rule| self.rule(rule)).collect::<Result<_, _>>()?;
        Ok(File { lets, rules })
    }

    fn rule(&mut self, json: &Json) -> Result<Rule, GuardError> {
        let name = self.text(json, "rule_name")?;
        Ok(Rule { name, when: self.conjunction(json.get("conditions"))?, block: self.block(json.get("block"))? })
    }

    fn block(&mut self, json: Option<&Json>) -> Result<Block, GuardError> {
        let json = json.unwrap_or(&Json::Null);
        Ok(Block { lets: self.lets(json)?, clauses: self.conjunction(json.get("conjunctions"))? })
    }

    fn lets(&mut self, json: &Json) -> Result<Vec<Let>, GuardError> {
        let one = |it: &Json| {
            let name = self.text(it, "var")?;
            Ok(Let { name, value: self.operand(it.get("value").unwrap_or(&Json::Null))? })
        };
        list(json, "assignments").iter().map(one).collect()
    }

    fn conjunction(&mut self, json: Option<&Json>) -> Result<Conjunction, GuardError> {
        let lines = json.and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
        let alternatives = |line: &Json| {
            let clauses = line.as_array().map_or(&[][..], Vec::as_slice);
            clauses.iter().map(|clause| self.clause(clause)).collect()
        };
        lines.iter().map(alternatives).collect()
    }

    fn clause(&mut self, json: &Json) -> Result<Clause, GuardError> {
        let (kind, body) = self.tagged(json)?;
        self.note_line(body);
        match kind {
            // A rule's own clauses are wrapped once more.
            "Clause" if body.get("access_clause").is_none() => self.clause(body),
            "Clause" => Ok(Clause::Access(Box::new(self.access(body)?))),
            "NamedRule" => Ok(Clause::Rule {
                name: self.text(body, "dependent_rule")?,
                negated: flag(body, "negation"),
                message: message(body),
                line: self.line,
            }),
            "BlockClause" => {
                let line = self.line;
                let query = self.query(body.get("query").unwrap_or(&Json::Null))?;
                let block = self.block(body.get("block"))?;
                Ok(Clause::Block { query, when: Vec::new(), block, not_empty: flag(body, "not_empty"), line })
            }
            "TypeBlock" => {
                let query = Query { parts: self.parts(list(body, "query"))?, all: true };
                let (when, block) = (self.conjunction(body.get("conditions"))?, self.block(body.get("block"))?);
                Ok(Clause::Block { query, when, block, not_empty: false, line: self.line })
            }
            "WhenBlock" => {
                Ok(Clause::When { conditions: self.conjunction(body.get(0))?, block: self.block(body.get(1))? })
            }
            "ParameterizedNamedRule" => Err(self.unsupported("a rule with parameters")),
            other => Err(self.unsupported(other)),
        }
    }

    fn access(&mut self, json: &Json) -> Result<Access, GuardError> {
        let clause = json.get("access_clause").unwrap_or(&Json::Null);
        self.note_line(clause);
        let line = self.line;
        let comparator = clause.get("comparator").unwrap_or(&Json::Null);
        let operator = self.operator(comparator.get(0).and_then(Json::as_str).unwrap_or(""))?;
        let inverted = comparator.get(1).and_then(Json::as_bool).unwrap_or(false);
        let operand = clause.get("compare_with").filter(|it| !it.is_null());
        Ok(Access {
            query: self.query(clause.get("query").unwrap_or(&Json::Null))?,
            operator,
            negated: inverted != flag(json, "negation"),
            operand: operand.map(|operand| self.operand(operand)).transpose()?,
            message: message(clause),
            line,
        })
    }

    fn operator(&self, name: &str) -> Result<Operator, GuardError> {
        Ok(match name {
            "Eq" => Operator::Eq,
            "In" => Operator::In,
            "Gt" => Operator::Gt,
            "Lt" => Operator::Lt,
            "Le" => Operator::Le,
            "Ge" => Operator::Ge,
            "Exists" => Operator::Exists,
            "Empty" => Operator::Empty,
            "IsString" => Operator::IsString,
            "IsList" => Operator::IsList,
            "IsMap" => Operator::IsMap,
            "IsBool" => Operator::IsBool,
            "IsInt" => Operator::IsInt,
            "IsFloat" => Operator::IsFloat,
            "IsNull" => Operator::IsNull,
            other => return Err(self.unsupported(other)),
        })
    }

    fn query(&mut self, json: &Json) -> Result<Query, GuardError> {
        let all = json.get("match_all").and_then(Json::as_bool).unwrap_or(true);
        Ok(Query { parts: self.parts(list(json, "query"))?, all })
    }

    fn parts(&mut self, json: &[Json]) -> Result<Vec<Part>, GuardError> {
        let parts = json.iter().map(|part| self.part(part)).collect::<Result<Vec<_>, _>>()?;
        if parts.iter().skip(1).any(|part| matches!(part, Part::Variable(_))) {
            return Err(self.unsupported("a variable within a query"));
        }
        Ok(parts)
    }

    fn part(&mut self, json: &Json) -> Result<Part, GuardError> {
        if json.as_str() == Some("This") {
            return Ok(Part::This);
        }
        let (kind, body) = self.tagged(json)?;
        let captured = |body: &Json| body.as_str().is_some() || body.get(0).is_some_and(Json::is_string);
        match kind {
            "AllValues" | "AllIndices" | "Filter" if captured(body) => {
                Err(self.unsupported("naming the keys of a query"))
            }
            "Key" => {
                let key = body.as_str().unwrap_or("");
                Ok(key.strip_prefix('%').map_or_else(|| Part::Key(key.into()), |name| Part::Variable(name.into())))
            }
            "AllValues" => Ok(Part::AllValues),
            "AllIndices" => Ok(Part::AllIndices),
            "Index" => {
                let index = body.as_u64().and_then(|index| usize::try_from(index).ok());
                index.map(Part::Index).ok_or_else(|| self.unsupported("an index below zero"))
            }
            "Filter" => Ok(Part::Filter(self.conjunction(body.get(1))?)),
            "MapKeyFilter" => Err(self.unsupported("a filter on keys")),
            other => Err(self.unsupported(other)),
        }
    }

    fn operand(&mut self, json: &Json) -> Result<Operand, GuardError> {
        let (kind, body) = self.tagged(json)?;
        match kind {
            "Value" => Ok(Operand::Literal(self.literal(body.get("value").unwrap_or(&Json::Null))?)),
            "AccessClause" => Ok(Operand::Query(self.query(body)?)),
            "FunctionCall" => Err(self.unsupported("a function")),
            other => Err(self.unsupported(other)),
        }
    }

    fn literal(&self, json: &Json) -> Result<Literal, GuardError> {
        Ok(match json {
            Json::Null => Literal::Null,
            Json::Bool(value) => Literal::Bool(*value),
            Json::Number(number) => Literal::Number(number.as_f64().unwrap_or(f64::NAN)),
            Json::String(text) => match text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
                // The tree prints a regular expression like the string that looks like one.
                Some(pattern) => Literal::Regex(
                    Regex::new(pattern).map_err(|_| self.unsupported(&format!("the regular expression `{text}`")))?,
                ),
                None if looks_like_range(text) => return Err(self.unsupported(&format!("the range `{text}`"))),
                None => Literal::String(text.as_str().into()),
            },
            Json::Array(items) => Literal::List(items.iter().map(|item| self.literal(item)).collect::<Result<_, _>>()?),
            Json::Object(_) => return Err(self.unsupported("a map literal")),
        })
    }

    /// The name and body of an enum variant.
    fn tagged<'j>(&self, json: &'j Json) -> Result<(&'j str, &'j Json), GuardError> {
        let only = json.as_object().and_then(|object| object.iter().next());
        only.map(|(name, body)| (name.as_str(), body)).ok_or_else(|| self.unsupported("this construct"))
    }

    fn text(&self, json: &Json, key: &str) -> Result<Arc<str>, GuardError> {
        json.get(key)
            .and_then(Json::as_str)
            .map(Arc::from)
            .ok_or_else(|| self.unsupported("a construct without a name"))
    }

    fn note_line(&mut self, json: &Json) {
        let line = json.pointer("/location/line").and_then(Json::as_u64);
        self.line = line.and_then(|line| usize::try_from(line).ok()).unwrap_or(self.line);
    }

    fn unsupported(&self, what: &str) -> GuardError {
        fault(self.line, format!("{what} is not supported"))
    }
}

fn list<'j>(json: &'j Json, key: &str) -> &'j [Json] {
    json.get(key).and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

fn flag(json: &Json, key: &str) -> bool {
    json.get(key).and_then(Json::as_bool).unwrap_or(false)
}

fn message(json: &Json) -> Option<Arc<str>> {
    let text = json.get("custom_message")?.as_str()?;
    Some(text.split_whitespace().collect::<Vec<_>>().join(" ").into())
}

/// Whether a string is what the tree prints for a range such as `r[1,5)`.
fn looks_like_range(text: &str) -> bool {
    let inside = text.strip_prefix(['[', '(']).and_then(|rest| rest.strip_suffix([']', ')']));
    let bounds = inside.and_then(|inside| inside.split_once(','));
    bounds.is_some_and(|(low, high)| low.parse::<f64>().is_ok() && high.parse::<f64>().is_ok())
}
