//! The one integration test binary: a module for each room.

mod architecture;
mod cli;
mod cloudformation;
mod corpus;
mod guard;
mod reason;
mod report;
mod rules;
mod terraform;
