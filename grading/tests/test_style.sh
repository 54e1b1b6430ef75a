#!/bin/sh
# The rules of the house that a program can see. SPDX-License-Identifier: MIT
set -u
failures=0

none() { # rule, then a command that prints what breaks it
    rule=$1
    shift
    found=$("$@")
    if [ -z "$found" ]; then
        echo "ok    $rule"
    else
        printf 'FAIL  %s\n%s\n' "$rule" "$(echo "$found" | head -10)"
        failures=1
    fi
}

sources() { # name patterns' ending
    find boot kernel chapters labs diagrams grading -name "*.$1" ! -path 'grading/mutants/*'
}

conditionals() { # include guards apart, variants are files and tables
    sources '[ch]' | xargs grep -nE '^ *# *(if|elif|else)' | grep -vE '#ifndef [A-Z0-9_]+_H$'
}
long_lines() { # in characters, not bytes
    { sources '[ch]'; sources asm; sources sh; sources awk; } | LC_ALL=C.UTF-8 xargs awk '
        { line = $0; gsub(/[\200-\277]/, "", line) }
        length(line) > 100 { print FILENAME ":" FNR }'
}
unmarked() {
    { sources '[ch]'; sources asm; sources sh; sources awk; } |
        while read -r file; do head -12 "$file" | grep -q SPDX || echo "$file"; done
}
unfinished() {
    { sources '[ch]'; sources asm; sources md; } | xargs grep -nwE 'TODO|FIXME|XXX|HACK'
}
by_name() { # processes are ended by their number
    { sources sh; sources c; echo Makefile; } | grep -v test_style | xargs grep -nE 'pkill|killall'
}
counted() { # a layout's whole kernel with its boot code: at most 6000 lines, a file at most 300
    last=$(make -s chapters | awk '{ print $NF }')
    for layout in $(make -s layouts); do
        make -s count CH="$last" LAYOUT="$layout" |
            awk -v layout="$layout" '$1 > 6000 { print layout, $1 }'
    done
    find boot kernel -name '*.c' -o -name '*.asm' -o -name '*.h' | xargs wc -l |
        awk '$2 != "total" && $1 > 300 { print $1, $2 }'
}

none "no #if but include guards" conditionals
none "no line over 100 characters" long_lines
none "every source names its licence" unmarked
none "nothing is marked unfinished" unfinished
none "no process is ended by name" by_name
none "the kernel stays small" counted
exit $failures
