//! Tests of the architecture room.
