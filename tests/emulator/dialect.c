// SPDX-License-Identifier: GPL-2.0
#include "dialect.h"

#include <stddef.h>
#include <string.h>

static const char *const names[] = { "A1", "A2", "A3", "A10", "A11" };

#define COUNT	(sizeof(names) / sizeof(names[0]))

static bool *flag(struct dialect *d, size_t i)
{
	bool *const flags[COUNT] = {
		&d->a1, &d->a2, &d->a3, &d->a10, &d->a11,
	};

	return flags[i];
}

bool dialect_parse(const char *text, struct dialect *d)
{
	size_t i, len;

	*d = (struct dialect){ 0 };
	if (!strcmp(text, "none"))
		return true;
	for (;; text += len + 1) {
		len = strcspn(text, "+");
		for (i = 0; i < COUNT; i++)
			if (strlen(names[i]) == len &&
			    !strncmp(text, names[i], len))
				break;
		if (i == COUNT)
			return false;
		*flag(d, i) = true;
		if (!text[len])
			return true;
	}
}

void dialect_name(const struct dialect *d, char *text)
{
	struct dialect copy = *d;
	size_t i;

	*text = 0;
	for (i = 0; i < COUNT; i++) {
		if (!*flag(&copy, i))
			continue;
		if (*text)
			strcat(text, "+");
		strcat(text, names[i]);
	}
	if (!*text)
		strcpy(text, "none");
}

/* Modes 1 and 5 are of high gain, 2 and 3 of extended full well. */
static int gain_code(unsigned int mode, int gain)
{
	switch (mode) {
	case 1:
	case 5:
		return 256 + 4 * gain + (gain >= 56 ? 32 : 0);
	case 2:
	case 3:
		return 128 + 2 * gain;
	default:
		return 256 + 4 * gain + (gain >= 26 ? 24 : 0);
	}
}

static int offset_code(unsigned int mode, int offset)
{
	switch (mode) {
	case 1:
	case 5:
		return 64 + 3 * offset;
	case 2:
	case 3:
		return 64 + offset;
	default:
		return 64 + 2 * offset;
	}
}

int dialect_gain(unsigned int mode, unsigned int code, int max)
{
	int gain;

	for (gain = 0; gain <= max; gain++)
		if (gain_code(mode, gain) == (int)code)
			return gain;
	return -1;
}

int dialect_offset(unsigned int mode, unsigned int code, int max)
{
	int offset;

	for (offset = 0; offset <= max; offset++)
		if (offset_code(mode, offset) == (int)code)
			return offset;
	return -1;
}
