//! Puts Terraform's resources into the words of the [common model](crate::model), as `docs/vocabulary.md` lists them.

mod access_point;
mod account;
mod broken;
mod bucket;
mod bucket_parts;
mod convert;
mod key;
mod role;
mod shape;

use super::declared::Instance;
use super::evaluate::Evaluator;
use crate::model::{Attachment, Declared, Deployment, Resource};
use crate::value::{Map, Text, Unknown, Value};

/// What lowering adds the resources to.
#[derive(Default)]
pub(in crate::frontends) struct Lowering {
    pub(in crate::frontends) out: Deployment,
}

/// Lowers every resource of a module that the model knows. Other types are passed over.
pub(super) fn lower(evaluator: &Evaluator<'_>) -> Deployment {
    let mut lowering = Lowering::default();
    for it in evaluator.module.resources.iter().filter(|it| is_known(it.kind)) {
        for instance in evaluator.instances(it, &it.address()) {
            evaluator.hand(it, &instance, |instance| lowering.lower(instance));
        }
    }
    broken::lower_broken(evaluator, &mut lowering.out);
    lowering.out
}

/// Whether a type becomes a resource of the model by itself.
pub(super) fn is_lowered(kind: &str) -> bool {
    matches!(
        kind,
        "aws_s3_bucket"
            | "aws_s3_bucket_policy"
            | "aws_s3_account_public_access_block"
            | "aws_s3_access_point"
            | "aws_s3control_multi_region_access_point"
            | "aws_s3control_multi_region_access_point_policy"
            | "aws_s3control_object_lambda_access_point"
            | "aws_s3control_object_lambda_access_point_policy"
            | "aws_s3_directory_bucket"
            | "aws_kms_key"
            | "aws_kms_external_key"
            | "aws_kms_replica_key"
            | "aws_kms_replica_external_key"
            | "aws_kms_alias"
            | "aws_kms_grant"
            | "aws_iam_role"
            | "aws_iam_policy"
    )
}

/// Whether a type becomes a resource of the model or a part of one.
pub(in crate::frontends) fn is_known(kind: &str) -> bool {
    let is_part = matches!(
        kind,
        "aws_kms_key_policy"
            | "aws_s3control_access_point_policy"
            | "aws_iam_role_policy"
            | "aws_iam_role_policy_attachment"
            | "aws_iam_policy_attachment"
    );
    is_part || is_lowered(kind) || bucket_parts::part(kind).is_some()
}

impl Lowering {
    /// Adds an instance of a type that is [known](is_known).
    pub(in crate::frontends) fn lower(&mut self, it: &dyn Instance) {
        match it.kind() {
            "aws_s3_bucket" => self.bucket(it),
            "aws_s3_bucket_policy" => self.bucket_policy(it),
            "aws_s3_account_public_access_block" => self.account_public_access_block(it),
            "aws_s3_access_point" => self.access_point(it),
            "aws_s3control_access_point_policy" => self.access_point_policy(it),
            "aws_s3control_multi_region_access_point" => self.multi_region_access_point(it),
            "aws_s3control_multi_region_access_point_policy" => self.multi_region_access_point_policy(it),
            "aws_s3control_object_lambda_access_point" => self.object_lambda_access_point(it),
            "aws_s3control_object_lambda_access_point_policy" => self.object_lambda_access_point_policy(it),
            "aws_s3_directory_bucket" => self.directory_bucket(it),
            "aws_kms_key" => self.key(it),
            "aws_kms_external_key" => self.external_key(it),
            "aws_kms_replica_key" | "aws_kms_replica_external_key" => self.replica_key(it),
            "aws_kms_key_policy" => self.key_policy(it),
            "aws_kms_alias" => self.alias(it),
            "aws_kms_grant" => self.grant(it),
            "aws_iam_role" => self.role(it),
            "aws_iam_role_policy" => self.role_policy(it),
            "aws_iam_role_policy_attachment" => self.role_policy_attachment(it),
            "aws_iam_policy_attachment" => self.policy_attachment(it),
            "aws_iam_policy" => self.managed_policy(it),
            _ => self.bucket_part(it),
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
            declared: Declared::Here,
        });
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
        });
    }
}

/// An argument that has to be there; an unknown that says so where it is not.
fn required(it: &dyn Instance, name: &str) -> Value {
    let missing = || {
        let unknown = Unknown::new(it.address(), it.header(), format!("has no `{name}`"));
        Value::unknown(unknown.symbol(format!("{}.{name}", it.address())), it.header())
    };
    it.block().argument(name).map_or_else(missing, |entry| entry.value)
}
