//! What each declared bucket is, as data: whether the public gets in and by which way, with whom it is shared, and how
//! it is encrypted, versioned, logged, replicated and locked.
//!
//! It decides nothing of its own: the model and the reasoner are asked in each world that bears on the answer. What a
//! plan decides is not told from its code once more.

mod access;
mod settings;
mod told;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use access::{Public, Share, Shared, Status, Way, Whom};
pub use settings::{Encryption, Logging, ObjectLock, Replica, Replication, Versioning};
pub use told::{Case, Note, Open, Said, Told};

use crate::catalogue::types;
use crate::engine::{self, Request, Seen};
use crate::finding::Analysis;
use crate::model::{Declared, Subject};
use crate::reason::{Assumptions, Effort, Situation};
use crate::source::{FileSystem, Sources, Span};
use crate::value::{Setting, Text};

/// Every declared bucket.
#[derive(Debug)]
pub struct Inventory {
    /// The buckets, by where they are declared.
    pub buckets: Vec<Row>,
    /// What could not be analysed, and the sources; there are no evaluations in it.
    pub analysis: Analysis,
}

/// What is told of one bucket.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its address.
    pub address: Arc<str>,
    /// The CloudFormation type.
    pub type_name: Arc<str>,
    /// The type that the code gives it.
    pub source_type: Arc<str>,
    /// Where it is declared.
    pub declared: Span,
    /// Under which answers it is there, each as the end of a sentence; nothing where it always is.
    pub when: Vec<String>,
    /// Whether it stands for each element of a collection that nobody knows.
    pub is_family: bool,
    /// Its name.
    pub name: Said,
    /// The account that it is in, where the code tells it.
    pub account: Said,
    /// The Region that it is in, where the code tells it.
    pub region: Said,
    /// Whether the public gets in.
    pub public: Told<Public>,
    /// With whom it is shared.
    pub shared: Told<Shared>,
    /// How it is encrypted.
    pub encryption: Told<Encryption>,
    /// Whether it keeps versions.
    pub versioning: Told<Versioning>,
    /// Where its access logs go.
    pub logging: Told<Logging>,
    /// Where it replicates to.
    pub replication: Told<Replication>,
    /// Whether it is locked.
    pub object_lock: Told<ObjectLock>,
    language: &'static str,
    stands_in_for: Option<&'static str>,
}

/// Every bucket that is declared below the paths of a request.
pub fn inventory(fs: &dyn FileSystem, request: &Request<'_>) -> Inventory {
    let look = |subject: &Subject<'_>, seen: &Seen<'_>| {
        let is_one = *subject.resource.type_name == *types::BUCKET && subject.resource.declared == Declared::Here;
        is_one.then(|| Row::of(subject, seen, request.assumptions)).into_iter().collect()
    };
    let (rows, analysis) = engine::explore(fs, request, look);
    let mut buckets = joined(rows);
    buckets.sort_by(|a, b| place(a, &analysis.sources).cmp(&place(b, &analysis.sources)));
    Inventory { buckets, analysis }
}

fn place<'r>(row: &'r Row, sources: &'r Sources) -> impl Ord + use<'r> {
    (sources.name(row.declared.file), row.declared.start, &*row.address)
}

impl Row {
    fn of(subject: &Subject<'_>, seen: &Seen<'_>, assumptions: Assumptions) -> Row {
        let resource = &subject.resource;
        let situation =
            |subject: &Subject<'_>, effort: Effort| Situation { effort, ..Situation::ordinary(subject, assumptions) };
        let text = |text| Said::text(Setting::Known(text, resource.header), None);
        let placed = |text: Text| text.known().map_or(Said::Nothing, |known| Said::Known(known.to_string()));
        Row {
            address: Arc::clone(&resource.address),
            type_name: Arc::clone(&resource.type_name),
            source_type: Arc::clone(&resource.source_type),
            declared: resource.header,
            when: told::when_there(subject, seen),
            is_family: !resource.families.is_empty(),
            name: resource.names.first().cloned().map_or(Said::Nothing, text),
            account: placed(resource.account()),
            region: placed(resource.region()),
            public: told::told(subject, seen, &access::bearing_of_public(), |subject, effort| {
                Public::of(subject, &situation(subject, effort))
            }),
            shared: told::told(subject, seen, &access::bearing_of_shared(), |subject, effort| {
                Shared::of(subject, &situation(subject, effort))
            }),
            encryption: told::told(subject, seen, &Encryption::bearing(), |subject, _| Encryption::of(subject)),
            versioning: told::told(subject, seen, &Versioning::bearing(), |subject, _| Versioning::of(subject)),
            logging: told::told(subject, seen, &Logging::bearing(), |subject, _| Logging::of(subject)),
            replication: told::told(subject, seen, &Replication::bearing(), |subject, _| Replication::of(subject)),
            object_lock: told::told(subject, seen, &ObjectLock::bearing(), |subject, _| ObjectLock::of(subject)),
            language: seen.language,
            stands_in_for: seen.stands_in_for,
        }
    }

    /// Takes over what another row of the same bucket decides and this one does not.
    fn fill_in(&mut self, other: &Row) {
        fn fill<T: Open + Clone>(own: &mut Told<T>, other: &Told<T>) {
            if !own.is_decided() && other.is_decided() {
                own.clone_from(other);
            }
        }
        fill(&mut self.public, &other.public);
        fill(&mut self.shared, &other.shared);
        fill(&mut self.encryption, &other.encryption);
        fill(&mut self.versioning, &other.versioning);
        fill(&mut self.logging, &other.logging);
        fill(&mut self.replication, &other.replication);
        fill(&mut self.object_lock, &other.object_lock);
    }
}

/// The rows with those of a plan and of its code made one: what the plan leaves open the code may decide.
fn joined(rows: Vec<Row>) -> Vec<Row> {
    let (plans, code): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.stands_in_for.is_some());
    let mut planned: BTreeMap<_, Vec<Row>> = BTreeMap::new();
    for plan in plans {
        planned.entry((plan.stands_in_for, plan.declared)).or_default().push(plan);
    }
    let mut joined = Vec::new();
    for row in code {
        match planned.get_mut(&(Some(row.language), row.declared)) {
            // A member of what the code tells of as a family is told of by the plan.
            Some(plans) => {
                plans.iter_mut().filter(|plan| plan.address == row.address).for_each(|plan| plan.fill_in(&row));
            }
            None => joined.push(row),
        }
    }
    joined.extend(planned.into_values().flatten());
    joined
}
