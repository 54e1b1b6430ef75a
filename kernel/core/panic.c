/* Panic: all that a reader of the wreck needs. SPDX-License-Identifier: MIT */
#include "core/panic.h"

#include "arch/x86.h"
#include "core/print.h"
#include "core/stop.h"
#include "core/trap.h"

enum {
    MAX_CALLS = 24,
};

/* Follows the chain of saved frame pointers: [bp] is the caller's, [bp + 1] the return address.
   The chain may be broken, so each word is read as carefully as a stranger's. */
static bool read_word(uintptr_t at, uintptr_t *word)
{
    uint8_t byte[sizeof *word];
    for (size_t i = 0; i < sizeof byte; i++)
        if (!probe_read(at + i, &byte[i]))
            return false;
    __builtin_memcpy(word, byte, sizeof byte);
    return true;
}

static void backtrace(uintptr_t ip, uintptr_t bp)
{
    print("backtrace:");
    for (int i = 0; i < MAX_CALLS && ip; i++) {
        print(" 0x%lx", (unsigned long)ip);
        if (!bp || !read_word(bp + sizeof bp, &ip) || !read_word(bp, &bp))
            break;
    }
    print("\n");
}

static void begin(void)
{
    static bool begun;
    if (begun) /* printing the first one failed: say so without the console, and stop */
        stop_with("panic while panicking");
    begun = true;
}

_Noreturn static void finish(const struct trap_frame *frame)
{
    trap_print_registers(frame);
    print("cr0 0x%lx  cr2 0x%lx  cr3 0x%lx  cr4 0x%lx\n", cpu_cr0(), cpu_cr2(), cpu_cr3(),
          cpu_cr4());
    backtrace(frame->ip, frame->bp);
    print("halted.\n");
    stop_halt();
}

void panic_at(const char *file, int line, const char *message, ...)
{
    struct trap_frame frame;
    char text[160];
    va_list args;
    registers_capture(&frame);
    frame.ip = (uintptr_t)__builtin_return_address(0);
    frame.bp = *(uintptr_t *)__builtin_frame_address(0); /* the caller's */
    va_start(args, message);
    vformat(text, sizeof text, message, args);
    va_end(args);
    begin();
    print("\npanic: %s (%s:%d)\n", text, file, line);
    finish(&frame);
}

void panic_frame(const struct trap_frame *frame, const char *message, ...)
{
    char text[160];
    va_list args;
    va_start(args, message);
    vformat(text, sizeof text, message, args);
    va_end(args);
    begin();
    print("panic: %s\n", text);
    finish(frame);
}
