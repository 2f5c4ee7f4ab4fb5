//! Connectors: what one resource may do to another. Most give a role a managed policy.
//!
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/reference-sam-connector.html>

use super::policy::allow;
use super::transformed::{FUNCTION, Owner, STATE_MACHINE, Transformed};
use super::written::{attribute, filled, list, map, reference, text, unknown};
use crate::finding::{Problem, ProblemKind};
use crate::frontends::cloudformation::template::Declaration;
use crate::source::Span;
use crate::value::{Kind, List, Map, Value};

const BUCKET: &str = "AWS::S3::Bucket";
const LAMBDA: &str = "AWS::Lambda::Function";
const STATES: &str = "AWS::StepFunctions::StateMachine";
const TABLE: &str = "AWS::DynamoDB::Table";

/// Adds what the connectors of a declaration make: its own where it is one, and those embedded in it.
pub(super) fn of(declaration: &Declaration<'_>, resources: &Map, all: &mut Transformed) {
    let entry = declaration.entry;
    if declaration.type_name == "AWS::Serverless::Connector"
        && let (Some(source), Some(properties)) = (declaration.property("Source"), entry.value.get("Properties"))
    {
        let id = declaration.id.to_string();
        let condition = entry.value.get("Condition");
        Connector { id, at: entry.key_span, source: source.clone(), properties, condition }.make(resources, all);
    }
    for (name, embedded) in entry.value.get("Connectors").and_then(Value::as_map).into_iter().flat_map(Map::iter) {
        let Some(properties) = embedded.value.get("Properties") else { continue };
        let id = format!("{}{name}", declaration.id);
        let at = embedded.key_span;
        let source = map(at, [("Id", text(at, &**declaration.id))]);
        Connector { id, at, source, properties, condition: embedded.value.get("Condition") }.make(resources, all);
    }
}

struct Connector<'m> {
    id: String,
    at: Span,
    source: Value,
    properties: &'m Value,
    condition: Option<&'m Value>,
}

impl Connector<'_> {
    fn make(&self, resources: &Map, all: &mut Transformed) {
        let Some(destination) = self.properties.get("Destination") else { return };
        match &destination.kind {
            Kind::List(List { items, .. }) => {
                for (number, item) in items.iter().enumerate() {
                    self.policy(format!("{}PolicyDestination{number}", self.id), item, resources, all);
                }
            }
            _ => self.policy(format!("{}Policy", self.id), destination, resources, all),
        }
    }

    fn policy(&self, id: String, destination: &Value, resources: &Map, all: &mut Transformed) {
        let (source, target) = match (End::of(&self.source, resources), End::of(destination, resources)) {
            (Ok(source), Ok(target)) => (source, target),
            (Err(wrong), _) | (_, Err(wrong)) => {
                let message = format!("the connector `{}` {wrong}", self.id);
                return all.problems.push(Problem::at(ProblemKind::Invalid, self.at, message));
            }
        };
        let owner = match (source.type_name, target.type_name) {
            (TABLE | "AWS::SQS::Queue", LAMBDA) => &target,
            (LAMBDA | STATES | "AWS::AppSync::DataSource", _)
            | ("AWS::Events::Rule", STATES | "AWS::Events::EventBus") => &source,
            // The others change policies of queues, topics and functions.
            _ => return,
        };
        let role = owner.role(self.at);
        let document = match target.type_name {
            BUCKET => target.arn(self.at).map(|arn| self.bucket_access(&arn)),
            _ => None,
        };
        let other = || Value::new(Kind::Unknown(unknown("connector", self.at)), self.at);
        let roles = list(self.at, vec![role.unwrap_or_else(other)]);
        let properties = map(self.at, [("PolicyDocument", document.unwrap_or_else(other)), ("Roles", roles)]);
        all.add(id, self.at, "AWS::IAM::ManagedPolicy", properties, self.condition);
    }

    /// What a connector to a bucket allows.
    fn bucket_access(&self, arn: &Value) -> Value {
        let permissions = self.properties.get("Permissions").and_then(Value::as_list);
        let has = |name: &str| permissions.is_some_and(|it| it.items.iter().any(|item| item.as_str() == Some(name)));
        let resources = || vec![arn.clone(), filled(self.at, "${it}/*", "it", arn)];
        let statements = [("Read", &READ[..]), ("Write", &WRITE[..])]
            .into_iter()
            .filter(|(name, _)| has(name))
            .map(|(_, actions)| allow(self.at, actions, resources()));
        let statements = list(self.at, statements.collect());
        map(self.at, [("Version", text(self.at, "2012-10-17")), ("Statement", statements)])
    }
}

const READ: [&str; 13] = [
    "s3:GetObject",
    "s3:GetObjectAcl",
    "s3:GetObjectLegalHold",
    "s3:GetObjectRetention",
    "s3:GetObjectTorrent",
    "s3:GetObjectVersion",
    "s3:GetObjectVersionAcl",
    "s3:GetObjectVersionForReplication",
    "s3:GetObjectVersionTorrent",
    "s3:ListBucket",
    "s3:ListBucketMultipartUploads",
    "s3:ListBucketVersions",
    "s3:ListMultipartUploadParts",
];

const WRITE: [&str; 7] = [
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutObject",
    "s3:PutObjectLegalHold",
    "s3:PutObjectRetention",
    "s3:RestoreObject",
];

/// A resource at one end of a connector: one of the template, or one that is described.
struct End<'e> {
    type_name: &'e str,
    written: &'e Value,
    declaration: Option<Declaration<'e>>,
}

impl<'e> End<'e> {
    /// The end that is written, or why there is none.
    fn of(written: &'e Value, resources: &'e Map) -> Result<Self, String> {
        let declared = |id: &str| resources.entry_of(id).and_then(|(id, entry)| Declaration::of(id, entry));
        let declaration = match written.get("Id").and_then(Value::as_str) {
            Some(id) => Some(declared(id).ok_or_else(|| format!("names `{id}`, which is not a resource here"))?),
            None => None,
        };
        let described = || written.get("Type").and_then(Value::as_str);
        let type_name = declaration.map(|it| it.type_name).or_else(described);
        let type_name = type_name.ok_or("needs `Id` or `Type` at both ends")?;
        let type_name = match type_name {
            FUNCTION => LAMBDA,
            STATE_MACHINE => STATES,
            "AWS::Serverless::SimpleTable" => TABLE,
            other => other,
        };
        Ok(End { type_name, written, declaration })
    }

    fn arn(&self, at: Span) -> Option<Value> {
        match self.declaration {
            Some(declaration) => Some(attribute(at, declaration.id, "Arn")),
            None => self.written.get("Arn").cloned(),
        }
    }

    /// The name of its role: that which it names, or that which SAM makes.
    fn role(&self, at: Span) -> Option<Value> {
        let Some(declaration) = self.declaration else { return self.written.get("RoleName").cloned() };
        let property = match declaration.type_name {
            "AWS::AppSync::DataSource" => "ServiceRoleArn",
            STATES => "RoleArn",
            _ => "Role",
        };
        match declaration.property(property) {
            Some(role) => Some(reference(at, named_by(role)?)),
            None => Owner::of(declaration, None).map(|owner| reference(at, &format!("{}Role", owner.declaration.id))),
        }
    }
}

/// The logical id that `Ref` or `Fn::GetAtt` names.
fn named_by(value: &Value) -> Option<&str> {
    let attribute = || value.get("Fn::GetAtt")?.as_list()?.items.first();
    value.get("Ref").or_else(attribute)?.as_str()
}
