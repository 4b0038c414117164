// SPDX-License-Identifier: GPL-2.0
/* The emulated UVC camera: descriptors, controls, payloads, pace. */
#include <errno.h>
#include <stdlib.h>

#include "../bench/uvc/uvc.h"
#include "../lib/test.h"

#define PERIOD		(UVC_INTERVAL * INT64_C(100))
#define URB		(32 * UVC_PACKET)

static const struct uvc_setup set_commit = { 0x21, 0x01, 2 << 8, 1, UVC_PROBE };
static const struct uvc_setup clear_halt = { 0x02, 0x01, 0, UVC_EP, 0 };

static uint32_t le(const uint8_t *p, int n)
{
	return n ? p[0] | le(p + 1, n - 1) << 8 : 0;
}

static void start(struct uvc *u, int64_t now)
{
	uint8_t in[UVC_CONTROL_MAX];
	const struct uvc_setup get = { 0xa1, 0x81, 1 << 8, 1, UVC_PROBE };
	uint8_t probe[UVC_PROBE];

	uvc_control(u, now, &get, NULL, probe);
	uvc_control(u, now, &set_commit, probe, in);
}

/* Lengths of the parts add up, and each class-specific part to its total. */
static void descriptors(struct tap *t)
{
	uint8_t d[UVC_CONTROL_MAX];
	int n = uvc_descriptor(2 << 8, d), at, interfaces = 0;
	uint32_t total = 0, sum = 0;

	T_EQ(t, le(d + 2, 2), n);
	for (at = 0; at < n && d[at]; at += d[at]) {
		if (d[at + 1] == 4) {
			T_EQ(t, sum, total);
			interfaces++;
			total = sum = 0;
		} else if (d[at + 1] == 0x24) {
			if (d[at + 2] == 1)
				total = le(d + at + (interfaces == 1 ? 5 : 4), 2);
			sum += d[at];
		}
	}
	T_EQ(t, at, n);
	T_EQ(t, sum, total);
	T_EQ(t, interfaces, 2);
	T_EQ(t, uvc_descriptor(2 << 8 | 1, d), -EPIPE);
	T_EQ(t, uvc_descriptor(3 << 8 | 9, d), -EPIPE);
	T_EQ(t, uvc_descriptor(1 << 8, d), 18);
}

static void controls(struct tap *t, struct uvc *u)
{
	const struct uvc_setup get = { 0xa1, 0x81, 1 << 8, 1, 26 };
	const struct uvc_setup length = { 0xa1, 0x85, 2 << 8, 1, 2 };
	const struct uvc_setup still = { 0xa1, 0x81, 3 << 8, 1, 11 };
	const struct uvc_setup vendor = { 0xc0, 0xbc, 0, 0, 4 };
	const struct uvc_setup small = { 0x21, 0x01, 2 << 8, 1, 26 };
	uint8_t in[UVC_CONTROL_MAX], probe[UVC_PROBE] = { 0 };

	T_EQ(t, uvc_control(u, 0, &get, NULL, in), 26);
	T_EQ(t, le(in + 18, 4), UVC_FRAME);
	T_EQ(t, le(in + 22, 4), UVC_PAYLOAD);
	T_EQ(t, uvc_control(u, 0, &length, NULL, in), 2);
	T_EQ(t, le(in, 2), UVC_PROBE);
	T_EQ(t, uvc_control(u, 0, &still, NULL, in), -EPIPE);
	T_EQ(t, uvc_control(u, 0, &vendor, NULL, in), -EPIPE);
	T_EQ(t, uvc_control(u, 0, &small, probe, in), -EPIPE);
	T_EQ(t, uvc_control(u, 0, &set_commit, probe, in), -EPIPE);
	T_EQ(t, u->refused, 4);
	T_OK(t, !u->running);
	start(u, 0);
	T_OK(t, u->running);
	T_EQ(t, uvc_control(u, 0, &clear_halt, NULL, in), 0);
	T_OK(t, !u->running);
	T_EQ(t, uvc_bulk_in(u, 1, URB, in), -EAGAIN);
}

