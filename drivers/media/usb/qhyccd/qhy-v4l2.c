// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: the capture node
 */
#include <media/v4l2-event.h>
#include <media/v4l2-ioctl.h>
#include <media/v4l2-rect.h>

#include "qhy-compat.h"
#include "qhy.h"

static int qhy_querycap(struct file *file, void *priv,
			struct v4l2_capability *cap)
{
	struct qhy *qhy = video_drvdata(file);

	strscpy(cap->driver, QHY_DRIVER_NAME, sizeof(cap->driver));
	strscpy(cap->card, qhy->model->name, sizeof(cap->card));
	usb_make_path(qhy->udev, cap->bus_info, sizeof(cap->bus_info));
	return 0;
}

static int qhy_enum_fmt(struct file *file, void *priv, struct v4l2_fmtdesc *f)
{
	struct qhy *qhy = video_drvdata(file);
	const struct qhy_pixelformat *format;

	mutex_lock(&qhy->camera_lock);
	format = qhy_format_at(qhy, f->index);
	mutex_unlock(&qhy->camera_lock);
	if (!format)
		return -EINVAL;
	f->pixelformat = format->fourcc;
	return 0;
}

static int qhy_g_fmt(struct file *file, void *priv, struct v4l2_format *f)
{
	struct qhy *qhy = video_drvdata(file);

	mutex_lock(&qhy->camera_lock);
	qhy_format_get(qhy, &f->fmt.pix);
	mutex_unlock(&qhy->camera_lock);
	return 0;
}

static int qhy_try_fmt(struct file *file, void *priv, struct v4l2_format *f)
{
	struct qhy *qhy = video_drvdata(file);

	mutex_lock(&qhy->camera_lock);
	qhy_format_try(qhy, &f->fmt.pix, NULL, NULL);
	mutex_unlock(&qhy->camera_lock);
	return 0;
}

/* Under queue_lock, so that no buffers can come into being meanwhile. */
static int qhy_set_geometry(struct qhy *qhy,
			    const struct qhy_pixelformat *format,
			    const struct v4l2_rect *crop)
{
	bool same = format == qhy->format && v4l2_rect_equal(crop, &qhy->crop);

	if (!same && vb2_is_busy(&qhy->queue))
		return -EBUSY;
	if (format->bytes != qhy->format->bytes)
		qhy->capture.line.period = 0;
	qhy->format = format;
	qhy->crop = *crop;
	return 0;
}

static int qhy_s_fmt(struct file *file, void *priv, struct v4l2_format *f)
{
	struct qhy *qhy = video_drvdata(file);
	const struct qhy_pixelformat *format;
	struct v4l2_rect crop;
	int ret;

	mutex_lock(&qhy->queue_lock);
	mutex_lock(&qhy->camera_lock);
	qhy_format_try(qhy, &f->fmt.pix, &format, &crop);
	ret = qhy_set_geometry(qhy, format, &crop);
	mutex_unlock(&qhy->camera_lock);
	mutex_unlock(&qhy->queue_lock);
	return ret;
}

static int qhy_g_selection(struct file *file, void *priv,
			   struct v4l2_selection *s)
{
	struct qhy *qhy = video_drvdata(file);

	if (s->type != V4L2_BUF_TYPE_VIDEO_CAPTURE)
		return -EINVAL;
	switch (s->target) {
	case V4L2_SEL_TGT_NATIVE_SIZE:
	case V4L2_SEL_TGT_CROP_BOUNDS:
		s->r = qhy->model->sensor->native;
		return 0;
	case V4L2_SEL_TGT_CROP_DEFAULT:
		s->r = qhy->model->sensor->effective;
		return 0;
	case V4L2_SEL_TGT_CROP:
		mutex_lock(&qhy->camera_lock);
		s->r = qhy->crop;
		mutex_unlock(&qhy->camera_lock);
		return 0;
	default:
		return -EINVAL;
	}
}

/* v4l2_rect_enclosed(): the first lies within the second. */
static bool qhy_selection_allowed(struct v4l2_rect *asked,
				  struct v4l2_rect *got, u32 flags)
{
	if (flags & V4L2_SEL_FLAG_GE && !v4l2_rect_enclosed(asked, got))
		return false;
	return !(flags & V4L2_SEL_FLAG_LE) || v4l2_rect_enclosed(got, asked);
}

