//! Options from the environment: `BUCKETLINT_FORMAT=json` says what `--format json` does, unless the command line does.
//!
//! They become arguments before these are read, so that both are held to the same rules.

use std::ffi::OsString;

use clap::{Arg, ArgAction, Command, CommandFactory};

use super::args::Args;

/// The arguments of a run, and the variables that some of them come from.
#[derive(Debug)]
pub(super) struct Given {
    /// The program's name, and what it is given.
    pub(super) arguments: Vec<OsString>,
    /// The variables, as `NAME=VALUE`.
    pub(super) from_environment: Vec<String>,
}

/// How the variables begin.
pub(super) const PREFIX: &str = "BUCKETLINT_";

/// The arguments with those that the environment gives before them, by its variables without the [`PREFIX`].
pub(super) fn with_environment(said: Vec<OsString>, variables: &[(String, String)]) -> Given {
    // Most runs have none, and are not to wait for the options to be looked through.
    if variables.is_empty() {
        return Given { arguments: said, from_environment: Vec::new() };
    }
    let mut command = Args::command();
    command.build();
    let named = said.get(1).and_then(|word| command.find_subcommand(word));
    // A command without options of its own has commands below it, or nothing to say.
    let (command, at) = named.map_or((&command, 1), |named| (named, 2));
    let (mut arguments, mut from_environment) = (Vec::new(), Vec::new());
    let words: Vec<_> = said.iter().skip(at).map(|word| word.to_string_lossy().into_owned()).collect();
    let is_said = |arg: &Arg| words.iter().take_while(|word| *word != "--").any(|word| is_of(word, arg));
    // What `--output FORMAT=-` says of standard output is said of the format.
    let goes_to_stdout = words.iter().any(|word| word.ends_with("=-"));
    for arg in command.get_arguments() {
        let Some(long) = arg.get_long().filter(|long| !matches!(*long, "help" | "version")) else { continue };
        let name = long.to_uppercase().replace('-', "_");
        let is_given = |(given, value): &&(String, String)| *given == name && !value.is_empty();
        let Some((_, value)) = variables.iter().find(is_given) else { continue };
        // Either of two may say that they shut each other out.
        let shuts_out = |other: &Arg, arg: &Arg| command.get_arg_conflicts_with(other).contains(&arg);
        let is_shut_out =
            command.get_arguments().any(|other| is_said(other) && (shuts_out(other, arg) || shuts_out(arg, other)));
        if is_said(arg) || is_shut_out || (long == "format" && goes_to_stdout) {
            continue;
        }
        let argument = match (arg.get_action(), value.to_ascii_lowercase().as_str()) {
            (ArgAction::SetTrue, "0" | "false" | "no" | "off") => continue,
            (ArgAction::SetTrue, "1" | "true" | "yes" | "on") => format!("--{long}"),
            _ => format!("--{long}={value}"),
        };
        arguments.push(OsString::from(argument));
        from_environment.push(format!("{PREFIX}{name}={value}"));
    }
    let mut whole = said;
    let at = at.min(whole.len());
    whole.splice(at..at, arguments);
    Given { arguments: whole, from_environment }
}

/// Whether a word of the command line is this option.
fn is_of(word: &str, arg: &Arg) -> bool {
    let long = arg.get_long().zip(word.strip_prefix("--"));
    let is_long = long.is_some_and(|(long, word)| word.split('=').next() == Some(long));
    let is_short = word.starts_with('-') && !word.starts_with("--");
    is_long || is_short && arg.get_short().is_some_and(|short| word.contains(short))
}

/// The names of the commands.
pub(super) fn command_names(command: &Command) -> Vec<&str> {
    command.get_subcommands().map(Command::get_name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The arguments of a line with these variables set.
    fn given(line: &str, variables: &[(&str, &str)]) -> String {
        let without = |(name, value): &(&str, &str)| Some((name.strip_prefix(PREFIX)?.to_owned(), (*value).to_owned()));
        let variables: Vec<_> = variables.iter().filter_map(without).collect();
        let given = with_environment(line.split(' ').map(OsString::from).collect(), &variables);
        given.arguments.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn variables_become_options() {
        let format = ("BUCKETLINT_FORMAT", "json");
        assert_eq!(given("bucketlint infra", &[format]), "bucketlint --format=json infra");
        assert_eq!(given("bucketlint", &[format]), "bucketlint --format=json");
        assert_eq!(given("bucketlint rules a", &[format]), "bucketlint rules --format=json a");
        assert_eq!(given("bucketlint explain a", &[format]), "bucketlint explain a");
        assert_eq!(
            given("bucketlint check --fail-on low", &[("BUCKETLINT_FAIL_ON", "high")]),
            "bucketlint check --fail-on low"
        );
    }

    #[test]
    fn the_command_line_wins() {
        let format = ("BUCKETLINT_FORMAT", "json");
        for line in ["bucketlint --format=sarif", "bucketlint --format sarif", "bucketlint --output sarif=-"] {
            assert_eq!(given(line, &[format]), line);
        }
        assert_eq!(given("bucketlint --no-config", &[("BUCKETLINT_CONFIG", "a.toml")]), "bucketlint --no-config");
        assert_eq!(given("bucketlint -- --format", &[format]), "bucketlint --format=json -- --format");
    }

    #[test]
    fn flags_are_on_or_off() {
        let quiet = |value| given("bucketlint", &[("BUCKETLINT_QUIET", value)]);
        assert_eq!(quiet("1"), "bucketlint --quiet");
        assert_eq!(quiet("False"), "bucketlint");
        assert_eq!(quiet("maybe"), "bucketlint --quiet=maybe");
        assert_eq!(given("bucketlint -q", &[("BUCKETLINT_QUIET", "true")]), "bucketlint -q");
    }
}
