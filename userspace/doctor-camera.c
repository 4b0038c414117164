// SPDX-License-Identifier: GPL-2.0
/*
 * doctor-camera.c - qhycam doctor: one camera
 */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/qhyccd.h>

#include "doctor.h"
#include "lib/find.h"
#include "lib/stream.h"
#include "lib/state.h"
#include "lib/sysfs.h"

#define SPEED_USB3 5000
#define GROUPS_MAX 256

/* The file that the kernel would take. */
static bool firmware_file(const struct doctor_usb *u, char *path, size_t size)
{
	static const char *const dirs[] = { "/lib/firmware/updates", "/lib/firmware" };
	const char *name = strstr(u->id, ":c26") ? "QHY268.img" : "QHY600.img";

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		snprintf(path, size, "%s/qhy/%s", dirs[i], name);
		if (!access(path, F_OK))
			return true;
	}
	snprintf(path, size, "/lib/firmware/qhy/%s", name);
	return false;
}

static void firmware(struct doctor *d, const struct doctor_usb *u)
{
	const char *words[] = { "qhyccd", u->port, "firmware", NULL };
	bool loaded = !access("/sys/module/qhyccd", F_OK), there;
	char path[PATH_MAX], said[256], product[80];

	there = firmware_file(u, path, sizeof(path));
	if (!u->loader) {
		qc_read_line(u->path, "product", product, sizeof(product));
		doctor_find(d, DOCTOR_OK, "firmware", u, NULL, "it runs%s%s%s",
			    *product ? ", tells itself as " : "", product,
			    there ? "" : " (no file: needed only by cameras that come up as "
					 "1618:c268 or c600)");
		return;
	}
	qc_log_last(d->log, words, said, sizeof(said));
	if (!there)
		doctor_find(d, DOCTOR_FAIL, "firmware", u,
			    "Copy the file of that name from the maker's Linux package (SDK), see "
			    "docs/install.md, Firmware; then unplug the camera and plug it in.",
			    "it waits for its firmware: %s is not there", path);
	else if (!loaded)
		doctor_find(d, DOCTOR_FAIL, "firmware", u, "Load the module, see above.",
			    "it waits for its firmware, which the module loads: %s is there",
			    path);
	else
		doctor_find(d, DOCTOR_FAIL, "firmware", u,
			    "Unplug the camera, switch 12 V off and on, plug it in. If that does "
			    "not help, get the file again: it may be damaged. docs/install.md, "
			    "Trouble, has each line of the kernel.",
			    "it waits for its firmware although %s is there%s%s", path,
			    *said ? "; the kernel says: " : "", said);
}

static void speed(struct doctor *d, const struct doctor_usb *u)
{
	char text[16];
	long mbit;

	qc_read_line(u->path, "speed", text, sizeof(text));
	mbit = strtol(text, NULL, 10);
	if (mbit >= SPEED_USB3)
		doctor_find(d, DOCTOR_OK, "speed", u, NULL, "%ld Mbit/s", mbit);
	else if (!u->loader)
		doctor_find(d, DOCTOR_WARN, "speed", u,
			    "It works, but slowly. Use a USB 3 port (often blue) of the computer "
			    "itself and a USB 3 cable; plug it in quickly and fully.",
			    "%s Mbit/s: it runs at USB 2", *text ? text : "?");
}

static void autosuspend(struct doctor *d, const struct doctor_usb *u)
{
	char control[16], remedy[PATH_MAX + 256];

	if (!qc_read_line(u->path, "power/control", control, sizeof(control)))
		return;		/* a kernel that cannot do it */
	snprintf(remedy, sizeof(remedy),
		 "echo on | sudo tee %s/power/control. Programs that save power do this: TLP "
		 "(USB_DENYLIST=\"%s\" in /etc/tlp.conf), powertop --auto-tune, laptop-mode.",
		 u->path, u->id);
	if (!strcmp(control, "on"))
		doctor_find(d, DOCTOR_OK, "autosuspend", u, NULL, "is off");
	else
		doctor_find(d, DOCTOR_WARN, "autosuspend", u, remedy,
			    "is on: without the driver the camera may be put to sleep");
}

/* Does a driver serve it, and which? False: there is nothing more to look at. */
static bool driver(struct doctor *d, const struct doctor_usb *u)
{
	const char *words[] = { "qhyccd", u->port, NULL };
	char said[256];

	if (!strcmp(u->driver, QHYCCD_DRIVER_NAME) && *u->node) {
		doctor_find(d, DOCTOR_OK, "driver", u, NULL, "%s", u->node);
		return true;
	}
	qc_log_last(d->log, words, said, sizeof(said));
	if (!strcmp(u->driver, "usbfs"))
		doctor_find(d, DOCTOR_FAIL, "driver", u,
			    "Close that program (the maker's library takes the camera away from "
			    "the driver), then unplug the camera and plug it in.",
			    "a program has taken it over (usbfs)");
	else if (*u->driver && strcmp(u->driver, QHYCCD_DRIVER_NAME))
		doctor_find(d, DOCTOR_FAIL, "driver", u,
			    "Unload that driver, then unplug the camera and plug it in.",
			    "another driver has it: %s", u->driver);
	else if (access("/sys/module/qhyccd", F_OK))
		doctor_find(d, DOCTOR_FAIL, "driver", u, "Load the module, see above.",
			    "no driver serves it");
	else
		doctor_find(d, DOCTOR_FAIL, "driver", u,
			    "Unplug the camera, switch 12 V off and on, plug it in. docs/install.md, "
			    "Trouble, has each line of the kernel; the module may have been loaded "
			    "for another kernel's headers.",
			    "the module is loaded, but does not serve it%s%s",
			    *said ? "; the kernel says: " : "", said);
	return false;
}

