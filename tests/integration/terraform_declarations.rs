//! What a variable's declaration says of a value that nobody gives: whatever is decided by it holds for every value that the
//! declaration takes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bucketlint::frontends::terraform::Terraform;
use bucketlint::source::Memory;

use super::dump::dump;

/// Declarations, and what each is known to decide: conditions with their answers, `?` where it must not be decided.
const DECLARATIONS: &[(&str, &[(&str, char)])] = &[
    ("", &[("var.x == null", '?'), ("var.x == \"dev\"", '?')]),
    ("type = string", &[("var.x == null", '?'), ("length(var.x) > 0", '?')]),
    ("nullable = false", &[("var.x == null", 'n'), ("var.x != null", 'y'), ("var.x == \"\"", '?')]),
    ("type = string\nnullable = true", &[("var.x == null", '?')]),
    (
        "type = object({ a = string, b = optional(string, \"dev\"), c = optional(string) })",
        &[("var.x.b == null", 'n'), ("var.x.c == null", '?'), ("var.x.a == null", '?'), ("var.x == null", '?')],
    ),
    (
        "condition = contains([\"dev\", \"prod\"], var.x)",
        &[
            ("contains([\"dev\", \"prod\"], var.x)", 'y'),
            ("contains([\"dev\", \"prod\", \"test\"], var.x)", 'y'),
            ("contains([\"dev\"], var.x)", '?'),
            ("var.x == \"test\"", 'n'),
            ("var.x == null", 'n'),
            ("var.x == \"dev\" || var.x == \"prod\"", 'y'),
            ("var.x == \"dev\"", '?'),
        ],
    ),
    ("condition = contains(local.stages, var.x)", &[("var.x == \"test\"", 'n'), ("var.x == \"prod\"", '?')]),
    ("condition = var.x == \"dev\"", &[("var.x == \"dev\"", 'y'), ("var.x == \"prod\"", 'n')]),
    ("condition = var.x == \"dev\" || var.x == \"prod\"", &[("var.x == \"test\"", 'n'), ("var.x == null", 'n')]),
    (
        "condition = var.x == null || contains([\"dev\", \"prod\"], var.x)",
        &[("var.x == null", '?'), ("var.x == \"test\"", 'n'), ("var.x == \"dev\"", '?')],
    ),
    (
        "condition = var.x == null ? true : contains([\"dev\"], var.x)",
        &[("var.x == null", '?'), ("var.x == \"a\"", 'n')],
    ),
    ("condition = var.x != null", &[("var.x == null", 'n'), ("var.x == \"\"", '?')]),
    ("condition = !(var.x == null || var.x == \"\")", &[("var.x == null", 'n'), ("var.x == \"\"", 'n')]),
    ("condition = var.x != \"\"", &[("var.x == \"\"", 'n'), ("var.x == null", '?')]),
    ("condition = !contains([\"*\", \"\"], var.x)", &[("var.x == \"*\"", 'n'), ("var.x == \"dev\"", '?')]),
    (
        "condition = length(var.x) > 0",
        &[
            ("length(var.x) > 0", 'y'),
            ("length(var.x) == 0", 'n'),
            ("length(var.x) >= 1", 'y'),
            ("0 < length(var.x)", 'y'),
            ("length(var.x) > 1", '?'),
            ("var.x == null", 'n'),
            ("var.x == \"\"", 'n'),
        ],
    ),
    ("type = list(string)\ncondition = length(var.x) != 0", &[("length(var.x) > 0", 'y'), ("length(var.x) == 2", '?')]),
    ("type = set(string)\ncondition = length(var.x) <= 2", &[("length(var.x) < 3", 'y'), ("length(var.x) == 0", '?')]),
    ("type = list(string)\ncondition = length(var.x) == 2", &[("length(var.x) == 2", 'y'), ("length(var.x) > 2", 'n')]),
    ("type = string\ncondition = length(var.x) == 12", &[("var.x == \"*\"", 'n'), ("length(var.x) == 12", 'y')]),
    (
        "type = number\ncondition = var.x >= 1 && var.x <= 5",
        &[("var.x > 0", 'y'), ("var.x == 0", 'n'), ("var.x > 1", '?'), ("var.x < 6", 'y'), ("6 <= var.x", 'n')],
    ),
    ("type = number\ncondition = var.x < 5", &[("var.x <= 4", '?'), ("var.x <= 5", 'y'), ("var.x >= 6", 'n')]),
    ("type = number\ncondition = var.x != 5", &[("var.x == null", '?'), ("var.x == 5", '?')]),
    (
        "type = number\ncondition = contains([1, 5], var.x)",
        &[("var.x >= 1", 'y'), ("var.x == 0", 'n'), ("var.x == 2", '?')],
    ),
    (
        "condition = can(regex(\"^[a-z]+$\", var.x))",
        &[("var.x == \"*\"", 'n'), ("var.x == \"\"", 'n'), ("var.x == \"dev\"", '?'), ("var.x == null", 'n')],
    ),
    ("condition = can(regex(\"^(dev|prod)$\", var.x))", &[("var.x == \"test\"", 'n'), ("var.x == \"dev\"", '?')]),
    ("condition = can(regex(\"dev|prod\", var.x))", &[("var.x == \"*\"", 'n'), ("var.x == \"a dev\"", '?')]),
    ("condition = can(regex(\"^dev\", var.x))", &[("var.x == \"prod\"", 'n'), ("var.x == \"dev-1\"", '?')]),
    ("condition = !can(regex(\"[*?]\", var.x))", &[("var.x == \"*\"", 'n'), ("var.x == null", '?')]),
    ("condition = length(regexall(\"[^a-z]\", var.x)) == 0", &[("var.x == \"*\"", 'n'), ("var.x == null", 'n')]),
    ("condition = length(regexall(\"^arn:\", var.x)) > 0", &[("var.x == \"*\"", 'n'), ("var.x == \"arn:\"", '?')]),
    ("condition = startswith(var.x, \"arn:\")", &[("var.x == \"*\"", 'n'), ("var.x == null", 'n')]),
    ("condition = endswith(var.x, \":root\")", &[("var.x == \"*\"", 'n'), ("var.x == \":root\"", '?')]),
    ("condition = substr(var.x, 0, 4) == \"arn:\"", &[("var.x == \"*\"", 'n'), ("var.x == \"arn:\"", '?')]),
    ("condition = !strcontains(var.x, \"*\")", &[("var.x == \"*\"", 'n'), ("var.x == \"\"", '?')]),
    ("condition = try(contains([\"dev\"], var.x), false)", &[("var.x == \"prod\"", 'n'), ("var.x == null", 'n')]),
    ("condition = try(contains([\"dev\"], var.x), true)", &[("var.x == \"prod\"", '?'), ("var.x == null", '?')]),
    ("condition = alltrue([var.x != \"a\", var.x != null])", &[("var.x == \"a\"", 'n'), ("var.x == null", 'n')]),
    (
        "condition = anytrue([var.x == \"dev\", var.x == \"prod\"])",
        &[("var.x == \"a\"", 'n'), ("var.x == \"dev\"", '?')],
    ),
    (
        "type = list(string)\ncondition = alltrue([for a in var.x : contains([\"dev\", \"prod\"], a)])",
        &[("var.x[0] == \"*\"", 'n'), ("var.x[0] == \"dev\"", '?'), ("length(var.x) > 0", '?')],
    ),
    ("type = list(string)\ncondition = !anytrue([for a in var.x : a == \"*\"])", &[("var.x[0] == \"*\"", 'n')]),
    (
        "type = list(string)\ncondition = length(setsubtract(var.x, [\"dev\", \"prod\"])) == 0",
        &[("var.x[0] == \"*\"", 'n')],
    ),
    (
        "type = object({ a = string })\ncondition = contains([\"dev\", \"prod\"], var.x.a)",
        &[("var.x.a == \"*\"", 'n'), ("var.x.a == \"dev\"", '?'), ("var.x == null", 'n')],
    ),
    (
        "default = \"\"\ncondition = contains([\"dev\", \"prod\"], var.x)",
        &[("var.x == \"\"", 'n'), ("var.x == \"dev\"", '?')],
    ),
    ("condition = var.y || length(var.x) > 0", &[("length(var.x) > 0", '?')]),
    ("condition = var.x == var.y", &[("var.x == \"dev\"", '?')]),
];

