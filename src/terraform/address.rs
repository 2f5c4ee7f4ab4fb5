//! Addresses of instances as Terraform prints them: `module.logs["eu"].aws_s3_bucket.this[0]`.

/// An address, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Address<'a> {
    /// The address of the module instance with the dot after it: nothing in the root, `module.logs["eu"].` below it.
    pub(crate) module: &'a str,
    /// The calls that lead to the module, each with its key.
    pub(crate) calls: Vec<Step<'a>>,
    pub(crate) is_data: bool,
    pub(crate) kind: &'a str,
    pub(crate) resource: Step<'a>,
    /// What follows the resource and its key: attributes, in a reference.
    pub(crate) rest: &'a str,
}

/// A name with the key in brackets behind it, as it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Step<'a> {
    pub(crate) name: &'a str,
    pub(crate) key: Option<&'a str>,
}

impl<'a> Address<'a> {
    /// Takes an address or a reference to a resource apart; `None` where it is neither.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let mut address = Address::default();
        let mut rest = text;
        while let Some(after) = rest.strip_prefix("module.") {
            let (step, after) = step(after)?;
            address.calls.push(step);
            rest = after.strip_prefix('.')?;
        }
        address.module = text.get(..text.len() - rest.len())?;
        if let Some(after) = rest.strip_prefix("data.") {
            address.is_data = true;
            rest = after;
        }
        let (kind, after) = step(rest)?;
        let (resource, after) = step(after.strip_prefix('.')?)?;
        (address.kind, address.resource) = (kind.name, resource);
        address.rest = after.strip_prefix('.').unwrap_or(after);
        kind.key.is_none().then_some(address)
    }

    /// The address within its module, without a key: `aws_s3_bucket.this`, `data.aws_region.current`.
    pub(crate) fn block(&self) -> String {
        format!("{}{}.{}", if self.is_data { "data." } else { "" }, self.kind, self.resource.name)
    }
}

/// The first step of an address, and what follows it.
pub(crate) fn step(text: &str) -> Option<(Step<'_>, &str)> {
    let end = text.find(['.', '[']).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    let Some(inside) = rest.strip_prefix('[') else { return Some((Step { name, key: None }, rest)) };
    let (mut quoted, mut escaped) = (false, false);
    let close = inside.bytes().position(|byte| {
        if escaped {
            escaped = false;
            return false;
        }
        escaped = quoted && byte == b'\\';
        quoted ^= byte == b'"';
        byte == b']' && !quoted
    })?;
    Some((Step { name, key: inside.get(..close) }, inside.get(close + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_keys_with_dots_and_brackets() {
        let address = Address::parse("module.a[\"x].\\\"y\"].module.b.data.aws_region.this[0].name").unwrap();
        assert_eq!(address.module, "module.a[\"x].\\\"y\"].module.b.");
        assert_eq!(address.calls[0], Step { name: "a", key: Some("\"x].\\\"y\"") });
        assert_eq!((address.kind, address.is_data, address.rest), ("aws_region", true, "name"));
        assert_eq!(address.resource, Step { name: "this", key: Some("0") });
        assert_eq!(Address::parse("aws_s3_bucket.this").unwrap().block(), "aws_s3_bucket.this");
        assert_eq!(Address::parse("each.key").map(|it| it.kind), Some("each"));
        assert_eq!(Address::parse("module.a"), None);
        assert_eq!(Address::parse("aws_s3_bucket.this[0"), None);
    }
}
