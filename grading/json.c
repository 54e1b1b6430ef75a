/* Gradescope's results.json. SPDX-License-Identifier: MIT */
#include "grading/report.h"
#include <jansson.h>

static json_t *test(const struct report *r, const struct report_lab *l,
                    const struct report_check *c)
{
    static const char *const status[] = { [UNDECIDED] = "failed",
                                          [PASSED] = "passed",
                                          [FAILED] = "failed",
                                          [SKIPPED] = "failed",
                                          [BROKEN] = "failed" };
    struct text output = { 0 };
    const struct text *words = l->trouble.size ? &l->trouble : &c->message;
    text_add(&output, "%s", text_string(words));
    if (c->verdict == FAILED && !l->trouble.size) {
        text_add(&output, "\n%s%s%s", c->check->hint ? "hint: " : "",
                 c->check->hint ? c->check->hint : "", c->check->hint ? "\n" : "");
        report_debug_line(r, l, c, &output);
    }
    json_t *t = json_pack("{s:s, s:s, s:i, s:i, s:s, s:s, s:s}", "name", c->check->title,
                          "number", c->check->id, "score", (int)c->points, "max_score",
                          (int)c->check->points, "status", status[c->verdict], "output",
                          text_string(&output), "output_format", "text");
    text_free(&output);
    return t;
}

bool report_json(const struct report *r, FILE *out)
{
    json_t *tests = json_array();
    for (size_t i = 0; i < r->nlabs; i++)
        for (size_t k = 0; k < r->lab[i].nchecks; k++)
            if (r->lab[i].check[k].wanted)
                json_array_append_new(tests, test(r, &r->lab[i], &r->lab[i].check[k]));
    struct text words = { 0 };
    text_add(&words, "%sScore: %u/%u\n%s, seed %llu",
             r->broken ? "The grader failed: this score says nothing about the work.\n" : "",
             r->points, r->most, r->versions, (unsigned long long)r->seed);
    json_t *whole =
        json_pack("{s:i, s:i, s:s, s:s, s:{s:I, s:s, s:b}, s:o}", "score", (int)r->points,
                  "max_score", (int)r->most, "output", text_string(&words), "output_format",
                  "text", "extra_data", "seed", (json_int_t)r->seed, "versions", r->versions,
                  "broken", r->broken, "tests", tests);
    text_free(&words);
    if (r->times)
        json_object_set_new(whole, "execution_time",
                            json_integer((json_int_t)(r->seconds + 0.5)));
    bool good =
        whole && json_dumpf(whole, out, JSON_INDENT(2)) == 0 && fputc('\n', out) == '\n';
    json_decref(whole);
    return good;
}
