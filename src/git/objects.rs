//! The contents of files, as `git cat-file --batch` gives them: one process for all of a snapshot.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::{Mutex, PoisonError};

use super::program::Program;
use crate::source::MAX_FILE_BYTES;

/// What is asked for contents, from several threads one after the other.
pub(super) struct Objects {
    program: Program,
    batch: Mutex<Option<Batch>>,
    /// Why the first content was not given that was not.
    failed: Mutex<Option<String>>,
}

struct Batch {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Drop for Batch {
    fn drop(&mut self) {
        // The process ends when it is asked no more.
        drop(self.questions.take());
        let _ = self.child.wait();
    }
}

impl Objects {
    pub(super) fn new(program: Program) -> Self {
        Objects { program, batch: Mutex::default(), failed: Mutex::default() }
    }

    /// The content of an object.
    pub(super) fn content(&self, id: &str) -> io::Result<Vec<u8>> {
        let mut batch = self.batch.lock().unwrap_or_else(PoisonError::into_inner);
        let given = self.ask(&mut batch, id);
        if let Err(error) = &given {
            // What it would say next may belong to this question.
            *batch = None;
            self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| error.to_string());
        }
        given
    }

    /// Why the first content was not given that was not.
    pub(super) fn failed(&self) -> Option<String> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn ask(&self, batch: &mut Option<Batch>, id: &str) -> io::Result<Vec<u8>> {
        let batch = match batch {
            Some(batch) => batch,
            None => batch.insert(self.start()?),
        };
        let ended = || io::Error::other("`git cat-file` ended early");
        let questions = batch.questions.as_mut().ok_or_else(ended)?;
        questions.write_all(format!("{id}\n").as_bytes())?;
        questions.flush()?;
        let mut head = String::new();
        batch.answers.read_line(&mut head)?;
        let mut words = head.split_whitespace();
        let (_, kind, size) = (words.next().ok_or_else(ended)?, words.next(), words.next());
        let size: u64 = match (kind, size.and_then(|size| size.parse().ok())) {
            (Some("blob"), Some(size)) => size,
            (Some("missing"), _) => {
                return Err(io::Error::other("its content is not in this clone, and nothing is fetched"));
            }
            _ => return Err(io::Error::other(format!("`git cat-file` answers `{}`", head.trim()))),
        };
        if size > MAX_FILE_BYTES {
            let message = format!("the file has {size} bytes; at most {MAX_FILE_BYTES} are read");
            return Err(io::Error::other(message));
        }
        let mut content = vec![0; usize::try_from(size).unwrap_or_default()];
        batch.answers.read_exact(&mut content)?;
        batch.answers.read_exact(&mut [0])?;
        Ok(content)
    }

    fn start(&self) -> io::Result<Batch> {
        let mut command = self.program.command();
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        let answers = child.stdout.take().ok_or_else(|| io::Error::other("`git cat-file` has no output"))?;
        Ok(Batch { questions: child.stdin.take(), answers: BufReader::new(answers), child })
    }
}
