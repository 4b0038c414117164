// SPDX-License-Identifier: GPL-2.0
/*
 * broadcast-pipewire.c - qhycam broadcast: a camera in PipeWire's graph
 *
 * The node drives the graph: each picture triggers a cycle. PipeWire's loop is part
 * of the main thread's poll(). Only one frame rate is offered, as consumers refuse
 * ranges.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "broadcast.h"

#ifndef QHYCAM_PIPEWIRE

int broadcast_open_pipewire(struct broadcast_sink *s, const char *name,
			    const struct broadcast_video *v, struct qc_error *e)
{
	(void)s;
	(void)name;
	(void)v;
	return qc_fail(e, QC_USAGE, ENOTSUP, "--pipewire: this qhycam was built without it; "
		       "install libpipewire-0.3-dev and build it again");
}

#else

#include <stdlib.h>

#include <pipewire/pipewire.h>
#include <spa/param/video/format-utils.h>
#include <spa/pod/builder.h>

#include "lib/clock.h"

#define BUFFERS 4
/* To become known to the daemon. */
#define CONNECT_NS (5 * QC_NS_PER_S)

struct node {
	struct pw_loop *loop;
	struct pw_stream *stream;
	struct spa_hook listener;
	struct broadcast_video video;
	const uint8_t *picture;		/* the newest */
	uint64_t sequence;
	enum pw_stream_state state;
	char text[256];			/* of an error */
};

static void on_state(void *data, enum pw_stream_state old, enum pw_stream_state state,
		     const char *text)
{
	struct node *n = data;

	(void)old;
	n->state = state;
	if (state == PW_STREAM_STATE_ERROR)
		snprintf(n->text, sizeof(n->text), "%s", text ? text : "unknown error");
}

/* A consumer has chosen: tell what the buffers must hold. */
static void on_param(void *data, uint32_t id, const struct spa_pod *param)
{
	struct node *n = data;
	uint8_t room[512];
	struct spa_pod_builder b = SPA_POD_BUILDER_INIT(room, sizeof(room));
	const struct spa_pod *params[1];

	if (!param || id != SPA_PARAM_Format)
		return;
	params[0] = spa_pod_builder_add_object(&b,
		SPA_TYPE_OBJECT_ParamBuffers, SPA_PARAM_Buffers,
		SPA_PARAM_BUFFERS_buffers, SPA_POD_CHOICE_RANGE_Int(BUFFERS, 2, 16),
		SPA_PARAM_BUFFERS_blocks, SPA_POD_Int(1),
		SPA_PARAM_BUFFERS_size, SPA_POD_Int((int)n->video.shape.bytes),
		SPA_PARAM_BUFFERS_stride, SPA_POD_Int((int)n->video.shape.stride));
	pw_stream_update_params(n->stream, params, 1);
}

/* A cycle: a buffer goes out with the newest picture. */
static void on_process(void *data)
{
	struct node *n = data;
	struct pw_buffer *b = pw_stream_dequeue_buffer(n->stream);
	struct spa_data *d;

	/* None is free: the consumers have not looked at the last ones yet. */
	if (!b)
		return;
	d = &b->buffer->datas[0];
	if (d->data && d->maxsize >= n->video.shape.bytes && n->picture) {
		memcpy(d->data, n->picture, n->video.shape.bytes);
		d->chunk->offset = 0;
		d->chunk->size = n->video.shape.bytes;
		d->chunk->stride = n->video.shape.stride;
	} else {
		d->chunk->size = 0;
	}
	pw_stream_queue_buffer(n->stream, b);
}

static const struct pw_stream_events events = {
	PW_VERSION_STREAM_EVENTS,
	.state_changed = on_state,
	.param_changed = on_param,
	.process = on_process,
};

static int lost(const struct node *n, struct qc_error *e)
{
	return qc_fail(e, QC_NO_READER, EPIPE, "PipeWire: %s",
		       *n->text ? n->text : "the daemon is gone");
}

/* What has come from the daemon. */
static int service(struct broadcast_sink *s, struct qc_error *e)
{
	struct node *n = s->data;
	int r = pw_loop_iterate(n->loop, 0);

	if (r < 0 && r != -EINTR)
		return qc_fail(e, QC_FAILED, -r, "PipeWire: %s", strerror(-r));
	return n->state == PW_STREAM_STATE_ERROR || n->state == PW_STREAM_STATE_UNCONNECTED ?
	       lost(n, e) : 0;
}

static int send_picture(struct broadcast_sink *s, const uint8_t *picture, struct qc_error *e)
{
	struct node *n = s->data;

	n->picture = picture;
	/* Nobody looks: nothing is to be done. */
	if (n->state == PW_STREAM_STATE_STREAMING)
		pw_stream_trigger_process(n->stream);
	return service(s, e);
}

