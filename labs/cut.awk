# Cuts a student's skeleton from a reference source: the lab's own answers go, their stubs come
# in; other labs' answers stay. SPDX-License-Identifier: MIT
#
#   awk -v lab=3 -f labs/cut.awk kernel/mm/memmap.c >labs/03-physical-memory/memmap.c
#
# A region in C; NASM has the same after a ';'. The stub may be missing: then nothing stays.
#
#   //@lab 3
#   the answer
#   //@stub
#   //  what the student finds instead; "//  " goes, what stands before it stays
#   //@end
#
# Nothing is printed unless every region is whole: a skeleton is never half a solution.

function fail(why) {
    printf "%s:%d: %s\n", FILENAME, FNR, why >"/dev/stderr"
    failed = 1
    exit 1
}

function keep(line) {
    kept = kept line "\n"
}

BEGIN {
    if (lab !~ /^[0-9]+$/) {
        print "usage: awk -v lab=N -f labs/cut.awk reference >skeleton" >"/dev/stderr"
        exit failed = 1
    }
}

# part is "" outside of regions, else the region's half that we are in.
/^[ \t]*(\/\/|;)@/ {
    word = $1
    sub(/^(\/\/|;)@/, "", word)
    if (word == "lab") {
        if (part != "")
            fail("@lab inside the region of line " opened)
        if ($2 !~ /^[0-9]+$/ || NF != 2)
            fail("@lab wants one number")
        part = "answer"
        mine = $2 + 0 == lab + 0
        opened = FNR
    } else if (word == "stub" && NF == 1) {
        if (part != "answer")
            fail("@stub without @lab")
        part = "stub"
    } else if (word == "end" && NF == 1) {
        if (part == "")
            fail("@end without @lab")
        part = ""
    } else
        fail("not a marker: " $0)
    next
}

part == "answer" && mine { next }

part == "stub" {
    if (!match($0, /^[ \t]*(\/\/|;)(  |$)/))
        fail("a stub's line begins with // or ; and two spaces")
    indent = text = $0
    sub(/[\/;].*/, "", indent)
    text = substr(text, RLENGTH + 1)
    if (mine)
        keep(text == "" ? "" : indent text)
    next
}

{ keep($0) }

END {
    if (failed)
        exit 1
    if (part != "")
        fail("the region of line " opened " has no @end")
    printf "%s", kept
}
