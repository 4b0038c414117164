// SPDX-License-Identifier: GPL-2.0
/*
 * cmd-trace.c - qhycam trace: a USB recording, read
 */
#include <errno.h>
#include <stdlib.h>

#include "cmd.h"
#include "trace/check.h"
#include "trace/show.h"

/* Exit codes of --check: this and the number of contradicted assumptions. */
#define CONTRADICTED 20

struct trace_values {
	bool json, check, maker, all;
	const char *device;
};

#define AT(member) .offset = offsetof(struct trace_values, member)

const struct opt trace_opts[] = {
	{ .name = "check", .kind = OPT_FLAG, AT(check),
	  .help = "look at the driver's assumptions A1 .. A24 instead: which of them hold" },
	{ .name = "maker", .letter = 'm', .kind = OPT_FLAG, AT(maker),
	  .help = "with --check: the maker's program was recorded, so what it sends counts" },
	{ .name = "all", .letter = 'a', .kind = OPT_FLAG, AT(all),
	  .help = "show also what is as before in a page, and each piece of firmware" },
	{ .name = "device", .letter = 'd', .kind = OPT_TEXT, .arg = "BUS.DEVICE", AT(device),
	  .help = "only this one, camera or not (all cameras)" },
	{ .name = "json", .kind = OPT_FLAG, AT(json),
	  .help = "one JSON object per request, frame or assumption and line" },
	{ .name = NULL },
};

const char trace_notes[] =
	"FILE is pcap or pcapng with packets of Linux' usbmon or of USBPcap, or the text\n"
	"of /sys/kernel/debug/usb/usbmon. No camera is needed. docs/trace.md tells how to\n"
	"record. Each line: seconds, bus.device, packet, '?' when it is not known or not\n"
	"as it should be, what it is. The serial number of the camera is in it.\n\n"
	"  sudo tcpdump -i usbmon2 -w usb.pcap\n"
	"  qhycam trace usb.pcap\n"
	"  qhycam trace --check --maker windows.pcapng\n\n"
	"Exit codes: 0 read to its end (with --check: nothing contradicted), 1 failed,\n"
	"2 usage, 3 a file ends too early, 4 no camera in it, 6 no permission,\n"
	"21 .. 44 with --check: 20 and the number of contradicted assumptions.\n";

struct trace {
	const struct trace_values *opt;
	struct tr_choice choice;
	struct tr_listing listing;
	struct tr_check check;
	struct tr_sink sink;
	struct tr_totals totals;
};

static void begin(struct trace *t)
{
	if (t->opt->check)
		tr_check_init(&t->check, t->opt->maker, &t->sink);
	else if (t->opt->json)
		tr_json_init(stdout, &t->sink);
	else
		tr_listing_init(&t->listing, stdout, t->opt->all, &t->sink);
}

/* Contradicted assumptions. */
static unsigned int finish(struct trace *t)
{
	if (t->opt->check)
		return t->opt->json ? tr_check_json(&t->check, stdout) :
				      tr_check_print(&t->check, stdout);
	if (t->opt->json)
		tr_json_totals(stdout, &t->totals);
	else
		tr_listing_totals(&t->listing, &t->totals);
	return 0;
}

static int read_all(struct trace *t, int count, char **files)
{
	const struct tr_sink *const sinks[] = { &t->sink, NULL };
	int worst = QC_DONE, r;
	unsigned int against;
	struct qc_error e;

	begin(t);
	for (int i = 0; i < count; i++) {
		r = tr_read(files[i], &t->choice, sinks, &t->totals, &e);
		if (!r)
			continue;
		fflush(stdout);
		worst = verb_fail("trace", &e);
		if (worst != QC_LOSSES)
			return worst;
	}
	against = finish(t);
	if (against)
		return CONTRADICTED + (int)against;
	if (worst == QC_DONE && !t->totals.cameras) {
		fflush(stdout);
		qc_fail(&e, QC_NO_CAMERA, ENODEV, t->choice.chosen ?
			"no such device in the recording" : "no camera in the recording; --device "
			"BUS.DEVICE shows another device");
		return verb_fail("trace", &e);
	}
	return worst;
}

static int check_usage(const struct trace_values *v, struct tr_choice *choice, struct qc_error *e)
{
	if (v->maker && !v->check)
		return qc_fail(e, QC_USAGE, EINVAL, "--maker is for --check");
	if (v->all && (v->check || v->json))
		return qc_fail(e, QC_USAGE, EINVAL, "--all is for the listing");
	if (v->device && tr_parse_device(v->device, choice))
		return qc_fail(e, QC_USAGE, EINVAL, "--device %s: write BUS.DEVICE, like 2.5",
			       v->device);
	return 0;
}

int run_trace(int argc, char **argv)
{
	struct trace_values v = { 0 };
	struct tr_choice choice = { 0 };
	struct qc_error e;
	struct trace *t;
	int first, r;

	r = opt_parse_many(trace_opts, argc, argv, &v, &first, &e);
	if (r == OPT_HELP) {
		opt_help(verb_find("trace", &e));
		return QC_DONE;
	}
	if (!r && first == argc)
		r = qc_fail(&e, QC_USAGE, EINVAL, "FILE is missing");
	if (!r)
		r = check_usage(&v, &choice, &e);
	if (r)
		return verb_fail("trace", &e);
	t = calloc(1, sizeof(*t));
	if (!t) {
		qc_fail(&e, QC_FAILED, ENOMEM, "no memory");
		return verb_fail("trace", &e);
	}
	t->opt = &v;
	t->choice = choice;
	r = read_all(t, argc - first, argv + first);
	free(t);
	return r;
}
