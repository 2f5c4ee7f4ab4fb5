//! What AWS rejects in a resource policy that can be read: unknown actions, resources of others, too much text.

use std::sync::Arc;

use super::length::{is_longer, may_be_longer, not_taken};
use super::principal::is_account_id;
use super::{Action, Part, Policy, PolicyProblem, Principal, Scope, Statement, Word, kms_actions, s3_actions};
use crate::value::{Choice, Kind, Piece, Text, Value, to_json};

/// What a policy is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// A bucket.
    S3,
    /// A key.
    Kms,
}

const OTHER_ACTIONS: &str = include_str!("other_actions.txt");

impl Service {
    /// The actions on what the policy is attached to.
    pub fn actions(self) -> &'static [Action] {
        match self {
            Service::S3 => s3_actions(),
            Service::Kms => kms_actions(),
        }
    }

    /// How many bytes a policy may have.
    fn limit(self) -> usize {
        match self {
            Service::S3 => 20 * 1024,
            Service::Kms => 32 * 1024,
        }
    }

    /// Why a document of so many bytes is refused, where it is.
    pub fn refuses(self, size: usize) -> Option<String> {
        let (title, limit) = (self.title(), self.limit() / 1024);
        (size > self.limit()).then(|| format!("the policy has {size} bytes, and {title} takes {limit} KB at most"))
    }

    fn prefix(self) -> &'static str {
        match self {
            Service::S3 => "s3:",
            Service::Kms => "kms:",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Service::S3 => "Amazon S3",
            Service::Kms => "AWS KMS",
        }
    }
}

/// What AWS says of a policy that is longer than a service takes.
fn too_long(value: &Value, service: Service) -> Option<PolicyProblem> {
    if !may_be_longer(value, service.limit()) {
        return None;
    }
    let written = match &value.kind {
        Kind::String(text) => Some(text.clone()),
        _ => to_json(value),
    };
    let size = written.and_then(|text| text.as_str().map(str::len)).unwrap_or(0);
    let message = if let Some(message) = service.refuses(size) {
        message
    } else if is_longer(value, service.limit()) {
        let (limit, title) = (service.limit() / 1024, service.title());
        format!("the policy has more than {limit} KB, which is what {title} takes at most")
    } else {
        return None;
    };
    Some(PolicyProblem { message, span: value.span() })
}

/// A policy that is surely longer than a service takes: what AWS says of it, and what is left of it, which is unknown.
/// Of a choice the branches count one by one, and AWS says nothing, as the other one may be meant. `None` where AWS
/// may take it.
pub fn without_too_long(value: &Value, service: Service) -> Option<(Value, Option<PolicyProblem>)> {
    if let Kind::Choice(choice) = &value.kind {
        let shortened = |branch| without_too_long(branch, service).map(|(left, _)| left);
        let (when_true, when_false) = (shortened(&choice.when_true), shortened(&choice.when_false));
        if when_true.is_none() && when_false.is_none() {
            return None;
        }
        let when_true = when_true.unwrap_or_else(|| choice.when_true.clone());
        let when_false = when_false.unwrap_or_else(|| choice.when_false.clone());
        let problem = if is_longer(value, service.limit()) { too_long(value, service) } else { None };
        let choice = Choice { condition: Arc::clone(&choice.condition), when_true, when_false };
        return Some((Value { kind: Kind::Choice(Arc::new(choice)), ..value.clone() }, problem));
    }
    is_longer(value, service.limit()).then(|| {
        let unknown = Value { kind: Kind::Unknown(not_taken(value)), origin: value.origin.clone() };
        (unknown, too_long(value, service))
    })
}

