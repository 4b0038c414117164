// SPDX-License-Identifier: GPL-2.0
/* What is listed of a recording, as text and as JSON. */
#include <errno.h>

#include <jansson.h>

#include "qhycam-trace.h"
#include "test.h"
#include "trace/show.h"

struct shown {
	char *text;
	size_t len;
	struct tr_totals totals;
	int result;
};

/* List @path as text, or as JSON. */
static struct shown show(const char *path, bool json, bool all, const struct tr_choice *choice)
{
	struct shown s = { 0 };
	struct tr_listing *l = calloc(1, sizeof(*l));
	FILE *to = open_memstream(&s.text, &s.len);
	struct tr_sink sink;
	const struct tr_sink *const sinks[] = { &sink, NULL };
	struct qc_error e;

	if (json)
		tr_json_init(to, &sink);
	else
		tr_listing_init(l, to, all, &sink);
	s.result = tr_read(path, choice, sinks, &s.totals, &e);
	if (json)
		tr_json_totals(to, &s.totals);
	else
		tr_listing_totals(l, &s.totals);
	fclose(to);
	free(l);
	return s;
}

static const struct tr_choice any = { 0 };

/* @text is a part of the listing. */
static void has(struct tap *t, const struct shown *s, const char *text)
{
	if (!T_OK(t, strstr(s->text, text)))
		printf("# no '%s'\n", text);
}

static void has_not(struct tap *t, const struct shown *s, const char *text)
{
	if (!T_OK(t, !strstr(s->text, text)))
		printf("# has '%s'\n", text);
}

static void start(struct talk *k)
{
	talk_register(k, 0x23, 0);
	COMMAND(k, 0xa0, 1, 0, 2, 0, 3, 4);
	COMMAND(k, 0xa7, 1);
	COMMAND(k, 0xa2, 0, 0, 64, 0, 2, 0, 48, 0, 4);
	COMMAND(k, 0xa5, 30);
	COMMAND(k, 0xa4, 0, 11, 0, 8, 0, 12, 0, 9, 0, 13, 0, 10);
	COMMAND(k, 0xa8, 1, 2, 3, 4, 5, 6);
	COMMAND(k, 0xa9, 0xff);
	COMMAND(k, 0xa3, 0, 0x0f, 0x42, 0x40);
	COMMAND(k, 0xaf, 1, 77, 0, 0xff, 0x9c);
	COMMAND(k, 0xaa, 3, 'V', 'R', 'S');
	COMMAND(k, 0xab, 1, 0x1c, 0);
	COMMAND(k, 0xac, 1, 2, 0, 0, 20, 0, 1);
	COMMAND(k, 0xad, 1, 0, 1, 0, 4);
	COMMAND(k, 0xae, 0, 5);
	COMMAND(k, 0xa6, 0);
	talk_register(k, 0x52, 1);
}

static void pages(struct talk *k)
{
	uint8_t status[64] = { 72, 0, 0, 1, 0, 0, 15, 0x42, 0x40, 23, 5, 17, 0, 0xff, 0x9c };
	uint8_t timing[64] = { [11] = 99, [58] = 7 };

	memcpy(status + 38, "MXP7", 4);
	memcpy(status + 48, "QHY\"1", 5);
	talk_control(k, 0xc0, 0xd2, 0, 0, status, 64, 0);
	status[4] = 9;
	talk_control(k, 0xc0, 0xd2, 0, 0, status, 64, 0);
	talk_control(k, 0xc0, 0xd2, 0, 0, status, 64, 0);
	talk_control(k, 0xc0, 0xd3, 0, 0, timing, 64, 0);
	talk_control(k, 0xc0, 0xca, 0x10, 0x10, "SN-1\0\0\0\0\0\0\0\0\0\0\0\0", 16, 0);
	talk_control(k, 0xc0, 0xbc, 0, 4, "\0\1\2", 3, 0);
}

