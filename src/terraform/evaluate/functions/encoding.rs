//! JSON, Base64, URLs, and other encodings of letters.

use std::sync::Arc;

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};

use super::arguments::Wanted::{AnyOrNull, Text};
use super::arguments::{Answer, Arguments, Gap, Row, row};
use crate::value::{Choice, Entry, Kind, List, Map, Value, parse_json_text};

pub(super) const TABLE: &[Row] = &[
    row("base64decode", &[Text], base64decode),
    row("base64encode", &[Text], |of| of.give(BASE64.encode(of.string(0)?))),
    row("base64gzip", &[Text], base64gzip),
    row("jsondecode", &[Text], jsondecode),
    row("jsonencode", &[AnyOrNull], jsonencode),
    row("textdecodebase64", &[Text, Text], textdecodebase64),
    row("textencodebase64", &[Text, Text], textencodebase64),
    row("urldecode", &[Text], urldecode),
    row("urlencode", &[Text], urlencode),
];

/// Go's standard encoding: padded, and lenient about the bits that the last letter has to spare.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&ALPHABET, GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true));

/// The letters of Windows-1252 from 0x80 to 0x9F.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// How names of encodings begin that Terraform knows and that are not read here.
const OTHER_ENCODINGS: [&str; 12] =
    ["big5", "euc-", "gb", "hz-gb", "ibm", "iso-", "iso_", "koi8", "mac", "shift", "windows-", "utf-"];

/// Keeps the structure, so that every part of a policy has its place.
fn jsonencode(of: &Arguments<'_>) -> Answer {
    let value = of.values.first().ok_or(Gap::Open)?;
    Ok(Value::new(Kind::Json(Arc::new(by_key(value))), of.span))
}

/// The value with the entries of every map in the order of their keys, as Terraform writes them.
fn by_key(value: &Value) -> Value {
    let kind = match &value.kind {
        Kind::List(list) => {
            Kind::List(List { items: list.items.iter().map(by_key).collect(), rest: list.rest.clone() })
        }
        // JSON has no sets.
        Kind::Set(set) => set.listed(set.items().iter().map(by_key).collect(), set.rest.clone()),
        Kind::Map(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|a, b| a.0.cmp(b.0));
            let entry = |(key, entry): (&Arc<str>, &Entry)| {
                (Arc::clone(key), Entry { key_span: entry.key_span, value: by_key(&entry.value) })
            };
            let mut sorted = Map::new(entries.into_iter().map(entry));
            sorted.rest.clone_from(&map.rest);
            Kind::Map(sorted)
        }
        Kind::Choice(choice) => Kind::Choice(Arc::new(Choice {
            condition: Arc::clone(&choice.condition),
            when_true: by_key(&choice.when_true),
            when_false: by_key(&choice.when_false),
        })),
        simple => simple.clone(),
    };
    Value { kind, origin: value.origin.clone() }
}

fn jsondecode(of: &Arguments<'_>) -> Answer {
    match &of.known(0)?.kind {
        Kind::Json(inner) => Ok(inner.as_ref().clone()),
        Kind::String(text) if has_bare_control(text) => Err(Gap::error("a control character stands in a string")),
        Kind::String(text) => match parse_json_text(text, of.span) {
            Ok(value) => Ok(value),
            Err(_) if text.as_str().is_none() => Err(Gap::Open),
            Err(error) => Err(Gap::Error(error.message)),
        },
        _ => Err(Gap::Open),
    }
}

/// Whether a tab, a line break or the like stands in a string without being escaped, which the parser lets pass.
fn has_bare_control(text: &crate::value::Text) -> bool {
    let (mut in_string, mut escaped) = (false, false);
    text.as_str().is_some_and(|known| {
        known.bytes().any(|byte| {
            in_string ^= byte == b'"' && !escaped;
            escaped = in_string && byte == b'\\' && !escaped;
            in_string && byte < b' '
        })
    })
}

/// Line breaks are passed over.
fn bytes(text: &str) -> Result<Vec<u8>, Gap> {
    let letters: String = text.chars().filter(|letter| !matches!(letter, '\r' | '\n')).collect();
    BASE64.decode(letters).map_err(|_| Gap::error("the text is not Base64"))
}

fn base64decode(of: &Arguments<'_>) -> Answer {
    let text = String::from_utf8(bytes(&of.string(0)?)?);
    of.give(text.map_err(|_| Gap::error("what is decoded is not UTF-8"))?)
}

fn base64gzip(of: &Arguments<'_>) -> Answer {
    of.string(0)?;
    Err(Gap::Beyond("is compressed text, which is not computed".into()))
}

