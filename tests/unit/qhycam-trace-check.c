// SPDX-License-Identifier: GPL-2.0
/* What confirms an assumption, what contradicts it, and what does neither. */
#include <errno.h>

#include "qhycam-trace.h"
#include "test.h"
#include "trace/check.h"

enum { NOT_SEEN, CONFIRMED, CONTRADICTED };

/* A recording of a camera that was plugged in. */
struct scene {
	const char *name;
	uint16_t product;
	void (*act)(struct talk *k);
	int assumption, verdict;
	bool maker;
};

static void set_up(struct talk *k, unsigned int mode, uint8_t deep, uint8_t single)
{
	talk_register(k, 0x23, 0);
	COMMAND(k, 0xa0, single, 0, 1, 0, 1, (uint8_t)mode);
	COMMAND(k, 0xa7, deep);
	COMMAND(k, 0xa2, 0, 0, 64, 0, 0, 0, 48, 0, 0);
	COMMAND(k, 0xa8, 0, 20, 0, 20, 0, 20);
	COMMAND(k, 0xa3, 0, 0, 0x03, 0xe8);	/* 1000 us */
}

static void status(struct talk *k, uint32_t exposure, uint8_t power, uint8_t sub_model)
{
	uint8_t page[64] = { 72, [9] = 23, [10] = 4, [11] = 11, [33] = 3, [34] = power,
			     [46] = sub_model };

	for (int i = 0; i < 4; i++)
		page[5 + i] = (uint8_t)(exposure >> (24 - 8 * i));
	talk_control(k, 0xc0, 0xd2, 0, 0, page, 64, 0);
}

static void timing(struct talk *k, uint32_t period, unsigned int humidity, unsigned int celsius)
{
	uint8_t page[64] = { [16] = 0x03, [17] = 0xe8 };

	for (int i = 0; i < 4; i++)
		page[22 + i] = (uint8_t)(period >> (24 - 8 * i));
	page[57] = (uint8_t)(humidity >> 8);
	page[58] = humidity & 0xff;
	page[59] = (uint8_t)(celsius >> 8);
	page[60] = celsius & 0xff;
	talk_control(k, 0xc0, 0xd3, 0, 0, page, 64, 0);
}

/* @n frames of what set_up() asked for at 8 bit, 5 ms from one to the next. */
static void frames(struct talk *k, unsigned int n)
{
	while (n--) {
		talk_frame(k, 64 * 48, 7);
		k->us += 4000;
	}
}

static void live(struct talk *k)
{
	set_up(k, 0, 0, 0);
	talk_register(k, 0x23, 1);
	frames(k, 4);
	talk_register(k, 0x23, 0);
}

static void live_late(struct talk *k)
{
	live(k);
	k->us += 2000000;
	frames(k, 2);
}

static void live_silent(struct talk *k)
{
	set_up(k, 0, 0, 0);
	talk_register(k, 0x23, 1);
	k->us += 20000000;
	talk_register(k, 0x23, 0);
}

static void live_silent_soon(struct talk *k)
{
	set_up(k, 0, 0, 0);
	talk_register(k, 0x23, 1);
	k->us += 1000000;
	talk_register(k, 0x23, 0);
}

static void single_twice(struct talk *k)
{
	set_up(k, 0, 0, 1);
	COMMAND(k, 0xa6, 0);
	frames(k, 2);
}

static void single_stop(struct talk *k)
{
	set_up(k, 0, 0, 1);
	COMMAND(k, 0xa6, 0x11);
}

static void status_true(struct talk *k)
{
	set_up(k, 0, 0, 0);
	status(k, 1000, 8, 0);
}

static void status_false(struct talk *k)
{
	set_up(k, 0, 0, 0);
	for (int i = 0; i < 3; i++)
		status(k, 123456, 8, 0);
}

static void stalled(struct talk *k)
{
	talk_command(k, (const uint8_t []){ 0xa2, 0, 1, 0 }, 4, -EPIPE);
}

