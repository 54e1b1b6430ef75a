/* Halting and switching off, for the kernel and for the boot code before it.
   SPDX-License-Identifier: MIT */
#include "arch/x86.h"
#include "core/stop.h"
#include "core/uart.h"

/* Bochs, like the hardware, forgets what is still in the transmitter when the power goes. */
static void drain(void)
{
    for (int patience = 1000000; patience && !(port_read8(UART_LSR) & LSR_TEMT); patience--)
        cpu_pause();
}

void stop_halt(void)
{
    drain();
    cpu_halt();
}

void stop_power_off(void)
{
    drain();
    port_write16(0x604, 0x2000); /* QEMU, pc and q35: SLP_EN in ACPI's PM1a control register */
    for (const char *word = "Shutdown"; *word; word++)
        port_write8(0x8900, (uint8_t)*word); /* Bochs */
    cpu_halt();
}
