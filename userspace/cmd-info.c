// SPDX-License-Identifier: GPL-2.0
/*
 * cmd-info.c - qhycam info: what a camera is, has and is set to
 */
#include <stdio.h>

#include <jansson.h>
#include <linux/qhyccd.h>

#include "cmd.h"
#include "lib/clock.h"
#include "lib/controls.h"
#include "lib/find.h"
#include "lib/format.h"
#include "state-text.h"

struct info_values {
	const char *camera;
	bool json;
};

const struct opt info_opts[] = {
	{ .name = "camera", .letter = 'c', .kind = OPT_TEXT, .arg = "CAMERA",
	  .offset = offsetof(struct info_values, camera),
	  .help = "node (/dev/video0), index, serial number or card name; needed when there is "
		  "more than one" },
	{ .name = "json", .kind = OPT_FLAG, .offset = offsetof(struct info_values, json),
	  .help = "one JSON object" },
	{ .name = NULL },
};

struct info {
	const struct qc_camera *cam;
	struct qc_areas areas;
	struct qc_format format;
	int64_t interval_ns;
	struct v4l2_area pixel_nm;	/* 0 = unknown */
	struct qc_state state;
	char metanode[QC_NODE_MAX];	/* "" = the driver has none */
};

static json_t *rect_json(const struct qc_rect *r)
{
	return json_pack("{s:i, s:i, s:i, s:i}", "left", (int)r->left, "top", (int)r->top, "width",
			 (int)r->width, "height", (int)r->height);
}

static json_t *items_json(const struct qc_camera *cam, const struct v4l2_query_ext_ctrl *q)
{
	json_t *items = json_object();
	char name[64], index[24];

	for (int64_t i = q->minimum; i <= q->maximum; i++) {
		if (qc_ctrl_item(cam, q->id, i, name, sizeof(name)))
			continue;
		snprintf(index, sizeof(index), "%lld", (long long)i);
		json_object_set_new(items, index, json_string(name));
	}
	return items;
}

static json_t *controls_json(const struct qc_camera *cam)
{
	struct v4l2_query_ext_ctrl q = { 0 };
	json_t *all = json_array(), *c;
	int64_t value;

	while (qc_ctrl_next(cam, &q)) {
		if (qc_ctrl_get(cam, q.id, &value))
			continue;
		c = json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:b}", "name", q.name, "id",
			      (json_int_t)q.id, "value", (json_int_t)value, "min",
			      (json_int_t)q.minimum, "max", (json_int_t)q.maximum, "default",
			      (json_int_t)q.default_value, "read_only",
			      !!(q.flags & V4L2_CTRL_FLAG_READ_ONLY));
		if (q.type == V4L2_CTRL_TYPE_MENU)
			json_object_set_new(c, "items", items_json(cam, &q));
		json_array_append_new(all, c);
	}
	return all;
}

static void print_json(const struct info *i)
{
	const struct qc_identity *id = &i->cam->id;
	json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:i}", "type", "info", "node",
			      id->node, "card", id->card, "serial", id->serial, "bus", id->bus,
			      "usb_mbit", (int)id->usb_mbit, "driver_version", (int)id->version);

	json_object_set_new(o, "metadata_node",
			    *i->metanode ? json_string(i->metanode) : json_null());
	json_object_set_new(o, "whole", rect_json(&i->areas.whole));
	json_object_set_new(o, "effective", rect_json(&i->areas.effective));
	json_object_set_new(o, "crop", rect_json(&i->areas.crop));
	json_object_set_new(o, "bits", json_integer(i->format.bits));
	json_object_set_new(o, "colour", json_boolean(i->format.bayer));
	json_object_set_new(o, "pixel_nm", json_integer(i->pixel_nm.width));
	json_object_set_new(o, "frame_interval_ns", json_integer(i->interval_ns));
	json_object_set_new(o, "controls", controls_json(i->cam));
	json_dumpf(o, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(o);
}

static void print_rect(const char *name, const struct qc_rect *r)
{
	printf("%-16s%u x %u at (%u, %u)\n", name, r->width, r->height, r->left, r->top);
}

