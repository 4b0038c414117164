// SPDX-License-Identifier: GPL-2.0
/*
 * name.c - file names from a pattern
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "clock.h"
#include "name.h"
#include "text.h"

#define LETTERS "%%n (number), %%t (type), %%e (exposure), %%d (date and time), %%o (object), " \
	"%%f (filter), %%g (gain), %%b (burst), %%%%"
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

/* What people call their objects need not be fit for a file name: "M 31/32". */
static void put_clean(struct out *o, const char *s)
{
	for (; s && *s; s++)
		put(o, isalnum((unsigned char)*s) || strchr("+-._,", *s) ? s : "_", 1);
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
	case 'o':
		put_clean(o, v->object);
		break;
	case 'f':
		put_clean(o, v->filter);
		break;
	case 'g':
		snprintf(text, sizeof(text), "%d", v->gain);
		break;
	case 'b':
		snprintf(text, sizeof(text), "%u", v->burst);
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

/*
 * Where the extension of a pattern begins, its end when it has none of those
 * that fit @want. ".fits.fz" also takes what ends in ".fits".
 */
static const char *extension(const char *pattern, const char *want)
{
	static const char *const fits[] = { ".fits", ".fit", ".fts" };
	size_t n = strlen(pattern), w = strlen(want);

	if (n >= w && !strcasecmp(pattern + n - w, want))
		return pattern + n - w;
	for (size_t i = 0; i < 3 && !strncmp(want, ".fits", 5); i++) {
		w = strlen(fits[i]);
		if (n >= w && !strcasecmp(pattern + n - w, fits[i]))
			return pattern + n - w;
	}
	return pattern + n;
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
	const char *want = v->extension ? v->extension : ".fits", *number = "%n";
	const char *ext = extension(pattern, want);
	int r = put_all(&o, pattern, ext, v);

	if (!r && v->count > 1 && !qc_name_has(pattern, 'n') && !qc_name_has(pattern, 'd')) {
		put(&o, "-", 1);
		r = put_directive(&o, &(const char *){ number + 1 }, v);
	}
	if (r)
		return qc_fail(e, QC_USAGE, -r,
			       "file name pattern '%s': known are " LETTERS, pattern);
	/* As it was written, but a compressed file must say so. */
	if (!*ext || strlen(ext) < strlen(want))
		ext = strcmp(want, ".fits") ? want : *ext ? ext : want;
	put(&o, ext, strlen(ext));
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
