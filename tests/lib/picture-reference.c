// SPDX-License-Identifier: GPL-2.0
/*
 * picture-reference.c - what userspace/picture/ is to give, pixel by pixel
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "picture-reference.h"

static struct picture_rect crop_of(const struct picture_frame *f, const struct picture_options *o)
{
	struct picture_rect whole = { 0, 0, f->width, f->height };

	return o->crop.width ? o->crop : whole;
}

static bool bayer(const struct picture_frame *f)
{
	return f->pattern != PICTURE_MONO;
}

/* A pixel of the frame on the scale 0 .. 65535. */
static unsigned int raw(const struct picture_frame *f, unsigned int x, unsigned int y)
{
	size_t stride = f->stride ? f->stride : (size_t)f->width * f->bits / 8;
	const uint8_t *row = (const uint8_t *)f->data + y * stride;

	if (f->bits == 8)
		return row[x] * 257;
	return f->big_endian ? row[2 * x] << 8 | row[2 * x + 1] : row[2 * x + 1] << 8 | row[2 * x];
}

/* Size after crop and bin. */
static void binned_size(const struct picture_frame *f, const struct picture_options *o,
			unsigned int *w, unsigned int *h)
{
	struct picture_rect r = crop_of(f, o);

	if (bayer(f) && o->bin > 1) {
		*w = r.width / (2 * o->bin) * 2;
		*h = r.height / (2 * o->bin) * 2;
	} else {
		*w = r.width / o->bin;
		*h = r.height / o->bin;
	}
}

/* A pixel after crop and bin; of a Bayer frame the same place of @bin^2 cells. */
static unsigned int binned(const struct picture_frame *f, const struct picture_options *o,
			   unsigned int x, unsigned int y)
{
	struct picture_rect r = crop_of(f, o);
	unsigned int n = o->bin;
	uint64_t sum = 0;

	for (unsigned int j = 0; j < n; j++)
		for (unsigned int i = 0; i < n; i++)
			if (bayer(f))
				sum += raw(f, r.left + 2 * (x / 2 * n + i) + x % 2,
					   r.top + 2 * (y / 2 * n + j) + y % 2);
			else
				sum += raw(f, r.left + x * n + i, r.top + y * n + j);
	return (2 * sum + n * n) / (2 * n * n);
}

/* 0 red, 1 green, 2 blue: what a pixel after crop and bin is of. */
static int colour(const struct picture_frame *f, const struct picture_options *o, unsigned int x,
		  unsigned int y)
{
	static const char *const cells[] = {
		[PICTURE_RGGB] = "RGGB", [PICTURE_GRBG] = "GRBG",
		[PICTURE_GBRG] = "GBRG", [PICTURE_BGGR] = "BGGR",
	};
	struct picture_rect r = crop_of(f, o);
	char c = cells[f->pattern][(y + r.top) % 2 * 2 + (x + r.left) % 2];

	return c == 'R' ? 0 : c == 'G' ? 1 : 2;
}

/* The cell of super-pixels at (x, y). */
static void superpixel(const struct picture_frame *f, const struct picture_options *o,
		       unsigned int x, unsigned int y, unsigned int rgb[3])
{
	unsigned int sum[3] = { 0 };

	for (unsigned int j = 2 * y; j < 2 * y + 2; j++)
		for (unsigned int i = 2 * x; i < 2 * x + 2; i++)
			sum[colour(f, o, i, j)] += binned(f, o, i, j);
	rgb[0] = sum[0];
	rgb[1] = (sum[1] + 1) / 2;
	rgb[2] = sum[2];
}

static unsigned int mirror(int v, unsigned int n)
{
	return v < 0 ? -v : v >= (int)n ? 2 * (int)n - 2 - v : v;
}

/* The pixel itself, else the rounded mean of those of the colour around it. */
static void interpolated(const struct picture_frame *f, const struct picture_options *o,
			 unsigned int x, unsigned int y, unsigned int rgb[3])
{
	unsigned int w, h, sum[3] = { 0 }, n[3] = { 0 };
	int own = colour(f, o, x, y);

	binned_size(f, o, &w, &h);
	for (int j = -1; j <= 1; j++)
		for (int i = -1; i <= 1; i++) {
			unsigned int px = mirror((int)x + i, w), py = mirror((int)y + j, h);
			int c = colour(f, o, px, py);

			sum[c] += binned(f, o, px, py);
			n[c]++;
		}
	for (int c = 0; c < 3; c++)
		rgb[c] = c == own ? binned(f, o, x, y) : (2 * sum[c] + n[c]) / (2 * n[c]);
}

