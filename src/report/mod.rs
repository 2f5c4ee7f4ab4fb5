//! What a run says, in the formats that people and machines read.
//!
//! Every format is one file and one pure function from an [`Analysis`] to text, so a new format is a new file and a
//! line here. Reports know findings and source text; they know no language and no rule. All of it passes through
//! `text`, and comes out as [`Inert`]: a file name or an excerpt never steers a terminal or a workflow.

use std::fmt;
use std::io;
use std::str::FromStr;

use crate::finding::Analysis;

mod concise;
mod excerpt;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod line_hash;
mod markdown;
mod merge;
mod options;
mod order;
mod place;
mod plain;
mod sarif;
mod sarif_log;
mod statistics;
mod text;
mod words;

pub use merge::{Merged, merge};
pub use options::Options;
pub use place::{Point, Range, locate, short};
pub use text::{Inert, Taker, visible};
pub use words::caller;

/// A format that a report can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Diagnostics with source excerpts, for people.
    Human,
    /// The frozen, versioned shape of `docs/output.schema.json`.
    Json,
    /// SARIF 2.1.0, for code scanning and editors.
    Sarif,
    /// Workflow commands of GitHub Actions, which annotate a pull request.
    Github,
    /// One line for each finding, for people, editors and `grep`.
    Concise,
    /// JUnit's XML, which CI systems show as tests.
    Junit,
    /// GitLab's report of code quality.
    Gitlab,
    /// Markdown, for the summary of a job and for comments.
    Markdown,
}

impl Format {
    /// Every format, in the order in which help lists them.
    pub const ALL: [Format; 8] = [
        Format::Human,
        Format::Concise,
        Format::Json,
        Format::Sarif,
        Format::Github,
        Format::Gitlab,
        Format::Junit,
        Format::Markdown,
    ];

    /// The word that names it on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Json => "json",
            Format::Sarif => "sarif",
            Format::Github => "github",
            Format::Concise => "concise",
            Format::Junit => "junit",
            Format::Gitlab => "gitlab",
            Format::Markdown => "markdown",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Format::ALL.into_iter().find(|format| format.as_str().eq_ignore_ascii_case(word)).ok_or_else(|| {
            let known: Vec<_> = Format::ALL.into_iter().map(Format::as_str).collect();
            format!("no format is called `{word}`; there are {}", known.join(", "))
        })
    }
}

/// Writes `analysis` in `format`. The same input gives the same bytes; text ends with a newline unless it is empty.
pub fn render(format: Format, analysis: &Analysis, options: &Options) -> Inert {
    match format {
        Format::Human => human::render(analysis, options),
        Format::Json | Format::Gitlab => {
            let mut whole = Inert::default();
            // Plain structs with string keys always serialise.
            let _ = write(format, analysis, options, &mut |piece| {
                whole.push(piece);
                Ok(())
            });
            whole
        }
        Format::Sarif => sarif::render(analysis, options),
        Format::Github => github::render(analysis, options),
        Format::Concise => concise::render(analysis, options),
        Format::Junit => junit::render(analysis, options),
        Format::Markdown => markdown::render(analysis, options),
    }
}

/// Why a run did not come about, for who reads `format` and nothing else; `None` where that is told on standard error.
pub fn failure(format: Format, message: &str, help: &str) -> Option<Inert> {
    (format == Format::Github).then(|| github::failure(message, help))
}

/// The same as [`render`], handed on as it is made where it may be long.
///
/// # Errors
///
/// What who takes it answers with one.
pub fn write(format: Format, analysis: &Analysis, options: &Options, taker: Taker<'_>) -> io::Result<()> {
    match format {
        Format::Json => json::write(analysis, options, taker),
        Format::Gitlab => gitlab::write(analysis, options, taker),
        Format::Human | Format::Concise | Format::Sarif | Format::Github | Format::Junit | Format::Markdown => {
            taker(&render(format, analysis, options))
        }
    }
}
