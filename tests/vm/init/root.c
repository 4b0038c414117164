// SPDX-License-Identifier: GPL-2.0
/* The host's root file system, read-only, under an overlay in memory. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "init.h"

#define P9_OPTIONS "trans=virtio,version=9p2000.L,msize=512000"

static void make_dirs(const char *path)
{
	char part[512];

	snprintf(part, sizeof(part), "%s", path);
	for (char *at = part + 1; *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		mkdir(part, 0755);
		*at = '/';
	}
	mkdir(part, 0755);
}

static void attach(const struct ports *p, const char *from, const char *to,
		   const char *type, unsigned long flags, const char *options)
{
	mkdir(to, 0755);
	if (mount(from, to, type, flags, options))
		die(p, to);
}

/*
 * Process 1 shares its root with the kernel's threads, so the move also
 * decides where request_firmware() and modprobe look.
 */
static void switch_root(const struct ports *p)
{
	if (chdir("/new") || mount(".", "/", NULL, MS_MOVE, NULL) ||
	    chroot(".") || chdir("/"))
		die(p, "switch root");
}

void enter_host_root(const struct ports *p, const struct job *job)
{
	attach(p, "host", "/host", "9p", MS_RDONLY,
	       P9_OPTIONS ",cache=loose");
	attach(p, "mem", "/mem", "tmpfs", 0, "mode=0755");
	mkdir("/mem/upper", 0755);
	mkdir("/mem/work", 0755);
	attach(p, "root", "/new", "overlay", 0,
	       "lowerdir=/host,upperdir=/mem/upper,workdir=/mem/work");
	attach(p, "/dev", "/new/dev", NULL, MS_MOVE, NULL);
	attach(p, "/proc", "/new/proc", NULL, MS_MOVE, NULL);
	attach(p, "/sys", "/new/sys", NULL, MS_MOVE, NULL);
	switch_root(p);
	attach(p, "devpts", "/dev/pts", "devpts", 0, "ptmxmode=0666");
	attach(p, "shm", "/dev/shm", "tmpfs", 0, "mode=1777");
	attach(p, "run", "/run", "tmpfs", 0, "mode=0755");
	if (!job->keep_tmp)
		attach(p, "tmp", "/tmp", "tmpfs", 0, "mode=1777");
	attach(p, "debugfs", "/sys/kernel/debug", "debugfs", 0, NULL);
	attach(p, "out", "/out", "9p", 0, P9_OPTIONS ",cache=mmap");
	symlink("/proc/self/fd", "/dev/fd");
	symlink("/proc/self/fd/0", "/dev/stdin");
	symlink("/proc/self/fd/1", "/dev/stdout");
	symlink("/proc/self/fd/2", "/dev/stderr");
	for (size_t i = 0; i < job->bindc; i++) {
		make_dirs(job->binds[i].to);
		attach(p, job->binds[i].from, job->binds[i].to, NULL, MS_BIND,
		       NULL);
	}
	sethostname("qhy", 3);
}
