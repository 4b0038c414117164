/* SPDX-License-Identifier: GPL-2.0 */
/*
 * QHYCCD USB cameras: firmware images of the Cypress FX3 boot loader
 *
 * Pure. Layout (public, little-endian): 'C' 'Y', control, type; records of
 * length in words, address, data; a record of length 0 whose address is the
 * entry point; the sum of all data words.
 */
#ifndef _QHY_FWIMAGE_H
#define _QHY_FWIMAGE_H

#include <linux/types.h>

struct qhy_fw_record {
	u32 address;
	u32 bytes;		/* 0: the entry point, no data */
	const u8 *data;
};

const char *qhy_fw_check(const u8 *image, size_t size);
bool qhy_fw_next(const u8 *image, size_t size, size_t *pos,
		 struct qhy_fw_record *record);

#endif /* _QHY_FWIMAGE_H */
