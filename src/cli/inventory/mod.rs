//! `bucketlint inventory`: what each declared bucket is, for people and for programs.

mod human;
mod json;

use crate::inventory::inventory;
use crate::report::Inert;
use crate::source::Disk;

use super::args::{DataFormat, InventoryArgs, or_here};
use super::configuration::Config;
use super::outcome::{Failure, Outcome};
use super::output::print;
use super::terminal::{Color, Terminal};
use super::told::told;

/// Prints what is told of each bucket below the paths.
pub(super) fn run(args: &InventoryArgs) -> Result<Outcome, Failure> {
    let mut config = Config::load(&Disk, &args.config, &[])?;
    let rules = std::mem::take(&mut config.rules);
    let (paths, inputs) = (or_here(&args.paths), config.inputs(&args.inputs.0));
    let request = config.request(&paths, &rules, &inputs);
    let inventory = inventory(&Disk, &request);
    let text = match args.format {
        DataFormat::Human => Inert::page(&human::page(&inventory, Terminal::of_stdout(Color::Never).width)),
        DataFormat::Json => Inert::json(json::document(&inventory)),
    };
    print(&text)?;
    Ok(told(inventory.analysis, config))
}
