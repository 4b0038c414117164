// SPDX-License-Identifier: GPL-2.0
/*
 * seeds DIR - first inputs for the fuzz targets, in DIR/TARGET/
 *
 * They are what the emulated camera really says: its pages in several states,
 * its firmware with short sections, the header of its GPS box.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "../unit/emulator-rig.h"
#include "../unit/qhycam-trace.h"
#include "gps.h"

#define SECTION	48	/* bytes that are left of each section */

static const char *directory;

static FILE *seed(const char *target, const char *name)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", directory, target);
	mkdir(path, 0777);
	snprintf(path, sizeof(path), "%s/%s/%s", directory, target, name);
	f = fopen(path, "we");
	if (!f) {
		perror(path);
		exit(1);
	}
	return f;
}

static void done(FILE *f)
{
	if (ferror(f) || fclose(f)) {
		perror("seeds");
		exit(1);
	}
}

/* What the camera answers; a refusal would be a seed of zeros. */
static void answer(struct rig *r, FILE *f, uint8_t request, uint16_t value,
		   uint16_t index, uint16_t length)
{
	if (rig_request(r, 0xc0, request, value, index, length, NULL) !=
	    length) {
		fprintf(stderr, "seeds: 0x%02x was not answered\n", request);
		exit(1);
	}
	fwrite(r->in, 1, length, f);
}

static void pages(struct rig *r, const char *name)
{
	FILE *f = seed("fuzz-page", name);

	answer(r, f, 0xd2, 0, 0, 64);
	answer(r, f, 0xd3, 0, 0, 64);
	fputc(30, f);
	done(f);
	f = seed("fuzz-identify", name);
	answer(r, f, 0xd2, 0, 0, 64);
	answer(r, f, 0xca, 8, 8, 16);
	answer(r, f, 0xca, 16, 16, 16);
	answer(r, f, 0xd3, 0, 0, 64);
	answer(r, f, 0xbc, 0, 4, 3);
	fputc(0, f);
	fputc(strstr(name, "600") ? 1 : 0, f);
	done(f);
}

static void one_model(const char *model)
{
	char name[64], line[64];
	struct rig r;

	rig_open(&r, model);
	pages(&r, model);
	LEVEL1(&r, 0xaf, 1, 0, 0, 0xff, 0x9c);
	LEVEL1(&r, 0xa5, 30);
	rig_exposure(&r, 3600000000u);
	snprintf(name, sizeof(name), "%s-cold", model);
	r.now += 900 * SECOND;
	pages(&r, name);
	strcpy(line, "power under9");
	console_execute(&(struct console){ .camera = &r.cam, .log = &r.log },
			r.now, line, (char *)r.in, sizeof(r.in));
	snprintf(name, sizeof(name), "%s-low", model);
	pages(&r, name);
	rig_close(&r);
}

static uint32_t little(const uint8_t *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
}

static void put_little(FILE *f, uint32_t value)
{
	int i;

	for (i = 0; i < 32; i += 8)
		fputc(value >> i & 0xff, f);
}

/* The whole image has 190 kB, of which the fuzzer would change only data. */
static void shorten(const uint8_t *image, FILE *f)
{
	const uint8_t *p = image + 4;
	uint32_t sum = 0, bytes, kept, i;

	fwrite(image, 1, 4, f);
	do {
		bytes = 4 * little(p);
		kept = bytes < SECTION ? bytes : SECTION;
		put_little(f, kept / 4);
		put_little(f, little(p + 4));
		fwrite(p + 8, 1, kept, f);
		for (i = 0; i < kept; i += 4)
			sum += little(p + 8 + i);
		p += 8 + bytes;
	} while (bytes);
	put_little(f, sum);
}

