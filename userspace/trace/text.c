// SPDX-License-Identifier: GPL-2.0
/*
 * text.c - a line of usbmon's text
 *
 * As Documentation/usb/usbmon.rst has it:
 *	TAG TIME S Co:2:003:0 s 40 d1 0000 0000 0010 16 = a0000001 00010000 ...
 *	TAG TIME C Bi:2:003:1 0 307204 = 00112233 ...
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/packet.h"

/* The next word of @at, which goes on behind it; its length, 0 at the end. */
static size_t word(const char **at, const char **text)
{
	*text = *at + strspn(*at, " \t\r");
	*at = *text + strcspn(*text, " \t\r");
	return (size_t)(*at - *text);
}

/* A number that is followed by @end or by white space when that is 0. */
static int number(const char *text, const char *last, int base, uint64_t *value)
{
	char *end;

	if (!isxdigit((unsigned char)*text) || text >= last)
		return -EINVAL;
	errno = 0;
	*value = strtoull(text, &end, base);
	return errno || end != last ? -EINVAL : 0;
}

static int take_number(const char **at, int base, uint64_t max, uint64_t *value)
{
	const char *text;
	size_t len = word(at, &text);

	return !len || number(text, *at, base, value) || *value > max ? -EINVAL : 0;
}

/* Ci:2:003:0, or Ci:003:00 of the older form. */
static int address(const char **at, struct tr_packet *p)
{
	static const char kinds[] = "ZICB";
	const char *text, *part, *kind;
	uint64_t value[3];
	unsigned int n = 0;

	if (word(at, &text) < 4)
		return -EINVAL;
	kind = strchr(kinds, text[0]);
	if (!kind || (text[1] != 'i' && text[1] != 'o') || text[2] != ':')
		return -EINVAL;
	for (part = text + 3; n < 3 && part < *at; n++) {
		const char *end = part + strcspn(part, ": \t\r");

		if (number(part, end, 10, &value[n]) || value[n] > UINT16_MAX)
			return -EINVAL;
		part = *end == ':' ? end + 1 : end;
	}
	if (n < 2 || part != *at)
		return -EINVAL;
	p->kind = (enum tr_kind)(kind - kinds);
	p->in = text[1] == 'i';
	p->bus = n == 3 ? (uint16_t)value[0] : 0;
	p->device = (uint16_t)value[n - 2];
	p->endpoint = value[n - 1] & 0x0f;
	return 0;
}

static int take_setup(const char **at, struct tr_packet *p)
{
	static const unsigned int bytes[] = { 1, 1, 2, 2, 2 };
	unsigned int to = 0;
	uint64_t value;

	for (size_t i = 0; i < sizeof(bytes) / sizeof(bytes[0]); i++) {
		if (take_number(at, 16, bytes[i] == 1 ? 0xff : 0xffff, &value))
			return -EINVAL;
		p->setup[to++] = value & 0xff;
		if (bytes[i] == 2)
			p->setup[to++] = (uint8_t)(value >> 8);
	}
	p->has_setup = true;
	return 0;
}

/* "s SETUP", "- __ __ ____ ____ ____", or a status with what belongs to it. */
static int setup_or_status(const char **at, struct tr_packet *p)
{
	const char *text;
	size_t len = word(at, &text);
	char *end;
	long status;

	if (!len)
		return -EINVAL;
	if (p->kind == TR_CONTROL && p->event == TR_SUBMIT) {
		if (len == 1 && *text == 's')
			return take_setup(at, p);
		for (unsigned int i = 0; i < 5; i++)
			if (!word(at, &text))
				return -EINVAL;
		return 0;
	}
	status = strtol(text, &end, 10);
	if (end == text || (*end != ':' && end != *at) || status < -4095 || status > 0)
		return -EINVAL;
	p->status = p->event == TR_SUBMIT ? 0 : (int)status;
	return 0;
}

static int digit(char c)
{
	return isdigit((unsigned char)c) ? c - '0' : tolower((unsigned char)c) - 'a' + 10;
}

static int take_data(const char *at, uint8_t data[TR_TEXT_DATA], struct tr_packet *p)
{
	const char *text;
	size_t len;

	p->data = data;
	while ((len = word(&at, &text)) != 0) {
		if (len % 2)
			return -EINVAL;
		for (size_t i = 0; i < len; i += 2) {
			if (!isxdigit((unsigned char)text[i]) ||
			    !isxdigit((unsigned char)text[i + 1]))
				return -EINVAL;
			if (p->have == TR_TEXT_DATA || p->have == p->length)
				return -EINVAL;
			data[p->have++] = (uint8_t)(digit(text[i]) << 4 | digit(text[i + 1]));
		}
	}
	return 0;
}

int tr_decode_text(const char *line, uint8_t data[TR_TEXT_DATA], struct tr_packet *p)
{
	const char *at = line, *text;
	uint64_t value;

	*p = (struct tr_packet){ .length_known = true };
	if (take_number(&at, 16, UINT64_MAX, &p->id) ||
	    take_number(&at, 10, UINT32_MAX, &value) || word(&at, &text) != 1)
		return -EINVAL;
	p->time_us = (int64_t)value;
	if (*text == 'S')
		p->event = TR_SUBMIT;
	else if (*text == 'C')
		p->event = TR_DONE;
	else if (*text == 'E')
		p->event = TR_REFUSED;
	else
		return -EINVAL;
	if (address(&at, p))
		return -EINVAL;
	if (p->kind == TR_ISO)
		return 0;	/* descriptors would come first; no camera has it */
	if (setup_or_status(&at, p))
		return -EINVAL;
	/* An error may end here. */
	if (!word(&at, &text))
		return p->event == TR_REFUSED ? 0 : -EINVAL;
	if (number(text, at, 10, &value) || value > UINT32_MAX)
		return -EINVAL;
	p->length = (uint32_t)value;
	if (word(&at, &text) == 1 && *text == '=')
		return take_data(at, data, p);
	return 0;
}
