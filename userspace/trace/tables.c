// SPDX-License-Identifier: GPL-2.0
/*
 * tables.c - the protocol: requests, commands, registers, pages
 */
#include "trace/names.h"

static const struct tr_part mode_parts[] = {
	{ "single", 1, 1, TR_UNSIGNED, NULL },
	{ "x_binning", 2, 2, TR_UNSIGNED, NULL },
	{ "y_binning", 4, 2, TR_UNSIGNED, NULL },
	{ "readout_mode", 6, 1, TR_UNSIGNED, NULL },
	{ .name = NULL },
};

static const struct tr_part roi_parts[] = {
	{ "width", 2, 2, TR_UNSIGNED, NULL },
	{ "left", 4, 2, TR_UNSIGNED, NULL },
	{ "height", 6, 2, TR_UNSIGNED, NULL },
	{ "top", 8, 2, TR_UNSIGNED, NULL },
	{ .name = NULL },
};

static const struct tr_part exposure_parts[] = {
	{ "exposure", 1, 4, TR_UNSIGNED, "us" },
	{ .name = NULL },
};

static const struct tr_part gain_parts[] = {
	{ "red", 1, 2, TR_UNSIGNED, NULL },
	{ "red_digital", 3, 2, TR_UNSIGNED, NULL },
	{ "green", 5, 2, TR_UNSIGNED, NULL },
	{ "green_digital", 7, 2, TR_UNSIGNED, NULL },
	{ "blue", 9, 2, TR_UNSIGNED, NULL },
	{ "blue_digital", 11, 2, TR_UNSIGNED, NULL },
	{ .name = NULL },
};

static const struct tr_part value_parts[] = {
	{ "value", 1, 1, TR_UNSIGNED, NULL },
	{ .name = NULL },
};

static const struct tr_part depth_parts[] = {
	{ "deep", 1, 1, TR_UNSIGNED, NULL },
	{ .name = NULL },
};

static const struct tr_part offset_parts[] = {
	{ "red", 1, 2, TR_UNSIGNED, NULL },
	{ "green", 3, 2, TR_UNSIGNED, NULL },
	{ "blue", 5, 2, TR_UNSIGNED, NULL },
	{ .name = NULL },
};

static const struct tr_part wheel_parts[] = {
	{ "length", 1, 1, TR_UNSIGNED, NULL },
	{ "text", 2, 14, TR_ASCII, NULL },
	{ .name = NULL },
};

static const struct tr_part anti_rbi_parts[] = {
	{ "enable", 1, 1, TR_UNSIGNED, NULL },
	{ "value", 2, 2, TR_UNSIGNED, NULL },
	{ .name = NULL },
};

static const struct tr_part trigger_parts[] = {
	{ "enable", 1, 1, TR_UNSIGNED, NULL },
	{ "input_mode", 2, 1, TR_UNSIGNED, NULL },
	{ "filter", 4, 2, TR_UNSIGNED, "us" },
	{ "source", 6, 1, TR_UNSIGNED, NULL },
	{ "output_mode", 7, 1, TR_UNSIGNED, NULL },
	{ .name = NULL },
};

static const struct tr_part burst_parts[] = {
	{ "enable", 1, 1, TR_UNSIGNED, NULL },
	{ "start", 2, 2, TR_UNSIGNED, NULL },
	{ "end", 4, 2, TR_UNSIGNED, NULL },
	{ .name = NULL },
};

static const struct tr_part gpio_parts[] = {
	{ "port_mode", 1, 1, TR_UNSIGNED, NULL },
	{ "outputs", 2, 1, TR_UNSIGNED, NULL },
	{ .name = NULL },
};

static const struct tr_part cooler_parts[] = {
	{ "automatic", 1, 1, TR_UNSIGNED, NULL },
	{ "pwm", 2, 1, TR_UNSIGNED, NULL },
	{ "unit", 3, 1, TR_UNSIGNED, NULL },
	{ "target", 4, 2, TR_TENTHS, "C" },
	{ .name = NULL },
};

