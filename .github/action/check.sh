#!/usr/bin/env bash
# Reports to the log, as SARIF and as the summary of the job, counts what was found, and passes on the exit code.
# Runs in bash 3.2, which macOS has: no arrays of lines, no expansion of an empty array.
set -euo pipefail

start=$PWD
newline='
'
cd "$INPUT_WORKING_DIRECTORY"

folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/bucketlint.XXXXXX")
sarif=${INPUT_SARIF_FILE:-$folder/bucketlint.sarif}
case $sarif in
    /*) ;;
    *) sarif=$start/$sarif ;;
esac
rm -f -- "$sarif"

set -- --format "$INPUT_FORMAT" --output "sarif=$sarif" --output "json=$folder/report.json"
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
    set -- "$@" --output "markdown=$folder/summary.md"
fi

# One option with a value, where there is one.
option() {
    case $2 in
        '') ;;
        *"$newline"*)
            echo "::error::the input for $1 takes one line" >&2
            exit 2
            ;;
        *) printf '%s=%s\n' "$1" "$2" ;;
    esac
}
# One option for each line that is not empty.
options() {
    while IFS= read -r line || [ -n "$line" ]; do
        option "$1" "$line"
    done <<< "$2"
}
lines=$(
    option --config "$INPUT_CONFIG"
    option --config-from "$INPUT_CONFIG_FROM"
    option --select "$INPUT_SELECT"
    option --severity "$INPUT_SEVERITY"
    option --fail-on "$INPUT_FAIL_ON"
    option --fail-on-undecided "$INPUT_FAIL_ON_UNDECIDED"
    option --since "$INPUT_SINCE"
    option --baseline "$INPUT_BASELINE"
    options --var "$INPUT_VARS"
    options --var-file "$INPUT_VAR_FILES"
    options --parameter "$INPUT_PARAMETERS"
)
while IFS= read -r line; do
    if [ -n "$line" ]; then
        set -- "$@" "$line"
    fi
done <<< "$lines"
if [ "$INPUT_STRICT" = true ]; then
    set -- "$@" --strict
fi

# Lines may have blanks; only `*`, `?` and `[` are expanded, and a pattern that nothing fits stays as it is.
set -- "$@" --
while IFS= read -r line || [ -n "$line" ]; do
    if [ -n "$line" ]; then
        before=$IFS
        IFS=
        # shellcheck disable=SC2086 # The names that it stands for are wanted, and blanks split nothing.
        set -- "$@" $line
        IFS=$before
    fi
done <<< "$INPUT_PATHS"

code=0
bucketlint check "$@" || code=$?

# A number of the summary at the end of the JSON report; 0 where there is no report.
count() {
    sed -n "s/^ *\"$1\": \([0-9][0-9]*\),*\$/\1/p" "$folder/report.json" 2>/dev/null | tail -n 1 | grep . || echo 0
}
if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -f "$folder/summary.md" ]; then
    cat "$folder/summary.md" >> "$GITHUB_STEP_SUMMARY"
fi
{
    echo "findings=$(count NON_COMPLIANT)"
    echo "critical=$(count critical)"
    echo "undecided=$(count INSUFFICIENT_DATA)"
    echo "exit-code=$code"
} >> "$GITHUB_OUTPUT"
if [ -s "$sarif" ]; then
    # A name may hold anything, a line break too: it stands between lines that nobody can foresee.
    end="end-$RANDOM$RANDOM$RANDOM"
    printf 'sarif-file<<%s\n%s\n%s\n' "$end" "$sarif" "$end" >> "$GITHUB_OUTPUT"
fi
exit "$code"