/// What AWS would reject in a policy for a bucket or a key; `bucket` is the bucket's name, where it is known.
pub fn rejections(value: &Value, policy: &Policy, service: Service, bucket: Option<&str>) -> Vec<PolicyProblem> {
    let mut found: Vec<_> = too_long(value, service).into_iter().collect();
    for statement in &policy.statements {
        unknown_actions(&statement.actions, service, &mut found);
        statement.principals.values.iter().for_each(|principal| unfit_principal(principal, &mut found));
        if service == Service::S3 {
            resources_without_arn(&statement.resources, &mut found);
            if let Some(bucket) = bucket {
                resources_of_others(&statement.resources, bucket, &mut found);
            }
        }
    }
    found
}

/// A principal that names neither an account nor somebody in one.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
fn unfit_principal(principal: &Principal, found: &mut Vec<PolicyProblem>) {
    let Principal::Aws(word) = principal else { return };
    let Some(name) = word.text.as_str() else { return };
    if !is_principal(name) {
        let message = format!(
            "`{name}` is no principal: AWS takes an account of twelve digits, a unique id, or the ARN of a root user, \
             user, role or session"
        );
        found.push(PolicyProblem { message, span: word.span });
    }
}

fn is_principal(name: &str) -> bool {
    let is_unique = |text: &str| {
        text.starts_with('A') && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    let is_canonical = |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let parts: Vec<&str> = name.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", partition, service, "", account, resource] if partition.starts_with("aws") => {
            let (kind, of) = resource.split_once('/').map_or((*resource, ""), |(kind, of)| (kind, of));
            match (*service, kind, of.is_empty()) {
                // Users of this account are the identities of CloudFront.
                ("iam", "user", false) => is_account_id(account) || *account == "cloudfront",
                ("iam", "root", true) | ("iam", "role", false) => is_account_id(account),
                ("sts", "federated-user", false) => is_account_id(account),
                ("sts", "assumed-role", false) => is_account_id(account) && of.contains('/'),
                _ => false,
            }
        }
        [name] => is_account_id(name) || is_unique(name) || is_canonical(name),
        _ => false,
    }
}

/// Resources that are written as names: S3 takes ARNs and `*`.
fn resources_without_arn(part: &Part<Word>, found: &mut Vec<PolicyProblem>) {
    for word in &part.values {
        let starts = match word.text.pieces().as_slice() {
            [Piece::Known(first), Piece::Hole(_), ..] if "arn:".starts_with(first) => true,
            [Piece::Known(first), ..] => first.starts_with("arn:") || first.starts_with(['*', '?', '$']),
            [Piece::Hole(unknown), ..] => unknown.nature.may_hold(':'),
            [] => false,
        };
        if !starts {
            let message = format!("`{}` is no ARN, as S3 takes them: `arn:aws:s3:::bucket/key`", word.text.display());
            found.push(PolicyProblem { message, span: word.span });
        }
    }
}

/// Actions on objects where a statement of a bucket's policy names buckets only, or the other way round: S3 refuses
/// them, with `Action does not apply to any resource(s) in statement`.
pub fn actions_without_resource(policy: &Policy) -> Vec<PolicyProblem> {
    let mut found = Vec::new();
    policy.statements.iter().for_each(|statement| actions_of_none(statement, &mut found));
    found
}

fn actions_of_none(statement: &Statement, found: &mut Vec<PolicyProblem>) {
    let resources = &statement.resources;
    if resources.negated || resources.rest.is_some() || statement.actions.negated {
        return;
    }
    let fits = |scope: Scope| resources.values.iter().any(|word| may_be(&word.text, scope));
    let (bucket, object) = (fits(Scope::Bucket), fits(Scope::Object));
    for word in &statement.actions.values {
        let Some(pattern) = word.text.as_str() else { continue };
        let meant = matching(Service::S3, pattern);
        let has = |action: &Action| match action.scope {
            Scope::Bucket => bucket,
            Scope::Object => object,
            Scope::Key | Scope::Role => true,
        };
        if !meant.is_empty() && !meant.iter().any(has) {
            let message = format!("`{pattern}` does not apply to any resource of the statement, and S3 refuses that");
            found.push(PolicyProblem { message, span: word.span });
        }
    }
}

