#!/usr/bin/env bash
# Puts bucketlint on the path: a release whose checksum is known, else built from the action's own checkout.
set -euo pipefail

target="${RUNNER_TEMP:-/tmp}/bucketlint"
mkdir -p "$target/bin"
releases=${BUCKETLINT_RELEASES:-https://github.com/bucketlint/bucketlint/releases/download}

own=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$ACTION_PATH/Cargo.toml" | head -n 1)
version=${INPUT_VERSION#v}
version=${version:-$own}
case $version in
    *[!0-9A-Za-z.+-]*)
        echo "::error::\`version\` names a release, such as 0.1.0"
        exit 2
        ;;
esac

case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) triple=x86_64-unknown-linux-musl ;;
    Linux-aarch64 | Linux-arm64) triple=aarch64-unknown-linux-musl ;;
    Darwin-x86_64) triple=x86_64-apple-darwin ;;
    Darwin-arm64) triple=aarch64-apple-darwin ;;
    MINGW*-x86_64 | MSYS*-x86_64) triple=x86_64-pc-windows-msvc ;;
    *) triple= ;;
esac
archive="bucketlint-$version-$triple.tar.gz"

sha256() {
    if command -v sha256sum > /dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}
# The checksum that the action's own checkout knows of a release: nothing that is downloaded vouches for itself.
known() {
    sed -n "s/^\([0-9a-f]\{64\}\)  $archive\$/\1/p" "$ACTION_PATH/.github/action/checksums.txt" | head -n 1
}
download() {
    curl --fail --silent --show-error --location --retry 3 --output "$target/$archive" "$releases/v$version/$archive"
}

wanted=
if [ -n "$triple" ]; then
    wanted=$(known)
fi
if [ -n "$wanted" ] && download; then
    found=$(sha256 "$target/$archive")
    if [ "$found" != "$wanted" ]; then
        echo "::error::$archive has the checksum $found, not $wanted"
        exit 2
    fi
    tar -xzf "$target/$archive" -C "$target/bin"
elif [ "$version" = "$own" ]; then
    echo "No release of $version for this machine is known: building it, which takes some minutes."
    cargo install --quiet --locked --path "$ACTION_PATH" --root "$target"
else
    echo "::error::the action at this revision knows no checksum of bucketlint $version for this machine;" \
        "name the action by the tag of that release"
    exit 2
fi
echo "$target/bin" >> "$GITHUB_PATH"
