//! Guard text to our tree, through the parser of the `cfn-guard` crate: the only file that knows the crate.
//!
//! The crate gives its parse tree as JSON. Its parser recurses without a bound and its evaluator follows cycles, so
//! depth is checked before the text is handed over, and names after.

use std::collections::VecDeque;
use std::io::Cursor;
use std::sync::Arc;

use cfn_guard::commands::Executable;
use cfn_guard::utils::reader::{ReadBuffer, Reader};
use cfn_guard::utils::writer::{WriteBuffer, Writer};
use cfn_guard::{CommandBuilder, ParseTreeBuilder};
use serde::Deserialize as _;
use serde_json::Value as Json;

use super::literals::{key, literal, unmarked};
use super::names::check_names;
use super::outcome::{GuardError, fault};
use super::text::{check_size, prepare};
use super::tree::{
    Access, Block, Call, Clause, Conjunction, File, Filtered, Function, Let, Operand, Operator, Part, Query, Rule,
};

/// Parses Guard text.
pub(super) fn parse(text: &str) -> Result<File, GuardError> {
    let text = text.trim_start_matches('\u{feff}');
    check_size(text)?;
    let prepared = prepare(text);
    // The letters of a mistake are told as they were written.
    let json = parse_tree(&prepared.text).map_err(|error| parse_tree(text).err().unwrap_or(error))?;
    let mut tree = serde_json::Deserializer::from_str(&json);
    // The text's own brackets bound how deep it nests.
    tree.disable_recursion_limit();
    let json =
        Json::deserialize(&mut tree).map_err(|error| fault(0, format!("the parse tree is not JSON: {error}")))?;
    let (rules, lets) = (prepared.rules.into(), prepared.lets.into());
    let file = Reading { line: 0, rules, lets, file: File::default() }.file(&json)?;
    check_names(&file)?;
    Ok(file)
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
    /// Where the rules and variables stand of which the tree has not told yet.
    rules: VecDeque<(String, usize)>,
    lets: VecDeque<(String, usize)>,
    file: File,
}

/// Where the first of these with a name stands, which is told once.
fn take_line(places: &mut VecDeque<(String, usize)>, name: &str) -> Option<usize> {
    let at = places.iter().position(|(it, _)| it == name)?;
    places.remove(at).map(|(_, line)| line)
}

impl Reading {
    fn file(mut self, json: &Json) -> Result<File, GuardError> {
        // An empty file has no rules.
        let lets = self.lets(json)?;
        for rule in list(json, "guard_rules") {
            let rule = self.rule(rule, Vec::new())?;
            self.file.rules.push(rule);
        }
        for json in list(json, "parameterized_rules") {
            let names = list(json, "parameter_names").iter().filter_map(Json::as_str).map(Arc::from).collect();
            let rule = self.rule(json.get("rule").unwrap_or(&Json::Null), names)?;
            self.file.callable.push(rule);
        }
        Ok(File { lets, ..self.file })
    }

    fn rule(&mut self, json: &Json, parameters: Vec<Arc<str>>) -> Result<Rule, GuardError> {
        let name = self.text(json, "rule_name")?;
        let line = take_line(&mut self.rules, &name).unwrap_or(1);
        self.line = line;
        let (when, block) = (self.conjunction(json.get("conditions"))?, self.block(json.get("block"))?);
        Ok(Rule { name, line, parameters, when, block })
    }

    fn block(&mut self, json: Option<&Json>) -> Result<Block, GuardError> {
        let json = json.unwrap_or(&Json::Null);
        Ok(Block { lets: self.lets(json)?, clauses: self.conjunction(json.get("conjunctions"))? })
    }

