//! Puts Terraform's resources into the words of the [common model](crate::model), as `docs/vocabulary.md` lists them.

mod account;
mod broken;
mod bucket;
mod bucket_parts;
mod convert;
mod key;
mod shape;

use super::evaluate::{Block, Evaluator, Instance};
use super::module::Declaration;
use crate::model::{Attachment, Declared, Deployment, Resource};
use crate::value::{Map, Text, Value};

/// What lowering adds an instance's resources to.
struct Lowering<'e, 'm> {
    evaluator: &'e Evaluator<'m>,
    out: Deployment,
}

/// One instance of a resource, as the functions that lower it see it.
struct Input<'i, 'm> {
    it: &'i Declaration<'m>,
    instance: &'i Instance,
    block: Block<'m>,
    address: String,
}

/// Lowers every resource of a module that the model knows. Other types are passed over.
pub(super) fn lower(evaluator: &Evaluator<'_>) -> Deployment {
    let mut lowering = Lowering { evaluator, out: Deployment::default() };
    for it in evaluator.module.resources.iter().filter(|it| is_known(it.kind)) {
        for instance in evaluator.instances(it, &it.address()) {
            let block = Block::of(it, &instance);
            let address = evaluator.qualify(&instance.address);
            lowering.lower(&Input { it, instance: &instance, block, address });
        }
    }
    lowering.lower_broken();
    lowering.out
}

/// Whether a type becomes a resource of the model by itself.
pub(super) fn is_lowered(kind: &str) -> bool {
    matches!(
        kind,
        "aws_s3_bucket"
            | "aws_s3_bucket_policy"
            | "aws_s3_account_public_access_block"
            | "aws_kms_key"
            | "aws_kms_alias"
    )
}

/// Whether a type becomes a resource of the model or a part of one.
fn is_known(kind: &str) -> bool {
    is_lowered(kind) || kind == "aws_kms_key_policy" || bucket_parts::part(kind).is_some()
}

impl Lowering<'_, '_> {
    fn lower(&mut self, input: &Input<'_, '_>) {
        match input.it.kind {
            "aws_s3_bucket" => self.bucket(input),
            "aws_s3_bucket_policy" => self.bucket_policy(input),
            "aws_s3_account_public_access_block" => self.account_public_access_block(input),
            "aws_kms_key" => self.key(input),
            "aws_kms_key_policy" => self.key_policy(input),
            "aws_kms_alias" => self.alias(input),
            _ => self.bucket_part(input),
        }
    }

    fn resource(&mut self, input: &Input<'_, '_>, type_name: &str, properties: Map, names: Vec<Text>) {
        self.out.resources.push(Resource {
            address: input.address.as_str().into(),
            type_name: type_name.into(),
            source_type: input.it.kind.into(),
            properties,
            names,
            header: input.it.header(),
            body: input.it.body(),
            presence: input.instance.presence.clone(),
            declared: Declared::Here,
        });
    }

    fn attachment(
        &mut self,
        input: &Input<'_, '_>,
        owner_type: &'static str,
        owner: Value,
        property: &str,
        value: Value,
    ) {
        self.out.attachments.push(Attachment {
            address: input.address.as_str().into(),
            source_type: input.it.kind.into(),
            owner_type,
            owner,
            property: property.into(),
            value,
            header: input.it.header(),
            body: input.it.body(),
            presence: input.instance.presence.clone(),
        });
    }

    /// An argument that has to be there; an unknown that says so where it is not.
    fn required(&self, input: &Input<'_, '_>, name: &str) -> Value {
        let missing = || {
            let reason = format!("has no `{name}`");
            let unknown = crate::value::Unknown::new(input.address.as_str(), input.it.header(), reason);
            Value::unknown(unknown.symbol(format!("{}.{name}", input.address)), input.it.header())
        };
        self.evaluator.argument(&input.block, name).map_or_else(missing, |entry| entry.value)
    }
}
