// SPDX-License-Identifier: GPL-2.0
/*
 * views.c - which pictures can be made of a frame
 */
#include <stdlib.h>

#include "plugin.h"

const struct kind kinds[KINDS] = {
	{ V4L2_PIX_FMT_YUYV, PICTURE_YUYV, 16, "YUYV, stretched, of 16 bits" },
	{ V4L2_PIX_FMT_NV12, PICTURE_NV12, 8, "NV12, stretched, of 8 bits" },
};

const struct kind *kind_find(uint32_t fourcc)
{
	for (unsigned int i = 0; i < KINDS; i++)
		if (kinds[i].fourcc == fourcc)
			return &kinds[i];
	return NULL;
}

/* Big-endian: the kernel touches no pixel of it. */
uint32_t source_of(const struct kind *k, bool colour)
{
	if (k->bits == 8)
		return colour ? V4L2_PIX_FMT_SRGGB8 : V4L2_PIX_FMT_GREY;
	return colour ? V4L2_PIX_FMT_SRGGB16 : V4L2_PIX_FMT_Y16_BE;
}

/* The picture goes where the frame was, so it must not be larger. */
static bool view_make(struct view *v, const struct kind *k, bool colour, unsigned int width,
		      unsigned int height, unsigned int bin)
{
	*v = (struct view) {
		.frame = {
			.bytes = (size_t)width * height * (k->bits / 8),
			.width = width,
			.height = height,
			.bits = k->bits,
			.big_endian = source_of(k, colour) == V4L2_PIX_FMT_Y16_BE,
			.pattern = colour ? PICTURE_RGGB : PICTURE_MONO,
		},
	};
	picture_defaults(&v->options);
	v->options.bin = bin;
	v->options.format = k->format;
	/* OBS takes all YUV for that, and does not ask. */
	v->options.matrix = PICTURE_BT709;
	return !picture_shape(&v->frame, &v->options, &v->shape) &&
	       v->shape.bytes <= v->frame.bytes &&
	       (size_t)v->shape.width * v->shape.height <= PIXELS_MAX;
}

unsigned int views_of(const struct kind *k, bool colour, unsigned int width,
		      unsigned int height, struct view v[PICTURE_BIN_MAX])
{
	unsigned int n = 0, first = 0;
	struct view preferred;

	for (unsigned int bin = 1; bin <= PICTURE_BIN_MAX; bin++)
		if (view_make(&v[n], k, colour, width, height, bin))
			n++;
	while (first + 1 < n && v[first].shape.width > WIDTH_PREFERRED)
		first++;
	if (!first)
		return n;
	preferred = v[first];
	for (unsigned int i = first; i; i--)
		v[i] = v[i - 1];
	v[0] = preferred;
	return n;
}

unsigned int view_nearest(const struct view *v, unsigned int n, unsigned int width,
			  unsigned int height)
{
	unsigned int best = 0;
	uint64_t least = UINT64_MAX;
	bool beyond = true;

	for (unsigned int i = 0; i < n; i++) {
		uint64_t away = llabs((long long)v[i].shape.width - width) +
				llabs((long long)v[i].shape.height - height);

		beyond = beyond && width > v[i].shape.width && height > v[i].shape.height;
		if (away < least) {
			least = away;
			best = i;
		}
	}
	return beyond ? 0 : best;
}
