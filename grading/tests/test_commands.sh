#!/bin/sh
# The line that `make boot-command` prints boots each cell to its monitor, and `make tree` and
# `make count` know every kernel. SPDX-License-Identifier: MIT
set -u
failures=0

verdict() { # 0 or not, what
    if [ "$1" = 0 ]; then
        echo "ok    $2"
    else
        echo "FAIL  $2"
        failures=1
    fi
}

# `off` is typed until somebody listens.
boots() { # layout, chapter
    command=$(make -s boot-command CH="$2" LAYOUT="$1") || return 1
    [ "$(printf '%s\n' "$command" | wc -l)" = 1 ] || return 1
    while sleep 0.2 && echo off; do :; done 2>/dev/null |
        timeout $((20 * ${TIMEOUT_SCALE:-1})) sh -c "$command" 2>&1 | grep -c '^ready:' | grep -qx 1
}

for layout in $(make -s layouts); do
    for chapter in $(make -s chapters); do
        boots "$layout" "$chapter"
        verdict $? "boot-command CH=$chapter LAYOUT=$layout"
        make -s tree CH="$chapter" LAYOUT="$layout" | awk '{ print $NF }' |
            while read -r file; do [ -f "$file" ] || exit 1; done
        verdict $? "tree CH=$chapter LAYOUT=$layout lists files"
    done
done
exit $failures
