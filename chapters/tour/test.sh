#!/bin/sh
# Tests of the guide: what must fail fails, and a person gets along. SPDX-License-Identifier: MIT
#   test.sh build/tour build/anos/2
guide=$1
dir=$2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
bad=0

# expect NAME PATTERN: $work/out holds a line like it.
expect() {
    grep -q -- "$2" "$work/out" && return
    echo "tour: $1: no line with '$2' in" >&2
    sed 's/^/    /' "$work/out" >&2
    bad=1
}

# A stop that the machine never comes to: a message, status 1, and within the limit.
printf 'stop\t0xffffffff80100000\tnowhere\n' >"$work/plan"
TIMEOUT_SCALE=0.2 timeout 120 "$guide" boot/bochsrc "$dir/boot.img" "$work/plan" >"$work/out" 2>&1
[ $? = 1 ] || { echo "tour: a stop that is not reached does not exit 1" >&2; bad=1; }
expect 'stop not reached' 'stop 1 of 1, nowhere, was not reached: the machine runs'

# A stop that no symbol explains, a sentence without indentation, a text too long.
printf 'stop nowhere\nSentence.\n    %0100d\n' 1 >"$work/tour.bochs"
awk -v dir="$dir" -v constants="${dir%/*}/layout.inc" -v plan="$work/plan" \
    -v symbols="$work/symbols" \
    -f chapters/tour/tour.awk "$work/tour.bochs" >"$work/out" 2>&1
[ $? = 1 ] || { echo "tour: a wrong tour.bochs does not exit 1" >&2; bad=1; }
expect 'unknown stop' ':1: there is no nowhere'
expect 'not indented' ':2: neither stop'

# No Bochs: one line.
PATH=$work "$guide" boot/bochsrc "$dir/boot.img" "$dir/tour.plan" >"$work/out" 2>&1
[ $? = 1 ] || { echo "tour: a missing Bochs does not exit 1" >&2; bad=1; }
expect 'no Bochs' 'Bochs is not installed: apt-get install'

# A person at a terminal that has no name: two stops, a command of Bochs', a mistake, and out.
{
    sleep 1
    printf '\n\n'
    sleep 1
    printf 'xp /1gx 0x9cff8\nnonsense\nh\nq\n'
    sleep 1
} | env -u TERM timeout 120 script -qec "$guide -i boot/bochsrc $dir/boot.img $dir/tour.plan" \
    /dev/null >"$work/out" 2>&1
expect 'first stop' '^-- 1 of '
expect 'second stop' '^-- 2 of '
expect 'a command' '0x000000000009cff8:  0x000000000009d0'
expect 'a mistake' 'syntax error'
expect 'help' 'leave$\|leave.$'
grep -q '^-- 3 of' "$work/out" && { echo "tour: q does not leave" >&2; bad=1; }

# A free machine: a command at the monitor, and off.
printf 'pt 0x8400\noff\n' | timeout 120 "$guide" -r boot/bochsrc "$dir/boot.img" >"$work/out" 2>&1
expect 'the monitor' 'not present'
expect 'power off' 'the machine switched itself off'
exit $bad
