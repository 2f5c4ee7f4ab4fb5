//! Ranges of addresses, as replay reads them.

use std::net::IpAddr;

use crate::value::{Text, Truth};

/// Whether an address has the leading bits of a range; `None` where either cannot be read.
pub(super) fn in_range(range: &str, address: &str) -> Option<bool> {
    let (network, bits) =
        range.trim().split_once('/').map_or((range.trim(), None), |(network, bits)| (network, Some(bits)));
    let (network, address): (IpAddr, IpAddr) = (network.parse().ok()?, address.parse().ok()?);
    let bits = bits.map(|bits| bits.parse::<u32>().ok());
    let same = |network: &[u8], address: &[u8], bits: u32| {
        let bit = |bytes: &[u8], at: u32| {
            let byte = usize::try_from(at / 8).ok().and_then(|at| bytes.get(at)).copied().unwrap_or(0);
            byte >> (7 - at % 8) & 1
        };
        (0..bits).all(|at| bit(network, at) == bit(address, at))
    };
    match (network, address) {
        (IpAddr::V4(network), IpAddr::V4(address)) => {
            let bits = bits.map_or(Some(32), |bits| bits)?;
            (bits <= 32).then(|| same(&network.octets(), &address.octets(), bits))
        }
        (IpAddr::V6(network), IpAddr::V6(address)) => {
            let bits = bits.map_or(Some(128), |bits| bits)?;
            (bits <= 128).then(|| same(&network.octets(), &address.octets(), bits))
        }
        _ => Some(false),
    }
}

/// Whether an address is in a range that has holes: all are in one of no bits, and a narrow one is somebody else's.
pub(super) fn in_open_range(range: &Text, address: &str) -> Truth {
    match (range.known_suffix().ends_with("/0"), address.contains(':') == range.has_known(":")) {
        (true, true) => Truth::True,
        (true, false) => Truth::Unknown,
        (false, _) => {
            if is_narrow(range) == Truth::True {
                Truth::False
            } else {
                Truth::Unknown
            }
        }
    }
}

/// Whether a range with holes is at most a /8 of IPv4 or a /32 of IPv6.
pub(super) fn is_narrow(range: &Text) -> Truth {
    let shown = range.display();
    if range.as_str().is_some() {
        return Truth::from(is_narrow_range(&shown));
    }
    let bits = range.known_suffix().rsplit('/').next().and_then(|bits| bits.parse::<u32>().ok());
    match bits {
        Some(bits) if bits >= 32 || (bits >= 8 && range.has_known(".")) => Truth::True,
        Some(bits) if bits < 8 => Truth::False,
        None if range.holes().all(|hole| hole.nature.is_plain() && hole.nature.constant.is_some()) => Truth::True,
        _ => Truth::Unknown,
    }
}

fn is_narrow_range(range: &str) -> bool {
    let (network, bits) = range.trim().split_once('/').unwrap_or((range.trim(), "128"));
    let bits: u32 = bits.parse().unwrap_or(0);
    match network.parse() {
        Ok(IpAddr::V4(_)) => bits >= 8,
        Ok(IpAddr::V6(_)) => bits >= 32,
        Err(_) => false,
    }
}
