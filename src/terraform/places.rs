//! Where the blocks of a file stand, for whoever knows their values from elsewhere.

use std::collections::HashMap;

use hcl_edit::structure::{Block, Body};

use crate::source::{FileId, Span};

/// The places of a block and of what stands in it.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// The block's type and labels.
    pub(crate) header: Span,
    /// The whole block.
    pub(crate) body: Span,
    /// The key and the value of each argument.
    pub(crate) arguments: HashMap<String, (Span, Span)>,
    /// The blocks inside by their type, those that a `dynamic` block makes under the type that they have.
    pub(crate) blocks: HashMap<String, Vec<Places>>,
    /// Whether it stands for blocks of which nobody knows how many there are.
    pub(crate) is_dynamic: bool,
}

/// The resources, data sources and module calls of a file by their address; none where the file does not parse.
pub(crate) fn places(file: FileId, text: &str) -> Vec<(String, Places)> {
    let shift = text.len() - text.trim_start_matches('\u{feff}').len();
    let Ok(body) = hcl_edit::parser::parse_body(text.trim_start_matches('\u{feff}')) else { return Vec::new() };
    let reader = Reader { file, shift };
    let blocks = body.blocks().filter_map(|block| {
        let labels: Vec<_> = block.labels.iter().map(|label| label.as_str()).collect();
        let address = match (block.ident.as_str(), labels.as_slice()) {
            ("resource", [kind, name]) => format!("{kind}.{name}"),
            ("data", [kind, name]) => format!("data.{kind}.{name}"),
            ("module", [name]) => format!("module.{name}"),
            _ => return None,
        };
        Some((address, reader.block(block, &block.body, false)))
    });
    blocks.collect()
}

struct Reader {
    file: FileId,
    shift: usize,
}

impl Reader {
    fn span(&self, node: &impl hcl_edit::Span) -> Span {
        let range = node.span().unwrap_or_default();
        Span::new(self.file, range.start + self.shift..range.end + self.shift)
    }

    /// The places of a block whose content is `body`. The parser bounds how deep blocks nest.
    fn block(&self, block: &Block, body: &Body, is_dynamic: bool) -> Places {
        let ident = self.span(&block.ident);
        let header = block.labels.last().map_or(ident, |label| ident.to(self.span(label)));
        let arguments =
            body.attributes().map(|it| (it.key.as_str().to_owned(), (self.span(&it.key), self.span(&it.value))));
        let mut blocks: HashMap<String, Vec<Places>> = HashMap::new();
        for inner in body.blocks() {
            let dynamic = (inner.ident.as_str() == "dynamic").then(|| inner.labels.first()).flatten();
            let (name, content) = match dynamic {
                Some(name) => (name.as_str(), inner.body.get_blocks("content").next()),
                None => (inner.ident.as_str(), Some(inner)),
            };
            let content = content.map_or(&inner.body, |content| &content.body);
            blocks.entry(name.to_owned()).or_default().push(self.block(inner, content, dynamic.is_some()));
        }
        Places { header, body: self.span(block), arguments: arguments.collect(), blocks, is_dynamic }
    }
}
