// SPDX-License-Identifier: GPL-2.0
/*
 * A disk that does not answer any more, for a program that has this preloaded:
 * QHYCAM_HANG=CALL:N makes the N-th call of that kind, and all calls after it that
 * are listed here, sleep until the process is killed. CALL is access (files with
 * images), open (files that are being written), pwrite, fsync or rename.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_uint calls;
static atomic_int hangs;

static void pass(const char *call)
{
	const char *wish = getenv("QHYCAM_HANG");
	size_t len = strlen(call);

	if (wish && !strncmp(wish, call, len) && wish[len] == ':' &&
	    atomic_fetch_add(&calls, 1) + 1 >= strtoul(wish + len + 1, NULL, 10))
		atomic_store(&hangs, 1);
	while (atomic_load(&hangs))
		poll(NULL, 0, -1);
}

int open(const char *path, int flags, ...)
{
	int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
	int mode = 0;
	va_list ap;

	if (flags & O_CREAT) {
		va_start(ap, flags);
		mode = va_arg(ap, int);
		va_end(ap);
	}
	if (strstr(path, ".part-"))
		pass("open");
	return real(path, flags, mode);
}

ssize_t pwrite(int fd, const void *data, size_t len, off_t at)
{
	ssize_t (*real)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite");

	pass("pwrite");
	return real(fd, data, len, at);
}

int fsync(int fd)
{
	int (*real)(int) = dlsym(RTLD_NEXT, "fsync");

	pass("fsync");
	return real(fd);
}

int renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned int flags)
{
	int (*real)(int, const char *, int, const char *, unsigned int) =
		dlsym(RTLD_NEXT, "renameat2");

	pass("rename");
	return real(from_dir, from, to_dir, to, flags);
}

int access(const char *path, int mode)
{
	int (*real)(const char *, int) = dlsym(RTLD_NEXT, "access");

	if (strstr(path, ".fits") || strstr(path, ".ser"))
		pass("access");
	return real(path, mode);
}
