// SPDX-License-Identifier: GPL-2.0
/*
 * cmd-burst.c - qhycam burst: options
 */
#include <errno.h>

#include "cmd.h"
#include "shoot-opts.h"

#define FRAME_MAX 65535

const struct opt burst_opts[] = {
	{ .name = "exposure", .letter = 't', .kind = OPT_DURATION, .arg = "TIME", AT(exposure),
	  .help = "exposure time, as with shoot" },
	{ .name = "output", .letter = 'o', .kind = OPT_TEXT, .arg = "PATTERN", AT(output),
	  .help = "file names, as with shoot; %b is the number of the burst" },
	{ .name = "count", .letter = 'n', .kind = OPT_INT, .arg = "N", AT(bursts), .min = 1,
	  .max = SHOOT_COUNT_MAX, .help = "number of bursts (1)" },
	{ .name = "first", .kind = OPT_INT, .arg = "F", AT(from), .min = 1,
	  .max = SHOOT_COUNT_MAX, .help = "number of the first burst (1)" },
	{ .name = "first-file", .kind = OPT_INT, .arg = "F", AT(first_file), .min = 1,
	  .max = SHOOT_COUNT_MAX,
	  .help = "%n of the first frame (as if all bursts before had been taken)" },
	{ .name = "only", .kind = OPT_TEXT, .arg = "LIST", AT(only),
	  .help = "write only these frames of each burst, like 3,5-7" },
	{ .name = "start", .kind = OPT_INT, .arg = "S", AT(first), .min = 1, .max = FRAME_MAX,
	  .help = "the last frame that is thrown away (1)" },
	{ .name = "end", .kind = OPT_INT, .arg = "E", AT(end), .min = 3, .max = FRAME_MAX,
	  .help = "the frame after the last one; frames S+1 to E-1 are taken (6)" },
	{ .name = "interval", .kind = OPT_DURATION, .arg = "TIME", AT(interval),
	  .help = "from one burst's begin to the next one's (none)" },
	{ .name = "cube", .kind = OPT_FLAG, AT(cube),
	  .help = "each burst is one FITS file of all its frames" },
	{ .name = "whole", .kind = OPT_FLAG, AT(whole),
	  .help = "with --cube: no file of a burst that was interrupted" },
	SHOOT_CAMERA_OPTS,
	SHOOT_FILE_OPTS,
	{ .name = NULL },
};

const char burst_notes[] =
	"The driver must be loaded with unconfirmed=1. PATTERN is that of shoot; with\n"
	"--cube %n counts bursts.\n\n"
	"  qhycam burst -t 5ms -n 10 --end 102 --interval 30s --cube -o occ-%n.fits\n"
	"  qhycam burst -t 20ms --start 1 --end 6 -o b%b-%n.fits\n\n"
	"Frames that did not come are named, and the exit code is 3.\n";

const struct shoot_values burst_values = {
	.type = "light",
	.burst = true,
	.bursts.value = 1,
	.first = { true, 1 },
	.end = { true, 6 },
};

int run_burst(int argc, char **argv)
{
	struct shoot_values v = burst_values;
	struct qc_error e;
	int r = verb_begin(verb_find("burst", &e), argc, argv, &v, NULL);

	return r >= 0 ? r : shoot_main("burst", &v);
}
