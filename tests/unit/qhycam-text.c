// SPDX-License-Identifier: GPL-2.0
/* Durations, regions, numbers, nearest words and file names. */
#include <errno.h>

#include "lib/clock.h"
#include "lib/name.h"
#include "lib/text.h"
#include "test.h"

static void durations(struct tap *t)
{
	static const struct {
		const char *text;
		int result;
		uint64_t us;
	} rows[] = {
		{ "2", 0, 2000000 },
		{ "30us", 0, 30 },
		{ "20ms", 0, 20000 },
		{ "0.5s", 0, 500000 },
		{ ".5", 0, 500000 },
		{ "5.", 0, 5000000 },
		{ "5m", 0, 300000000 },
		{ "5min", 0, 300000000 },
		{ "1h", 0, 3600000000ull },
		{ "0.3s", 0, 300000 },
		{ "0.000030", 0, 30 },
		{ "1.50ms", 0, 1500 },
		{ "0.0300000s", 0, 30000 },
		{ "0", 0, 0 },
		{ "18446744073709551615us", 0, UINT64_MAX },
		{ "18446744073709551616us", -ERANGE, 0 },
		{ "18446744073710", -ERANGE, 0 },
		{ "0.5us", -ERANGE, 0 },
		{ "0.0000001s", -ERANGE, 0 },
		{ "", -EINVAL, 0 },
		{ ".", -EINVAL, 0 },
		{ "s", -EINVAL, 0 },
		{ "5x", -EINVAL, 0 },
		{ "5 s", -EINVAL, 0 },
		{ " 5", -EINVAL, 0 },
		{ "-5", -EINVAL, 0 },
		{ "0,5", -EINVAL, 0 },
		{ "1e3", -EINVAL, 0 },
		{ "5ss", -EINVAL, 0 },
		{ "1.2.3", -EINVAL, 0 },
	};
	char name[64];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t us = 77, want = rows[i].result ? 77 : rows[i].us;
		int r = qc_parse_duration(rows[i].text, &us);

		snprintf(name, sizeof(name), "duration '%s'", rows[i].text);
		tap_eq(t, r, rows[i].result, name, __FILE__, __LINE__);
		tap_ok(t, us == want, name, __FILE__, __LINE__);
	}
}

static void formatted_durations(struct tap *t)
{
	static const struct {
		uint64_t us;
		const char *text;
	} rows[] = {
		{ 0, "0s" },	       { 30, "30us" },	       { 1500, "1500us" },
		{ 20000, "20ms" },     { 500000, "500ms" },    { 1500000, "1.5s" },
		{ 300000000, "300s" }, { 1000001, "1.000001s" }, { UINT64_MAX, "18446744073709.551615s" },
	};
	char buf[QC_DURATION_MAX];
	uint64_t back;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		qc_format_duration(rows[i].us, buf);
		T_STR(t, buf, rows[i].text);
		T_EQ(t, qc_parse_duration(buf, &back), 0);
		T_OK(t, back == rows[i].us);
	}
}

