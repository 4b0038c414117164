// SPDX-License-Identifier: GPL-2.0
/*
 * journal-line.c - a line of a journal
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "journal.h"

#define STAMP_LEN 24			/* 2026-11-20T17:18:51.123Z */
#define CHECK_LEN 8

static const struct {
	const char *name;
	bool step, number, status, hash, text;
} words[] = {
	[QC_JOURNAL_PLAN] = { "plan", .step = true, .hash = true, .text = true },
	[QC_JOURNAL_BEGIN] = { "begin", .step = true },
	[QC_JOURNAL_FRAME] = { "frame", .step = true, .number = true, .text = true },
	[QC_JOURNAL_END] = { "end", .step = true, .status = true },
	[QC_JOURNAL_STOP] = { "stop", .status = true },
	[QC_JOURNAL_DONE] = { "done", .status = true },
};

#define WORDS (sizeof(words) / sizeof(words[0]))

/* FNV-1a: finds what a crash does to a line, it is no secret. */
static uint32_t check(const char *s, size_t len)
{
	uint32_t c = 2166136261u;

	for (; len; len--)
		c = (c ^ (unsigned char)*s++) * 16777619u;
	return c;
}

int qc_journal_format(const struct qc_journal_entry *entry, char line[QC_JOURNAL_LINE_MAX])
{
	const size_t size = QC_JOURNAL_LINE_MAX - CHECK_LEN - 4;
	char now[QC_ISO_MAX];
	size_t n;

	qc_format_iso(entry->utc_ns, now);
	n = snprintf(line, size, "%sZ %s", now, words[entry->word].name);
	if (words[entry->word].step)
		n += snprintf(line + n, size - n, " %u", entry->step);
	if (words[entry->word].number)
		n += snprintf(line + n, size - n, " %u", entry->number);
	if (words[entry->word].status)
		n += snprintf(line + n, size - n, " %d", entry->status);
	if (words[entry->word].hash)
		n += snprintf(line + n, size - n, " %016llx", (unsigned long long)entry->hash);
	if (words[entry->word].text) {
		for (const char *c = entry->text; *c; c++)
			if (iscntrl((unsigned char)*c))
				return -EINVAL;
		n += snprintf(line + n, size - n, " %s", entry->text);
	}
	if (n >= size)
		return -EINVAL;
	return n + sprintf(line + n, " ~%08x\n", check(line, n));
}

static int parse_stamp(const char *s, int64_t *ns)
{
	struct tm tm = { 0 };
	const char *end = strptime(s, "%Y-%m-%dT%H:%M:%S.", &tm);
	unsigned int ms;
	int used = 0;

	if (!end || sscanf(end, "%3uZ%n", &ms, &used) != 1 || used != 4 ||
	    end + used != s + STAMP_LEN)
		return -EBADMSG;
	*ns = timegm(&tm) * QC_NS_PER_S + ms * 1000000ll;
	return 0;
}

/* A number that ends at a blank or at the end of the line. */
static int take_number(char **s, int base, uint64_t max, uint64_t *v)
{
	char *end;

	if (**s != ' ' || !isxdigit((unsigned char)(*s)[1]))
		return -EBADMSG;
	errno = 0;
	*v = strtoull(*s + 1, &end, base);
	if (errno || *v > max || (*end && *end != ' '))
		return -EBADMSG;
	*s = end;
	return 0;
}

static int take_uint(char **s, bool wanted, unsigned int *to)
{
	uint64_t v = 0;

	if (wanted && take_number(s, 10, UINT32_MAX, &v))
		return -EBADMSG;
	*to = v;
	return 0;
}

/* Cuts the check off; what stands before it must be what was written. */
static int take_check(char *line)
{
	size_t len = strlen(line), at = len - CHECK_LEN - 2;
	char text[CHECK_LEN + 1];

	if (len < STAMP_LEN + CHECK_LEN + 2 || line[at] != ' ' || line[at + 1] != '~')
		return -EBADMSG;
	snprintf(text, sizeof(text), "%08x", check(line, at));
	if (strcmp(text, line + at + 2))
		return -EBADMSG;
	line[at] = 0;
	return 0;
}

int qc_journal_parse(char *line, struct qc_journal_entry *entry)
{
	unsigned int status, word;
	char *s = line + STAMP_LEN;
	size_t n;

	memset(entry, 0, sizeof(*entry));
	if (take_check(line) || parse_stamp(line, &entry->utc_ns) || *s++ != ' ')
		return -EBADMSG;
	n = strcspn(s, " ");
	for (word = 0; word < WORDS; word++)
		if (strlen(words[word].name) == n && !strncmp(words[word].name, s, n))
			break;
	if (word == WORDS)
		return -EBADMSG;
	s += n;
	entry->word = word;
	if (take_uint(&s, words[word].step, &entry->step) ||
	    take_uint(&s, words[word].number, &entry->number) ||
	    take_uint(&s, words[word].status, &status) ||
	    (words[word].hash && take_number(&s, 16, UINT64_MAX, &entry->hash)))
		return -EBADMSG;
	entry->status = status;
	if (words[word].text && *s == ' ') {
		entry->text = s + 1;
		return *entry->text ? 0 : -EBADMSG;
	}
	return words[word].text || *s ? -EBADMSG : 0;
}
