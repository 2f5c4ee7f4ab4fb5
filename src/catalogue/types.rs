//! Resource types that the program knows by name.

/// A general purpose bucket.
pub const BUCKET: &str = "AWS::S3::Bucket";
/// A bucket policy: `Bucket`, `PolicyDocument`.
pub const BUCKET_POLICY: &str = "AWS::S3::BucketPolicy";
/// A KMS key: `KeyPolicy`, `EnableKeyRotation`, `KeySpec`, …
pub const KEY: &str = "AWS::KMS::Key";
/// An alias of a KMS key: `AliasName`, `TargetKeyId`.
pub const KEY_ALIAS: &str = "AWS::KMS::Alias";
/// A replica of a key in another Region: `PrimaryKeyArn`, `KeyPolicy`.
pub const REPLICA_KEY: &str = "AWS::KMS::ReplicaKey";
/// A grant of a key, an extension: CloudFormation has no type for it.
pub const KEY_GRANT: &str = "Bucketlint::KMS::Grant";
/// An access point: `Bucket`, `Policy`, `PublicAccessBlockConfiguration`, `VpcConfiguration`.
pub const ACCESS_POINT: &str = "AWS::S3::AccessPoint";
/// An access point for buckets of several Regions.
pub const MULTI_REGION_ACCESS_POINT: &str = "AWS::S3::MultiRegionAccessPoint";
/// The policy of a multi-region access point: `MrapName`, `Policy`.
pub const MULTI_REGION_ACCESS_POINT_POLICY: &str = "AWS::S3::MultiRegionAccessPointPolicy";
/// An access point that a function stands behind: `ObjectLambdaConfiguration`.
pub const OBJECT_LAMBDA_ACCESS_POINT: &str = "AWS::S3ObjectLambda::AccessPoint";
/// The policy of an Object Lambda access point: `ObjectLambdaAccessPoint`, `PolicyDocument`.
pub const OBJECT_LAMBDA_ACCESS_POINT_POLICY: &str = "AWS::S3ObjectLambda::AccessPointPolicy";
/// A bucket of one zone. It is always private: it has neither ACLs nor public policies.
pub const DIRECTORY_BUCKET: &str = "AWS::S3Express::DirectoryBucket";
/// A role: `AssumeRolePolicyDocument`, `Policies`, `ManagedPolicyArns`.
pub const ROLE: &str = "AWS::IAM::Role";
/// A policy that roles share: `PolicyDocument`.
pub const MANAGED_POLICY: &str = "AWS::IAM::ManagedPolicy";
/// A policy that stands in roles and is declared apart from them: `PolicyDocument`, `Roles`.
pub const POLICY: &str = "AWS::IAM::Policy";
/// A policy that stands in one role and is declared apart from it: `PolicyDocument`, `RoleName`.
pub const ROLE_POLICY: &str = "AWS::IAM::RolePolicy";
/// A policy of an organization: `Type`, `Content`, `TargetIds`. One of type `S3_POLICY` is a public access block of
/// each account that it is attached to.
pub const ORGANIZATION_POLICY: &str = "AWS::Organizations::Policy";
/// The account's public access block, an extension: CloudFormation has no type for it.
pub const ACCOUNT_PUBLIC_ACCESS_BLOCK: &str = "Bucketlint::S3::AccountPublicAccessBlock";
