//! What the terminal can show, from its environment.

use std::io::{self, IsTerminal};

use clap::ValueEnum;

use crate::report::Options;

/// Columns where nobody says how many there are: on a terminal, and in a file or a pipe.
const TERMINAL_COLUMNS: usize = 80;
const PLAIN_COLUMNS: usize = 100;

/// When to color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set or CLICOLOR is 0; elsewhere with FORCE_COLOR or CLICOLOR_FORCE
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What standard output can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Terminal {
    /// ANSI colours.
    pub(super) color: bool,
    /// Box-drawing characters.
    pub(super) unicode: bool,
    /// How many columns it has.
    pub(super) width: usize,
}

impl Terminal {
    /// What a file can show: plain text.
    pub(super) const FILE: Terminal = Terminal { color: false, unicode: false, width: PLAIN_COLUMNS };

    /// What standard output can show.
    pub(super) fn of_stdout(choice: Color) -> Self {
        decide(choice, io::stdout().is_terminal(), &variable, columns_of_stdout)
    }

    /// How a report for it is written.
    pub(super) fn options(self, all: bool, quiet: bool) -> Options {
        Options { color: self.color, unicode: self.unicode, width: self.width, all, quiet, ..Options::default() }
    }
}

/// Whether standard error can show a line that is written over.
pub(super) fn stderr_takes_progress() -> bool {
    io::stderr().is_terminal() && variable("TERM").as_deref() != Some("dumb")
}

/// How many columns the terminal says that it has.
fn columns_of_stdout() -> Option<usize> {
    let (width, _) = terminal_size::terminal_size_of(io::stdout())?;
    Some(width.0.into())
}

/// Follows <https://no-color.org>, <https://force-color.org> and <https://bixense.com/clicolors/>: an explicit choice
/// wins, then `NO_COLOR`, then `FORCE_COLOR` and `CLICOLOR_FORCE`, then `CLICOLOR=0`, then whether there is a terminal
/// that knows colours.
fn decide(
    choice: Color,
    is_terminal: bool,
    variable: &dyn Fn(&str) -> Option<String>,
    columns: impl Fn() -> Option<usize>,
) -> Terminal {
    let is_dumb = variable("TERM").as_deref() == Some("dumb");
    let says_no = |value: &str| matches!(value, "0" | "false");
    let forced = ["FORCE_COLOR", "CLICOLOR_FORCE"].into_iter().filter_map(variable).collect::<Vec<_>>();
    let is_forced = forced.iter().any(|value| !says_no(value));
    let is_off = variable("FORCE_COLOR").is_some_and(|value| says_no(&value))
        || variable("CLICOLOR").is_some_and(|value| value == "0");
    let color = match choice {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => variable("NO_COLOR").is_none() && (is_forced || (is_terminal && !is_dumb && !is_off)),
    };
    // The Linux console has few glyphs, and no locale at all means ASCII.
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable).unwrap_or_default().to_lowercase();
    let is_utf8 = locale.contains("utf-8") || locale.contains("utf8") || variable("WT_SESSION").is_some();
    let has_glyphs = !is_dumb && variable("TERM").as_deref() != Some("linux");
    let said = variable("COLUMNS").and_then(|columns| columns.parse().ok());
    let columns = said.or_else(|| columns().filter(|_| is_terminal)).filter(|columns| *columns > 0);
    Terminal {
        color,
        unicode: (is_terminal || color) && is_utf8 && has_glyphs,
        width: columns.unwrap_or(if is_terminal { TERMINAL_COLUMNS } else { PLAIN_COLUMNS }),
    }
}

/// A variable of the environment that is set to something.
#[expect(clippy::disallowed_methods, reason = "this is the one reader of the environment")]
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The variables of the environment whose names start so, by the rest of these, sorted. Those that are no UTF-8 are
/// left out.
pub(super) fn variables(start: &str) -> Vec<(String, String)> {
    let all =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let mut found: Vec<_> =
        all.filter_map(|(name, value)| Some((name.strip_prefix(start)?.to_owned(), value))).collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is decided on a terminal (`tty`) or a pipe with these variables, in one word for each thing that is on.
    /// `SIZE` is how wide the terminal says that it is.
    fn decided(choice: Color, tty: bool, variables: &[(&str, &str)]) -> String {
        let find = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        let Terminal { color, unicode, width } = decide(choice, tty, &find, || find("SIZE")?.parse().ok());
        format!("{}{}{width}", if color { "color " } else { "" }, if unicode { "unicode " } else { "" })
    }

    #[test]
    fn follows_the_conventions_for_color() {
        let utf8 = ("LANG", "de_DE.UTF-8");
        assert_eq!(decided(Color::Auto, true, &[utf8]), "color unicode 80");
        assert_eq!(decided(Color::Auto, true, &[utf8, ("NO_COLOR", "1")]), "unicode 80");
        assert_eq!(decided(Color::Auto, true, &[utf8, ("TERM", "dumb")]), "80");
        assert_eq!(decided(Color::Auto, true, &[utf8, ("TERM", "linux")]), "color 80");
        assert_eq!(decided(Color::Auto, true, &[utf8, ("LC_ALL", "C")]), "color 80");
        assert_eq!(decided(Color::Auto, false, &[utf8]), "100");
        assert_eq!(decided(Color::Auto, false, &[("CLICOLOR_FORCE", "1")]), "color 100");
        assert_eq!(decided(Color::Auto, false, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]), "100");
        assert_eq!(decided(Color::Auto, false, &[("FORCE_COLOR", "1")]), "color 100");
        assert_eq!(decided(Color::Auto, false, &[("FORCE_COLOR", "3"), ("NO_COLOR", "1")]), "100");
        assert_eq!(decided(Color::Auto, false, &[("FORCE_COLOR", "0")]), "100");
        assert_eq!(decided(Color::Auto, true, &[("FORCE_COLOR", "0")]), "80");
        assert_eq!(decided(Color::Auto, true, &[("CLICOLOR", "0")]), "80");
        assert_eq!(decided(Color::Auto, true, &[("CLICOLOR", "1"), ("TERM", "dumb")]), "80");
        assert_eq!(decided(Color::Auto, true, &[("CLICOLOR", "0"), ("CLICOLOR_FORCE", "1")]), "color 80");
        assert_eq!(decided(Color::Never, true, &[utf8, ("CLICOLOR_FORCE", "1")]), "unicode 80");
        assert_eq!(decided(Color::Always, false, &[("NO_COLOR", "1"), ("COLUMNS", "120")]), "color 120");
    }

    #[test]
    fn is_as_wide_as_the_terminal() {
        assert_eq!(decided(Color::Never, true, &[("SIZE", "42")]), "42");
        assert_eq!(decided(Color::Never, true, &[("SIZE", "42"), ("COLUMNS", "60")]), "60");
        assert_eq!(decided(Color::Never, true, &[("SIZE", "0"), ("COLUMNS", "wide")]), "80");
        assert_eq!(decided(Color::Never, false, &[("SIZE", "42")]), "100");
    }
}
