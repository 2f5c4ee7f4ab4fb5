//! Tests of the cloudformation room.
