// SPDX-License-Identifier: GPL-2.0
/*
 * view.c - what part of the sensor a video shows, and how
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "view.h"

#define SIDE_MIN 16
#define SIDE_MAX 65534
#define LEVEL_MAX 65535

/* What fits into a length so often; at most the largest bin. */
static unsigned int fits(unsigned int length, unsigned int into)
{
	unsigned int n = length / into;

	return n > QC_VIEW_BIN_MAX ? QC_VIEW_BIN_MAX : n;
}

/* The largest bin for a picture of that size, 0: there is none. */
static unsigned int bin_for(const struct qc_areas *a, unsigned int width, unsigned int height)
{
	unsigned int x = fits(a->effective.width, width);
	unsigned int y = fits(a->effective.height, height);

	return x < y ? x : y;
}

static unsigned int round_up(unsigned int value, unsigned int step)
{
	return step ? (value + step - 1) / step * step : value;
}

/* One side of the region: so many pixels in the middle, Bayer cells stay cells. */
static void middle(unsigned int from, unsigned int length, unsigned int shown, unsigned int min,
		   unsigned int step, unsigned int *at, unsigned int *size)
{
	*size = round_up(shown > min ? shown : min, step);
	if (*size > length)
		*size = length;
	*at = from + (length - *size) / 2 / 8 * 8;
}

static void take_middle(const struct qc_areas *a, struct qc_view *v)
{
	middle(a->effective.left, a->effective.width, v->width, a->min.width, a->step_x,
	       &v->region.left, &v->region.width);
	middle(a->effective.top, a->effective.height, v->height, a->min.height, a->step_y,
	       &v->region.top, &v->region.height);
}

static int choose_size(const struct qc_view_want *want, const struct qc_areas *a,
		       struct qc_view *v, struct qc_error *e)
{
	unsigned int width = want->width ? want->width : QC_VIEW_WIDTH;
	unsigned int height = want->height ? want->height : QC_VIEW_HEIGHT, most;

	if (!want->width && (width > a->effective.width || height > a->effective.height)) {
		width = a->effective.width;
		height = a->effective.height;
	}
	most = bin_for(a, width, height);
	v->bin = want->bin ? want->bin : most;
	if (!most || v->bin > most)
		return qc_fail(e, QC_USAGE, EINVAL,
			       "--size %ux%u: with --bin %u that is more than the %ux%u pixels "
			       "of the camera", width, height, v->bin ? v->bin : 1,
			       a->effective.width, a->effective.height);
	v->width = width * v->bin;
	v->height = height * v->bin;
	take_middle(a, v);
	return 0;
}

int qc_view_choose(const struct qc_view_want *want, const struct qc_areas *a, bool bayer,
		   struct qc_view *v, struct qc_error *e)
{
	int r = 0;

	if (!want->has_region && (want->width || !want->bin)) {
		r = choose_size(want, a, v, e);
	} else {
		v->region = want->has_region ? want->region : a->effective;
		v->width = v->region.width;
		v->height = v->region.height;
		v->bin = want->bin ? want->bin : 1;
	}
	v->cells = bayer && !(v->bin % 2);
	if (!r && v->cells)
		v->bin /= 2;
	return r;
}

/* Digits up to @end, which is skipped; -1: none, or too large. */
static long number(const char **text, char end, long max)
{
	char *after;
	long value;

	if (**text < '0' || **text > '9')
		return -1;
	value = strtol(*text, &after, 10);
	if (*after != end || value > max)
		return -1;
	*text = after + !!end;
	return value;
}

int qc_parse_size(const char *text, unsigned int *width, unsigned int *height)
{
	long w = number(&text, 'x', SIDE_MAX), h = w < 0 ? -1 : number(&text, 0, SIDE_MAX);

	if (w < SIDE_MIN || h < SIDE_MIN || w % 2 || h % 2)
		return -EINVAL;
	*width = w;
	*height = h;
	return 0;
}

int qc_parse_stretch(const char *text, enum qc_stretch_kind *kind, unsigned int *black,
		     unsigned int *white)
{
	static const char linear[] = "linear:";
	long low, high;

	if (!strcmp(text, "auto") || !strcmp(text, "none")) {
		*kind = *text == 'a' ? QC_STRETCH_AUTO : QC_STRETCH_NONE;
		return 0;
	}
	if (strncmp(text, linear, strlen(linear)))
		return -EINVAL;
	text += strlen(linear);
	low = number(&text, ',', LEVEL_MAX);
	high = low < 0 ? -1 : number(&text, 0, LEVEL_MAX);
	if (high <= low)
		return -EINVAL;
	*kind = QC_STRETCH_LINEAR;
	*black = low;
	*white = high;
	return 0;
}

int qc_parse_show(const char *text, unsigned int *show)
{
	static const char *const words[] = { "time", "exposure", "temperature" };
	unsigned int found = 0, i;
	size_t len;

	for (;;) {
		len = strcspn(text, ",");
		for (i = 0; i < 3; i++)
			if (strlen(words[i]) == len && !strncmp(words[i], text, len))
				break;
		if (i == 3)
			return -EINVAL;
		found |= 1u << i;
		if (!text[len])
			break;
		text += len + 1;
	}
	*show = found;
	return 0;
}
