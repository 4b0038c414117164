// SPDX-License-Identifier: GPL-2.0
/*
 * preview.c - a small stretched picture of a frame
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "preview.h"
#include "stats.h"

/* sigma of a normal distribution = 1.4826 x its median absolute deviation */
#define SIGMA_PER_MAD 1.4826
#define BLACK_SIGMAS 2.8
#define BACKGROUND 0.25
#define TOP 65535.0

static unsigned int level(const struct qc_frame_view *v, size_t at)
{
	if (v->bits == 16)
		return ((const uint16_t *)v->pixels)[at];
	return ((const uint8_t *)v->pixels)[at] * 257u;
}

/* Average of every @step-th pixel of a block, rounded. */
static uint16_t average(const struct qc_frame_view *v, unsigned int x0, unsigned int y0,
			unsigned int step, unsigned int n)
{
	uint64_t sum = 0;

	for (unsigned int y = 0; y < n; y++)
		for (unsigned int x = 0; x < n; x++)
			sum += level(v, (size_t)(y0 + y * step) * v->width + x0 + x * step);
	return (sum + (uint64_t)n * n / 2) / ((uint64_t)n * n);
}

/*
 * A block of @n x @n colour cells is one RGB pixel: red at (0, 0) of a cell,
 * blue at (1, 1), green the mean of the other two.
 */
static void bin_bayer(struct qc_picture *p, const struct qc_frame_view *v, unsigned int n)
{
	size_t at = 0;

	for (unsigned int y = 0; y < p->height; y++) {
		for (unsigned int x = 0; x < p->width; x++, at++) {
			unsigned int x0 = x * 2 * n, y0 = y * 2 * n;

			p->plane[0][at] = average(v, x0, y0, 2, n);
			p->plane[1][at] = (average(v, x0 + 1, y0, 2, n) +
					   average(v, x0, y0 + 1, 2, n) + 1) / 2;
			p->plane[2][at] = average(v, x0 + 1, y0 + 1, 2, n);
		}
	}
}

static void bin_mono(struct qc_picture *p, const struct qc_frame_view *v, unsigned int n)
{
	size_t at = 0;

	for (unsigned int y = 0; y < p->height; y++)
		for (unsigned int x = 0; x < p->width; x++, at++)
			p->plane[0][at] = average(v, x * n, y * n, 1, n);
}

int qc_picture_make(struct qc_picture *p, const struct qc_frame_view *v, struct qc_error *e)
{
	unsigned int cell = v->bayer ? 2 : 1;
	unsigned int cells = v->width / cell;
	unsigned int n = (cells + QC_PREVIEW_WIDTH - 1) / QC_PREVIEW_WIDTH;
	size_t size;

	memset(p, 0, sizeof(*p));
	if (n) {
		p->width = cells / n;
		p->height = v->height / cell / n;
	}
	if (!n || !p->width || !p->height)
		return qc_fail(e, QC_FAILED, EINVAL, "preview: a frame of %ux%u is too small",
			       v->width, v->height);
	p->channels = v->bayer ? 3 : 1;
	size = (size_t)p->width * p->height;
	p->plane[0] = calloc(size * p->channels, sizeof(uint16_t));
	if (!p->plane[0])
		return qc_fail(e, QC_FAILED, ENOMEM, "preview: not enough memory");
	if (v->bayer) {
		p->plane[1] = p->plane[0] + size;
		p->plane[2] = p->plane[1] + size;
		bin_bayer(p, v, n);
	} else {
		bin_mono(p, v, n);
	}
	return 0;
}

void qc_picture_free(struct qc_picture *p)
{
	free(p->plane[0]);
	memset(p, 0, sizeof(*p));
}

double qc_midtone(double x, double m)
{
	if (x <= 0)
		return 0;
	if (x >= 1)
		return 1;
	return (m - 1) * x / ((2 * m - 1) * x - m);
}

/* Median of each channel, and the mean of their sigmas. */
static double background_of(const struct qc_picture *p, struct qc_histogram *h,
			    unsigned int median[3])
{
	struct qc_stats st;
	double sigma = 0;

	for (unsigned int c = 0; c < p->channels; c++) {
		memset(h, 0, sizeof(*h));
		qc_histogram_add16(h, p->plane[c], (size_t)p->width * p->height);
		qc_stats_of(h, QC_LEVELS - 1, &st);
		median[c] = st.median;
		sigma += SIGMA_PER_MAD * st.mad / p->channels;
	}
	return sigma;
}

int qc_stretch_find(const struct qc_picture *p, struct qc_stretch *s, struct qc_error *e)
{
	struct qc_histogram *h = malloc(sizeof(*h));
	unsigned int median[3];
	double sigma, background = 0;

	if (!h)
		return qc_fail(e, QC_FAILED, ENOMEM, "preview: not enough memory");
	memset(s, 0, sizeof(*s));
	sigma = background_of(p, h, median);
	free(h);
	for (unsigned int c = 0; c < p->channels; c++) {
		/* The same distance in all channels: the background turns grey. */
		s->black[c] = median[c] - BLACK_SIGMAS * sigma;
		if (s->black[c] < 0)
			s->black[c] = 0;
		s->white[c] = TOP;
		background += (median[c] - s->black[c]) / (TOP - s->black[c] + 1) / p->channels;
	}
	/*
	 * The midtone that takes the background b to B: the transfer function
	 * solved for m is itself with x = b and m = B. A picture without spread
	 * has no background to lift and stays linear.
	 */
	s->midtone = background > 0 && background < BACKGROUND ?
		     qc_midtone(background, BACKGROUND) : 0.5;
	return 0;
}

static void make_table(uint8_t table[QC_LEVELS], double black, double white, double midtone)
{
	double range = white > black ? white - black : 1;

	for (unsigned int v = 0; v < QC_LEVELS; v++)
		table[v] = (uint8_t)(qc_midtone((v - black) / range, midtone) * 255 + 0.5);
}

static int stretch_to_8bit(const struct qc_picture *p, const struct qc_stretch *s, uint8_t *out)
{
	size_t n = (size_t)p->width * p->height;
	uint8_t *table = malloc(QC_LEVELS);

	if (!table)
		return -ENOMEM;
	for (unsigned int c = 0; c < p->channels; c++) {
		make_table(table, s->black[c], s->white[c], s->midtone);
		for (size_t i = 0; i < n; i++)
			out[i * p->channels + c] = table[p->plane[c][i]];
	}
	free(table);
	return 0;
}

static int encode(png_image *image, const uint8_t *pixels, void **png, size_t *len)
{
	png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(*image);
	void *out = malloc(size);

	if (!out)
		return -ENOMEM;
	if (!png_image_write_to_memory(image, out, &size, 0, pixels, 0, NULL)) {
		free(out);
		return -EIO;
	}
	*png = out;
	*len = size;
	return 0;
}

int qc_png_make(const struct qc_picture *p, const struct qc_stretch *s, void **png, size_t *len,
		struct qc_error *e)
{
	png_image image = {
		.version = PNG_IMAGE_VERSION,
		.width = p->width,
		.height = p->height,
		.format = p->channels == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY,
	};
	uint8_t *pixels = malloc((size_t)p->width * p->height * p->channels);
	int r = pixels ? stretch_to_8bit(p, s, pixels) : -ENOMEM;

	if (!r)
		r = encode(&image, pixels, png, len);
	free(pixels);
	png_image_free(&image);
	if (r)
		return qc_fail(e, QC_FAILED, -r, "preview: PNG cannot be made: %s",
			       r == -ENOMEM ? "not enough memory" : image.message);
	return 0;
}
