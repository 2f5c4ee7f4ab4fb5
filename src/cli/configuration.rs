//! The configuration file, as a command reads it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{self, Settings};
use crate::finding::{Analysis, Problem, RuleInfo};
use crate::reason::Assumptions;
use crate::source::{FileSystem, Sources};

use super::outcome::Failure;
use super::output::printed;

/// The configuration file that was read, if there is one, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Config {
    file: Option<(PathBuf, Vec<u8>)>,
    pub(super) settings: Settings,
    pub(super) problems: Vec<Problem>,
}

impl Config {
    /// Reads the named file, which must be there, or `bucketlint.toml` in the working directory, which need not.
    pub(super) fn load(fs: &dyn FileSystem, named: Option<&Path>, infos: &[Arc<RuleInfo>]) -> Result<Self, Failure> {
        let path = named.unwrap_or(Path::new(config::FILE_NAME));
        let bytes = match fs.read(path) {
            Ok(bytes) => bytes,
            Err(error) if named.is_none() && error.kind() == io::ErrorKind::NotFound => return Ok(Config::default()),
            Err(error) => {
                let failure = Failure::new(format!("cannot read the configuration `{}`: {error}", path.display()));
                return Err(if named.is_some() { failure.help("--config names a TOML file") } else { failure });
            }
        };
        let mut sources = Sources::default();
        let file = sources.add(path.to_owned(), printed(path), bytes.clone());
        let (settings, mut problems) = config::read(file, sources.text(file));
        let known: Vec<_> = infos.iter().map(|rule| rule.name.as_str()).collect();
        problems.extend(settings.unknown_rules(&known));
        problems.sort_by_key(|problem| problem.span);
        Ok(Config { file: Some((path.to_owned(), bytes)), settings, problems })
    }

    /// What the reasoner assumes where the code says nothing.
    pub(super) fn assumptions(&self) -> Assumptions {
        Assumptions { public_access_block: self.settings.assume_public_access_block }
    }

    /// Puts the problems before those of the code, and the file among the sources that their places now point into.
    pub(super) fn add_problems(self, analysis: &mut Analysis) {
        let Some((path, bytes)) = self.file.filter(|_| !self.problems.is_empty()) else { return };
        let name = printed(&path);
        let file = analysis.sources.add(path, name.clone(), bytes);
        let moved = self.problems.into_iter().map(|mut problem| {
            problem.file.clone_from(&name);
            if let Some(span) = &mut problem.span {
                span.file = file;
            }
            problem
        });
        analysis.problems.splice(0..0, moved);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Memory;

    #[test]
    fn problems_of_the_configuration_point_into_the_analysis() {
        let text = "[rules.rule-z]\nenabled = 3\n";
        let config = Config::load(&Memory::new([("b.toml", text)]), Some(Path::new("b.toml")), &[]).unwrap();
        let mut analysis = Analysis::default();
        analysis.sources.add("main.tf".into(), "main.tf".into(), b"code".to_vec());
        analysis.problems.push(Problem::of_path(crate::finding::ProblemKind::Read, "x", "gone"));
        config.add_problems(&mut analysis);
        let pointed = analysis.problems.iter().map(|problem| problem.span.map(|span| analysis.sources.slice(span)));
        assert_eq!(pointed.collect::<Vec<_>>(), [Some("rule-z"), Some("3"), None]);
        assert!(analysis.problems.iter().take(2).all(|problem| problem.file == "b.toml"));
    }

    #[test]
    fn a_configuration_need_not_be_there_unless_it_is_named() {
        let empty = Memory::default();
        assert!(Config::load(&empty, None, &[]).unwrap().file.is_none());
        assert!(Config::load(&empty, Some(Path::new("b.toml")), &[]).is_err());
    }
}
