/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Captures for tests: records as usbmon and USBPcap write them, in pcap files
 * that libpcap writes.
 */
#ifndef TESTS_UNIT_QHYCAM_TRACE_H
#define TESTS_UNIT_QHYCAM_TRACE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <pcap/pcap.h>

#include "trace/capture.h"

#define RECORD_MAX 8192

/* One record, whatever the form. */
struct record {
	uint64_t id;
	char event;			/* S, C, E */
	uint8_t kind;			/* 2 control, 3 bulk */
	bool in;
	uint8_t endpoint;
	uint16_t bus, device;
	int64_t us;
	int32_t status;
	const uint8_t *setup;		/* or NULL */
	uint32_t length;		/* asked for, or moved */
	const void *data;
	uint32_t have;			/* of it in the record */
};

struct writer {
	pcap_t *pcap;
	pcap_dumper_t *to;
	int link;
};

static inline void put_host(uint8_t *p, const void *value, size_t len)
{
	memcpy(p, value, len);
}

/* usbmon's record with a header of 48 or 64 bytes. Its length. */
static inline size_t linux_record(const struct record *r, size_t header, uint8_t *p)
{
	int64_t seconds = r->us / 1000000;
	int32_t us = (int32_t)(r->us % 1000000);

	memset(p, 0, header);
	put_host(p, &r->id, 8);
	p[8] = (uint8_t)r->event;
	p[9] = r->kind;
	p[10] = (uint8_t)(r->endpoint | (r->in ? 0x80 : 0));
	p[11] = (uint8_t)r->device;
	put_host(p + 12, &r->bus, 2);
	p[14] = r->setup ? 0 : '-';
	p[15] = r->have ? 0 : '<';
	put_host(p + 16, &seconds, 8);
	put_host(p + 24, &us, 4);
	put_host(p + 28, &r->status, 4);
	put_host(p + 32, &r->length, 4);
	put_host(p + 36, &r->have, 4);
	if (r->setup)
		memcpy(p + 40, r->setup, 8);
	if (r->have)
		memcpy(p + header, r->data, r->have);
	return header + r->have;
}

static inline uint8_t *put_le(uint8_t *p, uint64_t value, unsigned int len)
{
	while (len--) {
		*p++ = value & 0xff;
		value >>= 8;
	}
	return p;
}

/* USBPcap's, @stage < 0: no control transfer; @status is one of Windows. */
static inline size_t usbpcap_record(const struct record *r, int stage, uint32_t status, uint8_t *p)
{
	uint8_t *at = p;

	at = put_le(at, stage < 0 ? 27 : 28, 2);
	at = put_le(at, r->id, 8);
	at = put_le(at, status, 4);
	at = put_le(at, 0, 2);
	at = put_le(at, r->event == 'C', 1);
	at = put_le(at, r->bus, 2);
	at = put_le(at, r->device, 2);
	at = put_le(at, r->endpoint | (r->in ? 0x80 : 0), 1);
	at = put_le(at, r->kind, 1);
	at = put_le(at, r->length + (r->setup ? 8 : 0), 4);
	if (stage >= 0)
		*at++ = (uint8_t)stage;
	if (r->setup) {
		memcpy(at, r->setup, 8);
		at += 8;
	}
	if (r->have)
		memcpy(at, r->data, r->have);
	return (size_t)(at - p) + r->have;
}

static inline bool writer_open(struct writer *w, const char *path, int link)
{
	w->link = link;
	w->pcap = pcap_open_dead(link, 262144);
	w->to = w->pcap ? pcap_dump_open(w->pcap, path) : NULL;
	return w->to;
}

static inline void writer_bytes(struct writer *w, const uint8_t *p, size_t len, int64_t us)
{
	struct pcap_pkthdr h = { .caplen = (uint32_t)len, .len = (uint32_t)len };

	h.ts.tv_sec = us / 1000000;
	h.ts.tv_usec = us % 1000000;
	pcap_dump((u_char *)w->to, &h, p);
}

static inline void writer_put(struct writer *w, const struct record *r)
{
	static uint8_t bytes[RECORD_MAX];
	size_t header = w->link == DLT_USB_LINUX ? TR_LINUX_HEADER : TR_MMAPPED_HEADER;

	writer_bytes(w, bytes, linux_record(r, header, bytes), r->us);
}

