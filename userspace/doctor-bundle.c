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
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "cmd.h"
#include "doctor.h"
#include "lib/child.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/sysfs.h"

#define TOP "qhycam-doctor"
#define PROGRAM_NS (30 * QC_NS_PER_S)
#define TAR_NS (60 * QC_NS_PER_S)
#define OUTPUT_MAX (1u << 20)
#define TAR_MAX (64u << 20)
#define FILE_MAX 65536

int doctor_bundle_check(const struct doctor *d, struct qc_error *e)
{
	if (!d->opt->bundle)
		return 0;
	if (!d->opt->overwrite && !access(d->opt->bundle, F_OK))
		return qc_fail(e, QC_USAGE, EEXIST,
			       "--bundle %s: exists already; choose another name or --overwrite",
			       d->opt->bundle);
	return qc_file_check_dir(d->opt->bundle, e);
}

static FILE *create(const char *dir, const char *name)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/" TOP "/%s", dir, name) >= (int)sizeof(path))
		return NULL;
	return fopen(path, "we");
}

/* What a program says, and how it ended when that was not well. */
static void program(FILE *f, const char *const *argv)
{
	struct qc_output out;
	int r;

	fputc('$', f);
	for (size_t i = 0; argv[i]; i++)
		fprintf(f, " %s", argv[i]);
	fputc('\n', f);
	r = qc_child_run(argv, true, OUTPUT_MAX, qc_mono_ns() + PROGRAM_NS, &out);
	if (out.data)
		fwrite(out.data, 1, out.len, f);
	if (r == -ENOENT)
		fprintf(f, "(is not installed)\n");
	else if (r)
		fprintf(f, "(ended: %s)\n", strerror(-r));
	else if (out.status)
		fprintf(f, "(exit status %d)\n", out.status);
	fputc('\n', f);
	free(out.data);
}

/* All files that match, each with its name; of what is no file, the name. */
static void files(FILE *f, const char *pattern)
{
	char *text = malloc(FILE_MAX);
	struct stat st;
	glob_t all;
	FILE *from;
	size_t n;

	if (!text || glob(pattern, GLOB_BRACE, NULL, &all)) {
		fprintf(f, "%s: none\n", pattern);
		free(text);
		return;
	}
	for (size_t i = 0; i < all.gl_pathc; i++) {
		if (stat(all.gl_pathv[i], &st) || !S_ISREG(st.st_mode)) {
			fprintf(f, "%s\n", all.gl_pathv[i]);
			continue;
		}
		from = fopen(all.gl_pathv[i], "re");
		n = from ? fread(text, 1, FILE_MAX, from) : 0;
		fprintf(f, "%s: %s", all.gl_pathv[i], from ? "" : strerror(errno));
		fwrite(text, 1, n, f);
		if (!n || text[n - 1] != '\n')
			fputc('\n', f);
		if (from)
			fclose(from);
	}
	globfree(&all);
	free(text);
}

static void put_findings(const struct doctor *d, FILE *f)
{
	for (unsigned int i = 0; i < d->count; i++)
		doctor_print(f, &d->finding[i]);
}

static void put_system(const struct doctor *d, FILE *f)
{
	struct utsname u;
	char now[QC_ISO_MAX];

	(void)d;
	qc_format_iso(qc_utc_ns(), now);
	uname(&u);
	/* Not u.nodename. */
	fprintf(f, "qhycam %s\n%sZ\n%s %s %s %s\n", QHYCAM_VERSION, now, u.sysname, u.release,
		u.version, u.machine);
	files(f, "/etc/os-release");
	files(f, "/proc/meminfo");
	files(f, "/proc/sys/kernel/tainted");
}

static void put_module(const struct doctor *d, FILE *f)
{
	static const char *const modinfo[] = { "modinfo", "qhyccd", NULL };
	static const char *const dkms[] = { "dkms", "status", "qhyccd", NULL };

	(void)d;
	program(f, modinfo);
	program(f, dkms);
	files(f, "/sys/module/qhyccd/parameters/*");
	files(f, "/sys/module/qhyccd/*version");
	files(f, "/sys/module/qhyccd/taint");
	files(f, "/etc/modprobe.d/qhyccd*.conf");
}

