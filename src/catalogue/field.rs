//! How a block of Terraform becomes properties: tables of fields.

/// What one argument or block becomes.
#[derive(Debug)]
pub struct Field {
    /// The argument's or the block's name.
    pub from: &'static str,
    /// What it becomes.
    pub shape: Shape,
}

/// What an argument or block becomes.
#[derive(Debug)]
pub enum Shape {
    /// An argument, at a path of properties.
    Argument(&'static [&'static str], Spelling),
    /// A boolean argument, with what the provider sets where it is not set.
    Switch(&'static str, bool),
    /// A text, with what the provider sets where it is not set.
    Word(&'static str, &'static str),
    /// Fields of the same block that stand in a property of their own.
    Below(&'static str, &'static [Field]),
    /// A block of which there is at most one: a map.
    One(&'static str, &'static [Field]),
    /// A block of which there may be many: a list of maps.
    Each(&'static str, &'static [Field]),
    /// A block whose fields become properties of what it stands in.
    Spread(&'static [Field]),
}

/// How CloudFormation spells what an argument says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// As Terraform does.
    Alike,
    /// A boolean, which in Terraform may be a text.
    Boolean,
    /// `true` is `Enabled`, `false` is `Suspended`.
    EnabledOrSuspended,
    /// `true` is `Enabled`, `false` is `Disabled`.
    EnabledOrDisabled,
    /// `public-read` is `PublicRead`.
    CannedAcl,
    /// `{name = "x"}` is `[{Key: name, Value: x}]`.
    Tags,
    /// An empty text is "not set".
    UnlessEmpty,
}

/// An argument that becomes a property.
pub(super) const fn argument(from: &'static str, to: &'static [&'static str]) -> Field {
    converted(from, to, Spelling::Alike)
}

/// An argument whose value is spelled differently.
pub(super) const fn converted(from: &'static str, to: &'static [&'static str], spelling: Spelling) -> Field {
    Field { from, shape: Shape::Argument(to, spelling) }
}

/// A boolean argument that the provider sets where the code does not.
pub(super) const fn switch(from: &'static str, to: &'static str, unless_set: bool) -> Field {
    Field { from, shape: Shape::Switch(to, unless_set) }
}

/// A text that the provider sets where the code does not.
pub(super) const fn word(from: &'static str, to: &'static str, unless_set: &'static str) -> Field {
    Field { from, shape: Shape::Word(to, unless_set) }
}

/// Fields of the same block that stand in a property of their own.
pub(super) const fn below(to: &'static str, fields: &'static [Field]) -> Field {
    Field { from: "", shape: Shape::Below(to, fields) }
}

/// A block that becomes a map.
pub(super) const fn one(from: &'static str, to: &'static str, fields: &'static [Field]) -> Field {
    Field { from, shape: Shape::One(to, fields) }
}

/// Blocks that become a list of maps.
pub(super) const fn each(from: &'static str, to: &'static str, fields: &'static [Field]) -> Field {
    Field { from, shape: Shape::Each(to, fields) }
}

/// A block whose fields belong to what it stands in.
pub(super) const fn spread(from: &'static str, fields: &'static [Field]) -> Field {
    Field { from, shape: Shape::Spread(fields) }
}

impl Field {
    /// The property that the field becomes; `None` of what is spread over several.
    pub fn to(&self) -> Option<&'static str> {
        match self.shape {
            Shape::Argument(to, _) => to.first().copied(),
            Shape::Switch(to, _)
            | Shape::Word(to, _)
            | Shape::Below(to, _)
            | Shape::One(to, _)
            | Shape::Each(to, _) => Some(to),
            Shape::Spread(_) => None,
        }
    }
}

/// What is asked for as if it were an argument: the account of a resource, where its provider says one.
pub const ACCOUNT: &str = "account of the provider";

/// Where a resource is put.
pub(super) const PLACED: Field = argument(ACCOUNT, &["Account"]);
