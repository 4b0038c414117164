/* SPDX-License-Identifier: GPL-2.0 */
/* What can happen to one frame on its way to the host. */
#ifndef TESTS_KUNIT_FAULT_H
#define TESTS_KUNIT_FAULT_H

#include <linux/types.h>

#include "../../drivers/media/usb/qhyccd/qhy-frame.h"

enum damage {
	WIRE_SOUND,
	WIRE_LOST,	/* n bytes lost at byte at */
	WIRE_INSERTED,	/* n bytes inserted before byte at */
	WIRE_CUT,	/* ends before byte at; at 0 an empty packet comes */
	WIRE_EMPTY,	/* an empty packet by itself, between two frames */
	WIRE_TRAILER,	/* byte at (0..3) of the trailer is wrong */
	WIRE_FILLER,	/* ends in filler, turned by at (0..15) */
	WIRE_ZEROS,	/* ends in 4096 zeros, all of it when it is smaller */
	WIRE_DAMAGES
};

static inline const char *damage_name(enum damage damage)
{
	static const char *const names[WIRE_DAMAGES] = {
		"sound", "lost", "inserted", "cut", "empty", "trailer",
		"filler", "zeros",
	};

	return names[damage];
}

/* What the driver is to find in it; a wrong length tells by itself. */
static inline enum qhy_frame_fault damage_fault(enum damage damage)
{
	switch (damage) {
	case WIRE_SOUND:
		return QHY_FAULT_NONE;
	case WIRE_FILLER:
		return QHY_FAULT_FILLER;
	case WIRE_ZEROS:
		return QHY_FAULT_ZEROS;
	default:
		return QHY_FAULT_TRAILER;
	}
}

struct fault {
	enum damage damage;
	u32 at, n;
};

/* Bytes of a frame on the wire. */
static inline u64 fault_length(const struct fault *fault, u32 payload)
{
	u64 whole = (u64)payload + QHY_TRAILER_LEN;

	switch (fault->damage) {
	case WIRE_LOST:
		return whole - fault->n;
	case WIRE_INSERTED:
		return whole + fault->n;
	case WIRE_CUT:
		return fault->at;
	case WIRE_EMPTY:
		return 0;
	default:
		return whole;
	}
}

#endif
