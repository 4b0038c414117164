// SPDX-License-Identifier: GPL-2.0
/*
 * cmd-bring-up.c - qhycam bring-up: the first evening with a real camera
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/qhyccd.h>

#include "bring-up.h"
#include "bring-up-record.h"
#include "cmd.h"
#include "lib/clock.h"
#include "lib/sysfs.h"
#include "wait.h"

#define CONTRADICTED 20		/* as qhycam trace --check */
#define TRIES 4			/* of a step, each with another alternative */
#define NODE_NS (15 * QC_NS_PER_S)
#define LOOK_NS (QC_NS_PER_S / 5)
#define BASICS (1u << 1 | 1u << 2 | 1u << 3 | 1u << 10)

#define AT(member) .offset = offsetof(struct bring_values, member)

const struct opt bring_up_opts[] = {
	{ .name = "bundle", .letter = 'b', .kind = OPT_TEXT, .arg = "FILE.tar", AT(bundle),
	  .help = "put recordings, statistics and the page into this file" },
	{ .name = "overwrite", .kind = OPT_FLAG, AT(overwrite),
	  .help = "replace FILE.tar if it exists" },
	{ .name = "read-only", .letter = 'r', .kind = OPT_FLAG, AT(read_only),
	  .help = "only steps that change nothing; ask nothing" },
	{ .name = "steps", .kind = OPT_TEXT, .arg = "STEP,...", AT(steps),
	  .help = "only these (all)" },
	{ .name = "consent", .kind = OPT_TEXT, .arg = "STEP,...", AT(consent),
	  .help = "yes to these without asking; also 'alternatives', 'unconfirmed', 'all'" },
	{ .name = "json", .kind = OPT_FLAG, AT(json),
	  .help = "in place of the page one JSON object per assumption and line" },
	{ .name = "camera", .letter = 'c', .kind = OPT_TEXT, .arg = "CAMERA", AT(camera),
	  .help = "node (/dev/video0), serial number, card name or USB port (2-1)" },
	{ .name = NULL },
};

const char bring_up_notes[] =
	"Needs root, as it records what goes over USB to the camera (and to no other\n"
	"device). Read docs/bring-up.md first: it tells what may happen. Steps:\n\n"
	"  identify status         ask the camera, change nothing\n"
	"  live deep single whole  pictures; each is asked for before it is done\n"
	"  light edges changes     the same, with light on the sensor\n"
	"  modes cooler            readout modes; 1 C colder\n\n"
	"Without a yes (standard input, --consent) nothing is sent to the camera but\n"
	"questions. 'alternatives': when the camera does not do what was assumed, the\n"
	"driver may try the other way that it knows.\n\n"
	"  sudo qhycam bring-up --read-only\n"
	"  sudo qhycam bring-up --bundle bring-up.tar\n\n"
	"Exit codes: 0 all steps went well and nothing is contradicted, 1 failed, 2 usage,\n"
	"3 a step failed, 4 no camera, 5 busy, 6 not root, 7 lost, 9 bundle not written,\n"
	"10 the driver was loaded with unconfirmed=1, 21 .. 44: 20 and the number of\n"
	"contradicted assumptions, 130 and 143 interrupted.\n";

static bool chosen(const struct doctor_usb *u, const char *selector)
{
	return !selector || !strcmp(u->node, selector) || !strcmp(u->serial, selector) ||
	       !strcmp(u->port, selector) || !strcasecmp(u->card, selector);
}

int bring_find(struct bring_up *b, struct qc_error *e)
{
	const char *port = *b->usb.port ? b->usb.port : b->opt->camera;
	struct doctor_usb *found = NULL;
	unsigned int n = 0;
	char text[16];
	int r;

	b->scan.cameras = 0;
	r = doctor_scan(&b->scan, e);
	if (r)
		return r;
	for (unsigned int i = 0; i < b->scan.cameras; i++) {
		if (!b->scan.usb[i].known || !chosen(&b->scan.usb[i], port))
			continue;
		found = &b->scan.usb[i];
		n++;
	}
	if (!found)
		return *b->usb.port ?
		       qc_fail(e, QC_LOST, ENODEV, "the camera is gone from the bus") :
		       qc_fail(e, QC_NO_CAMERA, ENOENT, "no such camera on USB; 'qhycam doctor' "
			       "tells more");
	if (n > 1)
		return qc_fail(e, QC_USAGE, EINVAL, "%u cameras: choose one with --camera", n);
	if (found->loader)
		return qc_fail(e, QC_NO_CAMERA, ENOENT, "%s waits for its firmware; 'qhycam "
			       "doctor' tells why", found->name);
	b->usb = *found;
	qc_read_line(b->usb.path, "busnum", text, sizeof(text));
	b->bus = (unsigned int)strtoul(text, NULL, 10);
	qc_read_line(b->usb.path, "devnum", text, sizeof(text));
	b->device = (unsigned int)strtoul(text, NULL, 10);
	bring_read_alternatives(b);
	return 0;
}

