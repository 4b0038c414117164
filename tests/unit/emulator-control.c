// SPDX-License-Identifier: GPL-2.0
/* Endpoint 0 of the emulated camera: pages, refusals, start rules, loader. */
#include "emulator-rig.h"

#include <unistd.h>

static void status_page(struct tap *t)
{
	static const struct {
		const char *model;
		unsigned int submodel, colour;
	} models[] = {
		{ "268m", 0, 0 }, { "268c", 0, 1 }, { "268pro", 2, 0 },
		{ "600m", 0, 0 }, { "600c", 0, 1 }, { "600l", 1, 0 },
		{ "600pro", 2, 0 },
	};
	struct shot s = { 8, 6, 640, 480, 1234567, .bits16 = true };
	size_t i;

	for (i = 0; i < 7; i++) {
		struct rig r;

		rig_open(&r, models[i].model);
		ACCEPTED(t, &r, rig_list(&r, &s));
		CHECK_EQ(t, rig_in(&r, 0xd2, 64), 64);
		CHECK_EQ(t, get32(r.in + 1), 0);
		CHECK_EQ(t, get32(r.in + 5), 1234567);
		CHECK(t, r.in[9] == 23 && r.in[10] == 6 && r.in[11] == 14);
		CHECK_EQ(t, (int16_t)get16(r.in + 13), 200);
		CHECK_EQ(t, get16(r.in + 28), 640);
		CHECK_EQ(t, get16(r.in + 30), 480);
		CHECK_EQ(t, r.in[32], 1);
		CHECK_EQ(t, r.in[33], 3);
		CHECK_EQ(t, r.in[34], 8);
		CHECK_EQ(t, r.in[46], models[i].submodel);
		CHECK_EQ(t, r.in[47], models[i].colour);
		CHECK(t, !strncmp((char *)r.in + 48, r.cam.config.serial, 16));
		CHECK_EQ(t, rig_request(&r, 0xc0, 0xca, 8, 8, 16, NULL), 16);
		CHECK_EQ(t, r.in[1], models[i].colour);
		CHECK_EQ(t, rig_request(&r, 0xc0, 0xca, 16, 16, 16, NULL), 16);
		CHECK(t, !strncmp((char *)r.in, r.cam.config.serial, 16));
		CHECK_EQ(t, rig_in(&r, 0xc2, 10), 10);
		CHECK(t, r.in[0] == 23 && r.in[1] == 6 && r.in[2] == 14);
		rig_close(&r);
	}
	tap_done(t, "status page and identification of every model");
}

static void timing_page(struct tap *t)
{
	struct shot s = {
		0, 6, 640, 480, 1234567, .bits16 = true, .traffic = 30,
	};
	struct rig r;

	rig_open(&r, "268m");
	ACCEPTED(t, &r, rig_list(&r, &s));
	CHECK_EQ(t, rig_in(&r, 0xd3, 64), 64);
	CHECK_EQ(t, get16(r.in + 8), 30);
	CHECK_EQ(t, get16(r.in + 10), 3680 + 30 * 20);
	CHECK_EQ(t, get32(r.in + 14), 1234567);
	CHECK_EQ(t, get32(r.in + 22), 1234567);
	CHECK_EQ(t, get16(r.in + 30), 6);
	CHECK_EQ(t, get16(r.in + 32), 480);
	CHECK(t, r.in[38] == 1 && r.in[39] == 0 && r.in[40] == 1);
	CHECK(t, get16(r.in + 57) > 0);
	ACCEPTED(t, &r, rig_exposure(&r, 1000));
	CHECK_EQ(t, rig_in(&r, 0xd3, 64), 64);
	CHECK_EQ(t, get32(r.in + 22), (480 + 318) * 42800 / 1000);
	rig_close(&r);
	rig_open(&r, "268c");
	CHECK_EQ(t, rig_in(&r, 0xd3, 64), 64);
	CHECK_EQ(t, get32(r.in + 57), 0);
	rig_close(&r);
	tap_done(t, "timing page: line and frame period, humidity or none");
}

