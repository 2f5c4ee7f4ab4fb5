//! Tests of the terraform room.
