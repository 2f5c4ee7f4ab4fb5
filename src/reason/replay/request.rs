//! The request of a witness, taken apart.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::coherent::{is_coherent, is_one_access_point, is_one_service};
use super::text::{self, Item, Names, compare, items, parts};
use crate::iam::{Action, Part, Policy, Principal, Scope, Statement, Word};
use crate::model::Subject;
use crate::reason::keys::{self, Kind, Presence, Way};
use crate::reason::passage::{INTERNET, actions};
use crate::reason::target::Target;
use crate::reason::{BETWEEN_VALUES, Owner, Situation, Witness, caller};
use crate::value::{Piece, Symbol, Text, Truth, Unknown};

/// A request as statements are held against it.
pub(super) struct Request<'w> {
    caller: Caller<'w>,
    pub(super) action: Action,
    resource: Vec<Item>,
    /// Texts of the policy that mean the target's ARN.
    arn: Text,
    aliases: Vec<Symbol>,
    /// Condition keys in lower case, with their values.
    pub(super) context: BTreeMap<String, Vec<&'w str>>,
    /// What the code leaves open in the values of the request.
    pub(super) holes: Vec<Arc<Unknown>>,
    /// Whether it surely comes through an access point.
    pub(super) is_through: bool,
    owner: &'w Owner,
    /// Of a key, what condition keys say that it is.
    properties: Vec<(&'static str, Text)>,
}

