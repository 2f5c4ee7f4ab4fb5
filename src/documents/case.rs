//! A case of a batch: one line of JSON with a bucket's policy, ACL and blocks.

use serde::Deserialize;
use serde_json::Value as Json;

use super::judged::{Block, Judged};
use crate::reason::{Assumptions, Effort, Owner, Situation, Trust};
use crate::source::{Sources, Span};
use crate::value::{Map, Text, Value, parse_json};

/// What a case says beside its policy.
#[derive(Debug, Deserialize)]
pub(super) struct Case {
    #[serde(default)]
    pub(super) id: Json,
    #[serde(default = "unnamed")]
    bucket: String,
    #[serde(default)]
    owner: Option<String>,
    #[serde(default)]
    owner_org: Option<String>,
    #[serde(default)]
    bpa: Option<Blocks>,
    #[serde(default)]
    acl: Option<CaseAcl>,
    #[serde(default)]
    ownership: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Blocks {
    #[serde(default)]
    bucket: Option<Flags>,
    #[serde(default)]
    account: Option<Flags>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Flags {
    block_public_acls: bool,
    ignore_public_acls: bool,
    block_public_policy: bool,
    restrict_public_buckets: bool,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum CaseAcl {
    Canned(String),
    Granted { grants: Vec<CaseGrant> },
}

#[derive(Debug, Deserialize)]
struct CaseGrant {
    grantee: String,
    permission: String,
}

fn unnamed() -> String {
    "bucket".to_owned()
}

impl From<Flags> for Block {
    fn from(flags: Flags) -> Self {
        Block {
            block_public_acls: flags.block_public_acls,
            ignore_public_acls: flags.ignore_public_acls,
            block_public_policy: flags.block_public_policy,
            restrict_public_buckets: flags.restrict_public_buckets,
        }
    }
}

impl Case {
    /// Reads a line: the case, and the bucket that it describes.
    pub(super) fn read(line: &str) -> Result<(Case, Judged, Span), String> {
        let case: Case = serde_json::from_str(line).map_err(|error| format!("is not a case: {error}"))?;
        let mut sources = Sources::default();
        let file = sources.add("case".into(), "case".to_owned(), line.into());
        let span = Span::whole_file(file);
        let root = parse_json(file, line).map_err(|error| format!("is not JSON: {}", error.message))?.root;
        let mut judged = Judged::bucket(Text::from(case.bucket.as_str()), span)
            .with_blocks(case.flags(|blocks| blocks.bucket).into(), case.flags(|blocks| blocks.account).into());
        if let Some(acl) = &case.acl {
            judged = acl.set(judged, span);
        }
        if let Some(ownership) = &case.ownership {
            let rule = map([("ObjectOwnership", Value::string(ownership.as_str(), span))], span);
            let rules = map([("Rules", Value::list(vec![rule], span))], span);
            judged = judged.with("OwnershipControls", rules);
        }
        if let Some(policy) = root.get("policy").filter(|policy| !policy.is_null()) {
            judged = judged.with_policy(policy.clone());
        }
        Ok((case, judged, span))
    }

    fn flags(&self, of: impl Fn(&Blocks) -> Option<Flags>) -> Flags {
        self.bpa.as_ref().and_then(of).unwrap_or_default()
    }

    /// Whether putting a public policy is rejected.
    pub(super) fn rejects_public_policies(&self) -> bool {
        let flags = [self.flags(|blocks| blocks.bucket), self.flags(|blocks| blocks.account)];
        flags.iter().any(|flags| flags.block_public_policy)
    }

    /// What the case is judged in: everything that it says is there already.
    pub(super) fn situation(&self, trust: Trust, span: Span) -> Situation {
        let unknown = Owner::unknown(span);
        let owner = Owner {
            account: self.owner.as_deref().map_or(unknown.account, Text::from),
            organization: self.owner_org.as_deref().map_or(unknown.organization, Text::from),
        };
        Situation {
            assumptions: Assumptions::default(),
            owner,
            trust,
            in_force: true,
            acl_by_itself: true,
            effort: Effort::default(),
        }
    }
}

impl CaseAcl {
    fn set(&self, judged: Judged, span: Span) -> Judged {
        match self {
            CaseAcl::Canned(name) => judged.with("AccessControl", Value::string(pascal(name), span)),
            CaseAcl::Granted { grants } => {
                let grants = grants.iter().map(|grant| grant.value(span)).collect();
                judged.with("AccessControlPolicy", map([("Grants", Value::list(grants, span))], span))
            }
        }
    }
}

impl CaseGrant {
    /// A group by its name or its URI; anything else is some account's id.
    fn value(&self, span: Span) -> Value {
        let name = self.grantee.rsplit('/').next().unwrap_or("");
        let grantee = match name {
            "AllUsers" | "AuthenticatedUsers" | "LogDelivery" => {
                ("URI", Value::string(format!("http://acs.amazonaws.com/groups/global/{name}"), span))
            }
            _ => ("ID", Value::string(self.grantee.as_str(), span)),
        };
        let permission = Value::string(self.permission.as_str(), span);
        map([("Grantee", map([grantee], span)), ("Permission", permission)], span)
    }
}

fn map<const N: usize>(entries: [(&str, Value); N], span: Span) -> Value {
    let mut map = Map::default();
    for (key, value) in entries {
        map.insert(key, span, value);
    }
    Value::map(map, span)
}

/// `public-read` as CloudFormation writes it: `PublicRead`.
fn pascal(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect::<String>())
    };
    name.split('-').map(capital).collect()
}
