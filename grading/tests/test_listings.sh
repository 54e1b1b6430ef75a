#!/bin/sh
# Tests chapters/listings.awk: cuts, refuses, and replaces nothing by halves.
# SPDX-License-Identifier: MIT
set -u
tool=$(cd "$(dirname "$0")/../.." && pwd)/chapters/listings.awk
dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 2
count=0 failures=0

listings() { # listings MODE: status in $status, words in the file "said"
    awk -v mode="$1" -f "$tool" chapter.md >said 2>&1
    status=$?
}

result() { # result NAME TEST…: one more test, passed when TEST is true
    name=$1
    shift
    count=$((count + 1))
    if "$@"; then
        echo "ok $name"
        return
    fi
    failures=$((failures + 1))
    echo "FAIL: $name"
    sed 's/^/    /' said
}

says() { grep -qF -- "$1" said; }

# cuts NAME SRC LINE…: a listing of SRC must become exactly the lines.
cuts() {
    what=$1 src=$2
    shift 2
    printf 'Before.\n\n```{.c src="%s"}\nold\n```\n\nAfter.\n' "$src" >chapter.md
    { printf 'Before.\n\n```{.c src="%s"}\n' "$src"; [ $# = 0 ] || printf '%s\n' "$@"
      printf '```\n\nAfter.\n'; } >expected
    listings check
    result "$what: stale is seen" test "$status" = 1
    result "$what: and named" says "chapter.md:3: stale listing of $src; run: make listings"
    listings refresh
    result "$what: refreshed" test "$status" = 0
    diff expected chapter.md >said
    result "$what: the right lines" test ! -s said
    listings check
    result "$what: fresh" test "$status" = 0
}

# refuses NAME SRC WORDS: an error in both modes, and the chapter stays as it was.
refuses() {
    printf '```{.c src="%s"}\nold\n```\n' "$2" >chapter.md
    cp chapter.md expected
    for mode in check refresh; do
        listings $mode
        result "$1 ($mode)" test "$status" = 1
        result "$1 ($mode): says why" says "$3"
    done
    result "$1: nothing written" cmp -s expected chapter.md
}

wide=$(printf '%097d' 0)
cat >code.c <<END
/* A file. */
static int early(int a);

struct pair {
    int a, b; /* é */
};

enum colour {
    RED,
};

static const char *const words[] = {
    "one",
};
const int one[] = { 1 };

/* Not in the listing. */
static int early(int a)
{
//@lab 1
    if (a) {
        return 1;
    }
//@stub
//  return not_written();
//@end
//#region inner
    return early_not(a, 1);
//#endregion
}

int long_head(int a,
              int b)
{
    return a + b;
}

void wide(void)
{
    /* $wide */
}

void endless(void)
{
END
printf 'int declared(void);\n' >code.h
printf '; A file.\nstart:\n    cli\n.loop:\n    hlt\n    jmp .loop\n' >code.asm
printf '\nnext:\n    nop\n;#end\n    ret\n' >>code.asm
printf 'ready: one\r\nready: two\r\n' >boot.txt

cuts "function, not its declaration" code.c#early \
    'static int early(int a)' '{' '    if (a) {' '        return 1;' '    }' \
    '    return early_not(a, 1);' '}'
cuts "head of two lines" code.c#long_head \
    'int long_head(int a,' '              int b)' '{' '    return a + b;' '}'
cuts "declaration in a header" code.h#declared 'int declared(void);'
cuts struct code.c#pair 'struct pair {' '    int a, b; /* é */' '};'
cuts enum code.c#colour 'enum colour {' '    RED,' '};'
cuts array code.c#words 'static const char *const words[] = {' '    "one",' '};'
cuts "array on one line" code.c#one 'const int one[] = { 1 };'
cuts region code.c#inner '    return early_not(a, 1);'
cuts "label, to the blank line" code.asm#start start: '    cli' .loop: '    hlt' '    jmp .loop'
cuts "label, to the end mark" code.asm#next next: '    nop'
cuts "local label" code.asm#.loop .loop: '    hlt' '    jmp .loop'
cuts "transcript, carriage returns gone" boot.txt 'ready: one' 'ready: two'

refuses "unknown function" code.c#earl "chapter.md:1: listing of code.c#earl: no "
refuses "unknown file" nothing.c#early "chapter.md:1: listing of nothing.c#early: no such file"
refuses "function without an end" code.c#endless "code.c#endless: no "
refuses "too wide" code.c#wide "code.c:$(grep -n "$wide" code.c | cut -d: -f1): 107 columns"

printf '```{.c src="code.h"}\n' >chapter.md
listings refresh
result "block without an end" says "chapter.md:1: this block has no end"
printf '```c\n```{.c src="nothing.c"}\n```\n' >chapter.md
listings check
result "a source quoted in another block is text" test "$status" = 0
mkdir "it's" && printf '```{.c src="code.h"}\n```\n' >"it's/chapter.md"
awk -v mode=refresh -f "$tool" "it's/chapter.md" chapter.md >said 2>&1
result "quotes in the chapter's name" grep -q declared "it's/chapter.md"

echo "listings: $count tests, $failures failed"
test $failures = 0
