// SPDX-License-Identifier: GPL-2.0
/*
 * shoot-save.c - qhycam shoot: a frame becomes a file
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/qhyccd.h>

#include "cmd.h"
#include "lib/clock.h"
#include "lib/controls.h"
#include "lib/file.h"
#include "lib/preview.h"
#include "lib/stats.h"
#include "shoot.h"

/*
 * Single-frame mode: the event is the start of the exposure. Live mode: the
 * event is the arrival of the first data, the exposure was over just before.
 * Without event the readout is taken off the frame's end as well.
 */
static void reckon_times(const struct shoot *s, const struct qc_frame *f, struct qc_fits_meta *m)
{
	int64_t exposure = (int64_t)s->setup.exposure_us * QC_NS_PER_US;
	int64_t readout = s->setup.interval_ns > exposure ? s->setup.interval_ns : 0;

	if (f->start.known)
		m->start_utc_ns = f->start.utc_ns - (s->opt->live ? exposure : 0);
	else
		m->start_utc_ns = qc_mono_to_utc(f->end_mono_ns) - exposure - readout;
	m->end_utc_ns = m->start_utc_ns + exposure;
	m->source = s->opt->live || !f->start.known ? QC_TIME_ESTIMATED : QC_TIME_EVENT;
}

static void take_times(const struct qc_meta *meta, struct qc_fits_meta *m)
{
	if (meta->gps_locked) {
		m->start_utc_ns = meta->gps.start_ns;
		m->end_utc_ns = meta->gps.end_ns;
		m->source = QC_TIME_GPS;
	} else if (meta->has_times) {
		m->start_utc_ns = meta->utc_start_ns;
		m->end_utc_ns = meta->utc_end_ns;
		m->time_error_us = meta->time_error_us;
		m->source = QC_TIME_HOST;
	}
}

static void read_temperature(const struct shoot *s, struct qc_fits_meta *m)
{
	int64_t temperature;

	m->has_temperature = !qc_ctrl_get(&s->cam, V4L2_CID_QHYCCD_TEMPERATURE, &temperature);
	if (m->has_temperature)
		m->temperature = temperature / 10.0;
}

/* What was in force for this very image stands above what the controls said. */
static void take_settings(const struct qc_meta *meta, struct qc_fits_meta *m)
{
	m->exposure_us = meta->exposure_us;
	m->has_gain = true;
	m->gain = meta->gain;
	m->has_offset = true;
	m->offset = meta->offset;
	m->has_traffic = true;
	m->traffic = meta->traffic;
	m->more = meta;
}

static void name_mode(struct shoot *s, const struct qc_meta *meta)
{
	struct shoot_setup *u = &s->setup;

	if (meta->readout_mode == u->mode_number)
		return;
	u->mode_number = meta->readout_mode;
	*u->mode = 0;
	qc_ctrl_item(&s->cam, V4L2_CID_QHYCCD_READOUT_MODE, u->mode_number, u->mode,
		     sizeof(u->mode));
}

static void describe(const struct shoot *s, const struct qc_frame *f, const struct qc_meta *meta,
		     struct qc_fits_meta *m)
{
	const struct shoot_setup *u = &s->setup;

	*m = (struct qc_fits_meta){
		.width = u->format.width,
		.height = u->format.height,
		.bits = u->format.bits,
		.left = u->crop.left,
		.top = u->crop.top,
		.bayer = u->format.bayer,
		.exposure_us = u->exposure_us,
		.type = s->opt->type,
		.camera = s->cam.id.card,
		.serial = s->cam.id.serial,
		.mode = u->mode,
		.creator = "qhycam " QHYCAM_VERSION,
		.has_gain = u->has_gain,
		.gain = u->gain,
		.has_offset = u->has_offset,
		.offset = u->offset,
		.has_traffic = u->has_traffic,
		.traffic = u->traffic,
		.pixel_um_x = u->pixel_nm.width / 1e3,
		.pixel_um_y = u->pixel_nm.height / 1e3,
		.sequence = f->sequence,
	};
	reckon_times(s, f, m);
	if (meta) {
		take_times(meta, m);
		take_settings(meta, m);
	}
	if (meta && meta->has_telemetry) {
		m->has_temperature = true;
		m->temperature = meta->temperature;
	} else {
		read_temperature(s, m);
	}
}

