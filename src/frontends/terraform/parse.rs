//! Parses Terraform's own syntax.

use hcl_edit::expr::Expression;
use hcl_edit::structure::Body;

use super::line_ends::without_line_ends;
use super::recover::same_length_repair;

/// How often one file is mended and parsed again before its error is reported.
const MAX_REPAIRS: usize = 32;

/// Parses text, mending what Terraform accepts and the parser does not.
pub(super) fn parse(text: &str) -> Result<Body, hcl_edit::parser::Error> {
    mended(text, &hcl_edit::parser::parse_body)
}

/// The same for an expression.
pub(super) fn parse_expression(text: &str) -> Result<Expression, hcl_edit::parser::Error> {
    mended(text, &|text| text.parse())
}

fn mended<T>(
    text: &str,
    parse: &dyn Fn(&str) -> Result<T, hcl_edit::parser::Error>,
) -> Result<T, hcl_edit::parser::Error> {
    let mut error = match parse(text) {
        Ok(parsed) => return Ok(parsed),
        Err(error) => error,
    };
    let mut mended = text.to_owned();
    if let Some(joined) = without_line_ends(text) {
        match parse(&joined) {
            Ok(parsed) => return Ok(parsed),
            Err(other) => (error, mended) = (other, joined),
        }
    }
    for _ in 0..MAX_REPAIRS {
        let Some(next) = same_length_repair(&mended, &error) else { break };
        mended = next;
        match parse(&mended) {
            Ok(parsed) => return Ok(parsed),
            Err(other) => error = other,
        }
    }
    Err(error)
}
