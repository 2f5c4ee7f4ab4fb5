//! Fixtures: a bucket or key with its policies, and what is said of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use bucketlint::catalogue::types;
use bucketlint::model::{Declared, Presence, Resource, Role, Subject};
use bucketlint::reason::{Allowing, Assumptions, Question, Through, Verdict, decide};
use bucketlint::source::{FileId, Sources, Span};
use bucketlint::value::{Constant, Map, Text, TextBuilder, Unknown, Value, parse_json, parse_json_text};

/// What is judged, as text.
#[derive(Clone, Debug, Default)]
pub(super) struct Fixture {
    /// The bucket's name, with holes; empty for one that AWS makes up.
    pub(super) name: String,
    /// The bucket's properties as JSON; empty for none.
    pub(super) bucket: String,
    /// The account's public access block as JSON.
    pub(super) account: Option<String>,
    /// The bucket's policies as JSON, with holes.
    pub(super) policies: Vec<String>,
    /// The bucket's access points as JSON, with holes.
    pub(super) access_points: Vec<String>,
    /// The policy of a key: then a key is judged.
    pub(super) key: Option<String>,
    /// What holes stand for that are not plain variables.
    pub(super) constants: BTreeMap<String, Constant>,
    pub(super) assumptions: Assumptions,
    pub(super) declared: Declared,
}

/// The word for a verdict.
pub(super) fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Yes(_) => "PUBLIC",
        Verdict::No(_) => "NOT_PUBLIC",
        Verdict::Open(_) => "UNKNOWN",
    }
}

impl Fixture {
    pub(super) fn decide(&self, question: Question) -> Verdict {
        self.with(|_, subject| decide(question, subject, &self.assumptions))
    }

    /// Builds the resources and hands them over.
    pub(super) fn with<T>(&self, then: impl Fn(&Sources, &Subject<'_>) -> T) -> T {
        let mut sources = Sources::default();
        let bucket = match &self.key {
            Some(policy) => {
                let text = format!("{{\"KeyPolicy\": {policy}}}");
                self.resource(&mut sources, "key", types::KEY, &text, Vec::new())
            }
            None => {
                let text = if self.bucket.is_empty() { "{}" } else { &self.bucket };
                let mut bucket = self.resource(&mut sources, "bucket", types::BUCKET, text, Vec::new());
                let name = if self.name.is_empty() { "${bucket.id}" } else { &self.name };
                bucket.names = vec![self.text(name, bucket.header)];
                bucket
            }
        };
        let mut related = Vec::new();
        for (at, policy) in self.policies.iter().enumerate() {
            let text = format!("{{\"PolicyDocument\": {policy}}}");
            let address = format!("policy{at}");
            related
                .push((Role::Policy, self.resource(&mut sources, &address, types::BUCKET_POLICY, &text, Vec::new())));
        }
        if let Some(account) = &self.account {
            let kind = types::ACCOUNT_PUBLIC_ACCESS_BLOCK;
            let block = self.resource(&mut sources, "account", kind, account, Vec::new());
            related.push((Role::AccountPublicAccessBlock, block));
        }
        for (at, access_point) in self.access_points.iter().enumerate() {
            let (address, regions) = (format!("access_point{at}"), access_point.contains("\"Regions\""));
            let kind = if regions { types::MULTI_REGION_ACCESS_POINT } else { types::ACCESS_POINT };
            let mut resource = self.resource(&mut sources, &address, kind, access_point, Vec::new());
            let arn = Unknown::new(format!("{address}.arn"), resource.header, "is known only after apply");
            let name = resource.properties.get("Name").and_then(Value::to_text).unwrap_or_else(|| Text::from("way"));
            resource.names = vec![name, Text::hole(Arc::new(arn.constant(Constant::Arn)))];
            related.push((Role::AccessPoint, resource));
        }
        let subject = Subject::new(&bucket, related.iter().map(|(role, resource)| (*role, resource)));
        then(&sources, &subject)
    }

    fn resource(&self, sources: &mut Sources, address: &str, kind: &str, json: &str, names: Vec<Text>) -> Resource {
        let id = sources.add(address.into(), address.to_owned(), json.into());
        let span = Span::new(id, 0..json.len());
        let value = self.value(json, id, span);
        Resource {
            address: address.into(),
            type_name: kind.into(),
            source_type: kind.into(),
            properties: self.properties(&value, address, span),
            names,
            header: span,
            body: span,
            presence: Presence::Always,
            families: Vec::new(),
            declared: if address == "bucket" { self.declared } else { Declared::Here },
        }
    }

    fn properties(&self, value: &Value, address: &str, span: Span) -> Map {
        let mut map = value.as_map().cloned().unwrap_or_default();
        if address == "bucket" && self.declared == Declared::Elsewhere {
            map.rest = Some(Arc::new(Unknown::new("the bucket", span, "is not declared here")));
        }
        map
    }

    fn value(&self, json: &str, id: FileId, span: Span) -> Value {
        if json.contains("${") {
            return parse_json_text(&self.text(json, span), span).unwrap();
        }
        parse_json(id, json).unwrap().root
    }

    /// Text in which `${var.…}` and `${name}` of a constant are holes; `${aws:…}` is left to the policy.
    fn text(&self, text: &str, span: Span) -> Text {
        let mut builder = TextBuilder::default();
        let mut rest = text;
        let mut at = 0;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after.split_once('}').unwrap();
            let place = |from: usize, len: usize| Span::new(span.file, from..from + len);
            builder.push_written(before, place(at, before.len()));
            at += before.len();
            let hole = Unknown::new(name, place(at, name.len() + 3), "is not set");
            at += name.len() + 3;
            match self.constants.get(name) {
                Some(constant) => builder.push_hole(Arc::new(hole.constant(*constant))),
                None if name.starts_with("var.") => builder.push_hole(Arc::new(hole)),
                None if name == "bucket.id" => builder.push_hole(Arc::new(hole.constant(Constant::Id))),
                None => builder.push(&format!("${{{name}}}")),
            }
            rest = after;
        }
        builder.push_written(rest, Span::new(span.file, at..at + rest.len()));
        builder.finish()
    }
}

