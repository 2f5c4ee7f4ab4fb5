//! Tests of the reason room.
