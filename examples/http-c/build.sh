#!/bin/sh
# build.sh OUTPUT makes the component, by wit-bindgen, clang with wasi-libc, and wasm-tools.
set -e
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/wit"
cp "$here/hello.wit" "$tmp/wit"
cp -R "$here/../../wasi/preview2/wit/deps" "$tmp/wit/deps"
wit-bindgen c --world hello --out-dir "$tmp" "$tmp/wit" > /dev/null
clang --target=wasm32-wasi -O2 -mexec-model=reactor -I"$tmp" -o "$tmp/core.wasm" "$here/hello.c" "$tmp/hello.c" "$tmp/hello_component_type.o"
wasm-tools component new "$tmp/core.wasm" -o "$1"
