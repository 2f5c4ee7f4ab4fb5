//! What S3 asks for as the replication role, and whether it gets it.

use std::sync::Arc;

use super::access::{Access, Cause, Grants, How, ask, owner_of};
use super::place::Place;
use super::role::Role;
use super::settle::Known;
use super::{Replicated, setup};
use crate::iam::{self, Action, Scope};
use crate::model::{Bucket, ReplicationRule, Role as Link, Selection, Subject};
use crate::reason::target::Target;
use crate::reason::{Step, Witness};
use crate::value::{Lookup, Setting, Text, TextBuilder, Undecided, Unknown, Unknowns};

/// What a request asks for.
pub(super) struct Asked<'a> {
    pub(super) action: Action,
    pub(super) target: &'a Target,
    /// What the keys of objects start with.
    pub(super) prefix: Text,
}

impl Asked<'_> {
    /// What is asked for as the pattern of a statement.
    pub(super) fn resource(&self) -> Text {
        let mut resource = TextBuilder::default();
        resource.push_text(&self.target.arn);
        if self.action.scope == Scope::Object {
            resource.push("/");
            resource.push_text(&self.prefix);
            resource.push("*");
        }
        resource.finish()
    }
}

/// Asks for everything that a rule needs.
pub(super) fn check(role: &Role<'_>, source: &Subject<'_>, rule: ReplicationRule<'_>, found: &mut Replicated) {
    let kms = rule.takes_kms();
    let mut requests = Requests { role, selection: rule.selection(), refusals: Vec::new(), found };
    let from = Place::bucket(source);
    requests.all(&from, OF_SOURCE_BUCKET);
    let plain = matches!(kms, Setting::Known(false, _) | Setting::Unset);
    let version: &[&str] = if plain { &["s3:GetObjectVersionForReplication", "s3:GetObjectVersion"] } else { FOR_KMS };
    requests.all(&from, &[version, &["s3:GetObjectVersionAcl"], &["s3:GetObjectVersionTagging"]]);
    if source.resource.property(&["ObjectLockEnabled"]).bool().known() == Some(&true) {
        requests.all(&from, OF_LOCKED_SOURCE);
    }
    match Place::destination(rule) {
        Ok(to) => {
            requests.all(&to, &[&["s3:ReplicateObject"], &["s3:ReplicateTags"]]);
            if requests.wants(rule.takes_delete_markers()) {
                requests.all(&to, &[&["s3:ReplicateDelete"]]);
            }
            if !matches!(rule.owner_override(), Lookup::Unset) {
                requests.all(&to, &[&["s3:ObjectOwnerOverrideToBucketOwner"]]);
            }
            if requests.wants(kms) {
                requests.keys(source, &from, rule, &to);
            }
            requests.finish(&from, &to);
        }
        Err(unknown) => {
            requests.found.open.push(unknown);
            requests.finish(&from, &from);
        }
    }
}

/// Actions of which each entry is needed, by one of its names.
type Needs<'n> = &'n [&'n [&'n str]];

const OF_SOURCE_BUCKET: Needs<'static> = &[&["s3:GetReplicationConfiguration"], &["s3:ListBucket"]];
const OF_LOCKED_SOURCE: Needs<'static> = &[&["s3:GetObjectRetention"], &["s3:GetObjectLegalHold"]];
const FOR_KMS: &[&str] = &["s3:GetObjectVersionForReplication"];

/// Actions without which S3 leaves out the tags of objects, and no more than these.
const TAGS: [&str; 2] = ["s3:GetObjectVersionTagging", "s3:ReplicateTags"];

/// Asks for one thing after the other.
struct Requests<'r, 'f> {
    role: &'r Role<'r>,
    selection: Selection,
    refusals: Vec<Refusal>,
    found: &'f mut Replicated,
}

/// Requests that are refused for one cause.
struct Refusal {
    cause: Cause,
    witness: Witness,
    actions: Vec<String>,
}

