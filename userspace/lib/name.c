// SPDX-License-Identifier: GPL-2.0
/*
 * name.c - file names from a pattern
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "clock.h"
#include "name.h"
#include "text.h"

#define LETTERS "%%n (number), %%t (type), %%e (exposure), %%d (date and time), %%%%"
#define WIDTH_MAX 9

struct out {
	char *buf;
	size_t size, len;
};

static void put(struct out *o, const char *s, size_t n)
{
	/* One byte is kept for the end; a name too long is seen by its length. */
	if (o->len + n < o->size)
		memcpy(o->buf + o->len, s, n);
	o->len += n;
}

/*
 * One directive: *s is behind the '%' and ends behind the letter. An output
 * without buffer only counts.
 */
static int put_directive(struct out *o, const char **s, const struct qc_name_values *v)
{
	char text[QC_ISO_MAX] = "";
	int width = 4;

	if (**s >= '0' && **s <= '9') {
		for (width = 0; **s >= '0' && **s <= '9' && width <= WIDTH_MAX; (*s)++)
			width = width * 10 + (**s - '0');
		if (**s != 'n' || width > WIDTH_MAX)
			return -EINVAL;
	}
	switch (*(*s)++) {
	case 'n':
		snprintf(text, sizeof(text), "%0*u", width, v->number);
		break;
	case 't':
		put(o, v->type, strlen(v->type));
		break;
	case 'e':
		qc_format_duration(v->exposure_us, text);
		break;
	case 'd':
		qc_format_stamp(v->start_utc_ns, text);
		break;
	case '%':
		text[0] = '%';
		break;
	default:
		return -EINVAL;
	}
	put(o, text, strlen(text));
	return 0;
}

bool qc_name_has(const char *pattern, char letter)
{
	for (const char *p = strchr(pattern, '%'); p; p = strchr(p, '%')) {
		p++;
		p += strspn(p, "0123456789");
		if (*p == letter)
			return true;
		if (*p)
			p++;
	}
	return false;
}

bool qc_name_has_date(const char *pattern)
{
	return qc_name_has(pattern, 'd');
}

static bool is_fits_extension(const char *ext)
{
	return !strcasecmp(ext, ".fits") || !strcasecmp(ext, ".fit") || !strcasecmp(ext, ".fts");
}

/* The FITS extension at the end of the pattern, or its end when it has none. */
static const char *extension(const char *pattern)
{
	const char *dot = strrchr(pattern, '.');

	return dot && is_fits_extension(dot) ? dot : pattern + strlen(pattern);
}

static int put_all(struct out *o, const char *from, const char *end,
		   const struct qc_name_values *v)
{
	int r;

	while (from < end) {
		if (*from != '%') {
			put(o, from++, 1);
			continue;
		}
		from++;
		r = put_directive(o, &from, v);
		if (r)
			return r;
	}
	return 0;
}

int qc_name_expand(const char *pattern, const struct qc_name_values *v, char *buf, size_t size,
		   struct qc_error *e)
{
	struct out o = { .buf = buf, .size = size };
	const char *ext = extension(pattern), *number = "%n";
	int r = put_all(&o, pattern, ext, v);

	if (!r && v->count > 1 && !qc_name_has(pattern, 'n') && !qc_name_has(pattern, 'd')) {
		put(&o, "-", 1);
		r = put_directive(&o, &(const char *){ number + 1 }, v);
	}
	if (r)
		return qc_fail(e, QC_USAGE, -r,
			       "file name pattern '%s': known are " LETTERS, pattern);
	if (*ext)
		put(&o, ext, strlen(ext));
	else
		put(&o, ".fits", 5);
	if (o.len >= size)
		return qc_fail(e, QC_USAGE, ENAMETOOLONG,
			       "file name pattern '%.60s...': the name gets too long", pattern);
	buf[o.len] = 0;
	return 0;
}

int qc_name_check(const char *pattern, struct qc_error *e)
{
	const struct qc_name_values v = { .number = 1, .count = 1, .type = "light" };
	const char *base = strrchr(pattern, '/');
	char buf[4096];

	base = base ? base + 1 : pattern;
	if (!*base)
		return qc_fail(e, QC_USAGE, EINVAL,
			       "file name pattern '%s': a file name is missing", pattern);
	return qc_name_expand(pattern, &v, buf, sizeof(buf), e);
}
