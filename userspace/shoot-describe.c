// SPDX-License-Identifier: GPL-2.0
/*
 * shoot-describe.c - what the header of a frame will say
 */
#include <stdio.h>

#include <linux/qhyccd.h>

#include "cmd.h"
#include "lib/clock.h"
#include "lib/controls.h"
#include "shoot-job.h"

/*
 * Single-frame mode: the event is the start of the exposure. Live mode: the
 * event is the arrival of the first data, the exposure was over just before.
 * Without event the readout is taken off the frame's end as well.
 */
static void reckon_times(const struct shoot *s, const struct qc_frame *f, struct qc_fits_meta *m)
{
	int64_t exposure = (int64_t)s->setup.exposure_us * QC_NS_PER_US;
	int64_t readout = s->setup.interval_ns > exposure ? s->setup.interval_ns : 0;
	bool live = shoot_is_live(s);

	if (f->start.known)
		m->start_utc_ns = f->start.utc_ns - (live ? exposure : 0);
	else
		m->start_utc_ns = qc_mono_to_utc(f->end_mono_ns) - exposure - readout;
	m->end_utc_ns = m->start_utc_ns + exposure;
	m->source = live || !f->start.known ? QC_TIME_ESTIMATED : QC_TIME_EVENT;
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

	m->has_temperature = !qc_ctrl_get(s->cam, V4L2_CID_QHYCCD_TEMPERATURE, &temperature);
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
	m->has_mode_number = true;
	m->mode_number = meta->readout_mode;
	m->more = meta;
}

static void name_mode(struct shoot *s, const struct qc_meta *meta)
{
	struct shoot_setup *u = &s->setup;

	if (meta->readout_mode == u->mode_number)
		return;
	u->mode_number = meta->readout_mode;
	*u->mode = 0;
	qc_ctrl_item(s->cam, V4L2_CID_QHYCCD_READOUT_MODE, u->mode_number, u->mode,
		     sizeof(u->mode));
}

static struct qc_fits_meta from_setup(const struct shoot *s)
{
	const struct shoot_setup *u = &s->setup;

	return (struct qc_fits_meta){
		.width = u->format.width,
		.height = u->format.height,
		.bits = u->format.bits,
		.bin = s->opt->bin.set ? s->opt->bin.value : 1,
		.average = s->opt->bin_average,
		.left = u->crop.left,
		.top = u->crop.top,
		.whole = u->areas.whole,
		.effective = u->areas.effective,
		.bayer = u->format.bayer,
		.exposure_us = u->exposure_us,
		.type = s->opt->type,
		.object = s->opt->object,
		.filter = s->opt->filter,
		.camera = s->cam->id.card,
		.serial = s->cam->id.serial,
		.has_mode_number = *u->mode,
		.mode_number = u->mode_number,
		.creator = "qhycam " QHYCAM_VERSION,
		.has_gain = u->has_gain,
		.gain = u->gain,
		.has_offset = u->has_offset,
		.offset = u->offset,
		.has_traffic = u->has_traffic,
		.traffic = u->traffic,
		.pixel_um_x = u->pixel_nm.width / 1e3,
		.pixel_um_y = u->pixel_nm.height / 1e3,
		.user = &s->keys,
	};
}

void shoot_describe(struct shoot *s, struct shoot_job *j, const struct qc_meta *meta)
{
	struct qc_fits_meta *m = &j->fits;

	if (meta) {
		j->meta = *meta;
		meta = &j->meta;
		name_mode(s, meta);
	}
	*m = from_setup(s);
	snprintf(j->mode, sizeof(j->mode), "%s", s->setup.mode);
	m->mode = j->mode;
	m->sequence = j->frame.sequence;
	reckon_times(s, &j->frame, m);
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
	m->burst = s->burst;
}