static void put_usb(const struct doctor *d, FILE *f)
{
	static const char *const tree[] = { "lsusb", "-t", NULL };
	static const char *const verbose[] = { "lsusb", "-v", "-d", "1618:", NULL };
	char pattern[PATH_MAX + 80];

	program(f, tree);
	program(f, verbose);
	for (unsigned int i = 0; i < d->cameras; i++) {
		snprintf(pattern, sizeof(pattern), "%s/{bcdDevice,bMaxPower,dev,id*,product,speed,version}",
			 d->usb[i].path);
		files(f, pattern);
		snprintf(pattern, sizeof(pattern), "%s/power/{auto*,control,runtime_status}",
			 d->usb[i].path);
		files(f, pattern);
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
			program(f, argv);
		}
		globfree(&all);
	}
}

static void put_hwmon(const struct doctor *d, FILE *f)
{
	char pattern[PATH_MAX + 48];

	for (unsigned int i = 0; i < d->cameras; i++) {
		snprintf(pattern, sizeof(pattern), "%s/hwmon/hwmon*/[!us]*", d->usb[i].interface);
		files(f, pattern);
	}
	files(f, "/sys/kernel/debug/usb/qhyccd-*/*");
}

static void put_udev(const struct doctor *d, FILE *f)
{
	(void)d;
	files(f, "/etc/udev/rules.d/*qhyccd*");
	files(f, "/run/udev/rules.d/*qhyccd*");
	files(f, "/usr/lib/udev/rules.d/*qhyccd*");
	files(f, "/dev/v4l/by-id/*QHY*");
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

static int pack(const char *dir, const struct doctor *d, struct qc_error *e)
{
	const char *argv[] = { "tar", "-C", dir, "--sort=name", "--owner=root:0",
			       "--group=root:0", "--mode=u=rw,go=r,a+X", "-cf", "-", TOP, NULL };
	struct qc_output out;
	int r = qc_child_run(argv, false, TAR_MAX, qc_mono_ns() + TAR_NS, &out);

	if (r || out.status)
		r = qc_fail(e, QC_FAILED, r ? -r : EIO, "--bundle: tar failed: %s",
			    r ? strerror(-r) : "it says no more");
	else
		r = qc_file_write(d->opt->bundle, out.data, out.len, d->opt->overwrite, e);
	free(out.data);
	return r;
}

static void remove_all(const char *dir)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < PARTS; i++) {
		snprintf(path, sizeof(path), "%s/" TOP "/%s", dir, parts[i].name);
		unlink(path);
	}
	snprintf(path, sizeof(path), "%s/" TOP, dir);
	rmdir(path);
	rmdir(dir);
}

int doctor_bundle(const struct doctor *d, struct qc_error *e)
{
	const char *tmp = getenv("TMPDIR"), *path = getenv("PATH");
	char dir[PATH_MAX - 64], top[PATH_MAX], all[4096];
	int r = 0;
	FILE *f;

	/* modinfo and dkms are where only root looks. */
	snprintf(all, sizeof(all), "%s%s/usr/sbin:/sbin:/usr/bin:/bin", path ? path : "",
		 path ? ":" : "");
	setenv("PATH", all, 1);
	setenv("LC_ALL", "C", 1);
	snprintf(dir, sizeof(dir), "%s/qhycam-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(dir))
		return qc_fail(e, QC_DISK, errno, "%s: cannot be made: %s", dir, strerror(errno));
	snprintf(top, sizeof(top), "%s/" TOP, dir);
	if (mkdir(top, 0755))
		r = qc_fail(e, QC_DISK, errno, "%s: cannot be made: %s", top, strerror(errno));
	for (size_t i = 0; !r && i < PARTS; i++) {
		f = create(dir, parts[i].name);
		if (f)
			parts[i].put(d, f);
		if (!f || fclose(f))
			r = qc_fail(e, QC_DISK, errno, "%s/%s: cannot be written: %s", top,
				    parts[i].name, strerror(errno));
	}
	if (!r)
		r = pack(dir, d, e);
	remove_all(dir);
	if (!r)
		fprintf(stderr, "%s: look at it before you send it\n", d->opt->bundle);
	return r;
}