static inline void writer_close(struct writer *w)
{
	if (w->to)
		pcap_dump_close(w->to);
	if (w->pcap)
		pcap_close(w->pcap);
}

/* A camera at 2.5, and time that goes on by 1 ms with each request. */
struct talk {
	struct writer w;
	uint64_t id;
	int64_t us;
	uint16_t device;
};

static inline bool talk_open(struct talk *k, const char *path)
{
	*k = (struct talk){ .id = 0x1000, .us = 1700000000000000, .device = 5 };
	return writer_open(&k->w, path, DLT_USB_LINUX_MMAPPED);
}

/* A request and its answer of @moved bytes (-1: as many as asked for). */
static inline void talk_control(struct talk *k, uint8_t type, uint8_t request, unsigned int value,
				unsigned int index, const void *data, unsigned int length,
				int status)
{
	const uint8_t setup[8] = { type, request, value & 0xff, (uint8_t)(value >> 8),
				   index & 0xff, (uint8_t)(index >> 8), length & 0xff,
				   (uint8_t)(length >> 8) };
	bool in = type & 0x80;
	struct record r = { .id = ++k->id, .event = 'S', .kind = 2, .in = in, .bus = 2,
			    .device = k->device, .us = k->us, .setup = setup, .length = length };

	r.data = in ? NULL : data;
	r.have = in ? 0 : length;
	writer_put(&k->w, &r);
	r.event = 'C';
	r.us = k->us += 1000;
	r.setup = NULL;
	r.status = status;
	r.length = status ? 0 : length;
	r.data = in && !status ? data : NULL;
	r.have = in && !status ? length : 0;
	writer_put(&k->w, &r);
}

/* Level 1; missing bytes are 0. */
static inline void talk_command(struct talk *k, const uint8_t *bytes, size_t n, int status)
{
	uint8_t all[16] = { 0 };

	memcpy(all, bytes, n);
	talk_control(k, 0x40, 0xd1, 0, 0, all, 16, status);
}

#define COMMAND(k, ...) do { \
	const uint8_t bytes_[] = { __VA_ARGS__ }; \
	talk_command(k, bytes_, sizeof(bytes_), 0); \
} while (0)

static inline void talk_register(struct talk *k, unsigned int index, unsigned int value)
{
	talk_control(k, 0x40, 0xb9, value, index, "", 1, 0);
}

/* A bulk request of @asked bytes that brings @length of @data. */
static inline void talk_bulk(struct talk *k, uint32_t asked, const uint8_t *data, uint32_t length,
			     uint32_t have, int status)
{
	struct record r = { .id = ++k->id, .event = 'S', .kind = 3, .in = true, .endpoint = 1,
			    .bus = 2, .device = k->device, .us = k->us, .length = asked };

	writer_put(&k->w, &r);
	r.event = 'C';
	r.us = k->us += 1000;
	r.status = status;
	r.length = length;
	r.data = data;
	r.have = have;
	writer_put(&k->w, &r);
}

/* A frame of @payload bytes of @pixel, its trailer, and @more bytes of each. */
static inline void talk_frame(struct talk *k, uint32_t payload, uint8_t pixel)
{
	static uint8_t bytes[4096];
	uint32_t sent = 0, part, whole = payload + 4;

	while (sent < whole) {
		part = whole - sent < sizeof(bytes) ? whole - sent : sizeof(bytes);
		for (uint32_t i = 0; i < part; i++)
			bytes[i] = sent + i < payload ? pixel :
				   (const uint8_t []){ 0xee, 0x11, 0xdd, 0x22 }[sent + i - payload];
		talk_bulk(k, sizeof(bytes), bytes, part, part, 0);
		sent += part;
	}
}

/* What the camera says when it is asked who it is. */
static inline void talk_identity(struct talk *k, uint16_t vendor, uint16_t product)
{
	const uint8_t descriptor[18] = {
		18, 1, 0, 3, 0, 0, 0, 9, vendor & 0xff, (uint8_t)(vendor >> 8), product & 0xff,
		(uint8_t)(product >> 8), 0, 0, 1, 2, 0, 1,
	};

	talk_control(k, 0x80, 0x06, 0x0100, 0, descriptor, 18, 0);
}

static inline void talk_close(struct talk *k)
{
	writer_close(&k->w);
}

#endif
