//! SAM: the resources of the model that its own resources turn into, written as a template would write them.
//!
//! <https://github.com/aws/serverless-application-model/blob/develop/docs/internals/generated_resources.rst>
//!
//! A function or state machine without a role gets one, and a function that listens to a bucket of the template gets into
//! the bucket's notifications. What else SAM makes is not part of the model.

use std::sync::Arc;

use super::template::Declaration;
use crate::source::Span;
use crate::value::{Entry, Kind, List, Map, Unknown, Value};

const FUNCTION: &str = "AWS::Serverless::Function";
const STATE_MACHINE: &str = "AWS::Serverless::StateMachine";

/// The resources of a template with those that SAM makes.
pub(super) fn transformed(resources: &Map, globals: Option<&Value>) -> Map {
    let mut all = resources.clone();
    for (id, entry) in resources.iter() {
        let Some(declaration) = Declaration::of(id, entry) else { continue };
        let service = match declaration.type_name {
            FUNCTION => "lambda",
            STATE_MACHINE => "states",
            _ => continue,
        };
        let made_for = MadeFor { declaration, globals: globals.and_then(|globals| globals.get("Function")), service };
        let role_id = format!("{id}Role");
        if made_for.property("Role").is_none() && all.get(&role_id).is_none() {
            all.insert(role_id, entry.key_span, made_for.role());
        }
        if service == "lambda" {
            made_for.listen(&mut all);
        }
    }
    all
}

/// A function or state machine, for which SAM makes other resources.
struct MadeFor<'m> {
    declaration: Declaration<'m>,
    globals: Option<&'m Value>,
    service: &'static str,
}

impl<'m> MadeFor<'m> {
    fn at(&self) -> Span {
        self.declaration.entry.key_span
    }