static void firmware(const char *name, uint16_t pid)
{
	static uint8_t image[1 << 20];
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	if (firmware_write(path, pid)) {
		perror(path);
		exit(1);
	}
	f = fopen(path, "re");
	if (!f || !fread(image, 1, sizeof(image), f)) {
		perror(path);
		exit(1);
	}
	fclose(f);
	unlink(path);
	f = seed("fuzz-fwimage", name);
	shorten(image, f);
	done(f);
}

static void gps(const char *name, enum gps_state state, unsigned int step)
{
	struct gps_truth truth = {
		.state = state, .sequence = 7, .w = 6252, .h = 4176,
		.temperature = 90, .pps = GPS_PPS - 3,
		.latitude = gps_latitude(28.761), .longitude =
			gps_longitude(-17.8892),
		.start = 1700000000 * SECOND + 100, .end = 1700000001 * SECOND,
		.now = 1700000002 * SECOND - 100,
	};
	FILE *f = seed("fuzz-gps", name);
	uint8_t header[GPS_HEADER];
	unsigned int i;

	gps_encode(&truth, header);
	fputc((int)step - 1, f);
	put_little(f, 1);
	put_little(f, 0);
	for (i = 0; i < GPS_HEADER; i++) {
		fputc(header[i], f);
		if (step == 2)
			fputc(0x5a, f);
	}
	done(f);
}

/* Frames: kind, size, packets, requests, then sound and damaged ones by turns. */
static void frames(const char *name, uint8_t kind, uint32_t size)
{
	FILE *f = seed("fuzz-frame", name);
	unsigned int i;

	fputc(1, f);
	fputc(kind, f);
	put_little(f, size);
	fputc(0, f);
	fputc(0, f);
	for (i = 0; i < 24; i++) {
		fputc(i % 3 ? 6 : (int)i / 3, f);
		put_little(f, 12345 * i);
	}
	done(f);
}

static void frame_end(const char *name, uint32_t zeros, const char *tail)
{
	FILE *f = seed("fuzz-frame", name);

	fputc(0, f);
	fputc(1, f);
	put_little(f, zeros);
	fwrite("\xee\x11\xdd\x22", 1, 4, f);
	fputs(tail, f);
	done(f);
}

/* A record behind its length, as fuzz-trace takes them. */
static void trace_record(FILE *f, const uint8_t *bytes, size_t len)
{
	fputc((int)(len & 0xff), f);
	fputc((int)(len >> 8), f);
	fwrite(bytes, 1, len, f);
}

static void trace_request(FILE *f, int form, const uint8_t setup[8],
			  const uint8_t *data, unsigned int len)
{
	struct record r = { .id = 1, .event = 'S', .kind = 2, .bus = 2,
			    .device = 5, .setup = setup, .length = len };
	bool in = setup[0] & 0x80;
	uint8_t bytes[512];

	r.in = in;
	r.data = data;
	r.have = in ? 0 : len;
	trace_record(f, bytes, form < 2 ?
		     linux_record(&r, form ? 64 : 48, bytes) :
		     usbpcap_record(&r, 0, 0, bytes));
	r.event = 'C';
	r.setup = NULL;
	r.us = 1000;
	r.have = in ? len : 0;
	trace_record(f, bytes, form < 2 ?
		     linux_record(&r, form ? 64 : 48, bytes) :
		     usbpcap_record(&r, 3, 0, bytes));
}

static void trace_frame(FILE *f, int form)
{
	static const uint8_t frame[260] = { [256] = 0xee, 0x11, 0xdd, 0x22 };
	struct record r = { .id = 2, .event = 'C', .kind = 3, .in = true,
			    .endpoint = 1, .bus = 2, .device = 5, .us = 2000,
			    .length = sizeof(frame), .data = frame,
			    .have = sizeof(frame) };
	uint8_t bytes[512];

	trace_record(f, bytes, form < 2 ?
		     linux_record(&r, form ? 64 : 48, bytes) :
		     usbpcap_record(&r, -1, 0, bytes));
}