/// Values that a person may give.
const VALUES: &[&str] = &[
    "null",
    "\"\"",
    "\"dev\"",
    "\"prod\"",
    "\"*\"",
    "\"dev-1\"",
    "\"arn:aws:iam::123456789012:root\"",
    "\"123456789012\"",
    "0",
    "1",
    "4.5",
    "5",
    "9",
    "true",
    "[]",
    "[\"dev\"]",
    "[\"*\", \"prod\"]",
    "{ a = \"dev\" }",
    "{ a = null, b = null }",
];

/// What a module with this declaration comes to, with what the user gives: the answers to conditions, and the problems.
fn answers(declaration: &str, conditions: &[&str], given: Option<&str>) -> (BTreeMap<usize, char>, String) {
    let (conditions_of_it, arguments): (Vec<_>, Vec<_>) =
        declaration.lines().partition(|line| line.starts_with("condition"));
    let mut text = format!("variable \"x\" {{\n{}\n", arguments.join("\n"));
    for condition in conditions_of_it {
        writeln!(text, "validation {{\n{condition}\nerror_message = \"No.\"\n}}").unwrap();
    }
    text.push_str("}\nvariable \"y\" {\n  type = bool\n}\nlocals {\n  stages = [\"dev\", \"prod\"]\n}\n");
    text.push_str("resource \"aws_s3_bucket\" \"b\" {\n  tags = {\n");
    for (at, condition) in conditions.iter().enumerate() {
        writeln!(text, "    c{at} = {condition} ? \"y\" : \"n\"").unwrap();
    }
    text.push_str("  }\n}\n");
    let values = given.map(|given| format!("x = {given}\n")).unwrap_or_default();
    let out = dump(&Terraform, &Memory::new([("main.tf", text.as_str()), ("terraform.tfvars", values.as_str())]), ".");
    let mut found = BTreeMap::new();
    let mut lines = out.lines();
    while let Some(line) = lines.next() {
        let Some(key) = line.split("Key: \"c").nth(1).and_then(|rest| rest.split('"').next()) else { continue };
        let value = lines.next().and_then(|line| line.split("Value: ").nth(1)).unwrap();
        let answer = value.strip_prefix('"').and_then(|rest| rest.chars().next());
        found.insert(key.parse().unwrap(), answer.unwrap_or('?'));
    }
    (found, out)
}

