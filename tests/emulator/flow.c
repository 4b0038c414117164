// SPDX-License-Identifier: GPL-2.0
/* What makes live frames follow each other: nothing, a trigger, a burst. */
#include "output.h"

#include <errno.h>

bool stream_due(const struct stream *s)
{
	switch (s->flow) {
	case FLOW_FREE:
		return true;
	case FLOW_BURST:
		return s->burst.first < s->burst.end &&
		       s->counter + 1 < s->burst.end;
	default:
		return false;
	}
}

void stream_set_flow(struct stream *s, int64_t now, enum stream_flow flow)
{
	stream_advance(s, now);
	if (s->flow == flow)
		return;
	s->flow = flow;
	s->burst = (struct burst){ 0 };
	if (s->state != STREAM_RUNNING || s->reading || s->fast)
		return;
	if (flow == FLOW_BURST)
		s->waiting = true;
	else if (s->waiting)
		stream_next_live(s, now);
}

int stream_trigger(struct stream *s, int64_t now)
{
	stream_advance(s, now);
	if (s->state != STREAM_RUNNING || s->flow != FLOW_TRIGGER)
		return -EAGAIN;
	if (s->fast) {
		stream_make_frame(s, now);
		return 0;
	}
	if (!s->waiting)
		return -EBUSY;
	s->waiting = false;
	stream_expose(s, now);
	return 0;
}

void stream_release(struct stream *s, int64_t now, const struct burst *burst)
{
	s->burst = *burst;
	s->counter = 0;
	stream_start_live(s, now);
}
