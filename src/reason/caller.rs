//! Kinds of callers: a request by any caller is a request by one of these, as far as a policy can tell them apart.

use std::sync::Arc;

use super::{Owner, Who};
use crate::iam::{Part, Policy, Principal, Word, is_account_id};
use crate::source::Span;
use crate::value::{Piece, Text, TextBuilder, Truth, Unknown};

/// A kind of caller.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    pub(super) kind: CallerKind,
    /// Condition keys whose value this caller's requests always have.
    pub(super) fixed: Vec<(&'static str, Text)>,
    /// Whether the caller is one of the public.
    pub(super) outsider: Truth,
    /// What a witness calls the caller.
    pub(super) shown: String,
    /// What kind of principal it is, where that matters.
    pub(super) identity: Option<Kind>,
    /// Whether it is let in only by statements about everyone.
    pub(super) openly: bool,
    /// The organization, of a principal of the owner's account, or where policies tell organizations by their paths;
    /// an empty text for none.
    pub(super) organization: Option<Text>,
    /// Accounts that strangers and services are not of.
    pub(super) banned: Arc<[Text]>,
    /// Principals and services that are callers of their own.
    pub(super) apart: Arc<[Text]>,
    /// The account of the access point that its requests come through, if they do; where policies tell access points by
    /// their accounts and by their ARNs.
    pub(super) access_point_of: Option<Text>,
}

/// A kind of principals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A session of a role.
    Role,
    /// A user.
    User,
    /// The root user of an account.
    Root,
    /// A federated user's session.
    Federated,
}

impl Kind {
    /// All kinds.
    pub(super) const ALL: [Kind; 4] = [Kind::Role, Kind::User, Kind::Root, Kind::Federated];

    /// `aws:PrincipalType`.
    pub(super) fn title(self) -> &'static str {
        match self {
            Kind::Role => "AssumedRole",
            Kind::User => "User",
            Kind::Root => "Account",
            Kind::Federated => "FederatedUser",
        }
    }

    /// The service in its ARN.
    pub(super) fn service(self) -> &'static str {
        if self == Kind::Federated { "sts" } else { "iam" }
    }

    /// How the last part of its ARN begins.
    pub(super) fn resource(self) -> &'static str {
        match self {
            Kind::Role => "role/",
            Kind::User => "user/",
            Kind::Root => "root",
            Kind::Federated => "federated-user/",
        }
    }
}

/// How policies see a caller.
#[derive(Clone, Debug)]
pub(super) enum CallerKind {
    /// Someone without credentials.
    Anonymous,
    /// An IAM principal of an account that the policy does not name.
    Stranger,
    /// An AWS service that the policy does not name.
    Service,
    /// The one that this entry of the policy names.
    Named(Principal),
    /// Some principal of the account that the policy names.
    OfAccount(Text),
}

/// What may follow the letters that are known of a value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Tail {
    /// Nothing.
    None,
    /// A path and a name.
    Named,
    /// A name.
    Name,
    /// A unique id.
    Unique,
    /// A unique id and the name of a session.
    Session,
    /// Lower letters and digits.
    Lower,
    /// Those, and a path of an organization.
    Path,
    /// Any letters.
    Any,
}

/// The identity providers by which anyone on the internet can sign in.
const WEB_IDENTITY: [&str; 4] =
    ["graph.facebook.com", "accounts.google.com", "www.amazon.com", "cognito-identity.amazonaws.com"];

/// The account that stands for anybody's.
pub(super) const STRANGER_ACCOUNT: &str = "999999999999";

/// An ARN in an account that stands for anybody's.
pub const STRANGER: &str = "arn:aws:iam::999999999999:root";

/// What a witness calls some principal of the owner's account where its id is not known.
pub(super) const OWNER: &str = "a principal of the owner's account";

/// A service principal that stands for any.
pub const SERVICE: &str = "example.amazonaws.com";

impl Caller {
    /// Someone without credentials.
    pub(super) fn anonymous() -> Self {
        Caller::of(CallerKind::Anonymous, "*")
    }

    /// An IAM principal of an account that the policy does not name.
    pub(super) fn stranger() -> Self {
        Caller::of(CallerKind::Stranger, STRANGER)
    }

    /// An AWS service that the policy does not name.
    pub(super) fn service() -> Self {
        Caller::of(CallerKind::Service, SERVICE)
    }

