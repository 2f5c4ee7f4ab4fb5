//! Whether what a request tells of who makes it fits one principal, by the IAM user guide's "Principal key values" and
//! "AWS global condition context keys".

use std::collections::BTreeMap;

/// What the keys of a signed request say of its caller, held against each other and against the account of its name.
pub(super) fn is_coherent(context: &BTreeMap<String, Vec<&str>>, account: Option<&str>) -> bool {
    let value = |key: &str| context.get(key).and_then(|values| values.first()).copied();
    let arn = value("aws:principalarn").filter(|arn| arn.starts_with("arn:") && !arn.contains("${"));
    let parts: Vec<&str> = arn.map_or(Vec::new(), |arn| arn.splitn(6, ':').collect());
    let of_arn = parts.get(4).copied().filter(|id| is_account(id));
    let id = value("aws:userid").filter(|id| !id.contains("${"));
    let told = [account, value("aws:principalaccount"), value("kms:calleraccount"), of_arn];
    let accounts: Vec<&str> = told.into_iter().flatten().filter(|it| !it.contains("${")).collect();
    let one = accounts.iter().all(|it| is_account(it) && accounts.first() == Some(it));
    let by_arn = match parts.as_slice() {
        [_, _, "iam", _, _, "root"] => Some("Account"),
        [_, _, "iam", _, _, rest] if rest.starts_with("user/") => Some("User"),
        [_, _, "iam", _, _, rest] if rest.starts_with("role/") => Some("AssumedRole"),
        [_, _, "sts", _, _, rest] if rest.starts_with("federated-user/") => Some("FederatedUser"),
        [] => None,
        _ => return false,
    };
    let by_id = id.map(|id| match id.split_once(':') {
        None if is_account(id) => "Account",
        None => "User",
        Some((owner, _)) if is_account(owner) => "FederatedUser",
        Some(_) => "AssumedRole",
    });
    let by_name = value("aws:username").map(|_| "User");
    let by_session = context.keys().any(|key| is_of_session(key)).then_some("AssumedRole");
    let by_root = context.contains_key("aws:assumedroot").then_some("Account");
    let told = [value("aws:principaltype"), by_arn, by_id, by_name, by_session, by_root];
    let kinds: Vec<&str> = told.into_iter().flatten().collect();
    let organization = value("aws:principalorgid").filter(|id| !id.contains("${"));
    let paths = context.get("aws:principalorgpaths").into_iter().flatten();
    let mut heads = paths.filter(|path| !path.contains("${")).map(|path| path.split('/').next());
    let of_one = organization.is_none_or(|own| heads.all(|head| head == Some(own)));
    one && of_one && kinds.iter().all(|kind| kinds.first() == Some(kind))
}

/// Whether what the keys of a request by a service say of it fits one service, by its name where that is told.
pub(super) fn is_one_service(context: &BTreeMap<String, Vec<&str>>, name: Option<&str>) -> bool {
    let told = context.get("aws:principalservicename").and_then(|values| values.first()).copied();
    let named = name.or(told);
    let listed = context.get("aws:principalservicenameslist");
    let lists = listed.is_none_or(|names| named.is_none_or(|own| names.contains(&own)));
    let kind = context.get("aws:principaltype").is_none_or(|values| values.as_slice() == ["Service"]);
    lists && kind && told.is_none_or(|told| name.is_none_or(|name| name == told))
}

/// Whether what the keys of a request say of an access point fits one: its ARN has a name and an account of twelve
/// digits, which is the one that the request tells; and one of a VPC is reached through an endpoint.
pub(super) fn is_one_access_point(context: &BTreeMap<String, Vec<&str>>, through_endpoint: bool) -> bool {
    let value = |key: &str| context.get(key).and_then(|values| values.first()).copied();
    let known = |key: &str| value(key).filter(|it| !it.contains("${"));
    let account = known("s3:dataaccesspointaccount");
    let of_arn = known("s3:dataaccesspointarn").map(|arn| {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let [_, _, "s3", _, account, name] = parts.as_slice() else { return None };
        name.strip_prefix("accesspoint/").filter(|name| !name.is_empty())?;
        Some(*account)
    });
    let told = [account.map(Some), of_arn].into_iter().flatten();
    let accounts: Vec<Option<&str>> = told.collect();
    let one = accounts.iter().all(|it| it.is_some_and(is_account) && accounts.first() == Some(it));
    one && (through_endpoint || value("s3:accesspointnetworkorigin") != Some("VPC"))
}

/// Whether a key tells where a session of a role has its credentials from.
fn is_of_session(key: &str) -> bool {
    const SOURCES: [&str; 13] = [
        "accounts.google.com:",
        "aws:chatbotsourcearn",
        "aws:ec2instancesource",
        "codebuild:",
        "cognito-identity.amazonaws.com:",
        "ec2:",
        "glue:",
        "graph.facebook.com:",
        "identitystore:",
        "lambda:",
        "saml:",
        "ssm:",
        "www.amazon.com:",
    ];
    SOURCES.iter().any(|source| key.starts_with(source))
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.chars().all(|digit| digit.is_ascii_digit())
}