static void registers(struct talk *k)
{
	for (unsigned int i = 0; i < 8; i++)
		talk_register(k, 0x10 + i, i);
	frames(k, 1);
}

static void gains(struct talk *k)
{
	COMMAND(k, 0xa4, 0, 10, 0, 8, 0, 10, 0, 8, 0, 10, 0, 8);
	COMMAND(k, 0xa4, 0, 90, 0, 8, 0, 90, 0, 8, 0, 90, 0, 8);
}

static void gains_apart(struct talk *k)
{
	COMMAND(k, 0xa4, 0, 10, 0, 8, 0, 12, 0, 8, 0, 10, 0, 8);
}

static void gain_digital(struct talk *k)
{
	COMMAND(k, 0xa4, 0, 10, 0, 9, 0, 10, 0, 9, 0, 10, 0, 9);
}

static void gain_large(struct talk *k)
{
	COMMAND(k, 0xa4, 0, 200, 0, 8, 0, 200, 0, 8, 0, 200, 0, 8);
}

static void gain_most(struct talk *k)
{
	COMMAND(k, 0xa4, 0, 142, 0, 8, 0, 142, 0, 8, 0, 142, 0, 8);
}

static void gain_stalled(struct talk *k)
{
	gains(k);
	talk_command(k, (const uint8_t []){ 0xa4, 0, 110 }, 3, -EPIPE);
}

static void gain_stalled_first(struct talk *k)
{
	talk_command(k, (const uint8_t []){ 0xa4, 0, 10 }, 3, -EPIPE);
}

static void offset_stalled_first(struct talk *k)
{
	talk_command(k, (const uint8_t []){ 0xa8, 0, 10 }, 3, -EPIPE);
}

static void change(struct talk *k)
{
	set_up(k, 0, 0, 0);
	talk_register(k, 0x23, 1);
	frames(k, 2);
	COMMAND(k, 0xa3, 0, 0, 0x07, 0xd0);
	frames(k, 3);
}

static void change_damages(struct talk *k)
{
	set_up(k, 0, 0, 0);
	talk_register(k, 0x23, 1);
	frames(k, 2);
	COMMAND(k, 0xa3, 0, 0, 0x07, 0xd0);
	talk_frame(k, 1000, 7);
}

static void spaced(struct talk *k)
{
	set_up(k, 0, 0, 0);
	talk_register(k, 0x23, 1);
	timing(k, 5000, 0, 0);
	frames(k, 12);
}

static void spaced_closer(struct talk *k)
{
	set_up(k, 0, 0, 0);
	talk_register(k, 0x23, 1);
	timing(k, 9000, 0, 0);
	frames(k, 12);
}

/* The exposure that the page tells confirms it: what counts is that nothing is against it. */
static void spaced_late(struct talk *k)
{
	set_up(k, 0, 0, 0);
	talk_register(k, 0x23, 1);
	timing(k, 9000, 0, 0);
	k->us += 200000;
	frames(k, 20);
}

static void power_good(struct talk *k)
{
	status(k, 0, 8, 0);
}

static void power_low(struct talk *k)
{
	status(k, 0, 9, 0);
}

static void power_other(struct talk *k)
{
	status(k, 0, 5, 0);
}

static void humidity(struct talk *k)
{
	timing(k, 0, 0x6000, 0x6000);
}

static void humidity_hot(struct talk *k)
{
	timing(k, 0, 0x6000, 0xf000);
}

static void trigger(struct talk *k)
{
	COMMAND(k, 0xac, 1, 1, 0, 0, 20, 0, 1);
}

static void trigger_other(struct talk *k)
{
	COMMAND(k, 0xac, 1, 5, 0, 0, 20, 0, 1);
}

static void burst_of(struct talk *k, unsigned int n)
{
	set_up(k, 0, 0, 0);
	COMMAND(k, 0xad, 1, 0, 1, 0, 4);
	talk_register(k, 0x23, 1);
	frames(k, n);
	talk_register(k, 0x23, 0);
}

static void burst(struct talk *k)
{
	burst_of(k, 2);
}

static void burst_more(struct talk *k)
{
	burst_of(k, 4);
}

