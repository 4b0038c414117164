// SPDX-License-Identifier: GPL-2.0
/*
 * overlay.c - text in a picture of luma and chroma
 */
#include <string.h>

#include "font.h"
#include "overlay.h"

#define GREY 128
/* Lines of a picture for which the font's own size is right. */
#define LINES_PER_SCALE 480

/* A rectangle of one grey; sides are even, and it is inside. */
static void fill(const struct qc_canvas *c, unsigned int x, unsigned int y, unsigned int width,
		 unsigned int height, uint8_t luma)
{
	size_t at;

	for (unsigned int row = y; row < y + height; row++)
		for (unsigned int col = x; col < x + width; col++)
			c->luma[row * c->luma_stride + col * c->luma_step] = luma;
	for (unsigned int row = y >> c->chroma_rows; row < (y + height) >> c->chroma_rows; row++)
		for (unsigned int col = x / 2; col < (x + width) / 2; col++) {
			at = row * c->chroma_stride + col * c->chroma_step;
			c->cb[at] = GREY;
			c->cr[at] = GREY;
		}
}

void qc_canvas_clear(const struct qc_canvas *c)
{
	fill(c, 0, 0, c->width, c->height, c->black);
}

unsigned int qc_overlay_scale(unsigned int height)
{
	unsigned int scale = (height + LINES_PER_SCALE / 2) / LINES_PER_SCALE;

	return scale ? scale : 1;
}

/* The box: half a letter on each side, and lines that make its height even. */
unsigned int qc_overlay_width(unsigned int letters, unsigned int height)
{
	return (letters + 1) * QC_FONT_WIDTH * qc_overlay_scale(height);
}

unsigned int qc_overlay_height(unsigned int height)
{
	return (QC_FONT_HEIGHT + 1) * qc_overlay_scale(height);
}

/* One letter with its upper left corner at @x, @y, white. */
static void letter(const struct qc_canvas *c, unsigned int x, unsigned int y, unsigned int scale,
		   const uint8_t *rows)
{
	uint8_t *line;

	for (unsigned int row = 0; row < QC_FONT_HEIGHT * scale; row++) {
		line = c->luma + (y + row) * c->luma_stride;
		for (unsigned int col = 0; col < QC_FONT_WIDTH * scale; col++)
			if (rows[row / scale] & (0x80 >> col / scale))
				line[(x + col) * c->luma_step] = c->white;
	}
}

void qc_overlay_text(const struct qc_canvas *c, unsigned int x, unsigned int y, const char *text)
{
	unsigned int scale = qc_overlay_scale(c->height), high = qc_overlay_height(c->height);
	unsigned int one = QC_FONT_WIDTH * scale;
	size_t n = strlen(text), room;

	x &= ~1u;
	y &= ~1u;
	if (x >= c->width || y >= c->height || c->height - y < high || c->width - x < 2 * one)
		return;
	room = (c->width - x) / one - 1;
	if (n > room)
		n = room;
	fill(c, x, y, qc_overlay_width(n, c->height), high, c->black);
	for (size_t i = 0; i < n; i++)
		letter(c, x + one / 2 + i * one, y, scale, qc_font_glyph(text[i]));
}
