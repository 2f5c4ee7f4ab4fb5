//! What bears on the facts that are found: properties of the resource, and what is linked to it.

use crate::model::{Bearing, Role};
use crate::reason::{Question, log_target_bearing};

pub(super) fn external_bearing() -> Bearing {
    Question::External.bearing()
}

pub(super) fn policies_bearing() -> Bearing {
    Bearing { neighbours: true, ..Bearing::of(&["Policies", "PolicyDocument"], &[]) }
}

pub(super) fn policy_bearing() -> Bearing {
    external_bearing().and(Bearing::of(&["AssumeRolePolicyDocument"], &[]))
}

pub(super) fn cloudfront_bearing() -> Bearing {
    policy_bearing().and(Bearing::of(&["OwnershipControls"], &[]))
}

pub(super) fn writes_bearing() -> Bearing {
    policy_bearing().and(log_target_bearing())
}

pub(super) fn foreign_bearing() -> Bearing {
    policy_bearing().and(contexts_bearing())
}

pub(super) fn deliveries_bearing() -> Bearing {
    let own = ["BucketEncryption", "LoggingConfiguration", "ObjectLockEnabled", "OwnershipControls", "RequestPayer"];
    writes_bearing().and(Bearing::of(&own, &[]))
}

pub(super) fn managers_bearing() -> Bearing {
    external_bearing().and(Bearing::of(&["BypassPolicyLockoutSafetyCheck"], &[]))
}

pub(super) fn name_bearing() -> Bearing {
    Bearing::of(&["BucketName"], &[])
}

pub(super) fn refusals_bearing() -> Bearing {
    let own = ["LifecycleConfiguration", "ObjectLockEnabled", "ReplicationConfiguration", "VersioningConfiguration"];
    Question::PublicPolicy.bearing().and(Bearing::of(&own, &[]))
}

pub(super) fn contexts_bearing() -> Bearing {
    Bearing::of(&["BucketEncryption"], &[Role::Key])
}

pub(super) fn origins_bearing() -> Bearing {
    Bearing { neighbours: true, ..Bearing::of(&["DistributionConfig"], &[]) }
}

pub(super) fn sender_bearing() -> Bearing {
    let own = ["DistributionConfig", "KMSKeyId", "LogDestination", "S3BucketName", "S3KeyPrefix", "TrailName"];
    Bearing { neighbours: true, ..Bearing::of(&own, &[]) }
}

pub(super) fn kept_bearing() -> Bearing {
    log_target_bearing()
        .and(Bearing::of(&["LifecycleConfiguration", "LoggingConfiguration", "VersioningConfiguration"], &[]))
}

pub(super) fn controls_bearing() -> Bearing {
    Bearing::of(&[], &[Role::Policy, Role::ResourceControlPolicy])
}

pub(super) fn endpoint_bearing() -> Bearing {
    Bearing::of(&["PolicyDocument", "ServiceName", "VpcEndpointType"], &[])
}

pub(super) fn organization_bearing() -> Bearing {
    Bearing::of(&["Content", "TargetIds", "Type"], &[])
}

pub(super) fn replication_bearing() -> Bearing {
    Bearing { neighbours: true, ..Bearing::of(&["ReplicationConfiguration", "Region"], &[]) }
}

pub(super) fn block_bearing() -> Bearing {
    Bearing::of(&["PublicAccessBlockConfiguration"], &[])
}

pub(super) fn vpc_bearing() -> Bearing {
    Bearing::of(&["VpcConfiguration"], &[])
}

pub(super) fn vault_bearing() -> Bearing {
    Bearing::of(&["AccessPolicy"], &[])
}

pub(super) fn plan_bearing() -> Bearing {
    Bearing::of(&["BackupPlan"], &[])
}

pub(super) fn selections_bearing() -> Bearing {
    Bearing::of(&["BucketName", "Tags"], &[Role::BackupSelection])
}

pub(super) fn endpoints_bearing() -> Bearing {
    Bearing { neighbours: true, ..Bearing::default() }
}

pub(super) fn rotations_bearing() -> Bearing {
    Bearing::of(&["RotationSchedule"], &[])
}

pub(super) fn grants_bearing() -> Bearing {
    let grant = ["AccessGrantsLocationConfiguration", "AccessGrantsLocationId", "Grantee", "Permission"];
    let location = Bearing::of(&["IamRoleArn", "LocationScope"], &[]);
    Bearing { neighbours: true, ..Bearing::of(&grant, &[]).and(location) }
}
