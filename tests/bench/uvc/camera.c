// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "uvc.h"

#define GET_STATUS	0x00
#define CLEAR_FEATURE	0x01
#define GET_DESCRIPTOR	0x06
#define SET_SEL		0x30
#define SET_ISOCH_DELAY	0x31
#define TO_ENDPOINT	0x02

#define SET_CUR		0x01
#define GET_CUR		0x81
#define GET_MIN		0x82
#define GET_MAX		0x83
#define GET_LEN		0x85
#define GET_INFO	0x86
#define GET_DEF		0x87
#define STREAM_SET	0x21	/* requests to an interface */
#define STREAM_GET	0xa1
#define VS_PROBE	(1 << 8)
#define VS_COMMIT	(2 << 8)

#define HEAD_FID	0x01
#define HEAD_EOF	0x02
#define HEAD_PTS	0x04
#define HEAD_SCR	0x08
#define HEAD_EOH	0x80

/* The end of a frame must be seen by a URB of 32 packets that is not full. */
_Static_assert((UVC_WIRE % UVC_PAYLOAD) % (32 * UVC_PACKET) != 0,
	       "no frame ends with a full transfer");

void uvc_init(struct uvc *u, struct log *log)
{
	memset(u, 0, sizeof(*u));
	u->log = log;
	u->factor = 1;
	u->attached = true;
	pattern_init(&u->pattern);
}

void uvc_stop(struct uvc *u)
{
	u->running = false;
}

static void start(struct uvc *u, int64_t now)
{
	u->running = true;
	u->begin = now;
	u->number = 0;
	u->at = 0;
	u->fid = false;
	log_event(u->log, now, "stream", "%s", "");
}

void uvc_set_pace(struct uvc *u, int64_t now, bool fast, double factor)
{
	u->fast = fast;
	u->factor = factor;
	u->begin = now;
}

static int64_t period(const struct uvc *u)
{
	return (int64_t)(UVC_INTERVAL * 100.0 / u->factor);
}

/* When the payload that is begun, or comes next, is complete. */
static int64_t due(const struct uvc *u)
{
	if (u->fast)
		return u->begin;
	return u->begin + period(u) * (u->at / UVC_PAYLOAD + 1) / UVC_PAYLOADS;
}

int64_t uvc_next(const struct uvc *u)
{
	return u->running ? due(u) : UVC_NEVER;
}

/* There is one format: whatever is asked for, this is offered. */
static int probe(uint8_t *p)
{
	memset(p, 0, UVC_PROBE);
	p[2] = 1;
	p[3] = 1;
	put_le32(p + 4, UVC_INTERVAL);
	put_le32(p + 18, UVC_FRAME);
	put_le32(p + 22, UVC_PAYLOAD);
	put_le32(p + 26, UVC_CLOCK);
	p[30] = 3;		/* frame ID and end of frame are told */
	p[31] = p[32] = p[33] = 1;
	return UVC_PROBE;
}

static int stream_control(struct uvc *u, int64_t now,
			  const struct uvc_setup *s, const uint8_t *out,
			  uint8_t *in)
{
	if (s->index != 1 || (s->value != VS_PROBE && s->value != VS_COMMIT))
		return -EPIPE;
	if (s->type == STREAM_SET) {
		if (s->request != SET_CUR || s->length != UVC_PROBE ||
		    out[2] != 1 || out[3] != 1)
			return -EPIPE;
		if (s->value == VS_COMMIT)
			start(u, now);
		return 0;
	}
	switch (s->request) {
	case GET_CUR:
	case GET_MIN:
	case GET_MAX:
	case GET_DEF:
		return probe(in);
	case GET_LEN:
		put_le16(in, UVC_PROBE);
		return 2;
	case GET_INFO:
		in[0] = 3;
		return 1;
	default:
		return -EPIPE;
	}
}

