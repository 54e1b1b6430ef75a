/* Gradescope's results.json. SPDX-License-Identifier: MIT */
#include "grading/report.h"
#include <jansson.h>

/* Gradescope takes the sum of the tests for a missing score, so where the grader failed there is
   no number that could be taken for the student's. */
static void add_score(json_t *to, const struct report *r, unsigned points)
{
    if (!r->broken)
        json_object_set_new(to, "score", json_integer(points));
}

static json_t *test(const struct report *r, const struct report_lab *l,
                    const struct report_check *c)
{
    static const char *const status[] = { [UNDECIDED] = "failed",
                                          [PASSED] = "passed",
                                          [FAILED] = "failed",
                                          [SKIPPED] = "failed",
                                          [BROKEN] = "failed" };
    struct text output = { 0 };
    text_add(&output, "%s", report_words(c));
    if (c->verdict == FAILED && !c->build->trouble.size) {
        text_add(&output, "\n%s%s%s", c->check->hint ? "hint: " : "",
                 c->check->hint ? c->check->hint : "", c->check->hint ? "\n" : "");
        report_debug_line(r, l, c, &output);
    }
    json_t *t =
        json_pack("{s:s, s:s, s:i, s:s, s:s, s:s}", "name", c->check->title, "number",
                  c->check->id, "max_score", (int)c->check->points, "status",
                  status[c->verdict], "output", text_string(&output), "output_format", "text");
    add_score(t, r, c->points);
    text_free(&output);
    return t;
}

static bool put(json_t *whole, FILE *out)
{
    bool good =
        whole && json_dumpf(whole, out, JSON_INDENT(2)) == 0 && fputc('\n', out) == '\n';
    json_decref(whole);
    return good;
}

bool report_json(const struct report *r, FILE *out)
{
    json_t *tests = json_array();
    for (size_t i = 0; i < r->nlabs; i++)
        for (size_t k = 0; k < r->lab[i].nchecks; k++)
            if (r->lab[i].check[k].wanted)
                json_array_append_new(tests, test(r, &r->lab[i], &r->lab[i].check[k]));
    struct text words = { 0 };
    if (r->broken)
        text_add(&words, "The grader failed: there is no score.\n");
    else
        text_add(&words, "Score: %u/%u\n", r->points, r->most);
    text_add(&words, "%s, seed %llu", r->versions, (unsigned long long)r->seed);
    json_t *whole = json_pack("{s:i, s:s, s:s, s:{s:I, s:s, s:b}, s:o}", "max_score",
                              (int)r->most, "output", text_string(&words), "output_format",
                              "text", "extra_data", "seed", (json_int_t)r->seed, "versions",
                              r->versions, "broken", r->broken, "tests", tests);
    text_free(&words);
    add_score(whole, r, r->points);
    if (r->times)
        json_object_set_new(whole, "execution_time",
                            json_integer((json_int_t)(r->seconds + 0.5)));
    return put(whole, out);
}

bool report_json_begun(const struct report *r, FILE *out)
{
    return put(json_pack("{s:s, s:s, s:{s:I, s:b}, s:[]}", "output",
                         "the grader did not finish", "output_format", "text", "extra_data",
                         "seed", (json_int_t)r->seed, "broken", 1, "tests"),
               out);
}
