// SPDX-License-Identifier: GPL-2.0
/* Histograms to look at, the peak of a bias frame, and the search for an offset. */
#include <stdlib.h>

#include "lib/histogram.h"
#include "lib/pedestal.h"
#include "test.h"

/* A triangle of @half ADU to both sides of @centre; what is below 0 is at 0. */
static void peak(struct qc_histogram *h, int centre, int half)
{
	memset(h, 0, sizeof(*h));
	for (int d = -half; d <= half; d++) {
		int v = centre + d < 0 ? 0 : centre + d > 65535 ? 65535 : centre + d;
		uint64_t n = 100 * (half + 1 - abs(d));

		h->count[v] += n;
		h->total += n;
	}
}

static void ends(struct tap *t, struct qc_histogram *h)
{
	memset(h, 0, sizeof(*h));
	T_EQ(t, qc_histogram_low(h, 0), 65535);
	T_EQ(t, qc_histogram_high(h, 0), 0);
	h->count[0] = 1;
	h->count[65535] = 2;
	h->count[300] = 10;
	T_EQ(t, qc_histogram_low(h, 0), 0);
	T_EQ(t, qc_histogram_low(h, 1), 300);
	T_EQ(t, qc_histogram_low(h, 11), 65535);
	T_EQ(t, qc_histogram_high(h, 0), 65535);
	T_EQ(t, qc_histogram_high(h, 2), 300);
	T_EQ(t, qc_histogram_high(h, 12), 0);
}

static void bins(struct tap *t, struct qc_histogram *h)
{
	struct qc_bins b;
	char line[128];

	memset(h, 0, sizeof(*h));
	h->count[199] = 7;
	h->count[200] = 1;
	h->count[214] = 999;
	h->count[239] = 2;
	h->count[240] = 5;
	qc_bins_make(&b, h, 200, 239, 8);
	T_EQ(t, b.width, 5);
	T_EQ(t, b.first, 200);
	T_EQ(t, b.n, 8);
	T_EQ(t, b.most, 999);
	T_EQ(t, b.count[0], 1);
	T_EQ(t, b.count[2], 999);
	T_EQ(t, b.count[7], 2);
	T_EQ(t, qc_bins_bar(&b, 2, 40), 40);
	T_EQ(t, qc_bins_bar(&b, 0, 40), 4);
	T_EQ(t, qc_bins_bar(&b, 0, 2), 1);
	T_EQ(t, qc_bins_bar(&b, 1, 40), 0);
	qc_bins_line(&b, 0, 60, line, sizeof(line));
	T_STR(t, line, "   200 |#### 1");
	qc_bins_line(&b, 1, 60, line, sizeof(line));
	T_STR(t, line, "   205 |");
	qc_bins_line(&b, 2, 60, line, sizeof(line));
	T_STR(t, line, "   210 |######################################## 999");
	/* 201 .. 240 in fives begins at 200 and would need nine: tens it is. */
	qc_bins_make(&b, h, 201, 240, 8);
	T_EQ(t, b.width, 10);
	T_EQ(t, b.n, 5);
	T_EQ(t, b.count[0], 0);
	T_EQ(t, b.count[4], 5);
	qc_bins_make(&b, h, 0, 65535, 64);
	T_OK(t, b.n <= 64 && b.n > 30);
	T_EQ(t, b.count[0], 1014);
	qc_bins_make(&b, h, 65535, 65535, 1);
	T_EQ(t, b.n, 1);
	T_EQ(t, b.most, 0);
}

static uint16_t at(const struct qc_picture *p, unsigned int x, unsigned int y)
{
	return p->plane[0][y * p->width + x];
}

/* 600 values over 900 columns: 1.5 columns each. */
static void picture(struct tap *t, struct qc_histogram *h)
{
	struct qc_picture p;
	struct qc_error e;
	void *png = NULL;
	size_t len = 0;

	memset(h, 0, sizeof(*h));
	h->count[200] = 1000000;
	h->count[400] = 1;
	h->count[0] = 1;
	T_EQ(t, qc_histogram_picture(&p, h, 0, 599, 100, 300, &e), 0);
	T_EQ(t, p.width, 960);
	T_EQ(t, p.height, 420);
	T_EQ(t, at(&p, 30 + 300, 30), 0x2000);		/* the peak reaches the top */
	T_EQ(t, at(&p, 30 + 600, 30), 0xb000);		/* one pixel does not */
	T_EQ(t, at(&p, 30 + 601, 372), 0xffff);
	T_EQ(t, at(&p, 30 + 600, 372), 0x2000);		/* and can be seen */
	T_EQ(t, at(&p, 30, 372), 0x2000);
	T_EQ(t, at(&p, 30 + 200, 100), 0xd800);		/* shaded */
	T_EQ(t, at(&p, 30 + 480, 100), 0xffff);		/* not */
	T_EQ(t, qc_png_make(&p, &qc_histogram_stretch, &png, &len, &e), 0);
	T_OK(t, len > 100 && !memcmp(png, "\x89PNG", 4));
	free(png);
	qc_picture_free(&p);
	T_EQ(t, qc_histogram_picture(&p, h, 65535, 65535, 100, 300, &e), 0);
	qc_picture_free(&p);
	T_EQ(t, qc_histogram_picture(&p, h, 0, 65535, 0, 65535, &e), 0);
	qc_picture_free(&p);
}