/// Who asks.
enum Caller<'w> {
    Anonymous,
    /// An AWS service.
    Service(&'w str),
    /// Who signed in at an identity provider that is open to all.
    WebIdentity(&'w str),
    /// Whoever this names.
    Named(&'w str),
    /// Some principal of the owner's account, whose id is not known.
    OfOwner(&'w Text),
}

fn holes_of(owner: &Owner, properties: &[(&str, Text)]) -> Vec<Arc<Unknown>> {
    let texts = [&owner.account, &owner.organization].into_iter().chain(properties.iter().map(|(_, text)| text));
    texts.flat_map(|text| text.holes()).cloned().collect()
}

const OPEN_PROVIDERS: [&str; 4] =
    ["www.amazon.com", "graph.facebook.com", "accounts.google.com", "cognito-identity.amazonaws.com"];

impl<'w> Request<'w> {
    /// The request of a witness; `None` where it asks for something else than the subject, or carries what its caller
    /// cannot carry.
    pub(super) fn new(
        witness: &'w Witness,
        action: &'static Action,
        subject: &Subject<'_>,
        situation: &'w Situation,
    ) -> Option<Self> {
        let target = Target::of(subject);
        let key = target.key_of(&witness.resource)?;
        let request = Request::on(witness, *action, &target, key, &situation.owner)?;
        if target.is_access_point() { request.through(&target) } else { Some(request) }
    }

    /// The request of a witness for what a target is or has, by the key of an object or an empty text.
    pub(super) fn on(
        witness: &'w Witness,
        action: Action,
        target: &Target,
        key: &str,
        owner: &'w Owner,
    ) -> Option<Self> {
        let caller = match witness.principal.as_str() {
            caller::OWNER => Caller::OfOwner(&owner.account),
            name if witness.who.is_service() => Caller::Service(name),
            principal => Caller::of(principal),
        };
        let context: BTreeMap<String, Vec<&str>> =
            witness.context.iter().map(|(key, value)| values(key, value)).collect();
        let fits = (action.scope == Scope::Object) != key.is_empty();
        let below = if key.is_empty() { String::new() } else { format!("{}{key}", target.below) };
        let mut resource = spelled(&target.arn);
        resource.extend(items(&below));
        let aliases = target.aliases().cloned().collect();
        let arn = target.arn.clone();
        let properties: Vec<_> = target.properties().collect();
        let holes = holes_of(owner, &properties);
        let is_through = false;
        let request = Request { caller, action, resource, arn, aliases, context, holes, is_through, owner, properties };
        (fits && request.is_sound()).then_some(request)
    }

    /// The request as one through an access point; `None` where none comes that way: such requests are signed, come
    /// over TLS, ask for some actions only, and what they tell of the access point is so.
    pub(super) fn through(mut self, access_point: &Target) -> Option<Self> {
        let told = [
            (keys::ACCESS_POINT, Some(access_point.arn.display())),
            (keys::ACCESS_POINT_ACCOUNT, access_point.account().map(Text::display)),
            (keys::ORIGIN, Some(INTERNET.to_owned())),
        ];
        let is_so = told.iter().all(|(key, own)| {
            let value = self.context.get(*key).map(Vec::as_slice);
            value.is_none_or(|value| own.as_deref().is_some_and(|own| value == [own]))
        });
        let comes = !matches!(self.caller, Caller::Anonymous) && (self.is_secure() || !self.tells_network());
        self.holes.extend(access_point.arn.holes().cloned());
        self.is_through = true;
        (is_so && comes && actions().any(|action| *action == self.action)).then_some(self)
    }

    /// Whether its caller can make it: each key is one that such requests have, with a value that they can have.
    fn is_sound(&self) -> bool {
        let has = |key: &str| self.context.contains_key(key);
        let way = |way: Way| self.context.keys().filter_map(|key| keys::find(key)).any(|key| key.way == way);
        let through_endpoint = way(Way::Endpoint) || way(Way::MaybeEndpoint) || way(Way::ToldEndpoint);
        let one_way = !(through_endpoint && way(Way::Internet));
        // A service's calls tell nothing of the network, those that it makes for itself or for its caller alike.
        let network = ["s3:tlsversion", "aws:sourceip", "aws:vpcsourceip"].into_iter().any(has);
        let by_service = self.is_by_service();
        let fits = if self.tells_network() {
            (!matches!(self.caller, Caller::Service(_)) || self.action.scope == Scope::Role) && !by_service
        } else {
            !matches!(self.caller, Caller::Anonymous) && !network
        };
        let account = match &self.caller {
            Caller::Named(name) if *name != caller::STRANGER => account_of(name),
            _ => None,
        };
        let service = match &self.caller {
            Caller::Service(name) => Some(Some(*name).filter(|name| *name != caller::SERVICE)),
            _ => None,
        };
        one_way
            && fits
            && service.is_none_or(|name| is_one_service(&self.context, name))
            && is_one_access_point(&self.context, through_endpoint)
            && (!self.is_signed() || is_coherent(&self.context, account.as_deref()))
            && (by_service || !way(Way::Via))
            && !(way(Way::AccessPoint) && (!self.is_signed_or_service() || self.is_plain()))
            && (self.is_secure() || !has("s3:tlsversion"))
            && self.context.iter().all(|(key, values)| self.can_have(key, values))
    }

    fn can_have(&self, name: &str, values: &[&str]) -> bool {
        let Some(key) = keys::find(name) else { return false };
        let presence = match &self.caller {
            Caller::Anonymous => key.anonymous,
            Caller::Service(_) => key.service,
            Caller::WebIdentity(_) | Caller::Named(_) | Caller::OfOwner(_) => key.principal,
        };
        let single = if let [one] = values { Some(*one) } else { None };
        let owned = match key.kind {
            Kind::OwnerAccount => single.is_some_and(|value| value == self.owner.account.display()),
            Kind::OwnerOrganization => single.is_some_and(|value| value == self.owner.organization.display()),
            Kind::OfKey => self.value(name).map(|own| own.display()).as_deref() == single,
            Kind::OneOf(known) => single.is_some_and(|value| known.contains(&value)),
            Kind::Texts => !values.is_empty(),
            Kind::Text | Kind::Address | Kind::Number | Kind::Time => single.is_some(),
        };
        let allowed = match presence {
            Presence::Never => false,
            Presence::Is(value) => single == Some(value),
            Presence::Always | Presence::Maybe => {
                matches!(self.caller, Caller::Anonymous) || single.is_none() || single != keys::of_anonymous_only(name)
            }
        };
        owned && allowed && (!key.by_action || self.action.has_key(name)) && self.is_own(name, single)
    }

    /// Whether a value that says who asks fits the caller's name.
    fn is_own(&self, key: &str, value: Option<&str>) -> bool {
        let own = match (&self.caller, key) {
            (Caller::Service(name), "aws:principalservicename") if *name != caller::SERVICE => Some((*name).to_owned()),
            (Caller::WebIdentity(name), "aws:federatedprovider") => Some((*name).to_owned()),
            (Caller::OfOwner(account), "aws:principalaccount") => Some(account.display()),
            (Caller::Named(name), "aws:principalaccount") if *name != caller::STRANGER => account_of(name),
            (Caller::Named(name), "aws:principalarn") if *name != caller::STRANGER => arn_of(name),
            _ => None,
        };
        own.is_none_or(|own| value == Some(own.as_str()))
    }

    /// Whether it has every key that the policy speaks of and that requests like it always have.
    pub(super) fn is_whole(&self, policy: &Policy) -> bool {
        let conditions = policy.statements.iter().flat_map(|statement| &statement.conditions);
        let lacks = |wanted: Way| {
            let mut names = conditions.clone().map(|condition| condition.key.to_ascii_lowercase());
            names.any(|name| {
                let of_way = keys::find(&name).is_some_and(|key| key.way == wanted);
                of_way && !self.context.contains_key(&name) && !self.is_told_by_others(policy, &name)
            })
        };
        // It comes through a VPC endpoint or does not, and tells either the one or the other.
        let by_internet = lacks(Way::Endpoint) || (self.tells_network() && lacks(Way::ToldEndpoint));
        let by_endpoint = self.tells_network() && lacks(Way::Internet);
        if by_internet && by_endpoint {
            return false;
        }
        conditions.map(|condition| condition.key.to_ascii_lowercase()).all(|name| {
            let Some(key) = keys::find(&name) else { return true };
            let presence = match &self.caller {
                Caller::Anonymous => key.anonymous,
                Caller::Service(_) => key.service,
                Caller::WebIdentity(_) | Caller::Named(_) | Caller::OfOwner(_) => key.principal,
            };
            let always = matches!(presence, Presence::Always | Presence::Is(_));
            let there = match key.way {
                Way::Any => true,
                Way::Tls => self.is_secure(),
                Way::Told => self.tells_network(),
                _ => false,
            };
            let through = key.way == Way::AccessPoint && self.is_through;
            !(through || (always && there)) || self.context.contains_key(&name) || self.is_told_by_others(policy, &name)
        })
    }

    /// Whether no statement that speaks of a key could match anyway: it is about another caller, action or resource.
    fn is_told_by_others(&self, policy: &Policy, name: &str) -> bool {
        let variables = policy.version.has_variables();
        let names = Names { variables, value: &|key| self.value(key), holes: &self.holes };
        policy.statements.iter().all(|statement| {
            let speaks = statement.conditions.iter().any(|it| it.key.eq_ignore_ascii_case(name));
            !speaks
                || self.is_by(&statement.principals).and(self.does(&statement.actions)) == Truth::False
                || self.is_on(&statement.resources, &names) == Truth::False
        })
    }

    /// Whether it tells how it came over the network.
    fn tells_network(&self) -> bool {
        self.context.contains_key("aws:securetransport")
    }

    /// Whether a service makes it on behalf of its caller.
    fn is_by_service(&self) -> bool {
        self.context.get("aws:viaawsservice").is_some_and(|values| values.first() == Some(&"true"))
    }

    fn is_secure(&self) -> bool {
        self.context.get("aws:securetransport").is_some_and(|values| values.first() == Some(&"true"))
    }

    /// The value of a key, for policy variables.
    pub(super) fn value(&self, key: &str) -> Option<Text> {
        match keys::find(key).map(|key| key.kind) {
            Some(Kind::OwnerAccount) => Some(self.owner.account.clone()),
            Some(Kind::OwnerOrganization) => Some(self.owner.organization.clone()),
            Some(Kind::OfKey) => self.properties.iter().find(|(name, _)| *name == key).map(|(_, own)| own.clone()),
            _ => self.context.get(key).and_then(|values| values.first()).map(|value| Text::from(*value)),
        }
    }

    /// Whether the caller is an outsider.
    pub(super) fn is_outsider(&self) -> bool {
        match self.caller {
            Caller::Anonymous => self.action.scope != Scope::Key,
            Caller::WebIdentity(_) => true,
            Caller::Service(name) => name == caller::SERVICE,
            Caller::Named(name) => name == caller::STRANGER,
            Caller::OfOwner(_) => false,
        }
    }

    fn is_signed_or_service(&self) -> bool {
        !matches!(self.caller, Caller::Anonymous)
    }

    pub(super) fn is_plain(&self) -> bool {
        self.tells_network() && !self.is_secure()
    }

    /// Whether a principal of some account asks.
    pub(super) fn is_signed(&self) -> bool {
        !matches!(self.caller, Caller::Anonymous | Caller::Service(_))
    }

    /// Whether the caller is one whom a grant to everyone, or to whoever signs, lets in.
    pub(super) fn is_by_grant(&self, to_all: bool) -> bool {
        match self.caller {
            Caller::Anonymous => to_all,
            Caller::Service(_) => false,
            Caller::WebIdentity(_) | Caller::Named(_) | Caller::OfOwner(_) => true,
        }
    }

    /// Whether the caller is surely of the owner's account.
    pub(super) fn is_of_owner(&self) -> bool {
        match self.caller {
            Caller::OfOwner(_) => true,
            Caller::Named(name) => account_of(name).is_some_and(|account| account == self.owner.account.display()),
            Caller::Anonymous | Caller::Service(_) | Caller::WebIdentity(_) => false,
        }
    }

    /// Whether the caller is surely of another account than the owner's.
    pub(super) fn is_of_others(&self) -> bool {
        let owner = self.owner.account.as_str();
        let by_name = match self.caller {
            Caller::Named(caller::STRANGER) | Caller::Anonymous | Caller::Service(_) | Caller::WebIdentity(_) => true,
            Caller::OfOwner(_) => false,
            Caller::Named(name) => account_of(name).is_none_or(|account| owner.is_some_and(|owner| account != owner)),
        };
        let account = self.context.get("aws:principalaccount").and_then(|values| values.first());
        by_name && account.is_none_or(|account| owner.is_none_or(|owner| *account != owner))
    }

    /// Whether an element lists the caller.
    pub(super) fn is_by(&self, part: &Part<Principal>) -> Truth {
        let listed = Truth::any(part.values.iter().map(|principal| self.caller.is(principal)));
        finish(part, listed)
    }

    /// Whether an element lists the action.
    pub(super) fn does(&self, part: &Part<Word>) -> Truth {
        let name = items(&self.action.name.to_ascii_lowercase());
        let names = Names { variables: Truth::False, value: &|_| None, holes: &[] };
        let listed = part.values.iter().map(|word| {
            let lower = |part: text::Part| match part {
                text::Part::Letter(letter) => text::Part::Letter(letter.to_ascii_lowercase()),
                other => other,
            };
            let pattern = parts(&word.text, true, &names).unwrap_or_default();
            compare(&pattern.into_iter().map(lower).collect::<Vec<_>>(), &name)
        });
        finish(part, Truth::any(listed))
    }

    /// Whether a statement of the policy of what is asked for is about the resource. An Allow on a bucket whose
    /// resource is not told is about what is the bucket's own: S3 takes no other.
    pub(super) fn is_reached(&self, statement: &Statement, names: &Names<'_>) -> Truth {
        let unknown = statement.unknown_resource().filter(|unknown| !self.aliases.contains(&unknown.symbol));
        let bucket = self.arn.known_prefix().starts_with("arn:aws:s3:::") && !self.is_through;
        let names_it = |unknown: &Unknown| {
            let shown = format!("/${{{}}}", unknown.expression);
            let items = text::items(&shown);
            self.action.scope == Scope::Bucket || self.resource.ends_with(&items)
        };
        match unknown {
            Some(unknown) if bucket && names_it(unknown) => Truth::True,
            _ => self.is_on(&statement.resources, names),
        }
    }

    /// Whether an element lists the resource.
    pub(super) fn is_on(&self, part: &Part<Word>, names: &Names<'_>) -> Truth {
        let listed = part.values.iter().map(|word| {
            let Some(mut pattern) = parts(&word.text, true, names) else { return Truth::False };
            self.spell_out(&mut pattern);
            ignore_partition(&mut pattern);
            compare(&pattern, &self.resource_naming(&word.text))
        });
        finish(part, Truth::any(listed))
    }

    /// The resource, in which what a pattern leaves open and its text displays is the same.
    fn resource_naming(&self, pattern: &Text) -> Cow<'_, [Item]> {
        let mut resource = Cow::Borrowed(self.resource.as_slice());
        for hole in pattern.holes() {
            let shown = items(&format!("${{{}}}", hole.expression));
            while let Some(at) = resource.windows(shown.len()).position(|here| here == shown) {
                let name = Item::Name(hole.symbol.clone(), hole.nature.least_length() == 0);
                resource.to_mut().splice(at..at + shown.len(), [name]);
            }
        }
        resource
    }

    /// Puts the target's ARN where the pattern means it by a name of its own.
    fn spell_out(&self, pattern: &mut Vec<text::Part>) {
        let own = |part: &text::Part| matches!(part, text::Part::Hole(name, _) if self.aliases.contains(name));
        if pattern.iter().any(own) {
            let names = Names { variables: Truth::False, value: &|_| None, holes: &[] };
            let arn = parts(&self.arn, false, &names).unwrap_or_default();
            *pattern = pattern.drain(..).flat_map(|part| if own(&part) { arn.clone() } else { vec![part] }).collect();
        }
    }
}

/// A key in lower case with its values.
fn values<'w>(key: &str, value: &'w str) -> (String, Vec<&'w str>) {
    let key = key.to_ascii_lowercase();
    let several = keys::find(&key).is_some_and(|key| key.kind == Kind::Texts);
    let values = if several { value.split(BETWEEN_VALUES).collect() } else { vec![value] };
    (key, values)
}

/// Whether a name is that of an identity provider.
fn is_provider(name: &str) -> bool {
    name.contains(":saml-provider/") || name.contains(":oidc-provider/")
}

/// The account of a caller by its name; of a provider or a canonical user, none.
fn account_of(name: &str) -> Option<String> {
    let is_id =
        |text: &str| text.starts_with("${") || (text.len() == 12 && text.chars().all(|letter| letter.is_ascii_digit()));
    let account = account_part(name).unwrap_or(name);
    (!is_provider(name) && is_id(account)).then(|| account.to_owned())
}

/// The fifth part of an ARN. Inside `${…}` a colon parts nothing.
fn account_part(arn: &str) -> Option<&str> {
    let mut inside = false;
    let parts = move |letter: char| {
        inside = (inside || letter == '{') && letter != '}';
        letter == ':' && !inside
    };
    arn.split(parts).nth(4)
}

/// `aws:PrincipalArn` of a caller by its name; `None` where any principal of an account is meant, or none by ARN.
fn arn_of(name: &str) -> Option<String> {
    if is_provider(name) || !name.starts_with("arn:") || name.ends_with(":root") {
        return None;
    }
    let Some((head, session)) = name.split_once(":assumed-role/") else { return Some(name.to_owned()) };
    let role = session.split('/').next().unwrap_or("");
    Some(format!("{}:role/{role}", head.replace(":sts:", ":iam:")))
}

fn finish<T>(part: &Part<T>, listed: Truth) -> Truth {
    let listed = if part.rest.is_some() { listed.or(Truth::Unknown) } else { listed };
    if part.negated { !listed } else { listed }
}

impl<'w> Caller<'w> {
    fn of(principal: &'w str) -> Self {
        match principal {
            "*" => Caller::Anonymous,
            name if OPEN_PROVIDERS.contains(&name) => Caller::WebIdentity(name),
            name => Caller::Named(name),
        }
    }

    fn is(&self, listed: &Principal) -> Truth {
        match (listed, self) {
            (Principal::Everyone(_), _) => Truth::True,
            (Principal::Service(word), Caller::Service(name))
            | (Principal::Federated(word), Caller::WebIdentity(name))
            | (Principal::Federated(word) | Principal::CanonicalUser(word), Caller::Named(name)) => {
                same_name(&word.text, name)
            }
            (Principal::Aws(word), Caller::Named(name)) => is_of(&word.text, name),
            (Principal::Aws(word), Caller::OfOwner(account)) => {
                let listed = word.text.display();
                let whole = account_of(&listed).filter(|_| !listed.starts_with("arn:") || listed.ends_with(":root"));
                if whole.is_some_and(|whole| whole == account.display()) {
                    Truth::True
                } else if word.text.as_str().is_some_and(|text| text.starts_with("arn:") && !text.ends_with(":root")) {
                    Truth::False
                } else {
                    Truth::Unknown
                }
            }
            // Only a value that is unknown as a whole can turn out to be `*`.
            (Principal::Aws(word), _) => open(&word.text),
            _ => Truth::False,
        }
    }
}

fn same_name(text: &Text, name: &str) -> Truth {
    match text.as_str() {
        Some(known) => Truth::from(known == name),
        None if text.display() == name => Truth::True,
        None => Truth::Unknown,
    }
}

/// Whether an entry under `AWS` is the named principal, or the account that it belongs to.
fn is_of(text: &Text, name: &str) -> Truth {
    let listed = text.display();
    let account = |arn: &str| account_part(arn).map(str::to_owned);
    let whole = if listed.starts_with("arn:") {
        listed.ends_with(":root").then(|| account(&listed)).flatten()
    } else {
        Some(listed.clone())
    };
    // Who signed in at a provider is known by the provider, whichever account declares that.
    if listed == name
        || arn_of(name).as_deref() == Some(&*listed)
        || (whole.is_some() && !is_provider(name) && whole == account(name))
    {
        return Truth::True;
    }
    let same_account_unknown = text.as_str().is_none() && name != caller::STRANGER;
    if same_account_unknown { Truth::Unknown } else { open(text) }
}

/// Unknown where the text may be `*`.
fn open(text: &Text) -> Truth {
    match text.pieces().as_slice() {
        [Piece::Hole(unknown)] if unknown.nature.may_be("*") => Truth::Unknown,
        _ => Truth::False,
    }
}

fn spelled(arn: &Text) -> Vec<Item> {
    let mut found = Vec::new();
    for piece in arn.pieces() {
        match piece {
            Piece::Known(known) => found.extend(items(known)),
            Piece::Hole(unknown) => {
                found.push(Item::Name(unknown.symbol.clone(), unknown.nature.least_length() == 0));
            }
        }
    }
    found
}

/// Reads any partition as `aws`.
fn ignore_partition(pattern: &mut Vec<text::Part>) {
    use text::Part::{Hole, Letter};
    let starts = pattern.iter().take(4).eq([&Letter('a'), &Letter('r'), &Letter('n'), &Letter(':')]);
    let end = pattern.iter().skip(4).position(|part| *part == Letter(':')).map(|at| at + 4);
    let Some(end) = end.filter(|_| starts) else { return };
    let name: Vec<_> = pattern.get(4..end).unwrap_or(&[]).to_vec();
    let is_hole = matches!(name.as_slice(), [Hole(_, nature)] if nature.is_partition());
    let is_aws = name.starts_with(&[Letter('a'), Letter('w'), Letter('s')])
        && name.iter().all(|part| matches!(part, Letter(letter) if letter.is_ascii_lowercase() || *letter == '-'));
    if is_hole || is_aws {
        pattern.splice(4..end, "aws".chars().map(Letter));
    }
}
