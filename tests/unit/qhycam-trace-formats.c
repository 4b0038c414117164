// SPDX-License-Identifier: GPL-2.0
/* Captures of each form, what is cut in them, and what is none. */
#include <errno.h>
#include <stdlib.h>

#include "qhycam-trace.h"
#include "test.h"
#include "trace/urb.h"

static const uint8_t d2[8] = { 0xc0, 0xd2, 0, 0, 0, 0, 64, 0 };
static const uint8_t d1[8] = { 0x40, 0xd1, 0, 0, 0, 0, 16, 0 };
static const uint8_t page[64] = { 72, 1, 2, 3, 4, [63] = 9 };

static void linux_headers(struct tap *t)
{
	static const size_t headers[] = { TR_LINUX_HEADER, TR_MMAPPED_HEADER };
	struct record r = { .id = 0x1234567890abcdef, .event = 'C', .kind = 2, .in = true, .bus = 2,
			    .device = 5, .us = 1700000000123456, .length = 64, .data = page,
			    .have = 64 };
	uint8_t bytes[256], small[256];
	struct tr_packet p;

	for (int i = 0; i < 2; i++) {
		size_t len = linux_record(&r, headers[i], bytes);

		T_EQ(t, tr_decode_linux(bytes, len, headers[i], &p), 0);
		T_OK(t, p.id == r.id);
		T_EQ(t, p.event, TR_DONE);
		T_EQ(t, p.kind, TR_CONTROL);
		T_OK(t, p.in && p.bus == 2 && p.device == 5 && p.endpoint == 0);
		T_EQ(t, p.time_us, r.us);
		T_EQ(t, p.length, 64);
		T_EQ(t, p.have, 64);
		T_MEM(t, p.data, page, 64);
		/* cut anywhere */
		for (size_t n = 0; n < len; n++) {
			memcpy(small, bytes, n);
			if (n < headers[i])
				T_EQ(t, tr_decode_linux(small, n, headers[i], &p), -EINVAL);
			else
				T_OK(t, !tr_decode_linux(small, n, headers[i], &p) &&
				   p.have == n - headers[i]);
		}
		bytes[8] = 'X';
		T_EQ(t, tr_decode_linux(bytes, len, headers[i], &p), -EINVAL);
		bytes[8] = 'C';
		bytes[9] = 4;
		T_EQ(t, tr_decode_linux(bytes, len, headers[i], &p), -EINVAL);
	}
}

static void linux_lies(struct tap *t)
{
	struct record r = { .event = 'C', .kind = 3, .in = true, .length = 8, .data = page,
			    .have = 64 };
	uint8_t bytes[256];
	struct tr_packet p;
	size_t len = linux_record(&r, TR_LINUX_HEADER, bytes);
	const uint32_t huge = UINT32_MAX;

	T_EQ(t, tr_decode_linux(bytes, len, TR_LINUX_HEADER, &p), 0);
	T_EQ(t, p.have, 8);
	memcpy(bytes + 32, &huge, 4);
	memcpy(bytes + 36, &huge, 4);
	T_EQ(t, tr_decode_linux(bytes, len, TR_LINUX_HEADER, &p), 0);
	T_OK(t, p.length == huge && p.have == 64);
}

