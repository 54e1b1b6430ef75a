/* What happens on an exception: explain it, then stop. SPDX-License-Identifier: MIT */
#include "core/trap.h"

#include "arch/x86.h"
#include "core/panic.h"
#include "core/print.h"
#include "core/stop.h"

extern uintptr_t probe_sp;
extern const char probe_failed[];

/* [intel/vol3] table 6-1 */
static const char *const vector_names[32] = {
    [0] = "divide error",
    [1] = "debug exception",
    [2] = "non-maskable interrupt",
    [3] = "breakpoint",
    [4] = "overflow",
    [5] = "bound range exceeded",
    [6] = "invalid opcode",
    [7] = "device not available",
    [8] = "double fault",
    [10] = "invalid TSS",
    [11] = "segment not present",
    [12] = "stack-segment fault",
    [13] = "general protection",
    [14] = "page fault",
    [16] = "x87 floating-point error",
    [17] = "alignment check",
    [18] = "machine check",
    [19] = "SIMD floating-point exception",
    [20] = "virtualization exception",
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

/* What an access or a call can raise; an NMI or a machine check is no answer to a probe. */
#define PROBE_VECTORS                                                                  \
    (1u << 0 | 1u << 3 | 1u << 4 | 1u << 5 | 1u << 6 | 1u << 7 | 1u << 11 | 1u << 12 | \
     1u << 13 | 1u << 14 | 1u << 16 | 1u << 17 | 1u << 19)

void trap(struct trap_frame *frame)
{
    if (probe_sp && (PROBE_VECTORS >> frame->vector & 1)) {
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
