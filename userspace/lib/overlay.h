/* SPDX-License-Identifier: GPL-2.0 */
/*
 * overlay.h - text in a picture of luma and chroma
 */
#ifndef QC_OVERLAY_H
#define QC_OVERLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Where the samples of a picture are, whatever the order of its bytes. Sizes
 * are even. One chroma sample of each kind stands for two columns and for
 * 1 << chroma_rows rows.
 */
struct qc_canvas {
	unsigned int width, height;		/* pixels */
	uint8_t *luma, *cb, *cr;
	size_t luma_step, luma_stride;		/* bytes */
	size_t chroma_step, chroma_stride;
	unsigned int chroma_rows;		/* 0 or 1 */
	uint8_t black, white;			/* luma: 16 and 235, or 0 and 255 */
};

/* All of it black. */
void qc_canvas_clear(const struct qc_canvas *c);

/* Times that the font is enlarged in a picture so high, at least 1. */
unsigned int qc_overlay_scale(unsigned int height);

/*
 * Write @text, white in a black box, with the box's upper left corner at @x, @y
 * (rounded down to even), as large as qc_overlay_scale() says. What does not fit
 * into the picture is left out, whole letters on the right, whole lines below.
 */
void qc_overlay_text(const struct qc_canvas *c, unsigned int x, unsigned int y,
		     const char *text);

/* Pixels that the box of a text of @letters takes in a picture so high. */
unsigned int qc_overlay_width(unsigned int letters, unsigned int height);
unsigned int qc_overlay_height(unsigned int height);

#endif