/// Whether a resource may be a bucket, or an object in one.
fn may_be(text: &Text, scope: Scope) -> bool {
    let is_of_bucket = text.known_prefix().strip_prefix("arn:").is_some_and(|rest| rest.contains(":s3:::"));
    let has_slash = text.has_known("/");
    let open = text.has_known("*") || text.has_known("?") || text.has_known("$");
    match scope {
        _ if !is_of_bucket => true,
        Scope::Bucket => !has_slash,
        Scope::Object => has_slash || open || text.holes().any(|hole| hole.nature.may_hold('/')),
        Scope::Key | Scope::Role => true,
    }
}

fn unknown_actions(part: &Part<Word>, service: Service, found: &mut Vec<PolicyProblem>) {
    for word in &part.values {
        let Some(pattern) = word.text.as_str().map(str::to_ascii_lowercase) else { continue };
        let mut others = OTHER_ACTIONS.lines().filter(|name| name.starts_with(service.prefix()));
        let is_other = |name: &str| is_like(&pattern, &name.to_ascii_lowercase());
        if !service.actions().iter().any(|action| is_like(&pattern, action.lower)) && !others.any(is_other) {
            let message = format!("`{}` is no action of {}", word.text.display(), service.title());
            found.push(PolicyProblem { message, span: word.span });
        }
    }
}

fn resources_of_others(part: &Part<Word>, bucket: &str, found: &mut Vec<PolicyProblem>) {
    for word in &part.values {
        if is_of_other(&word.text, bucket) {
            let message = format!("`{}` is no resource of the bucket `{bucket}`", word.text.display());
            found.push(PolicyProblem { message, span: word.span });
        }
    }
}

/// Whether a resource surely means neither the bucket nor an object in it.
fn is_of_other(text: &Text, bucket: &str) -> bool {
    let pieces = text.pieces();
    let Some(Piece::Known(first)) = pieces.first() else { return false };
    if first.contains("${") || first.starts_with('*') {
        return false;
    }
    let Some(name) = first.strip_prefix("arn:").and_then(|rest| rest.split_once(":s3:::")).map(|(_, name)| name) else {
        return pieces.len() == 1 && !first.contains(['*', '?']);
    };
    let whole = pieces.len() == 1 || name.contains('/');
    let name = name.split('/').next().unwrap_or(name);
    if whole { !is_like(name, bucket) } else { !is_like(&format!("{name}*"), bucket) && !name.contains(['*', '?']) }
}

/// Whether a name matches a pattern of `*` and `?`: on a mismatch the latest `*` takes one letter more.
pub fn is_like(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.as_bytes(), name.as_bytes());
    let (mut at, mut from) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(letter) = name.get(from) {
        match pattern.get(at) {
            // Most patterns end with one.
            Some(b'*') if at + 1 == pattern.len() => return true,
            Some(b'*') => {
                star = Some((at, from));
                at += 1;
            }
            Some(wanted) if *wanted == b'?' || wanted == letter => (at, from) = (at + 1, from + 1),
            _ => {
                let Some((star_at, taken)) = star else { return false };
                (at, from) = (star_at + 1, taken + 1);
                star = Some((star_at, taken + 1));
            }
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(|letter| *letter == b'*')
}

/// The actions that a pattern means; case plays no part.
pub fn matching(service: Service, pattern: &str) -> Vec<Action> {
    let pattern = pattern.to_ascii_lowercase();
    let matches = |action: &&Action| is_like(&pattern, action.lower);
    service.actions().iter().filter(matches).copied().collect()
}

/// The buckets that the resources of a policy name, each once, in order: of a pattern, a bucket that fits and that no
/// other resource names.
pub fn named_buckets(policy: &Policy) -> Vec<String> {
    let part = |text: &str| {
        let name = text.strip_prefix("arn:")?.split_once(":s3:::")?.1;
        Some(name.split('/').next().unwrap_or(name).to_owned())
    };
    named(policy, part, "example-bucket")
}

/// The access points that the resources of a policy name, in the same way.
pub fn named_access_points(policy: &Policy) -> Vec<String> {
    let part = |text: &str| {
        let name = text.splitn(6, ':').nth(5)?.strip_prefix("accesspoint/")?;
        Some(name.split('/').next().unwrap_or(name).to_owned())
    };
    named(policy, part, "example-access-point")
}

/// Names by a part of each resource; `*` alone stands for any, and so for `any` where nothing else is named.
fn named(policy: &Policy, part: impl Fn(&str) -> Option<String>, any: &str) -> Vec<String> {
    let words = policy.statements.iter().flat_map(|statement| &statement.resources.values);
    let texts: Vec<&str> = words.filter_map(|word| word.text.as_str()).collect();
    let (patterns, mut names): (Vec<String>, Vec<String>) =
        texts.iter().filter_map(|text| part(text)).partition(|name| name.contains(['*', '?', '$']));
    for pattern in patterns {
        let fits = names.iter().any(|name| is_like(&pattern, name));
        names.extend((!fits && !pattern.contains('$')).then(|| fitting(&pattern, any)));
    }
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| !name.is_empty() && seen.insert(name.clone()));
    if names.is_empty() && texts.iter().any(|text| *text == "*" || part(text).is_some()) {
        names.push(any.to_owned());
    }
    names
}

