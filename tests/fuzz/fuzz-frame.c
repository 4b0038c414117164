// SPDX-License-Identifier: GPL-2.0
/*
 * The frame machine. The input says how large frames are, and how long the ones
 * on the wire are; a host that does what it is told keeps requests in flight
 * and knows, by itself, where each frame really lies. Then the look at a
 * frame's end, at bytes of the input.
 */
#include "fuzz.h"
#include "qhy-frame.h"

#define FRAMES		48
#define COMPLETIONS	1000000	/* far more than that many frames need */

struct request {
	u32 buffer, slice, bytes;
};

struct host {
	struct qhy_plan plan;
	struct qhy_frame frame;
	struct request ring[QHY_RING_SIZE];
	u32 head, in_flight;
	u32 depth;		/* fewer than allowed when it has no buffers */
	u32 buffer, slice;	/* the next request */
	bool drain;
	/* the wire */
	u64 lengths[FRAMES];
	u32 count, present;
	u64 pos;		/* sent of the present frame */
	/* where the present frame began, and whether it lies in one buffer */
	u32 first_buffer;
	bool straight;
	u32 lost;		/* whole ones in a row that were not taken */
};

static void submit(struct host *h, u32 buffer, u32 slice)
{
	u32 of = slice == QHY_NO_SLICE ? 0 : slice;
	u32 bytes = qhy_plan_request(&h->plan, of);

	FUZZ_CHECK(h->in_flight < qhy_plan_depth(&h->plan));
	FUZZ_CHECK(bytes && !(bytes % h->plan.maxp));
	h->ring[(h->head + h->in_flight++) % QHY_RING_SIZE] =
		(struct request){ buffer, slice, bytes };
}

static void fill(struct host *h)
{
	while (!h->drain && h->in_flight < h->depth) {
		submit(h, h->buffer, h->slice);
		if (++h->slice == h->plan.slices) {
			h->slice = 0;
			h->buffer++;
		}
	}
}

static void obey(struct host *h, unsigned int flags)
{
	FUZZ_CHECK(!(flags & QHY_FRAME_WHOLE) || flags & QHY_FRAME_ENDED);
	FUZZ_CHECK(!(flags & QHY_FRAME_OVERRUN) || flags & QHY_FRAME_DRAIN);
	if (flags & QHY_FRAME_DRAIN)
		h->drain = true;
	if (flags & (QHY_FRAME_RESUME | QHY_FRAME_RESTART))
		h->drain = false;
	if (flags & QHY_FRAME_RESTART) {
		FUZZ_CHECK(!h->in_flight);
		h->slice = 0;
		h->buffer++;
	}
	if (flags & QHY_FRAME_SCRATCH) {
		FUZZ_CHECK(!h->in_flight);
		submit(h, 0, QHY_NO_SLICE);
	}
	FUZZ_CHECK(h->frame.draining == h->drain);
	fill(h);
	FUZZ_CHECK(h->in_flight);	/* it goes on, whatever came */
}

/* Does the part of the frame that came with this request lie where it must? */
static void place(struct host *h, const struct request *r, u64 pos)
{
	if (!pos) {
		h->first_buffer = r->buffer;
		h->straight = true;
	}
	if (r->slice == QHY_NO_SLICE || r->buffer != h->first_buffer ||
	    pos != (u64)r->slice * QHY_SLICE_BYTES)
		h->straight = false;
}

/* A frame has ended on the wire. */
static void judge(struct host *h, const struct qhy_frame_event *event,
		  const struct request *r, u64 length)
{
	u64 whole = (u64)h->plan.payload + QHY_TRAILER_LEN;
	bool exact = length == whole;
	bool joined = h->plan.no_empty && length > whole &&
		      (length - whole) % h->plan.maxp == 0;
	bool good = exact && h->straight && r->slice + 1 == h->plan.slices;

	FUZZ_CHECK(event->flags & QHY_FRAME_ENDED);
	FUZZ_CHECK(event->bytes == length);
	FUZZ_CHECK(!(event->flags & QHY_FRAME_WHOLE) == !good);
	FUZZ_CHECK(!(event->flags & QHY_FRAME_JOINED) == !joined);
	h->lost = !exact || event->flags & QHY_FRAME_WHOLE ? 0 : h->lost + 1;
	FUZZ_CHECK(h->lost <= 1);
}

