// SPDX-License-Identifier: GPL-2.0
/*
 * broadcast-overlay.c - qhycam broadcast: what is written into a picture
 */
#include <stdio.h>
#include <string.h>

#include "broadcast.h"
#include "lib/clock.h"

/* Planes follow each other directly, as picture.h says. */
struct qc_canvas broadcast_canvas(const struct broadcast_capture *c, uint8_t *data)
{
	const struct picture_shape *s = &c->shape;
	size_t plane = s->stride * s->height;
	struct qc_canvas v = {
		.width = s->width, .height = s->height, .luma = data, .luma_step = 1,
		.luma_stride = s->stride, .chroma_rows = 1,
		.black = c->opt->full_range ? 0 : 16, .white = c->opt->full_range ? 255 : 235,
	};

	switch (c->plan->format) {
	case PICTURE_NV12:
		v.cb = data + plane;
		v.cr = v.cb + 1;
		v.chroma_step = 2;
		v.chroma_stride = s->stride;
		break;
	case PICTURE_YU12:
		v.cb = data + plane;
		v.cr = v.cb + plane / 4;
		v.chroma_step = 1;
		v.chroma_stride = s->stride / 2;
		break;
	default:
		v.luma_step = 2;
		v.cb = data + 1;
		v.cr = data + 3;
		v.chroma_step = 4;
		v.chroma_stride = s->stride;
		v.chroma_rows = 0;
	}
	return v;
}

/* "2026-11-21 20:15:31.250 UTC  30s  -10.0 C" */
void broadcast_overlay(const struct broadcast_capture *c, const struct qc_frame *f,
		       const struct qc_meta *meta, char *buf, size_t size)
{
	char part[QC_DURATION_MAX], iso[QC_ISO_MAX];
	size_t len = 0;

	buf[0] = 0;
	if (c->plan->show & QC_SHOW_TIME) {
		qc_format_iso(meta && meta->has_times ? meta->utc_end_ns :
			      qc_mono_to_utc(f->end_mono_ns), iso);
		iso[strcspn(iso, "T")] = ' ';
		len += snprintf(buf, size, "%s UTC", iso);
	}
	if ((c->plan->show & QC_SHOW_EXPOSURE) && len < size) {
		qc_format_duration(meta ? meta->exposure_us :
				   (uint64_t)c->set[SET_EXPOSURE].value, part);
		len += snprintf(buf + len, size - len, "%s%s", len ? "  " : "", part);
	}
	if ((c->plan->show & QC_SHOW_TEMPERATURE) && len < size) {
		if (meta && meta->has_telemetry)
			snprintf(buf + len, size - len, "%s%.1f C", len ? "  " : "",
				 meta->temperature);
		else
			snprintf(buf + len, size - len, "%s?", len ? "  " : "");
	}
}
