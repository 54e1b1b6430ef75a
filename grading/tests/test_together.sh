#!/bin/sh
# Gradings side by side give what one alone gives, and leave nothing running, interrupted or not.
# SPDX-License-Identifier: MIT
set -u
B=build
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
export TIMEOUT_SCALE=${TIMEOUT_SCALE:-6} # twelve emulators on two processors

result() { # status, name
    if [ "$1" = 0 ]; then echo "ok    together: $2"; else echo "FAIL  together: $2"; failures=1; fi
}

# Emulators and graders whose memory or images are ours have this in their environment.
export WORKBOOK_TEST="together-$$"
ours() { # prints the processes that are left
    for environment in /proc/[0-9]*/environ; do
        pid=${environment#/proc/}
        pid=${pid%/environ}
        grep -qz "WORKBOOK_TEST=$WORKBOOK_TEST" "$environment" 2>/dev/null || continue
        name=$(cat "/proc/$pid/comm" 2>/dev/null) || continue
        case $name in qemu* | bochs* | grade) echo "$pid $name" ;; esac
    done
}
alone() { # waits for what is just ending: on a busy machine that takes a while
    for _ in $(seq 100); do
        [ -n "$(ours)" ] || return 0
        sleep 0.2
    done
    ours
    return 1
}

$B/grade --lab 3 --reference --seed 5 --no-times >"$work/alone" 2>&1
for i in 1 2 3 4 5 6 7 8 9 10; do
    make grade LAB=3 REF=1 SEED=5 >"$work/make.$i" 2>&1 &
done
wait
ok=0
for i in 1 2 3 4 5 6 7 8 9 10; do
    grep -q '^Score: 17/17' "$work/make.$i" || { ok=1; cat "$work/make.$i"; }
done
result $ok "ten gradings at once in one tree"

mkdir "$work/tree"
cp -R Makefile boot kernel chapters labs diagrams grading "$work/tree"
(cd "$work/tree" && make -s grade LAB=3 REF=1 SEED=5) >"$work/other" 2>&1 &
$B/grade --lab 3 --reference --seed 5 --no-times >"$work/here" 2>&1
wait
cmp -s "$work/alone" "$work/here" && grep -q '^Score: 17/17' "$work/other"
result $? "two trees side by side"
alone
result $? "nothing is left running"

for signal in INT TERM KILL; do
    $B/grade --lab all --reference --emulator both --seed 5 >"$work/out" 2>&1 &
    pid=$!
    sleep 0.7
    kill -$signal $pid
    wait $pid 2>/dev/null
    alone
    result $? "nothing is left running after SIG$signal"
done
exit $failures