static void complete(struct host *h)
{
	struct request r = h->ring[h->head];
	u64 length = h->lengths[h->present], pos = h->pos;
	u32 actual = min_t(u64, length - pos, r.bytes);
	bool ended = actual < r.bytes;
	struct qhy_frame_event event;

	h->head = (h->head + 1) % QHY_RING_SIZE;
	h->in_flight--;
	place(h, &r, pos);
	h->pos = ended ? 0 : pos + actual;
	h->present += ended;
	event = qhy_frame_complete(&h->frame, r.slice, r.bytes, actual,
				   h->in_flight);
	if (ended)
		judge(h, &event, &r, length);
	else
		FUZZ_CHECK(!(event.flags & QHY_FRAME_ENDED));
	obey(h, event.flags);
}

/* Right in most, else short, long, aligned to packets or slices, or anything. */
static u64 length_of(const struct host *h, u8 kind, u32 value)
{
	u64 whole = (u64)h->plan.payload + QHY_TRAILER_LEN;

	switch (kind % 12) {
	case 0:
		return value % (whole + 1);
	case 1:
		return value % (whole / h->plan.maxp + 2) * h->plan.maxp;
	case 2:
		return (u64)(value % (h->plan.slices + 2)) * QHY_SLICE_BYTES;
	case 3:
		return whole + value % (3 * whole);
	case 4:
		return whole + value % 9 - 4;
	case 5:
		return roundup(whole, h->plan.maxp) +
		       (u64)(value % 64) * h->plan.maxp;
	default:
		return whole;
	}
}

static u32 payload_of(struct input *in)
{
	u8 kind = input_u8(in);
	u32 value = input_u32(in);

	switch (kind % 4) {
	case 0:
		return 1 + value % 10000;
	case 1:
		return (1 + value % 12) * QHY_SLICE_BYTES - 8 + value % 16;
	case 2:
		return 6280 * 4210 * (1 + value % 2);
	default:
		return 1 + value % (16 * QHY_SLICE_BYTES);
	}
}

static void stream(struct input *in)
{
	struct host h = { .count = 0 };
	u32 steps = 0, payload = payload_of(in);
	u8 kind = input_u8(in);

	qhy_plan_init(&h.plan, payload, kind % 2 ? 512 : 1024);
	h.plan.no_empty = kind & 2;
	qhy_frame_init(&h.frame, &h.plan);
	h.depth = qhy_plan_depth(&h.plan) - input_u8(in) % 8;
	if (h.depth < 1 || h.depth > QHY_RING_SIZE)
		h.depth = 1;
	while (h.count < FRAMES && in->left) {
		kind = input_u8(in);
		h.lengths[h.count++] = length_of(&h, kind, input_u32(in));
	}
	fill(&h);
	while (h.present < h.count) {
		complete(&h);
		FUZZ_CHECK(++steps < COMPLETIONS);
	}
}

static bool ends_in_filler(const u8 *p, u32 len)
{
	static const u8 filler[] = {
		0x55, 0x66, 0x77, 0x88, 0x66, 0x77, 0x88, 0x55,
		0x77, 0x88, 0x55, 0x66, 0x88, 0x55, 0x66, 0x77,
	};
	unsigned int turn, i;

	for (turn = 0; len >= 16 && turn < 16; turn++) {
		for (i = 0; i < 16; i++)
			if (p[len - 16 + i] != filler[(i + turn) % 16])
				break;
		if (i == 16)
			return true;
	}
	return false;
}

static bool ends_in_zeros(const u8 *p, u32 len)
{
	u32 i, n = len < 4096 ? len : 4096;

	for (i = 1; i <= n; i++)
		if (p[len - i])
			return false;
	return true;
}

/* Trailer, then the image, which some zeros go before. */
static void frame_end(struct input *in)
{
	static const u8 right[] = { 0xee, 0x11, 0xdd, 0x22 };
	bool zeros_are_bad = input_u8(in) % 2;
	u32 zeros = input_u32(in) % 5000;
	u8 *trailer = input_page(in, sizeof(right));
	u32 len = zeros + in->left;
	enum qhy_frame_fault want = QHY_FAULT_NONE;
	u8 *image;

	if (trailer[0] % 4)
		memcpy(trailer, right, sizeof(right));
	len += !len;
	image = calloc(1, len);
	if (!image)
		abort();
	input_bytes(in, image + (len - in->left), in->left);
	if (memcmp(trailer, right, sizeof(right)))
		want = QHY_FAULT_TRAILER;
	else if (ends_in_filler(image, len))
		want = QHY_FAULT_FILLER;
	else if (zeros_are_bad && ends_in_zeros(image, len))
		want = QHY_FAULT_ZEROS;
	FUZZ_CHECK(qhy_frame_check(image, len, trailer, zeros_are_bad) == want);
	free(image);
	free(trailer);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input in = { data, size };

	if (input_u8(&in) % 4)
		stream(&in);
	else
		frame_end(&in);
	return 0;
}