/// A function of OpenTofu's.
///
/// <https://opentofu.org/docs/language/functions/urldecode/>
fn urldecode(of: &Arguments<'_>) -> Answer {
    let text = of.string(0)?;
    let (mut bytes, mut decoded) = (text.bytes(), Vec::with_capacity(text.len()));
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || bytes.next().and_then(|byte| char::from(byte).to_digit(16));
                let code = digit().zip(digit()).map(|(high, low)| high * 16 + low);
                let code = code.and_then(|code| u8::try_from(code).ok());
                code.ok_or_else(|| Gap::error("a `%` stands before what is no code of a byte"))?
            }
            other => other,
        });
    }
    of.give(String::from_utf8_lossy(&decoded).into_owned())
}

fn urlencode(of: &Arguments<'_>) -> Answer {
    let encode = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        b' ' => "+".to_owned(),
        _ => format!("%{byte:02X}"),
    };
    of.give(of.string(0)?.bytes().map(encode).collect::<String>())
}

/// An encoding of letters.
#[derive(Clone, Copy)]
enum Letters {
    Utf8,
    /// With the mark of the byte order when it is written.
    Utf16,
    Utf16Le,
    Utf16Be,
    Ascii,
    Latin1,
    Windows1252,
}

impl Letters {
    fn named(name: &str) -> Result<Self, Gap> {
        let name = name.to_ascii_lowercase();
        Ok(match name.as_str() {
            "utf-8" => Letters::Utf8,
            "utf-16" => Letters::Utf16,
            "utf-16le" => Letters::Utf16Le,
            "utf-16be" => Letters::Utf16Be,
            "iso-8859-1" | "iso_8859-1" | "latin1" | "l1" => Letters::Latin1,
            "windows-1252" | "cp1252" => Letters::Windows1252,
            "us-ascii" | "ascii" => Letters::Ascii,
            _ if OTHER_ENCODINGS.iter().any(|start| name.starts_with(start)) => {
                return Err(Gap::Beyond(format!("is in the encoding {name}, which is not read").into()));
            }
            _ => return Err(Gap::Error(format!("`{name}` is no encoding"))),
        })
    }

    fn encode(self, text: &str) -> Option<Vec<u8>> {
        Some(match self {
            Letters::Utf8 => text.as_bytes().to_vec(),
            Letters::Utf16 => text.encode_utf16().fold(vec![0xfe, 0xff], |mut bytes, unit| {
                bytes.extend(unit.to_be_bytes());
                bytes
            }),
            Letters::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Letters::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Letters::Ascii => text.is_ascii().then(|| text.as_bytes().to_vec())?,
            Letters::Latin1 => text.chars().map(|letter| u8::try_from(letter).ok()).collect::<Option<_>>()?,
            Letters::Windows1252 => text.chars().map(windows_1252).collect::<Option<_>>()?,
        })
    }

    fn decode(self, bytes: &[u8]) -> Option<String> {
        let units = |unit: fn([u8; 2]) -> u16| {
            let pairs = bytes.chunks(2).map(|pair| pair.try_into().ok().map(unit)).collect::<Option<Vec<u16>>>()?;
            String::from_utf16(&pairs).ok()
        };
        match self {
            Letters::Utf8 => String::from_utf8(bytes.to_vec()).ok(),
            Letters::Ascii => bytes.is_ascii().then(|| String::from_utf8(bytes.to_vec()).ok())?,
            Letters::Utf16 | Letters::Utf16Be => units(u16::from_be_bytes),
            Letters::Utf16Le => units(u16::from_le_bytes),
            Letters::Latin1 => Some(bytes.iter().copied().map(char::from).collect()),
            Letters::Windows1252 => Some(
                bytes
                    .iter()
                    .map(|byte| {
                        let special = byte.checked_sub(0x80).and_then(|at| WINDOWS_1252.get(usize::from(at)));
                        special.copied().unwrap_or(char::from(*byte))
                    })
                    .collect(),
            ),
        }
    }
}

fn windows_1252(letter: char) -> Option<u8> {
    let special = WINDOWS_1252.iter().position(|special| *special == letter).and_then(|at| u8::try_from(at).ok());
    special.map(|at| at + 0x80).or_else(|| u8::try_from(letter).ok().filter(|byte| !(0x80..0xa0).contains(byte)))
}

fn textencodebase64(of: &Arguments<'_>) -> Answer {
    let encoded = Letters::named(&of.string(1)?)?.encode(&of.string(0)?);
    of.give(BASE64.encode(encoded.ok_or_else(|| Gap::error("the encoding lacks a letter of the text"))?))
}

fn textdecodebase64(of: &Arguments<'_>) -> Answer {
    let letters = Letters::named(&of.string(1)?)?;
    let decoded = letters.decode(&bytes(&of.string(0)?)?);
    of.give(decoded.ok_or_else(|| Gap::error("what is decoded is not in the encoding"))?)
}
