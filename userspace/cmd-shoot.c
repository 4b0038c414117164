// SPDX-License-Identifier: GPL-2.0
/*
 * cmd-shoot.c - qhycam shoot: options, order of events, summary
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "cmd.h"
#include "lib/clock.h"
#include "lib/find.h"
#include "shoot.h"

#define COUNT_MAX 1000000
#define RETRIES_DEFAULT 3
#define RETRIES_MAX 1000
/* Frames that got no buffer, or that the camera's memory had no room for. */
#define TOO_SLOW "computer or disk are too slow: try a higher --traffic or a smaller --roi"

static const char *const bits_choices[] = { "8", "16", NULL };
static const char *const type_choices[] = { "light", "dark", "bias", "flat", NULL };

#define AT(member) .offset = offsetof(struct shoot_values, member)

const struct opt shoot_opts[] = {
	{ .name = "exposure", .letter = 't', .kind = OPT_DURATION, .arg = "TIME", AT(exposure),
	  .help = "exposure time: 30us, 20ms, 0.5s, 300s, 5m; a bare number is in seconds; bias "
		  "frames take the shortest when it is not given" },
	{ .name = "output", .letter = 'o', .kind = OPT_TEXT, .arg = "PATTERN", AT(output),
	  .help = "file names, see below" },
	{ .name = "count", .letter = 'n', .kind = OPT_INT, .arg = "N", AT(count), .min = 1,
	  .max = COUNT_MAX, .help = "number of frames (1)" },
	{ .name = "first", .kind = OPT_INT, .arg = "F", AT(from), .min = 1, .max = COUNT_MAX,
	  .help = "%n of the first frame (1)" },
	{ .name = "type", .kind = OPT_CHOICE, .arg = "TYPE", AT(type), .choices = type_choices,
	  .help = "light, dark, bias or flat (light)" },
	{ .name = "gain", .letter = 'g', .kind = OPT_INT, .arg = "G", AT(gain), .min = INT32_MIN,
	  .max = INT32_MAX, .help = "gain, camera units (as it is)" },
	{ .name = "offset", .kind = OPT_INT, .arg = "O", AT(offset), .min = INT32_MIN,
	  .max = INT32_MAX, .help = "offset, camera units (as it is)" },
	{ .name = "mode", .letter = 'm', .kind = OPT_TEXT, .arg = "MODE", AT(mode),
	  .help = "readout mode, number or name (as it is); 'qhycam info' lists them" },
	{ .name = "traffic", .kind = OPT_INT, .arg = "T", AT(traffic), .min = INT32_MIN,
	  .max = INT32_MAX, .help = "USB traffic, camera units (as it is)" },
	{ .name = "bits", .kind = OPT_CHOICE, .arg = "8|16", AT(bits), .choices = bits_choices,
	  .help = "bits per pixel (16, or what the readout mode has)" },
	{ .name = "effective", .kind = OPT_FLAG, AT(effective),
	  .help = "read the light-sensitive area (default)" },
	{ .name = "full", .kind = OPT_FLAG, AT(full),
	  .help = "read the whole area, with optical black and overscan" },
	{ .name = "roi", .letter = 'r', .kind = OPT_ROI, .arg = "WxH+X+Y", AT(roi),
	  .help = "read this region of the whole area, pixels" },
	{ .name = "live", .kind = OPT_FLAG, AT(live),
	  .help = "live mode: frames follow each other without a pause" },
	{ .name = "retries", .kind = OPT_INT, .arg = "R", AT(retries), .min = 0,
	  .max = RETRIES_MAX, .help = "take a damaged frame again up to R times (3)" },
	{ .name = "preview", .letter = 'p', .kind = OPT_TEXT, .arg = "FILE.png", AT(preview),
	  .help = "small stretched picture of the last frame; replaces the file" },
	{ .name = "camera", .letter = 'c', .kind = OPT_TEXT, .arg = "CAMERA", AT(camera),
	  .help = "node (/dev/video0), index, serial number or card name; needed when there is "
		  "more than one" },
	{ .name = "overwrite", .kind = OPT_FLAG, AT(overwrite),
	  .help = "replace files that exist" },
	{ .name = "quiet", .letter = 'q', .kind = OPT_FLAG, AT(quiet), .help = "errors only" },
	{ .name = "verbose", .letter = 'v', .kind = OPT_FLAG, AT(verbose),
	  .help = "more about each frame" },
	{ .name = NULL },
};

const char shoot_notes[] =
	"PATTERN: %n frame number (%6n: six digits), %t type, %e exposure, %d start in\n"
	"UTC, %% a percent sign. Without %n and %d several frames get -0001, -0002 ...\n"
	".fits is added when it is missing. The finished files are named on stdout.\n\n"
	"  qhycam shoot -t 300s -n 12 --gain 56 --mode 'High Gain' -o m31-%n.fits\n"
	"  qhycam shoot --type bias -n 50 --full -o bias/%t-%n.fits\n\n"
	"Ctrl-C aborts the exposure at once; finished files stay.\n"
	"Exit codes: 0 done, 1 failed, 2 usage, 3 frames missing, 4 no camera, 5 busy,\n"
	"6 permission, 7 camera lost, 8 timeout, 9 disk, 130 and 143 interrupted.\n";

