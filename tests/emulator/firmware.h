/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The boot loader's memory and the firmware image that tests use. The image is
 * ours: its first section carries a magic text and a CRC-32 of everything else,
 * so that the emulated camera knows whether all of it arrived intact.
 */
#ifndef EMULATOR_FIRMWARE_H
#define EMULATOR_FIRMWARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FX3_ITCM_SIZE	0x4000u		/* at 0 */
#define FX3_RAM_BASE	0x40000000u
#define FX3_RAM_SIZE	0x80000u
#define LOADER_PIECE	4096u

struct loader {
	uint8_t itcm[FX3_ITCM_SIZE];
	uint8_t ram[FX3_RAM_SIZE];
	uint32_t pieces;
};

void loader_reset(struct loader *l);

/* Stores @len bytes at @address; false: no such memory. */
bool loader_store(struct loader *l, uint32_t address, const uint8_t *data,
		  size_t len);

/* NULL when the program at @entry would run, else what is wrong with it. */
const char *loader_check(const struct loader *l, uint32_t entry,
			 uint16_t pid_running);

/* Writes an image for @pid_running to @path. 0 or -errno. */
int firmware_write(const char *path, uint16_t pid_running);

#endif
