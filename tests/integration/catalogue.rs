//! `docs/types.md` is made of the catalogue, and every type of it is read by both languages or says that one has none.
//!
//! `INSTA_UPDATE=always cargo test --test integration catalogue::` writes the page.

use std::fmt::Write as _;

use bucketlint::catalogue::{ACCOUNT, Field, Kind, Makes, Shape, Spelling, TYPES, Type, types};

use super::run::assert_current;

const HEAD: &str = "# Types\n\nWhat is read of each AWS type. This page is made of `src/catalogue` by\n\
    `INSTA_UPDATE=always cargo test --test integration catalogue::`. Properties have CloudFormation's names, and templates say them\n\
    as they stand; the tables say what becomes of Terraform's arguments. What a table cannot say stands in the\n\
    [vocabulary](vocabulary.md).\n";

#[test]
fn the_page_of_types_is_current() {
    assert_current("docs/types.md", &page());
}

/// No type of Terraform is said twice, and what belongs to something names it.
#[test]
fn each_type_of_terraform_is_said_once() {
    let mut seen: Vec<&str> = Vec::new();
    for kind in TYPES.iter().flat_map(|of| of.kinds) {
        assert!(!seen.contains(&kind.name), "{} is in the catalogue twice", kind.name);
        seen.push(kind.name);
        let is_part = matches!(kind.makes, Makes::Part(_) | Makes::Item(_));
        assert!(!is_part || kind.owner.is_some(), "{} is a part of nothing", kind.name);
    }
}

fn page() -> String {
    let mut types: Vec<&Type> = TYPES.iter().copied().filter(|of| of.name != types::ACCOUNT).collect();
    types.sort_by_key(|of| of.name);
    types.into_iter().fold(HEAD.to_owned(), |mut page, of| {
        writeln!(page, "\n## {}", of.name).unwrap();
        of.kinds.iter().for_each(|kind| of_kind(kind, &mut page));
        if of.kinds.is_empty() {
            page.push_str("\nTerraform has no type of its own for it.\n");
        }
        page
    })
}

fn of_kind(kind: &Kind, page: &mut String) {
    let what = match kind.makes {
        Makes::Resource(_) => String::new(),
        Makes::Part(property) => format!(" sets `{property}`"),
        Makes::Item(property) => format!(" is an item of `{property}`"),
        Makes::Nothing => return,
    };
    let owner = kind.owner.map_or_else(String::new, |(argument, _)| format!(" of what `{argument}` names"));
    writeln!(page, "\n`{}`{what}{owner}", kind.name).unwrap();
    let mut rows = Vec::new();
    if let (Some(argument), Makes::Part(property) | Makes::Item(property)) = (kind.says, kind.makes) {
        rows.push(format!("| `{argument}` | `{property}` |"));
    }
    fields(kind.fields, "", "", &mut rows);
    if !rows.is_empty() {
        page.push_str("\n| argument | property |\n| --- | --- |\n");
        rows.iter().for_each(|row| writeln!(page, "{row}").unwrap());
    }
}

/// A row for each argument, with the blocks around it and the properties around what it becomes.
fn fields(fields: &[Field], block: &str, property: &str, rows: &mut Vec<String>) {
    for field in fields.iter().filter(|field| field.from != ACCOUNT) {
        let (from, inside) = (format!("{block}{}", field.from), format!("{block}{}.", field.from));
        let mut row = |to: &str, note: &str| rows.push(format!("| `{from}` | `{property}{to}`{note} |"));
        match &field.shape {
            Shape::Argument(to, spelling) => row(&to.join("."), note(*spelling)),
            Shape::Switch(to, unless_set) => row(to, &format!(", `{unless_set}` where it is not set")),
            Shape::Word(to, unless_set) => row(to, &format!(", `{unless_set}` where it is not set")),
            Shape::Below(to, below) => self::fields(below, block, &format!("{property}{to}."), rows),
            Shape::One(to, below) => self::fields(below, &inside, &format!("{property}{to}."), rows),
            Shape::Each(to, below) => self::fields(below, &inside, &format!("{property}{to}[]."), rows),
            Shape::Spread(below) => self::fields(below, &inside, property, rows),
        }
    }
}

fn note(spelling: Spelling) -> &'static str {
    match spelling {
        Spelling::Alike | Spelling::Boolean => "",
        Spelling::EnabledOrSuspended => ": `Enabled`, `Suspended`",
        Spelling::EnabledOrDisabled => ": `Enabled`, `Disabled`",
        Spelling::CannedAcl => ", in CloudFormation's spelling",
        Spelling::Tags => ": `[{Key, Value}]`",
        Spelling::UnlessEmpty => ", not set where it is empty",
    }
}