static void rgb_of(const struct picture_frame *f, const struct picture_options *o, unsigned int x,
		   unsigned int y, unsigned int rgb[3])
{
	if (!bayer(f))
		rgb[0] = rgb[1] = rgb[2] = binned(f, o, x, y);
	else if (o->debayer == PICTURE_SUPERPIXEL)
		superpixel(f, o, x, y, rgb);
	else
		interpolated(f, o, x, y, rgb);
}

void reference_shape(const struct picture_frame *f, const struct picture_options *o,
		     struct picture_shape *s)
{
	unsigned int w, h, step = o->bin;
	size_t stride = f->stride ? f->stride : (size_t)f->width * f->bits / 8;

	binned_size(f, o, &w, &h);
	memset(s, 0, sizeof(*s));
	if (bayer(f) && (w < 2 || h < 2))
		return;
	if (bayer(f) && o->debayer == PICTURE_SUPERPIXEL) {
		w /= 2;
		h /= 2;
		step *= 2;
	}
	s->width = o->format == PICTURE_RGB24 ? w : w & ~1u;
	s->height = o->format == PICTURE_RGB24 || o->format == PICTURE_YUYV ? h : h & ~1u;
	switch (o->format) {
	case PICTURE_YUYV:
	case PICTURE_RGB24:
		s->stride = s->width * (o->format == PICTURE_YUYV ? 2 : 3);
		s->bytes = s->stride * s->height;
		s->in_place = s->stride <= step * stride;
		break;
	default:
		s->stride = s->width;
		s->bytes = (size_t)s->width * s->height * 3 / 2;
	}
}