static void known(struct tap *t, const char *path)
{
	struct shown s;
	struct talk k;

	T_OK(t, talk_open(&k, path));
	talk_identity(&k, TR_VENDOR, TR_QHY268);
	start(&k);
	pages(&k);
	talk_frame(&k, 64 * 48 * 2, 7);
	talk_close(&k);
	s = show(path, false, false, &any);
	T_EQ(t, s.result, 0);
	has(t, &s, "device 2.5 is 1618:c269, QHY268");
	has(t, &s, "   0.000000   2.5   #1        in  06    device descriptor class=0\n");
	has(t, &s, "out b9    run register=0x23 value=0\n");
	has(t, &s, "out d1/a0 mode single=1 x_binning=2 y_binning=3 readout_mode=4\n");
	has(t, &s, "out d1/a7 depth deep=1\n");
	has(t, &s, "out d1/a2 roi width=64 left=2 height=48 top=4\n");
	has(t, &s, "out d1/a5 usb traffic value=30\n");
	has(t, &s, "out d1/a4 gain red=11 red_digital=8 green=12 green_digital=9 blue=13 "
		   "blue_digital=10\n");
	has(t, &s, "out d1/a8 offset red=258 green=772 blue=1286\n");
	has(t, &s, "out d1/a9 ddr value=255\n");
	has(t, &s, "out d1/a3 exposure exposure=1000000us\n");
	has(t, &s, "out d1/af cooler automatic=1 pwm=77 unit=0 target=-10.0C\n");
	has(t, &s, "out d1/aa filter wheel length=3 text=\"VRS\"\n");
	has(t, &s, "out d1/ab anti-RBI enable=1 value=7168\n");
	has(t, &s, "out d1/ac trigger enable=1 input_mode=2 filter=20us source=0 output_mode=1\n");
	has(t, &s, "out d1/ad burst enable=1 start=1 end=4\n");
	has(t, &s, "out d1/ae GPIO port_mode=0 outputs=5\n");
	has(t, &s, "out d1/a6 capture value=0\n");
	has(t, &s, "out b9    frame counter reset register=0x52 value=1\n");
	has(t, &s, "in  d2    status readout_clock=72MHz remaining=256us exposure=1000000us "
		   "firmware_year=23 firmware_month=5 firmware_day=17 temperature_sensor=0 "
		   "temperature=-10.0C target=0.0C pwm=0 automatic=0 ddr_level=0x2048 width=0 "
		   "height=0 deep=0 usb=0 power=0 wheel=\"MXP7\" sub_model=0 colour=0 "
		   "serial=\"QHY.1\"\n");
	has(t, &s, "in  d2    status remaining=265us\n");
	has(t, &s, "in  d2    status as before\n");
	has(t, &s, "line_period=99x10ns");
	has(t, &s, "humidity_raw=7 ");
	has(t, &s, "in  ca    serial number serial=\"SN-1\"\n");
	has(t, &s, "in  bc    DDR level ddr_level=258x2048\n");
	has(t, &s, " frame: 6148 bytes in 2 transfers, 1.0 ms, to #");
	has(t, &s, ", short packet, 64x48 16 bit, trailer\n");
	has(t, &s, " 0 unknown, 0 odd, 0 failed; 1 frames: 0 wrong\n");
	has_not(t, &s, "? out");
	free(s.text);
	s = show(path, false, true, &any);
	has_not(t, &s, "as before");
	free(s.text);
}

static void strange(struct tap *t, const char *path)
{
	struct shown s;
	struct talk k;

	T_OK(t, talk_open(&k, path));
	talk_identity(&k, TR_VENDOR, 0xc123);
	COMMAND(&k, 0xb7, 1, 2);
	COMMAND(&k, 0xa7, 1, 0, 3);
	talk_control(&k, 0xc0, 0xe1, 1, 2, "\1\2", 2, 0);
	talk_control(&k, 0xc0, 0xd2, 0, 0, "\1\2", 2, 0);
	talk_control(&k, 0x40, 0xd6, 0, 0, "", 1, 0);
	talk_register(&k, 0x77, 1);
	talk_control(&k, 0xc0, 0xd2, 0, 0, NULL, 64, -EPIPE);
	talk_control(&k, 0xc0, 0xd2, 0, 0, NULL, 64, -ENOENT);
	talk_control(&k, 0xc0, 0xd2, 0, 0, NULL, 64, -71);
	talk_close(&k);
	s = show(path, false, false, &any);
	has(t, &s, "another camera of the maker");
	has(t, &s, "? out d1/b7 ? -- command b7 is unknown [b7 01 02 00");
	has(t, &s, "? out d1/a7 depth deep=1 -- byte 3 of the command is 03 [a7 01 00 03");
	has(t, &s, "? in  e1    ? wValue=0x01 wIndex=0x02 -- request 0xe1 is unknown [01 02]\n");
	has(t, &s, "? in  d2    status readout_clock=1MHz -- wValue 0x0000, wIndex 0x0000, "
		   "length 2");
	has(t, &s, "? out d6    flash or configuration write wValue=0x00 wIndex=0x00 -- the driver "
		   "never sends it [00]\n");
	has(t, &s, "? out b9    write register ? register=0x77 value=1 -- register 0x77 is "
		   "unknown");
	has(t, &s, "status -> stall after 1.0 ms\n");
	has(t, &s, "status -> cancelled after 1.0 ms\n");
	has(t, &s, "status -> error -71 after 1.0 ms\n");
	T_EQ(t, s.totals.strange, 3);
	T_EQ(t, s.totals.odd, 3);
	T_EQ(t, s.totals.failed, 3);
	free(s.text);
}

