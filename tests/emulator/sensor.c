// SPDX-License-Identifier: GPL-2.0
#include "sensor.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define GAUSS_SIZE	65536
#define MAX_WIDTH	9600
#define PSF_SIGMAS	8	/* where a star ends */
#define FLUX_FAINTEST	1500.0
#define FLUX_BRIGHTEST	3e6
#define WARM_PIXELS	3000
#define HOT_PIXELS	(SENSOR_SATURATED_HOT + WARM_PIXELS)
#define ADU_PER_OFFSET	16.3	/* offset 20: 326 ADU */
#define ADU_MAX		65535.0f
/* One pixel in so many flickers in a frame, with this many times the noise. */
#define FLICKER_EVERY	16384
#define FLICKER_NOISE	8.0f

struct hot_pixel {
	uint32_t key;		/* y << 16 | x */
	float rate;		/* electrons per second at -10 C */
};

struct sensor {
	const struct model *model;
	uint64_t seed;
	float gauss[GAUSS_SIZE];
	struct star stars[SENSOR_STARS];
	struct hot_pixel hot[HOT_PIXELS];
};

/* What one colour channel of a row needs. */
struct channel {
	float light;		/* relative response */
	float adu_per_e;
	float noise2;		/* read noise squared, electrons */
	float pedestal;		/* ADU */
};