static int by_value(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static int middle(int *v, unsigned int n)
{
	qsort(v, n, sizeof(*v), by_value);
	return v[(n - 1) / 2];
}

void reference_measure(const struct picture_frame *f, const struct picture_options *o,
		       struct picture_levels *l)
{
	unsigned int w, h, nx, ny, n = 0, rgb[3];
	int *v[3];

	binned_size(f, o, &w, &h);
	w /= bayer(f) ? 2 : 1;
	h /= bayer(f) ? 2 : 1;
	nx = w < 1024 ? w : 1024;
	ny = h < 128 ? h : 128;
	for (int c = 0; c < 3; c++)
		v[c] = malloc(sizeof(int) * nx * ny);
	for (unsigned int j = 0; j < ny; j++)
		for (unsigned int i = 0; i < nx; i++, n++) {
			/* in the middle of as many equal parts */
			unsigned int x = (i + 0.5) * w / nx, y = (j + 0.5) * h / ny;

			if (bayer(f))
				superpixel(f, o, x, y, rgb);
			else
				rgb[0] = rgb[1] = rgb[2] = binned(f, o, x, y);
			for (int c = 0; c < 3; c++)
				v[c][n] = rgb[c];
		}
	for (int c = 0; c < 3; c++) {
		int median = middle(v[c], n);

		for (unsigned int i = 0; i < n; i++)
			v[c][i] = abs(v[c][i] - median);
		l->median[c] = median;
		l->sigma[c] = fmax(1.4826 * middle(v[c], n), f->bits == 8 ? 128.5 : 0.5);
		free(v[c]);
	}
}

/* 0 .. 1 */
static double stretched(const struct picture_levels *l, int c, unsigned int v)
{
	double x = (v - l->black[c]) / (l->white[c] - l->black[c]), m = l->midtone;

	if (x <= 0)
		return 0;
	if (x >= 1)
		return 1;
	return (m - 1) * x / ((2 * m - 1) * x - m);
}

/* In 1/65536; what rounding leaves is green's, so that the sums are right. */
static void coefficients(const struct picture_options *o, int k[3][3])
{
	bool full = o->range == PICTURE_FULL;
	double red = o->matrix == PICTURE_BT601 ? 0.299 : 0.2126;
	double blue = o->matrix == PICTURE_BT601 ? 0.114 : 0.0722;
	double y = 65536 * (full ? 1 : 219 / 255.0), c = 65536 * (full ? 1 : 224 / 255.0) / 2;

	k[0][0] = lround(red * y);
	k[0][2] = lround(blue * y);
	k[0][1] = lround(y) - k[0][0] - k[0][2];
	k[1][0] = -lround(red / (1 - blue) * c);
	k[1][2] = lround(c);
	k[1][1] = -k[1][0] - k[1][2];
	k[2][0] = lround(c);
	k[2][2] = -lround(blue / (1 - red) * c);
	k[2][1] = -k[2][0] - k[2][2];
}

/* One pixel as R G B of 8 bits, full range. */
static void pixel8(const struct picture_frame *f, const struct picture_options *o,
		   const struct picture_levels *l, unsigned int x, unsigned int y, int out[3])
{
	unsigned int rgb[3];

	rgb_of(f, o, x, y, rgb);
	for (int c = 0; c < 3; c++)
		out[c] = floor(0.5 + 255 * stretched(l, c, rgb[c]));
}

static int luma_of(const struct picture_frame *f, const struct picture_options *o,
		   const struct picture_levels *l, unsigned int x, unsigned int y)
{
	bool full = o->range == PICTURE_FULL;
	int k[3][3], p[3];

	if (!bayer(f))
		return floor((full ? 0 : 16) + 0.5 +
			     (full ? 255 : 219) * stretched(l, 0, binned(f, o, x, y)));
	coefficients(o, k);
	pixel8(f, o, l, x, y, p);
	return (full ? 0 : 16) + (k[0][0] * p[0] + k[0][1] * p[1] + k[0][2] * p[2] + 32768) / 65536;
}

/* U (1) or V (2) of @nx x @ny pixels together. */
static int chroma_of(const struct picture_frame *f, const struct picture_options *o,
		     const struct picture_levels *l, int which, unsigned int x, unsigned int y,
		     unsigned int nx, unsigned int ny)
{
	int k[3][3], p[3];
	double sum = 0;

	if (!bayer(f))
		return 128;
	coefficients(o, k);
	for (unsigned int j = 0; j < ny; j++)
		for (unsigned int i = 0; i < nx; i++) {
			pixel8(f, o, l, x + i, y + j, p);
			for (int c = 0; c < 3; c++)
				sum += k[which][c] * p[c];
		}
	return fmin(floor(128.5 + sum / 65536 / (nx * ny)), 255);
}

static void packed(const struct picture_frame *f, const struct picture_options *o,
		   const struct picture_levels *l, const struct picture_shape *s, uint8_t *out)
{
	for (unsigned int y = 0; y < s->height; y++)
		for (unsigned int x = 0; x < s->width; x++) {
			int p[3];

			if (o->format == PICTURE_RGB24) {
				pixel8(f, o, l, x, y, p);
				for (int c = 0; c < 3; c++)
					*out++ = p[c];
				continue;
			}
			*out++ = luma_of(f, o, l, x, y);
			*out++ = chroma_of(f, o, l, 1 + x % 2, x & ~1u, y, 2, 1);
		}
}

void reference_convert(const struct picture_frame *f, const struct picture_options *o,
		       const struct picture_levels *l, uint8_t *out)
{
	struct picture_shape s;
	uint8_t *u, *v;
	unsigned int step = o->format == PICTURE_NV12 ? 2 : 1;

	reference_shape(f, o, &s);
	if (o->format == PICTURE_YUYV || o->format == PICTURE_RGB24) {
		packed(f, o, l, &s, out);
		return;
	}
	for (unsigned int y = 0; y < s.height; y++)
		for (unsigned int x = 0; x < s.width; x++)
			*out++ = luma_of(f, o, l, x, y);
	u = out;
	v = o->format == PICTURE_NV12 ? out + 1 : out + (size_t)s.width * s.height / 4;
	for (unsigned int y = 0; y < s.height; y += 2)
		for (unsigned int x = 0; x < s.width; x += 2, u += step, v += step) {
			*u = chroma_of(f, o, l, 1, x, y, 2, 2);
			*v = chroma_of(f, o, l, 2, x, y, 2, 2);
		}
}
