# Keeps the listings in the chapters the same as the source they are cut from.
# SPDX-License-Identifier: MIT
#
#   awk -v mode=refresh -f chapters/listings.awk chapters/*/chapter.md     rewrites what is stale
#   awk -v mode=check -f chapters/listings.awk chapters/*/chapter.md       exit 1 when any is
#
# A listing is a fenced block whose info string names its source, relative to the project:
#
#   ```{.c src="kernel/mm/walk.c#walk_find"}
#
# After the # stands, in the order they are looked for:
#   a region      between lines that hold "#region NAME" and "#endregion"
#   a C function  from column 0 to its closing brace in column 0; in a header its declaration
#   a C object    struct, enum, union or initialised array, from column 0 to its "};"
#   a NASM label  from "name:" to the next blank line or ";#end"
# Without # it is the whole file. Markers of regions and labs never show in a listing, nor do the
# labs' stubs. A chapter with an unknown or too wide listing is reported and left as it is.

BEGIN {
    if (mode != "refresh" && mode != "check") {
        print "listings: mode is refresh or check" >"/dev/stderr"
        exit 2
    }
    for (i = 1; i < ARGC; i++)
        if (ARGV[i] !~ /^mode=/)
            chapter(ARGV[i])
    exit errors > 0
}

function complain(where, why) {
    print where ": " why >"/dev/stderr"
    errors++
}

# Reads a chapter, replaces the listings in it, writes it back where that changed anything.
function chapter(md,   n, before, line, fence, text, stale, errors_before, state) {
    n = 0
    text = ""
    stale = 0
    fence = ""
    errors_before = errors + 0
    while ((state = (getline line <md)) > 0) {
        n++
        if (fence != "") { # inside a block: ours is collected, others pass
            if (line == fence) {
                if (src != "" && !replace(md, opened, src, body)) {
                    stale++
                    if (mode == "check")
                        complain(md ":" opened, "stale listing of " src "; run: make listings")
                }
                text = text (src != "" ? listing : "") line "\n"
                fence = ""
            } else if (src != "")
                body = body line "\n"
            else
                text = text line "\n"
            continue
        }
        if (match(line, /^```+/)) {
            fence = substr(line, 1, RLENGTH)
            opened = n
            src = attribute(line, "src")
            body = ""
        }
        text = text line "\n"
    }
    close(md)
    if (state < 0)
        complain(md, "cannot be read")
    else if (fence != "")
        complain(md ":" opened, "this block has no end")
    if (mode == "refresh" && stale && errors == errors_before)
        write(md, text)
}

function attribute(info, name,   value) {
    if (!match(info, "[ {]" name "=\"[^\"]*\""))
        return ""
    value = substr(info, RSTART, RLENGTH)
    sub(/^[^"]*"/, "", value)
    sub(/"$/, "", value)
    return value
}

# Cuts the listing; true when `old` is what it says. An error keeps `old`.
function replace(md, at, what, old,   path, name) {
    path = name = what
    sub(/#.*/, "", path)
    if (!sub(/^[^#]*#/, "", name))
        name = ""
    listing = old
    if (!load(path)) {
        complain(md ":" at, "listing of " what ": no such file")
        return 1
    }
    if (!find(path, name)) {
        complain(md ":" at, "listing of " what \
                 ": no region, function, object or label of this name")
        return 1
    }
    listing = cut(path, first, last)
    return listing == old
}

# The source's lines, in source[1 … nsource].
function load(path,   line, state) {
    if (path == loaded)
        return 1
    nsource = 0
    while ((state = (getline line <path)) > 0) {
        sub(/\r$/, "", line)
        source[++nsource] = line
    }
    close(path)
    loaded = state < 0 ? "" : path
    return state == 0
}

# Sets first and last to the lines that `name` stands for.
function find(path, name) {
    first = 1
    last = nsource
    if (name == "")
        return 1
    return find_region(name) || (path ~ /\.(asm|inc)$/ ? find_label(name) : find_c(name))
}

function find_region(name,   i) {
    for (i = 1; i <= nsource && !has_words(source[i], "#region " name); i++)
        ;
    first = i + 1
    for (i = first; i <= nsource && source[i] !~ /#endregion/; i++)
        ;
    last = i - 1
    return i <= nsource
}

function find_c(name,   i, j, declared) {
    declared = 0
    for (i = 1; i <= nsource; i++) {
        if (source[i] !~ /^[A-Za-z_]/)
            continue
        if (has_words(source[i], name "(")) {
            j = end_of_head(i)
            if (source[j] == "{")
                return span(i, j, "^}")
            if (!declared) { # a prototype: only if no definition follows
                declared = i
                declared_end = j
            }
        } else if (has_words(source[i], "struct " name " {") ||
                   has_words(source[i], "union " name " {") ||
                   has_words(source[i], "enum " name " {") ||
                   (has_words(source[i], name) && source[i] ~ /= {/))
            return source[i] ~ /};$/ ? span(i, i, "") : span(i, i + 1, "^}.*;")
    }
    first = declared
    last = declared_end
    return declared
}

# A function's head ends with its brace, or with a semicolon if it is a declaration.
function end_of_head(i) {
    while (i < nsource && source[i] != "{" && source[i] !~ /;$/)
        i++
    return i
}

function find_label(name,   i) {
    for (i = 1; i <= nsource; i++)
        if (index(source[i], name ":") == 1) {
            first = i
            while (i <= nsource && source[i] !~ /^[ \t]*$/ && source[i] !~ /^[ \t]*;#end/)
                i++
            last = i - 1
            return 1
        }
    return 0
}

function span(from, i, closing) {
    while (i <= nsource && source[i] !~ closing)
        i++
    first = from
    last = i
    return i <= nsource
}

# Whether the line holds `words`, not as a part of longer names.
function has_words(line, words,   at) {
    while ((at = index(line, words)) > 0) {
        if (substr(line, at - 1, at > 1) !~ /[A-Za-z0-9_]/ &&
            (words !~ /[A-Za-z0-9_]$/ || substr(line, at + length(words), 1) !~ /[A-Za-z0-9_]/))
            return 1
        line = substr(line, at + 1)
    }
    return 0
}

function cut(path, from, to,   i, text, stub) {
    text = ""
    stub = 0
    for (i = 1; i <= to; i++) { # from 1: the region may begin inside a stub
        if (source[i] ~ /^[ \t]*(\/\/|;)@(lab|stub|end)/) {
            stub = source[i] ~ /@stub/
            continue
        }
        if (i < from || stub || source[i] ~ /^[ \t]*(\/\/|;|#|\/\*) ?#(region|endregion|end)/)
            continue
        if (columns(source[i]) > 96)
            complain(path ":" i, columns(source[i]) " columns, a listing has room for 96")
        if (source[i] ~ /^```/)
            complain(path ":" i, "this line would end the listing")
        text = text source[i] "\n"
    }
    return text
}

# UTF-8: a character is its first byte.
function columns(line) {
    gsub(/[\200-\277]/, "", line)
    return length(line)
}

# Whole or not at all: written beside the chapter, then renamed over it.
function write(md, text,   new, quoted) {
    new = md ".new"
    printf "%s", text >new
    if (close(new) != 0) {
        complain(new, "cannot be written")
        return
    }
    quoted = md
    gsub(/'/, "'\\''", quoted)
    if (system("mv -f -- '" quoted ".new' '" quoted "'") != 0)
        complain(md, "cannot be replaced")
    else
        print md ": " "listings refreshed"
}
