// SPDX-License-Identifier: GPL-2.0
/*
 * sequence-estimate.c - qhycam sequence: how long it takes, and how much room
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>

#include "lib/clock.h"
#include "lib/find.h"
#include "sequence.h"

/* The largest one that there is: QHY600, with overscan. */
#define LARGEST_WIDTH 9600
#define LARGEST_HEIGHT 6422
#define DISKS_MAX 16
/* 30 years: times of that size can still be added up in ns. */
#define LONGEST_US 1000000000000000ull

static void fill(struct seq *q, struct seq_shoot *s, const struct qc_areas *a)
{
	const struct shoot_values *v = &s->values;
	const struct qc_rect *r = v->roi.set ? &v->roi.rect :
				  v->full || v->overscan ? &a->whole : &a->effective;

	s->shot = (struct qc_shot){
		.width = r->width,
		.height = r->height,
		.bits = v->bits ? strtoul(v->bits, NULL, 10) : 16,
		.bin = v->bin.set ? v->bin.value : 1,
		.average = v->bin_average,
		.compressed = v->compress,
		.raw = v->raw,
		.live = v->live,
		.exposure_us = v->exposure.set ? v->exposure.us : 0,
	};
	if (v->burst)
		s->shot.live = true;
	if (v->cube)
		s->shot.frames = v->end.value - v->first.value - 1;
	s->bytes = qc_shot_bytes(&s->shot);
	s->us = qc_shot_us(&s->shot, q->rate);
	/* Those that are thrown away take their time, too. */
	if (v->burst)
		s->us *= v->end.value - 1;
	if (v->burst && v->interval.us > s->us)
		s->us = v->interval.us;
	s->us = s->us / s->each + !!(s->us % s->each);
	if (s->us > LONGEST_US)
		s->us = LONGEST_US;
}

/* Which camera the first step means that takes frames. */
static const char *camera_of(const struct seq *q)
{
	for (unsigned int i = 0; i < q->count; i++)
		if (q->step[i].shoot && q->step[i].shoot->values.camera)
			return q->step[i].shoot->values.camera;
	return q->opt->camera;
}

void seq_ask_camera(struct seq *q)
{
	const struct qc_rect largest = { .width = LARGEST_WIDTH, .height = LARGEST_HEIGHT };
	struct qc_areas areas = { .whole = largest, .effective = largest };
	struct qc_camera cam = { .fd = -1 };

	q->rate = QC_RATE_USB3;
	q->has_camera = q->frames && !qc_find_open(&cam, camera_of(q), &q->no_camera) &&
			!qc_areas_get(&cam, &areas, &q->no_camera);
	if (q->has_camera && cam.id.usb_mbit && cam.id.usb_mbit < 5000)
		q->rate = QC_RATE_USB2;
	qc_camera_close(&cam);
	for (unsigned int i = 0; i < q->count; i++)
		if (q->step[i].plan->data)
			fill(q, q->step[i].plan->data, &areas);
}

/* Nobody knows how long these take; they count as nothing. */
static bool is_open_ended(const struct seq_step *s)
{
	enum qc_step_kind kind = s->plan->kind;

	return kind == QC_STEP_RUN || kind == QC_STEP_PAUSE ||
	       (kind == QC_STEP_COMMAND && !s->shoot);
}

static uint64_t left_us(const struct seq_step *s)
{
	unsigned int left = s->shoot ? s->shoot->frames - s->taken_count : 0;

	if (s->ended)
		return 0;
	if (s->shoot && left && s->shoot->us > LONGEST_US / left)
		return LONGEST_US;
	if (s->shoot)
		return s->shoot->us * left;
	return s->plan->kind == QC_STEP_WAIT ? s->plan->us : 0;
}

int64_t seq_left_ns(const struct seq *q, int64_t now_ns)
{
	int64_t end = now_ns, passed, left;

	for (unsigned int i = 0; i < q->count; i++) {
		const struct seq_step *s = &q->step[i];

		left = left_us(s) * QC_NS_PER_US;
		if (i == q->now && q->since_ns && left) {
			passed = qc_mono_ns() - q->since_ns;
			if (s->shoot && passed > (int64_t)s->shoot->us * QC_NS_PER_US)
				passed = s->shoot->us * QC_NS_PER_US;
			left -= passed < left ? passed : left;
		}
		end += left;
		if (end - now_ns > (int64_t)LONGEST_US * QC_NS_PER_US)
			end = now_ns + LONGEST_US * QC_NS_PER_US;
		if (s->plan->kind == QC_STEP_UNTIL && !s->ended && s->until_ns > end)
			end = s->until_ns;
	}
	return end - now_ns;
}