static void burst_registers(struct talk *k)
{
	talk_register(k, 0x39, 1);
}

static void more_rows(struct talk *k)
{
	set_up(k, 0, 0, 0);
	talk_register(k, 0x23, 1);
	for (int i = 0; i < 3; i++)
		talk_frame(k, 64 * 82, 7);
}

/* 1020 and the trailer fill their packet; then comes an empty one. */
static void empty(struct talk *k)
{
	static const uint8_t bytes[1024] = { 1 };

	set_up(k, 0, 0, 0);
	talk_register(k, 0x23, 1);
	talk_bulk(k, 1024, bytes, 1024, 1024, 0);
	talk_bulk(k, 1024, bytes, 0, 0, 0);
}

static void empty_in_request(struct talk *k)
{
	static const uint8_t bytes[2048] = { 1 };

	set_up(k, 0, 0, 0);
	talk_register(k, 0x23, 1);
	talk_bulk(k, 4096, bytes, 2048, 2048, 0);
}

static void no_empty(struct talk *k)
{
	set_up(k, 0, 0, 0);
	talk_register(k, 0x23, 1);
	talk_frame(k, 64 * 48 + 2048, 7);
	frames(k, 1);
}

static void no_empty_later(struct talk *k)
{
	set_up(k, 0, 0, 0);
	talk_register(k, 0x23, 1);
	frames(k, 1);
	talk_frame(k, 64 * 48 + 2048, 7);
	talk_frame(k, 64 * 48 + 1024, 7);
}

/* Rows that fill their packets: all frames are too large, none stands before another. */
static void more_packets(struct talk *k)
{
	set_up(k, 0, 0, 0);
	talk_register(k, 0x23, 1);
	for (int i = 0; i < 3; i++)
		talk_frame(k, 64 * 48 + 1024, 7);
	COMMAND(k, 0xa3, 0, 0, 0x07, 0xd0);
	talk_frame(k, 64 * 48 + 1024, 7);
}

/* Frames of more rows than assumed; after some, two of other lengths. */
static void more_rows_then(struct talk *k, int more, int last)
{
	const int bytes = 64 * (48 + 34);

	set_up(k, 0, 0, 0);
	talk_register(k, 0x23, 1);
	for (int i = 0; i < 3; i++)
		talk_frame(k, (uint32_t)bytes, 7);
	talk_frame(k, (uint32_t)(bytes + more), 7);
	talk_frame(k, (uint32_t)(bytes + last), 7);
}

/* Neither the size nor the end of a frame is as assumed. */
static void more_rows_no_empty(struct talk *k)
{
	more_rows_then(k, 2048, 0);
}

/* Longer and shorter ones, but none stands before another. */
static void more_rows_twice(struct talk *k)
{
	more_rows_then(k, 64, -1024);
}

/* A driver that starts a silent camera again before the patience is over. */
static void live_silent_again(struct talk *k)
{
	for (int i = 0; i < 3; i++) {
		set_up(k, 0, 0, 0);
		talk_register(k, 0x23, 1);
		k->us += 3000000;
		talk_register(k, 0x23, 0);
	}
}

static void live_silent_each(struct talk *k)
{
	for (int i = 0; i < 3; i++) {
		live_silent_soon(k);
		k->us += 10000000;
	}
}

static void last_bytes(struct talk *k, const uint8_t *end, size_t n, uint8_t deep)
{
	static uint8_t bytes[64 * 48 * 2 + 4];
	const size_t len = 64 * 48 * (deep + 1);

	set_up(k, 0, deep, 0);
	status(k, 1000, 8, 0);
	talk_register(k, 0x23, 1);
	memset(bytes, n ? 7 : 0, len);
	if (n)
		memcpy(bytes + len - n, end, n);
	memcpy(bytes + len, "\xee\x11\xdd\x22", 4);
	talk_bulk(k, 8192, bytes, (uint32_t)len + 4, (uint32_t)len + 4, 0);
}