int shoot_check(const struct shoot_values *v, struct qc_error *e)
{
	if (!v->output)
		return qc_fail(e, QC_USAGE, EINVAL,
			       "--output is missing; write -o PATTERN, like -o m31-%%n.fits");
	if (!v->exposure.set && (!v->type || strcmp(v->type, "bias")))
		return qc_fail(e, QC_USAGE, EINVAL,
			       "--exposure is missing; write -t TIME, like -t 300s");
	if (v->roi.set + v->full + v->effective > 1)
		return qc_fail(e, QC_USAGE, EINVAL,
			       "--roi, --full and --effective exclude each other");
	if (v->quiet && v->verbose)
		return qc_fail(e, QC_USAGE, EINVAL, "--quiet and --verbose exclude each other");
	return qc_name_check(v->output, e);
}

/* From here on SIGINT and SIGTERM only come through the descriptor. */
static int open_signals(struct qc_error *e)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd < 0)
		return qc_fail(e, QC_FAILED, errno, "signalfd: %s", strerror(errno));
	return fd;
}

/* Live frames are held while a slow disk takes one; 512 MiB of them at most. */
static unsigned int buffer_count(const struct shoot *s)
{
	unsigned int n;

	if (!s->opt->live)
		return 2;
	n = (512u << 20) / s->setup.format.size;
	return n < 3 ? 3 : n > 8 ? 8 : n;
}

static void summary(struct shoot *s)
{
	double span = (s->last_ns - s->first_ns) / 1e9;
	double all = (qc_mono_ns() - s->begun_ns) / 1e9;

	progress_clear(&s->progress);
	if (s->progress.quiet)
		return;
	fprintf(stderr, "%u frame%s", s->good, s->good == 1 ? "" : "s");
	if (s->good > 1 && span > 0)
		fprintf(stderr, ", %.1f frames/s", (s->good - 1) / span);
	fprintf(stderr, ", %.1f s", all);
	if (s->damaged)
		fprintf(stderr, ", %u damaged", s->damaged);
	if (s->dropped)
		fprintf(stderr, ", %u dropped", s->dropped);
	if (s->missing)
		fprintf(stderr, ", %u missing", s->missing);
	if (s->without_meta)
		fprintf(stderr, ", %u without metadata", s->without_meta);
	fputc('\n', stderr);
}

/* What the result means for the exit code, when nothing failed before. */
static int judge(struct shoot *s, int r, struct qc_error *e)
{
	if (r == -EINTR)
		return qc_fail(e, s->signal == SIGTERM ? QC_TERMINATED : QC_INTERRUPTED, EINTR,
			       "interrupted; %u of %u frames are finished", s->good, s->count);
	if (r)
		return r;
	if (s->missing)
		return qc_fail(e, QC_LOSSES, EIO,
			       "%u of %u frames are missing: still damaged after %u retries; %s",
			       s->missing, s->count, s->retries, s->dropped ? TOO_SLOW :
			       "check the USB cable, or try a higher --traffic");
	if (s->dropped > s->damaged)
		return qc_fail(e, QC_LOSSES, EIO,
			       "%u frames between those were lost; " TOO_SLOW, s->dropped);
	return 0;
}

static int shoot(struct shoot *s, struct qc_error *e)
{
	struct qc_error later;
	int r, rp;

	r = shoot_setup(s, e);
	if (!r)
		r = shoot_check_files(s, e);
	if (!r)
		r = qc_stream_open(&s->stream, &s->cam, buffer_count(s), s->setup.format.size, e);
	if (r)
		return r;
	if (s->metanode.fd < 0)
		progress_say(&s->progress, "no metadata: %s; times and settings in the headers "
			     "are those of events and controls", s->no_metadata.text);
	s->begun_ns = qc_mono_ns();
	r = shoot_frames(s, e);
	qc_stream_stop(&s->stream);
	summary(s);
	r = judge(s, r, e);
	if (s->opt->preview && s->keep >= 0) {
		rp = shoot_preview(s, &later);
		if (!r && rp) {
			*e = later;
			r = rp;
		}
	}
	qc_stream_close(&s->stream);
	return r;
}

int run_shoot(int argc, char **argv)
{
	struct shoot_values v = { .type = "light" };
	struct shoot s = { .opt = &v, .cam.fd = -1, .signal_fd = -1, .keep = -1,
			   .metanode.fd = -1 };
	struct qc_error e;
	int r = verb_begin(verb_find("shoot", &e), argc, argv, &v, NULL);

	if (r >= 0)
		return r;
	s.count = v.count.set ? v.count.value : 1;
	s.retries = v.retries.set ? v.retries.value : RETRIES_DEFAULT;
	progress_init(&s.progress, v.quiet);
	r = shoot_check(&v, &e);
	if (!r)
		r = qc_find_open(&s.cam, v.camera, &e);
	if (!r)
		r = s.signal_fd = open_signals(&e);
	if (r >= 0) {
		r = shoot(&s, &e);
		qc_metanode_stop(&s.metanode);
		shoot_restore(&s);
		close(s.signal_fd);
	}
	qc_camera_close(&s.cam);
	qc_fits_free(&s.fits);
	progress_clear(&s.progress);
	return r ? verb_fail("shoot", &e) : QC_DONE;
}
