// SPDX-License-Identifier: GPL-2.0
/* Lists of numbers: what is read is what was written, and nothing else is read. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/ranges.h"
#include "test.h"

#define MIN 3
#define COUNT 12

static void parsed(struct tap *t)
{
	static const struct {
		const char *text;
		int result;
		const char *in;			/* 3 .. 14 */
	} rows[] = {
		{ "3", 0, "100000000000" },
		{ "14", 0, "000000000001" },
		{ "3-14", 0, "111111111111" },
		{ "3,5-7,12", 0, "101110000100" },
		{ "7-7,5,5,4-6", 0, "011110000000" },
		{ "2", -ERANGE, NULL },
		{ "15", -ERANGE, NULL },
		{ "3-15", -ERANGE, NULL },
		{ "7-5", -ERANGE, NULL },
		{ "4294967299", -ERANGE, NULL },
		{ "99999999999999999999999", -ERANGE, NULL },
		{ "", -EINVAL, NULL },
		{ ",", -EINVAL, NULL },
		{ "3,", -EINVAL, NULL },
		{ ",3", -EINVAL, NULL },
		{ "3-", -EINVAL, NULL },
		{ "-3", -EINVAL, NULL },
		{ "3--5", -EINVAL, NULL },
		{ "3 ", -EINVAL, NULL },
		{ " 3", -EINVAL, NULL },
		{ "3,+5", -EINVAL, NULL },
		{ "99-", -EINVAL, NULL },
		{ "3x", -EINVAL, NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool in[COUNT] = { false };
		char got[COUNT + 1];
		int r = qc_ranges_parse(rows[i].text, MIN, MIN + COUNT - 1, in);

		for (int k = 0; k < COUNT; k++)
			got[k] = in[k] ? '1' : '0';
		got[COUNT] = 0;
		tap_eq(t, r, rows[i].result, rows[i].text, __FILE__, __LINE__);
		tap_eq(t, qc_ranges_parse(rows[i].text, MIN, MIN + COUNT - 1, NULL), r,
		       rows[i].text, __FILE__, __LINE__);
		if (rows[i].in)
			tap_ok(t, !strcmp(got, rows[i].in), rows[i].text, __FILE__, __LINE__);
	}
}

/* All lists of 12 numbers there and back, whole and in pieces. */
static void back(struct tap *t)
{
	unsigned int wrong = 0, pieces = 0;
	bool in[COUNT], out[COUNT];
	char text[64], little[24];

	for (unsigned int bits = 1; bits < 1 << COUNT; bits++) {
		unsigned int at = 0, n;

		for (int k = 0; k < COUNT; k++)
			in[k] = bits >> k & 1;
		memset(out, 0, sizeof(out));
		wrong += qc_ranges_format(in, COUNT, true, MIN, text, sizeof(text)) != COUNT;
		wrong += !!qc_ranges_parse(text, MIN, MIN + COUNT - 1, out);
		wrong += !!memcmp(in, out, sizeof(in));
		memset(out, 0, sizeof(out));
		while (at < COUNT) {
			n = qc_ranges_format(in + at, COUNT - at, true, MIN + at, little,
					     sizeof(little));
			if (!n)
				break;
			if (*little)
				wrong += !!qc_ranges_parse(little, MIN, MIN + COUNT - 1, out);
			pieces += at + n < COUNT;
			at += n;
		}
		wrong += !!memcmp(in, out, sizeof(in));
	}
	T_EQ(t, wrong, 0);
	T_OK(t, pieces > 0);
	memset(in, 0, sizeof(in));
	T_EQ(t, qc_ranges_format(in, COUNT, true, MIN, text, sizeof(text)), COUNT);
	T_STR(t, text, "");
	in[1] = true;
	T_EQ(t, qc_ranges_format(in, COUNT, false, MIN, text, sizeof(text)), COUNT);
	T_STR(t, text, "3,5-14");
}

int main(void)
{
	struct tap t = { 0 };

	parsed(&t);
	back(&t);
	return tap_end(&t);
}
