//! The request of a witness, taken apart.

use std::collections::BTreeMap;

use super::text::{self, Item, compare, items, parts};
use crate::iam::{Action, Part, Principal, Scope, Word};
use crate::model::{Bucket, Subject};
use crate::reason::keys::{self, Presence};
use crate::reason::target::Target;
use crate::reason::{Witness, caller};
use crate::value::{Constant, Nature, Piece, Text, Truth};

/// A request as statements are held against it.
pub(super) struct Request<'w> {
    caller: Caller<'w>,
    action: &'static Action,
    resource: Vec<Item>,
    /// Texts of the policy that mean the target's ARN.
    arn: Text,
    aliases: Vec<String>,
    /// Condition keys in lower case.
    pub(super) context: BTreeMap<String, &'w str>,
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
}

const OPEN_PROVIDERS: [&str; 4] =
    ["www.amazon.com", "graph.facebook.com", "accounts.google.com", "cognito-identity.amazonaws.com"];

impl<'w> Request<'w> {
    /// The request of a witness; `None` where it asks for something else than the subject, or carries what its caller
    /// cannot carry.
    pub(super) fn new(witness: &'w Witness, action: &'static Action, subject: &Subject<'_>) -> Option<Self> {
        let caller = Caller::of(&witness.principal);
        let context: BTreeMap<_, _> =
            witness.context.iter().map(|(key, value)| (key.to_ascii_lowercase(), value.as_str())).collect();
        let can_have = |key: &String| {
            let key = keys::find(key);
            let anonymous = matches!(caller, Caller::Anonymous);
            !(anonymous && key.is_some_and(|key| key.anonymous == Presence::Never))
        };
        let arn = arn(subject, action.scope);
        let shown = arn.display();
        let key = witness.resource.strip_prefix(&shown)?;
        let fits = match action.scope {
            Scope::Object => key.len() > 1 && key.starts_with('/'),
            Scope::Bucket | Scope::Key => key.is_empty(),
        };
        let mut resource = spelled(&arn);
        resource.extend(items(key));
        let aliases = subject.resource.names.iter().filter_map(assigned_arn).collect();
        (fits && context.keys().all(can_have)).then_some(Request { caller, action, resource, arn, aliases, context })
    }

    /// Whether the caller is an outsider.
    pub(super) fn is_outsider(&self) -> bool {
        match self.caller {
            Caller::Anonymous => self.action.scope != Scope::Key,
            Caller::WebIdentity(_) => true,
            Caller::Service(name) => name == caller::SERVICE,
            Caller::Named(name) => name == caller::STRANGER,
        }
    }

    /// Whether an element lists the caller.
    pub(super) fn is_by(&self, part: &Part<Principal>) -> Truth {
        let listed = Truth::any(part.values.iter().map(|principal| self.caller.is(principal)));
        finish(part, listed)
    }

    /// Whether an element lists the action.
    pub(super) fn does(&self, part: &Part<Word>) -> Truth {
        let name = items(&self.action.name.to_ascii_lowercase());
        let listed = part.values.iter().map(|word| {
            let pattern = parts(&word.text, true, Truth::False).into_iter().map(|part| match part {
                text::Part::Letter(letter) => text::Part::Letter(letter.to_ascii_lowercase()),
                other => other,
            });
            compare(&pattern.collect::<Vec<_>>(), &name)
        });
        finish(part, Truth::any(listed))
    }

    /// Whether an element lists the resource.
    pub(super) fn is_on(&self, part: &Part<Word>, variables: Truth) -> Truth {
        let listed = part.values.iter().map(|word| {
            let mut pattern = parts(&word.text, true, variables);
            self.spell_out(&mut pattern);
            ignore_partition(&mut pattern);
            compare(&pattern, &self.resource)
        });
        finish(part, Truth::any(listed))
    }

    /// Puts the target's ARN where the pattern means it by a name of its own.
    fn spell_out(&self, pattern: &mut Vec<text::Part>) {
        let own = |part: &text::Part| matches!(part, text::Part::Hole(name, true) if self.aliases.contains(name));
        if pattern.iter().any(own) {
            let arn = parts(&self.arn, false, Truth::False);
            *pattern = pattern.drain(..).flat_map(|part| if own(&part) { arn.clone() } else { vec![part] }).collect();
        }
    }
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
            name if name.ends_with(".amazonaws.com") => Caller::Service(name),
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
    let account = |arn: &str| arn.split(':').nth(4).map(str::to_owned);
    let whole = if listed.starts_with("arn:") {
        listed.ends_with(":root").then(|| account(&listed)).flatten()
    } else {
        Some(listed.clone())
    };
    if listed == name || (whole.is_some() && whole == account(name)) {
        return Truth::True;
    }
    let same_account_unknown = text.as_str().is_none() && name != caller::STRANGER;
    if same_account_unknown { Truth::Unknown } else { open(text) }
}

/// Unknown where the text may be `*`.
fn open(text: &Text) -> Truth {
    match text.pieces().as_slice() {
        [Piece::Hole(unknown)] if unknown.nature == Nature::Anything => Truth::Unknown,
        _ => Truth::False,
    }
}

/// The ARN of the subject as witnesses show it.
fn arn(subject: &Subject<'_>, scope: Scope) -> Text {
    let named = if scope == Scope::Key { None } else { Bucket::of(subject).arn() };
    let target = match named {
        Some(arn) => Target::new(arn, &subject.resource),
        None if scope == Scope::Key => Target::key(&subject.resource),
        None => {
            let unnamed = Target::unnamed_bucket(&subject.resource);
            Target::new(unnamed, &subject.resource)
        }
    };
    target.arn
}

fn spelled(arn: &Text) -> Vec<Item> {
    let mut found = Vec::new();
    for piece in arn.pieces() {
        match piece {
            Piece::Known(known) => found.extend(items(known)),
            Piece::Hole(unknown) => {
                found.push(Item::Name(unknown.symbol.0.to_string(), unknown.nature == Nature::Anything));
            }
        }
    }
    found
}

/// The symbol of a name that is an ARN which AWS assigns; a name that is not an ARN means the ARN's last part only.
fn assigned_arn(text: &Text) -> Option<String> {
    match text.pieces().as_slice() {
        [Piece::Hole(unknown)] if unknown.nature == Nature::Constant(Constant::Arn) => {
            Some(unknown.symbol.0.to_string())
        }
        _ => None,
    }
}

/// Reads any partition as `aws`.
fn ignore_partition(pattern: &mut Vec<text::Part>) {
    use text::Part::{Hole, Letter};
    let starts = pattern.iter().take(4).eq([&Letter('a'), &Letter('r'), &Letter('n'), &Letter(':')]);
    let end = pattern.iter().skip(4).position(|part| *part == Letter(':')).map(|at| at + 4);
    let Some(end) = end.filter(|_| starts) else { return };
    let name: Vec<_> = pattern.get(4..end).unwrap_or(&[]).to_vec();
    let is_hole = matches!(name.as_slice(), [Hole(_, true)]);
    let is_aws = name.starts_with(&[Letter('a'), Letter('w'), Letter('s')])
        && name.iter().all(|part| matches!(part, Letter(letter) if letter.is_ascii_lowercase() || *letter == '-'));
    if is_hole || is_aws {
        pattern.splice(4..end, "aws".chars().map(Letter));
    }
}
