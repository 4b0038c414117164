// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: firmware images of the Cypress FX3 boot loader
 */
#include <linux/limits.h>

#include "qhy-fwimage.h"

#define QHY_FW_HEADER	4
#define QHY_FW_RECORD	8
#define QHY_FW_CONTROL	0x1c
#define QHY_FW_TYPE	0xb0	/* executable with checksum */

static u32 qhy_fw_word(const u8 *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (u32)p[3] << 24;
}

/**
 * qhy_fw_next() - the next record of an image
 * @image: whole file
 * @size: of the file, bytes
 * @pos: 0 for the first record; moves on
 * @record: what was found; points into @image
 *
 * Return: false when the file ends inside of the record.
 */
bool qhy_fw_next(const u8 *image, size_t size, size_t *pos,
		 struct qhy_fw_record *record)
{
	size_t at = *pos ? *pos : QHY_FW_HEADER;
	u32 words;

	if (at > size || size - at < QHY_FW_RECORD)
		return false;
	words = qhy_fw_word(image + at);
	record->address = qhy_fw_word(image + at + 4);
	at += QHY_FW_RECORD;
	if (words > (size - at) / 4)
		return false;
	record->bytes = words * 4;
	record->data = image + at;
	*pos = at + record->bytes;
	return true;
}

/**
 * qhy_fw_check() - is this a whole and sound image?
 * @image: file
 * @size: of the file, bytes
 *
 * Return: NULL, or in a few words what is wrong.
 */
const char *qhy_fw_check(const u8 *image, size_t size)
{
	struct qhy_fw_record record;
	size_t pos = 0;
	u32 sum = 0, data = 0, i;

	if (size < QHY_FW_HEADER || image[0] != 'C' || image[1] != 'Y')
		return "no FX3 image";
	if (image[2] != QHY_FW_CONTROL || image[3] != QHY_FW_TYPE)
		return "not an executable FX3 image";

	do {
		if (!qhy_fw_next(image, size, &pos, &record))
			return "truncated, or a section is too long";
		if (record.address % 4 ||
		    record.bytes > U32_MAX - record.address)
			return "a section has an impossible address";
		data |= record.bytes;
		for (i = 0; i < record.bytes; i += 4)
			sum += qhy_fw_word(record.data + i);
	} while (record.bytes);

	if (!data)
		return "no program in it";
	if (size - pos < 4)
		return "truncated, no checksum";
	if (qhy_fw_word(image + pos) != sum)
		return "wrong checksum";
	return NULL;
}
