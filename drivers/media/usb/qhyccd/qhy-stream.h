/* SPDX-License-Identifier: GPL-2.0 */
/*
 * QHYCCD USB cameras: the data path, from requests to frames to buffers
 *
 * The locks are described in qhy.h.
 */
#ifndef _QHY_STREAM_H
#define _QHY_STREAM_H

#include <linux/scatterlist.h>
#include <linux/spinlock.h>
#include <linux/usb.h>
#include <linux/workqueue.h>
#include <media/videobuf2-v4l2.h>

#include "qhy-clock.h"
#include "qhy-frame.h"

#define QHY_MAX_CUT		3	/* frames in a row cut by a full DDR */

/* What becomes of a buffer once nothing is in flight to it */
enum qhy_verdict {
	QHY_PENDING,	/* its frame has not ended */
	QHY_GOOD,
	QHY_DAMAGED,	/* to the program, with the error flag */
	QHY_RECYCLE,	/* holds no frame: back to the queue */
};

/**
 * struct qhy_shot - what is known of a frame
 * @taken: settings
 * @unsure: or the former ones
 * @fault: what is wrong with it
 * @start: of the exposure of its first row, monotonic, ns
 * @end: of that exposure
 * @error_us: of these times
 */
struct qhy_shot {
	struct qhy_taken taken;
	bool unsure;
	enum qhy_frame_fault fault;
	s64 start;
	s64 end;
	u32 error_us;
};

/**
 * struct qhy_buffer - a vb2 buffer as the stream sees it
 * @vb: first, as vb2 wants it
 * @list: stream.queued or stream.active
 * @slices: one table per request of the plan; the last one has @tail appended
 * @plan: that @slices were made for
 * @tail: takes what follows the image when the plane has no room for it
 * @memory: the plane
 * @in_flight: requests with the host controller (stream.lock)
 * @closed: no more requests will be submitted for it (stream.lock)
 * @verdict: stream.lock
 * @shot: with the verdict (stream.lock)
 * @turn: stream.swapping
 * @arrived: bytes of the image that may be swapped (stream.lock)
 * @finished: @arrived is final and the buffer goes to the program after the
 *	swap (stream.lock)
 * @swapped: bytes that stream.swap_work has taken on (stream.lock)
 */
struct qhy_buffer {
	struct vb2_v4l2_buffer vb;
	struct list_head list;
	struct sg_table *slices;
	struct qhy_plan plan;
	struct page *tail;
	u8 *memory;
	u32 in_flight;
	bool closed;
	enum qhy_verdict verdict;
	struct qhy_shot shot;
	struct list_head turn;
	u32 arrived;
	bool finished;
	u32 swapped;
};

static inline struct qhy_buffer *to_qhy_buffer(struct vb2_buffer *vb)
{
	return container_of(to_vb2_v4l2_buffer(vb), struct qhy_buffer, vb);
}

struct qhy;

/**
 * struct qhy_xfer - one place of the ring
 * @qhy: camera
 * @urb: blocked while the ring stands still
 * @buf: buffer of the request, NULL when it goes to scratch memory
 * @slice: of the plan, or QHY_NO_SLICE
 */
struct qhy_xfer {
	struct qhy *qhy;
	struct urb *urb;
	struct qhy_buffer *buf;
	u32 slice;
};

/* One is read into while the other one is given back and submitted again. */
#define QHY_SCRATCHES	2

/**
 * struct qhy_scratch - takes what nobody wants
 * @memory: as large as a request
 * @table: its pages
 */
struct qhy_scratch {
	void *memory;
	struct sg_table table;
};

/**
 * struct qhy_stats - counters since the module was bound
 * @good: frames delivered
 * @damaged: frames delivered with the error flag
 * @dropped: whole frames drained for want of a buffer
 * @lost: frames that passed while the stream was out of step
 * @starved: times that no buffer was there for the next frame
 * @overflows: damaged frames that the camera's full DDR cut
 * @resyncs: times that the stream came into step again
 * @bytes: received
 * @endpoint_errors: failed requests
 * @recoveries: restarts of the camera by the driver
 */
struct qhy_stats {
	u64 good;
	u64 damaged;
	u64 dropped;
	u64 lost;
	u64 starved;
	u64 overflows;
	u64 resyncs;
	u64 bytes;
	u64 endpoint_errors;
	u64 recoveries;
};

