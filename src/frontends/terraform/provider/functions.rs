//! Functions of the provider for AWS, which need nothing but their operands.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/functions/arn_build>

use crate::terraform::evaluate::functions::Wanted::Text as Str;
use crate::terraform::evaluate::functions::{Answer, Arguments, Gap, Row, row};
use crate::value::{Kind, Map, Piece, Text, TextBuilder, Value};

pub(super) const TABLE: &[Row] = &[
    row("provider::aws::arn_build", &[Str, Str, Str, Str, Str], arn_build),
    row("provider::aws::arn_parse", &[Str], arn_parse),
    row("provider::aws::trim_iam_role_path", &[Str], trim_iam_role_path),
];

/// The parts of an ARN behind `arn:`, in order.
const PARTS: [&str; 5] = ["partition", "service", "region", "account_id", "resource"];

fn arn_build(of: &Arguments<'_>) -> Answer {
    let mut arn = TextBuilder::default();
    arn.push("arn");
    for at in 0..PARTS.len() {
        arn.push(":");
        arn.push_text(&of.text(at)?);
    }
    of.give_text(arn.finish())
}

/// The parts of an ARN: what no letter of an unknown part may separate.
fn parts(of: &Arguments<'_>) -> Result<Vec<Text>, Gap> {
    let arn = of.text(0)?;
    let mut ends = Vec::new();
    let mut at = 0;
    for piece in arn.pieces() {
        match piece {
            Piece::Known(known) => {
                ends.extend(known.match_indices(':').map(|(colon, _)| at + colon));
                at += known.len();
            }
            Piece::Hole(hole) if ends.len() < PARTS.len() && hole.nature.may_hold(':') => return Err(Gap::Open),
            Piece::Hole(_) => {}
        }
    }
    ends.truncate(PARTS.len());
    let is_arn = arn.known_prefix().starts_with("arn:") && ends.len() == PARTS.len();
    if !is_arn {
        return Err(Gap::Error(format!("`{}` is no ARN", arn.display())));
    }
    ends.push(arn.known_len());
    let parts = ends.windows(2).filter_map(|pair| <[usize; 2]>::try_from(pair).ok());
    Ok(parts.map(|[colon, end]| arn.between(colon + 1, end)).collect())
}

fn arn_parse(of: &Arguments<'_>) -> Answer {
    let mut object = Map::default();
    for (name, part) in PARTS.into_iter().zip(parts(of)?) {
        object.insert(name, of.span, Value::new(Kind::String(part), of.span));
    }
    Ok(Value::map(object, of.span))
}

/// The ARN of a role without the path in it.
fn trim_iam_role_path(of: &Arguments<'_>) -> Answer {
    let arn = of.string(0)?;
    let parts: Vec<_> = arn.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", partition, "iam", region, account, resource] if resource.starts_with("role/") => {
            let name = resource.rsplit('/').next().unwrap_or(resource);
            of.give(format!("arn:{partition}:iam:{region}:{account}:role/{name}"))
        }
        _ => Err(Gap::error("it is no ARN of a role")),
    }
}