/* splitmix64: any counter in, 64 well mixed bits out. */
static uint64_t mix64(uint64_t z)
{
	z += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static double uniform(uint64_t *state)
{
	return (double)(mix64((*state)++) >> 11) * 0x1p-53;
}

/* The quantiles of the normal distribution, by Newton's method. */
static void make_gauss(float *table)
{
	double x = -4.5;
	int i, k;

	for (i = 0; i < GAUSS_SIZE; i++) {
		double p = (i + 0.5) / GAUSS_SIZE;

		for (k = 0; k < 8; k++) {
			double below = 0.5 * erfc(-x * M_SQRT1_2);
			double slope = exp(-0.5 * x * x) * 0.3989422804014327;

			x -= (below - p) / slope;
		}
		table[i] = (float)x;
	}
}

static int compare_stars(const void *a, const void *b)
{
	const struct star *s = a, *t = b;

	return s->y < t->y ? -1 : s->y > t->y;
}

static int compare_hot(const void *a, const void *b)
{
	const struct hot_pixel *p = a, *q = b;

	return p->key < q->key ? -1 : p->key > q->key;
}

static void make_stars(struct sensor *s)
{
	const struct model *m = s->model;
	uint64_t state = mix64(s->seed ^ 0x57a5);
	int i;

	for (i = 0; i < SENSOR_STARS; i++) {
		double u = uniform(&state);
		double flux = FLUX_FAINTEST * pow(u + 1e-9, -1.0 / 0.9);

		s->stars[i].flux = fmin(flux, FLUX_BRIGHTEST);
		s->stars[i].x = m->eff_x + uniform(&state) * (m->eff_w - 1);
		s->stars[i].y = m->eff_y + uniform(&state) * (m->eff_h - 1);
	}
	qsort(s->stars, SENSOR_STARS, sizeof(s->stars[0]), compare_stars);
}

static bool hot_taken(const struct sensor *s, int count, uint32_t key)
{
	int i;

	for (i = 0; i < count; i++)
		if (s->hot[i].key == key)
			return true;
	return false;
}

static void make_hot_pixels(struct sensor *s)
{
	const struct model *m = s->model;
	uint64_t state = mix64(s->seed ^ 0x407);
	uint32_t x, y;
	int i = 0;

	while (i < HOT_PIXELS) {
		double u = uniform(&state);

		x = (uint32_t)(uniform(&state) * m->area_w);
		y = (uint32_t)(uniform(&state) * (m->eff_y + m->eff_h));
		if (hot_taken(s, i, y << 16 | x))
			continue;
		s->hot[i].key = y << 16 | x;
		s->hot[i].rate = (float)(i < SENSOR_SATURATED_HOT
			? 200.0 * pow(10.0, u) : 0.02 * pow(1000.0, u));
		i++;
	}
	qsort(s->hot, HOT_PIXELS, sizeof(s->hot[0]), compare_hot);
}

struct sensor *sensor_new(const struct model *m, uint64_t seed)
{
	struct sensor *s = malloc(sizeof(*s));

	if (!s)
		return NULL;
	s->model = m;
	s->seed = mix64(seed);
	make_gauss(s->gauss);
	make_stars(s);
	make_hot_pixels(s);
	return s;
}

void sensor_free(struct sensor *s)
{
	free(s);
}

const struct star *sensor_stars(const struct sensor *s, int *count)
{
	*count = SENSOR_STARS;
	return s->stars;
}

void sensor_gain(const struct model *m, unsigned int mode, double gain,
		 double *e_per_adu, double *read_noise)
{
	const struct gain_curve *c = &m->curves[mode];
	const struct gain_point *a, *b;
	double part;
	int i = 0;

	while (i < c->count - 2 && gain >= c->points[i + 1].gain)
		i++;
	a = &c->points[i];
	b = a + 1;
	part = (gain - a->gain) / (double)(b->gain - a->gain);
	*e_per_adu = a->e_per_adu * pow(b->e_per_adu / a->e_per_adu, part);
	*read_noise = a->read_noise * pow(b->read_noise / a->read_noise, part);
}

double sensor_pedestal(unsigned int offset)
{
	return ADU_PER_OFFSET * offset;
}

static double warmth(const struct model *m, double temperature)
{
	return pow(2.0, (temperature + 10.0) / m->dark.doubling);
}

double sensor_dark_rate(const struct model *m, double temperature)
{
	return m->dark.at_minus_10 * warmth(m, temperature);
}

/* Channel of the pixels with this parity of column, in row @y. */
static struct channel get_channel(const struct sensor *s,
				  const struct frame *f, unsigned int y,
				  unsigned int column)
{
	static const float response[] = { 0.60f, 1.00f, 0.75f };
	int colour = 1;
	double e_per_adu, noise;

	if (s->model->colour && !(y & 1) && !(column & 1))
		colour = 0;
	if (s->model->colour && (y & 1) && (column & 1))
		colour = 2;
	sensor_gain(s->model, f->set.readmode, f->set.gain[colour], &e_per_adu,
		    &noise);
	return (struct channel){
		.light = s->model->colour ? response[colour] : 1.0f,
		.adu_per_e = (float)(1.0 / e_per_adu),
		.noise2 = (float)(noise * noise),
		.pedestal = (float)sensor_pedestal(f->set.offset[colour]),
	};
}

static double light_rate(const struct frame *f)
{
	switch (f->scene) {
	case SCENE_STARS:
		return SENSOR_SKY_RATE;
	case SCENE_FLAT:
		return SENSOR_FLAT_RATE;
	default:
		return 0.0;
	}
}

/* Adds the stars' light in row @y: electrons per second per pixel. */
static void add_stars(const struct sensor *s, double sigma, unsigned int y,
		      float *light)
{
	const double scale = 1.0 / (2.0 * M_PI * sigma * sigma);
	const double width = -0.5 / (sigma * sigma);
	const int radius = (int)ceil(PSF_SIGMAS * sigma);
	int i, x;

	for (i = 0; i < SENSOR_STARS; i++) {
		const struct star *st = &s->stars[i];
		double dy = y - st->y, peak;
		int cx = (int)(st->x + 0.5);

		if (dy > radius)
			continue;
		if (dy < -radius)
			break;
		peak = st->flux * scale * exp(width * dy * dy);
		for (x = cx - radius; x <= cx + radius; x++) {
			double dx = x - st->x;

			if (x >= 0 && x < s->model->area_w)
				light[x] += (float)(peak *
						    exp(width * dx * dx));
		}
	}
}

/* The same in all frames: no two pixels respond alike. */
static void add_response(const struct sensor *s, unsigned int y, float *light)
{
	uint64_t state = mix64(s->seed ^ UINT64_C(0x93a1) << 32 ^ y);
	unsigned int x, k, w = s->model->area_w;
	uint64_t bits;

	for (x = 0; x + 4 <= w; x += 4) {
		bits = mix64(state++);
		for (k = 0; k < 4; k++, bits >>= 16)
			light[x + k] *= 1.0f + (float)SENSOR_PRNU *
					       s->gauss[bits & 0xffff];
	}
}

static int first_hot(const struct sensor *s, uint32_t key)
{
	int low = 0, high = HOT_PIXELS;

	while (low < high) {
		int mid = (low + high) / 2;

		if (s->hot[mid].key < key)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Expected electrons of each pixel of row @y. */
static void expose_row(const struct sensor *s, const struct frame *f,
		       unsigned int y, const struct channel *ch, float *e)
{
	const struct model *m = s->model;
	double t = f->scene == SCENE_BIAS ? 0.0 : f->set.exposure_us / 1e6;
	double warm = warmth(m, f->temperature);
	float dark = (float)(m->dark.at_minus_10 * warm * t);
	float rate = (float)light_rate(f);
	unsigned int x;
	int i;

	if (y >= (unsigned int)(m->eff_y + m->eff_h)) {
		memset(e, 0, m->area_w * sizeof(*e));	/* overscan */
		return;
	}
	for (x = 0; x < m->area_w; x++)
		e[x] = rate;
	if (f->scene == SCENE_STARS)
		add_stars(s, f->seeing, y, e);
	if (rate > 0.0f)
		add_response(s, y, e);
	for (x = 0; x < m->eff_x; x++)
		e[x] = 0.0f;				/* optical black */
	for (x = 0; x < m->area_w; x++)
		e[x] = e[x] * ch[x & 1].light * (float)t + dark;
	for (i = first_hot(s, y << 16);
	     i < HOT_PIXELS && s->hot[i].key >> 16 == y; i++)
		e[s->hot[i].key & 0xffff] +=
			(float)(s->hot[i].rate * warm * t);
}

/* Photon and read noise, as one normal distribution. */
static void add_noise(const struct sensor *s, const struct frame *f,
		      unsigned int y, const struct channel *ch, float *e)
{
	uint64_t state = mix64(s->seed ^ (f->noise << 16 ^ y));
	unsigned int x, k, w = s->model->area_w;
	uint64_t bits, at;

	for (x = 0; x + 4 <= w; x += 4) {
		bits = mix64(state++);
		for (k = 0; k < 4; k++, bits >>= 16)
			e[x + k] += s->gauss[bits & 0xffff] *
				    sqrtf(e[x + k] + ch[k & 1].noise2);
	}
	bits = mix64(state);
	at = bits % FLICKER_EVERY;
	if (at < w)
		e[at] += s->gauss[bits >> 48] * FLICKER_NOISE *
			 sqrtf(ch[at & 1].noise2);
}

void sensor_row(const struct sensor *s, const struct frame *f, unsigned int y,
		uint8_t *out)
{
	struct channel ch[2] = {
		get_channel(s, f, y, 0), get_channel(s, f, y, 1),
	};
	float e[MAX_WIDTH];
	unsigned int x;

	expose_row(s, f, y, ch, e);
	add_noise(s, f, y, ch, e);
	for (x = f->set.x; x < (unsigned int)f->set.x + f->set.w; x++) {
		const struct channel *c = &ch[x & 1];
		float adu = e[x] * c->adu_per_e + c->pedestal + 0.5f;
		unsigned int v;

		v = adu <= 0.0f ? 0 : adu >= ADU_MAX ? 65535
						     : (unsigned int)adu;
		*out++ = (uint8_t)(v >> 8);
		if (f->set.bits16)
			*out++ = (uint8_t)v;
	}
}