static void damaged_frames(struct tap *t, const char *path)
{
	static uint8_t bytes[4096] = { 1 };
	struct shown s;
	struct talk k;

	T_OK(t, talk_open(&k, path));
	talk_identity(&k, TR_VENDOR, TR_QHY268);
	COMMAND(&k, 0xa0, 0, 0, 1, 0, 1, 0);
	COMMAND(&k, 0xa7, 0);
	COMMAND(&k, 0xa2, 0, 0, 64, 0, 0, 0, 64, 0, 0);
	talk_bulk(&k, 4096, bytes, 4096, 64, 0);	/* cut: 64 bytes recorded */
	talk_bulk(&k, 4096, bytes, 4, 2, 0);
	talk_bulk(&k, 4096, bytes, 1000, 1000, 0);
	talk_bulk(&k, 4096, bytes, 4096, 4096, 0);
	talk_bulk(&k, 4096, bytes, 0, 0, 0);
	talk_bulk(&k, 4096, bytes, 4096, 4096, 0);
	talk_bulk(&k, 4096, bytes, 100, 100, -ENOENT);
	talk_bulk(&k, 4096, bytes, 0, 0, -ENOENT);
	talk_bulk(&k, 4096, bytes, 4096, 4096, 0);
	talk_bulk(&k, 4096, bytes, 0, 0, -71);
	talk_bulk(&k, 4096, bytes, 4096, 4096, 0);
	talk_register(&k, 0x23, 0);
	talk_bulk(&k, 4096, bytes, 4, 2, 0);		/* its rest, after the stop */
	talk_bulk(&k, 4096, bytes, 4096, 4096, 0);
	talk_register(&k, 0x23, 1);
	talk_bulk(&k, 4096, bytes, 4096, 4096, 0);
	talk_close(&k);
	s = show(path, false, false, &any);
	has(t, &s, "frame: 4100 bytes in 2 transfers, 1.0 ms, to #12, short packet, 64x64 8 bit, "
		   "trailer not recorded\n");
	has(t, &s, "? frame: 1000 bytes in 1 transfers, 0.0 ms, to #14, short packet, NOT the 4100 "
		   "of 64x64 8 bit, NO trailer\n");
	has(t, &s, "? frame: 4096 bytes in 2 transfers, 1.0 ms, to #18, empty packet, NOT the "
		   "4100");
	has(t, &s, "frame: 4196 bytes in 2 transfers, 1.0 ms, to #22, stopped\n");
	has(t, &s, "? frame: 4096 bytes in 1 transfers, 0.0 ms, to #26, error, NOT");
	has(t, &s, "frame: 4100 bytes in 2 transfers, 2.0 ms, to #34, short packet, 64x64");
	has(t, &s, "frame: 4096 bytes in 1 transfers, 0.0 ms, to #36, stopped\n");
	has(t, &s, "frame: 4096 bytes in 1 transfers, 0.0 ms, to #40, end of recording");
	T_EQ(t, s.totals.frames, 8);
	T_EQ(t, s.totals.wrong_frames, 2);
	free(s.text);
}

/* Where nothing says how much was asked for, and in the middle of things. */
static void middle(struct tap *t, const char *path)
{
	static uint8_t bytes[4096] = { 1 };
	struct record r = { .id = 1, .event = 'C', .kind = 3, .in = true, .endpoint = 1, .bus = 2,
			    .device = 5, .us = 5000000, .length = 4096, .data = bytes,
			    .have = 4096 };
	uint8_t page[64] = { [29] = 64, [31] = 64, [32] = 0 };
	struct shown s;
	struct talk k;

	T_OK(t, talk_open(&k, path));
	writer_put(&k.w, &r);
	memcpy(bytes + 508, "\xee\x11\xdd\x22", 4);
	r.length = r.have = 512;
	writer_put(&k.w, &r);
	r.length = r.have = 100;
	writer_put(&k.w, &r);
	r.kind = 2;
	r.endpoint = 0;
	writer_put(&k.w, &r);
	talk_control(&k, 0xc0, 0xd2, 0, 0, page, 64, 0);
	k.device = 9;			/* a disk or so */
	talk_identity(&k, 0x1234, 0x5678);
	talk_control(&k, 0x40, 0xa0, 0, 0, "abc", 3, 0);
	talk_close(&k);
	s = show(path, false, false, &any);
	has(t, &s, "frame: 4608 bytes in 2 transfers");
	has(t, &s, "frame: 100 bytes in 1 transfers, 0.0 ms, to #3, short packet");
	has(t, &s, "? a request that    ? -- begins before the recording [01");
	has(t, &s, "1 of 2 devices are cameras");
	has_not(t, &s, " 2.9 ");
	free(s.text);
	s = show(path, false, false, &(struct tr_choice){ true, 2, 9 });
	has(t, &s, " 2.9   #");
	has(t, &s, "firmware: 3 bytes in 1 pieces");
	has(t, &s, ", not started\n");
	has_not(t, &s, " 2.5 ");
	free(s.text);
}

