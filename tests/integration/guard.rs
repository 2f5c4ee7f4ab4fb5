//! Tests of the guard room.
