//! Functions of hashes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::arguments::Wanted::Text;
use super::arguments::{Answer, Arguments, Gap, Row, row};

pub(super) const TABLE: &[Row] = &[
    row("base64sha256", &[Text], |of| of.give(STANDARD.encode(digest::<Sha256>(of)?))),
    row("base64sha512", &[Text], |of| of.give(STANDARD.encode(digest::<Sha512>(of)?))),
    row("md5", &[Text], |of| of.give(hex(&digest::<Md5>(of)?))),
    row("sha1", &[Text], |of| of.give(hex(&digest::<Sha1>(of)?))),
    row("sha256", &[Text], |of| of.give(hex(&digest::<Sha256>(of)?))),
    row("sha512", &[Text], |of| of.give(hex(&digest::<Sha512>(of)?))),
    row("uuidv5", &[Text, Text], uuidv5),
];

fn digest<D: Digest>(of: &Arguments<'_>) -> Result<Vec<u8>, Gap> {
    Ok(D::digest(of.string(0)?.as_bytes()).to_vec())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The SHA-1 of a namespace and a name, with the version and the variant set.
fn uuidv5(of: &Arguments<'_>) -> Answer {
    let (namespace, name) = (of.string(0)?, of.string(1)?);
    let namespace = match namespace.as_str() {
        "dns" => "6ba7b8109dad11d180b400c04fd430c8",
        "url" => "6ba7b8119dad11d180b400c04fd430c8",
        "oid" => "6ba7b8129dad11d180b400c04fd430c8",
        "x500" => "6ba7b8149dad11d180b400c04fd430c8",
        other => other,
    };
    let namespace = uuid(namespace).ok_or_else(|| Gap::error("the namespace is no UUID"))?;
    let hash = Sha1::digest([namespace.as_slice(), name.as_bytes()].concat());
    let marked = hash.iter().take(16).enumerate().map(|(at, byte)| match at {
        6 => byte & 0x0f | 0x50,
        8 => byte & 0x3f | 0x80,
        _ => *byte,
    });
    let digits = hex(&marked.collect::<Vec<_>>());
    let mut parts = Vec::new();
    let mut rest = digits.as_str();
    for length in [8, 4, 4, 4, 12] {
        let (part, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        parts.push(part);
        rest = after;
    }
    of.give(parts.join("-"))
}

/// The bytes of a UUID: bare, with hyphens, in braces, or as a URN.
fn uuid(text: &str) -> Option<Vec<u8>> {
    let lower = text.to_ascii_lowercase();
    let inside = lower.strip_prefix("urn:uuid:").unwrap_or(&lower);
    let inside = inside.strip_prefix('{').and_then(|inside| inside.strip_suffix('}')).unwrap_or(inside);
    let is_hyphen = |at: usize| matches!(at, 8 | 13 | 18 | 23);
    let with_hyphens = inside.len() == 36 && inside.char_indices().all(|(at, letter)| is_hyphen(at) == (letter == '-'));
    let digits: String = if with_hyphens { inside.replace('-', "") } else { inside.to_owned() };
    if digits.len() != 32 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    (0..16).map(|at| u8::from_str_radix(digits.get(at * 2..at * 2 + 2)?, 16).ok()).collect()
}