static void regions(struct tap *t)
{
	static const char *const bad[] = {
		"",	       "1920x1080",	"1920x1080+0",	    "1920x1080+0+0+0",
		"0x10+0+0",    "10x0+0+0",	"-4x2+0+0",	    "10x10+-2+0",
		"10X10+0+0",   " 10x10+0+0",	"10x10+0+0 ",	    "99999999999x2+0+0",
		"10x10+0+2147483648",
	};
	struct qc_rect r = { 1, 2, 3, 4 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		tap_eq(t, qc_parse_roi(bad[i], &r), -EINVAL, bad[i], __FILE__, __LINE__);
	T_EQ(t, r.left, 1);
	T_EQ(t, r.height, 4);
	T_EQ(t, qc_parse_roi("1920x1080+24+2", &r), 0);
	T_EQ(t, r.width, 1920);
	T_EQ(t, r.height, 1080);
	T_EQ(t, r.left, 24);
	T_EQ(t, r.top, 2);
}

static void numbers(struct tap *t)
{
	int64_t v = 5;

	T_EQ(t, qc_parse_int("", &v), -EINVAL);
	T_EQ(t, qc_parse_int("-", &v), -EINVAL);
	T_EQ(t, qc_parse_int("12a", &v), -EINVAL);
	T_EQ(t, qc_parse_int("0x10", &v), -EINVAL);
	T_EQ(t, qc_parse_int("9223372036854775808", &v), -ERANGE);
	T_EQ(t, v, 5);
	T_EQ(t, qc_parse_int("-12", &v), 0);
	T_EQ(t, v, -12);
	T_EQ(t, qc_parse_int("+9223372036854775807", &v), 0);
	T_EQ(t, v, INT64_MAX);
}

static void words(struct tap *t)
{
	static const char *const all[] = { "exposure", "count", "gain", "offset", NULL };

	T_EQ(t, qc_edit_distance("", ""), 0);
	T_EQ(t, qc_edit_distance("gain", "gain"), 0);
	T_EQ(t, qc_edit_distance("gain", ""), 4);
	T_EQ(t, qc_edit_distance("gian", "gain"), 1);
	T_EQ(t, qc_edit_distance("gin", "gain"), 1);
	T_EQ(t, qc_edit_distance("kitten", "sitting"), 3);
	T_STR(t, qc_nearest("expsure", all), "exposure");
	T_STR(t, qc_nearest("ofset", all), "offset");
	T_OK(t, !qc_nearest("temperature", all));
}

/* 2026-11-20 17:18:51.123 UTC */
#define STAMP (1795195131ll * QC_NS_PER_S + 123456789)

static void name(struct tap *t, const char *pattern, unsigned int number, unsigned int count,
		 const char *want)
{
	const struct qc_name_values v = {
		.number = number,
		.count = count,
		.type = "light",
		.exposure_us = 300000000,
		.start_utc_ns = STAMP,
	};
	char buf[64] = "";
	struct qc_error e = { 0 };
	int r = qc_name_expand(pattern, &v, buf, sizeof(buf), &e);

	if (!want) {
		tap_ok(t, r < 0 && e.status == QC_USAGE && *e.text, pattern, __FILE__, __LINE__);
		return;
	}
	tap_eq(t, r, 0, pattern, __FILE__, __LINE__);
	tap_str(t, buf, want, pattern, __FILE__, __LINE__);
}

static void names(struct tap *t)
{
	struct qc_error e;

	name(t, "m31.fits", 1, 1, "m31.fits");
	name(t, "m31.fits", 2, 3, "m31-0002.fits");
	name(t, "m31", 2, 3, "m31-0002.fits");
	name(t, "m31.FIT", 1, 1, "m31.FIT");
	name(t, "v1.5", 1, 1, "v1.5.fits");
	name(t, "%n", 12, 99, "0012.fits");
	name(t, "%n", 12345, 99999, "12345.fits");
	name(t, "a%2nb", 7, 9, "a07b.fits");
	name(t, "a%06n.fts", 7, 9, "a000007.fts");
	name(t, "%t_%e_%n", 1, 1, "light_300s_0001.fits");
	name(t, "d/%d", 1, 5, "d/20261120T171851.123.fits");
	name(t, "100%%", 1, 1, "100%.fits");
	name(t, "100%%n", 2, 5, "100%n-0002.fits");
	name(t, "%q", 1, 1, NULL);
	name(t, "%", 1, 1, NULL);
	name(t, "%4", 1, 1, NULL);
	name(t, "%4t", 1, 1, NULL);
	name(t, "%99n", 1, 1, NULL);
	name(t, "0123456789012345678901234567890123456789012345678901234567890123", 1, 1, NULL);
	T_OK(t, qc_name_has_date("a%d"));
	T_OK(t, !qc_name_has_date("a%%d%n"));
	T_EQ(t, qc_name_check("out/%n.fits", &e), 0);
	T_EQ(t, qc_name_check("out/", &e), -EINVAL);
	T_EQ(t, qc_name_check("", &e), -EINVAL);
}

static void dates(struct tap *t)
{
	char buf[QC_ISO_MAX];
	int64_t mono = qc_mono_ns(), difference;

	qc_format_iso(STAMP, buf);
	T_STR(t, buf, "2026-11-20T17:18:51.123");
	qc_format_iso(0, buf);
	T_STR(t, buf, "1970-01-01T00:00:00.000");
	qc_format_iso(-1, buf);
	T_STR(t, buf, "1969-12-31T23:59:59.999");
	qc_format_iso_digits(STAMP, 1, buf);
	T_STR(t, buf, "2026-11-20T17:18:51.1");
	qc_format_iso_digits(STAMP + 7, 6, buf);
	T_STR(t, buf, "2026-11-20T17:18:51.123456");
	qc_format_iso_digits(STAMP + 7, 9, buf);
	T_STR(t, buf, "2026-11-20T17:18:51.123456796");
	qc_format_iso_digits(-1, 7, buf);
	T_STR(t, buf, "1969-12-31T23:59:59.9999999");
	difference = qc_mono_to_utc(mono + 5) - qc_mono_to_utc(mono);
	/* Two readings of the same two clocks; a step between them is not expected. */
	T_OK(t, difference > -QC_NS_PER_S && difference < QC_NS_PER_S);
}

int main(void)
{
	struct tap t = { 0 };

	durations(&t);
	formatted_durations(&t);
	regions(&t);
	numbers(&t);
	words(&t);
	names(&t);
	dates(&t);
	return tap_end(&t);
}