static void usbpcap(struct tap *t)
{
	struct record r = { .id = 77, .event = 'S', .kind = 2, .bus = 1, .device = 9, .setup = d1,
			    .length = 16, .data = page, .have = 16 };
	uint8_t bytes[256];
	struct tr_packet p;
	size_t len = usbpcap_record(&r, 0, 0, bytes);

	T_EQ(t, tr_decode_usbpcap(bytes, len, 5, &p), 0);
	T_OK(t, p.event == TR_SUBMIT && p.has_setup && !p.in && p.bus == 1 && p.device == 9);
	T_MEM(t, p.setup, d1, 8);
	T_EQ(t, p.have, 16);
	T_MEM(t, p.data, page, 16);
	for (size_t n = 0; n < 28 + 8; n++)
		T_EQ(t, tr_decode_usbpcap(bytes, n, 5, &p), -EINVAL);
	T_OK(t, !tr_decode_usbpcap(bytes, len - 3, 5, &p) && p.have == 13);
	bytes[27] = 4;
	T_EQ(t, tr_decode_usbpcap(bytes, len, 5, &p), -EINVAL);
	bytes[0] = 26;
	T_EQ(t, tr_decode_usbpcap(bytes, len, 5, &p), -EINVAL);

	r = (struct record){ .id = 78, .event = 'C', .kind = 3, .in = true, .endpoint = 1,
			     .bus = 1, .device = 9, .length = 64, .data = page, .have = 64 };
	len = usbpcap_record(&r, -1, 0xc0010000, bytes);
	T_EQ(t, tr_decode_usbpcap(bytes, len, 5, &p), 0);
	T_OK(t, p.event == TR_DONE && p.in && p.endpoint == 1 && p.have == 64);
	T_EQ(t, p.status, -ENOENT);
	T_EQ(t, p.time_us, 5);
	r.event = 'S';
	r.length = r.have = 0;
	T_EQ(t, tr_decode_usbpcap(bytes, usbpcap_record(&r, -1, 0, bytes), 5, &p), 0);
	T_OK(t, p.event == TR_SUBMIT && !p.length_known);
}

static void text_good(struct tap *t)
{
	uint8_t data[TR_TEXT_DATA];
	struct tr_packet p;

	T_EQ(t, tr_decode_text("ffff88003e1f2c00 3575914555 S Ci:2:005:0 s c0 d2 0000 0102 0040 "
			       "64 <", data, &p), 0);
	T_OK(t, p.event == TR_SUBMIT && p.kind == TR_CONTROL && p.in && p.bus == 2 &&
	     p.device == 5);
	T_OK(t, p.id == 0xffff88003e1f2c00 && p.time_us == 3575914555);
	T_MEM(t, p.setup, "\xc0\xd2\0\0\x02\x01\x40\0", 8);
	T_EQ(t, p.length, 64);
	T_EQ(t, tr_decode_text("e1 7 C Ci:2:005:0 0 64 = 48010203 04050607", data, &p), 0);
	T_OK(t, p.event == TR_DONE && !p.status && p.length == 64 && p.have == 8);
	T_MEM(t, data, "\x48\1\2\3\4\5\6\7", 8);
	T_EQ(t, tr_decode_text("e1 7 C Co:2:005:0 -32 0", data, &p), 0);
	T_EQ(t, p.status, -EPIPE);
	T_EQ(t, tr_decode_text("e1 7 S Bi:2:005:1 -115 76800 <", data, &p), 0);
	T_OK(t, p.kind == TR_BULK && p.endpoint == 1 && p.length == 76800 && !p.status);
	T_EQ(t, tr_decode_text("e1 7 S Co:2:005:0 s 40 d1 0000 0000 0010 16 = a0000001 00010000 "
			       "00000000 00000000", data, &p), 0);
	T_EQ(t, p.have, 16);
	T_EQ(t, tr_decode_text("e1 7 C Ii:1:001:1 0:2048 2 = 0400", data, &p), 0);
	T_EQ(t, p.kind, TR_INTERRUPT);
	T_EQ(t, tr_decode_text("e1 7 C Ci:005:00 0 2 = 0400", data, &p), 0);
	T_OK(t, p.device == 5 && p.bus == 0);
	T_EQ(t, tr_decode_text("e1 7 S Ci:2:005:0 - __ __ ____ ____ ____ 64 <", data, &p), 0);
	T_OK(t, !p.has_setup && p.length == 64);
	T_EQ(t, tr_decode_text("e1 7 C Zi:2:005:2 0:1:23:0 1 0:0:24 24 = 00", data, &p), 0);
	T_EQ(t, p.kind, TR_ISO);
}

