// SPDX-License-Identifier: GPL-2.0
#include "truth.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

/* The GPS header's values as they were encoded, instants as UTC in ns. */
static void add_gps(char *out, size_t size, const struct gps_truth *g)
{
	snprintf(out, size, ",\"gps\":\"%s\",\"gps_sequence\":%u"
		 ",\"gps_start\":%" PRId64 ",\"gps_end\":%" PRId64
		 ",\"gps_now\":%" PRId64 ",\"gps_latitude\":%u"
		 ",\"gps_longitude\":%u,\"gps_pps\":%u"
		 ",\"gps_temperature\":%u", gps_state_name(g->state),
		 g->sequence, g->start, g->end, g->now, g->latitude,
		 g->longitude, g->pps, g->temperature);
}

void frame_log(struct log *l, int64_t now, const struct frame *f,
	       const char *ev, const char *fmt, ...)
{
	const struct settings *set = &f->set;
	char more[128], gps[400] = "";
	va_list args;

	if (!l->file)
		return;
	va_start(args, fmt);
	vsnprintf(more, sizeof(more), fmt, args);
	va_end(args);
	if (f->header)
		add_gps(gps, sizeof(gps), &f->gps);
	log_frame(l, now, ev, ",\"n\":%" PRIu64 ",\"serial\":%" PRIu64
		  ",\"start\":%" PRId64 ",\"end\":%" PRId64
		  ",\"exposure_us\":%u,\"gain\":%u,\"offset\":%u"
		  ",\"traffic\":%u,\"mode\":%u,\"bits\":%d"
		  ",\"roi\":[%u,%u,%u,%u],\"temperature\":%ld,\"pwm\":%u%s%s",
		  f->n, f->serial, f->start, f->end, set->exposure_us,
		  set->gain[1], set->offset[1], set->traffic, set->readmode,
		  set->bits16 ? 16 : 8, set->x, set->y, set->w, set->h,
		  lround(f->temperature * 10), f->pwm, gps,
		  more);
}
