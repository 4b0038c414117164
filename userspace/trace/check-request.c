// SPDX-License-Identifier: GPL-2.0
/*
 * check-request.c - what is sent, and what the camera says to that
 */
#include <errno.h>
#include <string.h>

#include "trace/check.h"

#define GAIN_MAX_268	142
#define GAIN_MAX_600	100
#define DIGITAL_UNITY	8
#define MODES_SINCE	(23u << 16 | 4u << 8 | 12u)
#define PATIENCE_US	5000000
#define AGAIN_US	1000000	/* a start so soon after a stop is one of the same stream */

static unsigned int part(const struct tr_transfer *t, unsigned int at, unsigned int len)
{
	return (unsigned int)tr_number(t->data + at, len);
}

/*
 * A stall. What it is about depends on the command: a gain or an offset is out of range when
 * the camera took others before, and else has no such code.
 */
static void refused(struct tr_check *k, const struct tr_watch *w, const struct tr_camera *c,
		    const struct tr_transfer *t)
{
	static const uint8_t about[16] = {
		[0x4] = 20, [0x5] = 20, [0x8] = 20, [0xb] = 15, [0xc] = 8, [0xd] = 9, [0xe] = 14,
	};
	uint8_t request = t->setup[1], command = t->have ? t->data[0] : 0;
	int a = 0;

	if (request == 0xd9 || request == 0xda)
		a = 16;
	else if (request == 0xb9 && tr_index(t->setup) == 0x23)
		a = 3;
	else if (request == 0xd1 && command >= 0xa0 && command <= 0xaf)
		a = about[command - 0xa0];
	if ((a && command == 0xa4 && !w->gain_taken) || (a && command == 0xa8 && !w->offset_taken))
		a = 2;
	if (request == 0xd1 && command == 0xa0 && t->have > 6 && (t->data[6] | 1) == 5) {
		if (c->firmware && c->firmware < MODES_SINCE)
			tr_for(k, 24, t->submit, "older firmware refuses mode %u", t->data[6]);
		else
			tr_against(k, 24, t->submit, "mode %u is refused", t->data[6]);
		return;
	}
	/* Of the QHY600 it is known to be taken; one that refuses has the alternative, too. */
	if (!a && (request == 0xd1 || request == 0xd2))
		a = 1;
	if (a)
		tr_against(k, a, t->submit, "the camera refuses request %02x/%02x", request,
			   command);
}

static void gain(struct tr_check *k, const struct tr_camera *c, const struct tr_transfer *t)
{
	unsigned int red = part(t, 1, 2), max = c->product == TR_QHY600 ? GAIN_MAX_600 :
								       GAIN_MAX_268;

	if (red != part(t, 5, 2) || red != part(t, 9, 2) || part(t, 3, 2) != DIGITAL_UNITY ||
	    part(t, 7, 2) != DIGITAL_UNITY || part(t, 11, 2) != DIGITAL_UNITY) {
		tr_against(k, 2, t->submit, "gain %u %u %u, digital %u %u %u", red, part(t, 5, 2),
			   part(t, 9, 2), part(t, 3, 2), part(t, 7, 2), part(t, 11, 2));
		return;
	}
	if (red > max)
		tr_against(k, 20, t->submit, "gain code %u, taken are 0 .. %u", red, max);
	else if (k->maker && red == max)
		tr_for(k, 20, t->submit, "gain code %u is sent, and no larger one", red);
	k->gains |= 1u << (red / 16 < 31 ? red / 16 : 31);
	if (k->maker && (k->gains & (k->gains - 1)))
		tr_for(k, 2, t->submit, "gain codes alike for all colours, digital 8");
}

static void offset(struct tr_check *k, const struct tr_transfer *t)
{
	unsigned int red = part(t, 1, 2);

	if (red != part(t, 3, 2) || red != part(t, 5, 2))
		tr_against(k, 2, t->submit, "offset %u %u %u", red, part(t, 3, 2), part(t, 5, 2));
	else if (red > 255)
		tr_against(k, 20, t->submit, "offset code %u, taken are 0 .. 255", red);
}

