// SPDX-License-Identifier: GPL-2.0
/*
 * broadcast-stream.c - qhycam broadcast: pictures on standard output
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "broadcast.h"
#include "lib/y4m.h"

#define PIPE_BYTES (1 << 20)

static int fail(int err, struct qc_error *e)
{
	if (err == EPIPE)
		return qc_fail(e, QC_NO_READER, err, "nobody reads standard output any more");
	if (err == ENOSPC || err == EDQUOT || err == EFBIG || err == EIO)
		return qc_fail(e, QC_DISK, err, "standard output: %s", strerror(err));
	return qc_fail(e, QC_FAILED, err, "standard output: %s", strerror(err));
}

/* As much as is taken now: 0 all of it, -EAGAIN, -errno. */
static int go_on(struct broadcast_sink *s, struct qc_error *e)
{
	size_t all = s->head_bytes + s->bytes, body;
	struct iovec part[2];
	ssize_t n;

	while (s->at < all) {
		body = s->at > s->head_bytes ? s->at - s->head_bytes : 0;
		part[0].iov_base = s->head + (body ? 0 : s->at);
		part[0].iov_len = body ? 0 : s->head_bytes - s->at;
		part[1].iov_base = (void *)(s->picture + body);
		part[1].iov_len = s->bytes - body;
		n = writev(s->fd, part, 2);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN) {
			s->events = POLLOUT;
			return -EAGAIN;
		}
		if (n < 0)
			return fail(errno, e);
		s->at += n;
	}
	s->events = 0;
	/* The header of the stream stands before the first picture only. */
	if (s->head_bytes)
		s->head_bytes = strlen(strcpy(s->head, QC_Y4M_FRAME));
	return 0;
}

static int send_picture(struct broadcast_sink *s, const uint8_t *picture, struct qc_error *e)
{
	s->picture = picture;
	s->at = 0;
	return go_on(s, e);
}

/* The pipe may belong to others, too, who expect it as it was. */
static void close_stream(struct broadcast_sink *s)
{
	if (s->flags >= 0)
		fcntl(s->fd, F_SETFL, s->flags);
}

int broadcast_open_stream(struct broadcast_sink *s, const struct broadcast_video *v, bool raw,
			  struct qc_error *e)
{
	static const struct broadcast_sink_ops ops = {
		.send = send_picture, .resume = go_on, .close = close_stream,
	};

	if (isatty(STDOUT_FILENO))
		return qc_fail(e, QC_USAGE, EINVAL, "standard output is a terminal; send it to a "
			       "program, like '| mpv -', or to a file");
	memset(s, 0, sizeof(*s));
	s->name = "standard output";
	s->fd = STDOUT_FILENO;
	s->bytes = v->shape.bytes;
	s->keeps_time = true;
	/* A reader that takes its time must not keep a signal from being seen. */
	s->flags = fcntl(s->fd, F_GETFL);
	if (s->flags < 0 || fcntl(s->fd, F_SETFL, s->flags | O_NONBLOCK))
		return fail(errno, e);
	/* Fewer turns for each picture; a pipe that stays small does as well. */
	fcntl(s->fd, F_SETPIPE_SZ, PIPE_BYTES);
	if (!raw) {
		s->head_bytes = qc_y4m_header(v->shape.width, v->shape.height, v->rate,
					      v->full_range, s->head);
		strcpy(s->head + s->head_bytes, QC_Y4M_FRAME);
		s->head_bytes += strlen(QC_Y4M_FRAME);
	}
	s->ops = &ops;
	return 0;
}
