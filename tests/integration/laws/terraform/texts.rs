//! Expressions over texts: what is decided of one while its variables are open holds for values that they may have.
//!
//! With values, functions are those that `tests/integration/terraform_console.rs` holds against Terraform itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use bucketlint::frontends::terraform::Terraform;
use bucketlint::frontends::{Frontend, Inputs, Workspace};
use bucketlint::source::{Library, Memory, discover};
use bucketlint::value::{Kind, Text, Truth, Value};

use super::super::super::dice::Dice;
use super::super::Subject;
use super::expression::{Datum, Expr, quoted};
use super::generator::names;

/// A variable: its type, what its validation says, and values that it may have.
struct Role {
    name: &'static str,
    kind: &'static str,
    validation: &'static str,
    values: &'static [&'static str],
}

const fn text(name: &'static str, validation: &'static str, values: &'static [&'static str]) -> Role {
    Role { name, kind: "string", validation, values }
}

const ROLES: [Role; 13] = [
    text(
        "t",
        "",
        &["", "x", "p-x-s", "%", "%s", "%%", "A b", "é", "e\u{301}", ",", "x,x", "\r\n", "-", " x ", "$1", "/"],
    ),
    text("word", "can(regex(\"^[a-z]{1,4}$\", var.word))", &["x", "p", "prod", "dev", "s"]),
    text("wide", "can(regex(\"^.{2}$\", var.wide))", &["xx", "e\u{301}", "é-", "--", "ab"]),
    text("id", "can(regex(\"^[0-9]{12}$\", var.id))", &["111122223333", "000000000000"]),
    text("env", "contains([\"dev\", \"de\", \"prod\"], var.env)", &["dev", "de", "prod"]),
    text("same", "contains([\"é\", \"e\u{301}\"], var.same)", &["é", "e\u{301}"]),
    text("pre", "startswith(var.pre, \"p-\")", &["p-", "p-x", "p-s", "p-,x"]),
    text("suf", "endswith(var.suf, \"-s\")", &["-s", "x-s", "p-s", ",-s"]),
    text("len", "length(var.len) == 2", &["xx", "p-", "é-", "e\u{301}x", ",,"]),
    text("no", "!can(regex(\"[,%]\", var.no))", &["", "x", "é", "A", " "]),
    text("some", "var.some != \"\"", &["x", "-", "%", ","]),
    Role { name: "n", kind: "number", validation: "", values: &["0", "1", "12", "-1"] },
    Role { name: "flag", kind: "bool", validation: "", values: &["true", "false"] },
];

/// An expression, and values for its variables. Variables that may be null are called `…_or_null`.
/// Of a list, its items are read as one text.
#[derive(Clone, Debug)]
pub(in super::super) struct Expression {
    written: Expr,
    is_list: bool,
    values: BTreeMap<String, Option<&'static str>>,
}

fn call(name: &'static str, arguments: impl Into<Vec<Expr>>) -> Expr {
    Expr::Call(name, arguments.into())
}

fn literal(dice: &mut Dice) -> Expr {
    Expr::text(dice.pick(&["", "x", "p", "p-", "-s", "s", "-", ",", "de", "dev", "prod", "é", "%", "A", "11", "x,"]))
}

fn pattern(dice: &mut Dice) -> Expr {
    let patterns = ["^p", "s$", "^[a-z]+$", "^$", "x", "^.{2}$", "[,%]", "^[0-9]{12}$", "^p-(.*)$", "-", "^dev?$"];
    Expr::text(dice.pick(&patterns))
}

fn variable(dice: &mut Dice) -> Expr {
    Expr::name(format!("var.{}", ROLES[dice.roll(ROLES.len() - 1)].name))
}

/// What a function takes that makes an error of null.
fn operand(dice: &mut Dice, depth: usize) -> Expr {
    if dice.chance(12) {
        return Expr::name(format!("var.{}_or_null", ROLES[dice.roll(ROLES.len() - 2)].name));
    }
    word(dice, depth)
}

