//! Line ends in an object's `for`, which Terraform passes over and the parser does not:
//!
//! ```hcl
//! tags = { for name in var.names : name => var.is_short ? "s" :
//!   "long" }
//! ```

use super::tokens::{Inside, Tokens};

/// The text with spaces for the line ends and comments that stand right inside an object's `for`, so that every place
/// stays as it is; `None` where there are none.
pub(super) fn without_line_ends(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    for token in Tokens::of(text) {
        if token.inside == Some(Inside::For) && token.is_break() {
            out.extend(std::iter::repeat_n(b' ', token.text.len()));
        } else {
            out.extend(token.text.bytes());
        }
    }
    let out = String::from_utf8(out).ok()?;
    (out != text).then_some(out)
}
