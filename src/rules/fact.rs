//! The facts that checks can query, each with its name in the document and how it is found.

use std::collections::BTreeMap;

use super::bearings::{
    block_bearing, cloudfront_bearing, contexts_bearing, controls_bearing, deliveries_bearing, endpoint_bearing,
    endpoints_bearing, external_bearing, foreign_bearing, grants_bearing, kept_bearing, managers_bearing, name_bearing,
    organization_bearing, origins_bearing, plan_bearing, policies_bearing, policy_bearing, refusals_bearing,
    replication_bearing, rotations_bearing, selections_bearing, sender_bearing, vault_bearing, vpc_bearing,
    writes_bearing,
};
use crate::catalogue::{judged_type, types};
use crate::config::ParameterValue;
use crate::model::{AccessPoint, Bearing, Role, Subject};
use crate::reason::{
    AskedOfOrigins, Found, Granted, Listed, Lists, Perimeter, Question, Situation, Verdict, access_grants,
    acls_of_new_buckets, actions_of_others, admin_statements, backed_up, backup_rules, cloudfront_grants,
    conditional_writes, deliveries, endpoint_limits, endpoint_policies, endpoints, full_statements, granted_beside,
    granted_on_all_keys, granted_to_accounts, grantees, is_log_target, kept_logs, kept_points, key_contexts,
    key_managers, keys_of_others, keys_of_senders, locks_out, log_deliveries, log_target_bearing, negated_principals,
    organization_blocks, organization_policies, origin_buckets, overwritten, perimeters, presigned_limits, refusals,
    refused_name, replicates_to_another_region, replicates_within_region, rotations, service_grants, tag_conditions,
    within_control,
};
use crate::value::{Decided, Setting};