static void filler(struct talk *k)
{
	static const uint8_t end[16] = {
		0x77, 0x88, 0x66, 0x77, 0x88, 0x55, 0x77, 0x88,
		0x55, 0x66, 0x88, 0x55, 0x66, 0x77, 0x55, 0x66,
	};

	last_bytes(k, end, sizeof(end), 0);
}

static void zeros(struct talk *k)
{
	last_bytes(k, NULL, 0, 1);
}

static void header(struct talk *k, unsigned int low, uint8_t width)
{
	static uint8_t bytes[64 * 48 * 2 + 4];

	set_up(k, 0, 1, 0);
	COMMAND(k, 0xae, 1);
	talk_register(k, 0x23, 1);
	memset(bytes, 1, sizeof(bytes));
	for (unsigned int i = 5; i <= 8; i++)
		bytes[2 * i + low] = i == 6 ? width : i == 8 ? 48 : 0;
	memcpy(bytes + sizeof(bytes) - 4, "\xee\x11\xdd\x22", 4);
	talk_bulk(k, 8192, bytes, sizeof(bytes), sizeof(bytes), 0);
}

static void gps(struct talk *k)
{
	header(k, 0, 64);
}

static void gps_low(struct talk *k)
{
	header(k, 1, 64);
}

static void gps_other(struct talk *k)
{
	header(k, 0, 65);
}

static void gpio(struct talk *k)
{
	COMMAND(k, 0xae, 0, 15);
}

static void gpio_other(struct talk *k)
{
	COMMAND(k, 0xae, 0, 1, 9);
}

static void anti_rbi(struct talk *k)
{
	COMMAND(k, 0xab, 1, 0x1c, 0);
}

static void anti_rbi_stalled(struct talk *k)
{
	talk_command(k, (const uint8_t []){ 0xab, 1 }, 2, -EPIPE);
}

static void led(struct talk *k)
{
	talk_control(k, 0x40, 0xd9, 1, 0, NULL, 0, 0);
	talk_control(k, 0x40, 0xda, 100, 0, "\0\0\0\0\0\0\1", 8, 0);
}

static void led_other(struct talk *k)
{
	talk_control(k, 0x40, 0xda, 100, 0, "\0\1\0\0\0\0\1", 8, 0);
}

static void unknown(struct talk *k)
{
	COMMAND(k, 0xb3, 1);
}

static void protection_by_flash(struct talk *k)
{
	status(k, 0, 0x88, 0);
	talk_control(k, 0x40, 0xd6, 0, 0, "", 1, 0);
	status(k, 0, 8, 0);
}

static void protection_gone(struct talk *k)
{
	status(k, 0, 0x88, 0);
	status(k, 0, 8, 0);
}

static void area(struct talk *k)
{
	COMMAND(k, 0xa2, 0, 0x18, 0x6c, 0, 24, 0x10, 0x50, 0, 0);
}

static void area_other(struct talk *k)
{
	COMMAND(k, 0xa2, 0, 0x18, 0x68, 0, 28, 0x10, 0x50, 0, 0);
}

static void mode_6(struct talk *k)
{
	set_up(k, 6, 1, 0);
	talk_register(k, 0x23, 1);
	frames(k, 1);
}

static void mode_6_deep(struct talk *k)
{
	set_up(k, 6, 1, 0);
	talk_register(k, 0x23, 1);
	talk_frame(k, 64 * 48 * 2, 7);
}

static void sub_model(struct talk *k)
{
	status(k, 0, 8, 3);
}

static void date(struct talk *k, uint8_t day)
{
	uint8_t bytes[10] = { 23, 4, day };

	talk_control(k, 0xc0, 0xc2, 0, 0, bytes, 10, 0);
}

static void mode_4(struct talk *k)
{
	date(k, 12);
	set_up(k, 4, 0, 0);
	talk_register(k, 0x23, 1);
	frames(k, 1);
}

static void mode_4_old(struct talk *k)
{
	date(k, 11);
	set_up(k, 4, 0, 0);
	talk_register(k, 0x23, 1);
	frames(k, 1);
}

