//! What is told beside what was asked for.

use crate::finding::Analysis;
use crate::report::{self, Format};

use super::configuration::Config;
use super::outcome::Outcome;
use super::output::complain;
use super::terminal::Terminal;

/// Says on standard error what could not be analysed, and how that ends the run.
pub(super) fn told(mut analysis: Analysis, config: Config) -> Outcome {
    config.add_problems(&mut analysis);
    tell(analysis)
}

/// The same where what is wrong with the configuration was added before.
pub(super) fn tell(mut analysis: Analysis) -> Outcome {
    analysis.problems.retain(|problem| problem.kind.is_error());
    if analysis.problems.is_empty() {
        return Outcome::Clean;
    }
    let text = report::render(Format::Human, &analysis, &Terminal::FILE.options(false, true));
    complain(&text);
    Outcome::CouldNotAnalyse
}
