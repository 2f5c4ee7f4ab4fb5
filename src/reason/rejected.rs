//! What AWS would reject in the policies of a bucket or key.

use crate::iam::{self, PolicyProblem, Service};
use crate::model::{Bucket, Key, Subject, types};
use crate::value::{Lookup, Text};

/// What AWS would reject in the policies of a subject, whatever the question.
pub fn rejections(subject: &Subject<'_>) -> Vec<PolicyProblem> {
    let of = |document: Lookup<'_>, service: Service, bucket: Option<&str>| {
        let Some(value) = document.value() else { return Vec::new() };
        let (policy, mut problems) = iam::read(value);
        problems.extend(iam::rejections(value, &policy, service, bucket));
        problems
    };
    match &*subject.resource.type_name {
        types::BUCKET => {
            let bucket = Bucket::of(subject);
            let name = bucket.name().and_then(Text::as_str);
            bucket.policies().into_iter().flat_map(|(_, document)| of(document, Service::S3, name)).collect()
        }
        types::KEY => of(Key::of(subject).policy(), Service::Kms, None),
        _ => Vec::new(),
    }
}
