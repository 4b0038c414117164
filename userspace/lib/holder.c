// SPDX-License-Identifier: GPL-2.0
/*
 * holder.c - which programs have a device node open
 */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "holder.h"

/* Does this process have the device open? Also false when it may not be seen. */
static bool has_open(const char *pid, dev_t dev)
{
	char path[64];
	struct dirent *de;
	struct stat st;
	bool found = false;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%.16s/fd", pid);
	d = opendir(path);
	if (!d)
		return false;
	while (!found && (de = readdir(d)))
		found = !fstatat(dirfd(d), de->d_name, &st, 0) && S_ISCHR(st.st_mode) &&
			st.st_rdev == dev;
	closedir(d);
	return found;
}

static void name_of(const char *pid, char *name, size_t size)
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(name, size, "a program");
	snprintf(path, sizeof(path), "/proc/%.16s/comm", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	n = read(fd, name, size - 1);
	close(fd);
	if (n > 0) {
		name[n] = 0;
		name[strcspn(name, "\n")] = 0;
	}
}

void qc_holders(const char *node, char *buf, size_t size)
{
	struct dirent *de;
	struct stat st;
	size_t len = 0;
	char name[32];
	DIR *proc;

	snprintf(buf, size, "another program (only root can see which)");
	if (stat(node, &st))
		return;
	proc = opendir("/proc");
	if (!proc)
		return;
	while (len < size && (de = readdir(proc))) {
		if (!isdigit((unsigned char)de->d_name[0]) || atol(de->d_name) == getpid() ||
		    !has_open(de->d_name, st.st_rdev))
			continue;
		name_of(de->d_name, name, sizeof(name));
		len += snprintf(buf + len, size - len, "%s%s (pid %.16s)", len ? " and " : "",
				name, de->d_name);
	}
	closedir(proc);
}
