// SPDX-License-Identifier: GPL-2.0
/*
 * hfr.c - half-flux radius: how large the stars of a frame are
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hfr.h"
#include "stats.h"

/* sigma of a normal distribution = 1.4826 x its median absolute deviation */
#define SIGMA_PER_MAD 1.4826
#define CLIP_SIGMAS 3
#define CLIP_ROUNDS 8
/* A star's brightest pixel stands out so far, one of a hot pixel's neighbours does not. */
#define PEAK_SIGMAS 8
#define NEIGHBOUR_PART 0.06
#define CANDIDATES_MAX 2000
/* The sky around a star is taken from there to there, pixels from its centre. */
#define RING_FROM (QC_HFR_REACH + 2)
#define RING_TO (QC_HFR_REACH + 8)
/* Half of the light of a good star is within a quarter of this many radii. */
#define REACH_HFRS 4
#define REACH_LEAST 5
#define ROUNDS 4
/* Each pixel is taken as so many times so many points; bins of a tenth of a pixel. */
#define POINTS 5
#define BINS_PER_PIXEL 10

struct candidate {
	unsigned int x, y, peak;
};

struct candidates {
	unsigned int n;
	struct candidate c[CANDIDATES_MAX];	/* brightest first */
};

static unsigned int value(const struct qc_plane *p, unsigned int x, unsigned int y)
{
	return p->pixels[(size_t)y * p->width + x];
}

static void clip(struct qc_histogram *h, double low, double high)
{
	for (unsigned int v = 0; v < QC_LEVELS; v++) {
		if (v >= low && v <= high)
			continue;
		h->total -= h->count[v];
		h->count[v] = 0;
	}
}

static void background_of(const struct qc_plane *p, struct qc_histogram *h,
			  struct qc_background *b)
{
	struct qc_stats st;
	uint64_t before;

	memset(h, 0, sizeof(*h));
	qc_histogram_add16(h, p->pixels, (size_t)p->width * p->height);
	for (int i = 0; i < CLIP_ROUNDS; i++) {
		before = h->total;
		qc_stats_of(h, QC_LEVELS - 1, &st);
		b->level = st.median;
		b->sigma = fmax(st.mad * SIGMA_PER_MAD, 0.5);
		clip(h, b->level - CLIP_SIGMAS * b->sigma, b->level + CLIP_SIGMAS * b->sigma);
		if (h->total == before)
			break;
	}
}

void qc_background_of(const struct qc_plane *p, struct qc_background *b)
{
	struct qc_histogram *h = malloc(sizeof(*h));

	*b = (struct qc_background){ 0, 0 };
	if (h)
		background_of(p, h, b);
	free(h);
}

/* The brightest of 5 x 5 pixels; of equal ones the first. */
static bool is_peak(const struct qc_plane *p, unsigned int x, unsigned int y, unsigned int peak)
{
	for (int dy = -2; dy <= 2; dy++) {
		for (int dx = -2; dx <= 2; dx++) {
			unsigned int v = value(p, x + dx, y + dy);
			bool before = dy < 0 || (!dy && dx < 0);

			if (v > peak || (v == peak && before))
				return false;
		}
	}
	return true;
}

/* Light falls on neighbours too; a hot pixel is alone. */
static bool has_neighbours(const struct qc_plane *p, unsigned int x, unsigned int y,
			   const struct qc_background *b)
{
	double sum = value(p, x - 1, y) + value(p, x + 1, y) + value(p, x, y - 1) +
		     value(p, x, y + 1) - 4 * b->level;

	return sum > 4 * NEIGHBOUR_PART * (value(p, x, y) - b->level) && sum > 4 * b->sigma;
}

/* Keeps the brightest; the list is full of brighter ones as a rule, so that is cheap. */
static void insert(struct candidates *all, unsigned int x, unsigned int y, unsigned int peak)
{
	unsigned int at = all->n;

	if (at == CANDIDATES_MAX) {
		if (all->c[at - 1].peak >= peak)
			return;
		at--;
	} else {
		all->n++;
	}
	for (; at && all->c[at - 1].peak < peak; at--)
		all->c[at] = all->c[at - 1];
	all->c[at] = (struct candidate){ x, y, peak };
}

