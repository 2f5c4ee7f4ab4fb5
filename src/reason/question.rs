//! The table of questions: what each asks, and the words for it.

use super::Through;
use super::route::Channel;
use crate::catalogue::types;

/// What is asked of a bucket, an access point or a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Can the public read or list the bucket?
    PublicRead,
    /// Can the public write, tag or change permissions?
    PublicWrite,
    /// Could a request over plain HTTP get through: not denied, and by the owner's account, or let in by policy or ACL?
    PlainHttp,
    /// Can the public use the key?
    PublicKey,
    /// Does the policy of a bucket or an access point, by itself, let the public do anything?
    PublicPolicy,
    /// Does the policy of the bucket or key let anyone in who is not of the owner's account?
    External,
    /// Could one over a version of TLS older than 1.2?
    OldTls,
    /// Is there an upload that asks for no encryption and that no policy denies?
    UploadsWithoutEncryption,
    /// Is a request refused that the bucket's replication needs?
    Replication,
}

/// What a question is about, and how it and its answers are put.
#[derive(Debug)]
pub struct Form {
    /// The types of resources of which everything is told that is asked of them: of those it is asked.
    pub subjects: &'static [&'static str],
    /// The question, as it is put to people.
    pub words: &'static str,
    /// The answer yes, in one word.
    pub yes: &'static str,
    /// The answer no.
    pub no: &'static str,
    /// The answer yes, as a sentence.
    pub broken: &'static str,
    /// What would make it a no, beside what is said of all ways in.
    remedy: &'static str,
    /// What a statement must do for a yes, as the end of "no statement lets".
    pub(super) wanted: &'static str,
    /// What is said, for a no, of a statement whose conditions keep those out whom it is about.
    pub(super) unmet: &'static str,
    /// What a statement denies for a no, as the end of "this statement denies".
    pub(super) denied: &'static str,
    /// The actions that it is about.
    pub(super) actions: Actions,
    /// Whose requests it is about.
    pub(super) callers: Callers,
    /// How they come, where that is a part of it.
    pub(super) channels: Option<&'static [Channel]>,
    /// Whether a statement must allow them; else they only must not be denied.
    pub(super) needs_allow: bool,
    /// Whether those are left out that meet what the policy fixes.
    pub(super) trusting: bool,
}

/// The actions that a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Actions {
    /// All that the resource knows.
    All,
    /// Those that read or list.
    Reading,
    /// Those that do not.
    Writing,
    /// Putting an object.
    Upload,
}

/// Whose requests a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Callers {
    /// Those whom S3 counts as the public.
    Public,
    /// Principals of any account.
    Strangers,
    /// All but the principals of the owner's account.
    Others,
    /// Everyone.
    Anyone,
}

impl Question {
    /// Every question, in the order in which they are told.
    pub const ALL: [Question; 9] = [
        Question::PublicRead,
        Question::PublicWrite,
        Question::PublicKey,
        Question::PublicPolicy,
        Question::PlainHttp,
        Question::OldTls,
        Question::UploadsWithoutEncryption,
        Question::External,
        Question::Replication,
    ];

    /// What it is about, and how it is put.
    pub fn form(self) -> &'static Form {
        match self {
            Question::PublicRead => &PUBLIC_READ,
            Question::PublicWrite => &PUBLIC_WRITE,
            Question::PublicKey => &PUBLIC_KEY,
            Question::PublicPolicy => &PUBLIC_POLICY,
            Question::PlainHttp => &PLAIN_HTTP,
            Question::OldTls => &OLD_TLS,
            Question::UploadsWithoutEncryption => &UPLOADS_WITHOUT_ENCRYPTION,
            Question::External => &EXTERNAL,
            Question::Replication => &REPLICATION,
        }
    }
}

impl Form {
    /// The question of [`grants`](super::grants()).
    pub fn granted() -> &'static Form {
        &GRANTED
    }

    /// The question of [`grants_beyond`](super::grants_beyond).
    pub fn granted_beyond() -> &'static Form {
        &GRANTED_BEYOND
    }

    /// What would make a yes a no, by what let the request through.
    pub fn remedy(&self, through: &Through) -> &'static str {
        match through {
            Through::Grant { .. } => "`IgnorePublicAcls`, or Object Ownership `BucketOwnerEnforced`",
            Through::Refused { .. } => "the permission, or the setting, that is named",
            Through::AccessPoint { .. } => BLOCK_OF_ANY,
            Through::Statement { .. } | Through::NotDenied { .. } => self.remedy,
        }
    }
}

const BLOCK_OF_ANY: &str =
    "`RestrictPublicBuckets` in the public access block of the access point, the bucket or the account";
const BLOCK_OF_BUCKET: &str = "`RestrictPublicBuckets` in the bucket's or the account's public access block";

