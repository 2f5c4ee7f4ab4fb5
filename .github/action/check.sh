#!/usr/bin/env bash
# Annotates the pull request, leaves the SARIF report, and passes on the exit code.
set -euo pipefail

read -r -d '' -a paths <<< "$INPUT_PATHS" || true
options=(--format github --output "sarif=$INPUT_SARIF_FILE" --fail-on "$INPUT_FAIL_ON")
if [ -n "$INPUT_CONFIG" ]; then
    options+=(--config "$INPUT_CONFIG")
fi

code=0
bucketlint check "${options[@]}" -- "${paths[@]}" || code=$?

{
    echo "sarif-file=$INPUT_SARIF_FILE"
    echo "exit-code=$code"
} >> "$GITHUB_OUTPUT"
exit "$code"
