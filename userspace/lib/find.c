// SPDX-License-Identifier: GPL-2.0
/*
 * find.c - which cameras are there
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include <libudev.h>
#include <linux/qhyccd.h>

#include "find.h"
#include "text.h"

static void copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from ? from : "");
}

/* What the USB side knows: serial number and speed. */
static void add_usb_facts(struct udev_device *video, struct qc_identity *id)
{
	struct udev_device *interface = udev_device_get_parent(video), *usb;
	const char *serial = NULL, *speed;

	if (interface)
		serial = udev_device_get_sysattr_value(interface, "serial_number");
	usb = udev_device_get_parent_with_subsystem_devtype(video, "usb", "usb_device");
	if (usb) {
		if (!serial || !*serial)
			serial = udev_device_get_sysattr_value(usb, "serial");
		speed = udev_device_get_sysattr_value(usb, "speed");
		id->usb_mbit = speed ? strtoul(speed, NULL, 10) : 0;
	}
	copy(id->serial, sizeof(id->serial), serial);
}

/* The place of a node among those of its camera: images 0, metadata 1. */
#define INDEX_IMAGES "0"
#define INDEX_METADATA "1"

static bool has_index(struct udev_device *video, const char *want)
{
	const char *index = udev_device_get_sysattr_value(video, "index");

	return index && !strcmp(index, want);
}

static void consider(struct udev_device *video, struct qc_list *list)
{
	struct udev_device *parent = udev_device_get_parent(video);
	const char *node = udev_device_get_devnode(video);
	const char *driver = parent ? udev_device_get_driver(parent) : NULL;
	struct qc_found *f = &list->item[list->count];
	struct qc_camera cam;
	struct qc_error e;

	/* Other drivers' devices are not even opened: that wakes webcams. */
	if (!node || list->count == QC_CAMERAS_MAX || !has_index(video, INDEX_IMAGES) ||
	    strncmp(udev_device_get_sysname(video), "video", 5) ||
	    (driver && strcmp(driver, QHYCCD_DRIVER_NAME)))
		return;
	memset(f, 0, sizeof(*f));
	if (!qc_camera_open(&cam, node, &e)) {
		f->id = cam.id;
		f->readable = true;
		qc_camera_close(&cam);
	} else if (e.status == QC_PERMISSION && driver) {
		copy(f->id.node, sizeof(f->id.node), node);
	} else {
		return;
	}
	add_usb_facts(video, &f->id);
	list->count++;
}

static int by_node(const void *a, const void *b)
{
	const struct qc_found *x = a, *y = b;

	return strverscmp(x->id.node, y->id.node);
}

typedef void (*visit_fn)(struct udev_device *dev, void *arg);

/* Call @visit for every device of a subsystem. */
static int each_device(const char *subsystem, visit_fn visit, void *arg)
{
	struct udev *udev = udev_new();
	struct udev_enumerate *all = udev ? udev_enumerate_new(udev) : NULL;
	struct udev_list_entry *entry;
	struct udev_device *dev;
	int r = all ? udev_enumerate_add_match_subsystem(all, subsystem) : -ENOMEM;

	if (r >= 0)
		r = udev_enumerate_scan_devices(all);
	if (r >= 0) {
		udev_list_entry_foreach(entry, udev_enumerate_get_list_entry(all)) {
			dev = udev_device_new_from_syspath(udev, udev_list_entry_get_name(entry));
			if (dev)
				visit(dev, arg);
			udev_device_unref(dev);
		}
	}
	udev_enumerate_unref(all);
	udev_unref(udev);
	return r < 0 ? r : 0;
}

static void visit_video(struct udev_device *dev, void *arg)
{
	consider(dev, arg);
}

int qc_find_all(struct qc_list *list, struct qc_error *e)
{
	int r;

	list->count = 0;
	r = each_device("video4linux", visit_video, list);
	/* A kernel without any video device has no such class: that is no error. */
	if (r && r != -ENOENT)
		return qc_fail(e, QC_FAILED, -r, "cannot list video devices: %s", strerror(-r));
	qsort(list->item, list->count, sizeof(list->item[0]), by_node);
	return 0;
}

/* What USB shows of these cameras, node or not. */
struct usb_view {
	bool loader, running;
	char id[16];
};

static void visit_usb(struct udev_device *dev, void *arg)
{
	static const struct {
		const char *product;
		bool loader;
	} known[] = {
		{ "c268", true }, { "c269", false }, { "c600", true }, { "c601", false },
	};
	const char *vendor = udev_device_get_sysattr_value(dev, "idVendor");
	const char *product = udev_device_get_sysattr_value(dev, "idProduct");
	struct usb_view *view = arg;

	if (!vendor || !product || strcmp(vendor, "1618"))
		return;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(product, known[i].product))
			continue;
		/* A running camera says more than another one's boot loader. */
		if (!known[i].loader || !view->running)
			snprintf(view->id, sizeof(view->id), "1618:%s", product);
		view->loader |= known[i].loader;
		view->running |= !known[i].loader;
	}
}

