// SPDX-License-Identifier: GPL-2.0
/*
 * cmd-gpio.c - qhycam gpio: what the pins of the GPIO socket are, and their levels
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>
#include <linux/qhyccd.h>

#include "cmd.h"
#include "extras.h"
#include "lib/controls.h"
#include "lib/find.h"

#define PINS 4

struct gpio_values {
	const char *camera, *mode;
	bool json;
	const char *text;		/* LEVELS, and what they say */
	unsigned int mask, levels;
};

#define AT(member) .offset = offsetof(struct gpio_values, member)

const struct opt gpio_opts[] = {
	{ .name = "mode", .letter = 'm', .kind = OPT_TEXT, .arg = "MODE", AT(mode),
	  .help = "what the socket is, by number, name or a part of it, see below (as it is)" },
	{ .name = "json", .kind = OPT_FLAG, AT(json), .help = "one JSON object" },
	OPT_CAMERA,
	{ .name = NULL },
};

const char gpio_notes[] =
	"LEVELS sets outputs: PIN=0 or PIN=1, PIN 1 .. 4, with commas between. Other pins\n"
	"keep their level. Only in mode 0 the pins are outputs that can be set.\n"
	"MODE: 0 Outputs, 1 GPS Box, 2 Trigger, 3 GPS Card, 4 Multi-Camera Master,\n"
	"5 Multi-Camera Slave, 6 LED Calibration.\n"
	"Without LEVELS and --mode: shows what is. Needs the module's parameter\n"
	"unconfirmed=1.\n\n"
	"  qhycam gpio --mode 0 1=1,3=0\n\n"
	"Exit codes: 0 done, 1 failed, 2 usage, 4 no camera, 5 busy, 6 permission,\n"
	"7 camera lost.\n";

/* What the maker says that each pin is, by port mode. */
static const char *const pins[][PINS] = {
	[V4L2_QHYCCD_GPIO_OUTPUTS] = { "output", "output", "output", "output" },
	[V4L2_QHYCCD_GPIO_GPS_BOX] = { "GPS box control", "GPS box data, input",
				       "shutter measure", "GPS box clock" },
	[V4L2_QHYCCD_GPIO_TRIGGER] = { "shutter measure", "trigger input", "line period",
				       "trigger output" },
	[V4L2_QHYCCD_GPIO_GPS_CARD] = { "shutter measure +", "shutter measure -", "not used",
					"not used" },
	[V4L2_QHYCCD_GPIO_MASTER] = { "not used", "not used", "HSYNC output", "VSYNC output" },
	[V4L2_QHYCCD_GPIO_SLAVE] = { "not used", "not used", "HSYNC input", "VSYNC input" },
	[V4L2_QHYCCD_GPIO_LED] = { "shutter measure", "trigger input", "line period",
				   "LED output" },
};

#define MODES ((int64_t)(sizeof(pins) / sizeof(pins[0])))

struct gpio {
	int64_t mode, outputs;
	char name[32];
};

/* "1=1,3=0" into the pins that it names and their levels. */
static int parse_levels(struct gpio_values *v, struct qc_error *e)
{
	const char *p = v->text;
	unsigned int bit;

	for (;;) {
		if (p[0] < '1' || p[0] >= '1' + PINS || p[1] != '=' ||
		    (p[2] != '0' && p[2] != '1') || (p[3] && p[3] != ','))
			return qc_fail(e, QC_USAGE, EINVAL,
				       "LEVELS %s: write PIN=0 or PIN=1 with PIN 1 .. 4 and commas "
				       "between, like 1=1,3=0", v->text);
		bit = 1u << (p[0] - '1');
		if (v->mask & bit)
			return qc_fail(e, QC_USAGE, EINVAL, "LEVELS %s: pin %c is there twice",
				       v->text, p[0]);
		v->mask |= bit;
		if (p[2] == '1')
			v->levels |= bit;
		if (!p[3])
			return 0;
		p += 4;
	}
}

