// SPDX-License-Identifier: GPL-2.0
/*
 * trend.c - how a value went, as one short line of text
 */
#include <stdio.h>
#include <string.h>

#include "trend.h"

static const char *const blocks[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
static const char *const plain[] = { "_", ".", "-", "=", "*", "#" };

void qc_trend_add(struct qc_trend *t, double value)
{
	if (t->n == QC_TREND_MAX)
		memmove(t->value, t->value + 1, --t->n * sizeof(t->value[0]));
	t->value[t->n++] = value;
	if (value > 0 && (!t->best || value < t->best))
		t->best = value;
}

void qc_trend_line(const struct qc_trend *t, unsigned int width, bool utf8, char *buf,
		   size_t size)
{
	unsigned int first = t->n > width ? t->n - width : 0;
	unsigned int levels = utf8 ? 8 : 6, level;
	double low = 0, high = 0, span;
	size_t len = 0;

	for (unsigned int i = first; i < t->n; i++) {
		if (t->value[i] <= 0)
			continue;
		if (!low || t->value[i] < low)
			low = t->value[i];
		if (t->value[i] > high)
			high = t->value[i];
	}
	/* Noise alone is not to look like a mountain. */
	span = high - low > QC_TREND_LEAST * high ? high - low : QC_TREND_LEAST * high;
	*buf = 0;
	for (unsigned int i = first; i < t->n && len + 4 < size; i++) {
		if (t->value[i] <= 0) {
			len += snprintf(buf + len, size - len, " ");
			continue;
		}
		level = (unsigned int)((t->value[i] - low) / span * (levels - 1) + 0.5);
		len += snprintf(buf + len, size - len, "%s", utf8 ? blocks[level] : plain[level]);
	}
}
