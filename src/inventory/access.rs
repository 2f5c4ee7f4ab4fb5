//! Who gets into a bucket: the public, and with whom it is shared.

use super::told::{Note, Open};
use crate::model::{Bearing, Bucket, Grantee, Ownership, Role, Subject};
use crate::reason::{
    Called, Question, Situation, Verdict, WayIn, Who, Witness, decide_in, grantees_in_effect, public_by_each_way,
};
use crate::value::Setting;

/// Whether the public gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It does not.
    NotPublic,
    /// The code does not decide it.
    Unknown,
    /// It does.
    Public,
}

/// Whether the public gets in, and by which way.
#[derive(Clone, Debug, PartialEq)]
pub struct Public {
    /// Whether it gets in at all.
    pub status: Status,
    /// Whether it can read or list.
    pub read: Status,
    /// Whether it can write, tag or change permissions.
    pub write: Status,
    /// The ways that there are.
    pub ways: Vec<Way>,
}

/// A way in.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// Which.
    pub by: WayIn,
    /// Whether the public gets in by it.
    pub status: Status,
    /// A request that gets through.
    pub request: Option<Box<Witness>>,
    /// What lets it through; what shuts the way; what keeps it open whether it does.
    pub why: Vec<Note>,
}

/// With whom a bucket is shared beside its own account.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shared {
    /// With whom.
    pub with: Vec<Share>,
}

/// Somebody of another account, or of none, who gets in.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// What kind of somebody.
    pub whom: Whom,
    /// The organization, the service or the principal; a request's values that meet the conditions; empty where the
    /// kind says all.
    pub name: String,
    /// The id of the account of a principal.
    pub account: Option<String>,
    /// What keeps it open whether they do; nothing where they surely do.
    pub open: Vec<Note>,
    /// What lets them in.
    pub why: Vec<Note>,
}

/// Kinds of whom a bucket may be shared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whom {
    /// Anyone, without credentials.
    Everyone,
    /// Principals of any AWS account.
    AnyAccount,
    /// Those of any account who meet conditions.
    WhoMeets,
    /// Principals of an organization.
    Organization,
    /// An account or a principal of it.
    Account,
    /// CloudFront, for some distribution.
    CloudFront,
    /// An AWS service.
    Service,
}

/// What bears on whether the public gets in.
pub(super) fn bearing_of_public() -> Bearing {
    Question::PublicRead.bearing().and(Question::PublicWrite.bearing())
}

/// What bears on whom a bucket is shared with.
pub(super) fn bearing_of_shared() -> Bearing {
    Question::External.bearing().and(bearing_of_public())
}

impl Public {
    /// Whether the public gets into a bucket in one world.
    pub(super) fn of(subject: &Subject<'_>, situation: &Situation) -> Public {
        let [read, write] =
            [Question::PublicRead, Question::PublicWrite].map(|it| public_by_each_way(situation, it, subject));
        let worst = |ways: &[(WayIn, Verdict)]| {
            ways.iter().map(|(_, verdict)| Status::of(verdict)).max().unwrap_or(Status::NotPublic)
        };
        let (can_read, can_write) = (worst(&read), worst(&write));
        let ways = read.into_iter().zip(write).map(|((by, read), (_, write))| Way::of(by, read, write)).collect();
        Public { status: can_read.max(can_write), read: can_read, write: can_write, ways }
    }
}

impl Open for Public {
    fn gaps(&self) -> Vec<&Note> {
        if self.status != Status::Unknown {
            return Vec::new();
        }
        self.ways.iter().filter(|way| way.status == Status::Unknown).flat_map(|way| &way.why).collect()
    }

    fn agrees(&self, other: &Self) -> bool {
        (self.read, self.write) == (other.read, other.write)
    }
}

impl Status {
    fn of(verdict: &Verdict) -> Status {
        match verdict {
            Verdict::Yes(_) => Status::Public,
            Verdict::No(_) => Status::NotPublic,
            Verdict::Open(_) => Status::Unknown,
        }
    }
}

