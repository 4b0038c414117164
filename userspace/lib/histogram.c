// SPDX-License-Identifier: GPL-2.0
/*
 * histogram.c - a histogram to look at, in a terminal or as a picture
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "histogram.h"

#define TOP (QC_LEVELS - 1)

unsigned int qc_histogram_low(const struct qc_histogram *h, uint64_t aside)
{
	uint64_t seen = 0;

	for (unsigned int v = 0; v < TOP; v++) {
		seen += h->count[v];
		if (seen > aside)
			return v;
	}
	return TOP;
}

unsigned int qc_histogram_high(const struct qc_histogram *h, uint64_t aside)
{
	uint64_t seen = 0;

	for (unsigned int v = TOP; v; v--) {
		seen += h->count[v];
		if (seen > aside)
			return v;
	}
	return 0;
}

/* The next of 1, 2, 5, 10, 20, 50 ... that is at least @least. */
static unsigned int round_step(unsigned int least)
{
	static const unsigned int steps[] = { 1, 2, 5 };

	for (unsigned int ten = 1;; ten *= 10)
		for (unsigned int i = 0; i < 3; i++)
			if (steps[i] * ten >= least)
				return steps[i] * ten;
}

void qc_bins_make(struct qc_bins *b, const struct qc_histogram *h, unsigned int low,
		  unsigned int high, unsigned int n)
{
	memset(b, 0, sizeof(*b));
	b->width = round_step((high - low) / n + 1);
	/* Beginning at a round value may take one bin too many: then wider ones. */
	while ((high / b->width - low / b->width) + 1 > n)
		b->width = round_step(b->width + 1);
	b->first = low / b->width * b->width;
	b->n = (high - b->first) / b->width + 1;
	for (unsigned int v = b->first; v <= high; v++) {
		unsigned int bin = (v - b->first) / b->width;

		if (v < low)
			continue;
		b->count[bin] += h->count[v];
		if (b->count[bin] > b->most)
			b->most = b->count[bin];
	}
}

static unsigned int bar(uint64_t count, uint64_t most, unsigned int length)
{
	unsigned int n;

	if (!count)
		return 0;
	n = (unsigned int)(length * log1p((double)count) / log1p((double)most) + 0.5);
	return n ? n : 1;
}

unsigned int qc_bins_bar(const struct qc_bins *b, unsigned int bin, unsigned int length)
{
	return bar(b->count[bin], b->most, length);
}

#define LABEL 8			/* "  65535 |" */
#define NUMBER 12		/* " 1234567890" */

void qc_bins_line(const struct qc_bins *b, unsigned int bin, unsigned int columns, char *buf,
		  size_t size)
{
	unsigned int room = columns > LABEL + NUMBER + 10 ? columns - LABEL - NUMBER : 10;
	unsigned int n = qc_bins_bar(b, bin, room);
	char text[256];

	if (n > sizeof(text) - 1)
		n = sizeof(text) - 1;
	memset(text, '#', n);
	text[n] = 0;
	snprintf(buf, size, "%6u |%s%s%.0llu", b->first + bin * b->width, text,
		 b->count[bin] ? " " : "", (unsigned long long)b->count[bin]);
}

/* Digits 0 .. 9: five rows of three pixels each, the top row first. */
static const uint16_t digits[] = {
	0x7b6f, 0x2c97, 0x73e7, 0x73cf, 0x5bc9, 0x79cf, 0x79ef, 0x7249, 0x7bef, 0x7bcf,
};

enum {
	WIDTH = 960, HEIGHT = 420, MARGIN = 30, FLOOR = 380, CEILING = 20, DOT = 3,
	WHITE = 0xffff, SHADE = 0xd800, GRID = 0xb000, INK = 0x2000,
};

const struct qc_stretch qc_histogram_stretch = {
	.white = { TOP, TOP, TOP }, .midtone = 0.5,
};

static void fill(struct qc_picture *p, int x0, int y0, int x1, int y1, uint16_t grey)
{
	for (int y = y0 < 0 ? 0 : y0; y < y1 && y < HEIGHT; y++)
		for (int x = x0 < 0 ? 0 : x0; x < x1 && x < WIDTH; x++)
			p->plane[0][y * WIDTH + x] = grey;
}

static void draw_number(struct qc_picture *p, int x, int y, unsigned int value)
{
	char text[16];
	int n = snprintf(text, sizeof(text), "%u", value);

	x -= n * 4 * DOT / 2;
	for (int i = 0; i < n; i++, x += 4 * DOT)
		for (int bit = 0; bit < 15; bit++)
			if (digits[text[i] - '0'] >> (14 - bit) & 1)
				fill(p, x + bit % 3 * DOT, y + bit / 3 * DOT,
				     x + (bit % 3 + 1) * DOT, y + (bit / 3 + 1) * DOT, INK);
}

/* Where value @v begins; the picture shows low .. high. */
static int place(unsigned int v, unsigned int low, unsigned int high)
{
	return MARGIN + (int)((uint64_t)(v - low) * (WIDTH - 2 * MARGIN) / (high - low + 1));
}

static void draw_axis(struct qc_picture *p, unsigned int low, unsigned int high)
{
	unsigned int step = round_step((high - low) / 10 + 1);

	for (unsigned int v = (low + step - 1) / step * step; v <= high; v += step) {
		int x = place(v, low, high);

		fill(p, x, CEILING, x + 1, FLOOR + 6, GRID);
		draw_number(p, x, FLOOR + 12, v);
	}
	fill(p, MARGIN, FLOOR, WIDTH - MARGIN, FLOOR + 2, INK);
}

/* A column shows the highest of its values; a value may be several columns. */
static void draw_bars(struct qc_picture *p, const struct qc_histogram *h, unsigned int low,
		      unsigned int high)
{
	uint64_t most = 1;

	for (unsigned int v = low; v <= high; v++)
		if (h->count[v] > most)
			most = h->count[v];
	for (unsigned int v = low; v <= high; v++) {
		int x = place(v, low, high), next = place(v + 1, low, high);
		int y = FLOOR - (int)bar(h->count[v], most, FLOOR - CEILING);

		fill(p, x, y, next > x ? next : x + 1, FLOOR, INK);
	}
}

int qc_histogram_picture(struct qc_picture *p, const struct qc_histogram *h, unsigned int low,
			 unsigned int high, unsigned int from, unsigned int to,
			 struct qc_error *e)
{
	memset(p, 0, sizeof(*p));
	p->plane[0] = calloc((size_t)WIDTH * HEIGHT, sizeof(uint16_t));
	if (!p->plane[0])
		return qc_fail(e, QC_FAILED, ENOMEM, "histogram: not enough memory");
	p->width = WIDTH;
	p->height = HEIGHT;
	p->channels = 1;
	fill(p, 0, 0, WIDTH, HEIGHT, WHITE);
	from = from < low ? low : from;
	to = to > high ? high : to;
	if (from <= to)
		fill(p, place(from, low, high), CEILING, place(to + 1, low, high), FLOOR, SHADE);
	draw_axis(p, low, high);
	draw_bars(p, h, low, high);
	return 0;
}