const struct tr_command tr_commands[] = {
	{ 0xa0, "mode", 1, mode_parts },
	{ 0xa1, "speed", 0, value_parts },
	{ 0xa2, "roi", 1, roi_parts },
	{ 0xa3, "exposure", 1, exposure_parts },
	{ 0xa4, "gain", 1, gain_parts },
	{ 0xa5, "usb traffic", 1, value_parts },
	{ 0xa6, "capture", 1, value_parts },
	{ 0xa7, "depth", 1, depth_parts },
	{ 0xa8, "offset", 1, offset_parts },
	{ 0xa9, "ddr", 1, value_parts },
	{ 0xaa, "filter wheel", 2, wheel_parts },
	{ 0xab, "anti-RBI", 2, anti_rbi_parts },
	{ 0xac, "trigger", 2, trigger_parts },
	{ 0xad, "burst", 2, burst_parts },
	{ 0xae, "GPIO", 2, gpio_parts },
	{ 0xaf, "cooler", 1, cooler_parts },
	{ .name = NULL },
};

const struct tr_register tr_registers[] = {
	{ 0x01, "DDR clear", 1 },
	{ 0x04, "DDR level", 1 },
	{ 0x1e, "DDR enable", 0 },
	{ 0x23, "run", 1 },
	{ 0x29, "patch number, bits 31-24", 2 },
	{ 0x2a, "patch number, bits 23-16", 2 },
	{ 0x2b, "patch number, bits 15-8", 2 },
	{ 0x2c, "patch number, bits 7-0", 2 },
	{ 0x38, "frame counter stamp", 2 },
	{ 0x52, "frame counter reset", 2 },
	{ .name = NULL },
};

static const struct tr_part status_parts[] = {
	{ "readout_clock", 0, 1, TR_UNSIGNED, "MHz" },
	{ "remaining", 1, 4, TR_UNSIGNED, "us" },
	{ "exposure", 5, 4, TR_UNSIGNED, "us" },
	{ "firmware_year", 9, 1, TR_UNSIGNED, NULL },
	{ "firmware_month", 10, 1, TR_UNSIGNED, NULL },
	{ "firmware_day", 11, 1, TR_UNSIGNED, NULL },
	{ "temperature_sensor", 12, 1, TR_UNSIGNED, NULL },
	{ "temperature", 13, 2, TR_TENTHS, "C" },
	{ "target", 15, 2, TR_TENTHS, "C" },
	{ "pwm", 17, 1, TR_UNSIGNED, NULL },
	{ "automatic", 18, 1, TR_UNSIGNED, NULL },
	{ "ddr_level", 19, 3, TR_UNSIGNED, "x2048" },
	{ "width", 28, 2, TR_UNSIGNED, NULL },
	{ "height", 30, 2, TR_UNSIGNED, NULL },
	{ "deep", 32, 1, TR_UNSIGNED, NULL },
	{ "usb", 33, 1, TR_UNSIGNED, NULL },
	{ "power", 34, 1, TR_UNSIGNED, NULL },
	{ "wheel", 38, 8, TR_ASCII, NULL },
	{ "sub_model", 46, 1, TR_UNSIGNED, NULL },
	{ "colour", 47, 1, TR_UNSIGNED, NULL },
	{ "serial", 48, 16, TR_ASCII, NULL },
	{ .name = NULL },
};

static const struct tr_part timing_parts[] = {
	{ "hmax", 4, 2, TR_UNSIGNED, NULL },
	{ "traffic", 8, 2, TR_UNSIGNED, NULL },
	{ "line_period", 10, 2, TR_UNSIGNED, "x10ns" },
	{ "long_exposure", 13, 1, TR_UNSIGNED, NULL },
	{ "exposure", 14, 4, TR_UNSIGNED, "us" },
	{ "actual_exposure", 18, 4, TR_UNSIGNED, "us" },
	{ "frame_period", 22, 4, TR_UNSIGNED, "us" },
	{ "top", 30, 2, TR_UNSIGNED, NULL },
	{ "height", 32, 2, TR_UNSIGNED, NULL },
	{ "deep", 38, 1, TR_UNSIGNED, NULL },
	{ "single", 39, 1, TR_UNSIGNED, NULL },
	{ "ddr", 40, 1, TR_UNSIGNED, NULL },
	{ "vmax", 41, 4, TR_UNSIGNED, NULL },
	{ "humidity_raw", 57, 2, TR_UNSIGNED, NULL },
	{ "humidity_temperature_raw", 59, 2, TR_UNSIGNED, NULL },
	{ .name = NULL },
};

static const struct tr_part date_parts[] = {
	{ "year", 0, 1, TR_UNSIGNED, NULL },
	{ "month", 1, 1, TR_UNSIGNED, NULL },
	{ "day", 2, 1, TR_UNSIGNED, NULL },
	{ .name = NULL },
};