static void mode_4_refused(struct talk *k)
{
	date(k, 11);
	talk_command(k, (const uint8_t []){ 0xa0, 0, 0, 1, 0, 1, 4 }, 7, -EPIPE);
}

static void mode_4_refused_new(struct talk *k)
{
	date(k, 12);
	talk_command(k, (const uint8_t []){ 0xa0, 0, 0, 1, 0, 1, 4 }, 7, -EPIPE);
}

static void upload(struct talk *k)
{
	talk_control(k, 0x40, 0xa0, 0, 0x4000, "abcd", 4, 0);
	talk_control(k, 0x40, 0xa0, 0, 0x4000, NULL, 0, -EPROTO);
	k->device = 6;
	talk_identity(k, TR_VENDOR, TR_QHY600);
}

static void upload_refused(struct talk *k)
{
	talk_control(k, 0x40, 0xa0, 0, 0x4000, "abcd", 4, -EPIPE);
}

static const struct scene scenes[] = {
	{ "status tells the exposure", TR_QHY268, status_true, 1, CONFIRMED, false },
	{ "that of the 600 settles nothing", TR_QHY600, status_true, 1, NOT_SEEN, false },
	{ "status tells another", TR_QHY268, status_false, 1, CONTRADICTED, false },
	{ "a stalled command", TR_QHY268, stalled, 1, CONTRADICTED, false },
	{ "a stalled command, QHY600", TR_QHY600, stalled, 1, CONTRADICTED, false },
	{ "only registers", TR_QHY268, registers, 1, CONTRADICTED, false },
	{ "firmware", TR_QHY600_LOADER, upload, 1, CONFIRMED, false },
	{ "firmware refused", TR_QHY600_LOADER, upload_refused, 1, CONTRADICTED, false },
	{ "gains", TR_QHY268, gains, 2, NOT_SEEN, false },
	{ "gains of the maker", TR_QHY268, gains, 2, CONFIRMED, true },
	{ "gains apart", TR_QHY268, gains_apart, 2, CONTRADICTED, false },
	{ "digital gain", TR_QHY268, gain_digital, 2, CONTRADICTED, true },
	{ "start and stop", TR_QHY268, live, 3, CONFIRMED, false },
	{ "frames after a stop", TR_QHY268, live_late, 3, CONTRADICTED, false },
	{ "no frames", TR_QHY268, live_silent, 3, CONTRADICTED, false },
	{ "no frames, started again", TR_QHY268, live_silent_again, 3, CONTRADICTED, false },
	{ "no frames so far, each time", TR_QHY268, live_silent_each, 3, NOT_SEEN, false },
	{ "no frames so far", TR_QHY268, live_silent_soon, 3, NOT_SEEN, false },
	{ "two frames of one exposure", TR_QHY268, single_twice, 3, CONTRADICTED, false },
	{ "A6 with another value", TR_QHY268, single_stop, 3, CONTRADICTED, false },
	{ "change while running", TR_QHY268, change, 4, CONFIRMED, false },
	{ "no change", TR_QHY268, live, 4, NOT_SEEN, false },
	{ "change damages", TR_QHY268, change_damages, 4, CONTRADICTED, false },
	{ "frames as timed", TR_QHY268, spaced, 5, CONFIRMED, false },
	{ "frames faster", TR_QHY268, spaced_closer, 5, CONTRADICTED, false },
	{ "frames that waited", TR_QHY268, spaced_late, 5, CONFIRMED, false },
	{ "good power", TR_QHY268, power_good, 6, CONFIRMED, false },
	{ "bad power", TR_QHY268, power_low, 6, NOT_SEEN, false },
	{ "another code", TR_QHY268, power_other, 6, CONTRADICTED, false },
	{ "humidity", TR_QHY268, humidity, 7, NOT_SEEN, false },
	{ "humidity too hot", TR_QHY268, humidity_hot, 7, CONTRADICTED, false },
	{ "trigger", TR_QHY268, trigger, 8, NOT_SEEN, false },
	{ "trigger of the maker", TR_QHY268, trigger, 8, CONFIRMED, true },
	{ "another trigger", TR_QHY268, trigger_other, 8, CONTRADICTED, false },
	{ "burst", TR_QHY268, burst, 9, CONFIRMED, false },
	{ "a longer burst", TR_QHY268, burst_more, 9, CONTRADICTED, false },
	{ "burst by registers", TR_QHY268, burst_registers, 9, CONTRADICTED, false },
	{ "frame size", TR_QHY268, live, 10, CONFIRMED, false },
	{ "34 rows more", TR_QHY268, more_rows, 10, CONTRADICTED, false },
	{ "empty packet", TR_QHY268, empty, 11, CONFIRMED, false },
	{ "empty packet, same request", TR_QHY268, empty_in_request, 11, CONFIRMED, false },
	{ "more rows that fill packets", TR_QHY268, more_packets, 10, CONTRADICTED, false },
	{ "no empty packet later", TR_QHY268, no_empty_later, 11, CONTRADICTED, false },
	{ "no empty packet", TR_QHY268, no_empty, 11, CONTRADICTED, false },
	{ "more rows and no empty packet", TR_QHY268, more_rows_no_empty, 10, CONTRADICTED, false },
	{ "no empty packet and more rows", TR_QHY268, more_rows_no_empty, 11, CONTRADICTED, false },
	{ "more rows, of several lengths", TR_QHY268, more_rows_twice, 11, NOT_SEEN, false },
	{ "filler", TR_QHY268, filler, 12, CONFIRMED, false },
	{ "no filler", TR_QHY268, live, 12, NOT_SEEN, false },
	{ "GPS header", TR_QHY268, gps, 13, CONFIRMED, false },
	{ "GPS header, low bytes", TR_QHY268, gps_low, 13, CONTRADICTED, false },
	{ "GPS header, other size", TR_QHY268, gps_other, 13, CONTRADICTED, false },
	{ "GPIO", TR_QHY268, gpio, 14, CONFIRMED, true },
	{ "GPIO of others", TR_QHY268, gpio, 14, NOT_SEEN, false },
	{ "another GPIO", TR_QHY268, gpio_other, 14, CONTRADICTED, false },
	{ "anti-RBI", TR_QHY600, anti_rbi, 15, CONFIRMED, true },
	{ "anti-RBI refused", TR_QHY600, anti_rbi_stalled, 15, CONTRADICTED, false },
	{ "LED", TR_QHY268, led, 16, CONFIRMED, true },
	{ "another LED", TR_QHY268, led_other, 16, CONTRADICTED, false },
	{ "unknown command", TR_QHY268, unknown, 17, NOT_SEEN, true },
	{ "flash write", TR_QHY268, protection_by_flash, 18, CONFIRMED, false },
	{ "no flash write", TR_QHY268, protection_gone, 18, CONTRADICTED, false },
	{ "area", TR_QHY268, area, 19, CONFIRMED, true },
	{ "another area", TR_QHY268, area_other, 19, CONTRADICTED, true },
	{ "another area, who knows why", TR_QHY268, area_other, 19, NOT_SEEN, false },
	{ "gain at its end", TR_QHY268, gain_most, 20, CONFIRMED, true },
	{ "gain of the 268 in a 600", TR_QHY600, gain_most, 20, CONTRADICTED, true },
	{ "a large gain", TR_QHY268, gain_large, 20, CONTRADICTED, false },
	{ "gain refused", TR_QHY268, gain_stalled, 20, CONTRADICTED, false },
	{ "no such gain", TR_QHY268, gain_stalled_first, 2, CONTRADICTED, false },
	{ "no such offset", TR_QHY268, offset_stalled_first, 2, CONTRADICTED, false },
	{ "zeros, empty memory", TR_QHY268, zeros, 21, CONTRADICTED, false },
	{ "mode 6", TR_QHY268, mode_6, 22, CONFIRMED, false },
	{ "mode 6 in 16 bit", TR_QHY268, mode_6_deep, 22, CONTRADICTED, false },
	{ "another sub-model", TR_QHY268, sub_model, 23, CONTRADICTED, false },
	{ "a known sub-model", TR_QHY268, power_good, 23, NOT_SEEN, false },
	{ "mode 4", TR_QHY268, mode_4, 24, CONFIRMED, false },
	{ "mode 4, old firmware", TR_QHY268, mode_4_old, 24, CONTRADICTED, false },
	{ "mode 4, refused", TR_QHY268, mode_4_refused, 24, CONFIRMED, false },
	{ "mode 4, refused, new firmware", TR_QHY268, mode_4_refused_new, 24, CONTRADICTED, false },
};