fn word(dice: &mut Dice, depth: usize) -> Expr {
    if depth == 0 || dice.chance(15) {
        return if dice.chance(70) { variable(dice) } else { literal(dice) };
    }
    let inner = |dice: &mut Dice| word(dice, depth - 1);
    let given = |dice: &mut Dice| operand(dice, depth - 1);
    match dice.roll(16) {
        0..4 => {
            let mut parts: Vec<_> = (0..1 + dice.roll(3)).map(|_| given(dice)).collect();
            parts.push(literal(dice));
            Expr::Template(parts)
        }
        4 => call(dice.pick(&["upper", "lower", "title", "strrev", "chomp", "trimspace"]), [given(dice)]),
        5 => call(dice.pick(&["trim", "trimprefix", "trimsuffix"]), [given(dice), literal(dice)]),
        6 => {
            let [from, length] =
                [[0, 1, -1, -2, 2], [0, 1, 2, 3, -1]].map(|all| Expr::Value(Datum::Number(dice.pick(&all))));
            call("substr", [given(dice), from, length])
        }
        7 => {
            let wanted = if dice.chance(70) {
                literal(dice)
            } else {
                Expr::text(dice.pick(&["/[,x]/", "/^p/", "/s$/", "/(x)/"]))
            };
            call("replace", [given(dice), wanted, Expr::text(dice.pick(&["", "x", "-", "$1", "_"]))])
        }
        8 => {
            let plain = [inner(dice), inner(dice)];
            let format = dice.pick(&["%s-%s", "p%sx%s", "%5s|%s", "%q%s", "%[2]s%[1]s", "%-4s.%v", "%s"]);
            call("format", [vec![Expr::text(format)], plain.to_vec()].concat())
        }
        9 => call(
            "format",
            [vec![Expr::Template(vec![literal(dice), inner(dice), literal(dice)])], words(dice, 1)].concat(),
        ),
        10 => call("join", [literal(dice), list(dice, depth - 1)]),
        11 => call("regex", [pattern(dice), given(dice)]),
        12 => list(dice, depth - 1).at(Expr::Value(Datum::Number(dice.roll(2) as i64))),
        13 => {
            let entry = |key: &str, dice: &mut Dice| {
                // What an entry beside the one that is asked for may be is not worked out.
                (key.to_owned(), word(dice, 0))
            };
            let by = Expr::Object(
                ["x", "dev", "p", "prod"].into_iter().take(1 + dice.roll(4)).map(|key| entry(key, dice)).collect(),
            );
            let key = inner(dice);
            if dice.chance(50) { by.at(key) } else { call("lookup", [by, key, literal(dice)]) }
        }
        14 => truth(dice, depth - 1).then(inner(dice), inner(dice)),
        _ if dice.chance(50) => call("try", [inner(dice), inner(dice)]),
        _ => call("element", [list(dice, depth - 1), Expr::name("var.n")]),
    }
}

fn words(dice: &mut Dice, depth: usize) -> Vec<Expr> {
    (0..dice.roll(3)).map(|_| word(dice, depth)).collect()
}

fn list(dice: &mut Dice, depth: usize) -> Expr {
    if depth == 0 || dice.chance(30) {
        return Expr::Tuple(words(dice, 0));
    }
    match dice.roll(7) {
        0 | 1 => call("split", [Expr::text(dice.pick(&[",", "-", "p-", "x,", ""])), word(dice, depth - 1)]),
        2 => call("concat", [list(dice, depth - 1), list(dice, depth - 1)]),
        3 => call(dice.pick(&["distinct", "compact", "sort"]), [list(dice, depth - 1)]),
        // Groups make lists of lists.
        4 => call("regexall", [Expr::text(dice.pick(&["^p", "[a-z]", "x", "-s$", "[0-9]"])), word(dice, depth - 1)]),
        5 => {
            let some = truth(dice, 0).then(list(dice, 0), Expr::Tuple(Vec::new()));
            call(
                dice.pick(&["flatten", "concat"]),
                if dice.chance(50) { [some].into() } else { vec![some, list(dice, 0)] },
            )
        }
        _ => truth(dice, depth - 1).then(list(dice, depth - 1), list(dice, depth - 1)),
    }
}

