// SPDX-License-Identifier: GPL-2.0
/*
 * doctor-usb.c - the cameras that USB shows, with a driver or without
 */
#include <errno.h>
#include <glob.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <libudev.h>

#include "doctor.h"
#include "lib/sysfs.h"

#define VENDOR "1618"

/* Last part of where a link points to; "" when there is none. */
static void link_name(const char *dir, const char *name, char *buf, size_t size)
{
	char path[PATH_MAX], to[PATH_MAX];
	ssize_t n;

	buf[0] = 0;
	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >= (int)sizeof(path))
		return;
	n = readlink(path, to, sizeof(to) - 1);
	if (n <= 0)
		return;
	to[n] = 0;
	snprintf(buf, size, "%s", basename(to));
}

/* The node of the images, and the card's name. */
static void find_node(struct doctor_usb *u)
{
	char pattern[PATH_MAX], index[8];
	glob_t found;

	if (snprintf(pattern, sizeof(pattern), "%s/video4linux/video*", u->interface) >=
	    (int)sizeof(pattern) || glob(pattern, 0, NULL, &found))
		return;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		if (!qc_read_line(found.gl_pathv[i], "index", index, sizeof(index)) ||
		    strcmp(index, "0"))
			continue;
		qc_read_line(found.gl_pathv[i], "name", u->card, sizeof(u->card));
		snprintf(u->node, sizeof(u->node), "/dev/%s", basename(found.gl_pathv[i]));
	}
	globfree(&found);
}

static void look(struct udev_device *dev, struct doctor_usb *u)
{
	static const char *const known[] = { "c268", "c269", "c600", "c601" };
	const char *product = udev_device_get_sysattr_value(dev, "idProduct");

	memset(u, 0, sizeof(*u));
	snprintf(u->path, sizeof(u->path), "%s", udev_device_get_syspath(dev));
	snprintf(u->port, sizeof(u->port), "%s", udev_device_get_sysname(dev));
	snprintf(u->id, sizeof(u->id), VENDOR ":%s", product ? product : "?");
	for (size_t i = 0; product && i < sizeof(known) / sizeof(known[0]); i++) {
		u->known |= !strcmp(product, known[i]);
		u->loader |= !strcmp(product, known[i]) && i % 2 == 0;
	}
	if (snprintf(u->interface, sizeof(u->interface), "%s/%s:1.0", u->path, u->port) >=
	    (int)sizeof(u->interface) || access(u->interface, F_OK))
		u->interface[0] = 0;
	if (*u->interface) {
		link_name(u->interface, "driver", u->driver, sizeof(u->driver));
		qc_read_line(u->interface, "serial_number", u->serial, sizeof(u->serial));
		find_node(u);
	}
	if (*u->card)
		snprintf(u->name, sizeof(u->name), "%.30s %.40s", u->card, u->serial);
	else
		snprintf(u->name, sizeof(u->name), "%s at port %s", u->id, u->port);
}

int doctor_scan(struct doctor *d, struct qc_error *e)
{
	struct udev *udev = udev_new();
	struct udev_enumerate *all = udev ? udev_enumerate_new(udev) : NULL;
	struct udev_list_entry *entry;
	struct udev_device *dev;
	struct doctor_usb u;
	const char *type;
	int r = all ? 0 : -ENOMEM;

	if (!r)
		r = udev_enumerate_add_match_subsystem(all, "usb");
	if (r >= 0)
		r = udev_enumerate_add_match_sysattr(all, "idVendor", VENDOR);
	if (r >= 0)
		r = udev_enumerate_scan_devices(all);
	/* A kernel without USB has no such class: then there is no camera. */
	if (r < 0 && r != -ENOENT) {
		udev_enumerate_unref(all);
		udev_unref(udev);
		return qc_fail(e, QC_FAILED, -r, "cannot list USB devices: %s", strerror(-r));
	}
	udev_list_entry_foreach(entry, udev_enumerate_get_list_entry(all)) {
		dev = udev_device_new_from_syspath(udev, udev_list_entry_get_name(entry));
		type = dev ? udev_device_get_devtype(dev) : NULL;
		if (type && !strcmp(type, "usb_device") && d->cameras < QC_CAMERAS_MAX) {
			look(dev, &u);
			d->usb[d->cameras++] = u;
		}
		udev_device_unref(dev);
	}
	udev_enumerate_unref(all);
	udev_unref(udev);
	return 0;
}
