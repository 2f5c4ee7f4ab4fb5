//! Roles that SAM makes: that of a function or state machine, those of the events that start it, that of deployments.

use super::policy::{Policy, read};
use super::transformed::{Owner, Transformed};
use super::written::{branches, is_no_value, list, map, text, texts, unknown};
use crate::source::Span;
use crate::value::{Kind, List, Map, Value};

const ROLE: &str = "AWS::IAM::Role";

/// Adds the roles that are made for a function or state machine.
pub(super) fn of(owner: &Owner<'_>, all: &mut Transformed) {
    let id = owner.declaration.id;
    if let Some(condition) = made_when(owner, all) {
        all.add(format!("{id}Role"), owner.at(), ROLE, execution_role(owner), condition.as_ref());
    }
    for (name, kind, event) in owner.events() {
        if let Some(role) = role_of_event(owner, kind, event) {
            all.add(format!("{id}{name}Role"), event.span(), ROLE, role, owner.condition());
        }
    }
    if let Some(deployment) = owner.property("DeploymentPreference").filter(|_| owner.is_function)
        && deployment.get("Role").is_none()
        && deployment.get("Enabled").and_then(Value::as_bool) != Some(false)
    {
        let at = owner.at();
        let managed = aws_managed(at, "service-role/AWSCodeDeployRoleForLambda");
        let role = map(at, [trusting(at, "codedeploy"), ("ManagedPolicyArns", list(at, vec![managed]))]);
        all.add("CodeDeployServiceRole".to_owned(), at, ROLE, role, None);
    }
}

/// On which condition a role is made; `None` where the template gives one.
fn made_when(owner: &Owner<'_>, all: &mut Transformed) -> Option<Option<Value>> {
    let Some(role) = owner.property("Role") else { return Some(owner.condition().cloned()) };
    let (condition, when_true, when_false) = branches(role).filter(|_| owner.is_function)?;
    match (is_no_value(when_true), is_no_value(when_false)) {
        (true, true) => Some(owner.condition().cloned()),
        (true, false) => Some(Some(condition.clone())),
        (false, true) => Some(Some(all.negated(condition))),
        (false, false) => None,
    }
}

/// The properties of the role that a function or state machine runs with.
fn execution_role(owner: &Owner<'_>) -> Value {
    let at = owner.at();
    let trust = trusting(at, if owner.is_function { "lambda" } else { "states" });
    let own_trust = owner.property("AssumeRolePolicyDocument").filter(|_| owner.is_function);
    let mut properties = vec![own_trust.map_or(trust, |own| ("AssumeRolePolicyDocument", own.clone()))];
    properties.extend(policies(owner));
    for (from, to) in [("RolePath", "Path"), ("PermissionsBoundary", "PermissionsBoundary")] {
        properties.extend(owner.property(from).map(|value| (to, value.clone())));
    }
    properties.push(("Tags", tags(owner)));
    map(at, properties)
}

/// `ManagedPolicyArns` and `Policies` of the role.
fn policies(owner: &Owner<'_>) -> Vec<(&'static str, Value)> {
    let at = owner.at();
    let (mut managed, mut inline) = (managed_by_sam(owner), Vec::new());
    let mut rest = adds_more(owner).map(|(what, at)| unknown(what, at));
    let written = owner.property("Policies");
    let items = written.map_or(&[][..], |written| match &written.kind {
        Kind::List(list) => &list.items,
        _ => std::slice::from_ref(written),
    });
    for (number, policy) in items.iter().enumerate() {
        match read(policy, &format!("{}RolePolicy{number}", owner.declaration.id)) {
            Policy::Managed(value) => managed.push(value),
            Policy::Inline(value) => inline.push(value),
            Policy::None(_) => {}
            Policy::Unknown => rest = Some(unknown("Policies", policy.span())),
        }
    }
    let open = |items: Vec<Value>| Value::new(Kind::List(List { items, rest: rest.clone() }), at);
    let mut properties = vec![("ManagedPolicyArns", open(managed))];
    if !inline.is_empty() || rest.is_some() {
        properties.push(("Policies", open(inline)));
    }
    properties
}

