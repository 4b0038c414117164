// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: the videobuf2 queue
 *
 * All operations run under queue_lock. Memory is vmalloc and only MMAP (and
 * export): the scatterlists are made once per buffer, when its pages are known.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <media/videobuf2-vmalloc.h>

#include "qhy-compat.h"
#include "qhy.h"

#define QHY_BUDGET_MAX		SZ_1G	/* bytes in buffers of one camera */
#define QHY_MIN_BUFFERS		2	/* programs refuse fewer */

static size_t qhy_queue_budget(void)
{
	u64 quarter = (u64)totalram_pages() << PAGE_SHIFT >> 2;

	return min_t(u64, quarter, QHY_BUDGET_MAX);
}

static int qhy_queue_setup(struct vb2_queue *queue, unsigned int *num_buffers,
			   unsigned int *num_planes, unsigned int sizes[],
			   struct device *alloc_devs[])
{
	struct qhy *qhy = vb2_get_drv_priv(queue);
	size_t budget = qhy_queue_budget(), room;
	u32 image = qhy_image_bytes(qhy);
	bool request = !*num_planes;	/* REQBUFS, else CREATE_BUFS */

	if (!request && (*num_planes != 1 || sizes[0] < image))
		return -EINVAL;
	/* what comes behind the image needs a place, too */
	sizes[0] = max_t(u32, request ? 0 : sizes[0], qhy_wire_bytes(qhy));
	*num_planes = 1;

	room = budget > qhy->allocated ? budget - qhy->allocated : 0;
	*num_buffers = min_t(size_t, *num_buffers, room / sizes[0]);
	/* CREATE_BUFS adds what it was asked for, not more. */
	if (request && !qhy->allocated)
		*num_buffers = max_t(unsigned int, *num_buffers,
				     QHY_MIN_BUFFERS);
	return *num_buffers ? 0 : -ENOMEM;
}

static void qhy_buffer_free_slices(struct qhy_buffer *buf, u32 count)
{
	while (count--)
		sg_free_table(&buf->slices[count]);
	kvfree(buf->slices);
	buf->slices = NULL;
}

static int qhy_buffer_alloc_slices(struct qhy *qhy, struct qhy_buffer *buf)
{
	u32 i;
	int ret;

	buf->slices = kvcalloc(buf->plan.slices, sizeof(*buf->slices),
			       GFP_KERNEL);
	if (!buf->slices)
		return -ENOMEM;
	for (i = 0; i < buf->plan.slices; i++) {
		bool last = i + 1 == buf->plan.slices;

		ret = qhy_sg_from_vmalloc(qhy, &buf->slices[i],
					  buf->memory + i * QHY_SLICE_BYTES,
					  qhy_plan_bytes(&buf->plan, i),
					  last ? buf->tail : NULL);
		if (ret) {
			qhy_buffer_free_slices(buf, i);
			return ret;
		}
	}
	return 0;
}

static int qhy_buf_init(struct vb2_buffer *vb)
{
	struct qhy *qhy = vb2_get_drv_priv(vb->vb2_queue);
	struct qhy_buffer *buf = to_qhy_buffer(vb);
	int ret;

	buf->memory = vb2_plane_vaddr(vb, 0);
	if (!buf->memory || vb2_plane_size(vb, 0) < qhy_wire_bytes(qhy))
		return -EINVAL;
	buf->tail = alloc_page(GFP_KERNEL);
	if (!buf->tail)
		return -ENOMEM;
	qhy_capture_plan(qhy, &buf->plan);
	ret = qhy_buffer_alloc_slices(qhy, buf);
	if (ret) {
		__free_page(buf->tail);
		return ret;
	}
	qhy_buffer_init(buf);
	qhy->allocated += vb2_plane_size(vb, 0);
	return 0;
}

static void qhy_buf_cleanup(struct vb2_buffer *vb)
{
	struct qhy *qhy = vb2_get_drv_priv(vb->vb2_queue);
	struct qhy_buffer *buf = to_qhy_buffer(vb);

	qhy_buffer_free_slices(buf, buf->plan.slices);
	__free_page(buf->tail);
	qhy->allocated -= vb2_plane_size(vb, 0);
}

static int qhy_buf_prepare(struct vb2_buffer *vb)
{
	struct qhy *qhy = vb2_get_drv_priv(vb->vb2_queue);

	/* The format cannot have changed, but nothing is written on a hunch. */
	return to_qhy_buffer(vb)->plan.payload == qhy_wire_bytes(qhy) ?
	       0 : -EINVAL;
}

static void qhy_buf_queue(struct vb2_buffer *vb)
{
	qhy_stream_queue(vb2_get_drv_priv(vb->vb2_queue), to_qhy_buffer(vb));
}

static int qhy_start_streaming(struct vb2_queue *queue, unsigned int count)
{
	struct qhy *qhy = vb2_get_drv_priv(queue);
	int ret;

	ret = qhy_capture_start(qhy);
	if (ret)
		qhy_stream_return_all(qhy, VB2_BUF_STATE_QUEUED);
	return ret;
}

static void qhy_stop_streaming(struct vb2_queue *queue)
{
	struct qhy *qhy = vb2_get_drv_priv(queue);

	qhy_capture_stop(qhy);
	qhy_stream_return_all(qhy, VB2_BUF_STATE_ERROR);
}

static const struct vb2_ops qhy_queue_ops = {
	.queue_setup = qhy_queue_setup,
	.buf_init = qhy_buf_init,
	.buf_cleanup = qhy_buf_cleanup,
	.buf_prepare = qhy_buf_prepare,
	.buf_queue = qhy_buf_queue,
	.start_streaming = qhy_start_streaming,
	.stop_streaming = qhy_stop_streaming,
	QHY_VB2_WAIT_OPS
};

/**
 * qhy_queue_init() - make the queue of the capture node
 * @qhy: camera
 *
 * Context: probe. Return: 0 or an error.
 */
int qhy_queue_init(struct qhy *qhy)
{
	struct vb2_queue *queue = &qhy->queue;

	queue->type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
	queue->io_modes = VB2_MMAP;
	queue->drv_priv = qhy;
	queue->buf_struct_size = sizeof(struct qhy_buffer);
	queue->ops = &qhy_queue_ops;
	queue->mem_ops = &vb2_vmalloc_memops;
	queue->timestamp_flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC |
				 V4L2_BUF_FLAG_TSTAMP_SRC_EOF;
	queue->min_queued_buffers = 1;
	queue->lock = &qhy->queue_lock;
	return vb2_queue_init(queue);
}
