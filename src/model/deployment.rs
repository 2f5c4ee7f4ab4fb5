//! What a front end yields: resources in CloudFormation's vocabulary, and the parts that belong to others.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::order::Order;
use super::{Family, Presence};
use crate::catalogue::types;
use crate::source::Span;
use crate::value::{
    Constant, Entry, Kind, Lookup, Map, NotGiven, Reason, Step, Symbol, Text, Truth, Unknown, Value, World,
};

/// The resources of one module or template, as its front end read them.
#[derive(Clone, Debug, Default)]
pub struct Deployment {
    /// Resources, in order of declaration.
    pub resources: Vec<Resource>,
    /// Parts that belong to a resource, in order of declaration.
    pub attachments: Vec<Attachment>,
    /// Calls of modules that are not here, with what they are handed.
    pub handed: Vec<Handed>,
    /// Parts that are declared and are not there.
    pub switched_off: Vec<SwitchedOff>,
    /// Resources that would be judged, and modules and stacks with such, that the values at hand leave out.
    pub not_made: Vec<(Span, Arc<str>)>,
    /// In which order resources come; `None` where a bucket with its block comes before its policy.
    pub order: Option<Order>,
    /// By address, where the module of a resource is called, the nearest call first; nothing for those of a root.
    pub called: HashMap<Arc<str>, Arc<Step>>,
    /// By address, the addresses that a resource had before.
    pub former: HashMap<Arc<str>, Vec<Arc<str>>>,
    /// Addresses that several templates have, each for a resource of its own: they name none of these for sure.
    pub shared: BTreeSet<Arc<str>>,
}

/// A declared resource.
#[derive(Clone, Debug)]
pub struct Resource {
    /// The Terraform address as `terraform show` prints it, or the logical id.
    pub address: Arc<str>,
    /// The CloudFormation type.
    pub type_name: Arc<str>,
    /// The type in the source language: `aws_s3_bucket`.
    pub source_type: Arc<str>,
    /// The properties by their CloudFormation names. A property that is not set is absent or null.
    pub properties: Map,
    /// Every text by which other resources may mean this one: name, ARN, generated id.
    pub names: Vec<Text>,
    /// What to point at when the resource as a whole is meant: the block's header or the logical id.
    pub header: Span,
    /// The whole declaration.
    pub body: Span,
    /// Whether it will be there.
    pub presence: Presence,
    /// The collections for whose elements it has members, the outermost first; of none it is one resource.
    pub families: Vec<Family>,
    /// Whether the code declares it.
    pub declared: Declared,
}

/// A part of a resource that is declared apart from it.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// The address of the part: `aws_s3_bucket_versioning.logs`.
    pub address: Arc<str>,
    /// The type in the source language: `aws_s3_bucket_versioning`.
    pub source_type: Arc<str>,
    /// The CloudFormation type of the resource that it belongs to.
    pub owner_type: &'static str,
    /// The expression that names the owner: the `bucket` argument.
    pub owner: Value,
    /// The owner's property that it sets.
    pub property: Arc<str>,
    /// The property's value.
    pub value: Value,
    /// What to point at when the part as a whole is meant.
    pub header: Span,
    /// The whole declaration.
    pub body: Span,
    /// Whether it will be there.
    pub presence: Presence,
    /// The collections for whose elements it is made, the outermost first; of none it is one part.
    pub families: Vec<Family>,
}

/// A call of a module that is not here, or a file of a module that cannot be read: what it does is not known.
#[derive(Clone, Debug)]
pub struct Handed {
    /// The address of the call.
    pub address: Arc<str>,
    /// Its identity, of which outputs are parts.
    pub symbol: Symbol,
    /// What it is given.
    pub values: Vec<Value>,
    /// Why it is not known what it does, as the end of a sentence that starts with the address.
    pub reason: &'static str,
    /// Where it stands.
    pub header: Span,
    /// Whether it will be there.
    pub presence: Presence,
}

impl Handed {
    /// Something that is not read, and may set up any of these resources.
    pub fn any_of(resources: &[Resource], address: Arc<str>, part: Symbol, reason: &'static str, header: Span) -> Self {
        let handles = resources.iter().map(|it| Value::string("", it.header).naming(Arc::clone(&it.address), "id"));
        Handed {
            address,
            symbol: Symbol::operation("unread", [part]),
            values: handles.collect(),
            reason,
            header,
            presence: Presence::Always,
        }
    }
}