static int standard(struct uvc *u, const struct uvc_setup *s, uint8_t *in)
{
	switch (s->request) {
	case GET_STATUS:
		put_le16(in, 0);
		return 2;
	case CLEAR_FEATURE:
		if ((s->type & 0x1f) == TO_ENDPOINT && s->index == UVC_EP)
			uvc_stop(u);
		return 0;
	case GET_DESCRIPTOR:
		return uvc_descriptor(s->value, in);
	case SET_SEL:
	case SET_ISOCH_DELAY:
		return 0;
	default:
		return -EPIPE;
	}
}

int uvc_control(struct uvc *u, int64_t now, const struct uvc_setup *s,
		const uint8_t *out, uint8_t *in)
{
	int n;

	u->controls++;
	if (s->type == STREAM_SET || s->type == STREAM_GET)
		n = stream_control(u, now, s, out, in);
	else
		n = s->type & 0x60 ? -EPIPE : standard(u, s, in);
	if (n < 0) {
		u->refused++;
		log_event(u->log, now, "refused", ",\"type\":%u,\"request\":%u"
			  ",\"value\":%u,\"index\":%u,\"length\":%u", s->type,
			  s->request, s->value, s->index, s->length);
	}
	return n > s->length ? s->length : n;
}

static void make_header(struct uvc *u, int64_t now)
{
	uint8_t *h = u->header;
	bool last = u->at / UVC_PAYLOAD + 1 == UVC_PAYLOADS;

	h[0] = UVC_HEADER;
	h[1] = (uint8_t)(HEAD_EOH | HEAD_SCR | HEAD_PTS |
			 (last ? HEAD_EOF : 0) | (u->fid ? HEAD_FID : 0));
	put_le32(h + 2, (uint32_t)(u->begin / (1000000000 / UVC_CLOCK)));
	put_le32(h + 6, (uint32_t)(now / (1000000000 / UVC_CLOCK)));
	put_le16(h + 10, now / 1000000 & 0x7ff);
}

/* The frame's bytes from @from on, which may end in the middle of a pixel. */
static void copy_frame(const struct uvc *u, uint32_t from, uint32_t len,
		       uint8_t *to)
{
	while (len) {
		uint32_t column = from % UVC_ROW;
		uint32_t n = UVC_ROW - column;

		if (n > len)
			n = len;
		memcpy(to, pattern_row16le(&u->pattern, u->number, 0,
					   from / UVC_ROW) + column, n);
		to += n;
		from += n;
		len -= n;
	}
}

static void next_frame(struct uvc *u, int64_t now)
{
	int64_t lost;

	u->frames_sent++;
	u->number++;
	u->fid = !u->fid;
	u->at = 0;
	if (u->fast) {
		u->begin = now;
		return;
	}
	/* it has no memory: what begins while another is read is lost */
	u->begin += period(u);
	if (now <= u->begin)
		return;
	lost = (now - u->begin + period(u) - 1) / period(u);
	u->frames_lost += (uint64_t)lost;
	u->number += (uint64_t)lost;
	u->begin += lost * period(u);
}

int64_t uvc_bulk_in(struct uvc *u, int64_t now, uint32_t len, uint8_t *to)
{
	uint32_t first = u->at / UVC_PAYLOAD, in = u->at % UVC_PAYLOAD;
	uint32_t left, head = 0;

	if (!u->running || now < due(u))
		return -EAGAIN;
	left = UVC_WIRE - u->at;
	if (left > UVC_PAYLOAD - in)
		left = UVC_PAYLOAD - in;
	if (len > left)
		len = left;
	if (!in)
		make_header(u, now);
	if (in < UVC_HEADER) {
		head = UVC_HEADER - in < len ? UVC_HEADER - in : len;
		memcpy(to, u->header + in, head);
	}
	if (len > head)
		copy_frame(u, first * UVC_DATA + in + head - UVC_HEADER,
			   len - head, to + head);
	u->bytes_sent += len - head;
	u->at += len;
	if (u->at == UVC_WIRE)
		next_frame(u, now);
	return len;
}
