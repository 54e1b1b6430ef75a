#!/bin/sh
# A student's tree holds no line of a solution, and works by itself. SPDX-License-Identifier: MIT
set -u
B=build
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

result() { # status, name
    if [ "$1" = 0 ]; then echo "ok    handout: $2"; else echo "FAIL  handout: $2"; failures=1; fi
}

references() { # the reference files of the labs in a list
    for lab in $1; do
        make -s lab-references LAB="$lab"
    done
}

# The lines between @lab and @stub or @end, without indentation: `solutions LAB…` prints those of
# 20 characters and more that no given part of any source has as well.
halves() { # answer or given, files
    half=$1
    shift
    sed 's/^[ \t]*//' "$@" | awk -v half="$half" '
        /^(\/\/|;)@lab/ { answer = 1; next }
        /^(\/\/|;)@(stub|end)/ { answer = 0 }
        half == "answer" ? answer && length >= 20 : !answer'
}
sources=$(find boot kernel chapters diagrams grading -path grading/mutants -prune -o \
    -path grading/tests -prune -o \( -name '*.c' -o -name '*.h' -o -name '*.asm' \) -print)
# shellcheck disable=SC2086
halves given $sources | sort -u >"$work/given"

search() { # directory, labs whose solutions must not be in it
    # shellcheck disable=SC2046
    halves answer $(references "$2") | sort -u | while IFS= read -r line; do
        grep -qF -e "$line" "$work/given" || printf '%s\n' "$line"
    done >"$work/secret"
    [ "$(wc -l <"$work/secret")" -gt 20 ] || return 1 # too little to search for
    ! grep -rnFf "$work/secret" "$1"
}

make -s handout LAB=3 >/dev/null
search $B/handout-lab3 "0 1 2 3"
result $? "LAB=3 shows no line of labs 0 to 3"
cp -R $B/handout-lab3 "$work/tree"
(cd "$work/tree" && make lab3) >"$work/out" 2>&1 && ! grep -iE 'warning|error' "$work/out"
result $? "LAB=3 builds by itself, without warnings"
(cd "$work/tree" && make grade) >"$work/out" 2>&1
[ $? = 1 ] && grep -q '^Score: 0/' "$work/out" && grep -q 'not written yet' "$work/out"
result $? "LAB=3 is graded: nothing is written yet"

# With the solutions as a student's files the same tree gives full marks, on each layout.
solve() { # tree, labs
    for lab in $2; do
        for pair in $(sed -n "s/^lab-files-$lab := //p" Makefile); do
            cp "${pair#*=}" "$1"/labs/0"$lab"-*/"${pair%%=*}"
        done
    done
}
solve "$work/tree" "0 1 2 3"
(cd "$work/tree" && make -s lab3 && make -s grade) >"$work/out" 2>&1 &&
    grep -qE '^Score: ([0-9]+)/\1$' "$work/out" && grep -q '^ok .* amethyst' "$work/out"
result $? "LAB=3, solved, gets full marks"

# The labs before are solved, the lab itself and those that follow never.
for lab in 0 1 2 3; do
    through=$((lab - 1))
    [ $through -ge 0 ] || through=none
    make -s handout LAB=$lab THROUGH=$through >/dev/null
    search $B/handout-lab$lab "$(seq -s ' ' $lab 3)"
    result $? "LAB=$lab THROUGH=$through shows no line of labs $lab to 3"
    make -s -n -C $B/handout-lab$lab lab$lab >/dev/null 2>&1
    result $? "LAB=$lab THROUGH=$through has all that make asks for"
done
[ -f $B/handout-lab3/kernel/mm/kspace.c ] && [ ! -f $B/handout-lab3/kernel/mm/frames_stack.c ]
result $? "LAB=3 THROUGH=2 has lab 2's reference and not lab 3's"

# The search itself can fail: a leaked reference is found.
mkdir "$work/leak" && cp kernel/mm/frames_stack.c "$work/leak"
! search "$work/leak" 3 >/dev/null
result $? "a leaked reference would be found"
exit $failures
