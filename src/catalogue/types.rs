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
/// A trail: `S3BucketName`, `IsLogging`, `EventSelectors`.
pub const TRAIL: &str = "AWS::CloudTrail::Trail";
/// A store of CloudTrail Lake.
pub const EVENT_DATA_STORE: &str = "AWS::CloudTrail::EventDataStore";
/// GuardDuty in one Region: `Enable`, `Features`.
pub const DETECTOR: &str = "AWS::GuardDuty::Detector";
/// The scan of what is uploaded to a bucket.
pub const MALWARE_PROTECTION_PLAN: &str = "AWS::GuardDuty::MalwareProtectionPlan";
/// Macie in one Region: `Status`.
pub const MACIE_SESSION: &str = "AWS::Macie::Session";
/// Security Hub in one Region.
pub const HUB: &str = "AWS::SecurityHub::Hub";
/// An analyzer of IAM Access Analyzer: `Type`.
pub const ANALYZER: &str = "AWS::AccessAnalyzer::Analyzer";
/// What AWS Config records: `RecordingGroup`.
pub const CONFIGURATION_RECORDER: &str = "AWS::Config::ConfigurationRecorder";
/// Where AWS Config delivers to: `S3BucketName`.
pub const DELIVERY_CHANNEL: &str = "AWS::Config::DeliveryChannel";
/// A distribution of CloudFront: `DistributionConfig`.
pub const DISTRIBUTION: &str = "AWS::CloudFront::Distribution";
/// An endpoint in a VPC: `ServiceName`, `PolicyDocument`.
pub const VPC_ENDPOINT: &str = "AWS::EC2::VPCEndpoint";
/// A secret: `KmsKeyId`.
pub const SECRET: &str = "AWS::SecretsManager::Secret";
/// A certificate: `KeyAlgorithm`.
pub const CERTIFICATE: &str = "AWS::CertificateManager::Certificate";
/// A web ACL: `Rules`.
pub const WEB_ACL: &str = "AWS::WAFv2::WebACL";
/// A backup plan: `BackupPlan`.
pub const BACKUP_PLAN: &str = "AWS::Backup::BackupPlan";
/// What a backup plan backs up: `BackupSelection`.
pub const BACKUP_SELECTION: &str = "AWS::Backup::BackupSelection";
/// A bucket of Lightsail.
pub const LIGHTSAIL_BUCKET: &str = "AWS::Lightsail::Bucket";
/// Logs of the traffic of a network: `LogDestination`.
pub const FLOW_LOG: &str = "AWS::EC2::FlowLog";
/// A grant of S3 Access Grants: `Permission`, `Grantee`.
pub const ACCESS_GRANT: &str = "AWS::S3::AccessGrant";
/// What grants of S3 Access Grants are about: `LocationScope`, `IamRoleArn`.
pub const GRANTS_LOCATION: &str = "AWS::S3::AccessGrantsLocation";
/// A network.
pub const VPC: &str = "AWS::EC2::VPC";
/// A group of rules of a web ACL: `Rules`.
pub const RULE_GROUP: &str = "AWS::WAFv2::RuleGroup";
/// A vault of backups: `AccessPolicy`.
pub const BACKUP_VAULT: &str = "AWS::Backup::BackupVault";
/// The account that is deployed to, as AWS Config names it.
pub const ACCOUNT: &str = "AWS::::Account";