static PUBLIC_READ: Form = Form {
    subjects: &[types::BUCKET],
    words: "Can the public read or list it?",
    yes: "PUBLIC",
    no: "NOT_PUBLIC",
    broken: "the public gets in",
    remedy: BLOCK_OF_BUCKET,
    wanted: "the public read or list",
    unmet: "the public cannot meet the conditions of this statement",
    denied: "what another one allows",
    actions: Actions::Reading,
    callers: Callers::Public,
    channels: None,
    needs_allow: true,
    trusting: true,
};

static PUBLIC_WRITE: Form = Form {
    words: "Can the public write, tag or change permissions?",
    wanted: "the public write",
    actions: Actions::Writing,
    ..PUBLIC_READ
};

static PUBLIC_POLICY: Form = Form {
    subjects: &[types::ACCESS_POINT, types::MULTI_REGION_ACCESS_POINT],
    words: "Does it let the public through, as far as the bucket behind it does?",
    remedy: BLOCK_OF_ANY,
    wanted: "the public in",
    actions: Actions::All,
    ..PUBLIC_READ
};

static PUBLIC_KEY: Form = Form {
    subjects: &[types::KEY],
    words: "Can the public use it?",
    remedy: "a condition on `kms:CallerAccount`, or principals of its own",
    wanted: "the public use the key",
    actions: Actions::All,
    callers: Callers::Strangers,
    ..PUBLIC_READ
};

/// What keeps requests in the open out asks nothing of who makes them.
static PLAIN_HTTP: Form = Form {
    subjects: &[types::BUCKET],
    words: "Could a request over plain HTTP get through?",
    yes: "ALLOWED",
    no: "DENIED",
    broken: "a request over plain HTTP is not denied",
    remedy: "a Deny for everyone, all actions, the bucket and its objects where `aws:SecureTransport` is false",
    wanted: "others in over it",
    unmet: "no such request meets the conditions of this statement",
    denied: "requests over plain HTTP",
    actions: Actions::All,
    callers: Callers::Anyone,
    channels: Some(&[Channel::Plain]),
    needs_allow: false,
    trusting: false,
};

static OLD_TLS: Form = Form {
    words: "Could a request over TLS before 1.2 get through? (S3 itself answers 1.2 and 1.3 only.)",
    broken: "a request over a version of TLS before 1.2 is not denied",
    remedy: "a Deny for everyone, all actions, the bucket and its objects where `s3:TlsVersion` is less than 1.2",
    denied: "requests over old versions of TLS",
    channels: Some(&[Channel::Tls]),
    ..PLAIN_HTTP
};

static UPLOADS_WITHOUT_ENCRYPTION: Form = Form {
    words: "May an upload ask for no encryption?",
    broken: "an upload that asks for none of the wanted kinds of encryption is not denied",
    remedy: "a Deny of `s3:PutObject` where `s3:x-amz-server-side-encryption` is absent; without one, S3 encrypts such uploads \
             by the bucket's default",
    denied: "uploads without encryption",
    actions: Actions::Upload,
    channels: None,
    ..PLAIN_HTTP
};

static EXTERNAL: Form = Form {
    subjects: &[types::BUCKET, types::KEY],
    words: "Does its policy, by itself, let anyone in beside the owner's account?",
    yes: "ALLOWED",
    no: "DENIED",
    broken: "someone gets in who is not of the owner's account",
    remedy: "principals of the owner's account only",
    wanted: "in who is not of the owner's account",
    unmet: "others cannot meet the conditions of this statement",
    denied: "what another one allows",
    actions: Actions::All,
    callers: Callers::Others,
    channels: None,
    needs_allow: true,
    trusting: false,
};

/// Whether a policy grants an access that is named.
static GRANTED: Form = Form {
    subjects: &[],
    words: "Does its policy grant the access?",
    broken: "the access is granted",
    remedy: "an Allow that leaves it out",
    wanted: "anyone do that",
    unmet: "nobody meets the conditions of this statement in such a request",
    callers: Callers::Anyone,
    ..EXTERNAL
};

/// Whether a policy grants what another one does not.
static GRANTED_BEYOND: Form = Form {
    words: "Does its policy grant more than the other?",
    broken: "access is granted that the reference does not grant",
    wanted: "anyone do what the other policy does not",
    ..GRANTED
};

/// It asks for each request that one thing needs, and has no policy of its own.
static REPLICATION: Form = Form {
    subjects: &[],
    words: "Is a request refused that its replication needs?",
    yes: "FAILS",
    no: "WORKS",
    broken: "a request is refused that replication needs",
    remedy: "the permission, or the setting, that is named",
    ..EXTERNAL
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_is_told_once() {
        let mut all = Question::ALL;
        all.sort();
        assert!(all.windows(2).all(|pair| pair[0] != pair[1]));
        let words: std::collections::BTreeSet<_> = all.iter().map(|question| question.form().words).collect();
        assert_eq!(words.len(), all.len());
    }
}