static void pedestals(struct tap *t, struct qc_histogram *h)
{
	struct qc_pedestal p;

	peak(h, 326, 100);
	qc_pedestal_of(h, &p);
	T_EQ(t, p.foot, 226);
	T_EQ(t, p.head, 426);
	T_EQ(t, p.median, 326);
	T_OK(t, !p.clipped && qc_pedestal_fits(&p));
	/* One dead pixel of 1.02 million is not the peak's foot, two are. */
	h->count[0] = 1;
	h->total++;
	qc_pedestal_of(h, &p);
	T_EQ(t, p.foot, 226);
	T_EQ(t, p.zeros, 1);
	h->count[0]++;
	h->total++;
	qc_pedestal_of(h, &p);
	T_OK(t, p.clipped && !qc_pedestal_fits(&p));
	peak(h, 199, 100);
	qc_pedestal_of(h, &p);
	T_OK(t, !qc_pedestal_fits(&p));
	peak(h, 200, 100);
	qc_pedestal_of(h, &p);
	T_OK(t, qc_pedestal_fits(&p));
	peak(h, 400, 100);
	qc_pedestal_of(h, &p);
	T_OK(t, qc_pedestal_fits(&p));
	peak(h, 401, 100);
	qc_pedestal_of(h, &p);
	T_OK(t, !qc_pedestal_fits(&p));
}

/* A sensor: @slope ADU a step from @base on, a peak of so many to both sides. */
static enum qc_offset_verdict find(struct qc_histogram *h, double base, double slope, int half,
				   int64_t start, int64_t *result, int *trials)
{
	struct qc_offset_search s;
	enum qc_offset_verdict v;
	struct qc_pedestal p;

	qc_offset_begin(&s, 0, 255);
	for (*trials = 1; *trials < 40; ++*trials) {
		peak(h, (int)(base + slope * start), half);
		qc_pedestal_of(h, &p);
		v = qc_offset_next(&s, start, &p, &start);
		if (v != QC_OFFSET_TRY)
			break;
	}
	*result = start;
	return v;
}

static void searches(struct tap *t, struct qc_histogram *h)
{
	int64_t found;
	int trials, most = 0;
	bool right = true;

	T_EQ(t, find(h, 0, 16.3, 120, 20, &found, &trials), QC_OFFSET_FITS);
	T_EQ(t, found, 20);
	T_EQ(t, trials, 1);
	/* From everywhere, on sensors of all kinds: it fits, in few trials. */
	for (int slope = 1; slope <= 100; slope += 3) {
		for (int half = 10; half <= 400; half += 97) {
			for (int64_t start = 0; start <= 255; start += 15) {
				enum qc_offset_verdict v = find(h, 0, slope, half, start, &found,
								&trials);
				double foot = (double)slope * found - half;

				if (slope * 255 - half < 100)
					right = right && found == 255 &&
						v == (slope * 255 > half ? QC_OFFSET_NEAREST :
						      QC_OFFSET_NONE);
				else
					right = right && v == QC_OFFSET_FITS && foot >= 100 &&
						foot <= 300;
				most = trials > most ? trials : most;
			}
		}
	}
	T_OK(t, right);
	T_OK(t, most <= 8);
}

static void hopeless(struct tap *t, struct qc_histogram *h)
{
	int64_t found;
	int trials;

	/* Cut off even at 255. */
	T_EQ(t, find(h, 0, 1, 300, 10, &found, &trials), QC_OFFSET_NONE);
	T_EQ(t, found, 255);
	/* Too high even at 0. */
	T_EQ(t, find(h, 1000, 16, 100, 30, &found, &trials), QC_OFFSET_NEAREST);
	T_EQ(t, found, 0);
	/* Steps of 500 ADU: 1 leaves 50, 2 leaves 550, and the whole peak. */
	T_EQ(t, find(h, -350, 500, 100, 40, &found, &trials), QC_OFFSET_NEAREST);
	T_EQ(t, found, 2);
	T_EQ(t, find(h, -350, 500, 100, 0, &found, &trials), QC_OFFSET_NEAREST);
	T_EQ(t, found, 2);
	/* A peak that stays where it is: the search ends all the same. */
	T_EQ(t, find(h, 1000, 0, 100, 30, &found, &trials), QC_OFFSET_NEAREST);
	T_OK(t, trials < 40);
}

int main(void)
{
	struct qc_histogram *h = calloc(1, sizeof(*h));
	struct tap t = { 0 };

	ends(&t, h);
	bins(&t, h);
	picture(&t, h);
	pedestals(&t, h);
	searches(&t, h);
	hopeless(&t, h);
	free(h);
	return tap_end(&t);
}