/* These are wrong in two ways. */
static const struct {
	void (*act)(struct talk *k);
	int assumption[2];
} twice[] = {
	{ more_rows_no_empty, { 10, 11 } },
	{ more_rows_twice, { 10, 10 } },
	{ protection_by_flash, { 18, 16 } },
	{ mode_6_deep, { 22, 10 } },
};

static int verdict(const struct tr_finding *f)
{
	return f->against_count ? CONTRADICTED : f->for_count ? CONFIRMED : NOT_SEEN;
}

static bool expected(const struct scene *s, int a)
{
	bool found = a == s->assumption;

	for (size_t i = 0; i < sizeof(twice) / sizeof(twice[0]); i++)
		found |= twice[i].act == s->act &&
			 (twice[i].assumption[0] == a || twice[i].assumption[1] == a);
	return found;
}

/* Not one assumption of the others may be contradicted by accident. */
static unsigned int unexpected(const struct tr_check *k, const struct scene *s)
{
	unsigned int n = 0;

	for (int i = 1; i <= TR_ASSUMPTIONS; i++)
		n += !expected(s, i) && k->finding[i].against_count;
	return n;
}

static unsigned int contradicted(const struct tr_check *k)
{
	unsigned int n = 0;

	for (int i = 1; i <= TR_ASSUMPTIONS; i++)
		n += k->finding[i].against_count != 0;
	return n;
}

