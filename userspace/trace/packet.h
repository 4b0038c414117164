/* SPDX-License-Identifier: GPL-2.0 */
/*
 * packet.h - one record of a USB capture, whatever wrote it
 *
 * The formats: link types USB_LINUX, USB_LINUX_MMAPPED and USBPCAP of pcap and
 * pcapng files, and the text of usbmon ("0u", "2u"). What is in a capture is
 * not to be trusted: every length is checked here, once.
 */
#ifndef TR_PACKET_H
#define TR_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tr_event {
	TR_SUBMIT,	/* asked for */
	TR_MORE,	/* a further stage of it (USBPcap) */
	TR_DONE,	/* ended, well or badly */
	TR_REFUSED,	/* the host did not even begin it */
};

enum tr_kind { TR_ISO, TR_INTERRUPT, TR_CONTROL, TR_BULK };

struct tr_packet {
	uint64_t number;		/* in its file, from 1; lines of text */
	uint64_t id;			/* the same in what belongs together */
	int64_t time_us;		/* its origin is the recorder's affair */
	enum tr_event event;
	enum tr_kind kind;
	uint16_t bus, device;
	uint8_t endpoint;		/* without direction */
	bool in;
	bool has_setup;
	uint8_t setup[8];		/* as on the wire */
	int status;			/* 0 or -errno of Linux */
	bool length_known;
	uint32_t length;		/* TR_SUBMIT: asked for; else moved, bytes */
	uint32_t have;			/* bytes at @data, at most @length */
	const uint8_t *data;		/* lives until the next packet is read */
};

#define TR_LINUX_HEADER 48		/* USB_LINUX */
#define TR_MMAPPED_HEADER 64		/* USB_LINUX_MMAPPED */
#define TR_USBPCAP_HEADER 27

/*
 * Fill @p from a record of @len bytes, all but number; @header is the length of
 * Linux' header. The numbers in it are in this host's order, as libpcap gives them.
 * 0, or -EINVAL: too short, or of no kind that there is.
 */
int tr_decode_linux(const uint8_t *record, size_t len, size_t header, struct tr_packet *p);

/* The same for USBPcap; @time_us is the record's, as its header has none. */
int tr_decode_usbpcap(const uint8_t *record, size_t len, int64_t time_us, struct tr_packet *p);

/* Most data bytes of a line of text. */
#define TR_TEXT_DATA 64

/*
 * The same for a line of usbmon's text, without its newline; @data takes the
 * bytes. Times are as in the line: they begin again every 4096 s.
 */
int tr_decode_text(const char *line, uint8_t data[TR_TEXT_DATA], struct tr_packet *p);

#endif
