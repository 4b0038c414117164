// SPDX-License-Identifier: GPL-2.0
/* From the kernel's first process to "ready". */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "init.h"

#define PORTS_CLASS "/sys/class/virtio-ports"

static void mount_kernel_files(const struct ports *p)
{
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/dev", 0755);
	if (mount("devtmpfs", "/dev", "devtmpfs", 0, NULL) && errno != EBUSY)
		die(p, "mount /dev");
	if (mount("proc", "/proc", "proc", 0, NULL))
		die(p, "mount /proc");
	if (mount("sysfs", "/sys", "sysfs", 0, NULL))
		die(p, "mount /sys");
}

static void load_module(const struct ports *p, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || (syscall(SYS_finit_module, fd, "", 0) && errno != EEXIST))
		die(p, path);
	close(fd);
}

/* /modules/list names the files in the order of their dependencies. */
static void load_modules(const struct ports *p)
{
	char line[256];
	FILE *list = fopen("/modules/list", "re");

	if (!list)
		die(p, "/modules/list");
	while (fgets(line, sizeof(line), list)) {
		line[strcspn(line, "\n")] = '\0';
		load_module(p, line);
	}
	fclose(list);
}

/*
 * What udev would do: /dev/virtio-ports/NAME for every port that has a name.
 * Returns how many there are.
 */
static int name_ports(void)
{
	char path[512], name[128], target[300];
	struct dirent *entry;
	int count = 0;
	DIR *dir = opendir(PORTS_CLASS);

	if (!dir)
		return 0;
	mkdir("/dev/virtio-ports", 0755);
	while ((entry = readdir(dir))) {
		FILE *file;

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), PORTS_CLASS "/%s/name",
			 entry->d_name);
		file = fopen(path, "re");
		if (!file)
			continue;
		if (fgets(name, sizeof(name), file)) {
			name[strcspn(name, "\n")] = '\0';
			snprintf(path, sizeof(path), "/dev/virtio-ports/%s",
				 name);
			snprintf(target, sizeof(target), "../%s",
				 entry->d_name);
			if (!symlink(target, path) || errno == EEXIST)
				count++;
		}
		fclose(file);
	}
	closedir(dir);
	return count;
}

static int open_port(const char *name, int flags)
{
	const struct timespec step = { .tv_nsec = 20 * 1000 * 1000 };
	char path[64];

	snprintf(path, sizeof(path), "/dev/virtio-ports/%s", name);
	/* Ports appear one after the other: 30 s, then it is an error. */
	for (int tries = 0; tries < 1500; tries++) {
		int fd = open(path, flags | O_CLOEXEC);

		if (fd >= 0)
			return fd;
		nanosleep(&step, NULL);
		name_ports();
	}
	return -1;
}

/*
 * A kernel that hangs shall say so before the host's patience ends; a debug
 * kernel says so sooner by itself.
 */
static void set_watchdogs(void)
{
	const char *timeout = "/proc/sys/kernel/hung_task_timeout_secs";

	write_file("/proc/sys/kernel/sysrq", "1");
	if (read_number(timeout) > 60)
		write_file(timeout, "60");
	write_file("/proc/sys/kernel/hung_task_panic", "1");
	/* who runs tells why the others wait */
	write_file("/proc/sys/kernel/hung_task_all_cpu_backtrace", "1");
	write_file("/proc/sys/kernel/softlockup_panic", "1");
	write_file("/proc/sys/kernel/watchdog_thresh", "30");
	write_file("/proc/sys/kernel/printk_devkmsg", "on");
}

void boot(struct ports *p)
{
	struct utsname uts;

	mount_kernel_files(p);
	load_modules(p);
	name_ports();
	p->ctl = open_port("ctl", O_RDWR);
	if (p->ctl < 0)
		die(p, "port ctl");
	p->out = open_port("out", O_WRONLY);
	p->err = open_port("err", O_WRONLY);
	p->log = open_port("log", O_WRONLY);
	if (p->out < 0 || p->err < 0 || p->log < 0)
		die(p, "ports out, err, log");
	p->kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (p->kmsg < 0)
		die(p, "/dev/kmsg");
	set_watchdogs();
	uname(&uts);
	forward_log(p);
	say(p, "taint %ld", read_number("/proc/sys/kernel/tainted"));
	say(p, "ready %s", uts.release);
}
