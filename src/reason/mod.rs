//! Decides who can reach a bucket or a key, from its policies, public access blocks, ACL and Object Ownership.
//!
//! [`question`] is the table of what can be asked. A verdict is never guessed: a yes carries a request that
//! [`replay()`] confirms, a no says what shuts each way, and what is open names what the code does not decide.
//!
//! [`public`], [`external`], [`key`] and [`mod@grants`] ask for a request that a policy allows, [`access_point`] for
//! one that two policies do, [`transport`] for one that none denies; [`acl`] knows what an ACL gives, [`block`] the
//! settings that shut a way in; [`limit`] says what a question leaves out, [`bearing`] what bears on each answer.
//! [`asked`] makes a [`query`] of the question, [`answer`] verdicts of what is found. All of them ask [`search`], by
//! way of [`solve`] where a policy has [`variable`]s. It goes through classes of requests: [`caller`]s, [`action`]s,
//! [`route`]s and [`target`]s, told apart by [`pattern`]s, and values of condition [`keys`]: their [`domain`]s, of
//! which [`table`] makes the cells of one search, by [`trust`]. A [`study`] holds what each statement covers;
//! [`branch`] finds a way past those that deny. [`identity`] takes callers apart by account and kind, so that what they
//! tell fits. [`effort`] says how much of that is done. [`mod@replay`] checks each request that is found.

mod access_point;
mod acl;
mod action;
mod address;
mod all_keys;
mod answer;
mod arn;
mod asked;
mod backup;
mod bearing;
mod bits;
mod block;
mod branch;
mod caller;
mod control;
mod domain;
mod effort;
mod external;
mod gap;
mod granted;
mod grants;
mod identity;
mod key;
mod keys;
mod limit;
mod listed;
mod log_target;
mod number;
mod origin;
mod other_region;
mod passage;
mod pattern;
mod public;
mod query;
mod question;
mod refusals;
mod rejected;
mod replay;
mod replication;
mod retention;
mod rotation;
mod route;
mod search;
mod simpler;
mod situation;
mod solve;
mod statements;
mod study;
mod table;
mod target;
mod through;
mod transport;
mod trust;
mod variable;
mod verdict;

use std::collections::HashSet;
use std::sync::Arc;

pub use all_keys::granted_on_all_keys;
pub use backup::backup_rules;
pub use caller::{SERVICE, STRANGER};
pub use control::within_control;
pub use effort::{Effort, Rounds};
pub use external::{Called, grantees, grantees_in_effect};
pub use granted::{Granted, actions_like, granted_to_accounts};
pub use grants::{Access, Whom, actions_of_others, grants, grants_beyond, unencrypted_uploads};
pub use listed::{Listed, Lists, granted_beside};
pub use log_target::{bearing as log_target_bearing, is_log_target};
pub use origin::{Asked as AskedOfOrigins, origin_buckets};
pub use other_region::{replicates_to_another_region, replicates_within_region};
pub use public::WayIn;
pub use question::{Form, Question};
pub use refusals::{acls_of_new_buckets, refusals, refused_name, refused_policy};
pub use rejected::rejections;
pub use replication::{Replicated, replicated};
pub use retention::kept_logs;
pub use rotation::rotations;
pub use situation::{AssumedBlock, Assumptions, Owner, Situation};
pub use statements::{
    Found, Perimeter, access_grants, admin_statements, backed_up, cloudfront_grants, conditional_writes, deliveries,
    endpoint_limits, endpoint_policies, endpoints, full_statements, kept_points, key_contexts, key_managers,
    keys_of_others, keys_of_senders, locks_out, log_deliveries, negated_principals, organization_blocks,
    organization_policies, overwritten, perimeters, presigned_limits, service_grants, tag_conditions,
};
pub use through::{Allowing, Step, Through};
pub use trust::Trust;
pub use verdict::{BETWEEN_VALUES, Verdict, Who, Witness};

use crate::model::Subject;
use crate::value::{Undecided, Unknown};

/// Answers a question about a subject in one world, in an ordinary [`Situation`]. Choices that the world leaves open
/// are not known. Every yes has been confirmed by [`replay()`].
pub fn decide(question: Question, subject: &Subject<'_>, assumptions: &Assumptions) -> Verdict {
    decide_in(&Situation::ordinary(subject, *assumptions), question, subject)
}

/// Answers a question about a subject in one world.
pub fn decide_in(situation: &Situation, question: Question, subject: &Subject<'_>) -> Verdict {
    let verdict = match question {
        Question::PublicRead | Question::PublicWrite => public::decide(question, subject, situation),
        Question::PublicPolicy => public::decide_policy(subject, situation),
        Question::External => external::decide(subject, situation),
        Question::PlainHttp | Question::OldTls => transport::decide(question, subject, situation),
        Question::PublicKey => key::decide(subject, situation),
        // Their requests are confirmed where they are found.
        Question::UploadsWithoutEncryption => return grants::uploads_without_encryption(situation, subject),
        Question::Replication => return replication::decide(subject, situation.effort),
    };
    confirmed(situation, question, subject, verdict)
}

/// Whether the public can read or write a bucket, by each way that there is.
pub fn public_by_each_way(situation: &Situation, question: Question, subject: &Subject<'_>) -> Vec<(WayIn, Verdict)> {
    let ways = public::by_each_way(question, subject, situation).into_iter();
    ways.map(|(way, verdict)| (way, confirmed(situation, question, subject, verdict))).collect()
}

/// A verdict whose yes is one that replay confirms.
fn confirmed(situation: &Situation, question: Question, subject: &Subject<'_>, verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Yes(witness) if !replay_in(situation, question, subject, &witness) => {
            Verdict::Open(Arc::new(unconfirmed(subject, &witness)).into())
        }
        Verdict::Yes(mut witness) => {
            witness.nearest = replay::nearest(Some(question), subject, &witness, situation);
            Verdict::Yes(witness)
        }
        Verdict::No(steps) => Verdict::No(each_step_once(steps)),
        verdict @ Verdict::Open(_) => verdict,
    }
}

/// The steps, none of them twice.
pub fn each_step_once(steps: Vec<Step>) -> Vec<Step> {
    let mut seen = HashSet::new();
    steps.into_iter().filter(|step| seen.insert((step.message.clone(), step.span))).collect()
}

/// Whether the request gets through, by an evaluator that shares no code with [`decide`].
pub fn replay(question: Question, subject: &Subject<'_>, witness: &Witness, assumptions: &Assumptions) -> bool {
    replay_in(&Situation::ordinary(subject, *assumptions), question, subject, witness)
}

/// Whether the request gets through, by an evaluator that shares no code with [`decide_in`].
pub fn replay_in(situation: &Situation, question: Question, subject: &Subject<'_>, witness: &Witness) -> bool {
    replay::replay(question, subject, witness, situation)
}

/// Why each Deny of a subject's policies does not apply to a request that gets through.
pub fn misses(situation: &Situation, subject: &Subject<'_>, witness: &Witness) -> Vec<Step> {
    replay::misses(subject, witness, situation)
}

fn unconfirmed(subject: &Subject<'_>, witness: &Witness) -> Unknown {
    let shown = format!("{} by {} on {}", witness.action, witness.principal, witness.resource);
    Unknown::new(shown, subject.resource.header, Undecided::Unconfirmed { refused: false })
}