fn truth(dice: &mut Dice, depth: usize) -> Expr {
    if depth == 0 && dice.chance(50) {
        return Expr::name("var.flag");
    }
    let depth = depth.max(1);
    let inner = |dice: &mut Dice| word(dice, depth - 1);
    match dice.roll(6) {
        0..3 => {
            let with = if dice.chance(75) { literal(dice) } else { inner(dice) };
            call(dice.pick(&["startswith", "endswith", "strcontains"]), [operand(dice, depth - 1), with])
        }
        3 => inner(dice).binary(dice.pick(&["==", "!="]), if dice.chance(60) { literal(dice) } else { inner(dice) }),
        4 => call("can", [call("regex", [pattern(dice), operand(dice, depth - 1)])]),
        _ => {
            let of = if dice.chance(50) { inner(dice) } else { list(dice, depth - 1) };
            let number = Expr::Value(Datum::Number(dice.roll(4) as i64));
            call("length", [of]).binary(dice.pick(&["==", ">", "<"]), number)
        }
    }
}

impl Expression {
    /// What the expression is; the variables that are `given` have their values.
    fn value(&self, given: impl Fn(&str) -> bool) -> Option<Value> {
        let value = |(name, value): (&String, &Option<&str>)| {
            format!("{name} = {}\n", value.map_or_else(|| "null".to_owned(), quoted))
        };
        let values: String = self.values.iter().filter(|(name, _)| given(name)).map(value).collect();
        let fs = Memory::new([("main.tf", self.file()), ("terraform.tfvars", values)]);
        let sources = discover(&fs, &[PathBuf::from(".")], &|path| Terraform.wants(path)).sources;
        let library = Library::new(&fs, &sources, &[PathBuf::from(".")]);
        let inputs = Inputs::default();
        let unit = Terraform.units(&library, &BTreeSet::new()).pop()?;
        let loaded = Terraform.load(&Workspace::new(&library, &inputs), &unit);
        loaded.deployment.resources.into_iter().next()?.properties.get("BucketName").cloned()
    }

    fn file(&self) -> String {
        let variable = |name: &String| {
            let role = ROLES.iter().find(|role| role.name == name.trim_end_matches("_or_null")).expect("a role");
            let is_nullable = name.ends_with("_or_null");
            let validation = role.validation.replace(&format!("var.{}", role.name), &format!("var.{name}"));
            let validation = match (role.validation, is_nullable) {
                ("", _) => String::new(),
                (_, true) => format!(
                    "\n  validation {{\n    condition = var.{name} == null || try({validation}, false)\n    error_message = \"No.\"\n  }}"
                ),
                (_, false) => {
                    format!("\n  validation {{\n    condition = {validation}\n    error_message = \"No.\"\n  }}")
                }
            };
            format!("variable \"{name}\" {{\n  type = {}\n  nullable = {is_nullable}{validation}\n}}\n", role.kind)
        };
        let variables: String = self.values.keys().map(variable).collect();
        let written = &self.written;
        let whole = match self.is_list {
            true => format!("\"=${{join(\"|\", {written})}}\""),
            false => format!("\"=${{{written}}}\""),
        };
        format!("{variables}resource \"aws_s3_bucket\" \"b\" {{\n  bucket = try({whole}, \"!\")\n}}\n")
    }

    /// What is decided while variables are open and is otherwise with their values.
    pub(in super::super) fn contradiction(&self) -> Option<String> {
        let closed = self.value(|_| true)?;
        let known = closed.as_str()?;
        let open = |given: &dyn Fn(&str) -> bool| self.value(given);
        let some = self.values.keys().next().cloned();
        [open(&|_| false), open(&|name| Some(name) == some.as_deref())].into_iter().find_map(|open| {
            let open = open?;
            (!admits(&open, known)).then(|| format!("{} is {known} with values", shown(&open)))
        })
    }
}

