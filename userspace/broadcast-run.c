// SPDX-License-Identifier: GPL-2.0
/*
 * broadcast-run.c - qhycam broadcast: pictures at the rate of the video
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "broadcast-run.h"
#include "lib/clock.h"
#include "lib/pace.h"
#include "wait.h"

/* A reader that takes nothing must not keep the end waiting. */
#define LAST_PICTURE_NS (2 * QC_NS_PER_S)

struct broadcast {
	const struct broadcast_plan *plan;
	struct broadcast_capture capture;
	struct qc_newest newest;
	struct broadcast_sink sink;
	struct qc_pace pace;
	int signal_fd;
	bool sending;			/* a picture is half sent */
	uint64_t sent;
};

/* Until the first frame is there. */
static void picture_before(struct broadcast *b)
{
	static const char text[] = "waiting for the first frame";
	struct qc_canvas c = broadcast_canvas(&b->capture, qc_newest_front(&b->newest));
	unsigned int width = qc_overlay_width(sizeof(text) - 1, c.height);

	qc_canvas_clear(&c);
	if (width < c.width)
		qc_overlay_text(&c, (c.width - width) / 2, c.height / 2, text);
}

static int open_sink(struct broadcast *b, const struct broadcast_values *v, struct qc_error *e)
{
	const struct broadcast_video video = {
		.format = b->plan->format, .shape = b->capture.shape, .rate = b->plan->rate,
		.full_range = v->full_range,
	};

	if (v->pipewire)
		return broadcast_open_pipewire(&b->sink, b->capture.cam.id.card, &video, e);
	if (!strcmp(v->output, "-"))
		return broadcast_open_stream(&b->sink, &video, v->raw_video, e);
	return broadcast_open_loopback(&b->sink, v->output, &video, e);
}

static bool over(const struct broadcast *b)
{
	return b->plan->count && b->sent >= b->plan->count;
}

static int sent(struct broadcast *b, int r)
{
	b->sending = r == -EAGAIN;
	if (!r) {
		b->sent++;
		qc_pace_sent(&b->pace);
	}
	return b->sending ? 0 : r;
}

/* All that are due, or until the reader has enough for now. */
static int send_due(struct broadcast *b, struct qc_error *e)
{
	int r = 0;

	while (!r && !b->sending && !over(b) && qc_pace_due(&b->pace, qc_mono_ns()))
		r = sent(b, b->sink.ops->send(&b->sink, qc_newest_front(&b->newest), e));
	return r;
}

/* The sink has something to do, whether a picture is on its way or not. */
static int resume(struct broadcast *b, struct qc_error *e)
{
	int r = b->sink.ops->resume(&b->sink, e);

	return b->sending ? sent(b, r) : r;
}

/* Sleep until something is to be done: p[0] signal, p[1] end of frames, p[2] sink. */
static int sleep_until(const struct broadcast *b, int64_t until_ns, struct pollfd p[3],
		       struct qc_error *e)
{
	int64_t ns = until_ns - qc_mono_ns();
	struct timespec left = { .tv_sec = ns / QC_NS_PER_S, .tv_nsec = ns % QC_NS_PER_S };

	if (ns < 0)
		left = (struct timespec){ 0 };
	p[0] = (struct pollfd){ .fd = b->signal_fd, .events = POLLIN };
	p[1] = (struct pollfd){ .fd = b->capture.end_fd, .events = POLLIN };
	p[2] = (struct pollfd){ .fd = b->sink.events ? b->sink.fd : -1,
				.events = b->sink.events };
	if (ppoll(p, 3, &left, NULL) < 0 && errno != EINTR)
		return qc_fail(e, QC_FAILED, errno, "poll: %s", strerror(errno));
	return 0;
}

/* 0 at the end that was asked for, or at a signal. */
static int send_pictures(struct broadcast *b, struct qc_error *e)
{
	struct pollfd p[3];
	int r = 0, ended;

	for (;;) {
		r = send_due(b, e);
		if (r || over(b))
			return r;
		/* While a picture is half sent only the reader, or a signal, goes on. */
		r = sleep_until(b, b->sending ? qc_mono_ns() + QC_NS_PER_S :
				qc_pace_next_ns(&b->pace), p, e);
		if (!r && p[2].revents)
			r = resume(b, e);
		if (r)
			return r;
		if (p[0].revents && wait_signal(b->signal_fd))
			return 0;
		if (p[1].revents && qc_newest_ended(&b->newest, &ended, e))
			return ended;
	}
}

/* What was begun is sent whole, if the reader takes it in time. */
static void finish_picture(struct broadcast *b)
{
	int64_t until = qc_mono_ns() + LAST_PICTURE_NS;
	struct qc_error ignored;
	struct pollfd p[3];

	while (b->sending && qc_mono_ns() < until) {
		if (sleep_until(b, until, p, &ignored))
			return;
		if (p[2].revents && resume(b, &ignored))
			return;
	}
}

static void summary(const struct broadcast *b, bool quiet)
{
	const struct broadcast_capture *c = &b->capture;

	if (quiet)
		return;
	fprintf(stderr, "%llu pictures sent to %s, %u frames from the camera",
		(unsigned long long)b->sent, b->sink.name, c->frames);
	if (b->pace.missed)
		fprintf(stderr, ", %llu pictures left out: the reader is slow",
			(unsigned long long)b->pace.missed);
	if (c->damaged)
		fprintf(stderr, ", %u damaged", c->damaged);
	if (c->returns)
		fprintf(stderr, ", camera lost %u time%s", c->returns, c->returns == 1 ? "" : "s");
	fputc('\n', stderr);
}

static int run(struct broadcast *b, const struct broadcast_values *v, struct qc_error *e)
{
	int r = broadcast_capture_open(&b->capture, v, b->plan, e);

	if (!r)
		r = qc_newest_open(&b->newest, b->capture.shape.bytes, e);
	if (r)
		return r;
	picture_before(b);
	r = b->signal_fd = wait_signals(e);
	if (r >= 0)
		r = open_sink(b, v, e);
	if (r)
		return r;
	r = broadcast_capture_start(&b->capture, &b->newest, e);
	if (r)
		return r;
	qc_pace_start(&b->pace, b->plan->rate, b->sink.keeps_time ? b->plan->rate : 1,
		      qc_mono_ns());
	r = send_pictures(b, e);
	finish_picture(b);
	broadcast_capture_close(&b->capture);
	summary(b, v->quiet);
	return r;
}

int broadcast_run(const struct broadcast_values *v, const struct broadcast_plan *plan,
		  struct qc_error *e)
{
	struct broadcast b = { .plan = plan, .signal_fd = -1 };
	int r = run(&b, v, e);

	broadcast_capture_close(&b.capture);
	if (b.sink.ops)
		b.sink.ops->close(&b.sink);
	qc_newest_close(&b.newest);
	if (b.signal_fd >= 0)
		close(b.signal_fd);
	return r;
}