/// The managed policies that every function's role has.
fn managed_by_sam(owner: &Owner<'_>) -> Vec<Value> {
    if !owner.is_function {
        return Vec::new();
    }
    let basic = match owner.property("DurableConfig") {
        Some(_) => "service-role/AWSLambdaBasicDurableExecutionRolePolicy",
        None => "service-role/AWSLambdaBasicExecutionRole",
    };
    let mut managed = vec![aws_managed(owner.at(), basic)];
    let in_network = owner.property("VpcConfig");
    managed.extend(in_network.map(|_| aws_managed(owner.at(), "service-role/AWSLambdaVPCAccessExecutionRole")));
    managed
}

/// What lets SAM add policies about other services than S3 and KMS, which are not worked out.
fn adds_more(owner: &Owner<'_>) -> Option<(&'static str, Span)> {
    let tracing = owner.property("Tracing").filter(|tracing| {
        let enabled = tracing.get("Enabled").and_then(Value::as_bool);
        tracing.as_str() != Some("Disabled") && enabled != Some(false)
    });
    let others = ["DeadLetterQueue", "EventInvokeConfig"].map(|name| (name, owner.property(name)));
    let mut found = [("Tracing", tracing)].into_iter().chain(others);
    let found = found.find_map(|(name, value)| Some((name, value?.span())));
    const POLLED: [&str; 7] = ["SQS", "Kinesis", "DynamoDB", "MSK", "MQ", "SelfManagedKafka", "DocumentDB"];
    let polled =
        || owner.events().find(|(_, kind, _)| POLLED.contains(kind)).map(|(.., event)| ("Events", event.span()));
    found.or_else(polled)
}

/// `Tags` as the role has them: SAM's own, then those of the function, the globals' below its own.
fn tags(owner: &Owner<'_>) -> Value {
    let at = owner.at();
    let tag = |key: &str, value: Value| map(at, [("Key", text(at, key)), ("Value", value)]);
    let own = if owner.is_function { "lambda:createdBy" } else { "stateMachine:createdBy" };
    let mut all = Map::default();
    let mut rest = None;
    for written in [owner.global("Tags"), owner.declaration.property("Tags")].into_iter().flatten() {
        match written.as_map() {
            Some(tags) if branches(written).is_none() => {
                tags.iter().for_each(|(key, it)| drop(all.insert(&**key, it.key_span, it.value.clone())));
            }
            _ => rest = Some(unknown("Tags", written.span())),
        }
    }
    let tags = all.iter().map(|(key, entry)| tag(key, entry.value.clone()));
    let items = std::iter::once(tag(own, text(at, "SAM"))).chain(tags).collect();
    Value::new(Kind::List(List { items, rest }), at)
}

/// The role with which an event starts its function or state machine; `None` where it needs none, or names one.
fn role_of_event(owner: &Owner<'_>, kind: &str, event: &Value) -> Option<Value> {
    let at = event.span();
    let of_event = |name: &str| event.get("Properties").and_then(|properties| properties.get(name));
    let of_owner = owner.property("PermissionsBoundary");
    let (service, boundary) = match (kind, owner.is_function) {
        ("ScheduleV2", _) => ("scheduler", of_event("PermissionsBoundary")),
        ("Schedule" | "EventBridgeRule" | "CloudWatchEvent", false) => ("events", of_owner),
        ("Api", false) => ("apigateway", of_owner),
        _ => return None,
    };
    if of_event("RoleArn").is_some() {
        return None;
    }
    // It lets the event start its target, and may write to a queue.
    let rest = Some(unknown("Events", at));
    let policies = Value::new(Kind::List(List { items: Vec::new(), rest }), at);
    let mut properties = vec![trusting(at, service), ("Policies", policies)];
    properties.extend(boundary.map(|boundary| ("PermissionsBoundary", boundary.clone())));
    Some(map(at, properties))
}

/// The trust policy for a service of AWS.
fn trusting(at: Span, service: &str) -> (&'static str, Value) {
    let principal = map(at, [("Service", texts(at, &[&format!("{service}.amazonaws.com")]))]);
    let statement =
        [("Action", texts(at, &["sts:AssumeRole"])), ("Effect", text(at, "Allow")), ("Principal", principal)];
    let document = [("Version", text(at, "2012-10-17")), ("Statement", list(at, vec![map(at, statement)]))];
    ("AssumeRolePolicyDocument", map(at, document))
}

fn aws_managed(at: Span, name: &str) -> Value {
    map(at, [("Fn::Sub", text(at, format!("arn:${{AWS::Partition}}:iam::aws:policy/{name}")))])
}
