//! Reads the `Principal` element, by the IAM user guide's "AWS JSON policy elements: Principal".

use std::sync::Arc;

use super::read::{Reader, is_empty, label};
use super::{Part, Principal, Word};
use crate::source::Span;
use crate::value::{Kind, Piece, Text, Unknown, Value};

impl Reader<'_> {
    /// `Principal` or `NotPrincipal`: `"*"`, or a map from types to one or more names.
    pub(super) fn principals(&mut self, value: &Value, negated: bool) -> Part<Principal> {
        let mut part = Part { negated, values: Vec::new(), rest: None, span: value.span() };
        match &value.kind {
            Kind::Unknown(unknown) => part.rest = Some(Arc::clone(unknown)),
            Kind::Map(map) => {
                part.rest.clone_from(&map.rest);
                for (kind, entry) in map.iter() {
                    self.principals_of(kind, entry.key_span, &entry.value, &mut part);
                }
                if map.is_empty() && map.rest.is_none() {
                    // It names nobody, so that all but those that it names are everyone.
                    part.rest = Some(self.fault(value.span(), "Principal", "is empty")).filter(|_| negated);
                }
            }
            Kind::String(text) if text.as_str() == Some("*") => part.values.push(Principal::Everyone(value.span())),
            Kind::String(text) if text.holes().next().is_some() => part.rest = text.holes().next().cloned(),
            _ => {
                let reason = "is neither `*` nor a map from `AWS`, `Service`, `Federated` or `CanonicalUser` to names";
                part.rest = Some(self.fault(value.span(), &label(value), reason));
            }
        }
        part
    }

    fn principals_of(&mut self, kind: &str, kind_span: Span, value: &Value, part: &mut Part<Principal>) {
        let make = match kind {
            "AWS" => Principal::Aws,
            "Service" => Principal::Service,
            "Federated" => Principal::Federated,
            "CanonicalUser" => Principal::CanonicalUser,
            _ => {
                part.rest = Some(self.fault(kind_span, kind, "is not a type of principal"));
                return;
            }
        };
        let mut names =
            self.words_where(value, "a principal", |nature| nature.least_length() > 0 && !nature.may_be("*"));
        if is_empty(value) && !part.negated {
            names.rest = None;
        }
        // None but an AWS principal can be everyone: of the others, a name that is not known stands for any.
        if let Some(unknown) = names.rest.take_if(|_| kind != "AWS") {
            names.values.push(Word { text: Text::hole(unknown), span: value.span() });
        }
        part.rest = part.rest.take().or(names.rest);
        for name in names.values {
            match name.text.as_str() {
                Some("*") if kind == "AWS" => part.values.push(Principal::Everyone(name.span)),
                _ if has_wildcard(&name.text) => part.rest = Some(self.wildcard(kind, &name)),
                _ => part.values.push(make(name)),
            }
        }
    }

    /// A wildcard inside a principal is not supported: S3 and KMS reject the policy.
    fn wildcard(&mut self, kind: &str, name: &Word) -> Arc<Unknown> {
        let reason = if kind == "AWS" {
            "has a wildcard, which a principal may not have unless it is `*` alone"
        } else {
            "has a wildcard, which a principal of this type may not have"
        };
        self.fault(name.span, &name.text.display(), reason)
    }
}

fn has_wildcard(text: &Text) -> bool {
    text.pieces().iter().any(|piece| matches!(piece, Piece::Known(known) if known.contains(['*', '?'])))
}
