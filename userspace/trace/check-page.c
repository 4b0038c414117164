// SPDX-License-Identifier: GPL-2.0
/*
 * check-page.c - what the camera tells of itself
 */
#include <stdlib.h>

#include "trace/check.h"

#define ENOUGH 3		/* pages in a row that tell something else */

/* Does a page tell the exposure that was sent? @which: 0 status, 1 timing. */
static void exposure(struct tr_check *k, struct tr_watch *w, const struct tr_camera *c,
		     uint64_t packet, uint32_t told, int which)
{
	int a = which ? 5 : 1;
	int64_t off = llabs((int64_t)told - c->set.exposure);

	if (!c->set.exposure_known || (!which && c->product != TR_QHY268))
		return;
	if (off <= 100 || off <= c->set.exposure / 100) {
		w->other_exposure[which] = 0;
		tr_for(k, a, packet, "%s says the exposure that was sent, %u us",
		       which ? "timing" : "status", told);
	} else if (++w->other_exposure[which] == ENOUGH) {
		tr_against(k, a, packet, "%s says %u us, %u were sent", which ? "timing" : "status",
			   told, c->set.exposure);
	}
}

static void power(struct tr_check *k, struct tr_watch *w, uint64_t packet, uint8_t byte)
{
	unsigned int code = byte & 0x7f;
	bool protection = byte & 0x80;

	if (code > 3 && code != 8 && code != 9)
		tr_against(k, 6, packet, "power status %u", code);
	else if (code == 1 || code == 8)
		tr_for(k, 6, packet, "power status %u: good", code);
	else
		tr_note(k, 6, packet, "power status %u: was the supply like that?", code);
	if (w->power_known && w->protection && !protection) {
		if (w->flash_write)
			tr_for(k, 18, packet, "bit 7 of the power status goes after a flash write");
		else
			tr_against(k, 18, packet, "bit 7 goes, and there is no flash write");
	}
	w->power_known = true;
	w->protection = protection;
}

static void status(struct tr_check *k, struct tr_watch *w, const struct tr_camera *c,
		   const struct tr_transfer *t)
{
	const uint8_t *p = t->data;

	if (t->have >= 9)
		exposure(k, w, c, t->submit, (uint32_t)tr_number(p + 5, 4), 0);
	if (t->have > 33)
		w->usb = p[33];
	if (t->have > 34)
		power(k, w, t->submit, p[34]);
	if (t->have > 46 && p[46] > 2)
		tr_against(k, 23, t->submit, "sub-model %u", p[46]);
	else if (t->have > 46)
		tr_note(k, 23, t->submit, "%s: as on its label?", p[46] == 2 ? "Pro" : p[46] ?
			"L" : "standard");
}

static void humidity(struct tr_check *k, uint64_t packet, unsigned int raw, unsigned int raw_temp)
{
	double celsius = -45 + 175.0 * raw_temp / 65535;

	if (!raw && !raw_temp)
		tr_note(k, 7, packet, "no sensor, or none that is told");
	else if (!raw || !raw_temp || celsius < -40 || celsius > 70)
		tr_against(k, 7, packet, "raw %u and %u: %.1f C", raw, raw_temp, celsius);
	else
		tr_note(k, 7, packet, "%.1f %% at %.1f C (SHT2x: %.1f %% at %.1f C): compare",
			100.0 * raw / 65535, celsius, -6 + 125.0 * raw / 65536,
			-46.85 + 175.72 * raw_temp / 65536);
}

static void timing(struct tr_check *k, struct tr_watch *w, const struct tr_camera *c,
		   const struct tr_transfer *t)
{
	const uint8_t *p = t->data;

	if (t->have >= 18)
		exposure(k, w, c, t->submit, (uint32_t)tr_number(p + 14, 4), 1);
	if (t->have >= 26 && c->running && !c->set.single)
		w->period = (uint32_t)tr_number(p + 22, 4);
	if (t->have >= 61)
		humidity(k, t->submit, (unsigned int)tr_number(p + 57, 2),
			 (unsigned int)tr_number(p + 59, 2));
}

void tr_check_answer(struct tr_check *k, struct tr_watch *w, const struct tr_camera *c,
		     const struct tr_transfer *t)
{
	if (t->setup[0] != 0xc0)
		return;
	if (t->setup[1] == 0xd2)
		status(k, w, c, t);
	else if (t->setup[1] == 0xd3)
		timing(k, w, c, t);
}
