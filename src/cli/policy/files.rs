//! `bucketlint policy FILE…`: documents in, verdicts and problems out.

use std::path::PathBuf;

use serde_json::Value;

use super::super::outcome::{Fails, Failure, Outcome};
use super::super::output::print;
use super::super::terminal::Terminal;
use super::args::{PolicyArgs, ResourceType, View};
use crate::documents::{AttachedTo, Block, Check, Fault, Request, analyse};
use crate::finding::{Problem, ProblemKind, listed};
use crate::reason::{Trust, Whom};
use crate::report;
use crate::source::{Disk, FileSystem, Library, NotOpened, PathKind, Sources, printed};

/// Judges every document, and reports.
pub(super) fn run(args: &PolicyArgs) -> Result<Outcome, Failure> {
    let (files, passed_over) = documents(&Disk, &args.files)?;
    let mut checks = if args.check.is_empty() { vec![Check::NoPublicAccess] } else { args.check.clone() };
    checks.dedup();
    let request = Request {
        files: &files,
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
    let mut analysis = analyse(&Disk, &request)?;
    analysis.problems.extend(passed_over);
    let options = Terminal::of_stdout(args.color).options(args.all, args.quiet);
    print(&report::render(args.format, &analysis, &options))?;
    // A policy that AWS would reject has no meaning to judge, which is as good as one that cannot be read.
    let rejected = analysis.problems.iter().any(|problem| problem.kind == ProblemKind::Policy);
    Ok(if rejected { Outcome::CouldNotAnalyse } else { Outcome::of(&analysis, &Fails::default()) })
}

/// The documents that paths name: of a folder every policy below it that is written as JSON, and what is told of the
/// other JSON there.
fn documents(fs: &dyn FileSystem, paths: &[PathBuf]) -> Result<(Vec<PathBuf>, Option<Problem>), Failure> {
    let (mut files, mut others) = (Vec::new(), Vec::new());
    for path in paths {
        if !matches!(fs.kind(path), Ok(PathKind::Folder)) {
            files.push(path.clone());
            continue;
        }
        let sources = Sources::default();
        let library = Library::new(fs, &sources, std::slice::from_ref(path));
        let failure = |reason: NotOpened| Failure::new(format!("`{}` {}", printed(path), reason.reason()));
        for file in library.walk(path).map_err(failure)? {
            if !file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
                continue;
            }
            // What cannot be read, or is no JSON, is told where it is judged.
            let value = library.read(&file).ok().and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
            let is_other = value.is_some_and(|value| value.get("Statement").is_none());
            if is_other { others.push(printed(&file)) } else { files.push(file) }
        }
    }
    let message = format!(
        "{} no policy, having no `Statement`: {}",
        match others.len() {
            1 => "1 file of JSON is".to_owned(),
            many => format!("{many} files of JSON are"),
        },
        listed(&others)
    );
    if files.is_empty() {
        return Err(Failure::new("no policy was found").help("a policy is a file of JSON that has a `Statement`"));
    }
    let told = (!others.is_empty()).then(|| Problem::of_path(ProblemKind::Unread, "", message));
    Ok((files, told))
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