/* Each command and request, and two frames of 16 x 16 pixels. */
static void trace(int form, uint8_t flags, uint16_t product)
{
	static const uint8_t registers[] = { 0x23, 0x01, 0x29, 0x39, 0x52 };
	static const uint8_t d2[8] = { 0xc0, 0xd2, [6] = 64 };
	static const uint8_t d3[8] = { 0xc0, 0xd3, [6] = 64 };
	uint8_t device[18] = { 18, 1, [8] = 0x18, 0x16,
			       (uint8_t)product, (uint8_t)(product >> 8) };
	uint8_t command[16], page[64] = { [29] = 16, [31] = 16, [34] = 8 };
	char name[64];
	FILE *f;

	snprintf(name, sizeof(name), "form-%d-%02x-%04x", form, flags, product);
	f = seed("fuzz-trace", name);
	fputc(form | flags, f);
	trace_request(f, form, (const uint8_t []){ 0x80, 6, 0, 1, 0, 0, 18, 0 },
		      device, sizeof(device));
	for (unsigned int c = 0xa0; c < 0xb0; c++) {
		memset(command, 0, sizeof(command));
		command[0] = (uint8_t)c;
		if (c == 0xa2)
			command[3] = command[7] = 16;
		if (c == 0xad)
			command[1] = command[5] = 1;
		trace_request(f, form, (const uint8_t []){ 0x40, 0xd1, 0, 0, 0,
			      0, 16, 0 }, command, sizeof(command));
	}
	for (size_t i = 0; i < sizeof(registers); i++)
		trace_request(f, form, (const uint8_t []){ 0x40, 0xb9, 1, 0,
			      registers[i], 0, 1, 0 }, page, 1);
	trace_request(f, form, d2, page, 64);
	trace_request(f, form, d3, page, 64);
	trace_frame(f, form);
	trace_frame(f, form);
	for (unsigned int r = 0xd6; r <= 0xda; r++)
		trace_request(f, form, (const uint8_t []){ 0x40, (uint8_t)r, 1,
			      0, 0, 0, 8, 0 }, page, 8);
	done(f);
}

static void trace_text(void)
{
	FILE *f = seed("fuzz-trace", "text");

	fputs("\003e1 1 S Ci:2:005:0 s c0 d2 0000 0000 0040 64 <\n"
	      "e1 2 C Ci:2:005:0 0 64 = 48010203 04050607\n"
	      "e2 3 S Co:2:005:0 s 40 d1 0000 0000 0010 16 = a0000001\n"
	      "e2 4 C Co:2:005:0 -32 0\n"
	      "e3 5 S Bi:2:005:1 -115 4096 <\n"
	      "e3 6 C Bi:2:005:1 0 100 = 00112233\n", f);
	done(f);
}

int main(int argc, char **argv)
{
	static const char *const models[] = { "268m", "268c", "268pro", "600m",
					      "600c", "600l", "600pro" };
	size_t i;

	if (argc != 2) {
		fputs("usage: seeds DIR\n", stderr);
		return 2;
	}
	directory = argv[1];
	for (i = 0; i < sizeof(models) / sizeof(models[0]); i++)
		one_model(models[i]);
	firmware("QHY268.img", 0xc269);
	firmware("QHY600.img", 0xc601);
	gps("locked", GPS_LOCKED, 1);
	gps("unlocked", GPS_UNLOCKED, 2);
	gps("absent", GPS_ABSENT, 2);
	frames("tiny", 0, 7);
	frames("one-slice", 1, 0);
	frames("three-slices", 1, 14);
	frames("full", 2, 1);
	for (i = 0; i < 3; i++) {
		trace((int)i, 0, 0xc269);
		trace((int)i, 0xe0, 0xc601);
	}
	trace_text();
	frame_end("zeros", 4096, "");
	frame_end("filler", 10,
		  "Ufw\x88" "fw\x88" "Uw\x88" "Uf\x88" "Ufw");
	return 0;
}
