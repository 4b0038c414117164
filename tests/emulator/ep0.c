// SPDX-License-Identifier: GPL-2.0
/* Endpoint 0: which requests there are, what is logged, and its faults. */
#include "camera.h"

#include <stdio.h>
#include <string.h>

#define VENDOR_OUT	0x40
#define VENDOR_IN	0xc0
#define TYPE_MASK	0x60
#define ANY_LENGTH	(-1)
#define LOGGED_BYTES	64

/* One request: not in the table (or with another length) = refused. */
struct request {
	uint8_t type, request;
	int length;
	bool plain;		/* wValue = wIndex = 0 */
	int (*answer)(struct camera *c, struct call *call);
};

/* [A1] the boot loader of all models; all speak Level 1, but for dialect A1 */
static const struct request loader_table[] = {
	{ VENDOR_OUT, 0xa0, ANY_LENGTH, false, loader_request },
};

static const struct request running_table[] = {
	{ VENDOR_OUT, 0xd1, 16, true, level1_command },
	{ VENDOR_IN, 0xd2, 64, true, page_status },
	{ VENDOR_IN, 0xd3, 64, true, page_timing },
	{ VENDOR_OUT, 0xb9, 1, false, fpga_write },
	{ VENDOR_IN, 0xbc, ANY_LENGTH, false, fpga_read },
	{ VENDOR_IN, 0xc2, 10, true, page_date },
	{ VENDOR_IN, 0xca, 16, false, page_identity },
	{ VENDOR_IN, 0xf2, 4, true, page_temperature },
	{ VENDOR_OUT, 0xf3, 4, true, cooler_hold },
	{ VENDOR_OUT, 0xf4, 1, true, cooler_apply },
	{ VENDOR_OUT, 0xd9, 0, false, led_switch },
	{ VENDOR_OUT, 0xda, 8, false, led_pulse },
};

static const struct request *find_request(const struct camera *c,
					  const struct setup *s)
{
	const struct request *t = running_table;
	size_t n = sizeof(running_table) / sizeof(running_table[0]);
	size_t i;

	if (c->identity == IDENTITY_LOADER) {
		t = loader_table;
		n = sizeof(loader_table) / sizeof(loader_table[0]);
	}
	for (i = 0; i < n; i++)
		if (t[i].type == s->type && t[i].request == s->request)
			return &t[i];
	return NULL;
}

static int vendor(struct camera *c, struct call *call)
{
	const struct setup *s = &call->setup;
	const struct request *r = find_request(c, s);

	c->controls++;
	if (!r)
		return refuse(call, "this request is not defined");
	if (r->length != ANY_LENGTH && r->length != s->length)
		return refuse(call, "wrong length");
	if (r->plain && (s->value || s->index))
		return refuse(call, "wValue and wIndex must be 0");
	return r->answer(c, call);
}

static const char *result_name(int rc)
{
	switch (rc) {
	case -EPIPE:
		return "stall";
	case -EAGAIN:
		return "silent";
	case -ENODEV:
		return "unplug";
	default:
		return "ok";
	}
}

/* Requests that nobody outside the maker has confirmed. */
static bool is_tier2(const struct call *call)
{
	const struct setup *s = &call->setup;
	bool out = s->type == VENDOR_OUT;

	switch (s->request) {
	case 0xd1:
		return out && s->length && call->out[0] >= 0xaa &&
		       call->out[0] <= 0xae;
	case 0xd9:
	case 0xda:
		return out;
	case 0xb9:
	case 0xbc:
		return fpga_tier2(s->index);
	default:
		return false;
	}
}

