#!/bin/sh
# What the tree keeps of what the build makes is what the build makes now: skeletons, listings,
# figures, comparisons, transcripts. Tours have check-tours. `make refresh` renews them.
# SPDX-License-Identifier: MIT
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

same() { # kept, made
    if diff -u "$1" "$2" >"$work/diff"; then
        echo "ok    $1"
    else
        echo "FAIL  $1 is stale: make refresh"
        head -20 "$work/diff"
        failures=1
    fi
}

sed -n 's/^lab-files-\([0-9]*\) := /\1 /p' Makefile | while read -r lab files; do
    for pair in $files; do
        echo "$lab ${pair%%=*} ${pair#*=}"
    done
done >"$work/labs"
while read -r lab file reference; do
    awk -v lab="$lab" -f labs/cut.awk "$reference" >"$work/cut"
    same "$(echo labs/0"$lab"-*/"$file")" "$work/cut"
done <"$work/labs"

if ! make -s figures comparisons transcripts INTO="$work/new/"; then
    echo "FAIL  figures, comparisons, transcripts: they cannot be made"
    failures=1
fi
for made in $(cd "$work/new" && find diagrams chapters -type f | sort); do
    same "$made" "$work/new/$made"
done
# What is kept and no longer made.
for kept in diagrams/*-[0-9].svg chapters/*/compare.txt; do
    if [ ! -f "$work/new/$kept" ]; then
        echo "FAIL  $kept is made no more"
        failures=1
    fi
done

if awk -v mode=check -f chapters/listings.awk chapters/*/chapter.md; then
    echo "ok    the chapters' listings"
else
    echo "FAIL  the chapters' listings: make refresh"
    failures=1
fi
exit $failures
