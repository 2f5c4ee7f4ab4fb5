//! Feeds bucketlint with inputs that are almost right, and says which end a run, hold it or change their verdict.
//!
//!     cargo run --release --manifest-path fuzz/Cargo.toml -- [TARGET…] [--seconds 60] [--seed 0]
//!     cargo run --release --manifest-path fuzz/Cargo.toml -- TARGET --show SEED
//!
//! Every input is made from its number alone, so that a find is seen again by `--show`. Builds on stable Rust. The
//! inputs are cut, joined and repeated from those of the project's tests. A process of its own runs them: one that dies
//! tells by a file which input it died of. `fuzz/run.sh` runs each target in turn.

mod corpus;
mod mutate;
mod target;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode};
use std::time::{Duration, Instant};

use target::{TARGETS, Target};

/// How long one input may take.
const MOST: Duration = Duration::from_secs(2);

/// How long a worker may be at one input before it is taken to be held by it.
const HELD: Duration = Duration::from_secs(60);

struct Arguments {
    targets: Vec<&'static Target>,
    seconds: u64,
    seed: u64,
    show: Option<u64>,
    worker: bool,
}

fn arguments() -> Result<Arguments, String> {
    let mut given = std::env::args().skip(1);
    let mut arguments = Arguments { targets: Vec::new(), seconds: 60, seed: 0, show: None, worker: false };
    while let Some(word) = given.next() {
        let mut number = || given.next().and_then(|it| it.parse().ok()).ok_or(format!("`{word}` takes a number"));
        match word.as_str() {
            "--seconds" => arguments.seconds = number()?,
            "--seed" => arguments.seed = number()?,
            "--show" => arguments.show = Some(number()?),
            "--worker" => arguments.worker = true,
            name => {
                let names = || TARGETS.iter().map(|it| it.name).collect::<Vec<_>>().join(", ");
                let found = TARGETS.iter().find(|it| it.name == name);
                arguments.targets.push(found.ok_or_else(|| format!("`{name}` is no target: {}", names()))?);
            }
        }
    }
    if arguments.targets.is_empty() {
        arguments.targets = TARGETS.iter().collect();
    }
    Ok(arguments)
}

fn main() -> ExitCode {
    let arguments = match arguments() {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    let mut finds = 0;
    for target in &arguments.targets {
        let inputs = corpus::of(target);
        if let Some(seed) = arguments.show {
            print!("{}", String::from_utf8_lossy(&mutate::input(&inputs, seed)));
        } else if arguments.worker {
            work(target, &inputs, &arguments);
        } else {
            finds += watch(target, &arguments);
        }
    }
    ExitCode::from(u8::from(finds > 0))
}

/// Where a worker says which input it is at.
fn progress(target: &Target) -> PathBuf {
    std::env::temp_dir().join(format!("bucketlint-fuzz-{}-{}", target.name, std::process::id()))
}

/// Runs inputs from a seed on, until the time is over.
fn work(target: &Target, inputs: &[Vec<u8>], arguments: &Arguments) {
    let at = std::env::var_os("FUZZ_PROGRESS").map(PathBuf::from).unwrap_or_default();
    let until = Instant::now() + Duration::from_secs(arguments.seconds);
    let mut seed = arguments.seed;
    while Instant::now() < until {
        let input = mutate::input(inputs, seed);
        _ = std::fs::write(&at, seed.to_string());
        let started = Instant::now();
        if let Err(fault) = (target.run)(&input) {
            println!("{}: input {seed}: {fault}", target.name);
        }
        let took = started.elapsed();
        if took > MOST {
            println!("{}: input {seed}: took {:.1} s for {} bytes", target.name, took.as_secs_f64(), input.len());
        }
        seed += 1;
    }
    println!("{}: {} inputs", target.name, seed - arguments.seed);
}

/// Starts workers for a target until the time is over, each behind the input that the one before died of or was held
/// by. Gives the number of such inputs.
fn watch(target: &Target, arguments: &Arguments) -> usize {
    let progress = progress(target);
    let until = Instant::now() + Duration::from_secs(arguments.seconds);
    let (mut seed, mut found) = (arguments.seed, 0);
    while let Some(left) = until.checked_duration_since(Instant::now()).filter(|left| left.as_secs() > 0) {
        let Ok(own) = std::env::current_exe() else { break };
        let (left, from) = (left.as_secs().to_string(), seed.to_string());
        let worker = ["--worker", target.name, "--seconds", &left, "--seed", &from];
        let Ok(child) = Command::new(own).args(worker).env("FUZZ_PROGRESS", &progress).spawn() else { break };
        let Some(what) = wait(child, &progress) else { break };
        let last = at(&progress).unwrap_or(seed);
        println!("{}: input {last}: {what}", target.name);
        (seed, found) = (last + 1, found + 1);
    }
    _ = std::fs::remove_file(&progress);
    found
}

/// Waits for a worker; what is wrong where it died or is at one input for too long.
fn wait(mut child: Child, progress: &Path) -> Option<&'static str> {
    let (mut last, mut since) = (None, Instant::now());
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return (!status.success()).then_some("the process died"),
            Ok(None) => std::thread::sleep(Duration::from_millis(200)),
            Err(_) => return None,
        }
        let now = at(progress);
        if now != last {
            (last, since) = (now, Instant::now());
        } else if since.elapsed() > HELD {
            _ = child.kill();
            _ = child.wait();
            return Some("holds the process");
        }
    }
}

fn at(progress: &Path) -> Option<u64> {
    std::fs::read_to_string(progress).ok()?.parse().ok()
}
