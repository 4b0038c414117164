// SPDX-License-Identifier: GPL-2.0
/*
 * doctor-host.c - qhycam doctor: the computer
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "doctor.h"
#include "lib/clock.h"
#include "lib/pool.h"
#include "lib/sysfs.h"

#define FRAME_MIB 118			/* 16 bit, whole area of a 600 */
#define MEMORY_MIB 512			/* what a live series holds */
#define DISK_FRAMES 20
#define DISK_MIB_S 30
#define TRY_MIB 64
#define TRY_NS (3 * QC_NS_PER_S)
#define HANG_NS (20 * QC_NS_PER_S)
#define CHUNK (4u << 20)

static void usb(struct doctor *d)
{
	if (!d->cameras)
		doctor_find(d, DOCTOR_FAIL, "usb", NULL,
			    "Is the 12 V supply on, and the USB cable in both ends? Another cable, "
			    "another port of the computer itself, no hub. 'lsusb -d 1618:' must "
			    "show 1618:c269 or 1618:c268 (QHY268), 1618:c601 or 1618:c600 "
			    "(QHY600).", "no camera on USB");
	for (unsigned int i = 0; i < d->cameras; i++) {
		const struct doctor_usb *u = &d->usb[i];

		if (u->known)
			doctor_find(d, DOCTOR_OK, "usb", u, NULL, "%s at port %s", u->id, u->port);
		else
			doctor_find(d, DOCTOR_WARN, "usb", u,
				    "The driver is for QHY268 and QHY600 only.",
				    "%s is another camera of this maker", u->id);
	}
}

/* Is it built for a kernel? @release may be a pattern; the last match goes to @found. */
static bool installed(const char *release, char *found, size_t size)
{
	char pattern[512], line[512];
	bool is = false;
	glob_t all;
	FILE *f;

	snprintf(pattern, sizeof(pattern), "/lib/modules/%s/modules.dep", release);
	if (glob(pattern, 0, NULL, &all))
		return false;
	for (size_t i = 0; i < all.gl_pathc; i++) {
		f = fopen(all.gl_pathv[i], "re");
		while (f && fgets(line, sizeof(line), f)) {
			if (!strstr(line, "/qhyccd.ko"))
				continue;
			is = true;
			snprintf(found, size, "%.*s",
				 (int)strcspn(all.gl_pathv[i] + strlen("/lib/modules/"), "/"),
				 all.gl_pathv[i] + strlen("/lib/modules/"));
			break;
		}
		if (f)
			fclose(f);
	}
	globfree(&all);
	return is;
}

/* "blacklist qhyccd", or "install qhyccd" with a command that does not load it. */
static bool forbids(const char *line)
{
	char word[16], name[64];

	return sscanf(line, "%15s %63s", word, name) == 2 && !strcmp(name, "qhyccd") &&
	       (!strcmp(word, "blacklist") || (!strcmp(word, "install") &&
					       !strstr(line, "modprobe")));
}

static bool file_forbids(const char *path)
{
	FILE *f = fopen(path, "re");
	bool is = false;
	char line[512];

	while (f && !is && fgets(line, sizeof(line), f))
		is = forbids(line);
	if (f)
		fclose(f);
	return is;
}

static bool boot_forbids(void)
{
	static const char what[] = "modprobe.blacklist=";
	char line[4096], *saved, *word, *name, *inner;

	if (!qc_read_line("/proc", "cmdline", line, sizeof(line)))
		return false;
	for (word = strtok_r(line, " ", &saved); word; word = strtok_r(NULL, " ", &saved)) {
		if (strncmp(word, what, strlen(what)))
			continue;
		name = strtok_r(word + strlen(what), ",", &inner);
		for (; name; name = strtok_r(NULL, ",", &inner))
			if (!strcmp(name, "qhyccd"))
				return true;
	}
	return false;
}

/* Who keeps it from being loaded: a file of modprobe, the kernel's command line; or "". */
static void forbidden_by(char *who, size_t size)
{
	static const char pattern[] = "{/etc,/run,/usr/local/lib,/usr/lib,/lib}/modprobe.d/*.conf";
	glob_t all;

	who[0] = 0;
	if (boot_forbids())
		snprintf(who, size, "modprobe.blacklist= on the kernel's command line");
	if (*who || glob(pattern, GLOB_BRACE, NULL, &all))
		return;
	for (size_t i = 0; i < all.gl_pathc && !*who; i++)
		if (file_forbids(all.gl_pathv[i]))
			snprintf(who, size, "%s", all.gl_pathv[i]);
	globfree(&all);
}