static void text_bad(struct tap *t)
{
	static const char *const lines[] = {
		"", " ", "e1", "e1 7", "e1 7 S", "e1 7 Q Ci:2:5:0 0 0", "e1 x S Ci:2:5:0 0 0",
		"g1 7 C Ci:2:5:0 0 0", "e1 7 C Xi:2:5:0 0 0", "e1 7 C Cx:2:5:0 0 0",
		"e1 7 C Ci:2:5:0:1 0 0", "e1 7 C Ci:2 0 0", "e1 7 C Ci:: 0 0",
		"e1 7 C Ci:2:70000:0 0 0", "e1 7 C Ci:2:5:0 5 0", "e1 7 C Ci:2:5:0 0",
		"e1 7 C Ci:2:5:0 0 99999999999", "e1 7 C Ci:2:5:0 0 4 = 0",
		"e1 7 C Ci:2:5:0 0 4 = xy", "e1 7 C Ci:2:5:0 0 1 = 0000",
		"e1 7 S Ci:2:5:0 s c0 d2 0000 0000", "e1 4294967296 C Ci:2:5:0 0 0",
		"e1 7 S Ci:2:5:0 s 1c0 d2 0000 0000 0040 64 <",
		"11111111111111111 7 C Ci:2:5:0 0 0",
		"e1 7 S Ci:2:5:0 - __ __ ____", "e1 7 C Ci:2:5:0 -5000 0", "e1 -7 C Ci:2:5:0 0 0",
	};
	uint8_t data[TR_TEXT_DATA];
	struct tr_packet p;
	char line[512];

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (!T_EQ(t, tr_decode_text(lines[i], data, &p), -EINVAL))
			printf("# %s\n", lines[i]);
	strcpy(line, "e1 7 C Bi:2:5:1 0 4096 = ");
	for (int i = 0; i < 65; i++)
		strcat(line, "00");
	T_EQ(t, tr_decode_text(line, data, &p), -EINVAL);
	line[strlen(line) - 2] = 0;
	T_EQ(t, tr_decode_text(line, data, &p), 0);
}

/* How many packets, and how the reading ends. */
static int count(const char *path, unsigned int *packets, uint64_t *skipped, int64_t *last_us)
{
	struct qc_error e = { .text = "" };
	struct tr_capture *c = tr_open(path, &e);
	struct tr_packet p;
	int r;

	*packets = 0;
	if (!c)
		return -ENOENT;
	while ((r = tr_next(c, &p, &e)) == 1) {
		++*packets;
		*last_us = p.time_us;
	}
	*skipped = tr_skipped(c);
	tr_close(c);
	return r;
}

static void files(struct tap *t, const char *path)
{
	static const int links[] = { DLT_USB_LINUX, DLT_USB_LINUX_MMAPPED, DLT_USBPCAP };
	struct record r = { .id = 1, .event = 'C', .kind = 2, .in = true, .bus = 2, .device = 5,
			    .us = 1700000000123456, .length = 64, .data = page, .have = 64 };
	uint8_t bytes[256];
	unsigned int packets;
	uint64_t skipped;
	int64_t us;
	struct writer w;

	for (int i = 0; i < 3; i++) {
		T_OK(t, writer_open(&w, path, links[i]));
		if (i < 2)
			writer_put(&w, &r);
		else
			writer_bytes(&w, bytes, usbpcap_record(&r, 3, 0, bytes), r.us);
		writer_bytes(&w, bytes, 20, r.us);
		writer_close(&w);
		T_EQ(t, count(path, &packets, &skipped, &us), 0);
		T_EQ(t, packets, 1);
		T_EQ(t, skipped, 1);
		T_EQ(t, us, r.us);
		T_EQ(t, truncate(path, 24 + 16 + 30), 0);
		T_EQ(t, count(path, &packets, &skipped, &us), -EIO);
		T_EQ(t, packets, 0);
	}
	T_OK(t, writer_open(&w, path, DLT_EN10MB));
	writer_close(&w);
	T_EQ(t, count(path, &packets, &skipped, &us), -ENOENT);
}

