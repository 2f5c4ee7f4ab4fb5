//! The keys of the file: what each takes, and what it is for. Reading, the schema and what is proposed for a key that
//! is none go by this table.

use super::{Profile, Tool};
use crate::finding::Severity;

/// A key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    /// Its name.
    pub(super) name: &'static str,
    /// What it takes.
    pub(super) takes: Takes,
    /// What it is for, in a sentence.
    pub(super) about: &'static str,
}

/// What a key takes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Takes {
    /// A yes or no.
    Boolean,
    /// A text.
    Text,
    /// A day: a text, or a date of TOML's.
    Day,
    /// One of a few words.
    Word(fn() -> Vec<String>),
    /// Texts.
    Texts,
    /// Several of a few words.
    Words(fn() -> Vec<String>),
    /// A text, or several.
    TextOrTexts,
    /// Texts by name.
    TextByName,
    /// Values of any type by name.
    Values,
    /// Tables of these keys.
    Tables(&'static [Key]),
    /// Tables by the names of rules, or texts that name folders.
    Rules,
    /// Tables by the names of rules.
    RulesByName,
}

/// The words for what holds where no public access block is declared.
const BLOCKS: [&str; 3] = ["off", "on", "unknown"];

fn severities() -> Vec<String> {
    Severity::ALL.map(|severity| severity.as_str().to_owned()).to_vec()
}

fn blocks() -> Vec<String> {
    BLOCKS.map(str::to_owned).to_vec()
}

const fn key(name: &'static str, takes: Takes, about: &'static str) -> Key {
    Key { name, takes, about }
}

/// The keys at the top of the file.
pub(super) const KEYS: [Key; 21] = [
    key(
        "extends",
        Takes::TextOrTexts,
        "Configuration files of this repository that this one adds to, from its folder.",
    ),
    key("profile", Takes::Word(Profile::names), "Which rules are on, and how bad their findings are."),
    key("account_baseline", Takes::Boolean, "Whether what this code does not declare does not exist in the account."),
    key("assume_public_access_block", Takes::Word(blocks), "What holds where no public access block is declared."),
    key("severity", Takes::Word(severities), "Report only verdicts of rules at or above this severity."),
    key("fail_on", Takes::Word(severities), "Exit with 1 only for findings at or above this severity."),
    key(
        "fail_on_undecided",
        Takes::Word(severities),
        "Exit with 1 also for rules at or above this severity that the code does not decide.",
    ),
    key("strict", Takes::Boolean, "Exit with 2 where input is there that is not judged."),
    key("include", Takes::Texts, "What alone is judged: folders and templates, as patterns of .gitignore."),
    key("exclude", Takes::Texts, "What is not judged: folders and templates, as patterns of .gitignore."),
    key("modules", Takes::TextByName, "Folders of this repository by the sources of modules that are at hand there."),
    key("rules", Takes::Rules, "What is said of rules, by any of their names; or folders and files of your own rules."),
    key("override", Takes::Tables(&KEYS_OF_OVERRIDE), "What is said of rules for some files."),
    key("ignore", Takes::Tables(&KEYS_OF_IGNORE), "Findings that are known and accepted."),
    key("honor_suppressions", Takes::Words(Tool::names), "Tools whose suppressions in the code count here as well."),
    key("var_files", Takes::Texts, "Files of values for the variables of Terraform's root modules."),
    key("variables", Takes::Values, "Values for the variables of Terraform's root modules."),
    key("parameter_files", Takes::Texts, "JSON files of values for the parameters of CloudFormation templates."),
    key("parameters", Takes::Values, "Values for the parameters of CloudFormation templates."),
    key(
        "environment",
        Takes::Tables(&KEYS_OF_ENVIRONMENT),
        "Sets of values, under each of which everything is judged.",
    ),
    key("$schema", Takes::Text, "The JSON Schema of this file, for editors."),
];

/// The keys of `[[override]]`.
pub(super) const KEYS_OF_OVERRIDE: [Key; 2] = [
    key("path", Takes::TextOrTexts, "Which files, as patterns of .gitignore from the folder of this file."),
    key("rules", Takes::RulesByName, "What is said of rules for them, by any of their names."),
];

/// The keys of `[[ignore]]`.
pub(super) const KEYS_OF_IGNORE: [Key; 5] = [
    key("rules", Takes::Texts, "The rules, by any of their names."),
    key("resource", Takes::Text, "Addresses or logical ids, where `*` stands for any letters."),
    key("path", Takes::Text, "Files, from the top of the repository, where `*` stands for any letters."),
    key("reason", Takes::Text, "Why they are accepted."),
    key("until", Takes::Day, "The last day on which they are, as YYYY-MM-DD."),
];

/// The keys of `[[environment]]`.
pub(super) const KEYS_OF_ENVIRONMENT: [Key; 5] = [
    key("name", Takes::Text, "What the environment is called: `prod`."),
    key("var_files", Takes::Texts, "Files of values for the variables of Terraform's root modules."),
    key("variables", Takes::Values, "Values for the variables of Terraform's root modules."),
    key("parameter_files", Takes::Texts, "JSON files of values for the parameters of CloudFormation templates."),
    key("parameters", Takes::Values, "Values for the parameters of CloudFormation templates."),
];

/// The keys of a rule, beside its parameters.
pub(super) const KEYS_OF_RULE: [Key; 2] = [
    key("enabled", Takes::Boolean, "Whether it is judged, whatever the profile says."),
    key("severity", Takes::Word(severities), "How bad its findings are."),
];
