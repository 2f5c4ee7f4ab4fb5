//! `bucketlint migrate`: suppressions of other tools, written anew as suppressions of this program.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use crate::baseline::is_below;
use crate::change::unified;
use crate::config::Tool;
use crate::report::Inert;
use crate::source::{Disk, SourceFile, printed};
use crate::suppression::{Migrated, migrate};

use super::args::{JudgeArgs, MigrateArgs};
use super::judging::{Asked, Judging};
use super::outcome::{Failure, Outcome};
use super::output::print;
use super::told::tell;

/// Rewrites the files, or shows how they would be, and lists what stays.
pub(super) fn run(args: &MigrateArgs) -> Result<Outcome, Failure> {
    let by = JudgeArgs { config: args.config.clone(), ..JudgeArgs::default() };
    let asked = Asked { paths: &args.paths, by: &by, no_ignores: true, quiet: true, all: false };
    let judging = Judging::new(&Disk, &asked, |_| {})?;
    let (analysis, _) = judging.analyse(&Disk);
    let (mut rewritten, mut files, mut left, mut diff) = (0, 0, Vec::new(), String::new());
    for (id, file) in analysis.sources.iter() {
        let is_exact = !file.is_unread() && file.invalid().is_none() && !file.is_utf16();
        let name = analysis.sources.name_from_top(id);
        if !is_exact || file.path().as_os_str().is_empty() || !is_below(&name, &analysis.paths) {
            continue;
        }
        let Migrated { text, rewritten: here, left: stays } =
            migrate((id, file.name()), file.text(), &Tool::ALL, judging.known());
        left.extend(stays.into_iter().map(|it| format!("{}: {}", place(file, it.byte), it.why)));
        if text != file.text() {
            (rewritten, files) = (rewritten + here, files + 1);
            match args.diff {
                true => diff.push_str(&unified(file.name(), file.text(), &text)),
                false => write(file.path(), &text)?,
            }
        }
    }
    print(&Inert::diff(&diff))?;
    let counted = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    let word = if args.diff { "would be written anew" } else { "written anew" };
    let said = format!("{} {word} in {}", counted(rewritten, "suppression"), counted(files, "file"));
    let stays = if left.is_empty() { String::new() } else { format!(", {} as they are", left.len()) };
    left.push(format!("{said}{stays}"));
    let told = Inert::page(&left.join("\n"));
    // What is shown can be handed to `git apply`.
    if args.diff {
        super::output::complain(&told)
    } else {
        print(&told)?
    }
    Ok(tell(analysis))
}

fn place(file: &SourceFile, byte: usize) -> String {
    format!("{}:{}", file.name(), file.position(byte).line)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let write = |mut file: File| file.write_all(text.as_bytes());
    File::create(path)
        .and_then(write)
        .map_err(|error| Failure::new(format!("cannot write `{}`: {error}", printed(path))))
}
