//! Override files: blocks that are laid over blocks of other files.
//!
//! An argument of an override replaces that of the block, a nested block replaces all nested blocks of its type.
//!
//! <https://developer.hashicorp.com/terraform/language/files/override>

use std::rc::Rc;

use hcl_edit::structure::{Block, Structure};
use indexmap::IndexMap;

use super::load::{Parsed, Place};

/// A block of an override file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layer<'m> {
    pub(super) place: Place,
    pub(super) block: &'m Block,
}

/// The blocks of override files by what they override.
#[derive(Debug, Default)]
pub(super) struct Overrides<'m> {
    by_address: IndexMap<String, (Vec<Layer<'m>>, bool)>,
}

/// A layer that was not taken, with what it should override.
pub(super) struct Takes<'m> {
    pub(super) layer: Layer<'m>,
    pub(super) address: String,
}

impl<'m> Overrides<'m> {
    /// The blocks of override files, in their order.
    pub(super) fn new(files: &'m [Parsed]) -> Self {
        let mut overrides = Overrides::default();
        for parsed in files {
            for block in parsed.body.iter().filter_map(Structure::as_block) {
                let labels: Vec<&str> = block.labels.iter().map(|label| label.as_str()).collect();
                let entry = overrides.by_address.entry(address(block.ident.as_str(), &labels)).or_default();
                entry.0.push(Layer { place: parsed.place, block });
            }
        }
        overrides
    }

    /// What is laid over a block.
    pub(super) fn take(&mut self, ident: &str, labels: &[&str]) -> Option<Rc<[Layer<'m>]>> {
        if self.by_address.is_empty() || ident == "locals" {
            return None;
        }
        let (layers, taken) = self.by_address.get_mut(&address(ident, labels))?;
        *taken = true;
        Some(layers.as_slice().into())
    }

    /// The layers of declarations that nothing took, and those of locals.
    pub(super) fn left(&mut self) -> Vec<Takes<'m>> {
        let is_declaration = |address: &str| {
            ["resource.", "data.", "module.", "variable.", "output."].iter().any(|it| address.starts_with(it))
        };
        let left = std::mem::take(&mut self.by_address).into_iter();
        let left = left.filter(|(address, (_, taken))| !taken && (address == "locals" || is_declaration(address)));
        left.flat_map(|(address, (layers, _))| {
            layers.into_iter().map(move |layer| Takes { layer, address: address.clone() })
        })
        .collect()
    }
}

fn address(ident: &str, labels: &[&str]) -> String {
    std::iter::once(ident).chain(labels.iter().copied()).collect::<Vec<_>>().join(".")
}
