//! Puts Terraform's resources into the words of the [common model](crate::model), as `docs/types.md` lists them.

mod access_point;
mod account;
mod broken;
mod bucket;
mod bucket_parts;
mod convert;
mod key;
mod role;
mod shape;

use crate::catalogue::{PartOf, is_known, lowered_type, owner, part_of, types};
use crate::model::{Attachment, Declared, Deployment, Handed, Resource, Sets, SwitchedOff};
use crate::source::Span;
use crate::terraform::declared::Instance;
use crate::terraform::evaluate::Evaluator;
use crate::terraform::module::Declaration;
use crate::value::{Map, Symbol, Text, Unknown, Value};
use shape::{fields, named, properties};

/// What lowering adds the resources to.
#[derive(Default)]
pub(in crate::frontends) struct Lowering {
    pub(in crate::frontends) out: Deployment,
}

/// Lowers every resource of a module that the model knows. Other types are passed over.
pub(super) fn lower(evaluator: &Evaluator<'_>) -> Deployment {
    let mut lowering = Lowering::default();
    for it in evaluator.module.resources.iter().filter(|it| is_known(it.kind)) {
        let instances = evaluator.instances(it, &it.address());
        for instance in &instances {
            evaluator.hand(it, instance, |instance| lowering.lower(instance));
        }
        if instances.is_empty() {
            lowering.out.switched_off.extend(switched_off(evaluator, it));
            evaluator.tell_not_made(it);
        }
    }
    broken::lower_broken(evaluator, &mut lowering.out);
    lowering.out.handed.extend(unread(evaluator, &lowering.out.resources));
    lowering.out
}

/// What a part would set that has no instance.
fn switched_off(evaluator: &Evaluator<'_>, it: &Declaration<'_>) -> Option<SwitchedOff> {
    if it.kind == "aws_s3_bucket" {
        let owner = evaluator.without_instance(it, "bucket")?;
        let off = evaluator.switched_off(it)?;
        return Some(SwitchedOff { owner_type: types::BUCKET, owner, sets: Sets::Whole, off });
    }
    let (argument, thing) = owner(it.kind)?;
    let sets = match part_of(it.kind) {
        Some(part) => Sets::Property(part.property.into()),
        None if it.kind == "aws_s3_bucket_policy" => Sets::Policy,
        None => return None,
    };
    let off = evaluator.switched_off(it)?;
    let owner = evaluator.without_instance(it, argument)?;
    Some(SwitchedOff { owner_type: thing.resource_type()?, owner, sets, off })
}

/// A file of the module that cannot be read: it may set up every bucket and key of the module.
fn unread(evaluator: &Evaluator<'_>, resources: &[Resource]) -> Option<Handed> {
    let id = evaluator.module.unread.filter(|_| evaluator.module.is_partly_unread())?;
    let file = evaluator.module.sources.file(id)?;
    let part = Symbol::input(evaluator.qualify(file.name()));
    let reason = "belongs to the module, and cannot be read";
    Some(Handed::any_of(resources, file.name().into(), part, reason, Span::whole_file(id)))
}

impl Lowering {
    /// Adds an instance of a type that is [known](is_known): by its table, unless there is more to say.
    pub(in crate::frontends) fn lower(&mut self, it: &dyn Instance) {
        match it.kind() {
            "aws_s3_bucket" => self.bucket(it),
            "aws_s3_bucket_policy" => self.bucket_policy(it),
            "aws_s3_account_public_access_block" => self.account_public_access_block(it),
            "aws_s3_access_point" => self.access_point(it),
            "aws_s3control_multi_region_access_point" => self.multi_region_access_point(it),
            "aws_s3_bucket_acl" => self.acl(it),
            "aws_kms_external_key" => self.external_key(it),
            "aws_iam_policy_attachment" => self.policy_attachment(it),
            kind => match lowered_type(kind) {
                Some(type_name) => self.resource(it, type_name, properties(it.block(), fields(it)), named(it)),
                None => self.any_part(it),
            },
        }
    }

    fn resource(&mut self, it: &dyn Instance, type_name: &str, properties: Map, names: Vec<Text>) {
        self.out.resources.push(Resource {
            address: it.address().into(),
            type_name: type_name.into(),
            source_type: it.kind().into(),
            properties,
            names,
            header: it.header(),
            body: it.body(),
            presence: it.presence(),
            families: it.families(),
            declared: Declared::Here,
        });
    }

    /// Adds what a resource sets of the one that it belongs to.
    fn part(&mut self, it: &dyn Instance, value: impl FnOnce() -> Value) {
        if let Some(PartOf { argument, owner, property, .. }) = part_of(it.kind()) {
            self.attachment(it, owner, required(it, argument), property, value());
        }
    }

    fn attachment(&mut self, it: &dyn Instance, owner_type: &'static str, owner: Value, property: &str, value: Value) {
        self.out.attachments.push(Attachment {
            address: it.address().into(),
            source_type: it.kind().into(),
            owner_type,
            owner,
            property: property.into(),
            value,
            header: it.header(),
            body: it.body(),
            presence: it.presence(),
            families: it.families(),
        });
    }
}

/// An argument that has to be there; an unknown that says so where it is not.
fn required(it: &dyn Instance, name: &str) -> Value {
    let missing = || {
        let unknown = Unknown::new(it.address(), it.header(), format!("has no `{name}`"));
        Value::unknown(unknown.symbol(Symbol::input(it.address()).part([name])), it.header())
    };
    it.block().argument(name).map_or_else(missing, |entry| entry.value)
}