impl Requests<'_, '_> {
    /// Whether something is asked for; what is not known is noted.
    fn wants(&mut self, setting: Setting<bool>) -> bool {
        match setting {
            Setting::Known(wanted, _) => wanted,
            Setting::Unset => false,
            Setting::Unknown(unknown) => {
                self.found.open.push(unknown);
                false
            }
        }
    }

    /// Asks for several actions on a bucket or its objects.
    fn all(&mut self, place: &Place<'_>, needs: Needs<'_>) {
        for names in needs {
            let known = self.known(place);
            self.one(place, names, &known);
        }
    }

    /// Asks for an action, by the first of its names that is granted.
    fn one(&mut self, place: &Place<'_>, names: &[&str], known: &Known) {
        let all = || iam::s3_actions().iter().chain(iam::kms_actions());
        let mut first = None;
        for action in names.iter().filter_map(|name| all().find(|action| action.name == *name)) {
            match self.access(place, *action, known) {
                Access::Granted => return,
                other => drop(first.get_or_insert(other)),
            }
        }
        match first {
            Some(Access::Refused(witness, cause)) => match self.excuse(place, &witness) {
                Some(unknown) => self.found.open.push(unknown),
                None => self.refuse(*witness, cause),
            },
            // Of what is not declared, no more is said than that.
            Some(Access::Open(unknowns)) => match place.policy.rest.clone().filter(|_| place.subject.is_none()) {
                Some(undeclared) => self.found.open.push(undeclared),
                None => self.found.open.extend(unknowns),
            },
            Some(Access::Granted) | None => {}
        }
    }

    /// Why a request that the policies refuse may not be made, or may get through all the same.
    fn excuse(&self, place: &Place<'_>, witness: &Witness) -> Option<Arc<Unknown>> {
        let of_object = witness.resource.strip_prefix(&place.target.arn.display()).is_some_and(|rest| !rest.is_empty());
        let open = self.selection.open.clone().filter(|_| of_object);
        open.or_else(|| {
            let grant = place.subject?.meant_by(Link::KeyGrant).next()?;
            let reason = Undecided::GrantOf(place.name.as_str().into());
            Some(Arc::new(Unknown::new(Arc::clone(&grant.resource.address), grant.resource.header, reason)))
        })
    }

    fn access(&self, place: &Place<'_>, action: Action, known: &Known) -> Access {
        let asked = Asked { action, target: &place.target, prefix: self.selection.prefix.clone() };
        let owner = owner_of(&place.account, place.span);
        let resource = self.role.spelling.spell(place.policy.clone());
        let of = |how: How| {
            let grants = Grants {
                how,
                own: &self.role.policy,
                boundary: self.role.boundary.as_ref(),
                resource: &resource,
                names: (&self.role.subject.resource.address, &place.name),
                places: (self.role.span(), place.span),
            };
            ask(&asked, &self.role.caller(), known, &grants, &owner, self.role.effort)
        };
        // The policy of the other account need not speak of tags: without it, objects are replicated.
        let ways: &[How] = if action.name == "s3:ReplicateTags" { &[How::SameAccount] } else { place.how(self.role) };
        let mut answers = ways.iter().map(|how| of(*how));
        match (answers.next(), answers.next()) {
            (Some(one), None) => one,
            (Some(Access::Granted), Some(Access::Granted)) => Access::Granted,
            (Some(one @ Access::Refused(..)), Some(Access::Refused(..))) => one,
            (Some(Access::Open(one)), Some(Access::Open(other))) => Access::Open(one.and(other)),
            (Some(one), Some(other)) => {
                let unknowns = [one, other].into_iter().flat_map(Access::unknowns);
                Access::Open(Unknowns::from(place.of_another_account()).and(unknowns))
            }
            (None, _) => Access::Granted,
        }
    }