static void find_candidates(const struct qc_plane *p, const struct qc_background *b,
			    struct candidates *all)
{
	double least = b->level + PEAK_SIGMAS * b->sigma;
	unsigned int threshold = least > QC_LEVELS - 1 ? QC_LEVELS - 1 : (unsigned int)least;

	all->n = 0;
	for (unsigned int y = 2; y + 2 < p->height; y++) {
		const uint16_t *row = p->pixels + (size_t)y * p->width;

		for (unsigned int x = 2; x + 2 < p->width; x++)
			if (row[x] > threshold && is_peak(p, x, y, row[x]) &&
			    has_neighbours(p, x, y, b))
				insert(all, x, y, row[x]);
	}
}

static int by_value(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

/* The median of a ring around the star: the sky there. */
static double local_sky(const struct qc_plane *p, unsigned int x, unsigned int y)
{
	uint16_t ring[4 * RING_TO * RING_TO];
	unsigned int n = 0, middle;

	for (int dy = -RING_TO; dy <= RING_TO; dy++) {
		for (int dx = -RING_TO; dx <= RING_TO; dx++) {
			int r2 = dx * dx + dy * dy;

			if (r2 >= RING_FROM * RING_FROM && r2 <= RING_TO * RING_TO)
				ring[n++] = value(p, x + dx, y + dy);
		}
	}
	qsort(ring, n, sizeof(ring[0]), by_value);
	middle = n / 2;
	return n % 2 ? ring[middle] : (ring[middle - 1] + ring[middle]) / 2.0;
}

struct growth {
	double sum, sx, sy;
	double bin[QC_HFR_REACH * BINS_PER_PIXEL + 1];
};

/* The light of pixel (x, y), shared out among points, within @reach of the centre. */
static void add_pixel(struct growth *g, double x, double y, double light, double reach)
{
	double part = light / (POINTS * POINTS);

	for (int j = 0; j < POINTS; j++) {
		for (int i = 0; i < POINTS; i++) {
			double dx = x + (i + 0.5) / POINTS - 0.5;
			double dy = y + (j + 0.5) / POINTS - 0.5;
			double r = sqrt(dx * dx + dy * dy);

			if (r > reach)
				continue;
			g->bin[(int)(r * BINS_PER_PIXEL)] += part;
			g->sum += part;
			g->sx += part * dx;
			g->sy += part * dy;
		}
	}
}

/* The light around (cx, cy), which are in pixels of the plane. */
static void grow(const struct qc_plane *p, double cx, double cy, double sky, double reach,
		 struct growth *g)
{
	int x0 = (int)floor(cx - reach), x1 = (int)ceil(cx + reach);
	int y0 = (int)floor(cy - reach), y1 = (int)ceil(cy + reach);

	memset(g, 0, sizeof(*g));
	for (int y = y0; y <= y1; y++)
		for (int x = x0; x <= x1; x++)
			add_pixel(g, x - cx, y - cy, value(p, x, y) - sky, reach);
}

/* Where the curve of growth crosses half of all light, within its bin as well. */
static double half_radius(const struct growth *g)
{
	double before = 0;
	unsigned int i = 0;

	while (i < QC_HFR_REACH * BINS_PER_PIXEL && before + g->bin[i] < g->sum / 2)
		before += g->bin[i++];
	return (i + (g->bin[i] > 0 ? (g->sum / 2 - before) / g->bin[i] : 0)) / BINS_PER_PIXEL;
}

static bool saturated(const struct qc_plane *p, const struct candidate *c)
{
	for (int dy = -2; dy <= 2; dy++)
		for (int dx = -2; dx <= 2; dx++)
			if (value(p, c->x + dx, c->y + dy) >= p->top)
				return true;
	return false;
}

/*
 * From a wide circle to one that fits the star: what is far out has noise and
 * neighbours, but hardly any of its light.
 */
static bool measure(const struct qc_plane *p, const struct candidate *c,
		    const struct qc_background *b, struct qc_star *s)
{
	double sky = local_sky(p, c->x, c->y), reach = QC_HFR_REACH / 2.0, part;
	struct growth g;

	s->x = c->x;
	s->y = c->y;
	s->peak = c->peak;
	for (int i = 0; i < ROUNDS; i++) {
		grow(p, s->x, s->y, sky, reach, &g);
		part = sqrt(M_PI * reach * reach) * b->sigma;
		if (g.sum < 5 * part)
			return false;
		s->hfr = half_radius(&g);
		s->flux = g.sum;
		s->x += g.sx / g.sum;
		s->y += g.sy / g.sum;
		/* A centre that runs away belongs to a neighbour. */
		if (fabs(s->x - c->x) > QC_HFR_REACH / 2.0 ||
		    fabs(s->y - c->y) > QC_HFR_REACH / 2.0)
			return false;
		reach = fmin(fmax(REACH_HFRS * s->hfr, REACH_LEAST), QC_HFR_REACH / 2.0 - 1);
	}
	return s->hfr > 0;
}

/* Is there a brighter peak so near that its light is in the way? */
static bool crowded(const struct candidates *all, unsigned int i)
{
	const struct candidate *c = &all->c[i];

	for (unsigned int k = 0; k < i; k++) {
		int dx = (int)all->c[k].x - (int)c->x, dy = (int)all->c[k].y - (int)c->y;

		if (dx * dx + dy * dy < QC_HFR_REACH * QC_HFR_REACH)
			return true;
	}
	return false;
}

static bool at_edge(const struct qc_plane *p, const struct candidate *c)
{
	const unsigned int margin = RING_TO + QC_HFR_REACH / 2 + 2;

	return c->x < margin || c->y < margin || c->x + margin >= p->width ||
	       c->y + margin >= p->height;
}

int qc_stars_find(const struct qc_plane *p, unsigned int want, struct qc_stars *s)
{
	struct candidates *all = malloc(sizeof(*all));
	struct qc_histogram *h = malloc(sizeof(*h));

	memset(s, 0, sizeof(*s));
	if (!all || !h) {
		free(all);
		free(h);
		return -ENOMEM;
	}
	background_of(p, h, &s->background);
	find_candidates(p, &s->background, all);
	want = want < QC_HFR_STARS_MAX ? want : QC_HFR_STARS_MAX;
	for (unsigned int i = 0; i < all->n && s->n < want; i++) {
		const struct candidate *c = &all->c[i];

		if (crowded(all, i))
			continue;
		if (at_edge(p, c))
			s->edge++;
		else if (saturated(p, c))
			s->saturated++;
		else
			s->n += measure(p, c, &s->background, &s->star[s->n]);
	}
	free(all);
	free(h);
	return 0;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

double qc_stars_hfr(const struct qc_stars *s)
{
	double sorted[QC_HFR_STARS_MAX];

	if (!s->n)
		return 0;
	for (unsigned int i = 0; i < s->n; i++)
		sorted[i] = s->star[i].hfr;
	qsort(sorted, s->n, sizeof(sorted[0]), by_size);
	return (sorted[(s->n - 1) / 2] + sorted[s->n / 2]) / 2;
}

void qc_cells_to_plane(const uint16_t *pixels, unsigned int width, unsigned int height,
		       unsigned int top, uint16_t *out)
{
	for (unsigned int y = 0; y + 1 < height; y += 2) {
		const uint16_t *a = pixels + (size_t)y * width, *b = a + width;

		for (unsigned int x = 0; x + 1 < width; x += 2) {
			bool full = a[x] >= top || a[x + 1] >= top || b[x] >= top ||
				    b[x + 1] >= top;

			*out++ = full ? QC_LEVELS - 1 :
				 (a[x] + a[x + 1] + b[x] + b[x + 1] + 2u) / 4;
		}
	}
}
