// SPDX-License-Identifier: GPL-2.0
/*
 * cmd-broadcast.c - qhycam broadcast: options
 */
#include "broadcast-run.h"
#include "cmd.h"

#define AT(member) .offset = offsetof(struct broadcast_values, member)
#define LOCK_MAX 1000000

static const char *const bits_choices[] = { "8", "16", NULL };
static const char *const format_choices[] = { "yuyv", "yu12", "nv12", NULL };

const struct opt broadcast_opts[] = {
	{ .name = "pipewire", .kind = OPT_FLAG, AT(pipewire),
	  .help = "be a camera in PipeWire's graph" },
	{ .name = "exposure", .letter = 't', .kind = OPT_DURATION, .arg = "TIME", AT(exposure),
	  .help = "exposure time: 30us, 20ms, 0.5s, 30s; a bare number is in seconds (as it is)" },
	{ .name = "gain", .letter = 'g', .kind = OPT_INT, .arg = "G", AT(gain),
	  .min = INT32_MIN, .max = INT32_MAX, .help = "gain, camera units (as it is)" },
	{ .name = "offset", .kind = OPT_INT, .arg = "O", AT(offset), .min = INT32_MIN,
	  .max = INT32_MAX, .help = "offset, camera units (as it is)" },
	{ .name = "mode", .letter = 'm', .kind = OPT_TEXT, .arg = "MODE", AT(mode),
	  .help = "readout mode, number or name (as it is); 'qhycam info' lists them" },
	{ .name = "traffic", .kind = OPT_INT, .arg = "T", AT(traffic), .min = INT32_MIN,
	  .max = INT32_MAX, .help = "USB traffic, camera units (as it is)" },
	{ .name = "bits", .kind = OPT_CHOICE, .arg = "8|16", AT(bits), .choices = bits_choices,
	  .help = "bits per pixel from the camera (16, or what the readout mode has); 8 is "
		  "faster, for Sun, Moon and planets" },
	{ .name = "size", .letter = 's', .kind = OPT_TEXT, .arg = "WxH", AT(size),
	  .help = "of the pictures, from the middle of the sensor (1920x1080)" },
	{ .name = "bin", .kind = OPT_INT, .arg = "B", AT(bin), .min = 1, .max = QC_VIEW_BIN_MAX,
	  .help = "make one pixel of BxB, their average (as large as the size allows; without a "
		  "size all of the sensor)" },
	{ .name = "crop", .letter = 'r', .kind = OPT_ROI, .arg = "WxH+X+Y", AT(crop),
	  .help = "read and show this region of the whole area, pixels" },
	{ .name = "stretch", .kind = OPT_TEXT, .arg = "STRETCH", AT(stretch),
	  .help = "auto: the sky dark grey, the faint visible; linear:BLACK,WHITE; none (auto)" },
	{ .name = "lock-after", .kind = OPT_INT, .arg = "N", AT(lock_after), .min = 1,
	  .max = LOCK_MAX, .help = "keep the stretch of the Nth frame from then on" },
	{ .name = "overlay", .kind = OPT_TEXT, .arg = "WHAT", AT(overlay),
	  .help = "write into the picture: time, exposure, temperature, or some of them" },
	{ .name = "rate", .kind = OPT_INT, .arg = "FPS", AT(rate), .min = 1,
	  .max = BROADCAST_RATE_MAX,
	  .help = "pictures per second, whatever the exposure time is (25)" },
	{ .name = "raw-video", .kind = OPT_FLAG, AT(raw_video),
	  .help = "to standard output: only the pictures, no y4m" },
	{ .name = "format", .kind = OPT_CHOICE, .arg = "FORMAT", AT(format),
	  .choices = format_choices,
	  .help = "yuyv, yu12 or nv12 (y4m: yu12, otherwise yuyv)" },
	{ .name = "full-range", .kind = OPT_FLAG, AT(full_range),
	  .help = "black is 0 and white is 255, not 16 and 235" },
	{ .name = "count", .letter = 'n', .kind = OPT_INT, .arg = "N", AT(count), .min = 1,
	  .max = INT32_MAX, .help = "end after N pictures" },
	{ .name = "duration", .kind = OPT_DURATION, .arg = "TIME", AT(duration),
	  .help = "end after that much video" },
	{ .name = "no-reopen", .kind = OPT_FLAG, AT(no_reopen),
	  .help = "end when the camera is lost, instead of waiting for it" },
	{ .name = "timeout", .kind = OPT_DURATION, .arg = "TIME", AT(timeout),
	  .help = "end when the camera has been lost for so long (never)" },
	OPT_CAMERA,
	{ .name = "quiet", .letter = 'q', .kind = OPT_FLAG, AT(quiet), .help = "errors only" },
	{ .name = NULL },
};

const char broadcast_notes[] =
	"OUTPUT: - is y4m on standard output, /dev/videoN a node of v4l2loopback. The\n"
	"last picture is sent again until the next one is there. Exposure and gain may\n"
	"be changed meanwhile, with v4l2-ctl for example.\n\n"
	"  qhycam broadcast - -t 2s --gain 56 | mpv -\n"
	"  qhycam broadcast - -t 2s --duration 60s | ffmpeg -i - -c:v libx264 m42.mkv\n"
	"  qhycam broadcast /dev/video9 -t 5s --overlay time,exposure,temperature\n\n"
	"Ctrl-C is the end, with 0. Exit codes: 0 done, 1 failed, 2 usage, 4 no camera,\n"
	"5 busy, 6 permission, 7 camera lost, 8 lost for too long, 11 the reader is gone.\n";

int run_broadcast(int argc, char **argv)
{
	struct broadcast_values v = { 0 };
	struct broadcast_plan plan;
	struct qc_error e;
	int r = verb_begin(verb_find("broadcast", &e), argc, argv, &v, &v.output);

	if (r >= 0)
		return r;
	r = broadcast_check(&v, &plan, &e);
	if (!r)
		r = broadcast_run(&v, &plan, &e);
	return r ? verb_fail("broadcast", &e) : QC_DONE;
}
