//! The parts of an ARN that may have holes.

use std::sync::Arc;

use crate::value::{Piece, Text, TextBuilder};

/// How many parts an ARN has: the last one may hold colons.
const PARTS: usize = 6;

/// The parts of an ARN: `arn`, partition, service, Region, account, resource. `None` where a text has fewer.
pub(super) fn parts(text: &Text) -> Option<[Text; PARTS]> {
    let mut found = vec![TextBuilder::default()];
    // A colon inside a policy variable parts nothing.
    let (mut in_variable, mut before) = (false, ' ');
    for piece in text.pieces() {
        let known = match piece {
            Piece::Known(known) => known,
            Piece::Hole(unknown) => {
                found.last_mut()?.push_hole(Arc::clone(unknown));
                continue;
            }
        };
        for letter in known.chars() {
            in_variable = (in_variable || (before == '$' && letter == '{')) && letter != '}';
            before = letter;
            if letter == ':' && !in_variable && found.len() < PARTS {
                found.push(TextBuilder::default());
            } else {
                found.last_mut()?.push(letter.encode_utf8(&mut [0; 4]));
            }
        }
    }
    found.into_iter().map(TextBuilder::finish).collect::<Vec<_>>().try_into().ok()
}

/// Whether a part may stand for several texts: it has a wildcard or a policy variable.
pub(super) fn is_pattern(part: &Text) -> bool {
    part.pieces().iter().any(|piece| matches!(piece, Piece::Known(known) if known.contains(['*', '?', '$'])))
}
