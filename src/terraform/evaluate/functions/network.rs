//! Functions of IP address ranges.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::arguments::Wanted::{Number, Text};
use super::arguments::{Answer, Arguments, Gap, Row, row};

pub(super) const TABLE: &[Row] = &[
    row("cidrcontains", &[Text, Text], cidrcontains),
    row("cidrhost", &[Text, Number], cidrhost),
    row("cidrnetmask", &[Text], cidrnetmask),
    row("cidrsubnet", &[Text, Number, Number], cidrsubnet),
    row("cidrsubnets", &[Text], cidrsubnets).more(Number),
];

/// By how many bits a prefix may be extended by `cidrsubnets`.
const MAX_NEW_BITS: i64 = 32;

/// A range of addresses: its first one as a number, and how many bits all of them share.
#[derive(Clone, Copy)]
struct Range {
    first: u128,
    prefix: u32,
    /// 32 or 128.
    bits: u32,
}

/// All bits below a width.
fn ones(width: u32) -> u128 {
    if width >= 128 { u128::MAX } else { (1 << width) - 1 }
}

fn shifted(number: u128, by: u32) -> u128 {
    number.checked_shl(by).unwrap_or(0)
}

impl Range {
    fn read(text: &str) -> Result<Self, Gap> {
        Self::parse(text).ok_or_else(|| Gap::Error(format!("`{text}` is no range of addresses")))
    }

    fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/')?;
        let is_number = !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_digit());
        let prefix: u32 = prefix.parse().ok().filter(|_| is_number)?;
        let (first, bits) = match address.contains(':') {
            true => (u128::from(address.parse::<Ipv6Addr>().ok()?), 128),
            false => (u128::from(v4(address)?), 32),
        };
        (prefix <= bits).then(|| Range { first: first & !ones(bits - prefix), prefix, bits })
    }

    /// The last address.
    fn last(&self) -> u128 {
        self.first | ones(self.bits - self.prefix)
    }

    fn address(&self, number: u128) -> String {
        match u32::try_from(number) {
            Ok(number) if self.bits == 32 => Ipv4Addr::from(number).to_string(),
            _ => Ipv6Addr::from(number).to_string(),
        }
    }

    fn text(&self) -> String {
        format!("{}/{}", self.address(self.first), self.prefix)
    }
}

/// Terraform reads leading zeros as decimal.
fn v4(text: &str) -> Option<u32> {
    let parts: Vec<&str> = text.split('.').collect();
    let octet = |part: &&str| {
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u8>().ok().filter(|_| is_number)
    };
    let octets: [u8; 4] = parts.iter().map(octet).collect::<Option<Vec<_>>>()?.try_into().ok()?;
    Some(u32::from_be_bytes(octets))
}

fn whole(of: &Arguments<'_>, at: usize) -> Result<i128, Gap> {
    of.number(at)?.to_i128().ok_or_else(|| Gap::error("a whole number is needed"))
}

/// A function of OpenTofu's: whether a range holds an address, or all of another range.
///
/// <https://opentofu.org/docs/language/functions/cidrcontains/>
fn cidrcontains(of: &Arguments<'_>) -> Answer {
    let (range, within) = (Range::read(&of.string(0)?)?, of.string(1)?);
    let bits = if within.contains(':') { 128 } else { 32 };
    let within = if within.contains('/') { within } else { format!("{within}/{bits}") };
    let within = Range::read(&within)?;
    if within.bits != range.bits {
        return Err(Gap::error("both must be of IPv4, or both of IPv6"));
    }
    of.bool(within.first >= range.first && within.last() <= range.last())
}

/// Negative numbers count from the end.
fn cidrhost(of: &Arguments<'_>) -> Answer {
    let (range, number) = (Range::read(&of.string(0)?)?, whole(of, 1)?);
    let most = ones(range.bits - range.prefix);
    let host = if number < 0 { most.checked_sub(number.unsigned_abs() - 1) } else { Some(number.unsigned_abs()) };
    let host = host.filter(|host| *host <= most).ok_or_else(|| Gap::error("the range has no such host"))?;
    of.give(range.address(range.first | host))
}

fn cidrnetmask(of: &Arguments<'_>) -> Answer {
    let range = Range::read(&of.string(0)?)?;
    if range.bits != 32 {
        return Err(Gap::error("IPv6 has no netmasks"));
    }
    of.give(range.address(!ones(32 - range.prefix) & ones(32)))
}

fn cidrsubnet(of: &Arguments<'_>) -> Answer {
    let (range, more, number) = (Range::read(&of.string(0)?)?, of.whole(1)?, whole(of, 2)?);
    if more < 0 || number < 0 {
        return Err(Gap::Beyond("asks for a subnet by a negative number".into()));
    }
    let more = u32::try_from(more).ok().filter(|more| range.prefix.saturating_add(*more) <= range.bits);
    let more = more.ok_or_else(|| Gap::error("the range has too few bits left"))?;
    let number = number.unsigned_abs();
    if number > ones(more) {
        return Err(Gap::error("the range has no such subnet"));
    }
    let prefix = range.prefix + more;
    of.give(Range { first: range.first | shifted(number, range.bits - prefix), prefix, ..range }.text())
}

/// Subnets one after the other, each at the next place where it can start.
fn cidrsubnets(of: &Arguments<'_>) -> Answer {
    let range = Range::read(&of.string(0)?)?;
    let mut found = Vec::new();
    let mut last: Option<u128> = None;
    for at in 1..of.values.len() {
        let more = of.whole(at)?;
        if !(1..=MAX_NEW_BITS).contains(&more) {
            return Err(Gap::error("a prefix is extended by 1 to 32 bits"));
        }
        let prefix = range.prefix + u32::try_from(more).unwrap_or(0);
        if prefix > range.bits {
            return Err(Gap::error("the range has too few addresses left"));
        }
        let size = ones(range.bits - prefix);
        let first = match last {
            None => Some(range.first),
            Some(last) => (last | size).checked_add(1),
        };
        let first = first.filter(|first| *first | size <= range.last());
        let first = first.ok_or_else(|| Gap::error("the range has too few addresses left"))?;
        let subnet = Range { first, prefix, ..range };
        last = Some(subnet.last());
        found.push(subnet.text());
    }
    of.give_strings(found)
}