static int look(const struct qc_camera *cam, struct gpio *g, struct qc_error *e)
{
	int r = qc_ctrl_get(cam, V4L2_CID_QHYCCD_GPIO_MODE, &g->mode);

	if (!r)
		r = qc_ctrl_get(cam, V4L2_CID_QHYCCD_GPIO_OUTPUTS, &g->outputs);
	if (!r)
		r = qc_ctrl_item(cam, V4L2_CID_QHYCCD_GPIO_MODE, g->mode, g->name,
				 sizeof(g->name));
	return r ? qc_camera_fail(cam, -r, "look at its GPIO socket", e) : 0;
}

static int apply(const struct qc_camera *cam, const struct gpio_values *v, struct qc_error *e)
{
	struct qc_setting set[2];
	unsigned int n = 0;
	struct gpio g;
	int r = look(cam, &g, e);

	if (!r && v->mode) {
		r = qc_ctrl_find_item(cam, V4L2_CID_QHYCCD_GPIO_MODE, "--mode", v->mode, e);
		if (r < 0)
			return r;
		g.mode = r;
		set[n++] = (struct qc_setting){ V4L2_CID_QHYCCD_GPIO_MODE, r };
		r = 0;
	}
	if (!r && v->text && g.mode != V4L2_QHYCCD_GPIO_OUTPUTS)
		return qc_fail(e, QC_USAGE, EINVAL,
			       "LEVELS %s: the pins are outputs only in mode 0, this is mode %lld; "
			       "add --mode 0", v->text, (long long)g.mode);
	if (v->text)
		set[n++] = (struct qc_setting){ V4L2_CID_QHYCCD_GPIO_OUTPUTS,
						(g.outputs & ~v->mask) | v->levels };
	return r ? r : qc_ctrl_set(cam, set, n, e);
}

static void print_json(const struct qc_camera *cam, const struct gpio *g)
{
	bool outputs = g->mode == V4L2_QHYCCD_GPIO_OUTPUTS;
	json_t *all = json_array(), *o;

	for (int i = 0; i < PINS; i++)
		json_array_append_new(all, json_pack("{s:i, s:s, s:o}", "pin", i + 1, "use",
						     pins[g->mode][i], "level", outputs ?
						     json_integer(g->outputs >> i & 1) :
						     json_null()));
	o = json_pack("{s:s, s:s, s:I, s:s, s:o}", "type", "gpio", "node", cam->id.node, "mode",
		      (json_int_t)g->mode, "mode_name", g->name, "pins", all);
	json_dumpf(o, stdout, JSON_COMPACT);
	json_decref(o);
	putchar('\n');
}

static void print_text(const struct gpio *g)
{
	printf("mode %lld, %s\n", (long long)g->mode, g->name);
	for (int i = 0; i < PINS; i++) {
		printf("GPIO%d  %s", i + 1, pins[g->mode][i]);
		if (g->mode == V4L2_QHYCCD_GPIO_OUTPUTS)
			printf(" %lld", (long long)(g->outputs >> i & 1));
		putchar('\n');
	}
}

int run_gpio(int argc, char **argv)
{
	struct gpio_values v = { 0 };
	struct qc_camera cam = { .fd = -1 };
	struct gpio g = { 0 };
	struct qc_error e;
	int r = verb_begin(verb_find("gpio", &e), argc, argv, &v, &v.text);

	if (r >= 0)
		return r;
	r = v.text ? parse_levels(&v, &e) : 0;
	if (!r)
		r = qc_find_open(&cam, v.camera, &e);
	if (!r)
		r = extras_need(&cam, V4L2_CID_QHYCCD_GPIO_OUTPUTS, "GPIO socket", &e);
	if (!r && (v.text || v.mode))
		r = apply(&cam, &v, &e);
	if (!r)
		r = look(&cam, &g, &e);
	if (!r && (g.mode < 0 || g.mode >= MODES))
		r = qc_fail(&e, QC_FAILED, EINVAL, "%s: GPIO port mode %lld is not known here",
			    cam.id.node, (long long)g.mode);
	if (!r && v.json)
		print_json(&cam, &g);
	else if (!r)
		print_text(&g);
	qc_camera_close(&cam);
	return r ? verb_fail("gpio", &e) : QC_DONE;
}
