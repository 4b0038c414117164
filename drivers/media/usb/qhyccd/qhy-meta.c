// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: the metadata node
 *
 * Its queue has no stream of its own: each image that goes to the program takes
 * the first metadata buffer along. Without one the metadata of that image are
 * left out.
 */
#include <media/v4l2-ioctl.h>
#include <media/videobuf2-vmalloc.h>

#include "qhy-compat.h"
#include "qhy-gps.h"
#include "qhy.h"

/**
 * struct qhy_meta_buffer - a buffer of the node
 * @vb: first, as vb2 wants it
 * @list: meta.queued
 */
struct qhy_meta_buffer {
	struct vb2_v4l2_buffer vb;
	struct list_head list;
};

static struct qhy_meta_buffer *to_meta_buffer(struct vb2_buffer *vb)
{
	return container_of(to_vb2_v4l2_buffer(vb), struct qhy_meta_buffer, vb);
}

static int qhy_meta_queue_setup(struct vb2_queue *queue,
				unsigned int *num_buffers,
				unsigned int *num_planes, unsigned int sizes[],
				struct device *alloc_devs[])
{
	if (*num_planes)
		return *num_planes != 1 ||
		       sizes[0] < sizeof(struct qhyccd_meta) ? -EINVAL : 0;
	*num_planes = 1;
	sizes[0] = sizeof(struct qhyccd_meta);
	return 0;
}

static int qhy_meta_buf_prepare(struct vb2_buffer *vb)
{
	if (vb2_plane_size(vb, 0) < sizeof(struct qhyccd_meta))
		return -EINVAL;
	vb2_set_plane_payload(vb, 0, sizeof(struct qhyccd_meta));
	return 0;
}

static void qhy_meta_buf_queue(struct vb2_buffer *vb)
{
	struct qhy *qhy = vb2_get_drv_priv(vb->vb2_queue);

	spin_lock_irq(&qhy->meta.queued_lock);
	list_add_tail(&to_meta_buffer(vb)->list, &qhy->meta.queued);
	spin_unlock_irq(&qhy->meta.queued_lock);
}

static struct qhy_meta_buffer *qhy_meta_take(struct qhy *qhy)
{
	struct qhy_meta_buffer *buf;
	unsigned long flags;

	spin_lock_irqsave(&qhy->meta.queued_lock, flags);
	buf = list_first_entry_or_null(&qhy->meta.queued,
				       struct qhy_meta_buffer, list);
	if (buf)
		list_del(&buf->list);
	spin_unlock_irqrestore(&qhy->meta.queued_lock, flags);
	return buf;
}

static void qhy_meta_stop_streaming(struct vb2_queue *queue)
{
	struct qhy *qhy = vb2_get_drv_priv(queue);
	struct qhy_meta_buffer *buf;

	while ((buf = qhy_meta_take(qhy)))
		vb2_buffer_done(&buf->vb.vb2_buf, VB2_BUF_STATE_ERROR);
}

static const struct vb2_ops qhy_meta_queue_ops = {
	.queue_setup = qhy_meta_queue_setup,
	.buf_prepare = qhy_meta_buf_prepare,
	.buf_queue = qhy_meta_buf_queue,
	.stop_streaming = qhy_meta_stop_streaming,
	QHY_VB2_WAIT_OPS
};

/**
 * qhy_meta_deliver() - an image goes to the program: so do its metadata
 * @qhy: camera
 * @image: vb, shot and verdict final; the program cannot see it yet
 *
 * Context: any.
 */
void qhy_meta_deliver(struct qhy *qhy, struct qhy_buffer *image)
{
	struct qhy_meta_buffer *buf = qhy_meta_take(qhy);

	if (!buf)
		return;
	qhy_meta_fill(qhy, image, vb2_plane_vaddr(&buf->vb.vb2_buf, 0));
	buf->vb.sequence = image->vb.sequence;
	buf->vb.field = V4L2_FIELD_NONE;
	buf->vb.vb2_buf.timestamp = image->vb.vb2_buf.timestamp;
	vb2_buffer_done(&buf->vb.vb2_buf, VB2_BUF_STATE_DONE);
}

static int qhy_meta_querycap(struct file *file, void *priv,
			     struct v4l2_capability *cap)
{
	struct qhy *qhy = video_drvdata(file);

