#!/bin/sh
# Runs test suites, as many at a time as there are processors, and counts: a suite prints a line
# beginning "ok" for each test passed and "not ok" or "FAIL" for each failed.
# SPDX-License-Identifier: MIT
#
#   grading/tests/run.sh LOG-DIRECTORY 'NAME=COMMAND' …
#
# A suite without such a line has failed, whatever its status: nothing shows that it ran.
# libFuzzer's "Done N runs" counts as one.
# Suites side by side take each other's time: unless TIMEOUT_SCALE is set, limits are 4 times as
# long. Only what hangs waits for them, and the mutants that hang have a scale of their own.
# One line a suite, and the log of each that failed; the last line is "N passed, M failed".
set -u
export TIMEOUT_SCALE=${TIMEOUT_SCALE:-4}
logs=$1
shift
mkdir -p "$logs"
rm -f "$logs"/*.log "$logs"/*.count

# Runs one suite: sh suite LOG-DIRECTORY NAME=COMMAND
cat >"$logs/suite" <<'SUITE'
logs=$1 name=${2%%=*} command=${2#*=}
began=$(date +%s)
sh -c "$command" >"$logs/$name.log" 2>&1 </dev/null
status=$?
passed=$(grep -cE '^( *ok|Done [0-9]+ runs)' "$logs/$name.log")
failed=$(grep -cE '^ *(not ok|FAIL)' "$logs/$name.log")
[ $status = 0 ] || [ "$failed" != 0 ] || failed=1
[ "$passed$failed" != 00 ] || { failed=1; echo "no test says that it ran" >>"$logs/$name.log"; }
echo "$passed $failed" >"$logs/$name.count"
{ if [ "$failed" = 0 ]; then
    echo "ok    $name: $passed passed ($(($(date +%s) - began)) s)"
else
    echo "FAIL  $name: $passed passed, $failed failed (status $status); $logs/$name.log ends:"
    grep -E '^ *(not ok|FAIL)' "$logs/$name.log" | head -20
    tail -25 "$logs/$name.log" | sed 's/^/      /'
fi; } >"$logs/$name.result"
cat "$logs/$name.result" # at once: suites that end together do not mix
SUITE

printf '%s\0' "$@" | xargs -0 -n 1 -P "$(nproc)" sh "$logs/suite" "$logs"
cat "$logs"/*.count | awk -v suites=$# '
    { passed += $1; failed += $2; n++ }
    END {
        if (n != suites) {
            failed += suites - n
            print "FAIL  " suites - n " suites ended without a count"
        }
        printf "%d passed, %d failed\n", passed, failed
        exit failed > 0
    }'