static void roi(struct tr_check *k, const struct tr_camera *c, const struct tr_transfer *t)
{
	unsigned int w = part(t, 2, 2), x = part(t, 4, 2), h = part(t, 6, 2), y = part(t, 8, 2);

	if (!k->maker || c->product != TR_QHY268 || w < 6000 || h < 4000 ||
	    (w == 6280 && h == 4210))
		return;
	if (w == 6252 && h == 4176 && x == 24 && y == 0)
		tr_for(k, 19, t->submit, "the program asks for this area");
	else
		tr_against(k, 19, t->submit, "the program asks for %u x %u at (%u, %u)", w, h, x,
			   y);
}

/* @valid: what was assumed; a program that sends something else contradicts it. */
static void values(struct tr_check *k, int a, const struct tr_transfer *t, bool valid,
		   const struct tr_meaning *m)
{
	if (!valid || m->fit != TR_KNOWN)
		tr_against(k, a, t->submit, "%s %02x %02x %02x %02x %02x %02x %02x %02x", m->name,
			   t->data[0], t->data[1], t->data[2], t->data[3], t->data[4], t->data[5],
			   t->data[6], t->data[7]);
	else if (k->maker)
		tr_for(k, a, t->submit, "the program sends %02x %02x %02x %02x %02x %02x %02x %02x",
		       t->data[0], t->data[1], t->data[2], t->data[3], t->data[4], t->data[5],
		       t->data[6], t->data[7]);
}

static void changed(struct tr_watch *w, const struct tr_camera *c, const struct tr_transfer *t)
{
	uint8_t command = t->data[0];

	if (w->started && !w->single && c->running && !c->set.burst && !w->trigger &&
	    w->last_whole && (command == 0xa3 || command == 0xa4 ||
			      command == 0xa5 || command == 0xa8)) {
		w->change = t->submit;
		w->after_change = 0;
	}
	w->unchanged = false;
	w->intervals = 0;
	w->period = 0;
	w->other_exposure[0] = w->other_exposure[1] = 0;
}

static void capture(struct tr_check *k, struct tr_watch *w, const struct tr_camera *c,
		    const struct tr_transfer *t)
{
	if (t->data[1])
		tr_against(k, 3, t->submit, "A6 with %02x", t->data[1]);
	else if (c->set.mode_known && !c->set.single)
		tr_against(k, 3, t->submit, "A6 in stream mode");
	else
		tr_check_start(k, w, c, t, true);
}

static void command(struct tr_check *k, struct tr_watch *w, const struct tr_camera *c,
		    const struct tr_transfer *t, const struct tr_meaning *m)
{
	const uint8_t *p = t->data;

	w->commands++;
	changed(w, c, t);
	switch (p[0]) {
	case 0xa2:
		roi(k, c, t);
		break;
	case 0xa4:
		w->gain_taken = true;
		gain(k, c, t);
		break;
	case 0xa6:
		capture(k, w, c, t);
		break;
	case 0xa8:
		w->offset_taken = true;
		offset(k, t);
		break;
	case 0xab:
		values(k, 15, t, p[1] <= 1, m);
		break;
	case 0xac:
		w->trigger = p[1];
		values(k, 8, t, p[1] <= 1 && p[2] <= 2 && !p[6] && p[7] <= 1, m);
		break;
	case 0xad:
		values(k, 9, t, p[1] <= 1, m);
		break;
	case 0xae:
		values(k, 14, t, p[1] <= 6 && p[2] <= 15, m);
		break;
	default:
		break;
	}
}

/* How many frames did a release of a burst give? */
static void burst_end(struct tr_check *k, const struct tr_watch *w, const struct tr_camera *c,
		      uint64_t packet, int64_t us)
{
	unsigned int want = c->set.burst_end > c->set.burst_start + 1 ?
			    c->set.burst_end - c->set.burst_start - 1 : 0;
	int64_t patience = PATIENCE_US + 3 * (int64_t)c->set.burst_end * c->set.exposure;

	if (w->frames == want)
		tr_for(k, 9, packet, "start %u, end %u: %u frames", c->set.burst_start,
		       c->set.burst_end, w->frames);
	else if (w->frames > want || us - w->start_us > patience)
		tr_against(k, 9, packet, "start %u, end %u: %u frames", c->set.burst_start,
			   c->set.burst_end, w->frames);
}