static void upload(struct tap *t, const char *path)
{
	struct shown s;
	struct talk k;

	/* a loader that was there before the recording, and another chip's */
	T_OK(t, talk_open(&k, path));
	talk_control(&k, 0x40, 0xa0, 0x100, 0, "abcdefgh", 8, 0);
	talk_control(&k, 0x40, 0xa0, 0x1000, 0x4000, "abcdefgh", 8, 0);
	k.device = 9;
	talk_control(&k, 0x40, 0xa0, 0x1000, 0, "abcdefgh", 8, 0);
	talk_close(&k);
	s = show(path, false, false, &any);
	has(t, &s, "firmware: 16 bytes in 2 pieces");
	has(t, &s, "1 of 2 devices are cameras");
	free(s.text);

	T_OK(t, talk_open(&k, path));
	talk_identity(&k, TR_VENDOR, TR_QHY600_LOADER);
	for (int i = 0; i < 5; i++)
		talk_control(&k, 0x40, 0xa0, 0x1000u * i, 0x4000, "abcdefgh", 8,
			     i == 3 ? -EPIPE : 0);
	talk_control(&k, 0x40, 0xa0, 0x2345, 0x4001, NULL, 0, -EPROTO);
	talk_close(&k);
	s = show(path, false, false, &any);
	has(t, &s, "QHY600, boot loader");
	has(t, &s, "? firmware: 40 bytes in 5 pieces, 6.0 ms, to #14, 1 failed, started at "
		   "0x40012345: error -71\n");
	has(t, &s, "out a0    write memory address=0x40003000 -> stall");
	has(t, &s, "out a0    start program address=0x40012345 -> error -71");
	has_not(t, &s, "address=0x40001000");
	free(s.text);
	s = show(path, false, true, &any);
	has(t, &s, "out a0    write memory address=0x40001000\n");
	free(s.text);
}

/* Every line is an object; the last one counts. */
static void json(struct tap *t, const char *path)
{
	struct shown s;
	struct talk k;
	json_t *o = NULL;
	unsigned int lines = 0;
	char *line, *at;

	T_OK(t, talk_open(&k, path));
	talk_identity(&k, TR_VENDOR, TR_QHY268);
	start(&k);
	pages(&k);
	talk_frame(&k, 64 * 48 * 2, 7);
	talk_close(&k);
	s = show(path, true, false, &any);
	for (at = s.text; (line = strsep(&at, "\n")) != NULL && *line; lines++) {
		json_decref(o);
		o = json_loads(line, 0, NULL);
		if (!T_OK(t, json_is_object(o)))
			printf("# %s\n", line);
		if (lines == 3) {
			T_STR(t, json_string_value(json_object_get(o, "name")), "run");
			T_STR(t, json_string_value(json_object_get(o, "request")), "0xb9");
			T_EQ(t, json_integer_value(json_object_get(o, "index")), 0x23);
			T_STR(t, json_string_value(json_object_get(o, "data")), "00");
		}
		if (lines == 11) {
			T_STR(t, json_string_value(json_object_get(o, "name")), "exposure");
			T_EQ(t, json_integer_value(json_object_get(json_object_get(o, "fields"),
								   "exposure")), 1000000);
			T_EQ(t, json_integer_value(json_object_get(o, "took_us")), 1000);
		}
	}
	/* file, camera, 24 requests, frame, summary */
	T_EQ(t, lines, 28);
	T_STR(t, json_string_value(json_object_get(o, "type")), "summary");
	T_EQ(t, json_integer_value(json_object_get(o, "requests")), 24);
	T_EQ(t, json_integer_value(json_object_get(o, "frames")), 1);
	json_decref(o);
	free(s.text);
}

static void devices(struct tap *t)
{
	static const char *const bad[] = {
		"", "2", "2.", ".5", "2.5.", "2.x", "-2.5", "2.70000", "2 .5",
	};
	struct tr_choice c;

	T_EQ(t, tr_parse_device("2.15", &c), 0);
	T_OK(t, c.chosen && c.bus == 2 && c.device == 15);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!T_EQ(t, tr_parse_device(bad[i], &c), -EINVAL))
			printf("# '%s'\n", bad[i]);
}

int main(void)
{
	char dir[] = "/tmp/qhycam-trace.XXXXXX", path[64];
	struct tap tap = { 0 }, *t = &tap;

	if (!mkdtemp(dir))
		return 1;
	snprintf(path, sizeof(path), "%s/file", dir);
	known(t, path);
	strange(t, path);
	damaged_frames(t, path);
	middle(t, path);
	upload(t, path);
	json(t, path);
	devices(t);
	unlink(path);
	rmdir(dir);
	return tap_end(t);
}
