// SPDX-License-Identifier: GPL-2.0
/*
 * qhylike LEAST A B - are two pictures of 8-bit pixels alike? Prints how their
 * pixels correlate (Pearson); of the longer file only as much is read as the
 * other one has. Exit status 0 if that is at least LEAST, 1 if not, 2 usage, 3 a
 * file cannot be read.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct sums {
	double n, a, b, aa, bb, ab;
};

static void add(struct sums *s, double a, double b)
{
	s->n++;
	s->a += a;
	s->b += b;
	s->aa += a * a;
	s->bb += b * b;
	s->ab += a * b;
}

/* 0 where there is nothing to compare: a picture of one value. */
static double correlation(const struct sums *s)
{
	double aa = s->aa - s->a * s->a / s->n;
	double bb = s->bb - s->b * s->b / s->n;
	double ab = s->ab - s->a * s->b / s->n;

	if (!(s->n > 1 && aa > 0 && bb > 0))
		return 0;
	return ab / sqrt(aa * bb);
}

int main(int argc, char **argv)
{
	struct sums s = { 0 };
	double got;
	FILE *a, *b;
	int x, y;

	if (argc != 4)
		return 2;
	a = fopen(argv[2], "rb");
	b = fopen(argv[3], "rb");
	if (!a || !b) {
		perror(a ? argv[3] : argv[2]);
		return 3;
	}
	while ((x = getc(a)) != EOF && (y = getc(b)) != EOF)
		add(&s, x, y);
	fclose(a);
	fclose(b);
	got = correlation(&s);
	printf("%.4f\n", got);
	return got >= strtod(argv[1], NULL) ? 0 : 1;
}
