#!/bin/sh
# Runs the mutants: each wrong solution must get its exact score and fail its checks, each right
# one must get full marks. See README.md. SPDX-License-Identifier: MIT
#
#   grading/mutants/run.sh [-e qemu|bochs|both] [-j JOBS] [LAB[/NAME]|facts[/LAYOUT[/NAME]]]...
#
# From the project's root. GRADE: the grader's command, for trying another.
set -u
here=grading/mutants
work=${WORK:-build/mutants}
emulator=both
jobs=$(($(nproc) + 1))

# The reference's file that takes the place of a lab's: the Makefile says so.
reference() { # lab, file
    sed -n "s/^lab-files-$1 := //p" Makefile | tr ' ' '\n' | sed -n "s/^$2=//p"
}

layouts() { # lab: those whose kernels its checks look at
    sed -n "s/^lab-layouts-$1 := //p" Makefile
}

# A stanza of labN.mutants, without the name: "key rest" a line.
stanza() { # lab, name
    awk -v name="$2" '/^[^ #]/ { on = $1 == name } on && /^ / { sub(/^ +/, ""); print }' \
        "$here/lab$1.mutants"
}

fact_stanza() { # layout, name
    awk -v name="$2" '/^[^ #]/ { on = $1 == name } on && /^ / { sub(/^ +/, ""); print }' \
        "grading/facts/$1.mutants"
}

value() { # key; stanza on stdin
    sed -n "s/^$1 *//p"
}

stale() {
    printf 'FAIL  %s: %s\n' "$1" "$2"
    exit 1
}

# Applies a sed command to a file, which it must change: else the mutant is stale.
edit() { # file, command
    cp "$1" "$dir/before"
    printf '%s\n' "$2" >"$dir/edit.sed"
    sed -i -f "$dir/edit.sed" "$1" || return 1
    cmp -s "$dir/before" "$1" || return 0
    echo "the edit changes nothing in $1: $2" >"$dir/stale"
    return 1
}

