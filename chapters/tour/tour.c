/* The guide: walks a person, or a file, through a kernel's boot in Bochs' internal debugger, along
   the plan that tour.awk makes of a chapter's tour.bochs. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "chapters/tour/answer.h"
#include "chapters/tour/person.h"
#include "chapters/tour/session.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_FIELDS = 5,
    RULE = 80, /* columns */
};

/* A line of the plan, cut at its tabs: what to do, and with what. */
struct step {
    char *field[MAX_FIELDS];
};

static bool is_guided; /* a person decides when it goes on */
static size_t nstops, stops_done;
static const struct step *next_stop; /* NULL: behind the last */

static bool is(const struct step *s, const char *kind)
{
    return strcmp(s->field[0], kind) == 0;
}

static struct step *read_plan(const char *path, size_t *n)
{
    struct step *plan = NULL;
    char *line = NULL;
    size_t size = 0;
    FILE *file = fopen(path, "r");
    for (*n = 0; file && getline(&line, &size, file) > 0; line = NULL) {
        line[strcspn(line, "\n")] = '\0';
        plan = realloc(plan, (*n + 1) * sizeof *plan);
        char *rest = line;
        for (size_t i = 0; i < MAX_FIELDS; i++)
            plan[*n].field[i] = rest ? strsep(&rest, "\t") : "";
        nstops += is(&plan[(*n)++], "stop");
    }
    if (file)
        fclose(file);
    return plan;
}

static vaddr_t address_of(const struct step *stop)
{
    return strtoull(stop->field[1], NULL, 16);
}

static bool has_arrived(void)
{
    vaddr_t address = address_of(next_stop);
    return session_place()->pa == address || session_place()->offset == address;
}

static void set_breakpoint(const struct step *stop)
{
    char command[32];
    snprintf(command, sizeof command, "lb 0x%llx", address_of(stop));
    session_ask(command);
}

/* Finds its number: "  2 lbreakpoint    keep y   0x000000000000a76a ". */
static void remove_breakpoint(const struct step *stop)
{
    char text[32];
    snprintf(text, sizeof text, "0x%016llx", address_of(stop));
    const char *list = session_ask("info break");
    const char *line = strstr(list, text);
    while (line && line > list && line[-1] != '\n')
        line--;
    snprintf(text, sizeof text, "d %d", line ? atoi(line) : 0);
    session_ask(text);
}

static void help(void)
{
    printf("  Enter, c        on to the next stop; after the last: runs, until Ctrl-C\n"
           "  q               leave\n"
           "  type TEXT       type TEXT at the kernel's monitor, for when it runs again\n"
           "  All else goes to Bochs' debugger:\n"
           "  s, s 100        one instruction, or a hundred; n: a call counts as one\n"
           "  u /5            the next instructions        print-stack 4\n"
           "  r, creg, sreg   registers                    info gdt, info idt 14\n"
           "  xp /8gx 0x9c000 physical memory as numbers   x /8bx rsp: linear, as bytes\n"
           "  page rsp        the walk of one address      info tab: of all\n"
           "  lb 0x7c00       a breakpoint                 info break; d 3 removes the third\n"
           "  help            what else Bochs understands\n");
}

static void pass_to_bochs(const char *line)
{
    char *command = strdup(line);
    answer_print(command, NULL, session_run(command));
    free(command);
}

/* Does what the person says until they want to go on, or have stepped to the next stop. */
static void listen(void)
{
    for (;;) {
        printf("%s", next_stop ? "[Enter: on  h: help  q: leave] " : "bochs> ");
        fflush(stdout);
        const char *line = person_line();
        if (!line || *line == '\003')
            printf("\n");
        if (!line || strcmp(line, "q") == 0)
            session_end(0);
        bool goes_on = strcmp(line, "c") == 0;
        if (next_stop && (goes_on || !*line))
            return;
        if (!*line || *line == '\003')
            continue;
        if (goes_on)
            session_run_freely();
        else if (strcmp(line, "h") == 0)
            help();
        else if (strncmp(line, "type ", 5) == 0)
            session_type(line + 5);
        else
            pass_to_bochs(line);
        if (next_stop && has_arrived())
            return;
    }
}

static void head(const struct step *stop)
{
    const struct place *place = session_place();
    int n = printf("\n-- %zu of %zu: %s ", ++stops_done, nstops, stop->field[2]);
    while (n++ < RULE)
        putchar('-');
    putchar('\n');
    if (*stop->field[3])
        printf("   %s: %s\n", stop->field[3], stop->field[4]);
    printf("   %s: %s\n\n", place->cs_ip, place->instruction);
}

static _Noreturn void give_up(void)
{
    if (!session_halt())
        session_fail("Bochs does not answer");
    session_fail("the machine runs, and is at %s by now", session_place()->cs_ip);
}

static void go_to(const struct step *stop)
{
    static char name[160];
    snprintf(name, sizeof name, "stop %zu of %zu, %s,", stops_done + 1, nstops, stop->field[2]);
    session_aim(name);
    next_stop = stop;
    set_breakpoint(stop);
    bool was_here = has_arrived(); /* at the same place again is a stop to come */
    for (bool arrived = false; !arrived;) {
        if (is_guided)
            listen();
        if (!was_here && has_arrived())
            break;
        if (!session_run("c"))
            give_up();
        arrived = has_arrived();
        was_here = false;
        if (!arrived)
            printf("Stopped at %s: %s\n", session_place()->cs_ip, session_place()->instruction);
    }
    remove_breakpoint(stop);
    session_aim(NULL);
    head(stop);
    next_stop = NULL;
}

static void take(const struct step *s)
{
    if (is(s, "symbols")) {
        char command[512];
        snprintf(command, sizeof command, "ldsym global \"%s\"", s->field[1]);
        session_ask(command);
    } else if (is(s, "text")) {
        printf(*s->field[1] ? "  %s\n" : "\n", s->field[1]);
    } else if (is(s, "show")) {
        printf("  > %s\n", s->field[3]);
        answer_print(s->field[1], s->field[2], session_ask(s->field[1]));
    } else if (is(s, "type")) {
        session_type(s->field[1]);
    } else if (is(s, "stop")) {
        go_to(s);
    }
}

int main(int argc, char **argv)
{
    bool is_run = argc > 1 && strcmp(argv[1], "-r") == 0;
    is_guided = is_run || (argc > 1 && strcmp(argv[1], "-i") == 0);
    argv += is_guided;
    argc -= is_guided;
    if (argc != (is_run ? 3 : 4)) {
        fprintf(stderr, "tour [-i] bochsrc boot.img plan   a walk; -i: step by step\n"
                        "tour -r bochsrc boot.img          a machine, its serial line here\n");
        return 2;
    }
    size_t n = 0;
    struct step *plan = is_run ? NULL : read_plan(argv[3], &n);
    session_start(argv[1], argv[2], is_guided);
    if (is_guided)
        person_meet();
    if (is_run)
        session_run_freely();
    for (size_t i = 0; i < n; i++)
        take(&plan[i]);
    if (!is_guided)
        session_end(0);
    printf("\n%sYou are in Bochs' debugger: c lets the kernel run, h helps, q leaves.\n",
           is_run ? "" : "That was the last stop. ");
    listen();
}
