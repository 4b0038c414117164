// SPDX-License-Identifier: GPL-2.0
/*
 * USB recordings for qhycam trace. The first byte says what the rest is: a file
 * as it is, or records of one form, each behind its length; most of a file's
 * random changes would only spoil the container.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pcap/pcap.h>

#include "trace/check.h"
#include "trace/show.h"

#define FILE_MAX 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	uint8_t bytes[FILE_MAX];
	size_t len;
};

static void put(struct input *in, const void *bytes, size_t len)
{
	if (len > FILE_MAX - in->len)
		len = FILE_MAX - in->len;
	memcpy(in->bytes + in->len, bytes, len);
	in->len += len;
}

/* A pcap file of the records. */
static void wrap(struct input *in, uint32_t link, const uint8_t *data, size_t size)
{
	const uint32_t head[6] = { 0xa1b2c3d4, 0x00040002, 0, 0, 262144, link };

	put(in, head, sizeof(head));
	while (size >= 2) {
		size_t len = data[0] | (data[1] & 1) << 8;
		uint32_t record[4] = { 1700000000 + data[1], 0, 0, 0 };

		data += 2;
		size -= 2;
		if (len > size)
			len = size;
		record[2] = record[3] = (uint32_t)len;
		put(in, record, sizeof(record));
		put(in, data, len);
		data += len;
		size -= len;
	}
}

static struct tr_capture *open_input(void *from, struct qc_error *e)
{
	struct input *in = from;
	FILE *f = fmemopen(in->bytes, in->len ? in->len : 1, "r");

	if (!f)
		abort();
	return tr_open_stream(f, "input", e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint32_t links[] = { DLT_USB_LINUX, DLT_USB_LINUX_MMAPPED, DLT_USBPCAP };
	static struct input in;
	static struct tr_listing listing;
	static struct tr_check check;
	static FILE *nowhere;
	struct tr_choice choice = { 0 };
	struct tr_totals totals = { 0 };
	struct tr_sink text, json, judge;
	const struct tr_sink *const sinks[] = { &text, &json, &judge, NULL };
	struct qc_error e;

	if (!size)
		return 0;
	if (!nowhere)
		nowhere = fopen("/dev/null", "we");
	memset(&in, 0, sizeof(in));
	if (data[0] % 4 < 3)
		wrap(&in, links[data[0] % 4], data + 1, size - 1);
	else
		put(&in, data + 1, size - 1);
	/* any device will do */
	choice.chosen = data[0] & 0x80;
	choice.bus = 2;
	choice.device = 5;
	tr_listing_init(&listing, nowhere, data[0] & 0x40, &text);
	tr_json_init(nowhere, &json);
	tr_check_init(&check, data[0] & 0x20, &judge);
	tr_read_from(open_input, &in, "input", &choice, sinks, &totals, &e);
	tr_listing_totals(&listing, &totals);
	tr_json_totals(nowhere, &totals);
	if (tr_check_print(&check, nowhere) > TR_ASSUMPTIONS ||
	    totals.strange + totals.odd > totals.requests || totals.wrong_frames > totals.frames ||
	    totals.cameras > totals.devices || totals.devices > totals.packets)
		abort();
	return 0;
}