/**
 * struct qhy_stream - from requests to frames; all but @lock under @lock
 * @lock: taken in interrupt context
 * @ring: requests in flight are @in_flight places from @head on
 * @head: oldest request in flight
 * @in_flight: requests with the host controller
 * @depth: limit of @in_flight
 * @scratch: used in turn
 * @scratched: requests that ever went to @scratch: the next one's turn
 * @scratching: those of them in flight
 * @running: completions count and requests are submitted
 * @queued: buffers that wait for a frame
 * @active: buffers with requests in flight, in the order of frames
 * @frame: position in the stream
 * @filling: requests for a frame are being handed out
 * @fill: its buffer, NULL to drop the frame
 * @fill_slice: next request of it
 * @receiving: buffer of the frame of which a part is there
 * @swap: bytes are swapped
 * @swapping: buffers of which a part is there to swap, in the order of frames
 * @swap_work: does it, on swap_wq
 * @single: a frame may begin only when @armed
 * @armed: an exposure was started for the first queued buffer
 * @keep: without a buffer the camera's DDR keeps the frames
 * @zeros_are_bad: see qhy_frame_check()
 * @stale: frames still to drop after the start
 * @credit: frames that may be dropped for want of a buffer
 * @starving: no buffer is there for the next frame
 * @starved_at: since when
 * @judged: the present frame has its verdict, its rest is still to come
 * @sequence: of the present frame
 * @failures: recoveries since the last good frame
 * @cut: frames in a row that the full DDR cut
 * @progress: time of the last sign of life
 * @clock: which frame the sensor makes, and with what
 * @telling: how long it takes to tell the camera a setting, ns
 * @exposed_at: single-frame mode: start of the exposure, monotonic, ns
 * @exposed_error: of it, us
 * @asking: settings are on their way to the camera
 * @asked_from: first frame that may have them
 * @triggered: an edge starts each frame
 * @burst: frames come in bursts
 * @expected: frames of the running burst that are still to come
 * @held: the end of its last frame comes with the next burst
 * @expected_until: the burst is over then, come what may
 * @stats: counters
 */
struct qhy_stream {
	spinlock_t lock;		/* see above */
	struct qhy_xfer ring[QHY_RING_SIZE];
	unsigned int head;
	unsigned int in_flight;
	unsigned int depth;
	struct qhy_scratch scratch[QHY_SCRATCHES];
	unsigned int scratched;
	unsigned int scratching;
	bool running;
	struct list_head queued;
	struct list_head active;
	struct qhy_frame frame;
	bool filling;
	struct qhy_buffer *fill;
	u32 fill_slice;
	struct qhy_buffer *receiving;
	bool swap;
	struct list_head swapping;
	struct work_struct swap_work;
	bool single;
	bool armed;
	bool keep;
	bool zeros_are_bad;
	u32 stale;
	u32 credit;
	bool starving;
	ktime_t starved_at;
	bool judged;
	u32 sequence;
	unsigned int failures;
	unsigned int cut;
	ktime_t progress;
	struct qhy_clock clock;
	s64 telling;
	s64 exposed_at;
	u32 exposed_error;
	bool asking;
	u32 asked_from;
	bool triggered;
	bool burst;
	u32 expected;
	bool held;
	ktime_t expected_until;
	struct qhy_stats stats;
};

/* qhy-ring.c */
int qhy_ring_alloc(struct qhy *qhy, usb_complete_t complete);
void qhy_ring_free(struct qhy *qhy);
int qhy_ring_alloc_scratch(struct qhy *qhy, const struct qhy_plan *plan);
void qhy_ring_free_scratch(struct qhy *qhy);
void qhy_ring_start(struct qhy *qhy);
void qhy_ring_stop(struct qhy *qhy);
int qhy_ring_submit(struct qhy *qhy, struct qhy_buffer *buf, u32 slice);
int qhy_sg_from_vmalloc(struct qhy *qhy, struct sg_table *table, void *memory,
			u32 bytes, struct page *tail);

/* qhy-buffer.c */
void qhy_buffer_init(struct qhy_buffer *buf);
void qhy_buffer_reset(struct qhy_buffer *buf);
void qhy_buffer_swap_work(struct work_struct *work);
void qhy_buffer_advance(struct qhy *qhy, struct qhy_buffer *buf, u32 arrived,
			bool finished);
void qhy_buffer_judge(struct qhy *qhy, struct qhy_buffer *buf,
		      enum qhy_frame_fault fault, u64 bytes);
void qhy_buffer_leave(struct qhy *qhy, struct qhy_buffer *buf);
enum qhy_frame_fault qhy_buffer_check(struct qhy *qhy, struct qhy_buffer *buf);

/* qhy-stream.c */
int qhy_stream_init(struct qhy *qhy);
void qhy_stream_setup(struct qhy *qhy, const struct qhy_plan *plan);
void qhy_stream_start(struct qhy *qhy, bool in_step);
void qhy_stream_pause(struct qhy *qhy);
void qhy_stream_rewind(struct qhy *qhy, bool failed);
void qhy_stream_queue(struct qhy *qhy, struct qhy_buffer *buf);
void qhy_stream_return_all(struct qhy *qhy, enum vb2_buffer_state state);
void qhy_stream_fill(struct qhy *qhy);

/* qhy-shot.c */
bool qhy_stream_waits(const struct qhy_stream *stream);
void qhy_stream_set_trigger(struct qhy *qhy, bool on);
void qhy_stream_began(struct qhy *qhy, s64 at, const struct qhy_taken *taken);
void qhy_stream_expect(struct qhy *qhy, u32 frames, u32 skipped, u64 us,
		       const struct qhy_taken *taken);
bool qhy_stream_expecting(struct qhy *qhy);
void qhy_stream_exposed(struct qhy *qhy, s64 asked, s64 done,
			const struct qhy_taken *taken);
void qhy_stream_frame_over(struct qhy_stream *stream);
void qhy_stream_shot(const struct qhy_stream *stream,
		     enum qhy_frame_fault fault, struct qhy_shot *shot);
int qhy_shot_change(struct qhy *qhy, void (*send)(struct qhy *, int *));

#endif /* _QHY_STREAM_H */