static void show_step(const struct seq *q, unsigned int i)
{
	const struct seq_step *s = &q->step[i];
	char span[QC_SPAN_MAX], size[QC_SPAN_MAX], name[PATH_MAX];
	struct qc_error e;

	printf("%4u  line %-4u %s", i + 1, s->plan->line, s->ended ? "done: " : "");
	if (s->plan->kind == QC_STEP_RUN)
		printf("run ");
	for (int k = 0; k < s->plan->words.count; k++)
		printf("%s%s", k ? " " : "", s->plan->words.text[k]);
	if (s->filter && s->plan->filter)
		printf(" (%s)", s->filter);
	putchar('\n');
	if (!s->shoot || s->ended || seq_name(s, 0, name, &e))
		return;
	qc_format_span(left_us(s), span);
	qc_format_bytes(s->shoot->bytes * (s->shoot->frames - s->taken_count), size);
	printf("%15s%s, %s; first file %s", "", span, size, name);
	if (s->taken_count)
		printf("; %u of %u are there", s->taken_count, s->shoot->frames);
	putchar('\n');
}

void seq_show(const struct seq *q)
{
	char span[QC_SPAN_MAX], size[QC_SPAN_MAX], end[32];
	int64_t now = qc_utc_ns(), left = seq_left_ns(q, now);
	time_t t = (now + left) / QC_NS_PER_S;
	unsigned int open_ended = 0;
	uint64_t bytes = 0;
	struct tm tm;

	for (unsigned int i = 0; i < q->count; i++) {
		const struct seq_step *s = &q->step[i];

		show_step(q, i);
		if (s->shoot && !s->ended)
			bytes += s->shoot->bytes * (s->shoot->frames - s->taken_count);
		open_ended += !s->ended && is_open_ended(s);
	}
	qc_format_span(left / QC_NS_PER_US, span);
	qc_format_bytes(bytes, size);
	strftime(end, sizeof(end), "%F %H:%M", localtime_r(&t, &tm));
	printf("%u frames, %s, %s; begun now it would end at %s\n", q->frames - q->taken_frames,
	       span, size, end);
	if (open_ended)
		printf("not counted: the time of %u step%s (cool, warm, wheel, run, pause)\n",
		       open_ended, open_ended == 1 ? "" : "s");
	if (q->frames && !q->has_camera)
		printf("no camera was asked, so sizes are at most these: %s\n",
		       q->no_camera.text);
}

/* What one file system is to take. */
struct disk {
	dev_t dev;
	uint64_t need, free;
	char name[PATH_MAX];
};

static int add(struct disk *disks, unsigned int *count, const struct seq_step *s,
	       struct qc_error *e)
{
	char name[PATH_MAX], *slash;
	struct statvfs vfs;
	struct stat st;
	unsigned int i;
	int r = seq_name(s, 0, name, e);

	if (r)
		return r;
	slash = strrchr(name, '/');
	if (slash)
		slash[slash == name] = 0;
	/* A directory that is not there has been told already. */
	if (stat(slash ? name : ".", &st) || statvfs(slash ? name : ".", &vfs))
		return 0;
	for (i = 0; i < *count && disks[i].dev != st.st_dev; i++)
		;
	if (i == DISKS_MAX)
		return 0;
	if (i == *count) {
		disks[i].dev = st.st_dev;
		disks[i].free = (uint64_t)vfs.f_bavail * vfs.f_frsize;
		strcpy(disks[i].name, slash ? name : ".");
		(*count)++;
	}
	disks[i].need += s->shoot->bytes * (s->shoot->frames - s->taken_count);
	return 0;
}

int seq_check_room(const struct seq *q, struct qc_error *e)
{
	char need[QC_SPAN_MAX], left[QC_SPAN_MAX];
	struct disk *disks = calloc(DISKS_MAX, sizeof(*disks));
	unsigned int count = 0;
	int r = 0;

	if (!disks)
		return qc_fail(e, QC_FAILED, ENOMEM, "no memory for the plan");
	for (unsigned int i = 0; i < q->count && !r; i++)
		if (q->step[i].shoot && !q->step[i].ended)
			r = add(disks, &count, &q->step[i], e);
	for (unsigned int i = 0; i < count && !r; i++) {
		if (disks[i].need <= disks[i].free)
			continue;
		qc_format_bytes(disks[i].need, need);
		qc_format_bytes(disks[i].free, left);
		r = qc_fail(e, QC_REFUSED, ENOSPC,
			    "the disk of %s is too small: %s%s needed, %s free; --anyway starts "
			    "all the same", disks[i].name, q->has_camera ? "" : "up to ", need,
			    left);
	}
	free(disks);
	return r;
}
