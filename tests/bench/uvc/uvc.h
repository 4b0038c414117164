/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A UVC 1.1 camera on SuperSpeed with one format, the whole area of a QHY268 at
 * 16 bit, little endian, and a bulk endpoint. It shows the test pattern; its
 * numbers are those of the frames since the stream began.
 *
 * The stream begins with SET_CUR of the commit control and ends with
 * CLEAR_FEATURE(HALT) of the endpoint, as UVC has it for bulk endpoints.
 */
#ifndef BENCH_UVC_H
#define BENCH_UVC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../emulator/log.h"
#include "../../lib/pattern.h"

#define UVC_VENDOR	0x1d6b
#define UVC_PRODUCT	0x0102
#define UVC_EP		0x81
#define UVC_PACKET	1024
#define UVC_CONTROL_MAX	256		/* bytes of an answer */

#define UVC_WIDTH	6280
#define UVC_HEIGHT	4210
#define UVC_ROW		(2 * UVC_WIDTH)
#define UVC_FRAME	((uint32_t)UVC_ROW * UVC_HEIGHT)
#define UVC_INTERVAL	1666304		/* of a QHY268's frame, 100 ns */

/*
 * A header a megabyte, so that headers cost next to nothing. Bulk payloads may
 * take many URBs: uvcvideo has those of 32 packets, whatever the payload is.
 */
#define UVC_HEADER	12
#define UVC_PAYLOAD	(1u << 20)	/* with its header */
#define UVC_DATA	(UVC_PAYLOAD - UVC_HEADER)
#define UVC_PAYLOADS	((UVC_FRAME + UVC_DATA - 1) / UVC_DATA)
#define UVC_WIRE	(UVC_FRAME + UVC_PAYLOADS * UVC_HEADER)
#define UVC_CLOCK	1000000		/* Hz, of the headers' clocks */

#define UVC_PROBE	34		/* bytes of the probe and commit controls */
#define UVC_NEVER	INT64_MAX

struct uvc_setup {
	uint8_t type, request;
	uint16_t value, index, length;
};

struct uvc {
	struct log *log;
	struct pattern pattern;
	bool attached;
	uint8_t configuration;
	bool running;
	bool fast;
	double factor;			/* on the speed */
	int64_t begin;			/* ns, of the frame in hand */
	uint64_t number;		/* of that frame */
	uint32_t at;			/* bytes of it that are sent, with headers */
	bool fid;
	uint8_t header[UVC_HEADER];
	uint64_t frames_sent, frames_lost, bytes_sent, controls, refused;
};

void uvc_init(struct uvc *u, struct log *log);
void uvc_stop(struct uvc *u);

/* @factor: on the QHY268's speed; @fast: as fast as it is read. */
void uvc_set_pace(struct uvc *u, int64_t now, bool fast, double factor);

/*
 * A control request; @out is what came with it (@setup->length bytes), @in has
 * room for UVC_CONTROL_MAX bytes. Bytes of the answer, or -EPIPE.
 */
int uvc_control(struct uvc *u, int64_t now, const struct uvc_setup *setup,
		const uint8_t *out, uint8_t *in);

/* At most @len bytes of the stream, less at the end of a payload. -EAGAIN. */
int64_t uvc_bulk_in(struct uvc *u, int64_t now, uint32_t len, uint8_t *to);

/* When there will be something to send. */
int64_t uvc_next(const struct uvc *u);

/* GET_DESCRIPTOR's answer: its bytes in @p (UVC_CONTROL_MAX), or -EPIPE. */
int uvc_descriptor(uint16_t value, uint8_t *p);

static inline void put_le16(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
}

static inline void put_le32(uint8_t *p, uint32_t v)
{
	put_le16(p, v);
	put_le16(p + 2, v >> 16);
}

#endif
