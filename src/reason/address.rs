//! Address ranges, for `IpAddress` conditions.

use std::net::IpAddr;

use crate::value::{Piece, Text, Truth};

/// A range of addresses of one family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    version: Version,
    first: u128,
    last: u128,
    prefix: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    V4,
    V6,
}

/// Addresses of the internet that read well in a witness; none is in a documentation range, which policies like to
/// name.
const PLAUSIBLE: [&str; 3] = ["198.18.0.66", "100.64.9.9", "2a00:999::1"];

impl Range {
    /// Reads `192.0.2.0/24`, `2001:db8::/32` or a single address.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let (version, bits, number) = number(address)?;
        let prefix = prefix.map_or(Some(bits), |prefix| prefix.parse().ok())?;
        let host = bits.checked_sub(prefix)?;
        let mask = if host == 0 { 0 } else { u128::MAX >> (128 - host) };
        Some(Range { version, first: number & !mask, last: number | mask, prefix })
    }

    /// Reads a range whose text may have holes: one of no leading bits is every address, whatever its base.
    pub(super) fn of(text: &Text) -> Option<Self> {
        match (text.as_str(), prefix_of(text)) {
            (Some(known), _) => Range::parse(known),
            (None, Some(0)) if version_of(text) == Some(Version::V6) => Range::parse("::/0"),
            (None, Some(0)) => Range::parse("0.0.0.0/0"),
            (None, _) => None,
        }
    }

    /// Whether an address lies in it.
    pub(super) fn has(&self, address: &str) -> bool {
        number(address)
            .is_some_and(|(version, _, number)| version == self.version && (self.first..=self.last).contains(&number))
    }

    /// Whether all of another range lies in it.
    pub(super) fn covers(&self, other: &Range) -> bool {
        self.version == other.version && self.first <= other.first && other.last <= self.last
    }

    /// Whether S3 counts the range as one fixed value: at most a /8 of IPv4 or a /32 of IPv6. It excepts private ranges
    /// (RFC 1918), of which none is wider.
    fn is_fixed(&self) -> bool {
        self.prefix >= self.version.least_fixed()
    }
}

impl Version {
    fn least_fixed(self) -> u32 {
        match self {
            Version::V4 => 8,
            Version::V6 => 32,
        }
    }
}

/// Whether S3 counts a range as one fixed value, as far as its text tells.
pub(super) fn is_fixed(text: &Text) -> Truth {
    if let Some(known) = text.as_str() {
        return Range::parse(known).map_or(Truth::Unknown, |range| range.is_fixed().into());
    }
    if let [Piece::Hole(unknown)] = text.pieces().as_slice() {
        // What AWS assigns is an address, or the range of somebody's network.
        let is_one = unknown.nature.constant.is_some() || (unknown.nature.is_set && !unknown.nature.may_hold('/'));
        return if is_one { Truth::True } else { Truth::Unknown };
    }
    let Some(prefix) = prefix_of(text) else { return Truth::Unknown };
    let least = [Version::V4, Version::V6].map(|version| Truth::from(prefix >= version.least_fixed()));
    match (version_of(text), least) {
        (Some(Version::V4), [truth, _]) | (Some(Version::V6), [_, truth]) => truth,
        (None, [v4, v6]) => {
            if v4 == v6 {
                v4
            } else {
                Truth::Unknown
            }
        }
    }
}

/// How many leading bits count, where the text ends with that.
fn prefix_of(text: &Text) -> Option<u32> {
    text.known_suffix().rsplit_once('/')?.1.parse().ok()
}

/// The family of an address by the letters that are known.
fn version_of(text: &Text) -> Option<Version> {
    match (text.has_known("."), text.has_known(":")) {
        (true, false) => Some(Version::V4),
        (_, true) => Some(Version::V6),
        (false, false) => None,
    }
}

/// An address of each set of addresses that the ranges do not tell apart, plausible ones first.
pub(super) fn examples(ranges: &[Range]) -> Vec<String> {
    let mut found: Vec<String> = PLAUSIBLE.iter().map(|address| (*address).to_owned()).collect();
    for version in [Version::V4, Version::V6] {
        let own = ranges.iter().filter(|range| range.version == version);
        let mut starts: Vec<u128> =
            own.flat_map(|range| [Some(range.first), range.last.checked_add(1)]).flatten().collect();
        starts.push(0);
        starts.sort_unstable();
        starts.dedup();
        found.extend(starts.into_iter().filter_map(|start| shown(version, start)));
    }
    found
}

fn number(address: &str) -> Option<(Version, u32, u128)> {
    Some(match address.trim().parse().ok()? {
        IpAddr::V4(address) => (Version::V4, 32, u128::from(u32::from(address))),
        IpAddr::V6(address) => (Version::V6, 128, u128::from(address)),
    })
}

fn shown(version: Version, number: u128) -> Option<String> {
    match version {
        Version::V4 => u32::try_from(number).ok().map(|number| IpAddr::V4(number.into()).to_string()),
        Version::V6 => Some(IpAddr::V6(number.into()).to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_ranges_and_tells_wide_ones() {
        let range = |text: &str| Range::parse(text).unwrap();
        let fixed = |text: &str| is_fixed(&Text::from(text)) == Truth::True;
        assert!(fixed("192.0.2.7") && !fixed("0.0.0.0/0"));
        assert!(range("54.0.0.0/8").is_fixed() && !range("54.0.0.0/7").is_fixed());
        assert!(range("2001:db8::/32").is_fixed() && !range("2001:db8::/31").is_fixed());
        assert!(range("192.0.2.7").has("192.0.2.7") && !range("192.0.2.7/32").has("192.0.2.8"));
        assert!(!range("0.0.0.0/0").has("2a00::1") && range("0.0.0.0/0").has("255.255.255.255"));
        assert!(Range::parse("203.*").is_none() && Range::parse("1.2.3.4/33").is_none());
    }
}
