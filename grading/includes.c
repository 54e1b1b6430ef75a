/* What a compiler says it read, held against what a solution may read.
   SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "grading/includes.h"

#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FILE_MOST = 1 << 20,
    NAME_MOST = 4096,
};

static const char not_allowed[] = ", which is not for a solution to include\n";

/* The whole file, NUL-terminated, without NUL bytes and lines' continuations; NULL: none. */
static char *read_joined(const char *path)
{
    FILE *f = fopen(path, "re");
    char *bytes = f ? malloc(FILE_MOST + 1) : NULL;
    size_t n = bytes ? fread(bytes, 1, FILE_MOST, f) : 0, kept = 0;
    for (size_t i = 0; i < n; i++)
        if (bytes[i] == '\\' && i + 1 < n && bytes[i + 1] == '\n')
            i++;
        else if (bytes[i])
            bytes[kept++] = bytes[i];
    if (bytes)
        bytes[kept] = '\0';
    if (f)
        fclose(f);
    return bytes;
}

static bool starts(const char *name, const char *with)
{
    return strncmp(name, with, strlen(with)) == 0;
}

/* Headers of the tree and of the compiler, and what was handed in. No way leads up again. */
static bool is_allowed(const char *name, const char *from)
{
    static const char *const place[] = { "kernel/", "boot/", "build/", "/usr/lib/gcc/" };
    const char *dot = strrchr(name, '.');
    if (starts(name, from))
        return true;
    if (strstr(name, "..") || !dot || (strcmp(dot, ".h") != 0 && strcmp(dot, ".inc") != 0))
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(place); i++)
        if (starts(name, place[i]))
            return true;
    return false;
}

static void refuse(struct text *trouble, const char *name)
{
    text_add(trouble, "it does not compile: it includes ");
    text_add_untrusted(trouble, name, strlen(name), 200, 0);
    text_add(trouble, not_allowed);
}

/* "object: source header … \", and rules for each header after it. The source is make's choice. */
static bool check_rule(const char *path, const char *from, struct text *trouble)
{
    char *words = read_joined(path), *save = NULL;
    if (!words)
        return true;
    words[strcspn(words, "\n")] = '\0';
    char *colon = strstr(words, ":");
    char *name = colon ? strtok_r(colon + 1, " \t", &save) : NULL;
    while (name && (name = strtok_r(NULL, " \t", &save)) && is_allowed(name, from))
        ;
    if (name)
        refuse(trouble, name);
    free(words);
    return !name;
}

static bool check_rules(const char *objects, const char *from, struct text *trouble)
{
    char *const paths[] = { (char *)objects, NULL };
    FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR | FTS_NOSTAT, NULL);
    bool good = true;
    for (FTSENT *e; good && tree && (e = fts_read(tree));)
        if (e->fts_namelen > 2 && strcmp(e->fts_name + e->fts_namelen - 2, ".d") == 0)
            good = check_rule(e->fts_path, from, trouble);
    if (tree)
        fts_close(tree);
    return good;
}

/* What no list of prerequisites names: the assemblers' own ways to another file. */
static bool check_words(const char *path, struct text *trouble)
{
    char *words = read_joined(path);
    bool good = !words || !strcasestr(words, "incbin");
    if (!good)
        text_add(trouble, "it does not compile: it includes a file by incbin%s", not_allowed);
    for (char *p = words; good && p && (p = strcasestr(p, "include")); p++) {
        if (p == words || !strchr("%{", p[-1]))
            continue;
        const char *name = p + strlen("include");
        name += strspn(name, " \t");
        good = starts(name, "\"layout.inc\"");
        if (!good) {
            char shown[64];
            snprintf(shown, sizeof shown, "%.*s", (int)strcspn(name, "\r\n"), name);
            refuse(trouble, shown);
        }
    }
    free(words);
    return good;
}

bool includes_allowed(const struct lab *lab, const char *from, const char *objects,
                      struct text *trouble)
{
    char path[NAME_MOST + 64];
    for (const char *const *file = lab->files; *file; file++) {
        snprintf(path, sizeof path, "%s/%s", from, *file);
        if (!check_words(path, trouble))
            return false;
    }
    snprintf(path, sizeof path, "%s/", from);
    return check_rules(objects, path, trouble);
}