/// Whether a value may be this text.
fn admits(value: &Value, text: &str) -> bool {
    match &value.kind {
        Kind::Choice(choice) => admits(&choice.when_true, text) || admits(&choice.when_false, text),
        Kind::Unknown(unknown) if unknown.may_fail && text == "!" => true,
        _ => value.to_text().is_none_or(|open| open.same(&Text::from(text)) != Truth::False),
    }
}

fn shown(value: &Value) -> String {
    match &value.kind {
        Kind::Choice(choice) => {
            format!("({} ? {} : {})", choice.condition.expression, shown(&choice.when_true), shown(&choice.when_false))
        }
        _ => value.to_text().map_or_else(
            || format!("{value:?}"),
            |text| format!("{} {:?}", text.display(), text.holes().map(|it| &it.nature).collect::<Vec<_>>()),
        ),
    }
}

impl Subject for Expression {
    fn generate(dice: &mut Dice) -> Self {
        let (mut written, is_list) = match dice.roll(4) {
            0 | 1 => (word(dice, 3), false),
            2 => (truth(dice, 3), false),
            _ => (list(dice, 3), true),
        };
        let mut used = BTreeSet::new();
        names(&mut written, &mut used);
        let value = |name: String| {
            let name = name.trim_start_matches("var.").to_owned();
            let role = ROLES.iter().find(|role| role.name == name.trim_end_matches("_or_null")).expect("a role");
            let is_null = name.ends_with("_or_null") && dice.chance(40);
            (name, (!is_null).then(|| dice.pick(role.values)))
        };
        Expression { values: used.into_iter().map(value).collect(), written, is_list }
    }

    fn smaller(&self) -> Vec<Self> {
        let mut out = Vec::new();
        let mut nodes = 0;
        every(&mut self.written.clone(), &mut |_| nodes += 1);
        for at in 0..nodes {
            for part in 0..4 {
                let (mut copy, mut seen) = (self.clone(), 0);
                every(&mut copy.written, &mut |it| {
                    if seen == at {
                        match it {
                            Expr::Tuple(items) | Expr::Template(items) if part < items.len() => {
                                drop(items.remove(part))
                            }
                            Expr::Object(entries) if part < entries.len() && entries.len() > 1 => {
                                drop(entries.remove(part))
                            }
                            _ => {
                                let sort = sort(it);
                                let found = it.parts().into_iter().nth(part).cloned();
                                found.filter(|it| self::sort(it) == sort).into_iter().for_each(|found| *it = found);
                            }
                        }
                    }
                    seen += 1;
                });
                out.push(copy);
            }
        }
        out
    }

    fn is_deployable(&self) -> bool {
        true
    }

    fn shown(&self) -> String {
        format!("{}{:?}\n", self.file(), self.values)
    }
}

fn every(it: &mut Expr, see: &mut dyn FnMut(&mut Expr)) {
    see(it);
    it.parts().into_iter().for_each(|part| every(part, see));
}

/// What an expression is.
#[derive(PartialEq)]
enum Sort {
    Text,
    Truth,
    Number,
    List,
    Map,
    /// Text or null.
    OrNull,
}

fn sort(it: &Expr) -> Sort {
    match it {
        Expr::Binary(..) | Expr::Call("startswith" | "endswith" | "strcontains" | "can", _) => Sort::Truth,
        Expr::Name(name) if name.starts_with("var.flag") => Sort::Truth,
        Expr::Name(name) if name == "var.n" => Sort::Number,
        Expr::Name(name) if name.ends_with("_or_null") => Sort::OrNull,
        Expr::Value(Datum::Number(_)) => Sort::Number,
        Expr::Tuple(_) => Sort::List,
        Expr::Call("split" | "concat" | "distinct" | "compact" | "sort" | "regexall" | "flatten", _) => Sort::List,
        Expr::Call("length", _) => Sort::Number,
        Expr::Object(_) => Sort::Map,
        Expr::If(all) => sort(&all[1]),
        _ => Sort::Text,
    }
}