static uint8_t *put_block(uint8_t *p, uint32_t type, const void *body, uint32_t len)
{
	uint32_t whole = 12 + ((len + 3) & ~3u);

	p = put_le(put_le(p, type, 4), whole, 4);
	memset(p, 0, whole - 12);
	memcpy(p, body, len);
	return put_le(p + whole - 12, whole, 4);
}

/* As Wireshark saves it: section, interface, packet. */
static void pcapng(struct tap *t, const char *path)
{
	static const uint8_t section[16] = {
		0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255,
	};
	static const uint8_t interface[8] = { DLT_USBPCAP, 0, 0, 0, 255, 255 };
	struct record r = { .id = 1, .event = 'C', .kind = 2, .in = true, .bus = 2, .device = 5,
			    .length = 64, .data = page, .have = 64 };
	const int64_t us = 1700000000123456;
	uint8_t file[512], packet[256], *at;
	unsigned int packets;
	uint64_t skipped;
	int64_t last;
	uint32_t len;
	FILE *f = fopen(path, "we");

	len = (uint32_t)usbpcap_record(&r, 3, 0, packet + 20);
	at = put_le(packet, 0, 4);
	at = put_le(at, (uint64_t)us >> 32, 4);
	at = put_le(at, us & 0xffffffff, 4);
	put_le(put_le(at, len, 4), len, 4);
	at = put_block(file, 0x0a0d0d0a, section, sizeof(section));
	at = put_block(at, 1, interface, sizeof(interface));
	at = put_block(at, 6, packet, 20 + len);
	T_OK(t, f && fwrite(file, 1, (size_t)(at - file), f) == (size_t)(at - file));
	T_OK(t, f && !fclose(f));
	T_EQ(t, count(path, &packets, &skipped, &last), 0);
	T_EQ(t, packets, 1);
	T_EQ(t, skipped, 0);
	T_EQ(t, last, us);
	T_EQ(t, truncate(path, at - file - 10), 0);
	T_EQ(t, count(path, &packets, &skipped, &last), -EIO);
}

static bool write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");

	return f && fputs(text, f) >= 0 && !fclose(f);
}

static void text_files(struct tap *t, const char *path)
{
	unsigned int packets;
	uint64_t skipped;
	int64_t us;

	T_OK(t, write_file(path, "# a line of the shell\n"
			    "e1 4095999999 S Ci:2:005:0 s c0 d2 0000 0000 0040 64 <\n"
			    "nonsense\n\n"
			    "e1 1000 C Ci:2:005:0 0 64 = 48\n"));
	T_EQ(t, count(path, &packets, &skipped, &us), 0);
	T_EQ(t, packets, 2);
	T_EQ(t, skipped, 2);
	T_EQ(t, us, 4096001000);
	T_OK(t, write_file(path, "no capture\nat all\n"));
	T_EQ(t, count(path, &packets, &skipped, &us), -ENOENT);
	T_OK(t, write_file(path, ""));
	T_EQ(t, count(path, &packets, &skipped, &us), -ENOENT);
	T_EQ(t, count("/", &packets, &skipped, &us), -ENOENT);
	T_EQ(t, count("/nowhere", &packets, &skipped, &us), -ENOENT);
}

static struct tr_packet packet(uint64_t number, uint64_t id, enum tr_event event, bool in)
{
	return (struct tr_packet){ .number = number, .id = id, .event = event, .kind = TR_CONTROL,
				   .in = in, .bus = 2, .device = 5, .length_known = true };
}