static void undefined(struct tap *t)
{
	uint8_t zero[64] = { 0 };
	struct rig r;
	int i;

	rig_open(&r, "268m");
	for (i = 0; i < 256; i++) {
		if (i != 0xd2 && i != 0xd3)
			REFUSED(t, &r, rig_in(&r, (uint8_t)i, 64));
		if (i != 0xd1)
			REFUSED(t, &r, rig_request(&r, 0x40, (uint8_t)i, 0, 0,
						   16, zero));
		if (i < 0xa2 || i > 0xaf)
			REFUSED(t, &r, LEVEL1(&r, (uint8_t)i));
		if (i != 0x01 && i != 0x23 && (i < 0x29 || i > 0x2c) &&
		    i != 0x38 && i != 0x52) {
			REFUSED(t, &r, rig_register(&r, (uint16_t)i, 0));
			REFUSED(t, &r, rig_request(&r, 0xc0, 0xbc, 0,
						   (uint16_t)i, 1, NULL));
		}
	}
	REFUSED(t, &r, rig_in(&r, 0xd2, 63));
	REFUSED(t, &r, rig_request(&r, 0xc0, 0xd2, 1, 0, 64, NULL));
	REFUSED(t, &r, rig_request(&r, 0x40, 0xd1, 0, 0, 15, zero));
	REFUSED(t, &r, rig_request(&r, 0xc0, 0xca, 8, 16, 16, NULL));
	REFUSED(t, &r, rig_register(&r, 0x23, 2));
	tap_done(t, "requests, commands and registers that are not defined");
	rig_close(&r);
}

static void ranges(struct tap *t)
{
	struct rig r;

	rig_open(&r, "268m");
	REFUSED(t, &r, LEVEL1(&r, 0xa0, 2, 0, 1, 0, 1, 0));
	REFUSED(t, &r, LEVEL1(&r, 0xa0, 0, 0, 2, 0, 2, 0));
	REFUSED(t, &r, LEVEL1(&r, 0xa0, 0, 0, 1, 0, 1, 7));
	ACCEPTED(t, &r, LEVEL1(&r, 0xa0, 0, 0, 1, 0, 1, 6));
	REFUSED(t, &r, LEVEL1(&r, 0xa7, 1));
	ACCEPTED(t, &r, LEVEL1(&r, 0xa7, 0));
	REFUSED(t, &r, LEVEL1(&r, 0xa7, 2));
	REFUSED(t, &r, rig_roi(&r, 0, 0, 6282, 4210));
	REFUSED(t, &r, rig_roi(&r, 2, 0, 6280, 4210));
	REFUSED(t, &r, rig_roi(&r, 0, 2, 6280, 4210));
	REFUSED(t, &r, rig_roi(&r, 0, 0, 6, 4));
	REFUSED(t, &r, rig_roi(&r, 0, 0, 8, 3));
	REFUSED(t, &r, rig_roi(&r, 1, 0, 8, 2));
	REFUSED(t, &r, rig_roi(&r, 0, 1, 8, 2));
	REFUSED(t, &r, rig_roi(&r, 0, 0, 0, 2));
	ACCEPTED(t, &r, rig_roi(&r, 6276, 4208, 4, 2));
	REFUSED(t, &r, rig_exposure(&r, 29));
	ACCEPTED(t, &r, rig_exposure(&r, 30));
	ACCEPTED(t, &r, rig_exposure(&r, 3600000000u));
	REFUSED(t, &r, rig_exposure(&r, 3600000001u));
	ACCEPTED(t, &r, rig_gain(&r, 142));
	REFUSED(t, &r, rig_gain(&r, 143));
	REFUSED(t, &r, LEVEL1(&r, 0xa4, 0, 1, 0, 7, 0, 1, 0, 8, 0, 1, 0, 8));
	ACCEPTED(t, &r, rig_offset(&r, 255));
	REFUSED(t, &r, rig_offset(&r, 256));
	REFUSED(t, &r, LEVEL1(&r, 0xa9, 1));
	REFUSED(t, &r, LEVEL1(&r, 0xa5, 1, 1));
	REFUSED(t, &r, LEVEL1(&r, 0xaf, 2));
	REFUSED(t, &r, LEVEL1(&r, 0xaf, 1, 0, 1));
	ACCEPTED(t, &r, LEVEL1(&r, 0xaf, 1, 0, 0, 0xff, 0x9c));
	rig_close(&r);
	rig_open(&r, "600m");
	REFUSED(t, &r, LEVEL1(&r, 0xa0, 0, 0, 1, 0, 1, 6));
	REFUSED(t, &r, rig_gain(&r, 101));
	REFUSED(t, &r, rig_exposure(&r, 39));
	ACCEPTED(t, &r, rig_roi(&r, 0, 0, 9600, 6422));
	REFUSED(t, &r, rig_roi(&r, 0, 2, 9600, 6422));
	rig_close(&r);
	tap_done(t, "values outside their ranges");
}

