#!/usr/bin/env bash
# Runs each target for so many seconds: fuzz/run.sh [SECONDS [SEED]]. Ends with 1 where an input ended a run.
set -euo pipefail
cd "$(dirname "$0")"
cargo build --quiet --release
exec cargo run --quiet --release -- --seconds "${1:-60}" --seed "${2:-0}"