static void play(struct tap *t, const struct scene *s, const char *path, struct tr_check *k)
{
	struct tr_totals totals = { 0 };
	struct tr_choice all = { 0 };
	struct tr_sink sink;
	const struct tr_sink *const sinks[] = { &sink, NULL };
	struct qc_error e = { .text = "" };
	FILE *nowhere = fopen("/dev/null", "we");
	struct talk talk;
	unsigned int against;

	T_OK(t, talk_open(&talk, path));
	talk_identity(&talk, TR_VENDOR, s->product);
	s->act(&talk);
	talk_close(&talk);
	tr_check_init(k, s->maker, &sink);
	T_EQ(t, tr_read(path, &all, sinks, &totals, &e), 0);
	against = tr_check_print(k, nowhere);
	T_EQ(t, tr_check_json(k, nowhere), against);
	fclose(nowhere);
	if (!T_EQ(t, verdict(&k->finding[s->assumption]), s->verdict))
		printf("# A%d, %s: %s %s\n", s->assumption, s->name,
		       k->finding[s->assumption].against[0].text,
		       k->finding[s->assumption].first_for.text);
	if (s->verdict == CONTRADICTED)
		T_OK(t, k->finding[s->assumption].against[0].packet > 2);
	T_EQ(t, against, contradicted(k));
	if (!T_EQ(t, unexpected(k, s), 0))
		printf("# %s\n", s->name);
}

int main(void)
{
	char dir[] = "/tmp/qhycam-trace.XXXXXX", path[64];
	struct tap tap = { 0 }, *t = &tap;
	struct tr_check *k = malloc(sizeof(*k));

	if (!k || !mkdtemp(dir))
		return 1;
	snprintf(path, sizeof(path), "%s/file", dir);
	for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++)
		play(t, &scenes[i], path, k);
	for (int a = 1; a <= TR_ASSUMPTIONS; a++)
		T_OK(t, tr_assumption[a].taken && tr_assumption[a].change &&
		     tr_assumption[a].settle);
	free(k);
	unlink(path);
	rmdir(dir);
	return tap_end(t);
}