static void tell_driver(const struct bring_up *b, const char *what)
{
	char path[64], name[48];
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/usb/drivers/qhyccd/%s", what);
	snprintf(name, sizeof(name), "%s:1.0", b->usb.port);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	/* What comes of it is seen by looking. */
	if (write(fd, name, strlen(name)) < 0)
		errno = 0;
	close(fd);
}

int bring_rebind(struct bring_up *b, struct qc_error *e)
{
	int64_t end = qc_mono_ns() + NODE_NS;
	int r;

	if (*b->usb.driver)
		tell_driver(b, "unbind");
	tell_driver(b, "bind");
	do {
		r = bring_find(b, e);
		/* A probe that failed has left no driver, and none comes by waiting. */
		if (r || *b->usb.node || !*b->usb.driver)
			return r;
		r = wait_until(b->signal_fd, qc_mono_ns() + LOOK_NS, "interrupted", e);
	} while (!r && qc_mono_ns() < end);
	return r;
}

/* udev gives the node its owner a moment after it is there. */
static int begin_step(struct bring_up *b, char *path, struct recorder **recorder,
		      struct qc_error *e)
{
	char name[40];

	snprintf(name, sizeof(name), "%02u-%s.pcap", ++b->recordings, b->step->name);
	bundle_path(&b->bundle, name, path);
	*recorder = recorder_begin(path, b->bus, b->device, e);
	if (!*recorder)
		return e->status == QC_DISK ? -EIO : -ENODEV;
	recorder_ask_identity(b->bus, b->device);
	return 0;
}

/* Once. What the step itself has to say is in @said; the result is for the whole run. */
static int try_step(struct bring_up *b, uint32_t *fresh, int *done, struct qc_error *said,
		    struct qc_error *e)
{
	struct recorder *recorder;
	char path[PATH_MAX];
	int r = begin_step(b, path, &recorder, e);

	if (r)
		return r;
	said->text[0] = 0;
	*done = b->step->run != bring_identify && !*b->usb.node ?
		qc_fail(said, QC_FAILED, ENODEV, "the driver does not serve the camera") :
		b->step->run(b, said);
	r = recorder_end(recorder, &b->lost, e);
	if (!r)
		r = bring_judge(b, path, fresh, e);
	if (b->lost)
		fprintf(stderr, "   %u packets are missing in the recording: it is not judged\n",
			b->lost);
	if (!r && *done && (said->status == QC_INTERRUPTED || said->status == QC_TERMINATED)) {
		*e = *said;
		return *done;
	}
	return r ? r : bring_find(b, e);
}

static int use_alternatives(struct bring_up *b, uint32_t which, struct qc_error *e)
{
	int r = bring_ask_alternative(b, which, e);

	if (r <= 0)
		return r;
	b->alternatives |= which;
	r = bring_set_alternatives(b->alternatives);
	if (r) {
		fprintf(stderr, "   the driver cannot be told: %s\n", strerror(-r));
		b->alternatives &= ~which;
		return 0;
	}
	/* Not recorded: the step is, again. */
	r = bring_rebind(b, e);
	return r ? r : 1;
}

static void tell_fresh(const struct bring_up *b, uint32_t fresh)
{
	for (int a = 1; a <= TR_ASSUMPTIONS; a++)
		if (fresh & 1u << a)
			fprintf(stderr, "   A%d is contradicted: %s\n", a,
				b->all.finding[a].against[0].text);
}

/* 1: the rest would only tell the same again. */
static int do_step(struct bring_up *b, unsigned int index, struct qc_error *e)
{
	uint32_t fresh = 0, known, tried = 0;
	struct qc_error said;
	int r, done = 0;

	for (unsigned int i = 0; i < TRIES; i++) {
		r = try_step(b, &fresh, &done, &said, e);
		if (r)
			return r;
		tell_fresh(b, fresh);
		if (!done)
			b->helped |= tried;
		known = bring_known(fresh) & ~b->alternatives;
		r = known ? use_alternatives(b, known, e) : 0;
		if (r < 0)
			return r;
		if (!r)
			break;
		tried |= known;
	}
	b->result[index] = done ? BRING_FAILED : BRING_DONE;
	if (done) {
		snprintf(b->why[index], sizeof(b->why[index]), "%.*s", 150, said.text);
		fprintf(stderr, "   failed: %s\n", said.text);
	} else {
		fprintf(stderr, "   done\n");
	}
	return fresh & BASICS & ~b->alternatives ? 1 : 0;
}

