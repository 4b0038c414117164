// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: what is sent and expected where an assumption is wrong
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "qhy-dialect.h"
#include "qhy-models.h"

/*
 * [A2] Nobody has seen such a table. The numbers only have the shape that one
 * would have: a jump where the noise drops, another slope in each kind of mode.
 */
#define QHY_CODES_DSO { \
	.gain = { { 0, 256 }, { 25, 356 }, { 26, 384 }, { 142, 848 } }, \
	.offset = { { 0, 64 }, { 255, 574 } } \
}

#define QHY_CODES_HIGH_GAIN { \
	.gain = { { 0, 256 }, { 55, 476 }, { 56, 512 }, { 142, 856 } }, \
	.offset = { { 0, 64 }, { 255, 829 } } \
}

#define QHY_CODES_FULLWELL { \
	.gain = { { 0, 128 }, { 142, 412 } }, \
	.offset = { { 0, 64 }, { 255, 319 } } \
}

static const struct qhy_codes qhy_mode_codes[QHY_MODES_MAX] = {
	QHY_CODES_DSO, QHY_CODES_HIGH_GAIN, QHY_CODES_FULLWELL,
	QHY_CODES_FULLWELL, QHY_CODES_DSO, QHY_CODES_HIGH_GAIN, QHY_CODES_DSO,
};

#define QHY_CAPTURE_STOP	0x11	/* value of QHY_CMD_CAPTURE [A3] */
#define QHY_OVERSCAN_ROWS	34	/* [A10] */

/* Those that have an alternative */
static const u8 qhy_numbers[] = { 1, 2, 3, 10, 11 };

/**
 * qhy_dialect_init() - from numbers of assumptions to what is done
 * @dialect: to fill
 * @alternatives: QHY_A() of each assumption that does not hold
 */
void qhy_dialect_init(struct qhy_dialect *dialect, u32 alternatives)
{
	*dialect = (struct qhy_dialect){
		.registers = alternatives & QHY_A(1),
		.codes = alternatives & QHY_A(2) ? qhy_mode_codes : NULL,
		.capture_live = alternatives & QHY_A(3),
		.stop = alternatives & QHY_A(3) ? QHY_CAPTURE_STOP : 0,
		.extra_rows = alternatives & QHY_A(10) ? QHY_OVERSCAN_ROWS : 0,
		.no_empty = alternatives & QHY_A(11),
	};
}

static int qhy_dialect_number(const char *word, size_t len)
{
	char name[8];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(qhy_numbers); i++) {
		snprintf(name, sizeof(name), "A%u", qhy_numbers[i]);
		if (strlen(name) == len && !strncmp(word, name, len))
			return qhy_numbers[i];
	}
	return -EINVAL;
}

/**
 * qhy_dialect_parse() - numbers of assumptions from words
 * @words: "A1 A3", apart by blanks, commas or +; "none"
 * @alternatives: QHY_A() of each
 *
 * Return: 0, or -EINVAL: an assumption that has no alternative here.
 */
int qhy_dialect_parse(const char *words, u32 *alternatives)
{
	const char *apart = " ,+\t\n";
	u32 mask = 0, count = 0;
	bool none = false;
	size_t len;
	int number;

	for (words += strspn(words, apart); *words;
	     words += len + strspn(words + len, apart)) {
		len = strcspn(words, apart);
		count++;
		if (len == 4 && !strncmp(words, "none", len)) {
			none = true;
			continue;
		}
		number = qhy_dialect_number(words, len);
		if (number < 0)
			return number;
		mask |= QHY_A(number);
	}
	if (!count || (none && count > 1))
		return -EINVAL;
	*alternatives = mask;
	return 0;
}

/**
 * qhy_dialect_name() - words for numbers of assumptions
 * @alternatives: QHY_A() of each
 * @words: QHY_DIALECT_TEXT bytes; "none", or as qhy_dialect_parse() wants them
 */
void qhy_dialect_name(u32 alternatives, char *words)
{
	size_t used = 0, i;

	for (i = 0; i < ARRAY_SIZE(qhy_numbers); i++)
		if (alternatives & QHY_A(qhy_numbers[i]))
			used += snprintf(words + used, QHY_DIALECT_TEXT - used,
					 "%sA%u", used ? " " : "",
					 qhy_numbers[i]);
	if (!used)
		snprintf(words, QHY_DIALECT_TEXT, "none");
}

/* Beyond the last point its code stays. */
static u16 qhy_code_at(const struct qhy_code *table, u16 value)
{
	const struct qhy_code *end = table + QHY_CODE_POINTS;
	const struct qhy_code *p;

	for (p = table; p + 1 < end && p[1].value; p++)
		if (value < p[1].value)
			return p->code + (value - p->value) *
			       (p[1].code - p->code) / (p[1].value - p->value);
	return p->code;
}

/**
 * qhy_dialect_gain() - what a camera is told for a gain
 * @dialect: of the camera
 * @mode: readout mode
 * @value: of the control
 *
 * Return: the analogue code [A2].
 */
u16 qhy_dialect_gain(const struct qhy_dialect *dialect, unsigned int mode,
		     u16 value)
{
	if (!dialect->codes)
		return value;
	return qhy_code_at(dialect->codes[mode].gain, value);
}

/**
 * qhy_dialect_offset() - what a camera is told for an offset
 * @dialect: of the camera
 * @mode: readout mode
 * @value: of the control
 *
 * Return: the code [A2].
 */
u16 qhy_dialect_offset(const struct qhy_dialect *dialect, unsigned int mode,
		       u16 value)
{
	if (!dialect->codes)
		return value;
	return qhy_code_at(dialect->codes[mode].offset, value);
}
