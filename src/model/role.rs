//! What linked resources are to each other.

/// What a linked resource is to the one under judgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Its bucket policy.
    Policy,
    /// An access point of it.
    AccessPoint,
    /// The public access block of its account.
    AccountPublicAccessBlock,
    /// A resource control policy of its account's organization.
    ResourceControlPolicy,
    /// The key that encrypts it.
    Key,
    /// The bucket that it replicates to.
    ReplicationDestination,
    /// The bucket that its access logs go to.
    LogTarget,
    /// The bucket that a trail, or AWS Config, delivers to.
    TrailBucket,
    /// The bucket that a distribution takes files from.
    Origin,
    /// The bucket that standard logs of a distribution are delivered to.
    DistributionLogs,
    /// What a backup plan backs up.
    BackupSelection,
    /// The location that an access grant is about.
    GrantsLocation,
    /// The role of such a location.
    LocationRole,
    /// An endpoint of a VPC.
    VpcEndpoint,
    /// The role that replicates it.
    ReplicationRole,
    /// The key that encrypts its replicas.
    ReplicaKey,
    /// A policy of a role that is declared apart from it.
    RolePolicy,
    /// A policy that may be one of a role.
    PerhapsRolePolicy,
    /// A grant of a key.
    KeyGrant,
    /// What is declared in an account.
    InAccount,
    /// The managed policy that bounds the permissions of a role.
    PermissionsBoundary,
}
