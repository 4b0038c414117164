// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>

#include "uvc.h"

#define DESC_DEVICE	1
#define DESC_CONFIG	2
#define DESC_STRING	3
#define DESC_BOS	15

#define LE16(v)		(v) & 0xff, (v) >> 8 & 0xff
#define LE32(v)		LE16(v), LE16((v) >> 16)
#define BIT_RATE	(UVC_FRAME * UINT64_C(80000000) / UVC_INTERVAL)
#define CONTROL_TOTAL	(13 + 18 + 9)
#define STREAM_TOTAL	(14 + 27 + 30 + 6)

static const uint8_t device[] = {
	18, DESC_DEVICE, LE16(0x0300), 0xef, 2, 1, 9, LE16(UVC_VENDOR),
	LE16(UVC_PRODUCT), LE16(0x0100), 1, 2, 0, 1,
};

static const uint8_t config[] = {
	9, DESC_CONFIG, 0, 0, 2, 1, 0, 0x80, 0x32,
	/* both interfaces are one function */
	8, 11, 0, 2, 14, 3, 0, 0,
	/* video control: header, camera terminal 1, output terminal 2 */
	9, 4, 0, 0, 0, 14, 1, 0, 0,
	13, 0x24, 1, LE16(0x0110), LE16(CONTROL_TOTAL), LE32(UVC_CLOCK), 1, 1,
	18, 0x24, 2, 1, LE16(0x0201), 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0,
	9, 0x24, 3, 2, LE16(0x0101), 0, 1, 0,
	/* video streaming */
	9, 4, 1, 0, 1, 14, 2, 0, 0,
	14, 0x24, 1, 1, LE16(STREAM_TOTAL), UVC_EP, 0, 2, 0, 0, 0, 1, 0,
	27, 0x24, 4, 1, 1,
	'Y', '1', '6', ' ', 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71,
	16, 1, 0, 0, 0, 0,
	30, 0x24, 5, 1, 0, LE16(UVC_WIDTH), LE16(UVC_HEIGHT), LE32(BIT_RATE),
	LE32(BIT_RATE), LE32(UVC_FRAME), LE32(UVC_INTERVAL), 1,
	LE32(UVC_INTERVAL),
	6, 0x24, 13, 1, 1, 4,
	/* bulk, bursts of 16 packets */
	7, 5, UVC_EP, 2, LE16(UVC_PACKET), 0,
	6, 48, 15, 0, 0, 0,
};

static const uint8_t bos[] = {
	5, DESC_BOS, 22, 0, 2,
	7, 16, 2, 0, 0, 0, 0,
	10, 16, 3, 0, 0x0e, 0, 1, 0, 0, 0,
};

static const uint8_t languages[] = { 4, DESC_STRING, LE16(0x0409) };

static int take(uint8_t *p, const uint8_t *from, size_t n)
{
	memcpy(p, from, n);
	return (int)n;
}

static int string(unsigned int index, uint8_t *p)
{
	static const char * const texts[] = { NULL, "Emulated", "UVC camera" };
	size_t i, n;

	if (index >= sizeof(texts) / sizeof(texts[0]))
		return -EPIPE;
	if (!index)
		return take(p, languages, sizeof(languages));
	n = strlen(texts[index]);
	p[0] = (uint8_t)(2 + 2 * n);
	p[1] = DESC_STRING;
	for (i = 0; i < n; i++)
		put_le16(p + 2 + 2 * i, (uint8_t)texts[index][i]);
	return p[0];
}

int uvc_descriptor(uint16_t value, uint8_t *p)
{
	_Static_assert(sizeof(config) <= UVC_CONTROL_MAX, "room for all");

	switch (value >> 8) {
	case DESC_DEVICE:
		return take(p, device, sizeof(device));
	case DESC_CONFIG:
		if (value & 0xff)
			return -EPIPE;
		take(p, config, sizeof(config));
		put_le16(p + 2, sizeof(config));
		return sizeof(config);
	case DESC_STRING:
		return string(value & 0xff, p);
	case DESC_BOS:
		return take(p, bos, sizeof(bos));
	default:
		return -EPIPE;
	}
}
