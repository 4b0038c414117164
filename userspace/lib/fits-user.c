// SPDX-License-Identifier: GPL-2.0
/*
 * fits-user.c - keywords that the user adds to FITS headers
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fits-user.h"
#include "text.h"

/* A card has 80 columns; quotes, equals sign and a little comment need some. */
#define TEXT_MAX 60

static const char *const reserved[] = {
	/* structure */
	"SIMPLE", "BITPIX", "NAXIS", "EXTEND", "END", "BZERO", "BSCALE", "XTENSION", "PCOUNT",
	"GCOUNT", "GROUPS", "BLANK", "TFIELDS", "THEAP", "CHECKSUM", "DATASUM", "COMMENT",
	"HISTORY", "CONTINUE", "EXTNAME",
	/* qhycam's */
	"DATE", "DATE-OBS", "DATE-END", "DATE-AVG", "DATE-LOC", "TIMESYS", "TIMSYER", "EXPTIME",
	"EXPOSURE", "XPOSURE", "DARKTIME", "IMAGETYP", "FRAME", "OBJECT", "FILTER", "INSTRUME",
	"SERIALNO", "CCD-TEMP", "SET-TEMP", "GAIN", "OFFSET", "READOUTM", "READMODE", "USBLIMIT",
	"COOLER", "COOLPOWR", "CCD-HUM", "CCD-HTMP", "PWRSTAT", "TECPROT", "FRAMECNT", "UNSURE",
	"FRAMENO", "XBINNING", "YBINNING", "BINMODE", "XPIXSZ", "YPIXSZ", "PIXSIZE1", "PIXSIZE2",
	"XORGSUBF", "YORGSUBF", "BAYERPAT", "XBAYROFF", "YBAYROFF", "ROWORDER", "BIASSEC",
	"DATASEC", "TRIMSEC", "SWCREATE", "BURSTNO", "BURST1ST", "BURSTEND", "BURSTMIS",
	NULL
};

/* Numbered ones, and those of compressed images and of the GPS box. */
static const char *const families[] = {
	"NAXIS", "TTYPE", "TFORM", "TUNIT", "TDIM", "TNULL", "TSCAL", "TZERO", "ZNAXIS", "ZTILE",
	"ZNAME", "ZVAL", "GPS_", NULL
};

static const char *const compression[] = {
	"ZIMAGE", "ZBITPIX", "ZCMPTYPE", "ZSIMPLE", "ZEXTEND", "ZTENSION", "ZPCOUNT", "ZGCOUNT",
	"ZHECKSUM", "ZDATASUM", "ZBLOCKED", "ZQUANTIZ", "ZDITHER0", "ZBLANK", "ZSCALE", "ZZERO",
	NULL
};

static bool among(const char *const *words, const char *name)
{
	for (; *words; words++)
		if (!strcmp(*words, name))
			return true;
	return false;
}

bool qc_user_reserved(const char *name)
{
	for (const char *const *f = families; *f; f++)
		if (!strncmp(name, *f, strlen(*f)))
			return true;
	return among(reserved, name) || among(compression, name);
}

bool qc_user_text_ok(const char *text)
{
	size_t n = 0;

	for (; text[n]; n++)
		if (text[n] < ' ' || text[n] > '~')
			return false;
	return n <= TEXT_MAX;
}

static bool is_real(const char *s)
{
	size_t digits;

	s += *s == '-' || *s == '+';
	digits = strspn(s, "0123456789");
	s += digits;
	if (*s == '.') {
		s++;
		digits += strspn(s, "0123456789");
		s += strspn(s, "0123456789");
	}
	if (digits && (*s == 'e' || *s == 'E')) {
		s++;
		s += *s == '-' || *s == '+';
		if (!isdigit((unsigned char)*s))
			return false;
		s += strspn(s, "0123456789");
	}
	return digits && !*s;
}

static enum qc_user_type type_of(const char *value)
{
	int64_t number;

	if (!strcmp(value, "T") || !strcmp(value, "F"))
		return QC_USER_FLAG;
	if (!qc_parse_int(value, &number))
		return QC_USER_INT;
	return is_real(value) ? QC_USER_REAL : QC_USER_TEXT;
}

static int bad(const char *text, const char *why, struct qc_error *e)
{
	return qc_fail(e, QC_USAGE, EINVAL, "--header %.80s: %s", text, why);
}

/* The name up to '=', in capitals. */
static int take_name(const char *text, struct qc_user_key *k, struct qc_error *e)
{
	size_t n = strcspn(text, "=");

	if (text[n] != '=')
		return bad(text, "write KEY=VALUE or KEY=VALUE/comment", e);
	if (!n || n > 8)
		return bad(text, "a keyword has 1 to 8 characters", e);
	for (size_t i = 0; i < n; i++) {
		k->name[i] = toupper((unsigned char)text[i]);
		if (!isalnum((unsigned char)text[i]) && text[i] != '-' && text[i] != '_')
			return bad(text, "keywords are made of letters, digits, - and _", e);
	}
	k->name[n] = 0;
	if (qc_user_reserved(k->name))
		return bad(text, "qhycam writes this keyword itself", e);
	return 0;
}

/* 'It''s text'/comment: the length of the quoted part, 0 when it does not end. */
static size_t quoted(const char *s, char *value, size_t size)
{
	size_t i = 1, n = 0;

	for (; s[i]; i++) {
		if (s[i] == '\'' && s[i + 1] != '\'')
			break;
		i += s[i] == '\'';
		if (n < size - 1)
			value[n++] = s[i];
	}
	value[n] = 0;
	return s[i] ? i + 1 : 0;
}

static int take_value(const char *text, const char *s, struct qc_user_key *k, struct qc_error *e)
{
	size_t n;

	k->type = QC_USER_TEXT;
	if (*s == '\'') {
		n = quoted(s, k->value, sizeof(k->value));
		if (!n || (s[n] && s[n] != '/'))
			return bad(text, "the quoted text does not end", e);
	} else {
		n = strcspn(s, "/");
		snprintf(k->value, sizeof(k->value), "%.*s", (int)n, s);
		k->type = type_of(k->value);
	}
	if (n > TEXT_MAX + 2 || !*k->value)
		return bad(text, n ? "the value is too long" : "a value is missing", e);
	if (s[n] == '/')
		snprintf(k->comment, sizeof(k->comment), "%s", s + n + 1);
	if (!qc_user_text_ok(k->value) || !qc_user_text_ok(k->comment))
		return bad(text, "value and comment are printable ASCII, at most 60 characters", e);
	return 0;
}

int qc_user_add(struct qc_user_keys *keys, const char *text, struct qc_error *e)
{
	struct qc_user_key k = { .name = "" };
	int r = take_name(text, &k, e);

	if (!r)
		r = take_value(text, strchr(text, '=') + 1, &k, e);
	if (r)
		return r;
	for (unsigned int i = 0; i < keys->count; i++)
		if (!strcmp(keys->key[i].name, k.name))
			return bad(text, "this keyword was given already", e);
	if (keys->count == QC_USER_KEYS_MAX)
		return bad(text, "too many keywords", e);
	keys->key[keys->count++] = k;
	return 0;
}
