//! Output of the CDK: a folder (`cdk.out`) with a manifest that says where each template is deployed.
//!
//! The manifest's stacks name their account, Region and name; a nested stack's template lies beside its parent by the
//! asset path in the parent's metadata, or by the manifests of assets. The construct that made a resource stands in its
//! metadata too.

use std::path::Path;
use std::rc::Rc;

use super::stacks::Shared;
use super::template::Declaration;
use crate::finding::{Problem, ProblemKind};
use crate::source::{FileId, NotOpened, printed};
use crate::value::{Map, Text, Value};

/// Where a stack is deployed, as far as a manifest says it.
#[derive(Clone, Debug, Default)]
pub(super) struct Environment {
    pub(super) account: Option<Value>,
    pub(super) region: Option<Value>,
    pub(super) stack: Option<Value>,
}

impl Environment {
    /// What the manifest beside a template says of it; nothing where there is none.
    pub(super) fn of(shared: &Shared<'_>, template: FileId) -> Environment {
        artifact(shared, template).unwrap_or_default()
    }

    /// The environment of a stack that this one nests.
    pub(super) fn nested(&self) -> Environment {
        Environment { stack: None, ..self.clone() }
    }

    /// The value of a parameter that AWS sets.
    pub(super) fn pseudo_parameter(&self, name: &str) -> Option<&Value> {
        match name {
            "AWS::AccountId" => self.account.as_ref(),
            "AWS::Region" => self.region.as_ref(),
            "AWS::StackName" => self.stack.as_ref(),
            _ => None,
        }
    }
}

fn artifact(shared: &Shared<'_>, template: FileId) -> Option<Environment> {
    let file = shared.workspace.sources().file(template)?;
    let name = Path::new(file.path()).file_name()?.to_str().filter(|name| name.ends_with(".template.json"))?;
    let manifest = manifest(shared, template)?;
    let artifacts = manifest.get("artifacts")?.as_map()?;
    let is_ours = |artifact: &Value| {
        let written = artifact.get("properties").and_then(|properties| properties.get("templateFile"));
        written.and_then(Value::as_str) == Some(name)
    };
    let (id, found) = artifacts.iter().find(|(_, entry)| is_ours(&entry.value))?;
    let found_value = &found.value;
    let stack = found_value.get("properties").and_then(|properties| properties.get("stackName")).cloned();
    let stack = stack.unwrap_or_else(|| Value::string(&**id, found.key_span));
    let environment = found_value.get("environment");
    let part = |at: usize, unknown: &str| {
        let text = environment?.as_str()?.strip_prefix("aws://")?.split('/').nth(at)?;
        (text != unknown).then(|| Value::string(text, environment.map_or(found.key_span, Value::span)))
    };
    Some(Environment { account: part(0, "unknown-account"), region: part(1, "unknown-region"), stack: Some(stack) })
}

fn manifest(shared: &Shared<'_>, template: FileId) -> Option<Rc<Map>> {
    read(shared, &shared.beside(template, "manifest.json"))
}

/// A file that the CDK writes beside its templates. One that is there and cannot be read is told.
fn read(shared: &Shared<'_>, path: &Path) -> Option<Rc<Map>> {
    match shared.workspace.library.open(path) {
        Ok(id) => shared.fragment(id),
        Err(NotOpened::Missing) => None,
        Err(reason) => {
            let message = format!("what the CDK says of the templates {}", reason.reason());
            shared.report(Problem::of_path(ProblemKind::Read, printed(path), message));
            None
        }
    }
}

/// The file of a nested stack's template, by the address from which the CDK deploys it: it ends with the asset's hash.
///
/// The manifest names files of assets, which say where each hash comes from. `cdk synth` says so in the stack's
/// metadata too, a synthesis by hand does not.
pub(super) fn asset(shared: &Shared<'_>, template: FileId, address: &Text) -> Option<String> {
    let (_, name) = address.known_suffix().rsplit_once('/')?;
    let hash = name.strip_suffix(".json")?;
    let manifest = manifest(shared, template)?;
    let is_assets = |artifact: &&Value| artifact.get("type").and_then(Value::as_str) == Some("cdk:asset-manifest");
    manifest.get("artifacts")?.as_map()?.values().filter(is_assets).find_map(|artifact| {
        let file = artifact.get("properties")?.get("file")?.as_str()?;
        let assets = read(shared, &shared.beside(template, file))?;
        Some(assets.get("files")?.get(hash)?.get("source")?.get("path")?.as_str()?.to_owned())
    })
}

/// The path of the construct that made a resource, as its metadata gives it.
pub(super) fn construct<'t>(declaration: &Declaration<'t>) -> Option<&'t Value> {
    declaration.entry.value.get("Metadata")?.get("aws:cdk:path")
}