static void print_control(const struct qc_camera *cam, const struct v4l2_query_ext_ctrl *q)
{
	char item[64];
	int64_t value;

	if (qc_ctrl_get(cam, q->id, &value))
		return;
	printf("  %-30s %lld", q->name, (long long)value);
	if (q->type == V4L2_CTRL_TYPE_MENU && !qc_ctrl_item(cam, q->id, value, item, sizeof(item)))
		printf(" (%s)", item);
	if (q->flags & V4L2_CTRL_FLAG_READ_ONLY)
		printf("  [read only]\n");
	else
		printf("  [%lld .. %lld, default %lld]\n", (long long)q->minimum,
		       (long long)q->maximum, (long long)q->default_value);
}

static void print_modes(const struct qc_camera *cam)
{
	struct v4l2_query_ext_ctrl q;
	char name[64];

	if (qc_ctrl_query(cam, V4L2_CID_QHYCCD_READOUT_MODE, &q))
		return;
	printf("readout modes\n");
	for (int64_t i = q.minimum; i <= q.maximum; i++)
		if (!qc_ctrl_item(cam, q.id, i, name, sizeof(name)))
			printf("  %lld  %s\n", (long long)i, name);
}

static void print_text(const struct info *i)
{
	const struct qc_identity *id = &i->cam->id;
	struct v4l2_query_ext_ctrl q = { 0 };

	printf("%-16s%s\n", "camera", id->card);
	printf("%-16s%s\n", "serial number", *id->serial ? id->serial : "unknown");
	printf("%-16s%s on %s, %u Mbit/s%s\n", "node", id->node, id->bus, id->usb_mbit,
	       id->usb_mbit && id->usb_mbit < 5000 ? " (USB 2: slow, use a USB 3 port)" : "");
	printf("%-16s%s\n", "metadata node", *i->metanode ? i->metanode : "none");
	printf("%-16s%u.%u.%u\n", "driver", id->version >> 16, id->version >> 8 & 0xff,
	       id->version & 0xff);
	print_rect("whole area", &i->areas.whole);
	print_rect("effective area", &i->areas.effective);
	print_rect("region now", &i->areas.crop);
	printf("%-16ssteps of %u x %u, from %u x %u\n", "region sizes", i->areas.step_x,
	       i->areas.step_y, i->areas.min.width, i->areas.min.height);
	printf("%-16s%u bit %s, %u bytes\n", "frame now", i->format.bits,
	       i->format.bayer ? "RGGB" : "mono", i->format.size);
	if (i->interval_ns)
		printf("%-16s%.3f frames/s\n", "live rate", 1e9 / i->interval_ns);
	state_print(&i->state);
	if (i->pixel_nm.width)
		printf("%-16s%.2f x %.2f um\n", "pixel", i->pixel_nm.width / 1e3,
		       i->pixel_nm.height / 1e3);
	print_modes(i->cam);
	printf("controls\n");
	while (qc_ctrl_next(i->cam, &q))
		print_control(i->cam, &q);
}

int run_info(int argc, char **argv)
{
	struct info_values values = { 0 };
	struct qc_camera cam = { .fd = -1 };
	struct info info = { .cam = &cam };
	struct qc_error e;
	int r = verb_begin(verb_find("info", &e), argc, argv, &values, NULL);

	if (r >= 0)
		return r;
	r = qc_find_open(&cam, values.camera, &e);
	if (!r)
		r = qc_areas_get(&cam, &info.areas, &e);
	if (!r)
		r = qc_format_get(&cam, &info.format, &e);
	if (!r) {
		qc_ctrl_get_area(&cam, V4L2_CID_UNIT_CELL_SIZE, &info.pixel_nm);
		info.interval_ns = qc_frame_interval_ns(&cam);
		/* What cannot be read is left out: the rest is still worth showing. */
		qc_state_read(&cam, &info.state, &e);
		qc_find_metanode(&cam, info.metanode, sizeof(info.metanode));
		if (values.json)
			print_json(&info);
		else
			print_text(&info);
	}
	qc_camera_close(&cam);
	return r ? verb_fail("info", &e) : QC_DONE;
}