    fn lets(&mut self, json: &Json) -> Result<Vec<Let>, GuardError> {
        let one = |it: &Json| {
            let name = self.text(it, "var")?;
            let line = take_line(&mut self.lets, &name).unwrap_or(self.line);
            self.line = line;
            Ok(Let { name, line, value: self.operand(it.get("value").unwrap_or(&Json::Null))? })
        };
        let lets: Vec<Let> = list(json, "assignments").iter().map(one).collect::<Result<_, _>>()?;
        Ok(effective(lets))
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
                Ok(Clause::Block { query, block, not_empty: flag(body, "not_empty"), line })
            }
            "TypeBlock" => {
                let query = Query { parts: self.parts(list(body, "query"))?, all: true, is_variable: false };
                let line = self.line;
                let (when, block) = (self.conjunction(body.get("conditions"))?, self.block(body.get("block"))?);
                Ok(Clause::Type { query, when, block, line })
            }
            "WhenBlock" => {
                Ok(Clause::When { conditions: self.conjunction(body.get(0))?, block: self.block(body.get(1))? })
            }
            "ParameterizedNamedRule" => {
                let rule = body.get("named_rule").unwrap_or(&Json::Null);
                self.note_line(rule);
                let line = self.line;
                Ok(Clause::Call {
                    name: self.text(rule, "dependent_rule")?,
                    arguments: self.operands(body)?,
                    negated: flag(rule, "negation"),
                    message: message(rule),
                    line,
                })
            }
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
        let json = list(json, "query");
        let parts = self.parts(json)?;
        let is_variable = json.len() == 1 && matches!(parts.as_slice(), [Part::Variable(_)]);
        Ok(Query { parts, all, is_variable })
    }

    fn parts(&mut self, json: &[Json]) -> Result<Vec<Part>, GuardError> {
        let mut parts: Vec<Part> = Vec::with_capacity(json.len());
        for (at, part) in json.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| json.get(at));
            match (self.part(part, before)?, parts.last_mut()) {
                (Part::Variable(variable), Some(_)) => parts.push(Part::Keyed { variable, which: None }),
                (Part::Index(index), Some(Part::Keyed { which: which @ None, .. })) => *which = Some(index),
                // The parser puts `[*]` behind every variable that a query goes on from.
                (Part::AllIndices(None), Some(Part::Variable(_))) if at == 1 => {}
                (part, _) => parts.push(part),
            }
        }
        Ok(parts)
    }

    fn part(&mut self, json: &Json, before: Option<&Json>) -> Result<Part, GuardError> {
        if json.as_str() == Some("This") {
            return Ok(Part::This);
        }
        let (kind, body) = self.tagged(json)?;
        match kind {
            "Key" => Ok(match unmarked(body.as_str().unwrap_or("")) {
                name if name.starts_with('%') => Part::Variable(name.trim_start_matches('%').into()),
                // A key of digits is an index to the crate.
                name => name.parse().map_or_else(|_| Part::Key(key(name)), Part::Index),
            }),
            "AllValues" => Ok(Part::AllValues(self.capture(body))),
            "AllIndices" => Ok(Part::AllIndices(self.capture(body))),
            "Index" => body.as_i64().map(Part::Index).ok_or_else(|| self.unsupported("this index")),
            "Filter" => {
                let is = |kind: &str| before.is_some_and(|it| it.get(kind).is_some());
                let of = match (is("AllValues"), is("Key")) {
                    (true, _) => Filtered::Itself,
                    (_, true) => Filtered::Values,
                    _ => Filtered::Anything,
                };
                let bound = self.capture(body.get(0).unwrap_or(&Json::Null));
                Ok(Part::Filter { conditions: self.conjunction(body.get(1))?, of, bound })
            }
            "MapKeyFilter" => {
                let bound = self.capture(body.get(0).unwrap_or(&Json::Null));
                let filter = body.get(1).unwrap_or(&Json::Null);
                let (operator, negated) = match filter.get("comparator").and_then(Json::as_str) {
                    Some("Eq") => (Operator::Eq, false),
                    Some("NotEq") => (Operator::Eq, true),
                    Some("In") => (Operator::In, false),
                    Some("NotIn") => (Operator::In, true),
                    _ => return Err(self.unsupported("this comparison of keys")),
                };
                let operand = self.operand(filter.get("compare_with").unwrap_or(&Json::Null))?;
                Ok(Part::KeysThat { operator, negated, operand, bound })
            }
            other => Err(self.unsupported(other)),
        }
    }

    /// The name that keys are bound to.
    fn capture(&mut self, json: &Json) -> Option<Arc<str>> {
        let name: Arc<str> = json.as_str()?.into();
        self.file.captures.insert(Arc::clone(&name));
        Some(name)
    }

    fn operand(&mut self, json: &Json) -> Result<Operand, GuardError> {
        let (kind, body) = self.tagged(json)?;
        match kind {
            "Value" => {
                let found = literal(body.get("value").unwrap_or(&Json::Null));
                found.map(Operand::Literal).map_err(|what| self.unsupported(&what))
            }
            "AccessClause" => Ok(Operand::Query(self.query(body)?)),
            "FunctionCall" => {
                self.note_line(body);
                let line = self.line;
                let function = self.function(body.get("name").and_then(Json::as_str).unwrap_or(""))?;
                Ok(Operand::Call(Call { function, arguments: self.operands(body)?, line }))
            }
            other => Err(self.unsupported(other)),
        }
    }

    fn operands(&mut self, json: &Json) -> Result<Vec<Operand>, GuardError> {
        list(json, "parameters").iter().map(|one| self.operand(one)).collect()
    }

    fn function(&self, name: &str) -> Result<Function, GuardError> {
        Ok(match name {
            "count" => Function::Count,
            "join" => Function::Join,
            "json_parse" => Function::JsonParse,
            "now" => Function::Now,
            "parse_boolean" => Function::ParseBoolean,
            "parse_char" => Function::ParseChar,
            "parse_epoch" => Function::ParseEpoch,
            "parse_float" => Function::ParseFloat,
            "parse_int" => Function::ParseInt,
            "parse_string" => Function::ParseString,
            "regex_replace" => Function::RegexReplace,
            "substring" => Function::Substring,
            "to_lower" => Function::ToLower,
            "to_upper" => Function::ToUpper,
            "url_decode" => Function::UrlDecode,
            other => return Err(self.unsupported(&format!("the function `{other}`"))),
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

/// Of several variables of one name the one that counts: a literal before a function before a query, of these the last.
fn effective(lets: Vec<Let>) -> Vec<Let> {
    let rank = |one: &Let| match one.value {
        Operand::Literal(_) => 2,
        Operand::Call(_) => 1,
        Operand::Query(_) => 0,
    };
    let mut kept: Vec<Let> = Vec::with_capacity(lets.len());
    for one in lets {
        match kept.iter_mut().find(|other| other.name == one.name) {
            Some(other) if rank(&one) >= rank(other) => *other = one,
            Some(_) => {}
            None => kept.push(one),
        }
    }
    kept
}
