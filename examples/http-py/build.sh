#!/bin/sh
# build.sh DIRECTORY OUTPUT makes a component of the world wasi:http/proxy of the directory's app.py, by componentize-py.
set -e
here=$(cd "$(dirname "$0")" && pwd)
wit=$(mktemp -d)
trap 'rm -rf "$wit"' EXIT
cp "$here/../http-c/service.wit" "$wit"
cp -R "$here/../../wasi/preview2/wit/deps" "$wit/deps"
componentize-py -d "$wit" -w service componentize -p "$1" app -o "$2"
