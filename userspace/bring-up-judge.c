// SPDX-License-Identifier: GPL-2.0
/*
 * bring-up-judge.c - what a step says of the assumptions
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bring-up.h"
#include "lib/sysfs.h"

#define DIALECT "/sys/kernel/debug/usb/qhyccd/dialect"

/* Assumptions whose alternative the driver can be told to use. */
static const unsigned char known[] = { 1, 2, 3, 10, 11 };

uint32_t bring_known(uint32_t which)
{
	uint32_t all = 0;

	for (size_t i = 0; i < sizeof(known); i++)
		all |= 1u << known[i];
	return which & all;
}

void bring_names(uint32_t which, char *buf, size_t size)
{
	size_t used = 0;

	snprintf(buf, size, "none");
	for (int a = 1; a <= TR_ASSUMPTIONS && used < size; a++)
		if (which & 1u << a)
			used += (size_t)snprintf(buf + used, size - used, "%sA%d",
						 used ? " " : "", a);
}

int bring_set_alternatives(uint32_t which)
{
	char text[64];
	int fd = open(DIALECT, O_WRONLY | O_CLOEXEC), r = 0;

	if (fd < 0)
		return -errno;
	if (which)
		bring_names(which, text, sizeof(text));
	else
		strcpy(text, "table");
	if (write(fd, text, strlen(text)) < 0)
		r = -errno;
	close(fd);
	return r;
}

void bring_read_alternatives(struct bring_up *b)
{
	char dir[64], text[64];
	uint32_t all = 0;

	snprintf(dir, sizeof(dir), "/sys/kernel/debug/usb/qhyccd-%s", b->usb.port);
	if (!qc_read_line(dir, "dialect", text, sizeof(text)))
		return;
	for (const char *p = strchr(text, 'A'); p; p = strchr(p + 1, 'A'))
		all |= 1u << (strtoul(p + 1, NULL, 10) & 31);
	b->alternatives = all;
}

static void say(struct bring_up *b, int a, bool against, const char *fmt, va_list ap)
{
	struct bring_said *s = &b->said[b->said_count];

	if (b->said_count == BRING_SAID)
		return;
	b->said_count++;
	*s = (struct bring_said){ .assumption = a, .against = against, .frame = b->frames };
	vsnprintf(s->text, sizeof(s->text), fmt, ap);
}

void bring_say(struct bring_up *b, int a, bool against, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(b, a, against, fmt, ap);
	va_end(ap);
}

void bring_verdict(struct bring_up *b, int a, enum qc_verdict v, const char *fmt, ...)
{
	va_list ap;

	if (v == QC_UNCLEAR)
		return;
	va_start(ap, fmt);
	say(b, a, v == QC_OTHERWISE, fmt, ap);
	va_end(ap);
}

/*
 * Of what the driver sends by an alternative nothing counts: neither for that
 * assumption nor, when gains have other codes, for their range.
 */
static uint32_t ignored(const struct bring_up *b)
{
	uint32_t a2 = 1u << 2;

	return b->alternatives | (b->alternatives & a2 ? 1u << 20 : 0);
}

static void add(struct tr_finding *to, const struct tr_finding *from)
{
	unsigned int n = from->against_count < TR_AGAINST ? from->against_count : TR_AGAINST;

	if (!to->for_count && from->for_count)
		to->first_for = from->first_for;
	to->for_count += from->for_count;
	for (unsigned int i = 0; i < n && to->against_count + i < TR_AGAINST; i++)
		to->against[to->against_count + i] = from->against[i];
	to->against_count += from->against_count;
	if (*from->note.text)
		to->note = from->note;
}

static int read_recording(struct bring_up *b, struct tr_check *k, const char *path,
			  struct qc_error *e)
{
	const struct tr_choice all = { 0 };
	struct tr_totals totals = { 0 };
	struct tr_sink sink;
	const struct tr_sink *const sinks[] = { &sink, NULL };
	int r = 0;

	tr_check_init(k, false, &sink);
	if (!b->lost)
		r = tr_read(path, &all, sinks, &totals, e);
	/* What pictures say is told as from a file of its own. */
	sink.file(k, "pictures", "");
	return r;
}

int bring_judge(struct bring_up *b, const char *path, uint32_t *fresh, struct qc_error *e)
{
	struct tr_check *k = calloc(1, sizeof(*k));
	int r;

	*fresh = 0;
	if (!k)
		return qc_fail(e, QC_FAILED, ENOMEM, "no memory");
	r = read_recording(b, k, path, e);
	for (unsigned int i = 0; i < b->said_count; i++) {
		const struct bring_said *s = &b->said[i];

		if (s->against)
			tr_against(k, s->assumption, s->frame, "%s", s->text);
		else
			tr_for(k, s->assumption, s->frame, "%s", s->text);
	}
	b->said_count = 0;
	for (int a = 1; a <= TR_ASSUMPTIONS; a++) {
		if (ignored(b) & 1u << a)
			continue;
		if (k->finding[a].against_count && !b->all.finding[a].against_count)
			*fresh |= 1u << a;
		add(&b->all.finding[a], &k->finding[a]);
	}
	free(k);
	return r;
}