/* Nothing came. A driver may have started it again and again meanwhile. */
static void silence(struct tr_check *k, struct tr_watch *w, const struct tr_camera *c, int64_t us)
{
	int64_t patience = PATIENCE_US + 3 * (int64_t)c->set.exposure;

	if (!w->silent) {
		w->silent = w->start;
		w->silent_us = w->start_us;
	}
	if (us - w->silent_us > patience)
		tr_against(k, 3, w->silent, "no frame in %.1f s after this",
			   (double)(us - w->silent_us) / 1e6);
}

/* It was started, in whatever way, and now it is stopped or started again. */
void tr_check_stop(struct tr_check *k, struct tr_watch *w, const struct tr_camera *c,
		   uint64_t packet, int64_t us)
{
	if (!w->started)
		return;
	w->started = false;
	w->stop = packet;
	w->stop_us = us;
	if (!w->single && c->set.burst)
		burst_end(k, w, c, packet, us);
	else if (!w->frames && !w->trigger && c->set.exposure_known)
		silence(k, w, c, us);
}

void tr_check_start(struct tr_check *k, struct tr_watch *w, const struct tr_camera *c,
		    const struct tr_transfer *t, bool single)
{
	tr_check_stop(k, w, c, t->submit, t->submit_us);
	if (w->stop && w->frames && !w->late)
		tr_for(k, 3, w->stop, "%u frames after the start, none after the stop", w->frames);
	if (w->silent && t->submit_us - w->stop_us > AGAIN_US)
		w->silent = 0;
	w->started = w->unchanged = true;
	w->last_whole = false;
	w->single = single;
	w->start = t->submit;
	w->start_us = t->done_us;
	w->stop = 0;
	w->frames = w->late = w->intervals = 0;
	w->last_frame_us = 0;
	w->change = 0;
	w->period = 0;
}

static void write_register(struct tr_check *k, struct tr_watch *w, const struct tr_camera *c,
			   const struct tr_transfer *t)
{
	unsigned int index = tr_index(t->setup);

	w->writes++;
	if (index == 0x32 || index == 0x33 || index == 0x34 || index == 0x39)
		tr_against(k, 9, t->submit, "register 0x%02x is written", index);
	if (index != 0x23)
		return;
	if (tr_value(t->setup) > 1)
		tr_against(k, 3, t->submit, "register 0x23 becomes %u", tr_value(t->setup));
	else if (tr_value(t->setup))
		tr_check_start(k, w, c, t, false);
	else
		tr_check_stop(k, w, c, t->submit, t->submit_us);
}

void tr_check_request(struct tr_check *k, struct tr_watch *w, const struct tr_camera *c,
		      const struct tr_transfer *t, const struct tr_meaning *m)
{
	if ((t->setup[0] & 0x60) != 0x40)
		return;
	if (t->status == -EPIPE) {
		refused(k, w, c, t);
		return;
	}
	if (t->status)
		return;
	if (m->fit == TR_STRANGE)
		tr_note(k, 17, t->submit, "%s", m->why);
	if (t->in)
		return;
	if (t->setup[1] == 0xd1 && t->have >= 16)
		command(k, w, c, t, m);
	else if (t->setup[1] == 0xb9)
		write_register(k, w, c, t);
	else if (t->setup[1] == 0xd6)
		w->flash_write = true;
	else if (t->setup[1] == 0xd9 && tr_value(t->setup) > 1)
		tr_against(k, 16, t->submit, "D9 with %u", tr_value(t->setup));
	else if (t->setup[1] == 0xda && t->have >= 8 && part(t, 0, 4))
		tr_against(k, 16, t->submit, "DA with %02x %02x %02x %02x", t->data[0], t->data[1],
			   t->data[2], t->data[3]);
	else if ((t->setup[1] == 0xd9 || t->setup[1] == 0xda) && k->maker)
		tr_for(k, 16, t->submit, "the program sends it");
}
