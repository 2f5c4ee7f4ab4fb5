//! The one integration test binary: a module for each room.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "tests read fixtures from the disk, and a panic is how they fail"
)]

mod action;
mod architecture;
mod baseline;
mod blocks;
mod both_ways;
mod bounds;
mod bounds_met;
mod catalogue;
mod changes;
mod cli;
mod cloudformation;
mod cloudformation_bounds;
mod cloudformation_parameters;
mod cloudformation_stacks;
mod cloudformation_values;
mod configuration;
mod corpus;
mod dice;
mod dump;
mod elements;
mod families;
mod files;
mod guard;
mod guard_parity;
mod imports;
mod inert;
mod inventory;
mod laws;
mod limits;
mod links;
mod membership;
mod migrate;
mod names_apart;
mod one_name;
mod own_rules;
mod plan;
mod plan_twins;
mod reason;
mod report;
mod rules;
mod run;
mod sarif;
mod suppressions;
mod terraform;
mod terraform_console;
mod terraform_declarations;
mod terraform_modules;
mod terraform_plans;
mod terraform_valuations;
mod ways;
mod worlds;
