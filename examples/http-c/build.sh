#!/bin/sh
# build.sh SOURCE OUTPUT makes a component of service.c and SOURCE, by wit-bindgen, clang with wasi-libc, and wasm-tools.
set -e
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/wit"
cp "$here/service.wit" "$tmp/wit"
cp -R "$here/../../wasi/preview2/wit/deps" "$tmp/wit/deps"
wit-bindgen c --world service --out-dir "$tmp" "$tmp/wit" > /dev/null
clang --target=wasm32-wasi -O2 -mexec-model=reactor -I"$tmp" -o "$tmp/core.wasm" "$here/service.c" "$1" "$tmp/service.c" "$tmp/service_component_type.o"
wasm-tools component new "$tmp/core.wasm" -o "$2"