/// A name that fits a pattern and has room for the letters that it leaves open.
fn fitting(pattern: &str, any: &str) -> String {
    let name = pattern.replace('*', "").replace('?', "x");
    if name.is_empty() { any.to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_names_against_patterns() {
        assert!(is_like("*", "") && is_like("s3:*", "s3:getobject") && is_like("s3:*object", "s3:getobjectobject"));
        assert!(is_like("s3:get?bject*", "s3:getobject") && is_like("s3:getobject", "s3:getobject"));
        assert!(!is_like("s3:get?", "s3:get") && !is_like("s3:*x", "s3:getobject") && !is_like("", "s3:getobject"));
        assert_eq!(matching(Service::S3, "S3:putobject?cl").len(), 1);
    }

    #[test]
    fn tells_principals() {
        let (account, user) = ("111122223333", "user/CloudFront Origin Access Identity E1");
        let named = |service: &str, account: &str, of: &str| format!("arn:aws:{service}::{account}:{of}");
        for (service, account, of) in [
            ("iam", account, "root"),
            ("iam", account, "role/path/r"),
            ("iam", "cloudfront", user),
            ("sts", account, "assumed-role/r/session"),
            ("sts", account, "federated-user/f"),
        ] {
            assert!(is_principal(&named(service, account, of)), "{service} {account} {of}");
        }
        for (service, account, of) in [
            ("iam", "1234", "root"),
            ("iam", account, "group/g"),
            ("iam", account, "role"),
            ("sts", account, "assumed-role/r"),
            ("s3", account, "root"),
        ] {
            assert!(!is_principal(&named(service, account, of)), "{service} {account} {of}");
        }
        assert!(is_principal(account) && is_principal("AROAEXAMPLEID") && is_principal(&"a0".repeat(32)));
        assert!(!is_principal("") && !is_principal("11112222333344") && !is_principal("arn:aws:iam::111122223333"));
    }

    #[test]
    fn gives_a_name_that_fits() {
        assert_eq!(["*", "b*", "lo?s", "*-x-*"].map(|it| fitting(it, "any")), ["any", "b", "loxs", "-x-"]);
    }

    #[test]
    fn tells_resources_of_others() {
        let other = |text: &str| is_of_other(&Text::from(text), "logs");
        assert!(!other("*") && !other("arn:aws:s3:::logs") && !other("arn:aws-cn:s3:::l?gs/a/b*"));
        assert!(!other("arn:aws:s3:::*/x") && !other("arn:aws:s3:::${aws:PrincipalTag/b}/x"));
        assert!(
            other("arn:aws:s3:::log") && other("arn:aws:s3:::data/*") && other("logs/*/x".replace('*', "a").as_str())
        );
    }
}