static void pairs(struct tap *t)
{
	struct tr_pairs *p = tr_pairs_new();
	struct tr_packet a = packet(1, 10, TR_SUBMIT, true), b = packet(2, 11, TR_SUBMIT, false);
	struct tr_packet end = packet(3, 10, TR_DONE, true);
	struct tr_transfer x;

	a.has_setup = true;
	memcpy(a.setup, d2, 8);
	a.length = end.length = end.have = 64;
	end.data = page;
	b.has_setup = true;
	memcpy(b.setup, d1, 8);
	b.length = b.have = 16;
	b.data = page;
	T_EQ(t, tr_pairs_take(p, &a, &x), 0);
	T_EQ(t, tr_pairs_take(p, &b, &x), 0);
	T_EQ(t, tr_pairs_take(p, &end, &x), 1);
	T_OK(t, x.submit == 1 && x.done == 3 && x.in && x.have == 64 && x.has_setup);
	/* one that began before the recording */
	end = packet(4, 99, TR_DONE, true);
	T_EQ(t, tr_pairs_take(p, &end, &x), 1);
	T_OK(t, !x.submit && x.done == 4 && !x.has_setup);
	/* its end is missing: the id comes again */
	b.number = 5;
	T_EQ(t, tr_pairs_take(p, &b, &x), 1);
	T_OK(t, x.submit == 2 && !x.done && x.have == 16);
	T_MEM(t, x.data, page, 16);
	/* refused by the host */
	end = packet(6, 11, TR_REFUSED, false);
	end.status = -ENODEV;
	T_EQ(t, tr_pairs_take(p, &end, &x), 1);
	T_OK(t, x.submit == 5 && x.done == 6 && x.status == -ENODEV && !x.length);
	T_EQ(t, tr_pairs_rest(p, &x), 0);
	for (unsigned int i = 0; i < 4096; i++) {
		a = packet(100 + i, 1000 + i, TR_SUBMIT, true);
		T_EQ(t, tr_pairs_take(p, &a, &x), 0);
	}
	a = packet(9999, 9999, TR_SUBMIT, true);
	T_EQ(t, tr_pairs_take(p, &a, &x), 1);
	T_EQ(t, x.submit, 100);
	T_EQ(t, tr_pairs_rest(p, &x), 1);
	T_EQ(t, x.submit, 101);
	tr_pairs_free(p);
}

/* USBPcap of old: the data have packets of their own. */
static void stages(struct tap *t)
{
	struct tr_pairs *p = tr_pairs_new();
	struct tr_packet a = packet(1, 10, TR_SUBMIT, true), more = packet(2, 10, TR_MORE, true);
	struct tr_packet end = packet(3, 10, TR_DONE, true);
	struct tr_transfer x;

	a.has_setup = true;
	memcpy(a.setup, d2, 8);
	a.length = 64;
	more.data = page;
	more.have = more.length = 64;
	T_EQ(t, tr_pairs_take(p, &a, &x), 0);
	T_EQ(t, tr_pairs_take(p, &more, &x), 0);
	T_EQ(t, tr_pairs_take(p, &end, &x), 1);
	T_OK(t, x.have == 64 && x.length == 64);
	T_MEM(t, x.data, page, 64);
	a.in = false;
	memcpy(a.setup, d1, 8);
	a.length = 16;
	more.have = more.length = 16;
	T_EQ(t, tr_pairs_take(p, &a, &x), 0);
	T_EQ(t, tr_pairs_take(p, &more, &x), 0);
	T_EQ(t, tr_pairs_take(p, &end, &x), 1);
	T_OK(t, x.have == 16 && x.length == 16 && !x.in);
	tr_pairs_free(p);
}

int main(void)
{
	char dir[] = "/tmp/qhycam-trace.XXXXXX", path[64];
	struct tap tap = { 0 }, *t = &tap;

	if (!mkdtemp(dir))
		return 1;
	snprintf(path, sizeof(path), "%s/file", dir);
	linux_headers(t);
	linux_lies(t);
	usbpcap(t);
	text_good(t);
	text_bad(t);
	files(t, path);
	pcapng(t, path);
	text_files(t, path);
	pairs(t);
	stages(t);
	unlink(path);
	rmdir(dir);
	return tap_end(t);
}
