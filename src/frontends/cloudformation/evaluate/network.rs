//! `Fn::Cidr`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use super::evaluator::{Evaluator, arguments};
use crate::source::Span;
use crate::value::{Kind, List, Symbol, Text, Unknown, Value};

impl Evaluator<'_> {
    /// `Fn::Cidr: [block, count, bits]`: `count` blocks of which each leaves `bits` bits for hosts.
    pub(super) fn cidr(&self, argument: &Value, span: Span) -> Value {
        let values: Vec<_> = arguments(argument).iter().map(|part| self.in_text(part)).collect();
        if !(2..=3).contains(&values.len()) {
            return self.misused("Fn::Cidr", span, "takes a list of a block, a count and a number of bits");
        }
        self.distribute(span, &values, false, &|values| {
            let texts: Vec<_> = values.iter().filter_map(Value::to_text).collect();
            if texts.len() < values.len() {
                return self.misused("Fn::Cidr", span, "takes texts and numbers");
            }
            let unknown = texts.iter().find_map(|text| text.holes().next());
            // How many bits are meant where none are given is nowhere written down.
            if unknown.is_some() || texts.len() < 3 {
                let rest = Unknown::new("Fn::Cidr", span, "divides what is not known");
                let rest = rest.symbol(Symbol::operation("Fn::Cidr", texts.iter().map(Text::symbol)));
                return Value::new(Kind::List(List { items: Vec::new(), rest: Some(Arc::new(rest)) }), span);
            }
            let known: Vec<_> = texts.iter().filter_map(|text| text.as_str()).collect();
            match blocks(&known) {
                Some(blocks) => Value::list(blocks.into_iter().map(|block| Value::string(block, span)).collect(), span),
                None => self.misused("Fn::Cidr", span, "does not fit its block"),
            }
        })
    }
}

/// The first `count` blocks, 256 at most; `None` where they do not fit.
fn blocks(arguments: &[&str]) -> Option<Vec<String>> {
    let (address, length) = arguments.first()?.split_once('/')?;
    let count: u128 = arguments.get(1)?.parse().ok().filter(|count| (1..=256).contains(count))?;
    let address: IpAddr = address.parse().ok()?;
    let width = if address.is_ipv4() { 32_u32 } else { 128 };
    let length: u32 = length.parse().ok().filter(|length| *length <= width)?;
    let bits: u32 = arguments.get(2)?.parse().ok()?;
    let free = width - length;
    if bits > free || (free - bits < 16 && count > 1 << (free - bits)) {
        return None;
    }
    let start = match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    };
    let start = start.checked_shr(free).unwrap_or(0).checked_shl(free).unwrap_or(0);
    let block = |at: u128| {
        let address = start.checked_add(at.checked_shl(bits)?)?;
        let address = match width {
            32 => IpAddr::V4(Ipv4Addr::from(u32::try_from(address).ok()?)),
            _ => IpAddr::V6(Ipv6Addr::from(address)),
        };
        Some(format!("{address}/{}", width - bits))
    };
    (0..count).map(block).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divides_blocks() {
        let text = |arguments: &[&str]| blocks(arguments).map(|blocks| blocks.join(" ")).unwrap_or_default();
        assert_eq!(text(&["192.168.0.0/24", "3", "5"]), "192.168.0.0/27 192.168.0.32/27 192.168.0.64/27");
        assert_eq!(text(&["10.0.0.0/16", "1", "8"]), "10.0.0.0/24");
        assert_eq!(text(&["2001:db8::/56", "2", "64"]), "2001:db8::/64 2001:db8:0:1::/64");
        assert_eq!(text(&["192.168.0.0/24", "9", "5"]), "", "eight fit");
        assert_eq!(text(&["192.168.0.0/24", "1", "9"]), "");
        assert_eq!(text(&["0.0.0.0/0", "1", "32"]), "0.0.0.0/0");
        assert_eq!(text(&["::/0", "2", "128"]), "");
        assert_eq!(text(&["x/24", "1", "8"]), "");
    }
}
