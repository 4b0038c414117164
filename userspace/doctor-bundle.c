// SPDX-License-Identifier: GPL-2.0
/*
 * doctor-bundle.c - qhycam doctor --bundle: what a developer needs, in one tar
 *
 * Nothing of people or of the computer's name goes in: no environment, no
 * command line of the kernel, of the kernel's log only what is about the
 * cameras and their host controller.
 */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle.h"
#include "cmd.h"
#include "doctor.h"
#include "lib/sysfs.h"

int doctor_bundle_check(const struct doctor *d, struct qc_error *e)
{
	return d->opt->bundle ? bundle_check(d->opt->bundle, d->opt->overwrite, e) : 0;
}

static void put_findings(const struct doctor *d, FILE *f)
{
	for (unsigned int i = 0; i < d->count; i++)
		doctor_print(f, &d->finding[i]);
}

static void put_system(const struct doctor *d, FILE *f)
{
	(void)d;
	bundle_system(f);
	bundle_files(f, "/proc/meminfo");
	bundle_files(f, "/proc/sys/kernel/tainted");
}

static void put_module(const struct doctor *d, FILE *f)
{
	static const char *const modinfo[] = { "modinfo", "qhyccd", NULL };
	static const char *const dkms[] = { "dkms", "status", "qhyccd", NULL };

	(void)d;
	bundle_program(f, modinfo);
	bundle_program(f, dkms);
	bundle_files(f, "/sys/module/qhyccd/parameters/*");
	bundle_files(f, "/sys/module/qhyccd/*version");
	bundle_files(f, "/sys/module/qhyccd/taint");
	bundle_files(f, "/etc/modprobe.d/qhyccd*.conf");
}

static void put_usb(const struct doctor *d, FILE *f)
{
	static const char *const tree[] = { "lsusb", "-t", NULL };
	static const char *const verbose[] = { "lsusb", "-v", "-d", "1618:", NULL };
	char pattern[PATH_MAX + 80];

	bundle_program(f, tree);
	bundle_program(f, verbose);
	for (unsigned int i = 0; i < d->cameras; i++) {
		snprintf(pattern, sizeof(pattern), "%s/{bcdDevice,bMaxPower,dev,id*,product,speed,version}",
			 d->usb[i].path);
		bundle_files(f, pattern);
		snprintf(pattern, sizeof(pattern), "%s/power/{auto*,control,runtime_status}",
			 d->usb[i].path);
		bundle_files(f, pattern);
	}
}

/* Is the line about a camera, its port, the driver or the controller? */
static bool ours(const struct doctor *d, const char *line)
{
	char port[48];

	if (strstr(line, "qhyccd") || strstr(line, "xhci") || strstr(line, "idVendor=1618"))
		return true;
	for (unsigned int i = 0; i < d->cameras; i++) {
		snprintf(port, sizeof(port), "usb %s:", d->usb[i].port);
		if (strstr(line, port))
			return true;
	}
	return false;
}

static void put_log(const struct doctor *d, FILE *f)
{
	const char *rest = d->log;
	char line[1024];
	size_t n;

	if (!rest)
		fprintf(f, "no permission to read the kernel's log: sudo qhycam doctor --bundle\n");
	for (; rest && *rest; rest += n + (rest[n] == '\n')) {
		n = strcspn(rest, "\n");
		snprintf(line, sizeof(line), "%.*s", (int)n, rest);
		if (ours(d, line))
			fprintf(f, "%s\n", line);
	}
}

static void put_video(const struct doctor *d, FILE *f)
{
	const char *argv[] = { "v4l2-ctl", "-d", NULL, "--all", NULL };
	char pattern[PATH_MAX + 32], node[QC_NODE_MAX];
	glob_t all;

	for (unsigned int i = 0; i < d->cameras; i++) {
		snprintf(pattern, sizeof(pattern), "%s/video4linux/video*", d->usb[i].interface);
		if (!*d->usb[i].interface || glob(pattern, 0, NULL, &all))
			continue;
		for (size_t j = 0; j < all.gl_pathc; j++) {
			snprintf(node, sizeof(node), "/dev/%s", strrchr(all.gl_pathv[j], '/') + 1);
			argv[2] = node;
			bundle_program(f, argv);
		}
		globfree(&all);
	}
}

static void put_hwmon(const struct doctor *d, FILE *f)
{
	char pattern[PATH_MAX + 48];

	for (unsigned int i = 0; i < d->cameras; i++) {
		snprintf(pattern, sizeof(pattern), "%s/hwmon/hwmon*/[!us]*", d->usb[i].interface);
		bundle_files(f, pattern);
	}
	bundle_files(f, "/sys/kernel/debug/usb/qhyccd-*/*");
}

static void put_udev(const struct doctor *d, FILE *f)
{
	(void)d;
	bundle_files(f, "/etc/udev/rules.d/*qhyccd*");
	bundle_files(f, "/run/udev/rules.d/*qhyccd*");
	bundle_files(f, "/usr/lib/udev/rules.d/*qhyccd*");
	bundle_files(f, "/dev/v4l/by-id/*QHY*");
}

static const struct {
	const char *name;
	void (*put)(const struct doctor *d, FILE *f);
} parts[] = {
	{ "doctor.txt", put_findings },
	{ "hwmon.txt", put_hwmon },
	{ "kernel-log.txt", put_log },
	{ "module.txt", put_module },
	{ "system.txt", put_system },
	{ "udev.txt", put_udev },
	{ "usb.txt", put_usb },
	{ "video.txt", put_video },
};

#define PARTS (sizeof(parts) / sizeof(parts[0]))

int doctor_bundle(const struct doctor *d, struct qc_error *e)
{
	struct bundle b;
	int r = bundle_begin(&b, "qhycam-doctor", e);
	FILE *f;

	for (size_t i = 0; !r && i < PARTS; i++) {
		f = bundle_create(&b, parts[i].name);
		if (f)
			parts[i].put(d, f);
		r = bundle_close(&b, parts[i].name, f, e);
	}
	if (!r)
		r = bundle_pack(&b, d->opt->bundle, d->opt->overwrite, e);
	bundle_remove(&b);
	return r;
}