/* Is this person in the group, by the book and by this login? */
static void membership(gid_t gid, bool *by_book, bool *now)
{
	gid_t groups[GROUPS_MAX];
	struct passwd *pw = getpwuid(getuid());
	int n = getgroups(GROUPS_MAX, groups), m = GROUPS_MAX;

	*now = getegid() == gid;
	for (int i = 0; i < n; i++)
		*now |= groups[i] == gid;
	*by_book = false;
	if (!pw || getgrouplist(pw->pw_name, pw->pw_gid, groups, &m) < 0)
		return;
	for (int i = 0; i < m; i++)
		*by_book |= groups[i] == gid;
}

static bool permission(struct doctor *d, const struct doctor_usb *u)
{
	char remedy[512];
	bool by_book, now;
	struct stat st;
	struct group *gr;

	if (!access(u->node, R_OK | W_OK)) {
		doctor_find(d, DOCTOR_OK, "permission", u, NULL, "%s may be used", u->node);
		return true;
	}
	if (stat(u->node, &st)) {
		doctor_find(d, DOCTOR_FAIL, "permission", u, "Is udev running? Unplug the camera "
			    "and plug it in.", "%s is not there: %s", u->node, strerror(errno));
		return false;
	}
	gr = getgrgid(st.st_gid);
	membership(st.st_gid, &by_book, &now);
	if (!(st.st_mode & S_IWGRP) || !st.st_gid)
		snprintf(remedy, sizeof(remedy),
			 "No group may use it. Install 60-qhyccd.rules (see udev), then unplug the "
			 "camera and plug it in.");
	else if (by_book && !now)
		snprintf(remedy, sizeof(remedy), "You are in the group %s since you logged in: log "
			 "out and in again.", gr ? gr->gr_name : "that owns it");
	else
		snprintf(remedy, sizeof(remedy),
			 "sudo adduser \"$USER\" %s, then log out and in again.",
			 gr ? gr->gr_name : "GROUP");
	doctor_find(d, DOCTOR_FAIL, "permission", u, remedy, "%s may not be used by you", u->node);
	return false;
}

static void power(struct doctor *d, const struct doctor_usb *u, const struct qc_state *s)
{
	static const char remedy[] =
		"11 to 13.8 V at the camera's socket, also with the cooler at full power (4 A): a "
		"stronger supply, a shorter or thicker cable. Then 12 V off and on.";
	const char *words[] = { "qhyccd", u->port, "switched its cooler off", NULL };
	char said[256];

	qc_log_last(d->log, words, said, sizeof(said));
	if (s->power_status.has && s->power_status.value == V4L2_QHYCCD_POWER_UNDERVOLTAGE)
		doctor_find(d, DOCTOR_FAIL, "power", u, remedy, "the supply is too low");
	else if (qc_state_undervoltage(s))
		doctor_find(d, DOCTOR_WARN, "power", u, remedy,
			    "the camera is not content with its supply: %s", s->power_name);
	else if (!s->power_status.has && *said &&
		 s->cooler_mode.value == V4L2_QHYCCD_COOLER_OFF)
		doctor_find(d, DOCTOR_WARN, "power", u, remedy,
			    "was too low, most likely; the kernel says: %s", said);
	else if (s->power_status.has)
		doctor_find(d, DOCTOR_OK, "power", u, NULL, "%s", s->power_name);
	else
		doctor_find(d, DOCTOR_OK, "power", u, NULL,
			    "not told (the module's parameter unconfirmed=1 is needed for that)");
	if (s->protection.has && s->protection.value)
		doctor_find(d, DOCTOR_WARN, "power", u,
			    "Only the maker's program can clear it.",
			    "the camera remembers an undervoltage: the cooler has 70 %% at most");
}

int doctor_camera(struct doctor *d, const struct doctor_usb *u, struct qc_error *e)
{
	struct qc_camera cam = { .fd = -1 };
	struct qc_error why;
	struct qc_state s;
	int r = 0;

	if (!u->known)
		return 0;
	firmware(d, u);
	speed(d, u);
	autosuspend(d, u);
	if (u->loader || !driver(d, u) || !permission(d, u))
		return 0;
	if (qc_camera_open(&cam, u->node, &why)) {
		doctor_find(d, DOCTOR_FAIL, "state", u, "Unplug the camera and plug it in.", "%s",
			    why.text);
		return 0;
	}
	if (qc_state_read(&cam, &s, &why)) {
		doctor_find(d, DOCTOR_FAIL, "state", u,
			    "Unplug the camera, switch 12 V off and on, plug it in; another cable.",
			    "%s", why.text);
	} else {
		doctor_find(d, DOCTOR_OK, "state", u, NULL, "%.1f C, cooler %s",
			    s.temperature.value / 10.0, s.cooler_name);
		power(d, u, &s);
	}
	if (qc_stream_probe(&cam, &why))
		doctor_find(d, DOCTOR_WARN, "busy", u,
			    "That is all right while it takes pictures; otherwise close it. No "
			    "stream test was made.", "%s", why.text);
	else if (!d->opt->no_stream)
		r = doctor_stream(d, u, &cam, e);
	qc_camera_close(&cam);
	return r;
}
