// SPDX-License-Identifier: GPL-2.0
/*
 * cmd-shoot.c - qhycam shoot: options
 */
#include "cmd.h"
#include "shoot-opts.h"

#define RETRIES_MAX 1000

const char *const shoot_bits_choices[] = { "8", "16", NULL };
const char *const shoot_type_choices[] = { "light", "dark", "bias", "flat", NULL };
const char *const shoot_compress_choices[] = { "rice", NULL };

const struct opt shoot_opts[] = {
	{ .name = "exposure", .letter = 't', .kind = OPT_DURATION, .arg = "TIME", AT(exposure),
	  .help = "exposure time: 30us, 20ms, 0.5s, 300s, 5m; a bare number is in seconds; bias "
		  "frames take the shortest when it is not given" },
	{ .name = "output", .letter = 'o', .kind = OPT_TEXT, .arg = "PATTERN", AT(output),
	  .help = "file names, see below" },
	{ .name = "count", .letter = 'n', .kind = OPT_INT, .arg = "N", AT(count), .min = 1,
	  .max = SHOOT_COUNT_MAX, .help = "number of frames (1)" },
	{ .name = "first", .kind = OPT_INT, .arg = "F", AT(from), .min = 1,
	  .max = SHOOT_COUNT_MAX, .help = "%n of the first frame (1)" },
	SHOOT_CAMERA_OPTS,
	{ .name = "live", .kind = OPT_FLAG, AT(live),
	  .help = "live mode: frames follow each other without a pause" },
	{ .name = "retries", .kind = OPT_INT, .arg = "R", AT(retries), .min = 0,
	  .max = RETRIES_MAX, .help = "take a damaged frame again up to R times (3)" },
	{ .name = "preview", .letter = 'p', .kind = OPT_TEXT, .arg = "FILE.png", AT(preview),
	  .help = "small stretched picture of the last frame; replaces the file" },
	{ .name = "ser", .kind = OPT_FLAG, AT(ser),
	  .help = "all frames into one SER video, with --live for planets" },
	{ .name = "raw", .kind = OPT_FLAG, AT(raw),
	  .help = "pixels only, little-endian, without header, to .raw" },
	SHOOT_FILE_OPTS,
	{ .name = NULL },
};

const char shoot_notes[] =
	"PATTERN: %n frame number (%6n: six digits), %t type, %e exposure, %d start in\n"
	"UTC, %o object, %f filter, %g gain, %% a percent sign. Without %n and %d several\n"
	"frames get -0001, -0002 ... before the extension, which is added when it is\n"
	"missing. The finished files are named on stdout.\n\n"
	"  qhycam shoot -t 300s -n 12 --gain 56 --mode 'High Gain' -o m31-%n.fits\n"
	"  qhycam shoot --type bias -n 50 --full -o bias/%t-%n.fits\n"
	"  qhycam shoot -t 5ms -n 2000 --live --bits 8 -r 640x480+2800+1800 --ser -o moon\n\n"
	"Ctrl-C aborts the exposure at once; finished files stay.\n"
	"Exit codes: 0 done, 1 failed, 2 usage, 3 frames missing, 4 no camera, 5 busy,\n"
	"6 permission, 7 camera lost, 8 timeout, 9 disk, 130 and 143 interrupted.\n";

const struct shoot_values shoot_values = { .type = "light" };

int run_shoot(int argc, char **argv)
{
	struct shoot_values v = shoot_values;
	struct qc_error e;
	int r = verb_begin(verb_find("shoot", &e), argc, argv, &v, NULL);

	return r >= 0 ? r : shoot_main("shoot", &v);
}