static void close_node(struct broadcast_sink *s)
{
	struct node *n = s->data;

	if (n->stream)
		pw_stream_destroy(n->stream);
	if (n->loop) {
		pw_loop_leave(n->loop);
		pw_loop_destroy(n->loop);
	}
	pw_deinit();
	free(n);
}

/* YUY2 of one size and one rate. */
static const struct spa_pod *format(struct spa_pod_builder *b, const struct broadcast_video *v)
{
	return spa_pod_builder_add_object(b,
		SPA_TYPE_OBJECT_Format, SPA_PARAM_EnumFormat,
		SPA_FORMAT_mediaType, SPA_POD_Id(SPA_MEDIA_TYPE_video),
		SPA_FORMAT_mediaSubtype, SPA_POD_Id(SPA_MEDIA_SUBTYPE_raw),
		SPA_FORMAT_VIDEO_format, SPA_POD_Id(SPA_VIDEO_FORMAT_YUY2),
		SPA_FORMAT_VIDEO_size, SPA_POD_Rectangle(&SPA_RECTANGLE(v->shape.width,
									v->shape.height)),
		SPA_FORMAT_VIDEO_framerate, SPA_POD_Fraction(&SPA_FRACTION(v->rate, 1)),
		SPA_FORMAT_VIDEO_colorRange, SPA_POD_Id(v->full_range ?
			SPA_VIDEO_COLOR_RANGE_0_255 : SPA_VIDEO_COLOR_RANGE_16_235),
		SPA_FORMAT_VIDEO_colorMatrix, SPA_POD_Id(SPA_VIDEO_COLOR_MATRIX_BT601));
}

static int connect_node(struct node *n, struct qc_error *e)
{
	uint8_t room[1024];
	struct spa_pod_builder b = SPA_POD_BUILDER_INIT(room, sizeof(room));
	const struct spa_pod *params[1] = { format(&b, &n->video) };
	int64_t until = qc_mono_ns() + CONNECT_NS;
	int r = pw_stream_connect(n->stream, PW_DIRECTION_OUTPUT, PW_ID_ANY,
				  PW_STREAM_FLAG_DRIVER | PW_STREAM_FLAG_MAP_BUFFERS, params, 1);

	while (r >= 0 && n->state != PW_STREAM_STATE_PAUSED &&
	       n->state != PW_STREAM_STATE_ERROR && qc_mono_ns() < until)
		r = pw_loop_iterate(n->loop, 100);
	if (r < 0 || n->state == PW_STREAM_STATE_ERROR)
		return qc_fail(e, QC_FAILED, r < 0 ? -r : EPIPE, "PipeWire: %s",
			       r < 0 ? strerror(-r) : n->text);
	return n->state == PW_STREAM_STATE_PAUSED ? 0 :
	       qc_fail(e, QC_FAILED, ETIMEDOUT, "PipeWire: the daemon does not answer");
}

static int make_node(struct node *n, const char *name, struct qc_error *e)
{
	n->loop = pw_loop_new(NULL);
	if (!n->loop)
		return qc_fail(e, QC_FAILED, errno, "PipeWire: %s", strerror(errno));
	pw_loop_enter(n->loop);
	n->stream = pw_stream_new_simple(n->loop, name, pw_properties_new(
		PW_KEY_MEDIA_CLASS, "Video/Source", PW_KEY_MEDIA_ROLE, "Camera",
		PW_KEY_NODE_NAME, "qhycam", PW_KEY_NODE_DESCRIPTION, name,
		PW_KEY_NODE_NICK, name, NULL), &events, n);
	if (!n->stream)
		return qc_fail(e, QC_FAILED, errno, "PipeWire: no daemon can be reached: %s",
			       strerror(errno));
	return connect_node(n, e);
}

int broadcast_open_pipewire(struct broadcast_sink *s, const char *name,
			    const struct broadcast_video *v, struct qc_error *e)
{
	static const struct broadcast_sink_ops ops = {
		.send = send_picture, .resume = service, .close = close_node,
	};
	struct node *n = calloc(1, sizeof(*n));
	int r;

	if (!n)
		return qc_fail(e, QC_FAILED, ENOMEM, "not enough memory");
	n->video = *v;
	n->state = PW_STREAM_STATE_CONNECTING;
	pw_init(NULL, NULL);
	memset(s, 0, sizeof(*s));
	s->name = "PipeWire";
	s->data = n;
	s->bytes = v->shape.bytes;
	/* From here on closing is the caller's, also after an error. */
	s->ops = &ops;
	r = make_node(n, name, e);
	if (r)
		return r;
	s->fd = pw_loop_get_fd(n->loop);
	s->events = POLLIN;
	return 0;
}

#endif
