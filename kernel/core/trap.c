/* What happens on an exception: explain it, then stop. SPDX-License-Identifier: MIT */
#include "core/trap.h"

#include "arch/x86.h"
#include "core/panic.h"
#include "core/print.h"
#include "core/stop.h"

extern uintptr_t probe_sp;
extern const char probe_failed[];

/* [intel/vol3] 6.3.1, table 6-1 */
static const char *const vector_names[32] = {
    [0] = "divide error",
    [1] = "debug exception",
    [2] = "non-maskable interrupt",
    [3] = "breakpoint",
    [4] = "overflow",
    [5] = "bound range exceeded",
    [6] = "invalid opcode",
    [7] = "no math coprocessor",
    [8] = "double fault",
    [10] = "invalid TSS",
    [11] = "segment not present",
    [12] = "stack-segment fault",
    [13] = "general protection",
    [14] = "page fault",
    [16] = "math fault",
    [17] = "alignment check",
    [18] = "machine check",
    [19] = "SIMD floating-point exception",
    [21] = "control protection exception",
};

static const char *access_name(unsigned long error)
{
    return error & FAULT_FETCH ? "fetch from" : error & FAULT_WRITE ? "write to" : "read of";
}

void trap_print_registers(const struct trap_frame *frame)
{
    for (size_t i = 0; trap_registers[i].name; i++) {
        const struct trap_register *r = &trap_registers[i];
        unsigned long value = *(const unsigned long *)((const char *)frame + r->offset);
        print("%s%s " REGISTER, i == 0 ? "" : i % 4 ? "  " : "\n", r->name, value);
    }
    print("\n");
}

void trap(struct trap_frame *frame)
{
    if (probe_sp) {
        frame->ip = (uintptr_t)probe_failed;
        return;
    }
    static bool explaining;
    if (explaining) {
        char text[128];
        format(text, sizeof text,
               "fault: %lu at " REGISTER ", cr2 " REGISTER ", while explaining one",
               frame->vector, frame->ip, cpu_cr2());
        stop_with(text);
    }
    explaining = true;
    const char *name = frame->vector < 32 ? vector_names[frame->vector] : NULL;
    print("\nfault: %s", name ? name : "reserved exception");
    if (frame->vector == VECTOR_PAGE_FAULT) {
        vaddr_t va = cpu_cr2();
        print(", %s 0x%llx at " IP_NAME " " REGISTER "\n", access_name(frame->error), va,
              frame->ip);
        trap_explain(frame, va);
    } else {
        print(", error code 0x%lx, at " IP_NAME " " REGISTER "\n", frame->error, frame->ip);
    }
    panic_frame(frame, "unhandled exception %lu", frame->vector);
}
