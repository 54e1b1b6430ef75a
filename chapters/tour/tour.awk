# Turns a chapter's tour.bochs into a plan for the guide (tour.c): names become addresses.
# SPDX-License-Identifier: MIT
#
#   awk -v dir=build/anos/2 -v boot=stage2.elf -v constants=build/anos/layout.inc -v plan=FILE \
#       -v symbols=FILE -f chapters/tour/tour.awk chapters/02-higher-half/tour.bochs
#
# A tour is read as it stands. Before the first stop: what the walk is about. Then
#
#   stop jump_kernel                    at the first instruction of a function or label
#   stop jump_kernel before mov cr0     at the first instruction of that kind in it
#   stop jump_kernel after mov cr0      at the one that follows it
#   stop STAGE1_START                   at a constant of the layout, or at a number
#       Indented text is told to the person.
#       > creg (CR0 CR3)                is asked of Bochs; (words): only lines named so
#       > xp /2gx PML4_START            constants of the layout stand for their values,
#       > x /2gx &idt                   and &symbol for its address
#   type alloc 1                        is typed at the kernel's monitor when the walk goes on
#   # a note to the writer
#
# Stops are looked for in the boot code's ELF file, then in kernel.elf; &symbols first where the
# stop is. With lenient=1 a stop whose place does not exist, as in a student's unfinished file, is
# left out with a notice; else it is an error.

BEGIN {
    FS = " "
    while ((getline line <constants) > 0)
        if (split(line, word) == 3 && word[1] == "%define")
            value[word[2]] = word[3]
    close(constants)
    elf[1] = dir "/" boot
    elf[2] = dir "/kernel.elf"
    nelf = 2
    printf "" >symbols
    printf "" >plan
    for (e = 1; e <= nelf; e++)
        read_symbols(e)
    close(symbols)
    emit("symbols", symbols)
}

/^#/ { next }
/^stop / { stop(); next }
/^type / { type(); next }
/^[ \t]*> / { if (!left_out) show(); next }
/^[ \t]/ || /^$/ { if (!left_out) say(); next }
{ complain("neither stop, type nor indented text: " $0) }

END {
    close(plan)
    if (!nstops)
        complain("no stop at all")
    if (errors)
        system("rm -f '" plan "'")
    exit errors > 0
}

function complain(why) {
    print FILENAME ":" FNR ": " why >"/dev/stderr"
    errors++
}

# A blank line is told only between two things of the same stop.
function emit(kind, a, b, c, d) {
    if (blank)
        print "text" >plan
    blank = 0
    told = 1
    print kind "\t" a "\t" b "\t" c "\t" d >plan
}

# They also go into a file for Bochs, so that its disassembly and stack name them.
function read_symbols(e,   command, line, word) {
    command = "nm '" elf[e] "'"
    while ((command | getline line) > 0) {
        if (split(line, word) != 3 || word[2] ~ /[aA]/)
            continue
        address[e, word[3]] = "0x" word[1]
        times[e, word[3]]++
        print word[1], word[3] >symbols
    }
    if (close(command) != 0)
        complain("no symbols in " elf[e])
}

# The ELF file with this symbol, if possible the one asked for; 0 when there is none.
function home(name, first,   e, i) {
    for (i = 0; i < nelf; i++) {
        e = (first - 1 + i) % nelf + 1
        if ((e, name) in address) {
            if (times[e, name] > 1)
                complain(elf[e] " has several " name)
            return e
        }
    }
    return 0
}

function stop(   place, title, e, where, source) {
    nstops++
    left_out = blank = 0
    title = $2
    if ($2 in value)
        place = value[$2]
    else if ($2 ~ /^0x/)
        place = $2
    else if (e = home($2, 1)) {
        place = address[e, $2]
        if ($3 == "before" || $3 == "after") {
            title = $0
            sub(/^stop +[^ ]+ +(before|after) +/, "", title)
            place = instruction(e, $2, $3, title)
            title = $2 ", " $3 " " title
        }
    }
    if (!place) {
        left_out = 1
        if (lenient)
            emit("text", "(Left out: the stop at " title " is not in this kernel.)")
        else
            complain("there is no " title)
        return
    }
    where = e ? source_line(e, place) : ""
    sub(/:\?$/, "", where)
    source = where ~ /:[0-9]+$/ ? text_of(where) : ""
    emit("stop", place, title, where, source)
    told = 0
    here = e ? e : 1
}

