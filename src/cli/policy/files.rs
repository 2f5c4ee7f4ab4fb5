//! `bucketlint policy FILE…`: documents in, verdicts and problems out.

use super::super::outcome::{Fails, Failure, Outcome};
use super::super::output::print;
use super::super::terminal::Terminal;
use super::args::{PolicyArgs, ResourceType, View};
use crate::documents::{AttachedTo, Block, Check, Fault, Request, analyse};
use crate::finding::ProblemKind;
use crate::reason::{Trust, Whom};
use crate::report;
use crate::source::Disk;

/// Judges every document, and reports.
pub(super) fn run(args: &PolicyArgs) -> Result<Outcome, Failure> {
    let mut checks = if args.check.is_empty() { vec![Check::NoPublicAccess] } else { args.check.clone() };
    checks.dedup();
    let request = Request {
        files: &args.files,
        checks: &checks,
        attached_to: args.resource_type.into(),
        bucket: args.bucket.as_deref(),
        account: args.account.as_deref(),
        organization: args.organization.as_deref(),
        block: args.block(),
        trust: args.trust.into(),
        actions: &args.action,
        resources: &args.resource,
        to: if args.to_others { Whom::Others } else { Whom::Anyone },
        encryption: &args.encryption,
        reference: args.reference.as_deref(),
    };
    let analysis = analyse(&Disk, &request)?;
    let options = Terminal::of_stdout(args.color).options(args.all, args.quiet);
    print(&report::render(args.format, &analysis, &options))?;
    // A policy that AWS would reject has no meaning to judge, which is as good as one that cannot be read.
    let rejected = analysis.problems.iter().any(|problem| problem.kind == ProblemKind::Policy);
    Ok(if rejected { Outcome::CouldNotAnalyse } else { Outcome::of(&analysis, &Fails::default()) })
}

impl PolicyArgs {
    fn block(&self) -> Block {
        Block {
            block_public_acls: self.block_public_access,
            ignore_public_acls: self.block_public_access,
            block_public_policy: self.block_public_access || self.block_public_policy,
            restrict_public_buckets: self.block_public_access || self.restrict_public_buckets,
        }
    }
}

impl From<ResourceType> for AttachedTo {
    fn from(it: ResourceType) -> Self {
        match it {
            ResourceType::Bucket => AttachedTo::Bucket,
            ResourceType::AccessPoint => AttachedTo::AccessPoint,
            ResourceType::Key => AttachedTo::Key,
        }
    }
}

impl From<View> for Trust {
    fn from(it: View) -> Self {
        match it {
            View::Account => Trust::ByAccount,
            View::Aws => Trust::ByS3,
        }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Needs(check) => {
                let option = match check {
                    Check::NoNewAccess => "--reference",
                    Check::NoExternalAccess => "--account",
                    _ => "--action or --resource",
                };
                let failure = Failure::new(format!("the check needs {option}"));
                failure.help("`bucketlint policy --help` shows examples")
            }
            Fault::NoAction(pattern) => Failure::new(format!("no action is called `{pattern}`"))
                .help("actions are written as in a policy: `s3:Put*`"),
            Fault::Reference(name, why) => Failure::new(format!("the reference `{name}` is no policy: {why}")),
        }
    }
}
