//! Condition keys: who can have them in a request, and which of them S3 trusts.
//!
//! From the "Availability" lines of the IAM user guide's "AWS global condition context keys", and from the S3 user
//! guide's "The meaning of public". A key that is not listed here is not decided yet.

use crate::iam;

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
    /// Who counts a policy as not public that compares it with fixed values only.
    pub(super) trusted: Trusted,
    /// Whether only requests for some actions have it, as the table of actions says.
    pub(super) by_action: bool,
}

/// Who trusts fixed values of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trusted {
    /// Nobody: anyone can have any value.
    Never,
    /// S3, by its literal rule, and so we.
    ByS3,
    /// Not S3's list, which is older; but the value names the account or organization that asks.
    ByAccount,
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
    /// A number.
    Number,
    /// A time.
    Time,
    /// What the owner of the bucket is, whoever asks.
    OwnerAccount,
    /// The organization of the owner.
    OwnerOrganization,
    /// What the KMS key under judgement is.
    OfKey,
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
    /// Where the request tells how it came over the network, and came through no VPC endpoint.
    Internet,
    /// Exactly through an access point.
    AccessPoint,
    /// Where the request tells how it came over the network, and came over TLS.
    Tls,
    /// Where the request tells how it came over the network.
    Told,
    /// Where it tells that, and came through a VPC endpoint.
    ToldEndpoint,
    /// Only where a service makes the request on behalf of its caller.
    Via,
}

use Kind::{Address, Number, OfKey, OneOf, OwnerAccount, OwnerOrganization, Text, Texts, Time};
use Presence::{Always, Is, Maybe, Never};

const BOOL: Kind = OneOf(&["true", "false"]);
const TYPES: Kind = OneOf(&["Account", "User", "FederatedUser", "AssumedRole", "Anonymous", "Service"]);
const ORIGINS: Kind = OneOf(&["Internet", "VPC"]);

const fn key(name: &'static str, kind: Kind, anonymous: Presence, principal: Presence, service: Presence) -> Key {
    let (way, trusted, by_action) = (Way::Any, Trusted::Never, false);
    Key { name, kind, anonymous, principal, service, way, trusted, by_action }
}

/// A key that any caller's request may have.
const fn any(name: &'static str, kind: Kind) -> Key {
    key(name, kind, Maybe, Maybe, Maybe)
}

/// A key that every request has.
const fn always(name: &'static str, kind: Kind) -> Key {
    key(name, kind, Always, Always, Always)
}

/// A key that only signed requests of IAM principals may have.
const fn signed(name: &'static str, kind: Kind) -> Key {
    key(name, kind, Never, Maybe, Never)
}

/// A key that any signed request may have.
const fn named(name: &'static str, kind: Kind) -> Key {
    key(name, kind, Never, Maybe, Maybe)
}

const fn trusted(key: Key) -> Key {
    Key { trusted: Trusted::ByS3, ..key }
}

const fn by_account(key: Key) -> Key {
    Key { trusted: Trusted::ByAccount, ..key }
}

/// A key that only requests for some actions have, as the table of actions says.
const fn of_some_actions(key: Key) -> Key {
    Key { by_action: true, ..key }
}

const fn on(way: Way, key: Key) -> Key {
    Key { way, ..key }
}

/// The value of `aws:SecureTransport` is chosen by the question.
pub(super) const SECURE_TRANSPORT: &str = "aws:securetransport";

/// The key that says whether a service makes the request on behalf of its caller.
pub(super) const VIA_SERVICE: &str = "aws:viaawsservice";

/// The key by which requests through an access point tell where it can be reached from.
pub(super) const ORIGIN: &str = "s3:accesspointnetworkorigin";

/// The keys by which requests through an access point tell which one it is, and whose.
pub(super) const ACCESS_POINT: &str = "s3:dataaccesspointarn";
pub(super) const ACCESS_POINT_ACCOUNT: &str = "s3:dataaccesspointaccount";

/// `aws:EpochTime` and `aws:CurrentTime` are one clock.
pub(super) const CLOCK: &str = "aws:currenttime";

impl Key {
    /// Whether its values are numbers, so that `Numeric…` operators fit it.
    pub(super) fn is_number(&self) -> bool {
        self.kind == Number || ["s3:tlsversion", "ec2:roledelivery"].contains(&self.name)
    }
}