static int do_steps(struct bring_up *b, struct qc_error *e)
{
	int r = 0;

	for (unsigned int i = 0; !r && bring_steps[i].name; i++) {
		b->step = &bring_steps[i];
		r = bring_ask(b, b->step, e);
		if (r == 1)
			r = do_step(b, i, e);
	}
	if (r == 1) {
		fprintf(stderr, "\nThe other steps would fail for the same reason.\n");
		r = 0;
	}
	return r;
}

static int check_driver(struct bring_up *b, struct qc_error *e)
{
	char text[8];

	if (access("/sys/module/qhyccd", F_OK))
		return qc_fail(e, QC_NO_CAMERA, ENOENT,
			       "the driver is not loaded: sudo modprobe qhyccd");
	qc_read_line("/sys/module/qhyccd/parameters", "unconfirmed", text, sizeof(text));
	if (*text == 'Y' && !bring_listed(b->opt->consent, "unconfirmed"))
		return qc_fail(e, QC_REFUSED, EPERM, "the driver was loaded with unconfirmed=1 "
			       "and would send what nobody has tried: load it without, or "
			       "--consent unconfirmed");
	return 0;
}

static int begin(struct bring_up *b, struct qc_error *e)
{
	struct qc_camera cam = { .fd = -1 };
	struct tr_sink unused;
	int r = bring_find(b, e);

	if (!r)
		r = check_driver(b, e);
	if (!r)
		r = recorder_check(b->bus, e);
	if (!r && *b->usb.node) {
		r = qc_camera_open(&cam, b->usb.node, e);
		if (!r)
			r = qc_stream_probe(&cam, e);
		qc_camera_close(&cam);
	}
	if (r)
		return r;
	tr_check_init(&b->all, false, &unused);
	b->histogram = malloc(sizeof(*b->histogram));
	if (!b->histogram)
		return qc_fail(e, QC_FAILED, ENOMEM, "no memory");
	r = bundle_begin(&b->bundle, "qhycam-bring-up", e);
	if (r)
		return r;
	b->statistics = bundle_create(&b->bundle, "frames.json");
	return b->statistics ? 0 : qc_fail(e, QC_DISK, errno, "frames.json: %s", strerror(errno));
}

/* As after plugging it in. */
static void leave(struct bring_up *b)
{
	struct qc_error ignored;

	if (!b->recordings)
		return;
	bring_set_alternatives(0);
	bring_rebind(b, &ignored);
}

static int bring_up(struct bring_up *b, struct qc_error *e)
{
	struct qc_error packed;
	int r = b->opt->bundle ? bundle_check(b->opt->bundle, b->opt->overwrite, e) : 0;

	if (!r)
		r = b->signal_fd = wait_signals(e);
	if (r >= 0)
		r = begin(b, e);
	if (!r) {
		r = do_steps(b, e);
		if (b->opt->json)
			tr_check_json(&b->all, stdout);
		else
			bring_page(b, stdout);
		/* Also of what was interrupted: it is all that there is. */
		if (b->opt->bundle && bring_pack(b, &packed) && !r) {
			*e = packed;
			r = -EIO;
		}
		leave(b);
	}
	if (b->statistics)
		fclose(b->statistics);
	bundle_remove(&b->bundle);
	return r;
}

static int exit_code(const struct bring_up *b)
{
	int against = 0;

	for (int a = 1; a <= TR_ASSUMPTIONS; a++)
		against += b->all.finding[a].against_count != 0;
	if (against)
		return CONTRADICTED + against;
	for (unsigned int i = 0; i < BRING_STEPS; i++)
		if (b->result[i] == BRING_FAILED)
			return QC_LOSSES;
	return QC_DONE;
}

static int check_usage(const struct bring_values *v, struct qc_error *e)
{
	int r = 0;

	if (v->overwrite && !v->bundle)
		r = qc_fail(e, QC_USAGE, EINVAL, "--overwrite is for --bundle");
	if (!r && v->read_only && v->consent)
		r = qc_fail(e, QC_USAGE, EINVAL, "--read-only and --consent exclude each other");
	if (!r)
		r = bring_check_list("--steps", v->steps, false, e);
	return r ? r : bring_check_list("--consent", v->consent, true, e);
}

int run_bring_up(int argc, char **argv)
{
	struct bring_values v = { 0 };
	struct bring_up *b;
	struct qc_error e;
	int r = verb_begin(verb_find("bring-up", &e), argc, argv, &v, NULL);

	if (r >= 0)
		return r;
	if (check_usage(&v, &e))
		return verb_fail("bring-up", &e);
	b = calloc(1, sizeof(*b));
	if (!b) {
		qc_fail(&e, QC_FAILED, ENOMEM, "no memory");
		return verb_fail("bring-up", &e);
	}
	b->opt = &v;
	b->signal_fd = -1;
	r = bring_up(b, &e);
	r = r ? verb_fail("bring-up", &e) : exit_code(b);
	free(b->histogram);
	free(b);
	return r;
}