static void module(struct doctor *d)
{
	char kernel[128] = "", who[PATH_MAX];
	struct utsname u;

	uname(&u);
	forbidden_by(who, sizeof(who));
	if (!access("/sys/module/qhyccd", F_OK))
		doctor_find(d, DOCTOR_OK, "module", NULL, NULL, "qhyccd is loaded, Linux %s",
			    u.release);
	else if (installed(u.release, kernel, sizeof(kernel)) && *who)
		doctor_find(d, DOCTOR_FAIL, "module", NULL,
			    "Remove the line about qhyccd there, then: sudo modprobe qhyccd.",
			    "qhyccd is installed, but kept from being loaded by %s", who);
	else if (installed(u.release, kernel, sizeof(kernel)))
		doctor_find(d, DOCTOR_FAIL, "module", NULL,
			    "sudo modprobe qhyccd. If that says 'Key was rejected by service': "
			    "docs/install.md, Secure Boot.",
			    "qhyccd is installed but not loaded");
	else if (installed("*", kernel, sizeof(kernel)))
		doctor_find(d, DOCTOR_FAIL, "module", NULL,
			    "Install the headers of this kernel (apt-get install "
			    "linux-headers-amd64), then build again: sudo dkms autoinstall, or make "
			    "and sudo make install.",
			    "qhyccd is built for Linux %s, but %s is running", kernel, u.release);
	else
		doctor_find(d, DOCTOR_FAIL, "module", NULL,
			    "Install the package qhyccd-dkms, or build the driver: "
			    "docs/install.md.",
			    "qhyccd is not loaded, and not installed for Linux %s", u.release);
}

/* The file of that name that udev uses, "" for none or one that is switched off. */
static void rules_file(const char *name, char *path, size_t size)
{
	static const char *const dirs[] = { "/etc/udev/rules.d", "/run/udev/rules.d",
					    "/usr/lib/udev/rules.d", "/lib/udev/rules.d" };
	char real[PATH_MAX];

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		snprintf(path, size, "%s/%s", dirs[i], name);
		if (access(path, F_OK))
			continue;
		if (realpath(path, real) && !strcmp(real, "/dev/null"))
			break;
		return;
	}
	path[0] = 0;
}

static void udev_rules(struct doctor *d)
{
	char path[PATH_MAX];

	rules_file("60-qhyccd.rules", path, sizeof(path));
	if (*path)
		doctor_find(d, DOCTOR_OK, "udev", NULL, NULL, "%s is there", path);
	else
		doctor_find(d, DOCTOR_WARN, "udev", NULL,
			    "Install the package qhycam, or copy userspace/udev/60-qhyccd.rules to "
			    "/etc/udev/rules.d, then: sudo udevadm control --reload.",
			    "60-qhyccd.rules is not there: no names in /dev/v4l/by-id, perhaps no "
			    "permission");
	rules_file("85-qhyccd.rules", path, sizeof(path));
	if (*path)
		doctor_find(d, DOCTOR_WARN, "udev", NULL,
			    "sudo ln -sf /dev/null /etc/udev/rules.d/85-qhyccd.rules, then: sudo "
			    "udevadm control --reload.",
			    "%s, of the maker, loads the firmware against the driver", path);
}

static void memory(struct doctor *d)
{
	long mib = qc_mem_available_mib();

	if (mib < 0)
		doctor_find(d, DOCTOR_WARN, "memory", NULL, "Is /proc mounted?",
			    "free memory is not known");
	else if (mib < 3 * FRAME_MIB)
		doctor_find(d, DOCTOR_FAIL, "memory", NULL, "Close other programs.",
			    "%ld MiB are free; a 16-bit frame of a QHY600 has %d MiB, and some are "
			    "needed at a time", mib, FRAME_MIB);
	else if (mib < MEMORY_MIB)
		doctor_find(d, DOCTOR_WARN, "memory", NULL,
			    "Close other programs, or take single frames, not --live.",
			    "%ld MiB are free; a live series wants %d", mib, MEMORY_MIB);
	else
		doctor_find(d, DOCTOR_OK, "memory", NULL, NULL, "%ld MiB are free", mib);
}

