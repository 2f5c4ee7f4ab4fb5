//! Public policies that S3 refuses because a public access block comes before them: the deployment fails there.

use crate::catalogue::types;
use crate::finding::{Problem, ProblemKind};
use crate::model::{Bearing, Role, Subject};
use crate::reason::{Assumptions, Effort, Situation, refused_policy};
use crate::source::Sources;
use crate::value::{Atlas, Truth, Worlds};

/// In how many combinations of answers one policy is looked at.
const MAX_WORLDS: usize = 16;

/// What bears on it: the blocks, and the policy.
const PROPERTIES: [&str; 1] = ["PublicAccessBlockConfiguration"];
const RELATED: [Role; 2] = [Role::Policy, Role::AccountPublicAccessBlock];

/// The policy of a bucket that S3 refuses wherever it is there.
pub fn refused(subject: &Subject<'_>, assumptions: &Assumptions, effort: Effort, sources: &Sources) -> Option<Problem> {
    let first = subject.blocks_first;
    let may_be_first = first.own_policy == Truth::True || first.account_policy == Truth::True;
    let is_one = *subject.resource.type_name == *types::BUCKET && subject.related(Role::Policy).next().is_some();
    if !may_be_first || !is_one {
        return None;
    }
    let conditions = subject.conditions(&Bearing::of(&PROPERTIES, &RELATED));
    let Worlds::All(worlds) = Atlas::sharing(MAX_WORLDS, 1).worlds(&conditions) else { return None };
    let mut found = None;
    for world in worlds.iter() {
        match subject.under(world) {
            Ok(None) => {}
            Ok(Some(subject)) if subject.related(Role::Policy).next().is_none() => {}
            Ok(Some(subject)) => {
                let situation = Situation { effort, ..Situation::ordinary(&subject, *assumptions) };
                found = Some(refused_policy(&situation, &subject).ok().flatten()?);
            }
            Err(_) => return None,
        }
    }
    let (policy, block) = found?;
    let file = sources.file(block.file)?;
    let place = file.position(block.range().start);
    let message = format!(
        "S3 refuses this policy: it is public, and the block that comes before it lets none in \
         (`BlockPublicPolicy`, {}:{}:{})",
        file.name(),
        place.line,
        place.column
    );
    let problem = Problem::at(ProblemKind::Policy, policy, message);
    Some(problem.help("name whom the policy lets in, or leave `BlockPublicPolicy` off"))
}