static int qhy_s_selection(struct file *file, void *priv,
			   struct v4l2_selection *s)
{
	struct qhy *qhy = video_drvdata(file);
	struct v4l2_rect asked = s->r;
	int ret;

	if (s->type != V4L2_BUF_TYPE_VIDEO_CAPTURE ||
	    s->target != V4L2_SEL_TGT_CROP)
		return -EINVAL;
	qhy_format_align(qhy, &s->r, s->flags);
	if (!qhy_selection_allowed(&asked, &s->r, s->flags))
		return -ERANGE;

	mutex_lock(&qhy->queue_lock);
	mutex_lock(&qhy->camera_lock);
	ret = qhy_set_geometry(qhy, qhy->format, &s->r);
	mutex_unlock(&qhy->camera_lock);
	mutex_unlock(&qhy->queue_lock);
	return ret;
}

static int qhy_enum_framesizes(struct file *file, void *priv,
			       struct v4l2_frmsizeenum *f)
{
	struct qhy *qhy = video_drvdata(file);
	const struct v4l2_rect *native = &qhy->model->sensor->native;
	struct v4l2_pix_format pix = { .pixelformat = f->pixel_format };

	mutex_lock(&qhy->camera_lock);
	qhy_format_try(qhy, &pix, NULL, NULL);
	mutex_unlock(&qhy->camera_lock);
	if (f->index || pix.pixelformat != f->pixel_format)
		return -EINVAL;
	f->type = V4L2_FRMSIZE_TYPE_STEPWISE;
	f->stepwise = (struct v4l2_frmsize_stepwise){
		.min_width = qhy_min_crop.width,
		.max_width = native->width,
		.step_width = qhy_min_crop.width,
		.min_height = qhy_min_crop.height,
		.max_height = native->height,
		.step_height = qhy_min_crop.height,
	};
	return 0;
}

static void qhy_us_to_fract(u64 us, struct v4l2_fract *fract)
{
	qhy_us_to_fraction(us, &fract->numerator, &fract->denominator);
}

static int qhy_enum_frameintervals(struct file *file, void *priv,
				   struct v4l2_frmivalenum *f)
{
	struct qhy *qhy = video_drvdata(file);
	const struct qhy_sensor *sensor = qhy->model->sensor;
	struct v4l2_pix_format pix = {
		.pixelformat = f->pixel_format,
		.width = f->width,
		.height = f->height,
	};
	u32 readout;

	mutex_lock(&qhy->camera_lock);
	qhy_format_try(qhy, &pix, NULL, NULL);
	readout = qhy_capture_readout_us(qhy, pix.height,
					 pix.bytesperline / pix.width);
	mutex_unlock(&qhy->camera_lock);
	if (f->index || pix.pixelformat != f->pixel_format ||
	    pix.width != f->width || pix.height != f->height)
		return -EINVAL;

	f->type = V4L2_FRMIVAL_TYPE_CONTINUOUS;
	qhy_us_to_fract(max(readout, sensor->exposure_min), &f->stepwise.min);
	qhy_us_to_fract(sensor->exposure_max, &f->stepwise.max);
	f->stepwise.step = (struct v4l2_fract){ 1, 1 };
	return 0;
}

/* The interval follows from exposure and readout; nobody can set it. */
static int qhy_parm(struct file *file, void *priv, struct v4l2_streamparm *parm)
{
	struct qhy *qhy = video_drvdata(file);
	u32 interval;

	if (parm->type != V4L2_BUF_TYPE_VIDEO_CAPTURE)
		return -EINVAL;
	mutex_lock(&qhy->camera_lock);
	interval = qhy_capture_interval_us(qhy);
	mutex_unlock(&qhy->camera_lock);
	memset(&parm->parm.capture, 0, sizeof(parm->parm.capture));
	parm->parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
	qhy_us_to_fract(interval, &parm->parm.capture.timeperframe);
	return 0;
}

/**
 * qhy_enum_input() - the only input, of both nodes
 * @file: open node
 * @priv: not used
 * @input: to be filled
 *
 * Return: 0, or -EINVAL for another index than 0.
 */
int qhy_enum_input(struct file *file, void *priv, struct v4l2_input *input)
{
	if (input->index)
		return -EINVAL;
	strscpy(input->name, "Sensor", sizeof(input->name));
	input->type = V4L2_INPUT_TYPE_CAMERA;
	return 0;
}

/**
 * qhy_g_input() - which input is chosen
 * @file: open node
 * @priv: not used
 * @index: 0
 *
 * Return: 0.
 */