static void log_call(struct camera *c, const struct call *call, int rc)
{
	const struct setup *s = &call->setup;
	size_t n = s->length < LOGGED_BYTES ? s->length : LOGGED_BYTES;
	char hex[2 * LOGGED_BYTES + 3] = "", fields[400];
	bool in = s->type & 0x80;

	if (!in)
		log_hex(hex, sizeof(hex), call->out, n);
	snprintf(fields, sizeof(fields),
		 ",\"dir\":\"%s\",\"type\":\"0x%02x\",\"req\":\"0x%02x\""
		 ",\"val\":%u,\"idx\":%u,\"len\":%u%s,\"rc\":\"%s\"%s%s%s",
		 in ? "in" : "out", s->type, s->request, s->value, s->index,
		 s->length, call->tier2 ? ",\"tier\":2" : "",
		 result_name(rc), in ? "" : ",\"data\":\"", hex,
		 in ? "" : "\"");
	log_event(c->log, call->now, "control", "%s", fields);
	if (call->why)
		log_event(c->log, call->now, "refused", "%s,\"why\":\"%s\"",
			  fields, call->why);
}

/* Byte @at of the answer that is the @nth to be spoilt by a rule (xorshift). */
static uint8_t random_byte(uint64_t seed, uint64_t nth, size_t at)
{
	uint64_t x = (seed * 0x10001u + nth) * 0x1000003u + at + 1;
	int i;

	for (i = 0; i < 3; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
	}
	return (uint8_t)(x >> 24);
}

static uint8_t spoilt_byte(const struct fault *hit, size_t at)
{
	if (hit->action == FAULT_ZERO)
		return 0;
	return hit->seed ? random_byte(hit->seed, hit->seen, at)
			 : (uint8_t)(at * 167u + 13u);
}

/* The faults that spare the request but spoil its answer. */
static int spoil_answer(const struct fault *hit, uint8_t *in, int len)
{
	size_t size = (size_t)len, at = hit->at < size ? hit->at : size;
	size_t n = hit->arg < size - at ? hit->arg : size - at;
	size_t i;

	if (hit->action == FAULT_SHORT)
		return (int)(hit->at ? at : size / 2);
	for (i = at; i < at + n; i++)
		in[i] = spoilt_byte(hit, i);
	return len;
}

static int faulty(struct camera *c, struct call *call)
{
	const struct setup *s = &call->setup;
	int sub = !(s->type & 0x80) && s->length ? call->out[0] : -1;
	struct fault hit[FAULTS_MAX];
	int i, rc, count;

	count = faults_match(&c->faults, FAULT_CONTROL, s->request, sub, hit);
	for (i = 0; i < count; i++)
		log_event(c->log, call->now, "fault",
			  ",\"req\":\"0x%02x\",\"action\":\"%s\"", s->request,
			  fault_action_name(hit[i].action));
	for (i = 0; i < count; i++) {
		switch (hit[i].action) {
		case FAULT_STALL:
			return -EPIPE;
		case FAULT_SILENT:
			/* a started program leaves the bus before it answers */
			if (c->identity == IDENTITY_LOADER && !s->length)
				vendor(c, call);
			return -EAGAIN;
		case FAULT_UNPLUG:
			camera_unplug(c, call->now, NEVER);
			return -ENODEV;
		default:
			break;
		}
	}
	rc = vendor(c, call);
	for (i = 0; i < count && rc > 0; i++)
		rc = spoil_answer(&hit[i], call->in, rc);
	return rc;
}

int camera_control(struct camera *c, int64_t now, const struct setup *setup,
		   const uint8_t *data, uint8_t *in)
{
	struct call call = {
		.now = now, .setup = *setup, .out = data, .in = in,
	};
	int rc;

	camera_tick(c, now);
	broken_asked(&c->broken, now, setup->type & TYPE_MASK);
	if (setup->length > EP0_MAX) {
		c->controls++;
		rc = refuse(&call, "longer than 4096 bytes");
		call.setup.length = 0;
	} else {
		memset(in, 0, EP0_MAX);
		call.tier2 = c->identity == IDENTITY_RUNNING &&
			     is_tier2(&call);
		rc = setup->type & TYPE_MASK ? faulty(c, &call)
					     : usb_standard(c, &call);
	}
	if (call.why)
		c->refused++;
	c->tier2 += call.tier2;
	log_call(c, &call, rc);
	return rc;
}
