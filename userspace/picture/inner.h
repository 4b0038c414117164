/* SPDX-License-Identifier: GPL-2.0 */
/*
 * inner.h - what the files of picture/ share
 *
 * frame -> load (crop, byte order, binning) -> rows of 16 bits, grey or Bayer
 *       -> debayer -> rows of 16 bits R, G, B
 *       -> stretch (one table per channel) -> rows of 8 bits
 *       -> pack -> output
 */
#ifndef PICTURE_INNER_H
#define PICTURE_INNER_H

#include "picture.h"

#define TOP 65535.0
#define LEVELS 65536
/* At most so many rows and columns are measured. */
#define MEASURE_ROWS 128
#define MEASURE_COLUMNS 1024

/* From RGB, in 1/65536. */
struct matrix {
	int32_t y[3], u[3], v[3];
	int32_t offset;			/* of Y */
};

/* A channel's way to 8 bits: @low + @range x what the stretch makes of it. */
struct curve {
	double black, white, midtone;
	double low, range;
};

struct plan;

/* All that is done to each pixel, for one kind of processor: loops.c */
struct loops {
	/* Row @y after binning, mid_width pixels. */
	void (*load)(const struct plan *pl, unsigned int y, uint16_t *row);
	/* Two rows of cells to one of R, G, B, mid_width / 2 pixels. */
	void (*super)(const struct plan *pl, const uint16_t *const row[2],
		      uint16_t *const plane[3]);
	/*
	 * Row @y, @row[1], with the rows above and below to R, G, B. Rows go on
	 * for one pixel beyond both ends.
	 */
	void (*bilinear)(const struct plan *pl, unsigned int y, const uint16_t *const row[3],
			 uint16_t *const plane[3]);
	void (*make_table)(const struct curve *c, uint8_t *table);
	void (*stretch)(const uint8_t *table, const uint16_t *row, uint8_t *out, unsigned int n);
	/* R, G, B to Y of @n pixels, to U or V of @n pairs, of @n squares. */
	void (*luma)(const struct matrix *m, uint8_t *const row[3], uint8_t *to, size_t n);
	void (*chroma_422)(const int32_t k[3], uint8_t *const row[3], uint8_t *to, size_t n);
	void (*chroma_420)(const int32_t k[3], uint8_t *const row[2][3], uint8_t *to, size_t n);
	/* @n bytes of each, by turns. */
	void (*mix_2)(const uint8_t *u, const uint8_t *v, uint8_t *to, size_t n);
	void (*mix_grey)(const uint8_t *y, uint8_t *to, size_t n);
	void (*mix_3)(const uint8_t *r, const uint8_t *g, const uint8_t *b, uint8_t *to, size_t n);
};

extern const struct loops loops_plain;
#ifdef PICTURE_AVX2
extern const struct loops loops_avx2;
#endif

/* A frame and options that have been checked, and the sizes that follow. */
struct plan {
	const uint8_t *first;		/* top left pixel of the crop */
	size_t stride;
	unsigned int bytes;		/* of a pixel, 1 or 2 */
	bool swap;			/* 16 bits: not the host's order */
	bool bayer, super;
	double step;			/* between neighbouring values of a pixel */
	unsigned int red;		/* where red is in a cell: bit 0 column, bit 1 row */
	unsigned int bin;
	unsigned int mid_width, mid_height;	/* after binning */
	unsigned int channels;			/* 1 or 3 */
	struct picture_shape shape;
	enum picture_format format;
	bool full;
	enum picture_matrix matrix;
	const struct loops *loops;
};

/* Median and sigma of each channel. */
struct measure {
	double median[3], sigma[3];
};

/* Rows for one thread to work in. */
struct room {
	void *memory;
	size_t bytes;
	uint16_t *mid[4];		/* binned rows, row y in mid[y % 4] */
	uint16_t *plane[3];		/* a row of R, G, B */
	uint8_t *out[2][3];		/* two rows, stretched */
	uint8_t *uv[2];			/* a row of U, of V */
};

struct picture {
	const struct loops *loops;
	struct picture_levels levels;	/* in force */
	struct measure now;		/* smoothed */
	bool measured;			/* @now is of frames */
	bool automatic;			/* @levels are those of AUTO, or the caller's */
	uint32_t *histogram;		/* 3 x LEVELS, allocated with the first frame */
	uint8_t *table;			/* 3 x LEVELS */
	struct room rooms[PICTURE_THREADS_MAX];
};

/* plan.c */
int plan_make(struct plan *pl, const struct picture_frame *f, const struct picture_options *o);
/* Bytes from the first pixel of a frame to the end of its last. */
size_t frame_extent(const struct picture_frame *f);

/* levels.c */
void measure_frame(const struct plan *pl, const struct room *r, uint32_t *histogram,
		   struct measure *m);
/* Takes a new measurement in. */
void measure_follow(struct picture *p, const struct measure *m, const struct plan *pl,
		    unsigned int frames);
void levels_auto(struct picture_levels *l, const struct measure *m, const struct plan *pl,
		 const struct picture_options *o);
void levels_fixed(struct picture_levels *l, const struct measure *m, const struct plan *pl,
		  const struct picture_options *o);
/* Tables from levels to 8 bits, of the range that the format wants. */
void levels_tables(const struct picture_levels *l, const struct plan *pl, uint8_t *table);

/* pack.c: r->out into the output, as row @y; of YU12 and NV12 @y and @y + 1. */
void pack_rows(const struct plan *pl, const struct room *r, unsigned int y, uint8_t *out);

#endif
