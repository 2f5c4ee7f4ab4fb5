#!/usr/bin/env bash
# Builds bucketlint from the action's own checkout, so that the action and the program are always of one version.
set -euo pipefail

target="${RUNNER_TEMP:-/tmp}/bucketlint"
cargo install --quiet --locked --path "$ACTION_PATH" --root "$target"
echo "$target/bin" >> "$GITHUB_PATH"