impl Way {
    fn of(by: WayIn, read: Verdict, write: Verdict) -> Way {
        let status = Status::of(&read).max(Status::of(&write));
        let (mut request, mut why) = (None, Vec::new());
        for verdict in [read, write].into_iter().filter(|verdict| Status::of(verdict) == status) {
            let notes = match verdict {
                Verdict::Yes(witness) => {
                    let notes = witness.steps().into_iter().map(Note::from).collect();
                    request = request.or(Some(witness));
                    notes
                }
                Verdict::No(steps) => steps.into_iter().map(Note::from).collect(),
                Verdict::Open(unknowns) => Note::of_all(unknowns.iter()),
            };
            add(&mut why, notes);
        }
        Way { by, status, request, why }
    }
}

impl Shared {
    /// With whom a bucket is shared in one world: by its policy as far as its blocks leave that in effect, and by its
    /// ACL.
    pub(super) fn of(subject: &Subject<'_>, situation: &Situation) -> Shared {
        let mut shared = Shared::default();
        // Where no request of the public surely gets in, whoever surely does meets conditions.
        let by_policy = decide_in(situation, Question::PublicPolicy, subject);
        for (called, verdict) in grantees_in_effect(situation, subject) {
            shared.with.extend(Share::by_policy(&called, verdict, &by_policy));
        }
        let has_access_points = subject.related(Role::AccessPoint).next().is_some();
        let is_asked = has_access_points || !matches!(Bucket::of(subject).acl(), Setting::Unset);
        for question in [Question::PublicRead, Question::PublicWrite].into_iter().filter(|_| is_asked) {
            for (by, verdict) in public_by_each_way(situation, question, subject) {
                if by != WayIn::Policy {
                    shared.with.extend(Share::with_the_public(verdict));
                }
            }
        }
        shared.with.extend(by_acl(subject));
        shared.merged()
    }

    /// The same with each of whom once, surely where that is so of one.
    fn merged(mut self) -> Shared {
        let mut with: Vec<Share> = Vec::new();
        self.with.sort_by(|a, b| (a.whom, &a.name).cmp(&(b.whom, &b.name)));
        for share in self.with {
            match with.last_mut().filter(|last| (last.whom, &last.name) == (share.whom, &share.name)) {
                Some(last) => {
                    let is_sure = last.open.is_empty() || share.open.is_empty();
                    add(&mut last.why, share.why);
                    if is_sure { last.open.clear() } else { add(&mut last.open, share.open) }
                }
                None => with.push(share),
            }
        }
        // Where anyone gets in, nothing is said by classes of callers that have no name.
        if with.iter().any(|share| share.whom == Whom::Everyone && share.open.is_empty()) {
            with.retain(|share| share.whom == Whom::Everyone || !share.name.is_empty());
        }
        Shared { with }
    }
}

impl Open for Shared {
    fn gaps(&self) -> Vec<&Note> {
        self.with.iter().flat_map(|share| &share.open).collect()
    }

    fn agrees(&self, other: &Self) -> bool {
        let names = |shared: &Shared| -> Vec<(Whom, String, bool)> {
            shared.with.iter().map(|it| (it.whom, it.name.clone(), it.open.is_empty())).collect()
        };
        names(self) == names(other)
    }
}

impl Share {
    /// Somebody whom the policy lets in; `None` of a no.
    fn by_policy(called: &Called, verdict: Verdict, is_public: &Verdict) -> Option<Share> {
        let (witness, open) = match verdict {
            Verdict::Yes(witness) => (Some(witness), Vec::new()),
            Verdict::Open(unknowns) => (None, Note::of_all(unknowns.iter())),
            Verdict::No(_) => return None,
        };
        let is_limited = match is_public {
            Verdict::Yes(_) => false,
            Verdict::No(_) => true,
            Verdict::Open(_) => witness.is_some(),
        };
        let why = witness.iter().flat_map(|it| it.through.steps()).map(Note::from).collect();
        let (whom, name) = match called.who {
            Who::Anonymous | Who::Stranger if is_limited => limited(witness.as_deref()),
            Who::Anonymous => (Whom::Everyone, String::new()),
            Who::Stranger => (Whom::AnyAccount, String::new()),
            Who::Service => (Whom::Service, String::new()),
            Who::NamedService if called.name == CLOUDFRONT => (Whom::CloudFront, called.name.clone()),
            Who::NamedService => (Whom::Service, called.name.clone()),
            Who::Named if called.name.contains(ORIGIN_ACCESS) => (Whom::CloudFront, called.name.clone()),
            Who::Named => (Whom::Account, called.name.clone()),
        };
        let account = (whom == Whom::Account).then(|| account(&name)).flatten();
        Some(Share { whom, name, account, open, why })
    }