static void old_firmware(struct tap *t)
{
	struct rig r;

	rig_open(&r, "600m");
	memcpy(r.cam.config.date, (const uint8_t[]){ 23, 4, 11 }, 3);
	REFUSED(t, &r, LEVEL1(&r, 0xa0, 0, 0, 1, 0, 1, 4));
	REFUSED(t, &r, LEVEL1(&r, 0xa0, 0, 0, 1, 0, 1, 5));
	memcpy(r.cam.config.date, (const uint8_t[]){ 23, 4, 12 }, 3);
	ACCEPTED(t, &r, LEVEL1(&r, 0xa0, 0, 0, 1, 0, 1, 5));
	rig_close(&r);
	tap_done(t, "modes 4 and 5 by firmware date");
}

static void start_rules(struct tap *t)
{
	struct shot live = { 0, 0, 64, 64, .bits16 = true };
	struct shot one = { 0, 0, 64, 64, .bits16 = true, .single = true };
	struct shot bad = { 0, 0, 64, 64, .single = true, .no_ddr = true };
	struct rig r;

	rig_open(&r, "268m");
	REFUSED(t, &r, rig_run(&r, 1));
	ACCEPTED(t, &r, rig_list(&r, &live));
	REFUSED(t, &r, LEVEL1(&r, 0xa6, 0));
	ACCEPTED(t, &r, rig_run(&r, 1));
	REFUSED(t, &r, rig_run(&r, 1));
	REFUSED(t, &r, LEVEL1(&r, 0xa0, 0, 0, 1, 0, 1, 0));
	REFUSED(t, &r, rig_roi(&r, 0, 0, 64, 32));
	REFUSED(t, &r, LEVEL1(&r, 0xa7, 0));
	REFUSED(t, &r, LEVEL1(&r, 0xa9, 0));
	ACCEPTED(t, &r, rig_exposure(&r, 1000));
	ACCEPTED(t, &r, rig_gain(&r, 5));
	ACCEPTED(t, &r, rig_offset(&r, 5));
	ACCEPTED(t, &r, LEVEL1(&r, 0xa5, 5));
	ACCEPTED(t, &r, rig_run(&r, 0));
	ACCEPTED(t, &r, rig_clear(&r));
	/* a start repeats the whole list */
	REFUSED(t, &r, rig_run(&r, 1));
	/* A0 makes the others undefined */
	ACCEPTED(t, &r, rig_list(&r, &live));
	ACCEPTED(t, &r, LEVEL1(&r, 0xa0, 0, 0, 1, 0, 1, 0));
	REFUSED(t, &r, rig_run(&r, 1));

	ACCEPTED(t, &r, rig_list(&r, &one));
	REFUSED(t, &r, rig_run(&r, 1));
	REFUSED(t, &r, LEVEL1(&r, 0xa6, 1));
	ACCEPTED(t, &r, LEVEL1(&r, 0xa6, 0));
	REFUSED(t, &r, LEVEL1(&r, 0xa6, 0));
	r.now += SECOND;
	REFUSED(t, &r, LEVEL1(&r, 0xa6, 0));	/* no clear pulse */
	ACCEPTED(t, &r, rig_clear(&r));
	ACCEPTED(t, &r, LEVEL1(&r, 0xa6, 0));
	ACCEPTED(t, &r, rig_list(&r, &bad));
	REFUSED(t, &r, LEVEL1(&r, 0xa6, 0));
	rig_close(&r);
	tap_done(t, "what a start needs and what a running camera refuses");
}

static void cooler(struct tap *t)
{
	struct rig r;

	rig_open(&r, "268m");
	ACCEPTED(t, &r, LEVEL1(&r, 0xaf, 1, 0, 0, 0xff, 0x9c));
	r.now += 300 * SECOND;
	CHECK_EQ(t, rig_in(&r, 0xd2, 64), 64);
	CHECK(t, abs((int16_t)get16(r.in + 13) + 100) <= 2);
	CHECK_EQ(t, (int16_t)get16(r.in + 15), -100);
	CHECK(t, r.in[17] > 100 && r.in[17] < 250);
	CHECK_EQ(t, r.in[18], 1);
	CHECK_EQ(t, rig_in(&r, 0xf2, 4), 4);
	CHECK(t, r.in[0] == 1 && abs((int)get16(r.in + 1) - 100) <= 2);
	ACCEPTED(t, &r, LEVEL1(&r, 0xaf, 0, 128, 0, 0xff, 0x9c));
	r.now += 600 * SECOND;
	CHECK_EQ(t, rig_in(&r, 0xd2, 64), 64);
	CHECK_EQ(t, r.in[17], 128);
	CHECK_NEAR(t, (int16_t)get16(r.in + 13),
		   200 - 350 * 128 / 255.0, 5);
	ACCEPTED(t, &r, LEVEL1(&r, 0xaf, 0, 0));
	r.now += 1000 * SECOND;
	CHECK_EQ(t, rig_in(&r, 0xd2, 64), 64);
	CHECK(t, !r.in[17] && !r.in[18] && get16(r.in + 13) > 198);
	rig_close(&r);
	tap_done(t, "cooler: automatic, manual, off");
}