/// A part of a resource, or a bucket, that is declared and is not there.
#[derive(Clone, Debug)]
pub struct SwitchedOff {
    /// The CloudFormation type of the resource that it would belong to.
    pub owner_type: &'static str,
    /// The expression that names the owner.
    pub owner: Value,
    /// What it would set.
    pub sets: Sets,
    /// "Not set", where the code says so, with the way of the values that do.
    pub off: Value,
}

/// What a part would set that is not there.
#[derive(Clone, Debug)]
pub enum Sets {
    /// A property of its owner.
    Property(Arc<str>),
    /// The policy of a bucket.
    Policy,
    /// All of it: it is the bucket of that name itself.
    Whole,
}

/// Whether the code declares a resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Declared {
    /// It does.
    #[default]
    Here,
    /// It declares only a part of it, such as the policy of a bucket that is made elsewhere. The parts that the code
    /// declares are judged; of the others nothing is said.
    Elsewhere,
}

impl Resource {
    /// What is known of a property by its path: `["VersioningConfiguration", "Status"]`.
    pub fn property(&self, path: &[&str]) -> Lookup<'_> {
        self.properties.at(path)
    }

    /// The id of the account that it is in: that of whoever deploys, unless the code says another.
    pub fn account(&self) -> Text {
        self.placed("Account", Symbol::OWN_ACCOUNT, Constant::AccountId)
    }

    /// The Region that it is in.
    pub fn region(&self) -> Text {
        self.placed("Region", Symbol::OWN_REGION, Constant::Region)
    }

    fn placed(&self, property: &str, own: &str, constant: Constant) -> Text {
        let hole = |reason: Reason, symbol: Symbol| {
            let unknown = Unknown::new(property.to_ascii_lowercase(), self.header, reason).symbol(symbol);
            Text::hole(Arc::new(unknown.constant(constant)))
        };
        match self.properties.get(property).filter(|said| !said.is_null()) {
            Some(said) => said.to_text().unwrap_or_else(|| {
                hole("is not known".into(), Symbol::input(Arc::clone(&self.address)).part([property]))
            }),
            None => hole(NotGiven::Deployer.into(), Symbol::input(own)),
        }
    }

    /// A property as a value: null where it is not set, unknown where nobody knows whether it is.
    pub(super) fn value(&self, property: &str) -> Value {
        match (self.properties.get(property), &self.properties.rest) {
            (Some(value), _) => value.clone(),
            (None, Some(rest)) => Value::new(Kind::Unknown(Arc::clone(rest)), self.header),
            (None, None) => Value::null(self.header),
        }
    }

    /// The resource in a world; `None` where it is not there. Where the world leaves that open, it has each of its
    /// properties on the condition that it is there, so that nothing that it says counts for sure.
    pub fn under(&self, world: &World) -> Option<Resource> {
        let properties = self.properties.under(world);
        match (self.presence.under(world), &self.presence) {
            (Truth::False, _) => None,
            (Truth::Unknown, Presence::When(condition, wanted)) => {
                let absent = |entry: &Entry| self.absent(&entry.value);
                let perhaps = |entry: &Entry| {
                    let (there, absent) = (entry.value.clone(), absent(entry));
                    let (when_true, when_false) = if *wanted { (there, absent) } else { (absent, there) };
                    Value::choice(Arc::clone(condition), when_true, when_false)
                };
                let entry = |(key, entry): (&Arc<str>, &Entry)| {
                    (Arc::clone(key), Entry { key_span: entry.key_span, value: perhaps(entry) })
                };
                let properties = Map::new(properties.iter().map(entry)).with_rest(properties.rest.clone());
                Some(Resource { properties, ..self.clone() })
            }
            _ => Some(Resource { properties, presence: Presence::Always, ..self.clone() }),
        }
    }

    /// What a property is like where the resource is not there: not set; of a bucket policy, one that says nothing.
    fn absent(&self, value: &Value) -> Value {
        if *self.type_name != *types::BUCKET_POLICY {
            return Value::null(value.span());
        }
        let mut nothing = Map::default();
        nothing.insert("Statement", value.span(), Value::list(Vec::new(), value.span()));
        Value::map(nothing, value.span())
    }
}