    /// The public, by another way than the policy.
    fn with_the_public(verdict: Verdict) -> Option<Share> {
        let share = |open, why| Share { whom: Whom::Everyone, name: String::new(), account: None, open, why };
        match verdict {
            Verdict::Yes(witness) => {
                Some(share(Vec::new(), witness.through.steps().into_iter().map(Note::from).collect()))
            }
            Verdict::Open(unknowns) => Some(share(Note::of_all(unknowns.iter()), Vec::new())),
            Verdict::No(_) => None,
        }
    }
}

/// The account of a principal, where it is named by its ARN or by the account's id.
fn account(name: &str) -> Option<String> {
    let id = if name.starts_with("arn:") { name.split(':').nth(4)? } else { name };
    (id.len() == 12 && id.bytes().all(|it| it.is_ascii_digit())).then(|| id.to_owned())
}

/// The service that fetches from origins with an origin access control.
const CLOUDFRONT: &str = "cloudfront.amazonaws.com";

/// What the ARNs of origin access identities have.
const ORIGIN_ACCESS: &str = ":cloudfront:user/";

/// The keys that name an organization.
const OF_ORGANIZATION: [&str; 2] = ["aws:principalorgid", "aws:principalorgpaths"];

/// Keys of a request that tell nothing of a condition: anyone's have them.
const OF_ALL_REQUESTS: [&str; 3] = ["aws:SecureTransport", "aws:PrincipalAccount", "aws:PrincipalType"];

/// Who is meant where anyone is named and the policy is not public: those whom conditions leave.
fn limited(witness: Option<&Witness>) -> (Whom, String) {
    let Some(witness) = witness else { return (Whom::WhoMeets, String::new()) };
    let is_of_organization = |key: &str| OF_ORGANIZATION.iter().any(|known| key.eq_ignore_ascii_case(known));
    if let Some((_, value)) = witness.context.iter().find(|(key, _)| is_of_organization(key)) {
        return (Whom::Organization, value.clone());
    }
    let of_all = |key: &str| OF_ALL_REQUESTS.iter().any(|known| key.eq_ignore_ascii_case(known));
    let conditions = witness.context.iter().filter(|(key, _)| !of_all(key));
    let keys: Vec<_> = conditions.map(|(key, value)| format!("{key} = {value}")).collect();
    (Whom::WhoMeets, keys.join(", "))
}

/// Whom the ACL names beside the public. A canonical user does not tell whose account it is: it may be the owner's.
fn by_acl(subject: &Subject<'_>) -> Vec<Share> {
    let bucket = Bucket::of(subject);
    let (acl, unless) = match (bucket.acl(), bucket.ownership()) {
        (_, Setting::Known(Ownership::BucketOwnerEnforced, _)) => return Vec::new(),
        (Setting::Known(acl, _), Setting::Unknown(unknown)) => (acl, vec![Note::of(&unknown)]),
        (Setting::Known(acl, _), _) => (acl, Vec::new()),
        // The public has been told of, and others cannot be told apart.
        (Setting::Unset | Setting::Unknown(_), _) => return Vec::new(),
    };
    let share = |whom: Whom, name: &str, open: Vec<Note>, span| {
        let why = Note { message: "this grant of the ACL lets them in".to_owned(), span: Some(span) };
        Share {
            whom,
            name: name.to_owned(),
            account: None,
            open: open.into_iter().chain(unless.clone()).collect(),
            why: vec![why],
        }
    };
    let each = acl.grants.iter().filter_map(|grant| match &grant.grantee {
        Grantee::LogDelivery => Some(share(Whom::Service, "logging.s3.amazonaws.com", Vec::new(), grant.span)),
        Grantee::Account => {
            let message = "the grant does not tell whose account it is: it may be the bucket's own".to_owned();
            let open = vec![Note { message, span: Some(grant.span) }];
            Some(share(Whom::Account, "", open, grant.span))
        }
        Grantee::Unknown(unknown) => Some(share(Whom::Account, "", vec![Note::of(unknown)], grant.span)),
        Grantee::AllUsers | Grantee::AuthenticatedUsers => None,
    });
    each.collect()
}

/// Adds what is not there yet.
fn add(notes: &mut Vec<Note>, more: Vec<Note>) {
    for note in more {
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
}