/* A file that nobody sees, or -errno. */
static int open_unseen(const char *dir)
{
	char path[PATH_MAX];
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
		return fd < 0 ? -errno : fd;
	if (snprintf(path, sizeof(path), "%s/.qhycam-XXXXXX", dir) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	unlink(path);
	return fd;
}

/* MiB/s that reach the disk, at most TRY_NS long; or -errno. */
static double try_disk(const char *dir)
{
	int fd = open_unseen(dir), err = 0;
	char *chunk = malloc(CHUNK);
	int64_t begun = qc_mono_ns();
	double mib = 0;
	ssize_t n;

	if (fd < 0 || !chunk) {
		free(chunk);
		if (fd >= 0)
			close(fd);
		return fd < 0 ? fd : -ENOMEM;
	}
	/* Nothing that a file system could leave out. */
	for (size_t i = 0; i < CHUNK; i++)
		chunk[i] = (char)(i * 2654435761u >> 13);
	while (!err && mib < TRY_MIB && qc_mono_ns() - begun < TRY_NS) {
		n = write(fd, chunk, CHUNK);
		if (n <= 0 || fdatasync(fd))
			err = n ? errno : EIO;
		else
			mib += (double)n / (1 << 20);
	}
	close(fd);
	free(chunk);
	return err ? -err : mib / ((qc_mono_ns() - begun) / 1e9);
}

/* What a thread finds out: a disk that hangs must not hold the others' findings. */
struct trial {
	struct qc_work work;		/* first: the pool's */
	const char *dir;
	struct statvfs fs;
	double speed;			/* MiB/s or -errno */
};

static void run_trial(struct qc_work *w, unsigned int thread)
{
	struct trial *t = (struct trial *)w;

	(void)thread;
	t->speed = try_disk(t->dir);
	if (t->speed >= 0 && statvfs(t->dir, &t->fs))
		t->speed = -errno;
}

/* 0; or -errno, and then @t may still be in use: it must stay. */
static int try_in_time(struct trial *t)
{
	struct qc_error ignored;
	struct qc_pool *p = qc_pool_open(1, &ignored);
	int r;

	if (!p)
		return -EAGAIN;
	t->work.run = run_trial;
	qc_pool_push(p, &t->work);
	r = qc_pool_wait(p, qc_mono_ns() + HANG_NS);
	return r ? r : qc_pool_close(p, qc_mono_ns() + HANG_NS);
}

static void disk(struct doctor *d)
{
	const char *dir = d->opt->dir;
	struct trial *t = d->trial = calloc(1, sizeof(*t));
	double speed, free_mib;
	struct statvfs fs;
	int r = -ENOMEM;

	if (t) {
		t->dir = dir;
		r = try_in_time(t);
	}
	if (r) {
		doctor_find(d, DOCTOR_FAIL, "disk", NULL,
			    "Is the server there, the disk awake, its cable in? Or choose another "
			    "directory with --dir.", r == -ETIMEDOUT ?
			    "%s: does not answer" : "%s: cannot be tried", dir);
		return;
	}
	speed = t->speed;
	fs = t->fs;
	d->trial = NULL;
	free(t);
	if (speed < 0) {
		doctor_find(d, DOCTOR_FAIL, "disk", NULL,
			    "Choose the directory for the pictures with --dir; it must exist, be "
			    "writable for you, and have room.", "%s: cannot be written: %s", dir,
			    strerror((int)-speed));
		return;
	}
	free_mib = (double)fs.f_bavail * fs.f_frsize / (1 << 20);
	if (free_mib < DISK_FRAMES * FRAME_MIB)
		doctor_find(d, DOCTOR_WARN, "disk", NULL,
			    "Make room, or choose another directory with --dir.",
			    "%s: %.0f MiB are free, %.0f 16-bit frames of a QHY600", dir, free_mib,
			    free_mib / FRAME_MIB);
	else if (speed < DISK_MIB_S)
		doctor_find(d, DOCTOR_WARN, "disk", NULL,
			    "Enough for long exposures; for a live series choose a faster one with "
			    "--dir.", "%s: takes %.0f MiB/s, %.0f GiB are free", dir, speed,
			    free_mib / 1024);
	else
		doctor_find(d, DOCTOR_OK, "disk", NULL, NULL,
			    "%s: takes %.0f MiB/s, %.0f GiB are free", dir, speed,
			    free_mib / 1024);
}

void doctor_host(struct doctor *d)
{
	usb(d);
	module(d);
	udev_rules(d);
	memory(d);
	disk(d);
}
