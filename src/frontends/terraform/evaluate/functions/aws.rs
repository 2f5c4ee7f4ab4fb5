//! Functions of the provider for AWS, which need nothing but their operands.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/functions/arn_build>

use super::arguments::Wanted::Text;
use super::arguments::{Answer, Arguments, Gap, Row, row};
use crate::value::{Map, TextBuilder, Value};

pub(super) const TABLE: &[Row] = &[
    row("provider::aws::arn_build", &[Text, Text, Text, Text, Text], arn_build),
    row("provider::aws::arn_parse", &[Text], arn_parse),
    row("provider::aws::trim_iam_role_path", &[Text], trim_iam_role_path),
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

/// The parts of an ARN that is known.
fn parts(of: &Arguments<'_>) -> Result<Vec<String>, Gap> {
    let arn = of.string(0)?;
    let parts: Vec<_> = arn.strip_prefix("arn:").into_iter().flat_map(|rest| rest.splitn(5, ':')).collect();
    match parts.len() == PARTS.len() {
        true => Ok(parts.into_iter().map(str::to_owned).collect()),
        false => Err(Gap::Error(format!("`{arn}` is no ARN"))),
    }
}

fn arn_parse(of: &Arguments<'_>) -> Answer {
    let mut object = Map::default();
    for (name, part) in PARTS.into_iter().zip(parts(of)?) {
        object.insert(name, of.span, Value::string(part, of.span));
    }
    Ok(Value::map(object, of.span))
}

/// The ARN of a role without the path in it.
fn trim_iam_role_path(of: &Arguments<'_>) -> Answer {
    let parts = parts(of)?;
    match parts.as_slice() {
        [partition, service, region, account, resource] if service == "iam" && resource.starts_with("role/") => {
            let name = resource.rsplit('/').next().unwrap_or(resource);
            of.give(format!("arn:{partition}:{service}:{region}:{account}:role/{name}"))
        }
        _ => Err(Gap::error("it is no ARN of a role")),
    }
}