# The address of the first instruction in a function whose text begins so, or of the one after it.
# Boot code is decoded as 32-bit, then as 16-bit, then as 64-bit code.
function instruction(e, name, side, kind,   bits, nbits, mode, i, found) {
    nbits = split(e == 1 ? "i386 i8086 x86-64" : "any", bits, " ")
    for (i = 1; i <= nbits; i++) {
        mode = bits[i] == "any" ? "" : "," bits[i]
        if (found = search(e, name, side, kind, mode))
            return found
    }
    return ""
}

function search(e, name, side, kind, mode,   command, line, at, text, found, hit) {
    command = "objdump -d --no-show-raw-insn -M intel" mode " --disassemble=" name " '" elf[e] "'"
    while ((command | getline line) > 0) {
        if (found || line !~ /^ *[0-9a-f]+:/)
            continue
        at = line
        sub(/^ */, "", at)
        sub(/:.*/, "", at)
        text = line
        sub(/^[^:]*:[ \t]*/, "", text)
        sub(/ +[0-9a-f]+ </, " ", text) # call 1234 <name> reads "call name"
        gsub(/ +/, " ", text)
        if (hit && side == "after")
            found = at
        hit = index(text, kind) == 1
        if (hit && side == "before")
            found = at
    }
    close(command)
    return found ? "0x" found : ""
}

function source_line(e, place,   command, line) {
    command = "addr2line -i -e '" elf[e] "' " place
    while ((command | getline line) > 0)
        ; # the last: where what was inlined is called
    close(command)
    sub(/ \(discriminator.*/, "", line)
    sub(/^.*\/\//, "", line) # NASM: its directory, then the file as it was named
    sub(/^\.\//, "", line)
    return line ~ /^\?/ ? "" : line
}

function text_of(where,   part, n, line, text) {
    split(where, part, ":")
    for (n = 1; n <= part[2] && (getline line <part[1]) > 0; n++)
        text = line == "{" ? text : line # for a function: its name, not its brace
    close(part[1])
    gsub(/\t/, "    ", text)
    gsub(/ +/, " ", text)
    sub(/^ /, "", text)
    if (length(text) > 78)
        sub(/ (;|\/\*).*/, "", text) # a comment
    return text
}

function say(   line) {
    line = $0
    sub(/^[ \t]+/, "", line)
    if (length(line) > 94)
        complain("over 94 characters: " line)
    if (line != "")
        emit("text", line)
    else
        blank = told
}

function type() {
    blank = 0
    if (!left_out)
        emit("type", substr($0, 6))
}

function show(   command, words, printed, name, out) {
    command = $0
    sub(/^[ \t]*> */, "", command)
    printed = command
    words = ""
    if (match(command, / *\([^)]*\)$/)) {
        words = substr(command, RSTART, RLENGTH)
        command = substr(command, 1, RSTART - 1)
        gsub(/^ *\(|\)$/, "", words)
        printed = command
    }
    out = ""
    while (match(command, /&?[A-Za-z_][A-Za-z0-9_.]*/)) {
        name = substr(command, RSTART, RLENGTH)
        out = out substr(command, 1, RSTART - 1) replace(name)
        command = substr(command, RSTART + RLENGTH)
    }
    emit("show", out command, words, printed)
}

function replace(name,   e) {
    if (name in value)
        return value[name]
    if (name !~ /^&/)
        return name
    e = home(substr(name, 2), here)
    if (!e) {
        complain("no symbol is called " substr(name, 2))
        return name
    }
    return address[e, substr(name, 2)]
}