const KEYS: &[Key] = &[
    on(Way::Told, always(SECURE_TRANSPORT, BOOL)),
    trusted(signed("aws:principalorgid", Text)),
    trusted(signed("aws:principalorgpaths", Texts)),
    trusted(key("aws:principalaccount", Text, Is("anonymous"), Always, Maybe)),
    trusted(key("aws:principalarn", Text, Never, Always, Never)),
    trusted(key("aws:userid", Text, Is("anonymous"), Always, Maybe)),
    key("aws:principaltype", TYPES, Is("Anonymous"), Always, Maybe),
    key("aws:principalisawsservice", BOOL, Never, Is("false"), Is("true")),
    trusted(key("aws:principalservicename", Text, Never, Never, Always)),
    trusted(key("aws:principalservicenameslist", Texts, Never, Never, Always)),
    signed("aws:username", Text),
    signed("aws:federatedprovider", Text),
    signed("aws:sourceidentity", Text),
    signed("aws:tokenissuetime", Time),
    signed("aws:multifactorauthpresent", BOOL),
    signed("aws:multifactorauthage", Number),
    // A session of a root user that another account's administrator started is the only one that has it.
    signed("aws:assumedroot", OneOf(&["true"])),
    signed("aws:chatbotsourcearn", Text),
    by_account(signed("ec2:sourceinstancearn", Text)),
    signed("ec2:roledelivery", OneOf(&["2.0", "1.0"])),
    by_account(signed("lambda:sourcefunctionarn", Text)),
    by_account(signed("ssm:sourceinstancearn", Text)),
    by_account(signed("codebuild:buildarn", Text)),
    by_account(signed("codebuild:projectarn", Text)),
    signed("glue:credentialissuingservice", Text),
    signed("glue:roleassumedby", Text),
    signed("identitystore:userid", Text),
    signed("cognito-identity.amazonaws.com:amr", Texts),
    signed("saml:aud", Text),
    signed("saml:doc", Text),
    signed("saml:iss", Text),
    signed("saml:namequalifier", Text),
    signed("saml:sub", Text),
    signed("saml:sub_type", Text),
    signed("aws:ec2instancesourcevpc", Text),
    signed("aws:ec2instancesourceprivateipv4", Address),
    key(VIA_SERVICE, BOOL, Is("false"), Always, Is("false")),
    on(Way::Via, signed("aws:calledvia", Texts)),
    on(Way::Via, signed("aws:calledviafirst", Text)),
    on(Way::Via, signed("aws:calledvialast", Text)),
    trusted(named("aws:sourcearn", Text)),
    trusted(named("aws:sourceaccount", Text)),
    trusted(named("aws:sourceowner", Text)),
    by_account(named("aws:sourceorgid", Text)),
    by_account(named("aws:sourceorgpaths", Texts)),
    on(Way::Internet, trusted(any("aws:sourceip", Address))),
    on(Way::ToldEndpoint, any("aws:vpcsourceip", Address)),
    on(Way::Endpoint, trusted(any("aws:sourcevpc", Text))),
    on(Way::Endpoint, trusted(any("aws:sourcevpce", Text))),
    on(Way::MaybeEndpoint, by_account(any("aws:sourcevpcarn", Text))),
    on(Way::MaybeEndpoint, by_account(any("aws:vpceaccount", Text))),
    on(Way::MaybeEndpoint, by_account(any("aws:vpceorgid", Text))),
    on(Way::MaybeEndpoint, by_account(any("aws:vpceorgpaths", Texts))),
    on(Way::AccessPoint, trusted(any(ACCESS_POINT, Text))),
    on(Way::AccessPoint, trusted(any(ACCESS_POINT_ACCOUNT, Text))),
    on(Way::AccessPoint, any(ORIGIN, ORIGINS)),
    on(Way::Tls, always("s3:tlsversion", OneOf(&["1.3", "1.2", "1.1", "1.0"]))),
    always(CLOCK, Time),
    always("aws:epochtime", Time),
    always("aws:requestedregion", Text),
    always("aws:useragent", Text),
    any("aws:referer", Text),
    any("aws:tagkeys", Texts),
    always("aws:resourceaccount", OwnerAccount),
    always("s3:resourceaccount", OwnerAccount),
    always("aws:resourceorgid", OwnerOrganization),
    named("s3:authtype", Text),
    named("s3:signatureversion", Text),
    named("s3:signatureage", Number),
    any("s3:x-amz-content-sha256", Text),
    by_account(key("kms:calleraccount", Text, Never, Always, Maybe)),
    named("kms:viaservice", Text),
    any("kms:resourcealiases", Texts),
    always("kms:customermasterkeyspec", OfKey),
    always("kms:customermasterkeyusage", OfKey),
    always("kms:keyorigin", OfKey),
    always("kms:keyspec", OfKey),
    always("kms:keyusage", OfKey),
    always("kms:multiregion", OfKey),
    of_some_actions(any("kms:grantisforawsresource", BOOL)),
    of_some_actions(any("kms:encryptioncontextkeys", Texts)),
];

