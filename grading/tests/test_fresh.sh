#!/bin/sh
# What the tree keeps of what the build makes is what the build makes now: skeletons, listings,
# transcripts, figures. Tours have check-tours. `make refresh` renews them.
# SPDX-License-Identifier: MIT
set -u
B=build
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

for ask in chapters/*/*.ask; do
    chapter=${ask#chapters/0}
    $B/transcript $B/anos/"${chapter%%-*}" "$ask" >"$work/text"
    same "${ask%.ask}.txt" "$work/text"
done

for chapter in 0 1 2 3; do
    $B/map-tool anos $chapter $B/anos/$chapter/boot.img "$work/figure.svg" >"$work/map"
    same diagrams/anos-$chapter.svg "$work/figure.svg"
done

if awk -v mode=check -f chapters/listings.awk chapters/*/chapter.md; then
    echo "ok    the chapters' listings"
else
    echo "FAIL  the chapters' listings: make refresh"
    failures=1
fi
exit $failures
