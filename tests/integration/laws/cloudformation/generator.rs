//! Makes templates of buckets and keys as people write them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use super::super::super::dice::Dice;
use super::Template;
use super::resolution::resolved;

/// A parameter that templates may have: its name, type and values.
struct Role {
    name: &'static str,
    kind: &'static str,
    values: &'static [&'static str],
    pattern: &'static str,
}

const ROLES: [Role; 8] = [
    Role { name: "Status", kind: "String", values: &["Enabled", "Suspended"], pattern: "[A-Z][a-z]+" },
    Role { name: "Env", kind: "String", values: &["prod", "dev", "test"], pattern: "[a-z]{3,4}" },
    Role { name: "Flag", kind: "String", values: &["true", "false"], pattern: "true|false" },
    Role { name: "Count", kind: "Number", values: &["0", "1", "2", "3"], pattern: "" },
    Role { name: "Account", kind: "String", values: &["111122223333", "444455556666"], pattern: "\\d{12}" },
    Role { name: "Names", kind: "CommaDelimitedList", values: &["a", "a,b", "b,a,c", "prod"], pattern: "" },
    Role { name: "Opt", kind: "String", values: &["", "x", "prod"], pattern: ".*" },
    Role { name: "Who", kind: "String", values: &["*", "111122223333"], pattern: "" },
];

const CONDITIONS: usize = 5;

struct Generator<'d> {
    dice: &'d mut Dice,
    /// The names of resources, each with the condition that it is there on.
    buckets: Vec<(String, Option<String>)>,
}

/// A template with values that CloudFormation and AWS take.
pub(super) fn template(dice: &mut Dice) -> Template {
    loop {
        let body = Generator { dice, buckets: Vec::new() }.body();
        for _ in 0..8 {
            let values = values(dice, &body);
            let template = Template { body: body.clone(), values };
            if resolved(&template).is_some() {
                return template;
            }
        }
    }
}

fn values(dice: &mut Dice, body: &Json) -> BTreeMap<String, String> {
    let open = |name: &str| body["Parameters"].get(name).is_some_and(|it| it.get("Default").is_none());
    let open: Vec<_> = ROLES.iter().filter(|it| open(it.name)).collect();
    open.into_iter().map(|it| (it.name.to_owned(), dice.pick(it.values).to_owned())).collect()
}