int qc_find_diagnose(struct qc_error *e)
{
	struct usb_view view = { 0 };

	each_device("usb", visit_usb, &view);
	if (view.running)
		return qc_fail(e, QC_NO_CAMERA, ENOENT,
			       "no camera: USB shows %s, but no driver serves it; load the "
			       "module (modprobe qhyccd) and see what dmesg says", view.id);
	if (view.loader)
		return qc_fail(e, QC_NO_CAMERA, ENOENT,
			       "no camera: USB shows %s, which waits for its firmware; check "
			       "the file /lib/firmware/qhy/%s.img and that the module qhyccd "
			       "is loaded, dmesg says more", view.id,
			       strstr(view.id, "c268") ? "QHY268" : "QHY600");
	return qc_fail(e, QC_NO_CAMERA, ENOENT,
		       "no camera: check cable and 12 V supply, that lsusb shows 1618:c269 or "
		       "1618:c601 (1618:c268 or 1618:c600 while the firmware "
		       "/lib/firmware/qhy/QHY*.img is missing), that the module qhyccd is loaded "
		       "(modprobe qhyccd), and the permission of /dev/video*");
}

/* "0 /dev/video0 QHY268M SERIAL, 1 ..." for messages. */
static void describe(const struct qc_list *list, char *buf, size_t size)
{
	size_t len = 0;

	buf[0] = 0;
	for (unsigned int i = 0; i < list->count && len < size; i++)
		len += snprintf(buf + len, size - len, "%s%u %s %s %s", i ? ", " : "", i,
				list->item[i].id.node, list->item[i].id.card,
				list->item[i].id.serial);
}

static bool same_node(const char *a, const char *b)
{
	struct stat x, y;

	return !stat(a, &x) && !stat(b, &y) && S_ISCHR(x.st_mode) && S_ISCHR(y.st_mode) &&
	       x.st_rdev == y.st_rdev;
}

static bool matches(const struct qc_identity *id, const char *selector)
{
	if (selector[0] == '/')
		return same_node(id->node, selector);
	return !strcmp(id->serial, selector) || !strcasecmp(id->card, selector);
}

/* A number of up to three digits is an index; serial numbers are longer. */
static int select_index(const struct qc_list *list, const char *selector)
{
	int64_t i;

	if (strlen(selector) <= 3 && !qc_parse_int(selector, &i) && i >= 0 && i < list->count)
		return (int)i;
	return -1;
}

static int select_one(const struct qc_list *list, const char *selector, struct qc_error *e)
{
	int found = selector ? select_index(list, selector) : -1;
	char all[512];

	describe(list, all, sizeof(all));
	if (found >= 0)
		return found;
	for (unsigned int i = 0; i < list->count; i++) {
		if (selector && !matches(&list->item[i].id, selector))
			continue;
		if (found >= 0)
			return selector ?
			       qc_fail(e, QC_USAGE, EINVAL, "--camera %s: means more than one of %s",
				       selector, all) :
			       qc_fail(e, QC_USAGE, EINVAL,
				       "%u cameras: choose one with --camera: %s", list->count,
				       all);
		found = i;
	}
	if (found < 0)
		return qc_fail(e, QC_NO_CAMERA, ENOENT, "--camera %s: no such camera; there is: %s",
			       selector, all);
	return found;
}

int qc_find_open(struct qc_camera *cam, const char *selector, struct qc_error *e)
{
	struct qc_list list;
	struct qc_identity *id;
	int r = qc_find_all(&list, e);

	cam->fd = -1;
	if (r)
		return r;
	if (!list.count)
		return qc_find_diagnose(e);
	r = select_one(&list, selector, e);
	if (r < 0)
		return r;
	id = &list.item[r].id;
	r = qc_camera_open(cam, id->node, e);
	if (r)
		return r;
	/* The node was opened anew; the USB facts are still those of the list. */
	memcpy(cam->id.serial, id->serial, sizeof(id->serial));
	cam->id.usb_mbit = id->usb_mbit;
	return 0;
}

/* The interface that the search is for, and what was found. */
struct meta_search {
	const char *interface;
	char *node;
	size_t size;
};

static void visit_meta(struct udev_device *dev, void *arg)
{
	struct udev_device *interface = udev_device_get_parent(dev);
	const char *node = udev_device_get_devnode(dev);
	struct meta_search *s = arg;

	if (node && interface && has_index(dev, INDEX_METADATA) &&
	    !strcmp(udev_device_get_syspath(interface), s->interface))
		copy(s->node, s->size, node);
}

bool qc_find_metanode(const struct qc_camera *cam, char *node, size_t size)
{
	struct udev *udev = udev_new();
	struct meta_search s = { .node = node, .size = size };
	struct udev_device *video = NULL, *interface;
	struct stat st;

	*node = 0;
	if (udev && !fstat(cam->fd, &st))
		video = udev_device_new_from_devnum(udev, 'c', st.st_rdev);
	interface = video ? udev_device_get_parent(video) : NULL;
	if (interface) {
		s.interface = udev_device_get_syspath(interface);
		each_device("video4linux", visit_meta, &s);
	}
	udev_device_unref(video);
	udev_unref(udev);
	return *node;
}