static int frame_stats(const struct shoot *s, const struct qc_frame *f, struct qc_stats *st)
{
	struct qc_histogram *h = calloc(1, sizeof(*h));
	size_t n = (size_t)s->setup.format.width * s->setup.format.height;

	if (!h)
		return -ENOMEM;
	if (s->setup.format.bits == 16)
		qc_histogram_add16(h, f->data, n);
	else
		qc_histogram_add8(h, f->data, n);
	qc_stats_of(h, s->setup.format.bits == 16 ? UINT16_MAX : UINT8_MAX, st);
	free(h);
	return 0;
}

static void report(struct shoot *s, const struct qc_frame *f, const struct qc_fits_meta *m,
		   unsigned int number)
{
	static const char *const sources[] = {
		[QC_TIME_EVENT] = "",
		[QC_TIME_ESTIMATED] = " (estimated)",
		[QC_TIME_HOST] = " (metadata)",
		[QC_TIME_GPS] = " (GPS)",
	};
	char temperature[32] = "", start[QC_ISO_MAX];
	struct qc_stats st;

	if (s->progress.quiet || frame_stats(s, f, &st))
		return;
	if (m->has_temperature)
		snprintf(temperature, sizeof(temperature), ", %.1f C", m->temperature);
	progress_say(&s->progress, "frame %u/%u: median %u ADU, %u .. %u, %llu saturated%s",
		     number, s->count, st.median, st.min, st.max,
		     (unsigned long long)st.saturated, temperature);
	if (!s->opt->verbose)
		return;
	qc_format_iso(m->start_utc_ns, start);
	progress_say(&s->progress, "  buffer %u, sequence %u, %u bytes, start %s%s, mean %.1f, "
		     "deviation %.1f", f->index, f->sequence, f->bytes, start,
		     sources[m->source], st.mean, 1.4826 * st.mad);
}

int shoot_save(struct shoot *s, const struct qc_frame *f, unsigned int number,
	       struct qc_error *e)
{
	struct qc_name_values v = shoot_names(s, number);
	struct qc_meta meta;
	bool known = qc_metanode_take(&s->metanode, f->sequence, &meta);
	struct qc_fits_meta m;
	char name[PATH_MAX];
	int r;

	if (known)
		name_mode(s, &meta);
	s->without_meta += !known && s->metanode.fd >= 0;
	describe(s, f, known ? &meta : NULL, &m);
	v.start_utc_ns = m.start_utc_ns;
	r = qc_name_expand(s->opt->output, &v, name, sizeof(name), e);
	if (!r)
		r = qc_fits_make(&s->fits, &m, f->data, e);
	if (!r)
		r = qc_file_write(name, s->fits.data, s->fits.len, s->opt->overwrite, e);
	if (r)
		return r;
	report(s, f, &m, number);
	progress_clear(&s->progress);
	/* A reader that went away must not end the night; main() reports it. */
	printf("%s\n", name);
	fflush(stdout);
	return 0;
}

int shoot_preview(struct shoot *s, struct qc_error *e)
{
	const struct qc_frame_view view = {
		.pixels = s->stream.map[s->keep],
		.width = s->setup.format.width,
		.height = s->setup.format.height,
		.bits = s->setup.format.bits,
		.bayer = s->setup.format.bayer,
	};
	struct qc_picture picture;
	struct qc_stretch stretch;
	void *png = NULL;
	size_t len;
	int r = qc_picture_make(&picture, &view, e);

	if (!r)
		r = qc_stretch_find(&picture, &stretch, e);
	if (!r)
		r = qc_png_make(&picture, &stretch, &png, &len, e);
	if (!r)
		r = qc_file_write(s->opt->preview, png, len, true, e);
	free(png);
	qc_picture_free(&picture);
	return r;
}
