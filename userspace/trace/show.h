/* SPDX-License-Identifier: GPL-2.0 */
/*
 * show.h - a recording for people, and for programs
 */
#ifndef TR_SHOW_H
#define TR_SHOW_H

#include <stdio.h>

#include "trace/session.h"

#define TR_PAGES 16

/* What was shown last of a page, so that only changes are shown again. */
struct tr_page {
	bool used;
	uint16_t bus, device;
	uint8_t request;
	struct tr_meaning last;
};

struct tr_listing {
	FILE *to;
	bool all;			/* also what has not changed, and firmware pieces */
	bool begun;
	int64_t origin_us;
	struct tr_page page[TR_PAGES];
	unsigned int next_page;
};

/* The listing; @l and @sink live as long as it is made. */
void tr_listing_init(struct tr_listing *l, FILE *to, bool all, struct tr_sink *sink);

/* Its last lines. */
void tr_listing_totals(const struct tr_listing *l, const struct tr_totals *n);

/* One JSON object a line, of the same; @to must not be NULL. */
void tr_json_init(FILE *to, struct tr_sink *sink);
void tr_json_totals(FILE *to, const struct tr_totals *n);

#endif
