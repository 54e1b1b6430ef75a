#!/bin/sh
# The grader as its users meet it: the skeletons' scores, exit statuses, seeds, reports, strange
# submissions. SPDX-License-Identifier: MIT
set -u
B=build
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

result() { # status, name
    if [ "$1" = 0 ]; then
        echo "ok    grading: $2"
    else
        echo "FAIL  grading: $2"
        tail -15 "$work/out" | sed 's/^/      /'
        failures=1
    fi
}

expect() { # exit status, pattern, name, command…
    wanted=$1 pattern=$2 name=$3
    shift 3
    "$@" >"$work/out" 2>&1
    status=$?
    [ $status = "$wanted" ] && grep -qE "$pattern" "$work/out"
    result $? "$name"
}

# The skeletons are in labs/, unless somebody has written into them.
for lab in 0 1 2 3; do
    mkdir -p "$work/skeleton$lab"
    files=$(sed -n "s/^lab-files-$lab := //p" Makefile)
    for pair in $files; do
        file=${pair%%=*} reference=${pair#*=}
        awk -v lab=$lab -f labs/cut.awk "$reference" >"$work/skeleton$lab/$file"
    done
    make -s lab-image LAB=$lab FROM="$work/skeleton$lab" OUT="$work/built$lab" >"$work/out" 2>&1
    [ ! -s "$work/out" ]
    result $? "lab $lab's skeleton builds without a word"
    expect 1 '^Score: 0/' "lab $lab's skeleton gets 0" \
        $B/grade --lab $lab --from "$work/skeleton$lab"
    expect 1 'not written yet: lab '$lab "lab $lab's skeleton says what is missing" \
        $B/grade --lab $lab --from "$work/skeleton$lab"
    expect 0 '^Score: ([0-9]+)/\1$' "lab $lab's reference gets full marks" \
        $B/grade --lab $lab --reference
done
expect 1 'Score: 0/' "make grade exits with 1 when points are lost" \
    make grade LAB=2 SUBMISSION="$work/skeleton2"
expect 0 '^Score: 15/15' "make grade exits with 0 on full marks" make grade LAB=2 REF=1
expect 2 'there is no lab 7' "make grade exits with 2 on a lab that is none" make grade LAB=7
expect 2 'there is no check 2.99' "an unknown check" $B/grade --test 2.99
expect 0 '^ok    2.2' "one check, with what it needs" make grade T=2.2 REF=1
grep -Eq '^[a-zA-Z]+ +2\.1 ' "$work/out" && ! grep -Eq '^[a-zA-Z]+ +2\.4 ' "$work/out"
result $? "and nothing else"

# The same seed, the same report; another seed, other stimuli.
for seed in 7 7 8; do
    $B/grade --lab 3 --reference --seed $seed --no-times --json "$work/$seed.json" \
        --junit "$work/$seed.xml" >"$work/$seed.txt.new" 2>&1
    [ ! -f "$work/$seed.txt" ] || cmp "$work/$seed.txt" "$work/$seed.txt.new" >"$work/out"
    result $? "seed $seed's report"
    mv "$work/$seed.txt.new" "$work/$seed.txt"
done
grep -q '"max_score": 17' "$work/7.json" && grep -q '"score": 17' "$work/7.json"
result $? "JSON has the score"
grep -q '<testsuite' "$work/7.xml"
result $? "JUnit has the suite"
expect 0 '^1\.\.[0-9]+' "TAP has a plan" $B/grade --lab 1 --reference --tap
expect 0 '^anos: [0-9]+ of 31 held, [0-9]+ open$' "all facts, and a line for each layout" \
    $B/grade --facts all
expect 0 '^31 facts: 2 held, [0-9]+ open until later chapters, 0 not held' \
    "some facts of a layout" $B/grade --facts anos --test "C2 C7"

# What is left of a grading that fails: no number that could be taken for a score.
mkdir "$work/none"
PATH=$work/none $B/grade --lab 2 --reference --json "$work/none.json" >"$work/out" 2>&1
[ $? = 2 ] && grep -q 'the grader did not finish' "$work/none.json" &&
    ! grep -q '"score"' "$work/none.json"
result $? "a grading that did not finish has no score"
mkdir "$work/bin"
printf '#!/bin/sh\n[ "$1" != --version ] || exec /usr/bin/qemu-system-x86_64 --version\n' \
    >"$work/bin/qemu-system-x86_64"
chmod +x "$work/bin/qemu-system-x86_64"
expect 2 'The grader failed' "an emulator that dies" env PATH="$work/bin:$PATH" \
    $B/grade --lab 2 --reference --json "$work/none.json"
grep -q '"broken": true' "$work/none.json" && ! grep -q '"score"' "$work/none.json"
result $? "and its JSON has no score"
(cd "$work" && "$OLDPWD/$B/grade" --lab 2) >"$work/out" 2>&1
[ $? = 2 ] && [ "$(wc -l <"$work/out")" = 1 ] && [ ! -e "$work/build" ]
result $? "outside the project: one line, and nothing is made there"

# Submissions that are not what they should be: one line each, no crash, 0 points.
strange() { # what grep must find, name; the lab's file stands in $work/strange
    expect 1 "$1" "$2" $B/grade --lab 2 --from "$work/strange"
    start_anew
}
start_anew() {
    rm -rf "$work/strange"
    mkdir "$work/strange"
    cp kernel/arch/i686/drop_identity.asm "$work/strange"
}
start_anew
strange 'kspace.c' "no file at all"
mkfifo "$work/strange/kspace.c"
strange 'kspace.c' "a FIFO in place of a file"
ln -s /etc/passwd "$work/strange/kspace.c"
strange 'kspace.c' "a symbolic link in place of a file"
mkdir "$work/strange/kspace.c"
strange 'kspace.c' "a directory in place of a file"
printf 'void kspace_enter(void) { syntax }\n' >"$work/strange/kspace.c"
strange 'error' "a file that does not compile"
printf '#warning "\033[31m red \342\200\256"\nvoid kspace_enter(void) { x; }\n' \
    >"$work/strange/kspace.c"
strange 'error' "escape sequences in what the compiler says"
! grep -q "$(printf '\033')" "$work/out"
result $? "and none of them reaches the terminal"
cat >"$work/strange/kspace.c" <<'END'
#include "kernel/mm/kspace.c"
END
strange 'it includes kernel/mm/kspace.c, which is not' "the reference, included"
grep -q '^Score: 0/' "$work/out"
result $? "and gets 0"
cat >"$work/strange/kspace.c" <<'END'
void kspace_enter(void) { __asm__(".incbin \"build/anos/2/kernel.bin\""); }
END
strange 'a file by incbin, which is not' "a kernel built before, by incbin"
cp boot/tables.c kernel/mm/map.c boot/i686/paging.asm "$work/strange"
echo '%include "boot/x86_64/long_mode.asm"' >"$work/strange/long_mode.asm"
expect 1 'it includes "boot/x86_64/long_mode.asm", which is not' "the reference, included by NASM" \
    $B/grade --lab 1 --from "$work/strange"
cp boot/x86_64/long_mode.asm "$work/strange"
echo "not an instruction" >"$work/strange/paging.asm"
expect 1 'nothing could be run on amethyst' "a file of one layout's that does not assemble" \
    $B/grade --lab 1 --from "$work/strange"
grep -q '^Score: 10/14' "$work/out" && grep -q "paging.asm:1" "$work/out"
result $? "costs that layout's points"
cp kernel/mm/kspace.c "$work/strange/"
printf 'all:\n\techo owned >owned\n' >"$work/strange/GNUmakefile"
expect 0 'Score: 15/15' "a makefile in a submission is not run" \
    $B/grade --lab 2 --from "$work/strange"
[ ! -e owned ] && [ ! -e "$work/strange/owned" ]
result $? "and leaves nothing behind"
expect 2 'no-such-place' "a submission that is not there" \
    $B/grade --lab 2 --from "$work/no-such-place"
exit $failures