impl Generator<'_> {
    fn body(&mut self) -> Json {
        let conditions: Map<_, _> = (0..CONDITIONS).map(|at| (format!("C{at}"), self.condition(at, 2))).collect();
        let mut resources = Map::new();
        for at in 0..1 + self.dice.roll(2) {
            let name = format!("Box{at}");
            let condition = self.dice.chance(25).then(|| self.any_condition());
            self.buckets.push((name.clone(), condition.clone()));
            resources.insert(name, self.bucket(at, condition));
        }
        for at in 0..self.dice.roll(3) {
            resources.insert(format!("Policy{at}"), self.policy(at));
        }
        if self.dice.chance(20) {
            resources.insert("Key".to_owned(), self.key());
        }
        let mut body = json!({ "Parameters": {}, "Conditions": conditions, "Resources": resources });
        body["Mappings"] = json!({ "Stages": {
            "prod": { "status": self.status_text(), "flag": "true" },
            "dev": { "status": self.status_text(), "flag": self.dice.pick(&["true", "false"]) },
            "test": { "status": self.status_text(), "flag": "false" },
        } });
        if self.dice.chance(25) {
            body["Rules"] = json!({ "Allowed": self.rule() });
        }
        let mut used = BTreeSet::new();
        references(&body, &mut used);
        for role in ROLES.iter().filter(|it| used.contains(it.name)) {
            body["Parameters"][role.name] = self.parameter(role);
        }
        body
    }

    fn parameter(&mut self, Role { name, kind, values, pattern }: &Role) -> Json {
        let mut it = json!({ "Type": kind });
        match self.dice.roll(6) {
            0 | 1 if *name != "Names" => it["AllowedValues"] = json!(values),
            2 if !pattern.is_empty() => it["AllowedPattern"] = json!(pattern),
            3 if *kind == "Number" => it["MinValue"] = json!(self.dice.roll(2)),
            3 if *kind == "String" => it["MinLength"] = json!(self.dice.roll(2)),
            4 if *name == "Account" => it["Type"] = json!("Number"),
            _ => {}
        }
        if self.dice.chance(12) {
            it["Default"] = json!(self.dice.pick(values));
        }
        it
    }

    fn rule(&mut self) -> Json {
        let contains = json!({ "Fn::Contains": [["prod", self.dice.pick(&["dev", "test"])], { "Ref": "Env" }] });
        let mut rule = json!({ "Assertions": [{ "Assert": contains }] });
        if self.dice.chance(50) {
            rule["RuleCondition"] = json!({ "Fn::Equals": [{ "Ref": "Flag" }, self.dice.pick(&["true", "false"])] });
        }
        rule
    }

    fn any_condition(&mut self) -> String {
        format!("C{}", self.dice.roll(CONDITIONS))
    }

    /// The condition of a place, over those of earlier places.
    fn condition(&mut self, at: usize, depth: usize) -> Json {
        if depth > 0 && self.dice.chance(45) {
            let mut next = || self.condition(at, depth - 1);
            let both = [next(), next()];
            return match self.dice.roll(3) {
                0 => json!({ "Fn::Not": [both[0]] }),
                1 => json!({ "Fn::And": both }),
                _ => json!({ "Fn::Or": both }),
            };
        }
        let equals = |a: Json, b: &str| json!({ "Fn::Equals": [a, b] });
        match self.dice.roll(11) {
            0 if at > 0 => json!({ "Condition": format!("C{}", self.dice.roll(at)) }),
            0 | 1 => equals(json!({ "Ref": "Flag" }), self.dice.pick(&["true", "false"])),
            2 => equals(json!({ "Ref": "Env" }), self.dice.pick(&["prod", "dev", "test"])),
            3 => equals(json!({ "Ref": "Status" }), "Enabled"),
            4 => equals(json!({ "Ref": "Count" }), self.dice.pick(&["0", "1", "2"])),
            5 => equals(json!({ "Ref": "Opt" }), self.dice.pick(&["", "x"])),
            6 => json!({ "Fn::Equals": [{ "Ref": "Opt" }, { "Ref": "Env" }] }),
            7 => equals(json!({ "Fn::FindInMap": ["Stages", { "Ref": "Env" }, "flag"] }), "true"),
            8 => equals(json!({ "Fn::Join": ["-", [{ "Ref": "Env" }, "x"]] }), self.dice.pick(&["prod-x", "dev-x"])),
            9 => equals(json!({ "Fn::Select": [0, { "Ref": "Names" }] }), self.dice.pick(&["a", "b"])),
            _ => equals(json!({ "Fn::Sub": "${Env}${Opt}" }), self.dice.pick(&["prod", "prodx", "devx"])),
        }
    }

    /// One of two values on a condition, or the first.
    fn choice(&mut self, one: Json, other: Json) -> Json {
        match self.dice.roll(5) {
            0 => one,
            1 => {
                let inner = json!({ "Fn::If": [self.any_condition(), other, one] });
                json!({ "Fn::If": [self.any_condition(), one, inner] })
            }
            _ => json!({ "Fn::If": [self.any_condition(), one, other] }),
        }
    }

    /// A value, or nothing on a condition.
    fn maybe(&mut self, it: Json) -> Json {
        match self.dice.roll(3) {
            0 => self.choice(it, json!({ "Ref": "AWS::NoValue" })),
            _ => it,
        }
    }

    fn status_text(&mut self) -> &'static str {
        self.dice.pick(&["Enabled", "Suspended"])
    }

    fn status(&mut self) -> Json {
        let (one, other) = (json!(self.status_text()), json!(self.status_text()));
        match self.dice.roll(7) {
            0 => json!({ "Ref": "Status" }),
            1 => json!({ "Fn::FindInMap": ["Stages", { "Ref": "Env" }, "status"] }),
            2 => json!({ "Fn::Select": [self.dice.roll(2), [one, other]] }),
            3 => json!({ "Fn::Select": [self.dice.roll(2), { "Fn::Split": [",", "Enabled,Suspended"] }] }),
            4 => json!({ "Fn::Sub": "${Status}" }),
            _ => self.choice(one, other),
        }
    }

    fn flag(&mut self) -> Json {
        match self.dice.roll(6) {
            0 => json!({ "Ref": "Flag" }),
            1 => self.choice(json!(true), json!(false)),
            2 => self.choice(json!("true"), json!("false")),
            3 => json!({ "Fn::FindInMap": ["Stages", { "Ref": "Env" }, "flag"] }),
            _ => json!(true),
        }
    }

    fn bucket(&mut self, at: usize, condition: Option<String>) -> Json {
        let mut properties = Map::new();
        let name = if self.dice.chance(70) {
            json!(format!("box-{at}"))
        } else {
            json!({ "Fn::Sub": format!("box-{at}-${{Env}}") })
        };
        properties.insert("BucketName".to_owned(), name);
        if self.dice.chance(50) {
            let it = json!({ "Status": self.status() });
            properties.insert("VersioningConfiguration".to_owned(), self.maybe(it));
        }
        if self.dice.chance(60) {
            let names = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"];
            let flag = self.flag();
            let it: Map<_, _> = names.into_iter().map(|name| (name.to_owned(), flag.clone())).collect();
            properties.insert("PublicAccessBlockConfiguration".to_owned(), self.maybe(Json::Object(it)));
        }
        if self.dice.chance(30) {
            let it = json!({ "Rules": [{ "ObjectOwnership": self.choice(json!("BucketOwnerEnforced"), json!("ObjectWriter")) }] });
            properties.insert("OwnershipControls".to_owned(), self.maybe(it));
        }
        if self.dice.chance(30) {
            let by = json!({ "ServerSideEncryptionByDefault": { "SSEAlgorithm": self.choice(json!("aws:kms"), json!("AES256")) } });
            let it = json!({ "ServerSideEncryptionConfiguration": [by] });
            properties.insert("BucketEncryption".to_owned(), self.maybe(it));
        }
        if self.dice.chance(20) {
            let other = self.dice.roll(2);
            let target = match self.dice.roll(3) {
                0 => json!({ "Fn::Sub": format!("box-{other}-${{Env}}") }),
                1 => self.choice(json!("logs-elsewhere"), json!(format!("box-{other}"))),
                _ => json!("logs-elsewhere"),
            };
            let it = json!({ "DestinationBucketName": target, "LogFilePrefix": { "Ref": "Env" } });
            properties.insert("LoggingConfiguration".to_owned(), self.maybe(it));
        }
        if self.dice.chance(15) {
            let it = self.choice(json!("PublicRead"), json!("Private"));
            properties.insert("AccessControl".to_owned(), self.maybe(it));
        }
        let mut it = json!({ "Type": "AWS::S3::Bucket", "Properties": properties });
        if let Some(condition) = condition {
            it["Condition"] = json!(condition);
        }
        it
    }

    fn policy(&mut self, at: usize) -> Json {
        let (bucket, condition) = self.buckets[at % self.buckets.len()].clone();
        let statements = self.statements(&bucket);
        let document = json!({ "Version": "2012-10-17", "Statement": statements });
        let mut it = json!({
            "Type": "AWS::S3::BucketPolicy",
            "Properties": { "Bucket": self.owner(&bucket), "PolicyDocument": document },
        });
        if let Some(condition) = condition.or_else(|| self.dice.chance(40).then(|| self.any_condition())) {
            it["Condition"] = json!(condition);
        }
        it
    }

    /// What means a bucket: mostly itself, else a name that it, another one, or none may have.
    fn owner(&mut self, bucket: &str) -> Json {
        let named = json!({ "Fn::Sub": format!("box-{}-${{Env}}", self.dice.roll(2)) });
        match self.dice.roll(12) {
            0 => named,
            1 => self.choice(json!({ "Ref": bucket }), named),
            _ => json!({ "Ref": bucket }),
        }
    }

    fn statements(&mut self, bucket: &str) -> Json {
        let mut items = vec![self.statement(bucket)];
        for _ in 0..self.dice.roll(3) {
            let it = self.statement(bucket);
            items.push(self.maybe(it));
        }
        Json::Array(items)
    }

    fn statement(&mut self, bucket: &str) -> Json {
        let arn = json!({ "Fn::GetAtt": [bucket, "Arn"] });
        let below = match self.dice.roll(2) {
            0 => json!({ "Fn::Join": ["", [arn, "/*"]] }),
            _ => json!({ "Fn::Sub": format!("${{{bucket}.Arn}}/*") }),
        };
        match self.dice.roll(6) {
            0 | 1 => {
                let effect =
                    if self.dice.chance(25) { self.choice(json!("Deny"), json!("Allow")) } else { json!("Allow") };
                let principal = match self.dice.roll(3) {
                    0 => self.choice(json!("*"), json!({ "AWS": "111122223333" })),
                    _ => json!("*"),
                };
                json!({ "Effect": effect, "Principal": principal, "Action": "s3:GetObject", "Resource": below })
            }
            2 | 3 => json!({
                "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [arn, below],
                "Condition": { "Bool": { "aws:SecureTransport": "false" } },
            }),
            4 => {
                let who = json!({ "AWS": { "Ref": self.dice.pick(&["Who", "Account"]) } });
                json!({ "Effect": "Allow", "Principal": who, "Action": "s3:PutObject", "Resource": below })
            }
            _ => {
                let who = json!({ "AWS": { "Fn::Sub": "arn:aws:iam::${Account}:root" } });
                json!({ "Effect": "Allow", "Principal": who, "Action": "s3:GetObject", "Resource": below })
            }
        }
    }

    fn key(&mut self) -> Json {
        let root = json!({ "AWS": "arn:aws:iam::111122223333:root" });
        let owner = json!({ "Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*" });
        let everyone = json!({ "Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*" });
        let document = json!({ "Version": "2012-10-17", "Statement": [owner, self.choice(everyone, json!({ "Ref": "AWS::NoValue" }))] });
        let rotation = self.flag();
        json!({ "Type": "AWS::KMS::Key", "Properties": { "EnableKeyRotation": rotation, "KeyPolicy": document } })
    }
}

/// The names that a template refers to.
fn references(it: &Json, out: &mut BTreeSet<String>) {
    match it {
        Json::Object(fields) => {
            for (name, value) in fields {
                match (name.as_str(), value) {
                    ("Ref", Json::String(name)) => drop(out.insert(name.clone())),
                    ("Fn::Sub", Json::String(text)) => {
                        let names = text.split("${").skip(1).filter_map(|it| it.split_once('}'));
                        out.extend(names.map(|(name, _)| name.to_owned()));
                    }
                    (_, value) => references(value, out),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|it| references(it, out)),
        _ => {}
    }
}