/// A fact about a resource. `docs/vocabulary.md` says what each means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// Whether the public can read or list a bucket.
    PublicRead,
    /// Whether the public can write to a bucket, tag, or change permissions.
    PublicWrite,
    /// Whether the public can use a key.
    PublicUse,
    /// Whether a request over plain HTTP may get through.
    PlainHttp,
    /// Whether a request over TLS before 1.2 may get through.
    OldTls,
    /// Whether an upload may ask for no encryption.
    UploadsWithoutEncryption,
    /// Whether others than the owner's account are let in.
    ExternalAccess,
    /// Who is let in beside the owner's account.
    Grantees,
    /// What they may do.
    ActionsOfOthers,
    /// Whom the policy grants access, each with whether a parameter of the rule lists them.
    Grants,
    /// What principals of other accounts may do, whatever the conditions of the policy say.
    ActionsOfAccounts,
    /// What the policies of an identity let it do with all keys, whatever their conditions say.
    ActionsOnAllKeys,
    /// Whether replication gets all that it needs. It hangs on settings of other resources too.
    Replication,
    /// Whether another bucket sends its access logs here.
    IsLogTarget,
    /// Whether another bucket replicates to this one.
    IsReplicationDestination,
    /// Whether the public can read or list the bucket that a trail delivers to.
    BucketPublicRead,
    /// Whether the public can write to it.
    BucketPublicWrite,
    /// Whether requests to it are logged.
    BucketLogging,
    /// What the account sets where the code declares no public access block of it.
    UndeclaredBlock,
    /// Whether a detector that does not say so watches requests for objects.
    S3ProtectionByDefault,
    /// Whether a replication rule in force copies to another Region.
    ReplicatesToAnotherRegion,
    /// Whether a replication rule in force copies within the Region.
    ReplicatesWithinRegion,
    /// Whether a template declares it: CloudFormation has no words for some properties.
    IsOfTemplate,
    /// The public access block of an access point.
    PublicAccessBlock,
    /// Whether an access point can be reached from a VPC alone.
    IsInVpcOnly,
    /// Whether a managed policy bounds the permissions of a role.
    IsPermissionsBoundary,
    /// Which services a policy lets in, each with whether it says for whom.
    ServiceGrants,
    /// What a policy lets CloudFront do, with whether it says for whose distributions.
    CloudFrontGrants,
    /// The policies of a bucket, each with whether it leaves somebody who can change it.
    PolicyLeavesManagers,
    /// The statements of a policy, each with whether it names whom it is about.
    NamedPrincipals,
    /// Conditions on tags of the bucket, each with whether requests tell these.
    TagConditions,
    /// Conditions by which uploads write nothing over, each with whether it does what it seems to.
    ConditionalWrites,
    /// Principals of other accounts, each with whether the key of the bucket lets them in.
    KeysOfOthers,
    /// What S3 may refuse, each with whether it takes it.
    Refusals,
    /// What a target of access logs needs, each with whether it has it.
    LogDeliveries,
    /// Whether a key's policy leaves somebody who can change it.
    KeyManagers,
    /// The name of a bucket, with whether S3 takes it.
    RefusedName,
    /// Conditions on the encryption context of the bucket's key, each with whether it can be met.
    KeyContexts,
    /// ACLs that S3 refuses where a bucket is new, each with whether it takes it.
    AclsOfNewBuckets,
    /// The buckets that S3 origins name, each with whether it is there.
    OriginBuckets,
    /// The same with those of websites, and by what the rule knows of buckets that are not declared.
    EndpointBuckets,
    /// The lifecycle rules of a log target, each with whether it keeps logs long enough.
    KeptLogs,
    /// Whether a policy bounds presigned requests.
    PresignedLimits,
    /// The halves of a perimeter that are asked for, each with whether a policy denies what comes from outside.
    Perimeter,
    /// What the policy of an endpoint lets through, each with whether that is bounded.
    EndpointLimits,
    /// What the policy of an endpoint says, each with whether it works there.
    EndpointPolicies,
    /// What a policy of an organization says, each with whether Organizations takes it.
    OrganizationPolicies,
    /// Whether a policy of an organization leaves public access blocked.
    OrganizationBlocks,
    /// What a service needs of the bucket that it delivers to, each with whether it has it.
    Deliveries,
    /// What a trail needs of its key, each with whether it has it.
    SenderKeys,
    /// Whether a policy grants others no more than the policy of a parameter does.
    GrantsBeyond,
    /// The statements of a managed policy, each with whether it grants less than everything.
    AdminStatements,
    /// The same, each with whether it grants less than all of some service.
    FullStatements,
    /// Whether a vault keeps recovery points from being deleted by hand.
    KeptPoints,
    /// Whether a rule of a backup plan is as the parameters ask.
    BackupRules,
    /// Whether the policy of a bucket keeps its place where flow logs are delivered to it.
    Overwritten,
    /// What a grant or a location of S3 Access Grants gives away, each with whether it is bounded.
    AccessGrants,
    /// Whether a backup plan selects a bucket.
    BackupSelections,
    /// The services of which a VPC should have an endpoint, each with whether it has.
    Endpoints,
    /// What a secret declares of its rotation, each with whether it is as the parameters ask.
    Rotations,
}

