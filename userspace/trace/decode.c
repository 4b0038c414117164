// SPDX-License-Identifier: GPL-2.0
/*
 * decode.c - records of pcap files: usbmon's and USBPcap's
 */
#include <errno.h>
#include <string.h>

#include "trace/packet.h"

static uint32_t host32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static uint16_t host16(const uint8_t *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static uint64_t host64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static int linux_event(uint8_t type, enum tr_event *event)
{
	switch (type) {
	case 'S':
		*event = TR_SUBMIT;
		return 0;
	case 'C':
		*event = TR_DONE;
		return 0;
	case 'E':
		*event = TR_REFUSED;
		return 0;
	default:
		return -EINVAL;
	}
}

int tr_decode_linux(const uint8_t *record, size_t len, size_t header, struct tr_packet *p)
{
	static const enum tr_kind kinds[] = { TR_ISO, TR_INTERRUPT, TR_CONTROL, TR_BULK };
	uint64_t seconds;

	*p = (struct tr_packet){ .length_known = true };
	if (len < header || record[9] >= sizeof(kinds) / sizeof(kinds[0]) ||
	    linux_event(record[8], &p->event))
		return -EINVAL;
	p->id = host64(record);
	p->kind = kinds[record[9]];
	p->endpoint = record[10] & 0x0f;
	p->in = record[10] & 0x80;
	p->device = record[11];
	p->bus = host16(record + 12);
	p->has_setup = p->event == TR_SUBMIT && p->kind == TR_CONTROL && !record[14];
	/* No recording began before 1970 or after 36812. */
	seconds = host64(record + 16) & 0xffffffffff;
	p->time_us = (int64_t)seconds * 1000000 + host32(record + 24) % 1000000;
	p->status = p->event == TR_SUBMIT ? 0 : (int)host32(record + 28);
	p->length = host32(record + 32);
	if (p->has_setup)
		memcpy(p->setup, record + 40, sizeof(p->setup));
	if (p->kind == TR_ISO)
		return 0;	/* descriptors would come first; no camera has it */
	p->have = host32(record + 36);
	if (p->have > len - header)
		p->have = (uint32_t)(len - header);
	if (p->have > p->length)
		p->have = p->length;
	p->data = record + header;
	return 0;
}

static uint64_t little(const uint8_t *p, unsigned int bytes)
{
	uint64_t v = 0;

	while (bytes--)
		v = v << 8 | p[bytes];
	return v;
}

/* USBD_STATUS, as the errno that Linux has for it. */
static int windows_status(uint32_t status)
{
	switch (status) {
	case 0:
		return 0;
	case 0xc0000004:	/* stall */
		return -EPIPE;
	case 0xc0000005:	/* does not respond */
		return -EPROTO;
	case 0xc0006000:	/* timeout */
		return -ETIMEDOUT;
	case 0xc0007000:	/* device gone */
		return -ENODEV;
	case 0xc0010000:	/* cancelled */
		return -ENOENT;
	default:
		return status & 0x80000000 ? -EIO : 0;
	}
}

enum { STAGE_SETUP, STAGE_DATA, STAGE_STATUS, STAGE_COMPLETE };

/* The request's first eight data bytes are its setup. */
static int take_setup(struct tr_packet *p)
{
	if (p->have < sizeof(p->setup))
		return -EINVAL;
	memcpy(p->setup, p->data, sizeof(p->setup));
	p->has_setup = true;
	p->in = p->setup[0] & 0x80;
	p->data += sizeof(p->setup);
	p->have -= sizeof(p->setup);
	p->length = (uint32_t)little(p->setup + 6, 2);
	if (p->have > p->length)
		p->have = p->length;
	return 0;
}

static int usbpcap_stage(const uint8_t *record, size_t header, bool up, struct tr_packet *p)
{
	if (header <= TR_USBPCAP_HEADER)
		return -EINVAL;
	switch (record[TR_USBPCAP_HEADER]) {
	case STAGE_SETUP:
		p->event = TR_SUBMIT;
		return take_setup(p);
	case STAGE_DATA:
		p->event = TR_MORE;
		p->in = up;
		return 0;
	case STAGE_STATUS:
	case STAGE_COMPLETE:
		p->event = TR_DONE;
		return 0;
	default:
		return -EINVAL;
	}
}

int tr_decode_usbpcap(const uint8_t *record, size_t len, int64_t time_us, struct tr_packet *p)
{
	static const enum tr_kind kinds[] = { TR_ISO, TR_INTERRUPT, TR_CONTROL, TR_BULK };
	size_t header;
	bool up;

	*p = (struct tr_packet){ .time_us = time_us, .length_known = true };
	if (len < TR_USBPCAP_HEADER)
		return -EINVAL;
	header = little(record, 2);
	if (header < TR_USBPCAP_HEADER || header > len ||
	    record[22] >= sizeof(kinds) / sizeof(kinds[0]))
		return -EINVAL;
	p->id = little(record + 2, 8);
	up = record[16] & 1;
	p->event = up ? TR_DONE : TR_SUBMIT;
	p->status = up ? windows_status((uint32_t)little(record + 10, 4)) : 0;
	p->bus = (uint16_t)little(record + 17, 2);
	p->device = (uint16_t)little(record + 19, 2);
	p->endpoint = record[21] & 0x0f;
	p->in = record[21] & 0x80;
	p->kind = kinds[record[22]];
	if (p->kind == TR_ISO)
		return 0;
	p->length = (uint32_t)little(record + 23, 4);
	p->have = p->length < len - header ? p->length : (uint32_t)(len - header);
	p->data = record + header;
	if (p->kind == TR_CONTROL)
		return usbpcap_stage(record, header, up, p);
	/* How much is asked for is not told. */
	if (!up && p->in)
		p->length_known = false;
	return 0;
}
