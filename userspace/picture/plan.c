// SPDX-License-Identifier: GPL-2.0
/*
 * plan.c - checks frame and options, and what sizes follow
 */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "inner.h"

static size_t stride_of(const struct picture_frame *f)
{
	return f->stride ? f->stride : (size_t)f->width * (f->bits / 8);
}

/* The last one: neither frame nor output, three bytes a pixel, is beyond size_t. */
static bool frame_good(const struct picture_frame *f)
{
	return (f->bits == 8 || f->bits == 16) && f->width && f->height &&
	       f->width <= PICTURE_SIDE_MAX && f->height <= PICTURE_SIDE_MAX &&
	       (unsigned int)f->pattern <= PICTURE_BGGR &&
	       stride_of(f) >= (size_t)f->width * (f->bits / 8) &&
	       stride_of(f) <= SIZE_MAX / 4 / f->height;
}

static bool within(double v, double low, double high)
{
	return isfinite(v) && v >= low && v <= high;
}

static bool stretch_good(const struct picture_options *o)
{
	switch (o->stretch) {
	case PICTURE_AUTO:
		return within(o->target, 0.001, 0.999) && within(o->sigmas, 0, 100) &&
		       o->smooth >= 1 && o->smooth <= 1000;
	case PICTURE_LINEAR:
		return within(o->black, 0, TOP) && within(o->white, 0, TOP) && o->black < o->white;
	case PICTURE_NONE:
		return true;
	}
	return false;
}

static bool balance_good(const struct picture_options *o)
{
	if (o->balance == PICTURE_BALANCE_MANUAL)
		for (int c = 0; c < 3; c++)
			if (!within(o->gain[c], 0.01, 100))
				return false;
	return (unsigned int)o->balance <= PICTURE_BALANCE_NONE;
}

static bool options_good(const struct picture_options *o)
{
	return o->bin >= 1 && o->bin <= PICTURE_BIN_MAX &&
	       o->threads >= 1 && o->threads <= PICTURE_THREADS_MAX &&
	       (unsigned int)o->debayer <= PICTURE_BILINEAR &&
	       (unsigned int)o->format <= PICTURE_RGB24 &&
	       (unsigned int)o->range <= PICTURE_FULL &&
	       (unsigned int)o->matrix <= PICTURE_BT709 &&
	       stretch_good(o) && balance_good(o);
}

static bool crop_of(const struct picture_frame *f, const struct picture_options *o,
		    struct picture_rect *r)
{
	*r = o->crop;
	if (!r->width && !r->height) {
		if (r->left || r->top)
			return false;
		r->width = f->width;
		r->height = f->height;
	}
	return r->width && r->height && r->left < f->width && r->top < f->height &&
	       r->width <= f->width - r->left && r->height <= f->height - r->top;
}

size_t frame_extent(const struct picture_frame *f)
{
	return (f->height - 1) * stride_of(f) + (size_t)f->width * (f->bits / 8);
}

static void shape_make(struct plan *pl)
{
	struct picture_shape *s = &pl->shape;
	unsigned int cell = pl->super ? 2 : 1;
	bool planes = pl->format == PICTURE_YU12 || pl->format == PICTURE_NV12;

	s->width = pl->mid_width / cell;
	s->height = pl->mid_height / cell;
	if (pl->format != PICTURE_RGB24)
		s->width -= s->width % 2;
	if (planes)
		s->height -= s->height % 2;
	s->stride = (size_t)s->width * (planes ? 1 : pl->format == PICTURE_YUYV ? 2 : 3);
	s->bytes = s->stride * s->height;
	if (planes)
		s->bytes += s->bytes / 2;
	/*
	 * A row is written when the rows of the frame that it is made of have
	 * been read, so it must end before those that have not.
	 */
	s->in_place = !planes && s->stride <= pl->stride * pl->bin * cell;
}

int plan_make(struct plan *pl, const struct picture_frame *f, const struct picture_options *o)
{
	static const uint16_t one = 1;
	unsigned int cell;
	struct picture_rect r;

	if (!frame_good(f) || !options_good(o) || !crop_of(f, o, &r))
		return -EINVAL;
	memset(pl, 0, sizeof(*pl));
	pl->stride = stride_of(f);
	pl->bytes = f->bits / 8;
	if (f->data)
		pl->first = (const uint8_t *)f->data + r.top * pl->stride +
			    (size_t)r.left * pl->bytes;
	pl->swap = pl->bytes == 2 && f->big_endian == *(const uint8_t *)&one;
	pl->bayer = f->pattern != PICTURE_MONO;
	pl->step = pl->bytes == 1 ? 257 : 1;
	pl->super = pl->bayer && o->debayer == PICTURE_SUPERPIXEL;
	if (pl->bayer)
		pl->red = (f->pattern - PICTURE_RGGB) ^ (r.left % 2) ^ (r.top % 2) << 1;
	pl->bin = o->bin;
	pl->channels = pl->bayer ? 3 : 1;
	/* Binned, a Bayer picture is of whole cells. */
	cell = pl->bayer && pl->bin > 1 ? 2 : 1;
	pl->mid_width = r.width / cell / pl->bin * cell;
	pl->mid_height = r.height / cell / pl->bin * cell;
	pl->format = o->format;
	pl->full = o->range == PICTURE_FULL || o->format == PICTURE_RGB24;
	pl->matrix = o->matrix;
	if (pl->bayer && (pl->mid_width < 2 || pl->mid_height < 2))
		return -EINVAL;
	shape_make(pl);
	return pl->shape.width && pl->shape.height ? 0 : -EINVAL;
}