/// A verdict as the fixtures write it.
pub(super) fn shown(sources: &Sources, question: Question, verdict: &Verdict) -> String {
    let place = |span: &Option<Span>| {
        span.map_or_else(
            || "a default".to_owned(),
            |span| format!("{} {}", sources.name(span.file), sources.slice(span)),
        )
    };
    match verdict {
        Verdict::Yes(witness) => {
            let context: Vec<_> = witness.context.iter().map(|(key, value)| format!("{key}={value}")).collect();
            let through = match &witness.through {
                Through::Statement { policy, index, .. } => format!("statement {index} of {policy}"),
                Through::AccessPoint { own, of_bucket } => {
                    let of = |it: &Allowing| format!("statement {} of {}", it.index, it.policy);
                    format!("{} with {}", of(own), of(of_bucket))
                }
                Through::Grant { span } => format!("grant {}", sources.slice(*span)),
                Through::NotDenied { policy: Some(_) } => "not denied".to_owned(),
                Through::NotDenied { policy: None } => "no policy".to_owned(),
                Through::Refused { reason, .. } => reason.clone(),
            };
            let request =
                [witness.principal.as_str(), &witness.action, &witness.resource, &context.join(" "), &through];
            format!("{} {}", question.form().yes, request.join(" | "))
        }
        Verdict::No(steps) => {
            let steps = steps.iter().map(|step| format!("{} [{}]", step.message, shortened(&place(&step.span))));
            format!("{} {}", question.form().no, steps.collect::<Vec<_>>().join(" | "))
        }
        Verdict::Open(unknowns) => {
            let reasons = unknowns.iter().map(|unknown| format!("{} {}", unknown.expression, unknown.reason));
            format!("UNKNOWN {}", reasons.collect::<Vec<_>>().join(" | "))
        }
    }
}

fn shortened(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 60 { line } else { line.chars().take(57).chain("...".chars()).collect() }
}
