//! The arguments of `bucketlint policy`.

use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::super::terminal::Color;
use crate::documents::Check;
use crate::iam::is_account_id;
use crate::report::Format;

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(in crate::cli) struct PolicyArgs {
    /// Policy documents, as JSON, and folders of them
    #[arg(required_unless_present = "batch")]
    pub(super) files: Vec<PathBuf>,

    /// What to check; may be given again [default: no-public-access]
    #[arg(
        long,
        value_name = "CHECK",
        value_enum,
        ignore_case = true,
        hide_possible_values = true,
        help_heading = "Checks"
    )]
    pub(super) check: Vec<Check>,

    /// With `--check access-not-granted`: an action that no one may be granted; `*` and `?` stand for letters
    #[arg(long, value_name = "ACTION", value_delimiter = ',', help_heading = "Checks")]
    pub(super) action: Vec<String>,

    /// With `--check access-not-granted`: a resource on which nothing may be granted
    #[arg(long, value_name = "ARN", help_heading = "Checks")]
    pub(super) resource: Vec<String>,

    /// With `--check access-not-granted`: only what is granted to others than --account counts
    #[arg(long, requires = "account", help_heading = "Checks")]
    pub(super) to_others: bool,

    /// With `--check encrypted-uploads`: the kinds of encryption that uploads may ask for
    #[arg(long, value_name = "KIND", value_delimiter = ',', default_values = ["AES256", "aws:kms", "aws:kms:dsse"], help_heading = "Checks")]
    pub(super) encryption: Vec<String>,

    /// With `--check no-new-access`: the policy that grants as much as may be granted
    #[arg(long, value_name = "FILE", help_heading = "Checks")]
    pub(super) reference: Option<PathBuf>,

    /// Judge the cases of a file instead, one line of JSON each
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "check", "reference"], help_heading = "Checks")]
    pub(super) batch: Option<PathBuf>,

    /// What the policies are attached to
    #[arg(long, value_name = "TYPE", value_enum, ignore_case = true, default_value_t = ResourceType::Bucket, help_heading = "What is so")]
    pub(super) resource_type: ResourceType,

    /// The bucket's name [default: the one that the policy names]
    #[arg(long, value_name = "NAME", help_heading = "What is so")]
    pub(super) bucket: Option<String>,

    /// The account that owns the bucket or key
    #[arg(long, value_name = "ID", value_parser = account, help_heading = "What is so")]
    pub(super) account: Option<String>,

    /// The organization that the account is in
    #[arg(long, value_name = "ID", help_heading = "What is so")]
    pub(super) organization: Option<String>,

    /// All four settings of the public access block are on
    #[arg(long, help_heading = "What is so")]
    pub(super) block_public_access: bool,

    /// BlockPublicPolicy is on
    #[arg(long, help_heading = "What is so")]
    pub(super) block_public_policy: bool,

    /// RestrictPublicBuckets is on
    #[arg(long, help_heading = "What is so")]
    pub(super) restrict_public_buckets: bool,

    /// Whose view of "public" counts
    #[arg(long, value_name = "VIEW", value_enum, ignore_case = true, default_value_t = View::Account, help_heading = "What is so")]
    pub(super) trust: View,

    /// What to write to standard output
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = super::super::output::formats(), ignore_case = true, help_heading = "Output")]
    pub(super) format: Format,

    /// Report checks that hold, too
    #[arg(long, help_heading = "Output")]
    pub(super) all: bool,

    /// Print findings and problems only
    #[arg(long, short, help_heading = "Output")]
    pub(super) quiet: bool,

    /// When to color
    #[arg(long, value_name = "WHEN", value_enum, ignore_case = true, default_value_t = Color::Auto, help_heading = "Output")]
    pub(super) color: Color,
}

const AFTER_HELP: &str = "\
Checks:
  no-public-access     the public cannot get in
  no-external-access   nobody gets in who is not of the owner's account (needs --account)
  tls-only             no request over plain HTTP could get through
  tls-1.2              no request over an older version of TLS could get through
  encrypted-uploads    every upload that does not ask for --encryption is denied
  access-not-granted   no one is granted --action on --resource
  no-new-access        nothing is granted that --reference does not grant

Exit codes:
  0  every check holds, or is not decided
  1  a check does not hold
  2  a policy could not be judged: unreadable, not JSON, or one that AWS would reject

Examples:
  bucketlint policy bucket-policy.json
  bucketlint policy --check tls-only --check no-public-access *.json
  bucketlint policy --check access-not-granted --action 's3:Put*,s3:Delete*' bucket-policy.json
  bucketlint policy --check no-new-access --reference allowed.json bucket-policy.json";

impl ValueEnum for Check {
    fn value_variants<'a>() -> &'a [Self] {
        &Check::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

/// What policies are attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ResourceType {
    /// A bucket
    #[value(name = "AWS::S3::Bucket", alias = "s3", alias = "bucket")]
    Bucket,
    /// An access point
    #[value(name = "AWS::S3::AccessPoint", alias = "access-point")]
    AccessPoint,
    /// A key
    #[value(name = "AWS::KMS::Key", alias = "kms", alias = "key")]
    Key,
}

/// Whose view of "public" counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum View {
    /// A wildcard behind one account's or organization's id is not public, as for IAM Access Analyzer
    Account,
    /// S3's own rule to the letter, which decides what a public access block does
    Aws,
}

fn account(text: &str) -> Result<String, String> {
    if is_account_id(text) {
        Ok(text.to_owned())
    } else {
        Err("expected the twelve digits of an account id".to_owned())
    }
}
