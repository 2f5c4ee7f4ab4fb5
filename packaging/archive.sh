#!/usr/bin/env bash
# Packs a built program as a release has it: archive.sh TARGET FOLDER
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
program=bucketlint
case $1 in
    *-windows-*) program=bucketlint.exe ;;
esac
mkdir -p "$2"
tar -czf "$2/bucketlint-$version-$1.tar.gz" -C "target/$1/release" "$program"
