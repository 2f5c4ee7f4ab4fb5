//! Condition keys: who can have them in a request, and which of them S3 trusts.
//!
//! From the "Availability" lines of the IAM user guide's "AWS global condition context keys", and from the S3 user
//! guide's "The meaning of public". A key that is not listed here is not decided yet.

/// What is known of a condition key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    /// The name in lower case.
    name: &'static str,
    /// What its values are.
    pub(super) kind: Kind,
    /// When an anonymous caller's request has it.
    pub(super) anonymous: Presence,
    /// When the request of an IAM principal or a federated user has it.
    pub(super) principal: Presence,
    /// When the request of an AWS service has it.
    pub(super) service: Presence,
    /// On which way to S3 it is there.
    pub(super) way: Way,
    /// Whether a policy that compares it with fixed values only is not public.
    pub(super) trusted: bool,
}

/// What the values of a key are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Any text.
    Text,
    /// Any texts, several at once.
    Texts,
    /// One of these.
    OneOf(&'static [&'static str]),
    /// An address.
    Address,
}

/// When a request has a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    /// Never.
    Never,
    /// In every request.
    Always,
    /// In some.
    Maybe,
    /// In every request, with this value.
    Is(&'static str),
}

/// On which way to S3 a key is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// On any.
    Any,
    /// Exactly through a VPC endpoint.
    Endpoint,
    /// Only through a VPC endpoint.
    MaybeEndpoint,
    /// Exactly not through a VPC endpoint.
    Internet,
    /// Exactly through an access point.
    AccessPoint,
    /// Only over TLS.
    Tls,
}

use Kind::{Address, OneOf, Text, Texts};
use Presence::{Always, Is, Maybe, Never};

const BOOL: Kind = OneOf(&["true", "false"]);
const TYPES: Kind = OneOf(&["Account", "User", "FederatedUser", "AssumedRole", "Anonymous", "Service"]);

const fn key(name: &'static str, kind: Kind, anonymous: Presence, principal: Presence, service: Presence) -> Key {
    Key { name, kind, anonymous, principal, service, way: Way::Any, trusted: false }
}

const fn trusted(key: Key) -> Key {
    Key { trusted: true, ..key }
}

const fn on(way: Way, key: Key) -> Key {
    Key { way, ..key }
}

/// The value of `aws:SecureTransport` is chosen by the question.
pub(super) const SECURE_TRANSPORT: &str = "aws:securetransport";