    /// A role by its ARN, in an account.
    pub(super) fn role(arn: &Text, account: &Text, span: Span) -> Self {
        let principal = Principal::Aws(Word { text: arn.clone(), span });
        let fixed = vec![("aws:principalaccount", account.clone()), ("aws:principalarn", arn.clone())];
        Caller { fixed, ..Caller::of(CallerKind::Named(principal), arn.display()) }
    }

    /// An AWS service by its name.
    pub(super) fn service_named(name: &str, span: Span) -> Self {
        let name = Text::from(name);
        Caller::named(&Principal::Service(Word { text: name.clone(), span }), &name)
    }

    /// The caller with these keys, which have these values in all of its requests.
    pub(super) fn with(mut self, fixed: &[(&'static str, Text)]) -> Self {
        self.fixed.extend(fixed.iter().cloned());
        self
    }

    fn of(kind: CallerKind, shown: impl Into<String>) -> Self {
        Caller {
            kind,
            fixed: Vec::new(),
            outsider: Truth::True,
            shown: shown.into(),
            identity: None,
            openly: false,
            organization: None,
            banned: Arc::from([]),
            apart: Arc::from([]),
            access_point_of: None,
        }
    }

    /// Everyone whom S3 counts as the public, for a policy: strangers, who signs in with a web identity, and AWS
    /// services that the policy does not name, for anyone can have them act.
    pub(super) fn public(policy: &Policy) -> Vec<Caller> {
        let mut callers = vec![Caller::anonymous(), Caller::stranger(), Caller::service()];
        for principal in principals(policy) {
            if let Principal::Federated(word) = principal {
                let web = Truth::any(WEB_IDENTITY.iter().map(|provider| word.text.same(&Text::from(*provider))));
                if web != Truth::False {
                    callers.push(Caller { outsider: web, ..Caller::named(principal, &word.text) });
                }
            }
        }
        callers
    }

    /// Anyone at all: the public, AWS services, and whoever the policy names.
    pub(super) fn anyone(policy: &Policy) -> Vec<Caller> {
        let mut callers = vec![Caller::anonymous(), Caller::stranger(), Caller::service()];
        for principal in principals(policy) {
            let Some(word) = principal.word() else { continue };
            match (principal, account(&word.text)) {
                (Principal::Aws(_), Some(account)) => {
                    callers.push(Caller::of_account(&account));
                    if !is_account(&word.text) {
                        callers.push(Caller::named(principal, &word.text));
                    }
                }
                _ => callers.push(Caller::named(principal, &word.text)),
            }
        }
        callers
    }

    /// Every class of callers but those of an account.
    pub(super) fn others(policy: &Policy, account: &Text) -> Vec<Caller> {
        let mut callers = Caller::anyone(policy);
        callers.retain_mut(|caller| {
            caller.outsider = !caller.is_of(account);
            caller.outsider != Truth::False
        });
        callers
    }

    /// What is not known of the value that this caller's requests always have for a key.
    pub(super) fn unknown_in(&self, key: &str) -> Vec<&Arc<Unknown>> {
        self.fixed.iter().filter(|(name, _)| *name == key).flat_map(|(_, text)| text.holes()).collect()
    }

    /// The same caller, as one of this account.
    pub(super) fn in_account(mut self, account: &Text) -> Self {
        self.fixed.push(("aws:principalaccount", account.clone()));
        self.fixed.push(("kms:calleraccount", account.clone()));
        self
    }

    /// The same caller, as one of the owner's organization where it is of the owner's account.
    pub(super) fn of_owners(mut self, owner: &Owner) -> Self {
        if self.is_of(&owner.account) == Truth::True {
            self.organization = Some(owner.organization.clone());
        }
        self
    }

    /// The same caller, as one of this kind.
    pub(super) fn of_kind(mut self, kind: Option<Kind>) -> Self {
        self.identity = kind;
        if let Some(account) = self.account().cloned() {
            let root = kind == Some(Kind::Root);
            self.fixed.extend(root.then(|| ("aws:userid", account.clone())));
            if self.fixed.iter().all(|(key, _)| *key != "kms:calleraccount") {
                self.fixed.push(("kms:calleraccount", account));
            }
        }
        self.fixed.extend(kind.map(|kind| ("aws:principaltype", Text::from(kind.title()))));
        self
    }

    fn own(&self, key: &str) -> Option<&Text> {
        self.fixed.iter().find(|(name, _)| *name == key).map(|(_, text)| text)
    }

    /// The account, where it is told.
    pub(super) fn account(&self) -> Option<&Text> {
        self.own("aws:principalaccount")
    }

    /// The ARN, where it is one.
    pub(super) fn arn(&self) -> Option<&Text> {
        self.own("aws:principalarn")
    }

    /// The service, where it is told.
    pub(super) fn service_name(&self) -> Option<&Text> {
        self.own("aws:principalservicename")
    }

    /// The name of the session of a role that it is, where the policy names that.
    pub(super) fn session(&self) -> Option<&str> {
        let CallerKind::Named(Principal::Aws(word)) = &self.kind else { return None };
        word.text.as_str()?.split_once(":assumed-role/")?.1.split_once('/').map(|(_, session)| session)
    }

    /// How the ARNs of such callers begin, and what follows.
    pub(super) fn arn_head(&self) -> Option<(Text, Tail)> {
        let (kind, account) = (self.identity?, self.account()?);
        let mut head = TextBuilder::default();
        head.push("arn:aws:");
        head.push(kind.service());
        head.push("::");
        head.push_text(account);
        head.push(":");
        head.push(kind.resource());
        let tail = match kind {
            Kind::Root => Tail::None,
            Kind::Federated => Tail::Name,
            Kind::Role | Kind::User => Tail::Named,
        };
        Some((head.finish(), tail))
    }

    /// Whom the name of the caller stands for.
    pub(super) fn who(&self) -> Who {
        match &self.kind {
            CallerKind::Anonymous => Who::Anonymous,
            CallerKind::Stranger => Who::Stranger,
            CallerKind::Service => Who::Service,
            CallerKind::Named(Principal::Service(_)) => Who::NamedService,
            CallerKind::Named(_) | CallerKind::OfAccount(_) => Who::Named,
        }
    }

    /// Whether the caller is an AWS service.
    pub(super) fn is_service(&self) -> bool {
        self.who().is_service()
    }

    /// Whether the caller has no credentials.
    pub(super) fn is_anonymous(&self) -> bool {
        matches!(self.kind, CallerKind::Anonymous)
    }

    /// Whether the caller is of an account, as far as the policy says.
    pub(super) fn is_of(&self, account: &Text) -> Truth {
        let own = self.fixed.iter().find(|(key, _)| *key == "aws:principalaccount");
        own.map_or(Truth::False, |(_, own)| own.same(account))
    }

    fn named(principal: &Principal, name: &Text) -> Self {
        let fixed = match principal {
            Principal::Aws(_) => {
                let account = account(name).map(|account| ("aws:principalaccount", account));
                account.into_iter().chain([("aws:principalarn", role_of_session(name))]).collect()
            }
            Principal::Service(_) => vec![("aws:principalservicename", name.clone())],
            Principal::Federated(_) => vec![("aws:federatedprovider", name.clone())],
            Principal::Everyone(_) | Principal::CanonicalUser(_) => Vec::new(),
        };
        Caller { fixed, ..Caller::of(CallerKind::Named(principal.clone()), name.display()) }
    }

    /// Some principal of the account that owns what is judged.
    pub(super) fn of_owner(account: &Text) -> Self {
        let caller = Caller::of_account(account);
        let shown = if account.as_str().is_some() { caller.shown } else { OWNER.to_owned() };
        Caller { shown, ..caller }
    }

    /// Some principal of an account.
    pub(super) fn of_account(account: &Text) -> Self {
        let shown = format!("arn:aws:iam::{}:root", account.display());
        let fixed = vec![("aws:principalaccount", account.clone())];
        Caller { fixed, ..Caller::of(CallerKind::OfAccount(account.clone()), shown) }
    }

    /// Whether an element of a statement is about this caller.
    pub(super) fn is_in(&self, part: &Part<Principal>, allows: bool) -> Truth {
        if self.openly && allows && !part.negated {
            let everyone = |principal: &Principal| Truth::from(matches!(principal, Principal::Everyone(_)));
            return Truth::any(part.values.iter().map(everyone));
        }
        let listed = Truth::any(part.values.iter().map(|principal| self.is(principal)));
        let listed = if part.rest.is_some() { listed.or(Truth::Unknown) } else { listed };
        if part.negated { !listed } else { listed }
    }

    fn is(&self, principal: &Principal) -> Truth {
        if let Principal::Everyone(_) = principal {
            return Truth::True;
        }
        // Of a principal, only a value that is unknown as a whole can be `*`: inside an ARN there is no wildcard.
        let may_be_everyone = matches!(principal, Principal::Aws(word) if is_open_hole(&word.text));
        let own = match (&self.kind, principal) {
            (CallerKind::OfAccount(own), Principal::Aws(word)) if is_account(&word.text) => {
                account(&word.text).map_or(Truth::False, |account| account.same(own))
            }
            (CallerKind::OfAccount(_), Principal::Aws(word)) if word.text.as_str().is_none() => Truth::Unknown,
            (CallerKind::Named(own), listed) => same(own, listed),
            _ => Truth::False,
        };
        if may_be_everyone { own.or(Truth::Unknown) } else { own }
    }
}

/// Whether what an element lists is, or stands for, the principal that a caller is.
fn same(own: &Principal, listed: &Principal) -> Truth {
    match (own, listed) {
        (Principal::Aws(own), Principal::Aws(listed)) if is_account(&listed.text) => {
            account(&own.text).zip(account(&listed.text)).map_or(Truth::False, |(own, listed)| own.same(&listed))
        }
        // What names a role is about its sessions.
        (Principal::Aws(own), Principal::Aws(listed)) => {
            own.text.same(&listed.text).or(role_of_session(&own.text).same(&listed.text))
        }
        (Principal::Service(own), Principal::Service(listed))
        | (Principal::Federated(own), Principal::Federated(listed))
        | (Principal::CanonicalUser(own), Principal::CanonicalUser(listed)) => own.text.same(&listed.text),
        _ => Truth::False,
    }
}

/// The accounts of the principals that a policy names.
pub(super) fn accounts_of(policy: &Policy) -> Vec<Text> {
    let words = principals(policy).into_iter().filter_map(Principal::word);
    words.filter_map(|word| account(&word.text)).collect()
}

/// Every principal that a policy names, each once.
fn principals(policy: &Policy) -> Vec<&Principal> {
    let mut found: Vec<&Principal> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for principal in policy.statements.iter().flat_map(|statement| &statement.principals.values) {
        if seen.insert((std::mem::discriminant(principal), principal.word().map(|word| word.text.symbol()))) {
            found.push(principal);
        }
    }
    found
}

/// Whether the text is one unknown that may be `*`.
fn is_open_hole(text: &Text) -> bool {
    matches!(text.pieces().as_slice(), [Piece::Hole(unknown)] if unknown.nature.may_be("*"))
}

/// Whether a principal means a whole account: its id, or the ARN of its root.
pub(super) fn is_account(text: &Text) -> bool {
    text.as_str().is_some_and(is_account_id)
        || (text.known_suffix().ends_with(":root") && text.known_prefix().starts_with("arn:"))
        || matches!(text.pieces().as_slice(), [Piece::Hole(unknown)]
            if unknown.nature.is_account())
}

/// The account of a principal: of an id itself, of an ARN its fifth part.
pub(super) fn account(text: &Text) -> Option<Text> {
    if text.as_str().is_some_and(is_account_id) || (is_account(text) && text.known_prefix().is_empty()) {
        return Some(text.clone());
    }
    let mut parts = 0;
    let mut found = TextBuilder::default();
    for piece in text.pieces() {
        match piece {
            Piece::Hole(unknown) if parts == 4 => found.push_hole(unknown.clone()),
            Piece::Hole(_) => {}
            Piece::Known(known) => {
                for letter in known.chars() {
                    parts += usize::from(letter == ':');
                    if parts == 4 && letter != ':' {
                        found.push(letter.encode_utf8(&mut [0; 4]));
                    }
                }
            }
        }
    }
    (parts >= 5).then(|| found.finish()).filter(|account| account.as_str().is_none_or(is_account_id))
}

/// `aws:PrincipalArn` of a role's session is the ARN of the role.
fn role_of_session(name: &Text) -> Text {
    let role = |arn: &str| {
        let (head, session) = arn.split_once(":assumed-role/")?;
        let role = session.split('/').next()?;
        Some(format!("{}:role/{role}", head.replacen(":sts:", ":iam:", 1)))
    };
    name.as_str().and_then(role).map_or_else(|| name.clone(), Text::from)
}
