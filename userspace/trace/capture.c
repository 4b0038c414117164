// SPDX-License-Identifier: GPL-2.0
/*
 * capture.c - a capture file, packet by packet
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <pcap/pcap.h>

#include "trace/capture.h"

#define LINE 1024		/* usbmon's are up to 160 characters long */
#define HOPELESS 100		/* lines before the first one that makes sense */
#define WRAP_US 4096000000	/* usbmon's times begin again */
#define SECONDS 0xffffffffff	/* no recording is of a later time */

struct tr_capture {
	const char *name;
	FILE *text;		/* or */
	pcap_t *pcap;
	int link;
	uint64_t number, skipped;
	int64_t before_us, wrapped_us;
	uint8_t data[TR_TEXT_DATA];
};

static bool is_pcap(const uint8_t magic[4])
{
	static const uint8_t known[][4] = {
		{ 0xa1, 0xb2, 0xc3, 0xd4 }, { 0xd4, 0xc3, 0xb2, 0xa1 },
		{ 0xa1, 0xb2, 0x3c, 0x4d }, { 0x4d, 0x3c, 0xb2, 0xa1 },
		{ 0x0a, 0x0d, 0x0d, 0x0a },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!memcmp(magic, known[i], 4))
			return true;
	return false;
}

static int begin_pcap(struct tr_capture *c, FILE *f, struct qc_error *e)
{
	char why[PCAP_ERRBUF_SIZE] = "";

	c->pcap = pcap_fopen_offline(f, why);
	if (!c->pcap) {
		fclose(f);
		return qc_fail(e, QC_FAILED, EINVAL, "%s: %s", c->name, why);
	}
	c->link = pcap_datalink(c->pcap);
	if (c->link != DLT_USB_LINUX && c->link != DLT_USB_LINUX_MMAPPED && c->link != DLT_USBPCAP)
		return qc_fail(e, QC_FAILED, EINVAL, "%s: a capture, but of link type %d: record "
			       "with usbmon or USBPcap", c->name, c->link);
	return 0;
}

static bool read_line(struct tr_capture *c, char line[LINE])
{
	size_t len;
	int byte;

	if (!fgets(line, LINE, c->text))
		return false;
	c->number++;
	len = strlen(line);
	if (len && line[len - 1] == '\n') {
		line[len - 1] = 0;
	} else {
		/* Too long for a line of usbmon, or with a 0 in it. */
		while ((byte = getc(c->text)) != EOF && byte != '\n')
			*line = 0;
	}
	return true;
}

/* Has it lines as usbmon writes them? Some may come before, of other programs. */
static int begin_text(struct tr_capture *c, struct qc_error *e)
{
	struct tr_packet p;
	char line[LINE];

	while (c->number < HOPELESS && read_line(c, line)) {
		if (!tr_decode_text(line, c->data, &p)) {
			rewind(c->text);
			c->number = 0;
			return 0;
		}
	}
	return qc_fail(e, QC_FAILED, EINVAL,
		       "%s: no capture of USB: neither pcap, pcapng nor usbmon's text", c->name);
}

struct tr_capture *tr_open_stream(FILE *f, const char *name, struct qc_error *e)
{
	struct tr_capture *c = calloc(1, sizeof(*c));
	uint8_t magic[4] = { 0 };
	size_t got;
	int r;

	if (!c) {
		fclose(f);
		qc_fail(e, QC_FAILED, ENOMEM, "no memory");
		return NULL;
	}
	c->name = name;
	got = fread(magic, 1, sizeof(magic), f);
	if (ferror(f) || fseek(f, 0, SEEK_SET)) {
		r = qc_fail(e, QC_FAILED, errno, "%s: %s", name, strerror(errno));
		fclose(f);
	} else if (got == sizeof(magic) && is_pcap(magic)) {
		r = begin_pcap(c, f, e);
	} else {
		c->text = f;
		r = begin_text(c, e);
	}
	if (!r)
		return c;
	tr_close(c);
	return NULL;
}

struct tr_capture *tr_open(const char *path, struct qc_error *e)
{
	FILE *f = fopen(path, "re");
	struct stat st;

	if (!f) {
		qc_fail(e, errno == EACCES ? QC_PERMISSION : QC_FAILED, errno, "%s: %s", path,
			strerror(errno));
		return NULL;
	}
	if (fstat(fileno(f), &st) || !S_ISREG(st.st_mode)) {
		qc_fail(e, QC_FAILED, EINVAL, "%s: not a regular file; it is read twice", path);
		fclose(f);
		return NULL;
	}
	return tr_open_stream(f, path, e);
}

static int next_text(struct tr_capture *c, struct tr_packet *p, struct qc_error *e)
{
	char line[LINE];

	while (read_line(c, line)) {
		if (tr_decode_text(line, c->data, p)) {
			c->skipped += *line != 0;
			continue;
		}
		if (p->time_us < c->before_us - WRAP_US / 2)
			c->wrapped_us += WRAP_US;
		c->before_us = p->time_us;
		p->time_us += c->wrapped_us;
		p->number = c->number;
		return 1;
	}
	if (ferror(c->text))
		return qc_fail(e, QC_FAILED, EIO, "%s: cannot be read", c->name);
	return 0;
}

static int decode(const struct tr_capture *c, const struct pcap_pkthdr *h, const uint8_t *record,
		  struct tr_packet *p)
{
	if (c->link == DLT_USBPCAP)
		return tr_decode_usbpcap(record, h->caplen,
					 ((int64_t)h->ts.tv_sec & SECONDS) * 1000000 +
					 h->ts.tv_usec % 1000000, p);
	return tr_decode_linux(record, h->caplen, c->link == DLT_USB_LINUX ?
			       TR_LINUX_HEADER : TR_MMAPPED_HEADER, p);
}

static int next_pcap(struct tr_capture *c, struct tr_packet *p, struct qc_error *e)
{
	struct pcap_pkthdr *h;
	const uint8_t *record;
	int r;

	while ((r = pcap_next_ex(c->pcap, &h, &record)) == 1) {
		c->number++;
		if (!decode(c, h, record, p)) {
			p->number = c->number;
			return 1;
		}
		c->skipped++;
	}
	if (r == PCAP_ERROR)
		return qc_fail(e, QC_LOSSES, EIO, "%s: ends behind packet %llu: %s", c->name,
			       (unsigned long long)c->number, pcap_geterr(c->pcap));
	return 0;
}

int tr_next(struct tr_capture *c, struct tr_packet *p, struct qc_error *e)
{
	return c->text ? next_text(c, p, e) : next_pcap(c, p, e);
}

uint64_t tr_skipped(const struct tr_capture *c)
{
	return c->skipped;
}

const char *tr_form(const struct tr_capture *c)
{
	if (c->text)
		return "usbmon text";
	return c->link == DLT_USBPCAP ? "USBPcap" : "usbmon";
}

void tr_close(struct tr_capture *c)
{
	if (!c)
		return;
	if (c->text)
		fclose(c->text);
	if (c->pcap)
		pcap_close(c->pcap);
	free(c);
}