int qhy_g_input(struct file *file, void *priv, unsigned int *index)
{
	*index = 0;
	return 0;
}

/**
 * qhy_s_input() - choose the only input
 * @file: open node
 * @priv: not used
 * @index: of it
 *
 * Return: 0, or -EINVAL for another index than 0.
 */
int qhy_s_input(struct file *file, void *priv, unsigned int index)
{
	return index ? -EINVAL : 0;
}

static int qhy_subscribe_event(struct v4l2_fh *fh,
			       const struct v4l2_event_subscription *sub)
{
	if (sub->type == V4L2_EVENT_FRAME_SYNC)
		return sub->id ? -EINVAL : v4l2_event_subscribe(fh, sub, 4,
								NULL);
	return v4l2_ctrl_subscribe_event(fh, sub);
}

/**
 * qhy_v4l2_frame_event() - tell that a frame starts
 * @qhy: camera
 * @sequence: of the frame
 *
 * Context: any.
 */
void qhy_v4l2_frame_event(struct qhy *qhy, u32 sequence)
{
	const struct v4l2_event event = {
		.type = V4L2_EVENT_FRAME_SYNC,
		.u.frame_sync.frame_sequence = sequence,
	};

	v4l2_event_queue(&qhy->vdev, &event);
}

/**
 * qhy_dqbuf() - VIDIOC_DQBUF, of both nodes
 * @file: of the node
 * @priv: not used
 * @b: as of VIDIOC_DQBUF
 *
 * When vb2 has no buffer to give, it takes the program's own flags for those of
 * one: DONE and LAST would end the queue, for everybody, with EPIPE until the
 * node is registered anew.
 *
 * Context: sleeps, queue_lock. Return: as vb2, but -ENODEV where that says
 * EINVAL or EIO because the camera has gone meanwhile.
 */
int qhy_dqbuf(struct file *file, void *priv, struct v4l2_buffer *b)
{
	int ret;

	b->flags = 0;
	ret = vb2_ioctl_dqbuf(file, priv, b);
	return ret && !video_is_registered(video_devdata(file)) ? -ENODEV : ret;
}

static const struct v4l2_ioctl_ops qhy_ioctl_ops = {
	.vidioc_querycap = qhy_querycap,
	.vidioc_enum_fmt_vid_cap = qhy_enum_fmt,
	.vidioc_g_fmt_vid_cap = qhy_g_fmt,
	.vidioc_try_fmt_vid_cap = qhy_try_fmt,
	.vidioc_s_fmt_vid_cap = qhy_s_fmt,
	.vidioc_g_selection = qhy_g_selection,
	.vidioc_s_selection = qhy_s_selection,
	.vidioc_enum_framesizes = qhy_enum_framesizes,
	.vidioc_enum_frameintervals = qhy_enum_frameintervals,
	.vidioc_g_parm = qhy_parm,
	.vidioc_s_parm = qhy_parm,
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
	.vidioc_log_status = v4l2_ctrl_log_status,
	.vidioc_subscribe_event = qhy_subscribe_event,
	.vidioc_unsubscribe_event = v4l2_event_unsubscribe,
};

static const struct v4l2_file_operations qhy_file_ops = {
	.owner = THIS_MODULE,
	.open = v4l2_fh_open,
	.release = vb2_fop_release,
	.poll = vb2_fop_poll,
	.unlocked_ioctl = video_ioctl2,
	.mmap = vb2_fop_mmap,
};

/**
 * qhy_v4l2_register() - show the capture node
 * @qhy: camera, complete: the node may be opened before this returns
 *
 * Context: probe. Return: 0 or an error.
 */
int qhy_v4l2_register(struct qhy *qhy)
{
	struct video_device *vdev = &qhy->vdev;

	strscpy(vdev->name, qhy->model->name, sizeof(vdev->name));
	vdev->v4l2_dev = &qhy->v4l2_dev;
	vdev->ctrl_handler = &qhy->ctrls;
	vdev->queue = &qhy->queue;
	vdev->lock = &qhy->lock;
	vdev->fops = &qhy_file_ops;
	vdev->ioctl_ops = &qhy_ioctl_ops;
	vdev->device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
	vdev->release = video_device_release_empty;
	video_set_drvdata(vdev, qhy);
	return video_register_device(vdev, VFL_TYPE_VIDEO, -1);
}