static const struct tr_part colour_parts[] = {
	{ "colour", 1, 1, TR_UNSIGNED, NULL },
	{ .name = NULL },
};

static const struct tr_part serial_parts[] = {
	{ "serial", 0, 16, TR_ASCII, NULL },
	{ .name = NULL },
};

static const struct tr_part temperature_parts[] = {
	{ "negative", 0, 1, TR_UNSIGNED, NULL },
	{ "tenths", 1, 2, TR_UNSIGNED, NULL },
	{ "pwm", 3, 1, TR_UNSIGNED, NULL },
	{ .name = NULL },
};

static const struct tr_part level_parts[] = {
	{ "ddr_level", 0, 3, TR_UNSIGNED, "x2048" },
	{ .name = NULL },
};

static const struct tr_part led_parts[] = {
	{ "position", 4, 4, TR_UNSIGNED, NULL },
	{ .name = NULL },
};

static const struct tr_part device_parts[] = {
	{ "class", 4, 1, TR_UNSIGNED, NULL },
	{ .name = NULL },
};

/* The first that fits; lengths are those that it must have. */
const struct tr_request tr_requests[] = {
	{ 0x40, 0xa0, -1, -1, -1, "loader", 1, NULL },
	{ 0x40, 0xd1, 16, 0, 0, "command", 1, NULL },
	{ 0xc0, 0xd2, 64, 0, 0, "status", 1, status_parts },
	{ 0xc0, 0xd3, 64, 0, 0, "timing", 1, timing_parts },
	{ 0x40, 0xb9, 1, -1, -1, "write register", 1, NULL },
	{ 0xc0, 0xbc, 3, 0, 4, "read register", 1, level_parts },
	{ 0xc0, 0xbc, 1, -1, -1, "read register", 0, NULL },
	{ 0xc0, 0xc2, 10, 0, 0, "firmware date", 0, date_parts },
	{ 0xc0, 0xca, 16, 0x08, 0x08, "colour", 1, colour_parts },
	{ 0xc0, 0xca, 16, 0x10, 0x10, "serial number", 1, serial_parts },
	{ 0xc0, 0xf2, 4, 0, 0, "temperature", 0, temperature_parts },
	{ 0x40, 0xd9, 0, -1, 0, "LED", 2, NULL },
	{ 0x40, 0xda, 8, -1, 0, "LED pulse", 2, led_parts },
	/* known, and not of this driver */
	{ 0x40, 0xc1, -1, -1, -1, "wheel serial line, write", 0, NULL },
	{ 0xc0, 0xc3, -1, -1, -1, "wheel serial line, read", 0, NULL },
	{ 0x40, 0xf3, -1, -1, -1, "cooler of older cameras", 0, NULL },
	{ 0x40, 0xf4, -1, -1, -1, "cooler of older cameras", 0, NULL },
	{ 0x40, 0xd6, -1, -1, -1, "flash or configuration write", 0, NULL },
	/* USB's own */
	{ 0x80, 0x00, 2, -1, -1, "get status", 1, NULL },
	{ 0x82, 0x00, 2, -1, -1, "get status", 1, NULL },
	{ 0x00, 0x01, 0, -1, -1, "clear feature", 1, NULL },
	{ 0x02, 0x01, 0, -1, -1, "clear halt", 1, NULL },
	{ 0x00, 0x03, 0, -1, -1, "set feature", 1, NULL },
	{ 0x01, 0x03, 0, -1, -1, "set interface feature", 1, NULL },
	{ 0x00, 0x05, 0, -1, -1, "set address", 1, NULL },
	{ 0x80, 0x06, -1, 0x0100, 0, "device descriptor", 1, device_parts },
	{ 0x80, 0x06, -1, -1, -1, "descriptor", 1, NULL },
	{ 0x80, 0x08, 1, -1, -1, "get configuration", 1, NULL },
	{ 0x00, 0x09, 0, -1, -1, "set configuration", 1, NULL },
	{ 0x81, 0x0a, 1, -1, -1, "get interface", 1, NULL },
	{ 0x01, 0x0b, 0, -1, -1, "set interface", 1, NULL },
	{ 0x00, 0x30, 6, -1, -1, "set exit latencies", 1, NULL },
	{ 0x00, 0x31, 0, -1, -1, "set isochronous delay", 1, NULL },
	{ .name = NULL },
};