/// How a fact is found.
#[derive(Clone, Copy)]
pub(super) enum Means {
    /// It is the answer to a question, in the question's words.
    Answer(Question),
    /// It lists what is surely so, each with its proof, and what may be so.
    List(fn(&Situation, &Subject<'_>) -> Vec<(String, Verdict)>),
    /// It lists actions that are granted, each with whether it is; the second function says what bears on it.
    Granted(fn(&Situation, &Subject<'_>) -> Vec<Granted>, fn() -> Bearing),
    /// It lists whom a policy grants access, each with whether the parameters of the rule name them; the second
    /// function says what bears on it. Each rule that reads it has its own.
    ByParameters(fn(&Subject<'_>, &Parameters) -> Vec<Listed>, fn() -> Bearing),
    /// The same by the parameters of the rule: each rule that reads it has its own.
    FoundByParameters(fn(&Situation, &Subject<'_>, &Parameters) -> Vec<Found>, fn() -> Bearing),
    /// It lists what is found, each with its name and whether it is as it should be.
    Found(fn(&Situation, &Subject<'_>) -> Vec<Found>, fn() -> Bearing),
    /// It says whether the resource is this to another one.
    Serves(Role),
    /// It is the answer to a question about a resource that this one means; absent where the code does not declare it.
    AnswerOf(Neighbour, Question),
    /// It says whether such a resource has a setting.
    SettingOf(Neighbour, &'static str),
    /// Only the account tells, for this reason: the end of a sentence that starts with its name.
    InAccount(&'static str),
    /// It is decided from the resource and what is linked to it; the second function says what bears on it.
    Decision(fn(&Subject<'_>) -> Decided, fn() -> Bearing),
    /// It is what the model makes of these settings.
    Settings(fn(&Subject<'_>) -> Named, fn() -> Bearing),
}

/// What another resource is to this one, and the property that names it.
pub(super) type Neighbour = (Role, &'static str);

/// The bucket that a trail delivers to.
const TRAIL_BUCKET: Neighbour = (Role::TrailBucket, "S3BucketName");

/// The parameters of a rule that have a value.
pub(super) type Parameters = BTreeMap<String, ParameterValue>;

/// Settings with their names.
pub(super) type Named = Vec<(&'static str, Setting<bool>)>;

/// A fact of the resources of one type.
pub(super) struct Row {
    of: &'static [&'static str],
    pub(super) fact: Fact,
    /// Its key below `Facts`.
    pub(super) name: &'static str,
    pub(super) means: Means,
}

const ROWS: &[Row] = {
    use Question as Q;
    use types::{ACCESS_GRANT, FLOW_LOG, GRANTS_LOCATION, LIGHTSAIL_BUCKET, SECRET, VPC};
    use types::{
        ACCESS_POINT, ACCOUNT, BACKUP_PLAN, BACKUP_VAULT, BUCKET, DELIVERY_CHANNEL, DETECTOR, DISTRIBUTION, KEY,
        MANAGED_POLICY,
    };
    use types::{MULTI_REGION_ACCESS_POINT, ORGANIZATION_POLICY, ROLE, TRAIL, VPC_ENDPOINT};
    const fn row(of: &'static &'static str, fact: Fact, name: &'static str, means: Means) -> Row {
        Row { of: std::slice::from_ref(of), fact, name, means }
    }
    const fn of_any(of: &'static [&'static str], fact: Fact, name: &'static str, means: Means) -> Row {
        Row { of, fact, name, means }
    }
    &[
        row(&BUCKET, Fact::PublicRead, "PublicRead", Means::Answer(Q::PublicRead)),
        row(&BUCKET, Fact::PublicWrite, "PublicWrite", Means::Answer(Q::PublicWrite)),
        row(&BUCKET, Fact::PlainHttp, "PlainHttp", Means::Answer(Q::PlainHttp)),
        row(&BUCKET, Fact::OldTls, "OldTls", Means::Answer(Q::OldTls)),
        row(
            &BUCKET,
            Fact::UploadsWithoutEncryption,
            "UploadsWithoutEncryption",
            Means::Answer(Q::UploadsWithoutEncryption),
        ),
        row(&BUCKET, Fact::ExternalAccess, "ExternalAccess", Means::Answer(Q::External)),
        row(&BUCKET, Fact::Grantees, "Grantees", Means::List(callers)),
        row(&BUCKET, Fact::ActionsOfOthers, "ActionsOfOthers", Means::List(actions)),
        row(&BUCKET, Fact::Grants, "Grants", Means::ByParameters(grants, external_bearing)),
        row(
            &BUCKET,
            Fact::ActionsOfAccounts,
            "ActionsOfAccounts",
            Means::Granted(granted_to_accounts, external_bearing),
        ),
        row(&BUCKET, Fact::Replication, "Replication", Means::Answer(Q::Replication)),
        row(&BUCKET, Fact::IsLogTarget, "IsLogTarget", Means::Decision(is_log_target, log_target_bearing)),
        row(
            &BUCKET,
            Fact::IsReplicationDestination,
            "IsReplicationDestination",
            Means::Serves(Role::ReplicationDestination),
        ),
        row(
            &ACCOUNT,
            Fact::UndeclaredBlock,
            "UndeclaredBlock",
            Means::InAccount("is not known: no public access block of the account is declared"),
        ),
        row(
            &DETECTOR,
            Fact::S3ProtectionByDefault,
            "S3ProtectionByDefault",
            Means::InAccount(
                "is on where GuardDuty is new to the account, and off where an older account never had it",
            ),
        ),
        row(&TRAIL, Fact::BucketPublicRead, "BucketPublicRead", Means::AnswerOf(TRAIL_BUCKET, Q::PublicRead)),
        row(&TRAIL, Fact::BucketPublicWrite, "BucketPublicWrite", Means::AnswerOf(TRAIL_BUCKET, Q::PublicWrite)),
        row(&TRAIL, Fact::BucketLogging, "BucketLogging", Means::SettingOf(TRAIL_BUCKET, "LoggingConfiguration")),
        row(
            &BUCKET,
            Fact::ReplicatesToAnotherRegion,
            "ReplicatesToAnotherRegion",
            Means::Decision(replicates_to_another_region, replication_bearing),
        ),
        row(
            &BUCKET,
            Fact::ReplicatesWithinRegion,
            "ReplicatesWithinRegion",
            Means::Decision(replicates_within_region, replication_bearing),
        ),
        of_any(
            &[BUCKET, LIGHTSAIL_BUCKET],
            Fact::IsOfTemplate,
            "IsOfTemplate",
            Means::Decision(is_of_template, Bearing::default),
        ),
        row(&ACCESS_POINT, Fact::PublicAccessBlock, "PublicAccessBlock", Means::Settings(block, block_bearing)),
        row(
            &MULTI_REGION_ACCESS_POINT,
            Fact::PublicAccessBlock,
            "PublicAccessBlock",
            Means::Settings(block, block_bearing),
        ),
        row(&ACCESS_POINT, Fact::IsInVpcOnly, "IsInVpcOnly", Means::Decision(is_in_vpc_only, vpc_bearing)),
        row(&MANAGED_POLICY, Fact::ActionsOnAllKeys, "ActionsOnAllKeys", Means::Granted(on_all_keys, policies_bearing)),
        row(
            &MANAGED_POLICY,
            Fact::IsPermissionsBoundary,
            "IsPermissionsBoundary",
            Means::Serves(Role::PermissionsBoundary),
        ),
        row(&ROLE, Fact::ActionsOnAllKeys, "ActionsOnAllKeys", Means::Granted(on_all_keys, policies_bearing)),
        row(&KEY, Fact::PublicUse, "Public", Means::Answer(Q::PublicKey)),
        row(&KEY, Fact::ExternalAccess, "ExternalAccess", Means::Answer(Q::External)),
        row(&KEY, Fact::ActionsOfOthers, "ActionsOfOthers", Means::List(actions)),
        of_any(
            &[BUCKET, ACCESS_POINT, KEY],
            Fact::ServiceGrants,
            "ServiceGrants",
            Means::Found(|_, it| service_grants(it), policy_bearing),
        ),
        row(
            &BUCKET,
            Fact::CloudFrontGrants,
            "CloudFrontGrants",
            Means::Found(|_, it| cloudfront_grants(it), cloudfront_bearing),
        ),
        row(
            &BUCKET,
            Fact::PolicyLeavesManagers,
            "PolicyLeavesManagers",
            Means::Found(|_, it| locks_out(it), policy_bearing),
        ),
        of_any(
            &[BUCKET, ACCESS_POINT, KEY, ROLE],
            Fact::NamedPrincipals,
            "NamedPrincipals",
            Means::Found(|_, it| negated_principals(it), policy_bearing),
        ),
        row(&BUCKET, Fact::TagConditions, "TagConditions", Means::Found(|_, it| tag_conditions(it), policy_bearing)),
        row(
            &BUCKET,
            Fact::ConditionalWrites,
            "ConditionalWrites",
            Means::Found(|_, it| conditional_writes(it), writes_bearing),
        ),
        row(&BUCKET, Fact::KeysOfOthers, "KeysOfOthers", Means::Found(|_, it| keys_of_others(it), foreign_bearing)),
        row(&BUCKET, Fact::Refusals, "Refusals", Means::Found(refusals, refusals_bearing)),
        row(
            &BUCKET,
            Fact::LogDeliveries,
            "LogDeliveries",
            Means::Found(|_, it| log_deliveries(it), deliveries_bearing),
        ),
        row(&KEY, Fact::KeyManagers, "KeyManagers", Means::Found(key_managers, managers_bearing)),
        row(&BUCKET, Fact::RefusedName, "BucketNames", Means::Found(|_, it| refused_name(it), name_bearing)),
        row(&BUCKET, Fact::KeyContexts, "KeyContexts", Means::Found(|_, it| key_contexts(it), contexts_bearing)),
        row(
            &BUCKET,
            Fact::AclsOfNewBuckets,
            "AclsOfNewBuckets",
            Means::Found(|_, it| acls_of_new_buckets(it), refusals_bearing),
        ),
        row(
            &DISTRIBUTION,
            Fact::OriginBuckets,
            "OriginBuckets",
            Means::Found(|_, it| origin_buckets(it, AskedOfOrigins::default()), origins_bearing),
        ),
        row(
            &DISTRIBUTION,
            Fact::EndpointBuckets,
            "EndpointBuckets",
            Means::FoundByParameters(endpoint_buckets, origins_bearing),
        ),
        row(&BUCKET, Fact::KeptLogs, "KeptLogs", Means::FoundByParameters(kept, kept_bearing)),
        row(&BUCKET, Fact::PresignedLimits, "PresignedLimits", Means::FoundByParameters(presigned, controls_bearing)),
        row(&BUCKET, Fact::Perimeter, "Perimeter", Means::FoundByParameters(perimeter, controls_bearing)),
        row(
            &VPC_ENDPOINT,
            Fact::EndpointLimits,
            "EndpointLimits",
            Means::Found(|_, it| endpoint_limits(it), endpoint_bearing),
        ),
        row(
            &VPC_ENDPOINT,
            Fact::EndpointPolicies,
            "EndpointPolicies",
            Means::Found(|_, it| endpoint_policies(it), endpoint_bearing),
        ),
        row(
            &ORGANIZATION_POLICY,
            Fact::OrganizationPolicies,
            "OrganizationPolicies",
            Means::Found(|_, it| organization_policies(it), organization_bearing),
        ),
        row(
            &ORGANIZATION_POLICY,
            Fact::OrganizationBlocks,
            "OrganizationBlocks",
            Means::Found(|_, it| organization_blocks(it), organization_bearing),
        ),
        of_any(
            &[TRAIL, DELIVERY_CHANNEL, DISTRIBUTION],
            Fact::Deliveries,
            "Deliveries",
            Means::Found(|_, it| deliveries(it), sender_bearing),
        ),
        row(&BUCKET, Fact::GrantsBeyond, "GrantsBeyond", Means::FoundByParameters(beyond, external_bearing)),
        row(
            &MANAGED_POLICY,
            Fact::AdminStatements,
            "AdminStatements",
            Means::Found(|_, it| admin_statements(it), policies_bearing),
        ),
        row(
            &MANAGED_POLICY,
            Fact::FullStatements,
            "FullStatements",
            Means::Found(|_, it| full_statements(it), policies_bearing),
        ),
        row(&BACKUP_VAULT, Fact::KeptPoints, "KeptPoints", Means::FoundByParameters(points, vault_bearing)),
        row(&BACKUP_PLAN, Fact::BackupRules, "BackupRules", Means::FoundByParameters(plan_rules, plan_bearing)),
        row(
            &BUCKET,
            Fact::BackupSelections,
            "BackupSelections",
            Means::FoundByParameters(selections, selections_bearing),
        ),
        row(&FLOW_LOG, Fact::Overwritten, "Overwritten", Means::Found(|_, it| overwritten(it), sender_bearing)),
        of_any(
            &[ACCESS_GRANT, GRANTS_LOCATION],
            Fact::AccessGrants,
            "AccessGrants",
            Means::Found(|_, it| access_grants(it), grants_bearing),
        ),
        row(&VPC, Fact::Endpoints, "Endpoints", Means::FoundByParameters(vpc_endpoints, endpoints_bearing)),
        row(&SECRET, Fact::Rotations, "Rotations", Means::FoundByParameters(rotated, rotations_bearing)),
        row(&TRAIL, Fact::SenderKeys, "SenderKeys", Means::Found(|_, it| keys_of_senders(it), sender_bearing)),
    ]
};

fn callers(situation: &Situation, subject: &Subject<'_>) -> Vec<(String, Verdict)> {
    grantees(situation, subject).into_iter().map(|(called, verdict)| (called.name, verdict)).collect()
}

fn actions(situation: &Situation, subject: &Subject<'_>) -> Vec<(String, Verdict)> {
    let found = actions_of_others(situation, subject);
    found.into_iter().map(|(action, verdict)| (action.to_owned(), verdict)).collect()
}

/// Whom a policy grants access, by the parameters of `s3-bucket-policy-grantee-check`.
fn grants(subject: &Subject<'_>, parameters: &Parameters) -> Vec<Listed> {
    let list = |name: &str| texts(parameters, name);
    let lists = Lists {
        principals: list("awsPrincipals"),
        services: list("servicePrincipals"),
        federated: list("federatedUsers"),
        addresses: list("ipAddresses"),
        vpcs: list("vpcIds"),
    };
    granted_beside(subject, &lists)
}

/// The texts of a parameter that takes several.
fn texts<'p>(parameters: &'p Parameters, name: &str) -> &'p [String] {
    match parameters.get(name) {
        Some(ParameterValue::List(values)) => values,
        _ => &[],
    }
}

/// The number of a parameter; its default stands in `rule.toml`.
fn number(parameters: &Parameters, name: &str) -> i64 {
    match parameters.get(name) {
        Some(ParameterValue::Integer(number)) => *number,
        _ => 0,
    }
}

fn endpoint_buckets(_: &Situation, subject: &Subject<'_>, parameters: &Parameters) -> Vec<Found> {
    origin_buckets(subject, AskedOfOrigins { websites: true, estate_is_complete: is_complete(parameters) })
}

fn kept(_: &Situation, subject: &Subject<'_>, parameters: &Parameters) -> Vec<Found> {
    kept_logs(subject, number(parameters, "minimumDays"))
}

fn presigned(_: &Situation, subject: &Subject<'_>, parameters: &Parameters) -> Vec<Found> {
    presigned_limits(subject, number(parameters, "maxMilliseconds"))
}

/// What a policy grants others beside the policy of a parameter.
fn beyond(situation: &Situation, subject: &Subject<'_>, parameters: &Parameters) -> Vec<Found> {
    match parameters.get("controlPolicy") {
        Some(ParameterValue::String(control)) => within_control(situation, subject, control),
        _ => Vec::new(),
    }
}

fn points(_: &Situation, subject: &Subject<'_>, parameters: &Parameters) -> Vec<Found> {
    kept_points(subject, texts(parameters, "principalArnList"))
}

fn is_complete(parameters: &Parameters) -> bool {
    matches!(parameters.get("estateIsComplete"), Some(ParameterValue::Boolean(true)))
}

fn selections(_: &Situation, subject: &Subject<'_>, parameters: &Parameters) -> Vec<Found> {
    backed_up(subject, is_complete(parameters))
}

fn vpc_endpoints(_: &Situation, subject: &Subject<'_>, parameters: &Parameters) -> Vec<Found> {
    match parameters.get("serviceName") {
        Some(ParameterValue::String(service)) => {
            endpoints(subject, std::slice::from_ref(service), is_complete(parameters))
        }
        _ => endpoints(subject, texts(parameters, "serviceNames"), is_complete(parameters)),
    }
}

fn rotated(_: &Situation, subject: &Subject<'_>, parameters: &Parameters) -> Vec<Found> {
    let hours = |name: &str, hours: i64| {
        let number = Some(number(parameters, name)).filter(|number| *number > 0)?;
        u32::try_from(number.saturating_mul(hours)).ok()
    };
    let asked = [hours("maximumAllowedRotationFrequency", 24), hours("maximumAllowedRotationFrequencyInHours", 1)];
    rotations(subject, asked.into_iter().flatten().min())
}

fn plan_rules(_: &Situation, subject: &Subject<'_>, parameters: &Parameters) -> Vec<Found> {
    const HOURS_OF_DAY: i64 = 24;
    let is_days =
        !matches!(parameters.get("requiredFrequencyUnit"), Some(ParameterValue::String(unit)) if unit == "hours");
    let hours = number(parameters, "requiredFrequencyValue").saturating_mul(if is_days { HOURS_OF_DAY } else { 1 });
    let hours = u32::try_from(hours).unwrap_or_default();
    backup_rules(subject, hours, number(parameters, "requiredRetentionDays"))
}

fn perimeter(_: &Situation, subject: &Subject<'_>, parameters: &Parameters) -> Vec<Found> {
    let organization = match parameters.get("orgId") {
        Some(ParameterValue::String(id)) => Some(id.as_str()),
        _ => None,
    };
    let [vpcs, endpoints, addresses] = ["vpcIds", "vpceIds", "cidrs"].map(|name| texts(parameters, name));
    perimeters(subject, &Perimeter { organization, vpcs, endpoints, addresses })
}

fn on_all_keys(_: &Situation, subject: &Subject<'_>) -> Vec<Granted> {
    granted_on_all_keys(subject)
}

fn is_of_template(subject: &Subject<'_>) -> Decided {
    subject.resource.source_type.starts_with("AWS::").into()
}

fn block(subject: &Subject<'_>) -> Named {
    let block = AccessPoint::of(&subject.resource).public_access_block();
    vec![
        ("BlockPublicAcls", block.block_public_acls),
        ("BlockPublicPolicy", block.block_public_policy),
        ("IgnorePublicAcls", block.ignore_public_acls),
        ("RestrictPublicBuckets", block.restrict_public_buckets),
    ]
}

fn is_in_vpc_only(subject: &Subject<'_>) -> Decided {
    AccessPoint::of(&subject.resource).vpc().decided(|_| Decided::True)
}

impl Row {
    /// What bears on the fact.
    pub(super) fn bearing(&self) -> Bearing {
        match self.means {
            Means::Answer(question) => question.bearing(),
            Means::List(_) => Question::External.bearing(),
            Means::AnswerOf((_, property), _) | Means::SettingOf((_, property), _) => {
                Bearing { neighbours: true, ..Bearing::of(&[property], &[]) }
            }
            Means::InAccount(_) => Bearing::default(),
            Means::Granted(_, bearing)
            | Means::Found(_, bearing)
            | Means::ByParameters(_, bearing)
            | Means::FoundByParameters(_, bearing)
            | Means::Decision(_, bearing)
            | Means::Settings(_, bearing) => bearing(),
            Means::Serves(role) => Bearing { serves: [role].into(), ..Bearing::default() },
        }
    }
}

/// The facts of the resources of a type.
pub(super) fn facts_of(resource_type: &str) -> impl Iterator<Item = &'static Row> {
    let judged = judged_type(resource_type);
    ROWS.iter().filter(move |row| row.of.contains(&judged))
}

/// Whether one of these facts is another one for each rule that reads it.
pub(super) fn are_by_parameters(facts: &[Fact]) -> bool {
    let own = |row: &Row| matches!(row.means, Means::ByParameters(..) | Means::FoundByParameters(..));
    ROWS.iter().any(|row| facts.contains(&row.fact) && own(row))
}

/// The fact of a type that has this name in the document.
pub(super) fn fact_named(resource_type: &str, name: &str) -> Option<Fact> {
    facts_of(resource_type).find(|row| row.name == name).map(|row| row.fact)
}
