//! Values of variables and parameters, as arguments.
//!
//! Of two values of one variable the later one counts, whichever option gave it, as in Terraform. A derived parser
//! keeps the order within one option only, so this one is written out.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command, Error, FromArgMatches};

use super::terminal::variables;
use crate::engine::{Input, Inputs};

/// The options that give values of variables and parameters.
#[derive(Debug, Default)]
pub(super) struct InputArgs(pub(super) Inputs);

/// One option.
struct Choice {
    id: &'static str,
    value: &'static str,
    help: &'static str,
}

const VAR: Choice =
    Choice { id: "var", value: "NAME=VALUE", help: "The value of a variable of Terraform's root modules" };
const VAR_FILE: Choice = Choice { id: "var-file", value: "FILE", help: "A .tfvars or .tfvars.json file for them" };
const PARAMETER: Choice =
    Choice { id: "parameter", value: "NAME=VALUE", help: "The value of a parameter of CloudFormation templates" };
const PARAMETER_FILE: Choice =
    Choice { id: "parameter-file", value: "FILE", help: "A JSON file of such values, in any of AWS's shapes" };

impl clap::Args for InputArgs {
    fn augment_args(command: Command) -> Command {
        let heading = Some("Values");
        let argument = |option: &Choice| {
            Arg::new(option.id).long(option.id).value_name(option.value).help(option.help).action(ArgAction::Append)
        };
        [VAR, VAR_FILE, PARAMETER, PARAMETER_FILE]
            .iter()
            .fold(command, |command, option| command.arg(argument(option).help_heading(heading)))
            .arg(
                Arg::new("workspace")
                    .long("workspace")
                    .value_name("NAME")
                    .help("The workspace of Terraform: what `terraform.workspace` is")
                    .help_heading(heading),
            )
            .arg(
                Arg::new("env-vars")
                    .long("env-vars")
                    .action(ArgAction::SetTrue)
                    .help("Take values of Terraform's variables from the environment too (`TF_VAR_NAME`)")
                    .help_heading(heading),
            )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for InputArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        Ok(InputArgs(Inputs {
            variables: inputs(matches, &VAR, &VAR_FILE)?,
            parameters: inputs(matches, &PARAMETER, &PARAMETER_FILE)?,
            // The configuration says of them.
            modules: Vec::new(),
            environment: if matches.get_flag("env-vars") { variables("TF_VAR_") } else { Vec::new() },
            workspace: matches.get_one::<String>("workspace").cloned(),
        }))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The values and files of two options in the order of the command line.
fn inputs(matches: &ArgMatches, value: &Choice, file: &Choice) -> Result<Vec<Input>, Error> {
    let given = |option: &Choice| -> Vec<(usize, String)> {
        let places = matches.indices_of(option.id).into_iter().flatten();
        places.zip(matches.get_many::<String>(option.id).into_iter().flatten().cloned()).collect()
    };
    let mut inputs = Vec::new();
    for (place, text) in given(value) {
        let (name, value) = text.split_once('=').filter(|(name, _)| !name.trim().is_empty()).ok_or_else(|| {
            let message = format!("`--{} {text}` is not NAME=VALUE\n", value.id);
            Error::raw(ErrorKind::ValueValidation, message)
        })?;
        inputs.push((place, Input::Value(name.trim().to_owned(), value.to_owned())));
    }
    inputs.extend(given(file).into_iter().map(|(place, path)| (place, Input::File(PathBuf::from(path)))));
    inputs.sort_by_key(|(place, _)| *place);
    Ok(inputs.into_iter().map(|(_, input)| input).collect())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::args::Args;
    use super::*;

    #[test]
    fn keeps_the_order_across_options() {
        let line = "bucketlint check --var a=1 --var-file b.tfvars --var a=x=y --parameter P=";
        let Args { command: Some(super::super::args::Command::Check(check)), .. } =
            Args::try_parse_from(line.split(' ')).unwrap()
        else {
            panic!("no check")
        };
        let value = |name: &str, value: &str| Input::Value(name.into(), value.into());
        let Inputs { variables, parameters, .. } = check.by.inputs.0;
        assert_eq!(variables, [value("a", "1"), Input::File("b.tfvars".into()), value("a", "x=y")]);
        assert_eq!(parameters, [value("P", "")]);
    }

    #[test]
    fn a_value_needs_a_name() {
        for line in ["bucketlint --var a", "bucketlint --parameter =b"] {
            assert!(Args::try_parse_from(line.split(' ')).unwrap_err().to_string().contains("is not NAME=VALUE"));
        }
    }
}