static void descriptors(struct tap *t)
{
	struct rig r;

	rig_open(&r, "600c");
	CHECK_EQ(t, rig_request(&r, 0x80, 6, 0x100, 0, 64, NULL), 18);
	CHECK(t, !memcmp(r.in, "\x12\x01\x00\x03\0\0\0\x09\x18\x16\x01\xc6\0\0"
			 "\1\2\0\1", 18));
	CHECK_EQ(t, rig_request(&r, 0x80, 6, 0x200, 0, 255, NULL), 31);
	CHECK(t, !memcmp(r.in + 18, "\x07\x05\x81\x02\x00\x04\x00"
			 "\x06\x30\x0f\0\0\0", 13));
	CHECK_EQ(t, r.in[8], 0x32);
	CHECK_EQ(t, rig_request(&r, 0x80, 6, 0xf00, 0, 255, NULL), 22);
	CHECK_EQ(t, rig_request(&r, 0x80, 6, 0x302, 0x409, 255, NULL), 42);
	CHECK_EQ(t, r.in[2], 'Q');
	CHECK_EQ(t, rig_request(&r, 0x80, 6, 0x303, 0x409, 255, NULL), -EPIPE);
	CHECK_EQ(t, r.cam.refused, 0);
	rig_close(&r);
	rig_open_as(&r, "268m", IDENTITY_RUNNING, false);
	CHECK_EQ(t, rig_request(&r, 0x80, 6, 0x100, 0, 18, NULL), 18);
	CHECK(t, r.in[2] == 0x10 && r.in[3] == 0x02 && r.in[7] == 64);
	CHECK_EQ(t, rig_request(&r, 0x80, 6, 0x200, 0, 255, NULL), 25);
	CHECK(t, !r.in[22] && r.in[23] == 2);
	rig_close(&r);
	rig_open_as(&r, "268m", IDENTITY_LOADER, true);
	CHECK_EQ(t, rig_request(&r, 0x80, 6, 0x100, 0, 18, NULL), 18);
	CHECK(t, r.in[3] == 2 && get16(r.in + 10) == 0x68c2 && !r.in[14]);
	CHECK_EQ(t, rig_request(&r, 0x80, 6, 0x200, 0, 255, NULL), 18);
	CHECK_EQ(t, rig_request(&r, 0x80, 6, 0xf00, 0, 255, NULL), -EPIPE);
	rig_close(&r);
	tap_done(t, "descriptors: super speed, high speed, boot loader");
}

static uint32_t le32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

/*
 * Uploads the image as a host does, piece @skip left out (-1: none). Returns
 * the number of pieces, or -1 when one was refused.
 */
static int upload(struct rig *r, const uint8_t *image, size_t size, int skip)
{
	size_t at = 4;
	int pieces = 0;

	while (at + 8 <= size) {
		uint32_t len = le32(image + at) * 4, to = le32(image + at + 4);

		at += 8;
		if (!len)
			return rig_request(r, 0x40, 0xa0, to & 0xffff,
					   (uint16_t)(to >> 16), 0, NULL) ?
				-1 : pieces;
		while (len) {
			uint16_t n = len < 4096 ? (uint16_t)len : 4096;

			if (pieces++ != skip &&
			    rig_request(r, 0x40, 0xa0, to & 0xffff,
					(uint16_t)(to >> 16), n, image + at))
				return -1;
			at += n;
			to += n;
			len -= n;
		}
	}
	return -1;
}

static size_t make_image(uint8_t *image, size_t size, uint16_t pid)
{
	char path[] = "/tmp/emulator-control-XXXXXX";
	int fd = mkstemp(path);
	ssize_t n = -1;

	if (fd >= 0 && !firmware_write(path, pid))
		n = read(fd, image, size);
	if (fd >= 0)
		close(fd);
	unlink(path);
	return n < 0 ? 0 : (size_t)n;
}

static void image_format(struct tap *t, const uint8_t *image, size_t size)
{
	uint32_t sum = 0, len;
	int sections = 0;
	size_t at = 4;

	CHECK(t, size > 180000 && size < 200000);
	CHECK(t, !memcmp(image, "CY\x1c\xb0", 4));
	while (at + 8 <= size && (len = le32(image + at)) != 0) {
		sections++;
		at += 8;
		for (; len-- && at + 4 <= size; at += 4)
			sum += le32(image + at);
	}
	CHECK_EQ(t, sections, 5);
	CHECK_EQ(t, at + 12, size);
	CHECK_EQ(t, le32(image + at + 8), sum);
	tap_done(t, "the test firmware is a well-formed image");
}