	strscpy(cap->driver, QHY_DRIVER_NAME, sizeof(cap->driver));
	strscpy(cap->card, qhy->model->name, sizeof(cap->card));
	usb_make_path(qhy->udev, cap->bus_info, sizeof(cap->bus_info));
	return 0;
}

static int qhy_meta_enum_fmt(struct file *file, void *priv,
			     struct v4l2_fmtdesc *f)
{
	if (f->index)
		return -EINVAL;
	f->pixelformat = V4L2_META_FMT_QHYCCD;
	strscpy(f->description, "QHYCCD Frame Metadata",
		sizeof(f->description));
	return 0;
}

static int qhy_meta_fmt(struct file *file, void *priv, struct v4l2_format *f)
{
	memset(&f->fmt.meta, 0, sizeof(f->fmt.meta));
	f->fmt.meta.dataformat = V4L2_META_FMT_QHYCCD;
	f->fmt.meta.buffersize = sizeof(struct qhyccd_meta);
	return 0;
}

static const struct v4l2_ioctl_ops qhy_meta_ioctl_ops = {
	.vidioc_querycap = qhy_meta_querycap,
	.vidioc_enum_fmt_meta_cap = qhy_meta_enum_fmt,
	.vidioc_g_fmt_meta_cap = qhy_meta_fmt,
	.vidioc_s_fmt_meta_cap = qhy_meta_fmt,
	.vidioc_try_fmt_meta_cap = qhy_meta_fmt,
	.vidioc_enum_input = qhy_enum_input,
	.vidioc_g_input = qhy_g_input,
	.vidioc_s_input = qhy_s_input,
	.vidioc_reqbufs = vb2_ioctl_reqbufs,
	.vidioc_create_bufs = vb2_ioctl_create_bufs,
	.vidioc_prepare_buf = vb2_ioctl_prepare_buf,
	.vidioc_querybuf = vb2_ioctl_querybuf,
	.vidioc_qbuf = vb2_ioctl_qbuf,
	.vidioc_dqbuf = qhy_dqbuf,
	.vidioc_expbuf = vb2_ioctl_expbuf,
	.vidioc_streamon = vb2_ioctl_streamon,
	.vidioc_streamoff = vb2_ioctl_streamoff,
	QHY_REMOVE_BUFS
};

static const struct v4l2_file_operations qhy_meta_file_ops = {
	.owner = THIS_MODULE,
	.open = v4l2_fh_open,
	.release = vb2_fop_release,
	.poll = vb2_fop_poll,
	.unlocked_ioctl = video_ioctl2,
	.mmap = vb2_fop_mmap,
};

/**
 * qhy_meta_init() - make the queue
 * @qhy: camera
 *
 * Context: probe. Return: 0 or an error.
 */
int qhy_meta_init(struct qhy *qhy)
{
	struct vb2_queue *queue = &qhy->meta.queue;

	queue->type = V4L2_BUF_TYPE_META_CAPTURE;
	queue->io_modes = VB2_MMAP;
	queue->drv_priv = qhy;
	queue->buf_struct_size = sizeof(struct qhy_meta_buffer);
	queue->ops = &qhy_meta_queue_ops;
	queue->mem_ops = &vb2_vmalloc_memops;
	queue->timestamp_flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC |
				 V4L2_BUF_FLAG_TSTAMP_SRC_EOF;
	queue->lock = &qhy->meta.lock;
	return vb2_queue_init(queue);
}

/**
 * qhy_meta_register() - show the metadata node
 * @qhy: camera, complete
 *
 * Context: probe. Return: 0 or an error.
 */
int qhy_meta_register(struct qhy *qhy)
{
	struct video_device *vdev = &qhy->meta.vdev;

	snprintf(vdev->name, sizeof(vdev->name), "%s Metadata",
		 qhy->model->name);
	vdev->v4l2_dev = &qhy->v4l2_dev;
	v4l2_prio_init(&qhy->meta.prio);
	vdev->prio = &qhy->meta.prio;
	vdev->queue = &qhy->meta.queue;
	vdev->lock = &qhy->lock;
	vdev->fops = &qhy_meta_file_ops;
	vdev->ioctl_ops = &qhy_meta_ioctl_ops;
	vdev->device_caps = V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING;
	vdev->release = video_device_release_empty;
	video_set_drvdata(vdev, qhy);
	return video_register_device(vdev, VFL_TYPE_VIDEO, -1);
}
