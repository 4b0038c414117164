// SPDX-License-Identifier: GPL-2.0
/*
 * cmd-list.c - qhycam list: the cameras that are there
 */
#include <stdio.h>

#include <jansson.h>

#include "cmd.h"
#include "lib/find.h"

struct list_values {
	bool json;
};

const struct opt list_opts[] = {
	{ .name = "json", .kind = OPT_FLAG, .offset = offsetof(struct list_values, json),
	  .help = "one JSON object per camera and line" },
	{ .name = NULL },
};

static void print_json(unsigned int index, const struct qc_found *f)
{
	json_t *o = json_pack("{s:s, s:i, s:s, s:s, s:s, s:s, s:i, s:b}", "type", "camera", "index",
			      (int)index, "node", f->id.node, "card", f->id.card, "serial",
			      f->id.serial, "bus", f->id.bus, "usb_mbit", (int)f->id.usb_mbit,
			      "readable", f->readable);

	json_dumpf(o, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(o);
}

static void print_line(unsigned int index, const struct qc_found *f)
{
	if (f->readable)
		printf("%u  %s  %s  serial %s  %s  %u Mbit/s\n", index, f->id.node, f->id.card,
		       *f->id.serial ? f->id.serial : "unknown", f->id.bus, f->id.usb_mbit);
	else
		printf("%u  %s  no permission to open it; join the group that owns it\n", index,
		       f->id.node);
}

int run_list(int argc, char **argv)
{
	struct list_values values = { 0 };
	struct qc_list list;
	struct qc_error e;
	int r = verb_begin(verb_find("list", &e), argc, argv, &values, NULL);

	if (r >= 0)
		return r;
	if (qc_find_all(&list, &e) || (!list.count && qc_find_diagnose(&e)))
		return verb_fail("list", &e);
	for (unsigned int i = 0; i < list.count; i++) {
		if (values.json)
			print_json(i, &list.item[i]);
		else
			print_line(i, &list.item[i]);
	}
	return QC_DONE;
}
