#!/bin/sh
# Writes a student's tree: everything that builds, runs and grades the labs up to one, without the
# reference's answers. SPDX-License-Identifier: MIT
#
#   labs/handout.sh LAB THROUGH DIRECTORY "LAB=FILE:REFERENCE …"
#
# THROUGH: the last lab whose reference may be in it, or none. The last argument lists the labs'
# files and the reference's that each takes the place of.
set -eu
lab=$1 through=$2 to=$3 files=$4

case $to in
*/handout-lab[0-9]) rm -rf "$to" ;;
*) echo "handout: will not write over $to" >&2; exit 2 ;;
esac
mkdir -p "$to/chapters" "$to/labs" "$to/grading"
cp -R Makefile LICENSE .clang-format .editorconfig .gitignore boot kernel diagrams "$to"
cp chapters/listings.awk "$to/chapters"
cp -R chapters/tour "$to/chapters"
cp labs/README.md "$to/README.md"
for file in grading/*; do
    case $file in
    grading/tests | grading/mutants | grading/fuzz) ;;
    *) cp -R "$file" "$to/grading" ;;
    esac
done

rm -f "$to"/grading/facts/*.mutants
hidden=
for pair in $files; do
    if [ "$through" = none ] || [ "${pair%%=*}" -gt "$through" ]; then
        hidden="$hidden ${pair#*:}"
        rm -f "$to/${pair#*:}"
    fi
done

# A chapter's listings of hidden files become a line that says whose they are to write.
for chapter in chapters/[0-9][0-9]-*; do
    number=${chapter#chapters/}
    number=${number%%-*}
    [ "$number" -le "$lab" ] || continue
    mkdir -p "$to/$chapter"
    for file in "$chapter"/*; do
        case $file in
        */tour.txt) # its headings quote source lines
            [ "$through" = none ] || [ "$number" -gt "$through" ] || cp "$file" "$to/$file" ;;
        *.md)
            awk -v hidden="$hidden" '
                BEGIN { n = split(hidden, file, " "); for (i = 1; i <= n; i++) is[file[i]] = 1 }
                inside { if ($0 == "```") inside = 0; if (inside) next }
                { print }
                match($0, /^```.* src="[^"#]*/) {
                    path = substr($0, RSTART, RLENGTH); sub(/.*src="/, "", path)
                    if (path in is) { print "(yours to write)"; inside = 1 }
                }' "$file" >"$to/$file" ;;
        *) cp "$file" "$to/$file" ;;
        esac
    done
    dir=labs/${chapter#chapters/}
    mkdir -p "$to/$dir"
    cp "$dir/lab.md" "$to/$dir"
done
# Skeletons are cut anew: what somebody wrote into this tree's labs/ stays here.
for pair in $files; do
    number=${pair%%=*}
    [ "$number" -le "$lab" ] || continue
    dir=$(echo labs/0"$number"-*)
    name=${pair#*=}
    awk -v lab="$number" -f labs/cut.awk "${pair#*:}" >"$to/$dir/${name%:*}"
done
