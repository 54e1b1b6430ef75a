#!/bin/sh
# Instructions of phoenix's frame allocator, a call: counted by callgrind, so the same in every run.
# Needs valgrind. SPDX-License-Identifier: MIT
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
command -v valgrind >/dev/null ||
    { echo "missing: valgrind. sudo apt-get install --no-install-recommends valgrind" >&2; exit 1; }
while read -r name functions what; do
    toggles=$(echo "$functions" | sed 's/[^,]*/--toggle-collect=&/g; s/,/ /g')
    # shellcheck disable=SC2086
    calls=$(valgrind --tool=callgrind --callgrind-out-file="$dir/out" $toggles \
        build/bench-frames "$name" 2>"$dir/log") || { cat "$dir/log" >&2; exit 1; }
    awk -v calls="$calls" -v name="$name" -v what="$what" '
        /^(summary|totals):/ { total = $2 }
        END { printf "%-8s %8.1f instructions a call  %s\n", name, total / calls, what }
        ' "$dir/out"
done <<END
init frames_init with 1 TiB, once
pair frame_alloc,frame_free one frame, out and in again
drain frame_alloc,frame_free all of 1 GiB, then back
churn frame_alloc,frame_free 9 of 10 frames held, any for another
orders frame_alloc,frame_free,frames_alloc_order,frames_free_order orders 0 to 9, 7 of 10 held
huge frames_alloc_order,frames_free_order runs of 2 MiB
END
