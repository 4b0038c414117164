/* SPDX-License-Identifier: GPL-2.0 */
/*
 * picture-reference.h - what userspace/picture/ is to give, pixel by pixel
 *
 * Written from picture.h, with none of its code: every value of the output is
 * reckoned anew from the frame, in the order of the definition.
 */
#ifndef PICTURE_REFERENCE_H
#define PICTURE_REFERENCE_H

#include "picture/picture.h"

/* Sizes, of a frame and options that are good; bytes 0: nothing is left. */
void reference_shape(const struct picture_frame *f, const struct picture_options *o,
		     struct picture_shape *s);

/* Median and sigma of a first frame, by sorting. */
void reference_measure(const struct picture_frame *f, const struct picture_options *o,
		       struct picture_levels *l);

/* The output with such levels. */
void reference_convert(const struct picture_frame *f, const struct picture_options *o,
		       const struct picture_levels *l, uint8_t *out);

#endif