    fn property(&self, name: &str) -> Option<&'m Value> {
        let global = || self.globals.filter(|_| self.service == "lambda").and_then(|globals| globals.get(name));
        self.declaration.property(name).or_else(global)
    }

    fn condition(&self) -> Option<&'m Value> {
        self.declaration.entry.value.get("Condition")
    }

    /// The role that the function runs with.
    fn role(&self) -> Value {
        let at = self.at();
        let principal = map(at, [("Service", list(at, vec![text(at, format!("{}.amazonaws.com", self.service))]))]);
        let statement = map(
            at,
            [
                ("Action", list(at, vec![text(at, "sts:AssumeRole")])),
                ("Effect", text(at, "Allow")),
                ("Principal", principal),
            ],
        );
        let trust = map(at, [("Version", text(at, "2012-10-17")), ("Statement", list(at, vec![statement]))]);
        let trust = self.property("AssumeRolePolicyDocument").cloned().unwrap_or(trust);
        let mut properties = vec![("AssumeRolePolicyDocument", trust)];
        properties.extend(self.policies());
        for (from, to) in [("RolePath", "Path"), ("PermissionsBoundary", "PermissionsBoundary")] {
            properties.extend(self.property(from).map(|value| (to, value.clone())));
        }
        let tag = if self.service == "lambda" { "lambda:createdBy" } else { "stateMachine:createdBy" };
        let tag = map(at, [("Key", text(at, tag)), ("Value", text(at, "SAM"))]);
        properties.push(("Tags", list(at, vec![tag])));
        let mut role = vec![("Type", text(at, "AWS::IAM::Role")), ("Properties", map(at, properties))];
        role.extend(self.condition().map(|condition| ("Condition", condition.clone())));
        map(at, role)
    }

    /// `ManagedPolicyArns` and `Policies` of the role.
    fn policies(&self) -> Vec<(&'static str, Value)> {
        let at = self.at();
        let (mut managed, mut inline) = (Vec::new(), Vec::new());
        if self.service == "lambda" {
            managed.push(aws_managed(at, "service-role/AWSLambdaBasicExecutionRole"));
            managed.extend(
                self.property("VpcConfig").map(|_| aws_managed(at, "service-role/AWSLambdaVPCAccessExecutionRole")),
            );
        }
        let mut rest = self.property("Tracing").map(|tracing| unknown("Tracing", tracing.span()));
        let written = self.property("Policies");
        let items = written.map_or(&[][..], |written| match &written.kind {
            Kind::List(list) => &list.items,
            _ => std::slice::from_ref(written),
        });
        for (at, policy) in items.iter().enumerate() {
            match self.policy(policy, at) {
                Policy::Managed(value) => managed.push(value),
                Policy::Inline(value) => inline.push(value),
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

    fn policy(&self, written: &Value, number: usize) -> Policy {
        let at = written.span();
        match &written.kind {
            Kind::String(name) => match name.as_str() {
                Some(arn) if arn.starts_with("arn:") => Policy::Managed(written.clone()),
                _ => {
                    let name = unknown(&name.display(), at);
                    Policy::Managed(Value::new(Kind::Unknown(name), at))
                }
            },
            Kind::Map(policy) => {
                let is_document = policy.get("Statement").is_some();
                let is_function = policy.keys().any(|key| key.starts_with("Fn::") || &**key == "Ref");
                if is_function && policy.get("Fn::If").is_some() {
                    return Policy::Unknown;
                }
                if is_function {
                    return Policy::Managed(written.clone());
                }
                // A policy template of SAM's, such as `S3ReadPolicy`.
                let template = || Value::new(Kind::Unknown(unknown("policy template", at)), at);
                let document = if is_document { written.clone() } else { template() };
                let name = format!("{}RolePolicy{number}", self.declaration.id);
                Policy::Inline(map(at, [("PolicyName", text(at, name)), ("PolicyDocument", document)]))
            }
            _ => Policy::Unknown,
        }
    }

    /// Puts the function into the notifications of the buckets that it listens to.
    fn listen(&self, resources: &mut Map) {
        let events = self.declaration.property("Events").and_then(Value::as_map);
        for event in events.into_iter().flat_map(Map::values) {
            let Some(properties) =
                event.get("Properties").filter(|_| event.get("Type").and_then(Value::as_str) == Some("S3"))
            else {
                continue;
            };
            let bucket = properties.get("Bucket").and_then(|bucket| bucket.get("Ref")).and_then(Value::as_str);
            if let Some((id, entry)) = bucket.and_then(|bucket| resources.entry_of(bucket)) {
                let (id, key_span) = (Arc::clone(id), entry.key_span);
                let notifications = self.notifications(properties, event.span());
                let value = notify(&entry.value, notifications, event.span());
                resources.insert(id, key_span, value);
            }
        }
    }

    fn notifications(&self, event: &Value, at: Span) -> Vec<Value> {
        let names = match event.get("Events") {
            Some(Value { kind: Kind::List(list), .. }) => list.items.clone(),
            Some(one) => vec![one.clone()],
            None => Vec::new(),
        };
        let arn = list(at, vec![text(at, &**self.declaration.id), text(at, "Arn")]);
        let notification = |name: Value| {
            let mut entries = vec![("Event", name), ("Function", map(at, [("Fn::GetAtt", arn.clone())]))];
            entries.extend(event.get("Filter").map(|filter| ("Filter", filter.clone())));
            let notification = map(at, entries);
            match self.condition() {
                Some(condition) => {
                    let none = map(at, [("Ref", text(at, "AWS::NoValue"))]);
                    map(at, [("Fn::If", list(at, vec![condition.clone(), notification, none]))])
                }
                None => notification,
            }
        };
        names.into_iter().map(notification).collect()
    }
}

enum Policy {
    Managed(Value),
    Inline(Value),
    Unknown,
}

/// A bucket as it is written, with further functions that it notifies.
fn notify(bucket: &Value, notifications: Vec<Value>, at: Span) -> Value {
    let path = ["Properties", "NotificationConfiguration", "LambdaConfigurations"];
    append(bucket, &path, notifications, at)
}

/// The value with items added to the list at a path; what stands in the way of the path stays as it is.
fn append(value: &Value, path: &[&str], items: Vec<Value>, at: Span) -> Value {
    let mut changed = value.clone();
    match (&mut changed.kind, path.split_first()) {
        (Kind::List(list), None) => list.items.extend(items),
        (Kind::Map(map), Some((first, rest))) => {
            let missing = || if rest.is_empty() { list(at, Vec::new()) } else { Value::map(Map::default(), at) };
            let (key_span, below) =
                map.entry(first).map_or_else(|| (at, missing()), |it| (it.key_span, it.value.clone()));
            map.insert(*first, key_span, append(&below, rest, items, at));
        }
        _ => {}
    }
    changed
}

fn text(at: Span, text: impl Into<String>) -> Value {
    Value::string(text, at)
}

fn list(at: Span, items: Vec<Value>) -> Value {
    Value::list(items, at)
}

fn map<'k>(at: Span, entries: impl IntoIterator<Item = (&'k str, Value)>) -> Value {
    let entry = |(key, value): (&str, Value)| (Arc::from(key), Entry { key_span: at, value });
    Value::map(Map::new(entries.into_iter().map(entry)), at)
}

fn aws_managed(at: Span, name: &str) -> Value {
    map(at, [("Fn::Sub", text(at, format!("arn:${{AWS::Partition}}:iam::aws:policy/{name}")))])
}

fn unknown(what: &str, at: Span) -> Arc<Unknown> {
    Arc::new(Unknown::new(what, at, "is turned into policies by SAM").symbol(format!("{what} at {}", at.start)))
}