/* Reads a frame by requests of @urb bytes: its pixels to @pixels. */
static bool read_frame(struct uvc *u, int64_t now, uint32_t urb, uint8_t *pixels,
		       bool fid)
{
	static uint8_t payload[UVC_PAYLOAD + 1];
	uint32_t got = 0, in = 0, ends = 0, wrong = 0;

	while (!ends) {
		uint32_t want = urb < sizeof(payload) - in
				? urb : sizeof(payload) - in;
		int64_t n = uvc_bulk_in(u, now, want, payload + in);

		if (n <= 0)
			return false;
		in += n;
		if (n == want && in < UVC_PAYLOAD)
			continue;
		wrong += payload[0] != UVC_HEADER || (payload[1] & 1) != fid ||
			 got + in - UVC_HEADER > UVC_FRAME;
		if (wrong)
			return false;
		memcpy(pixels + got, payload + UVC_HEADER, in - UVC_HEADER);
		got += in - UVC_HEADER;
		ends = payload[1] & 2;
		in = 0;
	}
	return got == UVC_FRAME;
}

static void payloads(struct tap *t, struct uvc *u, uint8_t *pixels)
{
	static const uint32_t urbs[] = { URB, UVC_PAYLOAD, 1000003, 4097, 5 };
	uint64_t n;

	uvc_set_pace(u, 0, true, 1);
	start(u, 0);
	for (n = 0; n < sizeof(urbs) / sizeof(urbs[0]); n++) {
		T_OK(t, read_frame(u, 0, urbs[n], pixels, n & 1));
		T_EQ(t, pattern_check(&u->pattern, PATTERN_16LE, pixels,
				      UVC_WIDTH, UVC_HEIGHT, n, 0, 0), -1);
	}
	T_EQ(t, u->frames_sent, n);
	T_EQ(t, u->bytes_sent, n * UVC_FRAME);
	T_EQ(t, u->frames_lost, 0);
}

static void pace(struct tap *t, struct uvc *u, uint8_t *pixels)
{
	int64_t first = PERIOD / UVC_PAYLOADS;

	uvc_set_pace(u, 0, false, 1);
	start(u, 0);
	T_EQ(t, uvc_next(u), first);
	T_EQ(t, uvc_bulk_in(u, first - 1, URB, pixels), -EAGAIN);
	T_EQ(t, uvc_bulk_in(u, first, URB, pixels), URB);
	start(u, 0);
	T_OK(t, read_frame(u, PERIOD, URB, pixels, false));
	T_EQ(t, u->frames_lost, 0);
	T_EQ(t, uvc_next(u), PERIOD + first);
	/* the next one is read too late for two others */
	T_OK(t, !read_frame(u, PERIOD, URB, pixels, true));
	T_OK(t, read_frame(u, 3 * PERIOD + 1, URB, pixels, true));
	T_EQ(t, u->frames_lost, 2);
	T_EQ(t, uvc_next(u), 4 * PERIOD + first);
	T_OK(t, read_frame(u, 5 * PERIOD, URB, pixels, false));
	T_EQ(t, pattern_check(&u->pattern, PATTERN_16LE, pixels, UVC_WIDTH,
			      UVC_HEIGHT, 4, 0, 0), -1);
	uvc_set_pace(u, 6 * PERIOD, false, 2);
	T_EQ(t, uvc_next(u), 6 * PERIOD + PERIOD / 2 / UVC_PAYLOADS);
}

int main(void)
{
	struct uvc *u = malloc(sizeof(*u));
	uint8_t *pixels = malloc(UVC_FRAME);
	struct log log = { 0 };
	struct tap t = { 0 };

	if (!u || !pixels)
		return 1;
	descriptors(&t);
	uvc_init(u, &log);
	controls(&t, u);
	uvc_init(u, &log);
	payloads(&t, u, pixels);
	uvc_init(u, &log);
	pace(&t, u, pixels);
	free(pixels);
	free(u);
	return tap_end(&t);
}