static void loader(struct tap *t, uint8_t *image, size_t size)
{
	const char *why;
	char rule[64];
	struct rig r;
	int i, pieces;

	rig_open_as(&r, "268m", IDENTITY_LOADER, true);
	REFUSED(t, &r, rig_in(&r, 0xd2, 64));
	pieces = upload(&r, image, size, -1);
	CHECK(t, pieces > 40);
	CHECK(t, !r.cam.attached);
	r.now += REENUMERATE_NS;
	camera_tick(&r.cam, r.now);
	CHECK(t, r.cam.attached && r.cam.identity == IDENTITY_RUNNING);
	ACCEPTED(t, &r, rig_in(&r, 0xd2, 64));
	/* the last request may stay without an answer */
	camera_unplug(&r.cam, r.now, NEVER);
	camera_plug(&r.cam, r.now);
	snprintf(rule, sizeof(rule), "on control 0xA0#%d do silent", pieces + 1);
	CHECK_EQ(t, faults_arm(&r.cam.faults, rule, 0, &why), 0);
	CHECK_EQ(t, upload(&r, image, size, -1), -1);
	CHECK(t, !r.cam.attached && r.cam.attach_at == r.now + REENUMERATE_NS);
	tap_done(t, "the boot loader starts a complete image");

	for (i = 0; i < pieces; i++) {
		camera_unplug(&r.cam, r.now, NEVER);
		camera_plug(&r.cam, r.now);
		CHECK_EQ(t, r.cam.identity, IDENTITY_LOADER);
		CHECK_EQ(t, upload(&r, image, size, i), pieces);
		CHECK(t, !r.cam.attached);
		r.now += 60 * SECOND;
		camera_tick(&r.cam, r.now);
		CHECK(t, !r.cam.attached);
	}
	camera_unplug(&r.cam, r.now, NEVER);
	camera_plug(&r.cam, r.now);
	image[100000] ^= 0x10;
	CHECK_EQ(t, upload(&r, image, size, -1), pieces);
	image[100000] ^= 0x10;
	r.now += 60 * SECOND;
	camera_tick(&r.cam, r.now);
	CHECK(t, !r.cam.attached);
	tap_done(t, "an incomplete or damaged one stays off the bus");
	rig_close(&r);
}

static void loader_limits(struct tap *t, uint8_t *image, size_t size)
{
	const char *why;
	struct rig r;

	rig_open_as(&r, "268m", IDENTITY_LOADER, true);
	REFUSED(t, &r, rig_request(&r, 0x40, 0xa0, 0x1000, 0x4000, 6, image));
	REFUSED(t, &r, rig_request(&r, 0x40, 0xa0, 0x1000, 0x5000, 4, image));
	REFUSED(t, &r, rig_request(&r, 0x40, 0xa0, 0x3ffe, 0x0000, 4, image));
	REFUSED(t, &r, rig_request(&r, 0x40, 0xa0, 0xfffc, 0x4007, 8, image));
	REFUSED(t, &r, rig_request(&r, 0x40, 0xa0, 0, 0x4000, 4100, image));
	REFUSED(t, &r, rig_request(&r, 0xc0, 0xa0, 0, 0x4000, 4, NULL));
	faults_arm(&r.cam.faults, "on control 0xA0#2 do unplug", 0, &why);
	CHECK_EQ(t, upload(&r, image, size, -1), -1);
	CHECK(t, !r.cam.attached && r.cam.attach_at == NEVER);
	rig_close(&r);
	rig_open_as(&r, "600m", IDENTITY_LOADER, true);
	CHECK(t, upload(&r, image, size, -1) > 0);
	CHECK(t, !r.cam.attached && r.cam.attach_at == NEVER);
	rig_close(&r);
	tap_done(t, "upload limits; the other model's image does not run");
}

int main(void)
{
	uint8_t *image = malloc(1 << 20);
	struct tap t = { 0 };
	size_t size;

	if (!image)
		return EXIT_FAILURE;
	status_page(&t);
	timing_page(&t);
	undefined(&t);
	ranges(&t);
	old_firmware(&t);
	start_rules(&t);
	cooler(&t);
	descriptors(&t);
	size = make_image(image, 1 << 20, model_find("268m")->pid_running);
	image_format(&t, image, size);
	loader(&t, image, size);
	loader_limits(&t, image, size);
	free(image);
	return tap_end(&t);
}
