// SPDX-License-Identifier: GPL-2.0
/*
 * sysfs.c - small files of the kernel, and its log
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>

#include "sysfs.h"

#define KLOG_READ_ALL 3
#define KLOG_SIZE 10
#define LINE_MAX_LEN 512

bool qc_read_line(const char *dir, const char *name, char *buf, size_t size)
{
	char path[PATH_MAX];
	FILE *f;

	buf[0] = 0;
	snprintf(path, sizeof(path), "%s%s%s", dir ? dir : "", dir ? "/" : "", name);
	f = fopen(path, "re");
	if (!f)
		return false;
	if (!fgets(buf, (int)size, f))
		buf[0] = 0;
	fclose(f);
	buf[strcspn(buf, "\n")] = 0;
	return buf[0];
}

long qc_mem_available_mib(void)
{
	FILE *f = fopen("/proc/meminfo", "re");
	char line[128];
	long kib = -1;

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "MemAvailable: %ld kB", &kib) == 1)
			break;
	if (f)
		fclose(f);
	return kib < 0 ? -1 : kib / 1024;
}

char *qc_kernel_log(void)
{
	int size = klogctl(KLOG_SIZE, NULL, 0), n;
	char *log;

	if (size <= 0)
		return NULL;
	log = malloc(size + 1);
	n = log ? klogctl(KLOG_READ_ALL, log, size) : -1;
	if (n < 0) {
		free(log);
		return NULL;
	}
	log[n] = 0;
	return log;
}

/* Behind "<4>[   12.345678] ". */
static const char *behind_stamp(const char *line)
{
	const char *p;

	if (line[0] == '<') {
		p = strchr(line, '>');
		line = p ? p + 1 : line;
	}
	if (line[0] == '[') {
		p = strstr(line, "] ");
		line = p ? p + 2 : line;
	}
	return line;
}

void qc_log_last(const char *log, const char *const *words, char *buf, size_t size)
{
	char line[LINE_MAX_LEN];
	bool all;
	size_t n;

	buf[0] = 0;
	for (; log && *log; log += n + (log[n] == '\n')) {
		n = strcspn(log, "\n");
		snprintf(line, sizeof(line), "%.*s", (int)n, log);
		all = true;
		for (size_t i = 0; words[i]; i++)
			all = all && strstr(line, words[i]);
		if (all)
			snprintf(buf, size, "%s", behind_stamp(line));
	}
}
