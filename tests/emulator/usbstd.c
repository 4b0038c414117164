// SPDX-License-Identifier: GPL-2.0
/* Standard requests and descriptors of both identities. */
#include "camera.h"

#include <stdio.h>
#include <string.h>

#define GET_STATUS		0x00
#define CLEAR_FEATURE		0x01
#define SET_FEATURE		0x03
#define GET_DESCRIPTOR		0x06
#define SET_SEL			0x30
#define SET_ISOCH_DELAY		0x31

#define DESC_DEVICE		1
#define DESC_CONFIG		2
#define DESC_STRING		3
#define DESC_BOS		15

#define FEATURE_HALT		0
#define EP_STREAM		0x81
#define TO_ENDPOINT		2

static bool running(const struct camera *c)
{
	return c->identity == IDENTITY_RUNNING;
}

static bool super(const struct camera *c)
{
	return running(c) && c->config.super_speed;
}

static int device_descriptor(const struct camera *c, uint8_t *p)
{
	uint16_t pid = running(c) ? c->model->pid_running
				  : c->model->pid_loader;
	uint16_t usb = super(c) ? 0x0300 : running(c) ? 0x0210 : 0x0200;
	const uint8_t d[] = {
		18, DESC_DEVICE, usb & 0xff, usb >> 8, 0, 0, 0,
		super(c) ? 9 : 64,
		USB_VENDOR_QHY & 0xff, USB_VENDOR_QHY >> 8,
		pid & 0xff, pid >> 8, 0, 0,
		running(c) ? 1 : 0, running(c) ? 2 : 0, 0, 1,
	};

	memcpy(p, d, sizeof(d));
	return sizeof(d);
}

static int config_descriptor(const struct camera *c, uint8_t *p)
{
	static const uint8_t interface[] = {
		9, DESC_CONFIG, 0, 0, 1, 1, 0, 0x80, 0x32,
		9, 4, 0, 0, 0, 0xff, 0, 0, 0,
	};
	static const uint8_t companion[] = { 6, 48, 15, 0, 0, 0 };
	const uint8_t endpoint[] = {
		7, 5, EP_STREAM, 2, camera_packet(c) & 0xff,
		(uint8_t)(camera_packet(c) >> 8), 0,
	};
	int n = sizeof(interface);

	memcpy(p, interface, sizeof(interface));
	if (running(c)) {
		p[13] = 1;
		memcpy(p + n, endpoint, sizeof(endpoint));
		n += (int)sizeof(endpoint);
	}
	if (super(c)) {
		memcpy(p + n, companion, sizeof(companion));
		n += (int)sizeof(companion);
	}
	p[2] = (uint8_t)n;
	return n;
}

static int bos_descriptor(const struct camera *c, uint8_t *p)
{
	static const uint8_t bos[] = {
		5, DESC_BOS, 22, 0, 2,
		7, 16, 2, 0, 0, 0, 0,
		10, 16, 3, 0, 0x0e, 0, 1, 0, 0, 0,
	};

	if (!running(c))
		return -EPIPE;
	memcpy(p, bos, sizeof(bos));
	return sizeof(bos);
}

static void product_name(const struct camera *c, char *name, size_t size)
{
	const uint8_t *d = c->config.date;

	if (c->model->pid_running == 0xc269)
		snprintf(name, size, "QHY268C-V%02u%02u%02u", d[0], d[1], d[2]);
	else
		snprintf(name, size, "QHY600U3G20-20%02u%02u%02u", d[0], d[1],
			 d[2]);
}

static int string_descriptor(const struct camera *c, unsigned int index,
			     uint8_t *p)
{
	char text[32] = "QHYCCD";
	int i, n;

	if (!running(c) || index > 2)
		return -EPIPE;
	if (!index) {
		memcpy(p, (const uint8_t[]){ 4, DESC_STRING, 0x09, 0x04 }, 4);
		return 4;
	}
	if (index == 2)
		product_name(c, text, sizeof(text));
	n = (int)strlen(text);
	p[0] = (uint8_t)(2 + 2 * n);
	p[1] = DESC_STRING;
	for (i = 0; i < n; i++) {
		p[2 + 2 * i] = (uint8_t)text[i];
		p[3 + 2 * i] = 0;
	}
	return 2 + 2 * n;
}

static int get_descriptor(struct camera *c, struct call *call)
{
	const struct setup *s = &call->setup;
	int n;

	switch (s->value >> 8) {
	case DESC_DEVICE:
		n = device_descriptor(c, call->in);
		break;
	case DESC_CONFIG:
		n = s->value & 0xff ? -EPIPE : config_descriptor(c, call->in);
		break;
	case DESC_STRING:
		n = string_descriptor(c, s->value & 0xff, call->in);
		break;
	case DESC_BOS:
		n = bos_descriptor(c, call->in);
		break;
	default:
		n = -EPIPE;
		break;
	}
	if (c->broken.left && n > 0)
		n = broken_descriptor(&c->broken, s->value >> 8, call->in, n,
				      EP0_MAX);
	return n > s->length ? s->length : n;
}

static int get_status(struct camera *c, struct call *call)
{
	if ((call->setup.type & 0x1f) == TO_ENDPOINT &&
	    call->setup.index == EP_STREAM)
		call->in[0] = c->stream.halted;
	return call->setup.length < 2 ? call->setup.length : 2;
}

/* Endpoint halt is the only feature with an effect here. */
static int feature(struct camera *c, struct call *call, bool set)
{
	const struct setup *s = &call->setup;

	if ((s->type & 0x1f) != TO_ENDPOINT)
		return 0;
	if (s->value != FEATURE_HALT)
		return -EPIPE;
	if (!(s->index & 0x0f))
		return 0;
	if (!running(c) || s->index != EP_STREAM)
		return -EPIPE;
	if (set)
		c->stream.halted = true;
	else
		stream_clear_halt(&c->stream);
	return 0;
}

int usb_standard(struct camera *c, struct call *call)
{
	switch (call->setup.request) {
	case GET_STATUS:
		return get_status(c, call);
	case CLEAR_FEATURE:
		return feature(c, call, false);
	case SET_FEATURE:
		return feature(c, call, true);
	case GET_DESCRIPTOR:
		return get_descriptor(c, call);
	case SET_SEL:
	case SET_ISOCH_DELAY:
		return super(c) ? 0 : -EPIPE;
	default:
		return -EPIPE;
	}
}
