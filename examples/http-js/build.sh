#!/bin/sh
# build.sh SOURCE OUTPUT makes a component of the world wasi:http/proxy of a script, by componentize-js. The definitions are given the
# version that it knows.
set -e
here=$(cd "$(dirname "$0")" && pwd)
wit=$(mktemp -d)
trap 'rm -rf "$wit"' EXIT
mkdir "$wit/deps"
for file in "$here"/../../wasi/preview2/wit/deps/*.wit; do
	sed '/@since/d; /@deprecated/d; s/0\.2\.12/0.2.10/g' "$file" > "$wit/deps/$(basename "$file")"
done
printf 'package example:script;\nworld script {\n  include wasi:http/proxy@0.2.10;\n}\n' > "$wit/script.wit"
componentize-js "$1" --wit "$wit" --world-name script -o "$2"
