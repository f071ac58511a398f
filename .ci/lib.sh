# Helpers of .ci/run: steps, counts, the README's commands.

passed=0 failed=()

# run_steps NAME... runs these steps, or all, and sums up.
run_steps() {
	local name
	[ $# != 0 ] || set -- "${steps[@]}"
	for name in "$@"; do
		step "$name"
	done
	summary
}

# step NAME runs the function NAME in a shell that stops at the first error.
step() {
	local name=$1 start=$SECONDS
	printf '\n== %s\n' "$name"
	(set -e; "$name") < /dev/null
	local status=$?
	if [ $status = 0 ]; then
		passed=$((passed + 1))
		echo "-- $name: passed in $((SECONDS - start)) s"
	else
		failed+=("$name")
		echo "-- $name: FAILED in $((SECONDS - start)) s"
	fi
}

# tally LINE adds a line to the summary.
tally() { echo "$1" >> "$scratch/tallies"; }

# counted NAME COMMAND... runs a verbose go test, shows its packages and what failed or was skipped, and counts its tests.
counted() {
	local name=$1 log=$scratch/$1.log status=0
	shift
	"$@" > "$log" 2>&1 || status=$?
	grep -E '^(ok|FAIL|panic:|---|\?)|^ *--- (FAIL|SKIP)' "$log" | grep -v -E '^--- PASS|no test files' || true
	if [ $status != 0 ]; then
		echo "the end of the log, without what passed:"
		grep -v -E '^ *--- PASS|^PASS$|^=== (RUN|PAUSE|CONT|NAME)|^ok ' "$log" | tail -n 200
	fi
	tally "$name: $(count PASS "$log") tests passed, $(count FAIL "$log") failed, $(count SKIP "$log") skipped"
	return $status
}

count() { grep -c -E "^ *--- $1: " "$2" || true; }

# readme_command NAME prints the README's command between the marks <!-- NAME --> and <!-- end -->.
readme_command() {
	local text
	text=$(sed -n "/^<!-- $1 -->\$/,/^<!-- end -->\$/p" "$root/README.md" | grep -v -E '^(<!--|```)')
	[ -n "$text" ] || { echo "README.md has no command between <!-- $1 --> and <!-- end -->" >&2; return 1; }
	echo "$text"
}

summary() {
	printf '\n== summary\n'
	[ ! -f "$scratch/tallies" ] || cat "$scratch/tallies"
	echo "steps: $passed passed, ${#failed[@]} failed${failed[*]:+: ${failed[*]}} ($SECONDS s)"
	[ ${#failed[@]} = 0 ]
}
