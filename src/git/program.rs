//! How `git` is started: with nothing of what a repository says is to be run beside it.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::not_told::NotTold;

/// What a repository may not say. No protocol is allowed, so that no missing object is fetched.
const SETTINGS: [&str; 4] =
    ["core.fsmonitor=false", "core.hooksPath=/dev/null", "protocol.allow=never", "core.quotePath=false"];

const ENVIRONMENT: [(&str, &str); 7] = [
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_PAGER", "cat"),
    ("LC_ALL", "C"),
];

/// What a hook's environment says of its own repository.
const OF_REPOSITORY: [&str; 7] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_PREFIX",
];

/// The program, and the folder in which it is asked.
#[derive(Clone, Debug)]
pub(super) struct Program {
    /// `None` is the working directory, and the repository that the environment names.
    folder: Option<PathBuf>,
}

/// What it writes, or why it fails in its own words.
type Answer = Result<Vec<u8>, String>;

impl Program {
    pub(super) fn new(folder: Option<&Path>) -> Self {
        Program { folder: folder.map(Path::to_owned) }
    }

    /// A command of it.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that starts a program")]
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new("git");
        if let Some(folder) = &self.folder {
            command.arg("-C").arg(folder);
            for name in OF_REPOSITORY {
                command.env_remove(name);
            }
        }
        command.args(["--no-pager", "--literal-pathspecs", "--no-replace-objects"]);
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        command.envs(ENVIRONMENT).stdin(Stdio::null());
        command
    }

    /// What it writes to these arguments. The outer error is that it cannot be started.
    pub(super) fn bytes(&self, arguments: &[&str]) -> Result<Answer, NotTold> {
        let output = self.command().args(arguments).output().map_err(|error| not_started(&error))?;
        if output.status.success() {
            return Ok(Ok(output.stdout));
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Ok(Err(said.trim().trim_start_matches("fatal: ").replace('\n', "; ")))
    }

    /// The same of an answer that is one line.
    pub(super) fn line(&self, arguments: &[&str]) -> Result<Answer, NotTold> {
        let without_end = |mut line: Vec<u8>| {
            let end = line.iter().rposition(|byte| !b"\r\n".contains(byte)).map_or(0, |at| at + 1);
            line.truncate(end);
            line
        };
        Ok(self.bytes(arguments)?.map(without_end))
    }
}

/// What is told where the program cannot be started.
pub(super) fn not_started(error: &io::Error) -> NotTold {
    NotTold::new(format!("`git` cannot be started: {error}"), "install Git; `--since` and `--staged` ask it")
}

/// A path as the program writes it.
#[cfg(unix)]
pub(super) fn path(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

/// A path as the program writes it.
#[cfg(not(unix))]
pub(super) fn path(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}

/// Whether a name is that of the folder in which Git keeps what it knows.
pub(super) fn is_git(name: &OsStr) -> bool {
    name.eq_ignore_ascii_case(".git")
}