    /// What is known of requests for a bucket, its objects, or a key beside it.
    fn known(&self, place: &Place<'_>) -> Known {
        let mut known = Known::of_role(&self.role.account, &place.region);
        for (key, value) in &self.selection.tags {
            if let Some(key) = key.as_str() {
                known.tagged(key, value);
            }
        }
        known
    }

    /// Asks for the keys at both ends.
    fn keys(&mut self, source: &Subject<'_>, from: &Place<'_>, rule: ReplicationRule<'_>, to: &Place<'_>) {
        // What is open of it, the setup tells.
        let default = Bucket::of(source).kms_encryption().ok().flatten();
        if let Some(key) = default.and_then(|it| it.key) {
            match Place::key(key, key.value().and_then(|key| source.neighbour(Link::Key, key)), from) {
                Ok(key) => self.key(&key, from, "kms:Decrypt", default.map_or(Setting::Unset, |it| it.bucket_key())),
                Err(unknown) => self.found.open.push(unknown),
            }
        }
        let (expression, declared) = rule.replica_key();
        if matches!(expression, Lookup::Unset) {
            return;
        }
        match Place::key(expression, declared, to) {
            Ok(key) => {
                setup::check_region(&key, to, self.role, self.found);
                let bucket_key = to.subject.and_then(|to| match Bucket::of(to).kms_encryption() {
                    Ok(default) => default.map(|it| it.bucket_key()),
                    Err(unknown) => Some(Setting::Unknown(unknown)),
                });
                let of_source = default.map_or(Setting::Unset, |it| it.bucket_key());
                let bucket_key = match (bucket_key, of_source) {
                    (Some(Setting::Known(false, _) | Setting::Unset), Setting::Known(true, span)) => {
                        let why = Unknown::new("BucketKeyEnabled", span, Undecided::Differs);
                        Setting::Unknown(Arc::new(why))
                    }
                    (Some(own), _) => own,
                    (None, _) if to.subject.is_some() => Setting::Unset,
                    (None, _) => {
                        Setting::Unknown(super::place::undeclared(&to.name, to.span, "so its keys are not known"))
                    }
                };
                self.key(&key, to, "kms:Encrypt", bucket_key);
            }
            Err(unknown) => self.found.open.push(unknown),
        }
    }

    /// Asks for a key; the encryption context is the bucket where it has a bucket key, else the object.
    fn key(&mut self, key: &Place<'_>, beside: &Place<'_>, action: &str, bucket_key: Setting<bool>) {
        let mut known = self.known(beside);
        let mut context = TextBuilder::default();
        context.push_text(&beside.target.arn);
        match bucket_key {
            Setting::Known(true, _) => known.in_context(context.finish()),
            Setting::Known(false, _) | Setting::Unset if self.selection.open.is_none() => {
                context.push("/");
                context.push_text(&self.selection.prefix);
                context.push("example.txt");
                known.in_context(context.finish());
            }
            _ => {}
        }
        self.one(key, &[action], &known);
    }

    fn refuse(&mut self, witness: Witness, cause: Cause) {
        match self.refusals.iter_mut().find(|it| it.cause == cause) {
            Some(refusal) => refusal.actions.push(witness.action),
            None => self.refusals.push(Refusal { cause, actions: vec![witness.action.clone()], witness }),
        }
    }

    /// Says what was found.
    fn finish(self, from: &Place<'_>, to: &Place<'_>) {
        if self.refusals.is_empty() {
            let message = format!(
                "`{}` may do what replication from `{}` to `{}` needs",
                self.role.subject.resource.address, from.name, to.name
            );
            self.found.steps.push(Step { message, span: Some(self.role.span()) });
        }
        let refused = self.refusals.into_iter().map(|Refusal { mut cause, witness, actions }| {
            if actions.iter().all(|action| TAGS.contains(&action.as_str())) {
                cause.end.push_str(", without which objects are replicated without their tags");
            }
            cause.refuses(witness, &actions)
        });
        self.found.refused.extend(refused);
    }
}
