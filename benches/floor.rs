//! The floor: a program that walks, reads and parses what bucketlint would, with the same parsers, and does nothing
//! else. No analysis can take less. `tests/performance.py` sets the times of bucketlint beside its own.
//!
//! `cargo bench --bench floor -- PATH…` prints how much it read, and how long each part took.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::path::{Path, PathBuf};
use std::time::Instant;

use bucketlint::frontends;
use bucketlint::source::{Disk, SourceFile, discover};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use rayon::prelude::*;

/// The program's own allocator, so that the figures are the program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let named = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).map(PathBuf::from);
    let mut paths: Vec<PathBuf> = named.collect();
    if paths.is_empty() {
        paths.push(PathBuf::from("examples"));
    }
    let start = Instant::now();
    let wanted = |path: &Path| frontends::ALL.iter().filter_map(|frontend| frontend.wants(path)).min();
    let sources = discover(&Disk, &paths, &wanted).sources;
    let read = start.elapsed();
    let files: Vec<&SourceFile> = sources.iter().map(|(_, file)| file).collect();
    let parsed: usize = files.par_iter().map(|file| usize::from(parses(file))).sum();
    let bytes: usize = files.iter().map(|file| file.text().len()).sum();
    println!(
        "{} files, {:.1} MB: walked and read in {:.1} ms, {parsed} parsed in {:.1} ms",
        files.len(),
        bytes as f64 / 1e6,
        read.as_secs_f64() * 1e3,
        (start.elapsed() - read).as_secs_f64() * 1e3
    );
    // What is in memory goes with the process, as bucketlint's does.
    std::process::exit(0);
}

/// Parses a file by the parser of its language; whether it is one of its sentences.
fn parses(file: &SourceFile) -> bool {
    let text = file.text();
    let is = |extension: &str| file.path().extension().is_some_and(|it| it == extension);
    if is("tf") || is("tofu") || is("tfvars") {
        hcl_edit::parser::parse_body(text).is_ok()
    } else if text.trim_start().starts_with('{') {
        parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default()).is_ok()
    } else {
        granit_parser::Parser::new_from_str(text).all(|event| event.is_ok())
    }
}