#[test]
fn declarations_decide_what_they_say() {
    for (declaration, conditions) in DECLARATIONS {
        let asked: Vec<_> = conditions.iter().map(|(condition, _)| *condition).collect();
        let (found, out) = answers(declaration, &asked, None);
        for (at, (condition, answer)) in conditions.iter().enumerate() {
            assert_eq!(found[&at], *answer, "{declaration}: {condition}\n{out}");
        }
    }
}

/// Conditions for the declaration of a number: its own, and some of the others, at each another selection.
fn some_conditions(number: usize) -> Vec<&'static str> {
    let others = DECLARATIONS.iter().flat_map(|(_, all)| all.iter()).enumerate();
    let some = others.filter(|(at, _)| (at + number).is_multiple_of(5)).map(|(_, (asked, _))| *asked);
    let mut asked: Vec<_> = DECLARATIONS[number].1.iter().map(|(asked, _)| *asked).chain(some).collect();
    asked.sort_unstable();
    asked.dedup();
    asked
}

#[test]
fn what_a_declaration_decides_holds_for_every_value_that_it_takes() {
    let mut held = 0;
    for (number, (declaration, _)) in DECLARATIONS.iter().enumerate() {
        let asked = some_conditions(number);
        let (decided, _) = answers(declaration, &asked, None);
        let own = declaration.lines().find_map(|line| line.strip_prefix("condition = ")).unwrap_or("true");
        let with_own: Vec<_> = asked.iter().copied().chain([own]).collect();
        for value in VALUES.iter().skip(number % 2).step_by(2) {
            let (found, out) = answers(declaration, &with_own, Some(value));
            if found[&asked.len()] != 'y' || out.contains("invalid: ") {
                continue;
            }
            for (at, answer) in decided.iter().filter(|(_, answer)| **answer != '?') {
                if let Some(other) = found.get(at).filter(|other| **other != '?') {
                    assert_eq!(other, answer, "{declaration}: {} for {value}", asked[*at]);
                    held += 1;
                }
            }
        }
    }
    assert!(held > 200, "{held}");
}
