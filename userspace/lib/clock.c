// SPDX-License-Identifier: GPL-2.0
/*
 * clock.c - time: durations on the monotonic clock, dates in UTC
 */
#include <stdio.h>
#include <time.h>

#include "clock.h"

static int64_t read_ns(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return ts.tv_sec * QC_NS_PER_S + ts.tv_nsec;
}

int64_t qc_mono_ns(void)
{
	return read_ns(CLOCK_MONOTONIC);
}

int64_t qc_utc_ns(void)
{
	return read_ns(CLOCK_REALTIME);
}

int64_t qc_mono_to_utc(int64_t mono_ns)
{
	int64_t before = qc_mono_ns(), utc = qc_utc_ns(), after = qc_mono_ns();

	/* Half of the time between the two readings belongs to each side. */
	return mono_ns + utc - (before + (after - before) / 2);
}

static void format(int64_t utc_ns, const char *fmt, unsigned int digits, char buf[QC_ISO_MAX])
{
	int64_t rest = utc_ns % QC_NS_PER_S;
	time_t t = utc_ns / QC_NS_PER_S;
	struct tm tm;
	size_t n;

	if (rest < 0) {
		rest += QC_NS_PER_S;
		t--;
	}
	gmtime_r(&t, &tm);
	n = strftime(buf, QC_ISO_MAX, fmt, &tm);
	for (unsigned int i = digits; i < 9; i++)
		rest /= 10;
	snprintf(buf + n, QC_ISO_MAX - n, ".%0*d", (int)digits, (int)rest);
}

void qc_format_iso(int64_t utc_ns, char buf[QC_ISO_MAX])
{
	qc_format_iso_digits(utc_ns, 3, buf);
}

void qc_format_iso_digits(int64_t utc_ns, unsigned int digits, char buf[QC_ISO_MAX])
{
	format(utc_ns, "%Y-%m-%dT%H:%M:%S", digits, buf);
}

void qc_format_stamp(int64_t utc_ns, char buf[QC_ISO_MAX])
{
	format(utc_ns, "%Y%m%dT%H%M%S", 3, buf);
}

void qc_format_local(int64_t utc_ns, char buf[QC_ISO_MAX])
{
	time_t t = utc_ns / QC_NS_PER_S - (utc_ns % QC_NS_PER_S < 0);
	struct tm tm;

	localtime_r(&t, &tm);
	format(utc_ns + tm.tm_gmtoff * QC_NS_PER_S, "%Y-%m-%dT%H:%M:%S", 3, buf);
}
