// SPDX-License-Identifier: GPL-2.0
/*
 * camera.c - what a recording tells about a camera, up to some packet of it
 */
#include <string.h>

#include "trace/camera.h"

bool tr_went_well(const struct tr_transfer *t, uint32_t need)
{
	return t->done && !t->status && t->have >= need;
}

bool tr_identity(const struct tr_transfer *t, uint16_t *vendor, uint16_t *product)
{
	if (t->kind != TR_CONTROL || !t->has_setup || t->setup[0] != 0x80 || t->setup[1] != 0x06 ||
	    tr_value(t->setup) != 0x0100 || !tr_went_well(t, 12) || t->data[1] != 1)
		return false;
	*vendor = (uint16_t)(t->data[8] | t->data[9] << 8);
	*product = (uint16_t)(t->data[10] | t->data[11] << 8);
	return true;
}

bool tr_is_typical(const struct tr_transfer *t)
{
	if (t->kind != TR_CONTROL || !t->has_setup)
		return false;
	/* An FX3 has its memory there; older chips of that maker have less. */
	if (t->setup[0] == 0x40 && t->setup[1] == 0xa0)
		return tr_index(t->setup) >= 0x4000;
	if (t->setup[0] == 0x40 && t->setup[1] == 0xd1)
		return tr_wlength(t->setup) == 16 && t->have && t->data[0] >= 0xa0 &&
		       t->data[0] <= 0xaf;
	return t->setup[0] == 0xc0 && (t->setup[1] == 0xd2 || t->setup[1] == 0xd3) &&
	       tr_wlength(t->setup) == 64;
}

void tr_camera_init(struct tr_camera *c, uint16_t bus, uint16_t device)
{
	memset(c, 0, sizeof(*c));
	c->bus = bus;
	c->device = device;
	c->set.offset = -1;
	c->set.gpio_mode = -1;
}

static void learn_upload(struct tr_camera *c, const struct tr_transfer *t)
{
	struct tr_upload *u = &c->upload;

	if (!c->uploading) {
		memset(u, 0, sizeof(*u));
		u->first = t->submit;
		u->first_us = t->submit_us;
		c->uploading = true;
	}
	u->last = t->done ? t->done : t->submit;
	u->last_us = t->done_us;
	if (!tr_wlength(t->setup)) {
		u->started = true;
		u->entry = tr_value(t->setup) | (uint32_t)tr_index(t->setup) << 16;
		u->start_status = t->status;
		return;
	}
	u->pieces++;
	u->bytes += tr_wlength(t->setup);
	u->failed += t->status != 0;
}

static void learn_mode(struct tr_settings *s, const uint8_t *p)
{
	s->mode_known = true;
	s->single = p[1];
	s->readout_mode = p[6];
	/* It makes these undefined. */
	s->roi_known = s->depth_known = s->exposure_known = false;
	s->offset = -1;
	s->burst = false;
}

static void learn_command(struct tr_camera *c, const uint8_t *p)
{
	struct tr_settings *s = &c->set;

	switch (p[0]) {
	case 0xa0:
		learn_mode(s, p);
		break;
	case 0xa2:
		s->roi_known = true;
		s->width = (unsigned int)tr_number(p + 2, 2);
		s->left = (unsigned int)tr_number(p + 4, 2);
		s->height = (unsigned int)tr_number(p + 6, 2);
		s->top = (unsigned int)tr_number(p + 8, 2);
		break;
	case 0xa3:
		s->exposure_known = true;
		s->exposure = (uint32_t)tr_number(p + 1, 4);
		break;
	case 0xa6:
		c->run_known = c->running = true;
		break;
	case 0xa7:
		s->depth_known = true;
		s->deep = p[1];
		break;
	case 0xa8:
		s->offset = 0;
		for (unsigned int i = 1; i < 7; i += 2)
			if ((int)tr_number(p + i, 2) > s->offset)
				s->offset = (int)tr_number(p + i, 2);
		break;
	case 0xad:
		s->burst = p[1];
		s->burst_start = (unsigned int)tr_number(p + 2, 2);
		s->burst_end = (unsigned int)tr_number(p + 4, 2);
		break;
	case 0xae:
		s->gpio_mode = p[1];
		break;
	default:
		break;
	}
}

/* A recording that begins in the middle has no commands for these. */
static void learn_status(struct tr_camera *c, const struct tr_transfer *t)
{
	const uint8_t *p = t->data;

	if (t->have >= 12)
		c->firmware = (uint32_t)tr_number(p + 9, 3);
	if (t->have >= 22) {
		c->level_known = true;
		c->level = (uint32_t)tr_number(p + 19, 3);
	}
	if (t->have < 33)
		return;
	if (!c->set.roi_known) {
		c->set.roi_known = true;
		c->set.width = (unsigned int)tr_number(p + 28, 2);
		c->set.height = (unsigned int)tr_number(p + 30, 2);
	}
	if (!c->set.depth_known) {
		c->set.depth_known = true;
		c->set.deep = p[32];
	}
}

static void learn_answer(struct tr_camera *c, const struct tr_transfer *t)
{
	if (t->setup[1] == 0xd2) {
		learn_status(c, t);
	} else if (t->setup[1] == 0xc2 && t->have >= 3) {
		c->firmware = (uint32_t)tr_number(t->data, 3);
	} else if (t->setup[1] == 0xbc && tr_index(t->setup) == 4 && t->have >= 3) {
		c->level_known = true;
		c->level = (uint32_t)tr_number(t->data, 3);
	}
}

void tr_camera_learn(struct tr_camera *c, const struct tr_transfer *t)
{
	uint16_t vendor, product;

	if (!t->has_setup)
		return;
	if (tr_identity(t, &vendor, &product)) {
		if (c->identified && (vendor != c->vendor || product != c->product))
			tr_camera_init(c, c->bus, c->device);
		c->identified = true;
		c->vendor = vendor;
		c->product = product;
		c->is_camera = vendor == TR_VENDOR;
	}
	if (t->setup[0] == 0x40 && t->setup[1] == 0xa0)
		learn_upload(c, t);
	if (t->status)
		return;
	if (t->setup[0] == 0x40 && t->setup[1] == 0xd1 && t->have >= 16)
		learn_command(c, t->data);
	else if (t->setup[0] == 0x40 && t->setup[1] == 0xb9 && tr_index(t->setup) == 0x23) {
		c->run_known = true;
		c->running = tr_value(t->setup);
	} else if (t->setup[0] == 0xc0 && t->done) {
		learn_answer(c, t);
	}
}

uint64_t tr_frame_bytes(const struct tr_camera *c)
{
	const struct tr_settings *s = &c->set;

	if (!s->roi_known || !s->depth_known)
		return 0;
	return (uint64_t)s->width * s->height * (s->deep ? 2 : 1) + TR_TRAILER;
}

bool tr_frame_wrong(const struct tr_camera *c, const struct tr_frame *f)
{
	uint64_t want = tr_frame_bytes(c);

	return (f->end == TR_END_SHORT || f->end == TR_END_EMPTY) &&
	       (f->trailer == TR_NO || (want && want != f->bytes));
}

const char *tr_camera_name(const struct tr_camera *c)
{
	if (!c->identified || c->vendor != TR_VENDOR)
		return "unknown camera";
	switch (c->product) {
	case TR_QHY268:
		return "QHY268";
	case TR_QHY268_LOADER:
		return "QHY268, boot loader";
	case TR_QHY600:
		return "QHY600";
	case TR_QHY600_LOADER:
		return "QHY600, boot loader";
	default:
		return "another camera of the maker";
	}
}
