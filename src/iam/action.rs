//! The actions of S3 and KMS that a resource policy speaks of, from AWS's Service Authorization Reference.

use std::sync::LazyLock;

/// An action with what the reasoner needs to know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// The name as AWS writes it: `s3:GetObject`.
    pub name: &'static str,
    /// The name in lower case, to hold it against patterns: their case plays no part.
    pub lower: &'static str,
    /// What it does, in AWS's classes.
    pub level: Level,
    /// What it is done to.
    pub scope: Scope,
    /// The condition keys of its own, without their service: `prefix,max-keys`.
    keys: &'static str,
}

/// The access level of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Reads contents or settings.
    Read,
    /// Lists names.
    List,
    /// Creates, changes or deletes.
    Write,
    /// Changes tags.
    Tagging,
    /// Changes who may do what.
    Permissions,
}

/// What an action is done to: its request names the ARN of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// A bucket: `arn:aws:s3:::bucket`.
    Bucket,
    /// An object: `arn:aws:s3:::bucket/key`.
    Object,
    /// A KMS key.
    Key,
    /// An IAM role.
    Role,
}

/// What a service does to act as a role.
pub const ASSUME_ROLE: Action =
    Action { name: "sts:AssumeRole", lower: "sts:assumerole", level: Level::Write, scope: Scope::Role, keys: "" };

impl Action {
    /// Whether a request for it can have a condition key of its service that is not of every request. Case plays no
    /// part.
    pub fn has_key(&self, key: &str) -> bool {
        let service = self.name.split_inclusive(':').next().unwrap_or(self.name);
        let (Some(own), Some(name)) = (key.get(..service.len()), key.get(service.len()..)) else { return false };
        if !own.eq_ignore_ascii_case(service) {
            return false;
        }
        let name = name.split_inclusive(['/', ':']).next().unwrap_or(name);
        self.keys.split(',').any(|own| own.eq_ignore_ascii_case(name))
    }
}

impl Level {
    /// Whether the action shows something: what "public read" is about.
    pub fn reads(self) -> bool {
        matches!(self, Level::Read | Level::List)
    }
}

/// The actions of S3 on buckets and objects, sorted by name.
pub fn s3_actions() -> &'static [Action] {
    static ACTIONS: LazyLock<Vec<Action>> = LazyLock::new(|| table(include_str!("s3_actions.tsv")));
    &ACTIONS
}

/// The actions of KMS on keys, sorted by name.
pub fn kms_actions() -> &'static [Action] {
    static ACTIONS: LazyLock<Vec<Action>> = LazyLock::new(|| table(include_str!("kms_actions.tsv")));
    &ACTIONS
}

fn table(text: &'static str) -> Vec<Action> {
    text.lines().filter_map(row).collect()
}

fn row(line: &'static str) -> Option<Action> {
    let mut columns = line.split('\t');
    let name = columns.next()?;
    let level = match columns.next()? {
        "Read" => Level::Read,
        "List" => Level::List,
        "Write" => Level::Write,
        "Tagging" => Level::Tagging,
        "Permissions management" => Level::Permissions,
        _ => return None,
    };
    let scope = match columns.next()? {
        "bucket" => Scope::Bucket,
        "object" => Scope::Object,
        "key" => Scope::Key,
        _ => return None,
    };
    // Each table is made once and stays.
    let lower = name.to_ascii_lowercase().leak();
    Some(Action { name, lower, level, scope, keys: columns.next().unwrap_or("") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_row() {
        for (text, actions) in
            [(include_str!("s3_actions.tsv"), s3_actions()), (include_str!("kms_actions.tsv"), kms_actions())]
        {
            assert_eq!(text.lines().filter(|line| !line.starts_with('#')).count(), actions.len());
            assert!(actions.is_sorted_by_key(|action| action.name));
        }
    }

    #[test]
    fn knows_the_keys_of_an_action() {
        let list = s3_actions().iter().find(|action| action.name == "s3:ListBucket").unwrap();
        assert!(list.has_key("s3:prefix") && list.has_key("S3:Max-Keys") && !list.has_key("s3:x-amz-acl"));
        let get = s3_actions().iter().find(|action| action.name == "s3:GetObject").unwrap();
        assert!(get.has_key("s3:ExistingObjectTag/public") && !get.has_key("aws:prefix") && !get.has_key(""));
    }
}