const KEYS: &[Key] = &[
    key(SECURE_TRANSPORT, BOOL, Always, Always, Always),
    trusted(key("aws:principalorgid", Text, Never, Maybe, Never)),
    trusted(key("aws:principalorgpaths", Texts, Never, Maybe, Never)),
    trusted(key("aws:principalaccount", Text, Is("anonymous"), Always, Maybe)),
    trusted(key("aws:principalarn", Text, Never, Always, Never)),
    trusted(key("aws:userid", Text, Is("anonymous"), Always, Maybe)),
    key("aws:principaltype", TYPES, Is("Anonymous"), Always, Maybe),
    key("aws:principalisawsservice", BOOL, Never, Is("false"), Is("true")),
    trusted(key("aws:principalservicename", Text, Never, Never, Always)),
    trusted(key("aws:principalservicenameslist", Texts, Never, Never, Always)),
    key("aws:username", Text, Never, Maybe, Never),
    key("aws:federatedprovider", Text, Never, Maybe, Never),
    key("aws:sourceidentity", Text, Never, Maybe, Never),
    key("aws:tokenissuetime", Text, Never, Maybe, Never),
    key("aws:multifactorauthpresent", BOOL, Never, Maybe, Never),
    key("aws:multifactorauthage", Text, Never, Maybe, Never),
    key("aws:viaawsservice", BOOL, Is("false"), Always, Always),
    key("aws:calledvia", Texts, Never, Maybe, Never),
    key("aws:calledviafirst", Text, Never, Maybe, Never),
    key("aws:calledvialast", Text, Never, Maybe, Never),
    trusted(key("aws:sourcearn", Text, Never, Maybe, Maybe)),
    trusted(key("aws:sourceaccount", Text, Never, Maybe, Maybe)),
    trusted(key("aws:sourceowner", Text, Never, Maybe, Maybe)),
    trusted(key("aws:sourceorgid", Text, Never, Maybe, Maybe)),
    trusted(key("aws:sourceorgpaths", Texts, Never, Maybe, Maybe)),
    on(Way::Internet, trusted(key("aws:sourceip", Address, Maybe, Maybe, Maybe))),
    on(Way::Endpoint, key("aws:vpcsourceip", Address, Maybe, Maybe, Maybe)),
    on(Way::Endpoint, trusted(key("aws:sourcevpc", Text, Maybe, Maybe, Maybe))),
    on(Way::Endpoint, trusted(key("aws:sourcevpce", Text, Maybe, Maybe, Maybe))),
    on(Way::MaybeEndpoint, trusted(key("aws:vpceaccount", Text, Maybe, Maybe, Maybe))),
    on(Way::MaybeEndpoint, trusted(key("aws:vpceorgid", Text, Maybe, Maybe, Maybe))),
    on(Way::MaybeEndpoint, trusted(key("aws:vpceorgpaths", Texts, Maybe, Maybe, Maybe))),
    on(Way::AccessPoint, trusted(key("s3:dataaccesspointarn", Text, Maybe, Maybe, Maybe))),
    on(Way::AccessPoint, trusted(key("s3:dataaccesspointaccount", Text, Maybe, Maybe, Maybe))),
    on(Way::Tls, key("s3:tlsversion", Text, Always, Always, Always)),
    key("aws:referer", Text, Maybe, Maybe, Maybe),
    key("aws:useragent", Text, Always, Always, Always),
    trusted(key("kms:calleraccount", Text, Never, Always, Maybe)),
    key("kms:viaservice", Text, Never, Maybe, Maybe),
];

const PRINCIPAL_TAG: Key = key("aws:principaltag/", Text, Never, Maybe, Never);

/// What is known of a key by its name in lower case.
pub(super) fn find(name: &str) -> Option<Key> {
    let listed = KEYS.iter().find(|key| key.name == name).copied();
    listed.or_else(|| name.starts_with(PRINCIPAL_TAG.name).then_some(PRINCIPAL_TAG))
}

/// The value that only an anonymous caller's request has for a key.
pub(super) fn of_anonymous_only(name: &str) -> Option<&'static str> {
    match find(name)?.anonymous {
        Is(value) if value.eq_ignore_ascii_case("anonymous") => Some(value),
        _ => None,
    }
}

/// Values that make a witness easy to read, tried before the shortest ones.
pub(super) fn plausible(name: &str) -> &'static [&'static str] {
    match name {
        "aws:principalarn" => &["arn:aws:iam::999999999999:user/mallory"],
        "aws:principalaccount"
        | "aws:sourceaccount"
        | "aws:sourceowner"
        | "kms:calleraccount"
        | "s3:dataaccesspointaccount"
        | "aws:vpceaccount" => &["999999999999"],
        "aws:principalorgid" | "aws:sourceorgid" | "aws:vpceorgid" => &["o-999example"],
        "aws:sourcevpc" => &["vpc-0999example"],
        "aws:sourcevpce" => &["vpce-0999example"],
        "aws:sourcearn" => &["arn:aws:s3:::example-of-mallory", "arn:aws:sns:us-east-1:999999999999:mallory"],
        "aws:userid" => &["AIDA999EXAMPLE"],
        "aws:username" => &["mallory"],
        "aws:referer" => &["https://mallory.example/"],
        "s3:tlsversion" => &["1.3"],
        "kms:viaservice" => &["s3.us-east-1.amazonaws.com"],
        "s3:dataaccesspointarn" => &["arn:aws:s3:us-east-1:999999999999:accesspoint/mallory"],
        _ => &[],
    }
}
