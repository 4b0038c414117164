/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pixels.h - rows of a frame in the form that a file wants
 *
 * A frame is not copied as a whole: some rows at a time are binned, swapped and
 * brought into a small buffer that stays in the processor's cache, from where
 * they are written. Rows that are right as they are are not touched at all.
 */
#ifndef QC_PIXELS_H
#define QC_PIXELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QC_BIN_MAX 4

/* A frame as it came, and what is to be made of it. */
struct qc_pixels {
	const void *data;
	unsigned int width, height;
	unsigned int bits;		/* 8 or 16 */
	bool big_endian;		/* 16 bit: as the camera sends it, else host order */
	unsigned int bin;		/* 1 .. QC_BIN_MAX */
	bool average;			/* of the pixels of a bin, rounded; else their sum */
};

/* What comes out. Sums of 8-bit pixels have 16 bits, sums of 16-bit ones 32. */
struct qc_shape {
	unsigned int width, height;	/* what does not fill a bin is left out */
	unsigned int bits;		/* 8, 16 or 32 */
};

enum qc_order {
	QC_ORDER_HOST,			/* unsigned, host byte order */
	QC_ORDER_FITS,			/* big endian, 16 bit with the sign bit flipped */
};

struct qc_shape qc_pixels_shape(const struct qc_pixels *p);
size_t qc_shape_row(const struct qc_shape *s);		/* bytes */
uint64_t qc_shape_bytes(const struct qc_shape *s);

/* Rows that are best converted at a time, at least 1. */
unsigned int qc_pixels_chunk(const struct qc_pixels *p);

/* Bytes that qc_pixels_rows() needs as @room for @n rows. */
size_t qc_pixels_room(const struct qc_pixels *p, unsigned int n);

/*
 * @n rows of the result from row @y on, in the order asked for: either in
 * @room or, when nothing is to be done, where they are in the frame.
 */
const void *qc_pixels_rows(const struct qc_pixels *p, unsigned int y, unsigned int n,
			   enum qc_order order, void *room);

#endif
