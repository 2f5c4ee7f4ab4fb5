//! What an entry of the catalogue says of a type.

use super::field::Field;
use crate::iam::Service;
use crate::value::Constant;

/// A type of AWS's resources, in CloudFormation's vocabulary.
#[derive(Debug)]
pub struct Type {
    /// CloudFormation's name of it.
    pub name: &'static str,
    /// What arguments name it as; nothing where no argument that is followed does.
    pub thing: Option<Thing>,
    /// Whether rules may judge it.
    pub is_judged: bool,
    /// The property that gives it the name which `Ref` gives out in a template; nothing where AWS assigns that.
    pub named_by: Option<&'static str>,
    /// The property that holds its resource policy, and the service that bounds its length.
    pub policy: Option<(&'static str, Service)>,
    /// The types of Terraform that are of this type, or set parts of it.
    pub kinds: &'static [Kind],
    /// Types of templates that set parts of it.
    pub parts: &'static [TemplatePart],
}

/// A type of templates whose resources are a property of another one.
#[derive(Debug)]
pub struct TemplatePart {
    /// Its name.
    pub name: &'static str,
    /// The property that names what it belongs to.
    pub owner: &'static str,
    /// The property of that which it sets.
    pub sets: &'static str,
}

impl Type {
    /// A type that rules judge.
    pub(super) const fn judged(name: &'static str, kinds: &'static [Kind]) -> Type {
        Type { is_judged: true, ..Type::linked(name, kinds) }
    }

    /// A type that only bears on others.
    pub(super) const fn linked(name: &'static str, kinds: &'static [Kind]) -> Type {
        Type { name, thing: None, is_judged: false, named_by: None, policy: None, kinds, parts: &[] }
    }
}

/// A type of Terraform: of resources, of data sources, or of both.
#[derive(Debug)]
pub struct Kind {
    /// Its name: `aws_s3_bucket`.
    pub name: &'static str,
    /// What a resource of it makes.
    pub makes: Makes,
    /// What its arguments and blocks become.
    pub fields: &'static [Field],
    /// The argument that is all that a part sets.
    pub says: Option<&'static str>,
    /// The argument that names what it belongs to.
    pub owner: Option<(&'static str, Thing)>,
    /// Further arguments that name something, with the blocks around them.
    pub links: &'static [(&'static str, Thing)],
    /// What its attributes mean that are not configured under their own name.
    pub attributes: &'static [(Of, &'static str, Meaning)],
    /// What AWS or the provider assigns to an attribute, as far as its name does not tell.
    pub assigned: &'static [(&'static str, Constant)],
    /// Attributes that are there though nothing configures them, as far as resources are linked by them.
    pub always: &'static [&'static str],
    /// Whether it matters what comes first in a deployment.
    pub is_ordered: bool,
    /// Whether others are parts of it.
    pub has_parts: bool,
}

/// What a resource of a type of Terraform makes.
#[derive(Clone, Copy, Debug)]
pub enum Makes {
    /// A resource, which others mean by these attributes.
    Resource(&'static [&'static str]),
    /// A property of what it belongs to.
    Part(&'static str),
    /// An item of a property of what it belongs to.
    Item(&'static str),
    /// Nothing: there are only data sources of it, or it is of no service.
    Nothing,
}

const PLAIN: Kind = Kind {
    name: "",
    makes: Makes::Nothing,
    fields: &[],
    says: None,
    owner: None,
    links: &[],
    attributes: &[],
    assigned: &[],
    always: &["id", "arn"],
    is_ordered: false,
    has_parts: false,
};

impl Kind {
    /// A type whose resources are resources of the model; others mean them by these attributes.
    pub(super) const fn whole(name: &'static str, names: &'static [&'static str], fields: &'static [Field]) -> Kind {
        Kind { name, makes: Makes::Resource(names), fields, ..PLAIN }
    }

    /// A type whose resources set a property of what this argument names.
    pub(super) const fn part(
        name: &'static str,
        owner: (&'static str, Thing),
        property: &'static str,
        fields: &'static [Field],
    ) -> Kind {
        Kind { name, makes: Makes::Part(property), fields, owner: Some(owner), ..PLAIN }
    }

    /// A type whose resources are an item each of a property of what this argument names.
    pub(super) const fn item(
        name: &'static str,
        owner: (&'static str, Thing),
        property: &'static str,
        fields: &'static [Field],
    ) -> Kind {
        Kind { name, makes: Makes::Item(property), fields, owner: Some(owner), ..PLAIN }
    }

    /// A type that makes nothing.
    pub(super) const fn data(name: &'static str, attributes: &'static [(Of, &'static str, Meaning)]) -> Kind {
        Kind { name, attributes, ..PLAIN }
    }
}

/// What an argument names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Thing {
    /// A bucket.
    Bucket,
    /// A KMS key, or what stands for one.
    Key,
    /// A role.
    Role,
    /// An access point.
    AccessPoint,
    /// A managed policy.
    ManagedPolicy,
    /// A policy of an organization.
    OrganizationPolicy,
    /// A detector of GuardDuty.
    Detector,
    /// A web ACL.
    WebAcl,
    /// A vault of backups.
    BackupVault,
    /// A network.
    Vpc,
    /// A secret.
    Secret,
    /// A location of S3 Access Grants.
    GrantsLocation,
    /// The text of a policy that a data source makes.
    Document,
}

/// The argument that takes the text of a policy.
pub(super) const POLICY: (&str, Thing) = ("policy", Thing::Document);

/// What an attribute says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// What is configured under its own name, else what AWS or the provider decides.
    Own,
    /// What this attribute or argument says.
    Attribute(&'static str),
    /// The ARN of the key that this argument names.
    ArnOfKey(&'static str),
    /// The name of a bucket, which the provider makes up where none is configured.
    BucketName,
    /// The ARN of a bucket.
    BucketArn,
    /// The name of the host that serves a bucket.
    BucketDomain,
    /// The same in the bucket's Region.
    RegionalBucketDomain,
    /// The account that the code is deployed to.
    Account,
    /// What is configured, else the Region of the provider.
    Region,
    /// The account of the resource: what is configured, else that of its provider.
    AccountOfProvider,
    /// The account and the name of an access point.
    AccountAndName,
    /// The policy that the blocks of a data source make.
    Policy,
    /// What a template and its variables make.
    Rendered,
}

/// Of what an attribute is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Of resources.
    Resource,
    /// Of data sources.
    Data,
    /// Of both.
    Both,
}

impl Of {
    /// Whether it is said of data sources, or of resources.
    pub(super) fn is_of(self, is_data: bool) -> bool {
        self == if is_data { Of::Data } else { Of::Resource } || self == Of::Both
    }
}
