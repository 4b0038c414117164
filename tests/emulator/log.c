// SPDX-License-Identifier: GPL-2.0
#include "log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <time.h>

int log_open(struct log *l, const char *path)
{
	*l = (struct log){ 0 };
	if (!path)
		return 0;
	l->file = fopen(path, "we");
	return l->file ? 0 : -errno;
}

void log_close(struct log *l)
{
	if (l->file)
		fclose(l->file);
	l->file = NULL;
}

void log_flush(struct log *l)
{
	if (l->file)
		fflush(l->file);
}

int64_t log_clock(const struct log *l)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec - l->start;
}

static void __attribute__((format(printf, 4, 0)))
log_line(struct log *l, int64_t now, const char *ev, const char *fmt,
	 va_list args)
{
	fprintf(l->file, "{\"seq\":%" PRIu64 ",\"t\":%" PRId64 ".%06" PRId64
		",\"ev\":\"%s\"", ++l->seq, now / 1000000000,
		now % 1000000000 / 1000, ev);
	vfprintf(l->file, fmt, args);
	fputs("}\n", l->file);
}

void log_event(struct log *l, int64_t now, const char *ev, const char *fmt, ...)
{
	va_list args;

	if (!l->file)
		return;
	va_start(args, fmt);
	log_line(l, now, ev, fmt, args);
	va_end(args);
}

void log_frame(struct log *l, int64_t now, const char *ev, const char *fmt, ...)
{
	va_list args;

	if (!l->file)
		return;
	if (now / 1000000000 != l->second) {
		l->second = now / 1000000000;
		l->frame_lines = 0;
	}
	if (l->frame_lines >= LOG_FRAME_LINES && !l->all) {
		l->unlogged++;
		return;
	}
	l->frame_lines++;
	va_start(args, fmt);
	log_line(l, now, ev, fmt, args);
	va_end(args);
}

void log_escape(char *out, size_t size, const char *text)
{
	size_t n = 0;

	for (; *text && n + 7 < size; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\') {
			out[n++] = '\\';
			out[n++] = (char)c;
		} else if (c < 0x20 || c >= 0x7f) {
			n += (size_t)snprintf(out + n, size - n, "\\u%04x", c);
		} else {
			out[n++] = (char)c;
		}
	}
	out[n] = 0;
}

void log_hex(char *out, size_t size, const uint8_t *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	size_t i, n = 0;

	for (i = 0; i < len && n + 2 < size; i++) {
		out[n++] = digits[data[i] >> 4];
		out[n++] = digits[data[i] & 15];
	}
	out[n] = 0;
}