/// Keys that take a name after a slash or a colon, with that.
const FAMILIES: &[Key] = &[
    signed("aws:principaltag/", Text),
    signed("cognito-identity.amazonaws.com:", Text),
    signed("accounts.google.com:", Text),
    signed("graph.facebook.com:", Text),
    signed("www.amazon.com:", Text),
    // Attributes of an assertion may have several values.
    signed("saml:", Texts),
    any("s3:buckettag/", Text),
    any("aws:requesttag/", Text),
    any("aws:resourcetag/", Text),
    of_some_actions(named("kms:encryptioncontext:", Text)),
];

/// The keys of requests for some actions whose values are numbers or times; of the others, they are text.
const NUMBERS: [&str; 5] = [
    "s3:max-keys",
    "s3:object-lock-event-hold-duration-days",
    "s3:object-lock-remaining-retention-days",
    "kms:rotationperiodindays",
    "kms:schedulekeydeletionpendingwindowindays",
];
const TIMES: [&str; 2] = ["s3:object-lock-retain-until-date", "kms:validto"];

/// Keys that only requests of sessions of roles have, and families of them.
const OF_ROLES: [&str; 14] = [
    "aws:federatedprovider",
    "aws:sourceidentity",
    "aws:chatbotsourcearn",
    "aws:ec2instancesourcevpc",
    "aws:ec2instancesourceprivateipv4",
    "ec2:sourceinstancearn",
    "ec2:roledelivery",
    "lambda:sourcefunctionarn",
    "ssm:sourceinstancearn",
    "codebuild:buildarn",
    "codebuild:projectarn",
    "glue:credentialissuingservice",
    "glue:roleassumedby",
    "identitystore:userid",
];

/// Keys that say what tags a bucket has.
const TAGS_OF_BUCKETS: [&str; 2] = ["aws:resourcetag/", "s3:buckettag/"];

/// Whether a key says what tag a bucket has.
pub(super) fn is_tag_of_bucket(name: &str) -> bool {
    TAGS_OF_BUCKETS.iter().any(|family| name.starts_with(family))
}

/// Whether only requests of sessions of roles have a key.
pub(super) fn is_of_roles(name: &str) -> bool {
    OF_ROLES.contains(&name) || SESSIONS.iter().any(|family| name.starts_with(family))
}

/// How keys of federated sessions of roles begin.
const SESSIONS: [&str; 5] =
    ["saml:", "cognito-identity.amazonaws.com:", "accounts.google.com:", "graph.facebook.com:", "www.amazon.com:"];

/// What is known of a key by its name in lower case.
pub(super) fn find(name: &str) -> Option<Key> {
    let listed = KEYS.iter().find(|key| key.name == name).copied();
    let family = || FAMILIES.iter().find(|family| name.starts_with(family.name)).copied();
    listed.or_else(family).or_else(|| of_actions(name))
}

/// A key of S3 or KMS that only requests for some actions have.
fn of_actions(name: &str) -> Option<Key> {
    if !iam::s3_actions().iter().chain(iam::kms_actions()).any(|action| action.has_key(name)) {
        return None;
    }
    let kind = match name {
        _ if NUMBERS.contains(&name) => Number,
        _ if TIMES.contains(&name) => Time,
        "s3:requestobjecttagkeys" | "kms:grantoperations" => Texts,
        "kms:bypasspolicylockoutsafetycheck" | "kms:reencryptonsamekey" => BOOL,
        "kms:encryptionalgorithm" => OneOf(&["SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"]),
        "kms:expirationmodel" => OneOf(&["KEY_MATERIAL_EXPIRES", "KEY_MATERIAL_DOES_NOT_EXPIRE"]),
        "kms:grantconstrainttype" => OneOf(&["EncryptionContextEquals", "EncryptionContextSubset"]),
        "kms:messagetype" => OneOf(&["RAW", "DIGEST", "EXTERNAL_MU"]),
        "s3:x-amz-server-side-encryption" => OneOf(&["AES256", "aws:kms", "aws:kms:dsse"]),
        _ => Text,
    };
    Some(Key { by_action: true, ..any("", kind) })
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
        "aws:principalservicename" | "aws:principalservicenameslist" => &["example.amazonaws.com"],
        CLOCK => &["2026-06-01T12:00:00Z"],
        "aws:referer" => &["https://mallory.example/"],
        "kms:viaservice" => &["s3.us-east-1.amazonaws.com"],
        "s3:dataaccesspointarn" => &["arn:aws:s3:us-east-1:999999999999:accesspoint/mallory"],
        _ => &[],
    }
}