# Puts a mutant's files into $dir/from: the reference's, replaced or edited.
prepare() { # lab, name
    mkdir -p "$dir/from"
    for pair in $(sed -n "s/^lab-files-$1 := //p" Makefile); do
        cp "${pair#*=}" "$dir/from/${pair%%=*}" || return 1
    done
    from=$(stanza "$1" "$2" | value from)
    [ -z "$from" ] || cp "$here/lab$1/$from"/* "$dir/from/" || return 1
    stanza "$1" "$2" | grep -E '^[a-z0-9_]+\.(c|asm) ' | while read -r file edit; do
        edit "$dir/from/$file" "$edit" || exit 1
    done
}

# A fact's mutant: a copy of the project, edited, with a grader of its own; the facts it names must
# not hold, on both emulators.
judge_fact() { # facts/layout/name
    name=${1##*/} layout=${1#*/}
    layout=${layout%/*}
    dir=$work/$1
    rm -rf "$dir"
    mkdir -p "$dir"
    cp -rp Makefile boot kernel chapters labs grading "$dir" && rm -rf "$dir/grading/mutants"
    mkdir "$dir/build" && cp -rp build/host build/obj "build/$layout" "$dir/build"
    [ ! -f build/memmap.bin ] || cp -p build/memmap.bin "$dir/build"
    fact_stanza "$layout" "$name" | value tree | while read -r file edit; do
        edit "$dir/$file" "$edit" || exit 1
    done || stale "$1" "$(cat "$dir/stale" 2>/dev/null)"
    want=$(fact_stanza "$layout" "$name" | value fails)
    unset CI # there a warning is an error, and what an edit leaves unused is one
    (cd "$dir" && make -s build/grade >make.log 2>&1) ||
        stale "$1" "the grader does not compile: $(head -1 "$dir/make.log")"
    (cd "$dir" && build/grade --facts "$layout" --test "$want" --emulator "$emulator" \
        --jobs 2 --seed "${SEED:-1}") >"$dir/$emulator.txt" 2>&1
    case $emulator in
    qemu) row='NOT HELD' ;;
    bochs) row='[^ ]+ +NOT HELD' ;;
    both) row='NOT HELD +NOT HELD' ;;
    esac
    missed=
    for fact in $want; do
        grep -Eq "^$fact +$row" "$dir/$emulator.txt" || missed="$missed $fact"
    done
    if [ -z "$missed" ]; then
        printf 'ok    %s on %s: not held: %s\n' "$1" "$emulator" "$want"
    else
        printf 'FAIL  %s on %s: went unnoticed:%s (%s)\n' "$1" "$emulator" "$missed" \
            "$dir/$emulator.txt"
        exit 1
    fi
    exit 0
}

# The grader's report on what stands in $dir, on standard output.
grade() { # lab
    ${GRADE:-build/grade} --lab "$1" --built "$dir" --emulator "$emulator" --seed "${SEED:-1}"
}

# Builds and grades one mutant, on both emulators at once: they must agree as well.
judge() { # lab/name
    lab=${1%%/*} name=${1#*/}
    dir=$work/$1
    rm -rf "$dir" "$dir"-*
    prepare "$lab" "$name" || stale "lab$1" "$(cat "$dir/stale" 2>/dev/null)"
    make -s lab-image LAB="$lab" FROM="$dir/from" OUT="$dir" LAYOUTS="$(layouts "$lab")" \
        >"$dir/make.log" 2>&1 ||
        stale "lab$1" "it does not compile: $(head -1 "$dir/make.log")"
    want="$(stanza "$lab" "$name" | value gets), fails $(stanza "$lab" "$name" | value fails)"
    TIMEOUT_SCALE=$(stanza "$lab" "$name" | value scale)
    [ -z "$TIMEOUT_SCALE" ] || export TIMEOUT_SCALE
    grade "$lab" >"$dir/$emulator.txt" 2>&1
    got=$(awk '$1 == "FAIL" { fails = fails " " $2 } $1 == "Score:" { score = $2 }
               /the emulators differ/ { differ = ", emulators differ" }
               END { print score ", fails" (fails == "" ? " " : fails) differ }' "$dir/$emulator.txt")
    if [ "$got" = "$want" ]; then
        printf 'ok    lab%s on %s: %s\n' "$1" "$emulator" "$got"
    else
        printf 'FAIL  lab%s on %s: expected %s; found %s (%s)\n' "$1" "$emulator" "$want" \
            "$got" "$dir/$emulator.txt"
        exit 1
    fi
    exit 0
}

while getopts e:j: option; do
    case $option in
    e) emulator=$OPTARG ;;
    j) jobs=$OPTARG ;;
    *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))
if [ "${1-}" = judge ]; then
    case $2 in
    facts/*) judge_fact "$2" ;;
    *) judge "$2" ;;
    esac
fi

mkdir -p "$work"
list=$work/list
{
    for lab in 0 1 2 3; do
        sed -n "s|^\([a-z0-9_]*\)\$|$lab/\1|p" "$here/lab$lab.mutants"
    done
    for facts in grading/facts/*.mutants; do
        layout=$(basename "$facts" .mutants)
        sed -n "s|^\([a-z0-9_]*\)\$|facts/$layout/\1|p" "$facts"
    done
} | grep -v "/\$" | if [ $# -gt 0 ]; then
    # shellcheck disable=SC2086
    grep -E "^($(echo "$*" | tr ' ' '|'))(/|\$)"
else
    cat
fi >"$list"

# Everything that mutants share is built once, before they run side by side.
layouts=$(
    for lab in $(sed -n "s|^\([0-9]\)/.*|\1|p" "$list" | sort -u); do
        layouts "$lab" | tr " " "\n"
    done
    sed -n "s|^facts/\([^/]*\)/.*|\1|p" "$list"
)
for layout in $(echo "$layouts" | sort -u); do
    for chapter in $(make -s chapters); do
        make -s -j"$jobs" image CH=$chapter LAYOUT="$layout" || exit 2
    done
done
xargs -P "$jobs" -n 1 "$0" -e "$emulator" judge <"$list" |
    tee "$work/report"
failed=$(grep -c '^FAIL' "$work/report")
echo "$(wc -l <"$list") mutants, $(grep -c '^ok' "$work/report") as expected, $failed not"
[ "$failed" -eq 0 ]
