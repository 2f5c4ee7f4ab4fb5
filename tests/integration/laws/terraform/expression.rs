//! Terraform's values and expressions, as far as the generator writes them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Formatter, Write as _};

/// A known value. What a provider computes is known by its address alone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Datum {
    Null,
    Bool(bool),
    Number(i64),
    Text(String),
    Computed(String),
    List(Vec<Datum>),
    Set(BTreeSet<Datum>),
    Map(BTreeMap<String, Datum>),
}

impl Datum {
    pub(in super::super) fn text(text: impl Into<String>) -> Self {
        Datum::Text(text.into())
    }

    /// The items of a list, a set or a map, in Terraform's order; with the key of each where it has one.
    pub(super) fn items(&self) -> Option<Vec<(Datum, Datum)>> {
        Some(match self {
            Datum::List(items) => {
                items.iter().enumerate().map(|(at, it)| (Datum::Number(at as i64), it.clone())).collect()
            }
            Datum::Set(items) => items.iter().map(|it| (it.clone(), it.clone())).collect(),
            Datum::Map(map) => map.iter().map(|(key, it)| (Datum::text(key), it.clone())).collect(),
            _ => return None,
        })
    }

    /// Whether a provider computes some of it.
    pub(super) fn is_computed(&self) -> bool {
        match self {
            Datum::Computed(_) => true,
            Datum::List(items) => items.iter().any(Datum::is_computed),
            Datum::Set(items) => items.iter().any(Datum::is_computed),
            Datum::Map(map) => map.values().any(Datum::is_computed),
            _ => false,
        }
    }
}

/// A text in quotes.
pub(in super::super) fn quoted(text: &str) -> String {
    format!("{:?}", text).replace("${", "$${").replace("%{", "%%{")
}

impl Display for Datum {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Datum::Null => f.write_str("null"),
            Datum::Bool(it) => write!(f, "{it}"),
            Datum::Number(it) => write!(f, "{it}"),
            Datum::Text(it) | Datum::Computed(it) => f.write_str(&quoted(it)),
            Datum::List(items) => write!(f, "[{}]", joined(items)),
            Datum::Set(items) => write!(f, "[{}]", joined(items)),
            Datum::Map(map) => {
                let entries = map.iter().map(|(key, it)| format!("{} = {it}", quoted(key))).collect::<Vec<_>>();
                write!(f, "{{ {} }}", entries.join(", "))
            }
        }
    }
}

pub(super) fn joined<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|it| it.to_string()).collect::<Vec<_>>().join(", ")
}

#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum Expr {
    Value(Datum),
    /// `var.x`, `local.x`, `each.key`, the name in a `for`, a resource, a module.
    Name(String),
    Attr(Box<Expr>, String),
    Index(Box<[Expr; 2]>),
    /// `x[*].attribute`.
    Splat(Box<Expr>, String),
    If(Box<[Expr; 3]>),
    Binary(&'static str, Box<[Expr; 2]>),
    Not(Box<Expr>),
    Call(&'static str, Vec<Expr>),
    For(Box<For>),
    /// Texts and expressions in turn.
    Template(Vec<Expr>),
    Tuple(Vec<Expr>),
    Object(Vec<(String, Expr)>),
}

/// `[for key, value in over : out if when]`, or with braces and a key.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct For {
    pub(super) names: Vec<String>,
    pub(super) over: Expr,
    pub(super) key: Option<Expr>,
    pub(super) out: Expr,
    pub(super) when: Option<Expr>,
}

impl Expr {
    pub(in super::super) fn name(name: impl Into<String>) -> Self {
        Expr::Name(name.into())
    }

    pub(in super::super) fn text(text: impl Into<String>) -> Self {
        Expr::Value(Datum::text(text))
    }

    pub(super) fn number(number: i64) -> Self {
        Expr::Value(Datum::Number(number))
    }

    pub(super) fn truth(truth: bool) -> Self {
        Expr::Value(Datum::Bool(truth))
    }

    pub(super) fn attr(self, name: &str) -> Self {
        Expr::Attr(Box::new(self), name.to_owned())
    }

    pub(super) fn at(self, index: Expr) -> Self {
        Expr::Index(Box::new([self, index]))
    }

    pub(super) fn splat(self, name: &str) -> Self {
        Expr::Splat(Box::new(self), name.to_owned())
    }

    pub(super) fn binary(self, operator: &'static str, right: Expr) -> Self {
        Expr::Binary(operator, Box::new([self, right]))
    }

    pub(super) fn then(self, yes: Expr, no: Expr) -> Self {
        Expr::If(Box::new([self, yes, no]))
    }

    pub(super) fn not(self) -> Self {
        Expr::Not(Box::new(self))
    }

    /// The expressions that it is made of, in the order of the text.
    pub(super) fn parts(&mut self) -> Vec<&mut Expr> {
        match self {
            Expr::Value(_) | Expr::Name(_) => Vec::new(),
            Expr::Attr(of, _) | Expr::Splat(of, _) | Expr::Not(of) => vec![of],
            Expr::Index(both) | Expr::Binary(_, both) => both.iter_mut().collect(),
            Expr::If(all) => all.iter_mut().collect(),
            Expr::Call(_, items) | Expr::Template(items) | Expr::Tuple(items) => items.iter_mut().collect(),
            Expr::Object(entries) => entries.iter_mut().map(|(_, it)| it).collect(),
            Expr::For(it) => {
                let For { over, key, out, when, .. } = &mut **it;
                [Some(over), key.as_mut(), Some(out), when.as_mut()].into_iter().flatten().collect()
            }
        }
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Expr::Value(it) => it.fmt(f),
            Expr::Name(it) => f.write_str(it),
            Expr::Attr(of, name) => write!(f, "{of}.{name}"),
            Expr::Index(both) => write!(f, "{}[{}]", both[0], both[1]),
            Expr::Splat(of, name) => write!(f, "{of}[*].{name}"),
            Expr::If(all) => write!(f, "({} ? {} : {})", all[0], all[1], all[2]),
            Expr::Binary(operator, both) => write!(f, "({} {operator} {})", both[0], both[1]),
            Expr::Not(of) => write!(f, "!{of}"),
            Expr::Call(name, items) => write!(f, "{name}({})", joined(items)),
            Expr::Tuple(items) => write!(f, "[{}]", joined(items)),
            Expr::Object(entries) => {
                let entries = entries.iter().map(|(key, it)| format!("{key} = {it}"));
                write!(f, "{{ {} }}", joined(entries))
            }
            Expr::Template(parts) => {
                let mut text = String::new();
                for part in parts {
                    match part {
                        Expr::Value(Datum::Text(it)) => text.push_str(quoted(it).trim_matches('"')),
                        it => write!(text, "${{{it}}}")?,
                    }
                }
                write!(f, "\"{text}\"")
            }
            Expr::For(it) => it.fmt(f),
        }
    }
}

impl Display for For {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let For { names, over, key, out, when } = self;
        let when = when.as_ref().map_or_else(String::new, |it| format!(" if {it}"));
        match key {
            Some(key) => write!(f, "{{ for {} in {over} : {key} => {out}{when} }}", joined(names)),
            None => write!(f, "[for {} in {over} : {out}{when}]", joined(names)),
        }
    }
}
