//! What AWS would reject in the policies of a bucket, an access point or a key.

use crate::catalogue::{judged_type, types};
use crate::iam::{self, PolicyProblem, Service};
use crate::model::{AccessPoint, Bucket, Subject};
use crate::value::Text;

/// What AWS would reject in the policies of a subject, whatever the question.
pub fn rejections(subject: &Subject<'_>) -> Vec<PolicyProblem> {
    let (service, bucket) = match judged_type(&subject.resource.type_name) {
        types::BUCKET => (Service::S3, Bucket::of(subject).name().and_then(Text::as_str)),
        types::KEY => (Service::Kms, None),
        _ if AccessPoint::is_one(&subject.resource) => (Service::S3, None),
        _ => return Vec::new(),
    };
    let mut found = Vec::new();
    for value in subject.policies().into_iter().filter_map(|(_, document)| document.value()) {
        let (policy, problems) = iam::read(value);
        found.extend(problems);
        let rejections = iam::rejections(value, &policy, service, bucket);
        if rejections.is_empty() && service == Service::S3 {
            found.extend(iam::actions_without_resource(&policy));
        }
        found.extend(rejections);
    }
    found
}
