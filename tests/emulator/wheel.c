// SPDX-License-Identifier: GPL-2.0
#include "wheel.h"

#include <string.h>

#define VERSION	"20230614"
#define MS	INT64_C(1000000)

static const char digits[] = "0123456789ABCDEF";

void wheel_connect(struct wheel *w, unsigned int slots, unsigned int move_ms,
		   unsigned int answer_ms)
{
	*w = (struct wheel){
		.slots = slots, .move_ns = move_ms * MS,
		.answer_ns = answer_ms * MS,
	};
}

void wheel_power_on(struct wheel *w)
{
	w->position = 0;
	w->arrives = 0;
	memset(w->answer, 0, sizeof(w->answer));
}

bool wheel_moving(const struct wheel *w, int64_t now)
{
	return now < w->arrives;
}

static bool is(const uint8_t *text, size_t len, const char *command)
{
	return len == strlen(command) && !memcmp(text, command, len);
}

static void move(struct wheel *w, int64_t now, char digit)
{
	const char *at = digit ? strchr(digits, digit) : NULL;

	if (!at || at - digits >= (int)w->slots)
		return;
	w->moves++;
	if (w->position == (unsigned int)(at - digits))
		return;
	w->position = (unsigned int)(at - digits);
	w->arrives = now + w->move_ns;
}

void wheel_command(struct wheel *w, int64_t now, const uint8_t *text,
		   size_t len)
{
	memset(w->answer, 0, sizeof(w->answer));
	if (!w->slots)
		return;
	w->answers = now + w->answer_ns;
	if (is(text, len, "VRS"))
		memcpy(w->answer, VERSION, sizeof(w->answer));
	else if (is(text, len, "MXP"))
		w->answer[0] = digits[w->slots];
	else if (is(text, len, "NOW"))
		w->answer[0] = wheel_moving(w, now) ? 'N'
						    : digits[w->position];
	else if (len == 1)
		move(w, now, (char)text[0]);
}

void wheel_buffer(const struct wheel *w, int64_t now, uint8_t *out)
{
	if (now >= w->answers)
		memcpy(out, w->answer, sizeof(w->answer));
	else
		memset(out, 0, sizeof(w->answer));
}
