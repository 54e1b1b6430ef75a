#!/bin/sh
# Tests labs/cut.awk: one lab's answers go, all else stays, half a region is an error.
# SPDX-License-Identifier: MIT
set -u
tool=$(cd "$(dirname "$0")/../.." && pwd)/labs/cut.awk
dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 2
count=0 failures=0

# cut LAB NAME INPUT STATUS EXPECTED: input and expected are printf formats; an expected error
# is a part of what is said, and no skeleton may come out.
cut_test() {
    count=$((count + 1))
    printf "$3" >input
    awk -v lab="$1" -f "$tool" input >output 2>said
    status=$?
    if [ "$4" = 0 ]; then
        printf "$5" >expected
    else
        : >expected
        grep -qF -- "$5" said || status="$status, and does not say $5"
    fi
    if [ "$status" != "$4" ] || ! cmp -s expected output; then
        failures=$((failures + 1))
        echo "FAIL: $2: status $status"
        cat said output
    else
        echo "ok $2"
    fi
}

c='a\n    //@lab 3\nanswer\n    //@stub\n    //  stub;\n    //\n    //     deep\n//  flush\n'
c=$c'    //@end\nb\n//@lab 1\none\n//@end\nc\n'
cut_test 3 "answer out, stub in" "$c" 0 'a\n    stub;\n\n       deep\nflush\nb\none\nc\n'
cut_test 1 "region without a stub" "$c" 0 'a\nanswer\nb\nc\n'
cut_test 2 "other labs keep theirs" "$c" 0 'a\nanswer\nb\none\nc\n'
cut_test 03 "a number, not its digits" "$c" 0 'a\n    stub;\n\n       deep\nflush\nb\none\nc\n'
cut_test 1 "NASM" 'x: ; a\n    ;@lab 1\n    int 15h\n;@stub\n;      ; say so\n;@end\n' \
    0 'x: ; a\n    ; say so\n'
cut_test 1 "no markers" 'a\n// @lab\n; b@end\n' 0 'a\n// @lab\n; b@end\n'
cut_test 1 "never closed" 'a\n//@lab 1\nb\n' 1 'input:3: the region of line 2 has no @end'
cut_test 1 "end alone" 'a\n//@end\n' 1 'input:2: @end without @lab'
cut_test 1 "stub alone" '//@stub\n' 1 'input:1: @stub without @lab'
cut_test 1 "two stubs" '//@lab 1\n//@stub\n//@stub\n//@end\n' 1 'input:3: @stub without @lab'
cut_test 1 "nested" '//@lab 1\n//@lab 2\n//@end\n' 1 'input:2: @lab inside the region of line 1'
cut_test 1 "no number" '//@lab one\n//@end\n' 1 'input:1: @lab wants one number'
cut_test 1 "misspelt" '//@lba 1\n' 1 'input:1: not a marker: //@lba 1'
cut_test 1 "code in a stub" '//@lab 2\n//@stub\nint a;\n//@end\n' \
    1 "input:3: a stub's line begins with"
cut_test '' "no lab" 'a\n' 1 'usage:'

echo "cut: $count tests, $failures failed"
test $failures = 0
