// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: pixel formats and the ROI
 *
 * The picture has the size of the crop rectangle, always. Left and top are
 * even, so that the Bayer order is RGGB everywhere.
 */
#include "qhy.h"

#define QHY_STEP_WIDTH		4
#define QHY_STEP_HEIGHT		2
#define QHY_STEP_START		2

/* 8 bit first: programs that do not care take the first one. */
static const struct qhy_pixelformat qhy_pixelformats[] = {
	{ .fourcc = V4L2_PIX_FMT_GREY, .bytes = 1 },
	{ .fourcc = V4L2_PIX_FMT_Y16, .bytes = 2, .swap = true },
	{ .fourcc = V4L2_PIX_FMT_Y16_BE, .bytes = 2 },
	{ .fourcc = V4L2_PIX_FMT_SRGGB8, .bytes = 1, .colour = true },
	{ .fourcc = V4L2_PIX_FMT_SRGGB16, .bytes = 2, .swap = true,
	  .colour = true },
};

/* What both sides of the wire can express; no model is known to want more. */
const struct v4l2_rect qhy_min_crop = {
	.width = QHY_STEP_WIDTH,
	.height = QHY_STEP_HEIGHT,
};

static bool qhy_format_offered(struct qhy *qhy,
			       const struct qhy_pixelformat *format)
{
	const struct qhy_mode *mode =
		&qhy->model->sensor->modes[qhy->settings.mode];

	return format->colour == qhy->model->colour &&
	       (format->bytes == 1 || !mode->only8);
}

/**
 * qhy_format_at() - enumerate the formats of the present readout mode
 * @qhy: camera
 * @index: 0 for the first; it always exists and is 8 bit
 *
 * Context: camera_lock. Return: the format, or NULL behind the last one.
 */
const struct qhy_pixelformat *qhy_format_at(struct qhy *qhy, u32 index)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(qhy_pixelformats); i++)
		if (qhy_format_offered(qhy, &qhy_pixelformats[i]) && !index--)
			return &qhy_pixelformats[i];
	return NULL;
}

static const struct qhy_pixelformat *qhy_format_find(struct qhy *qhy,
						     u32 fourcc)
{
	const struct qhy_pixelformat *format;
	u32 index;

	for (index = 0; (format = qhy_format_at(qhy, index)); index++)
		if (format->fourcc == fourcc)
			return format;
	return qhy_format_at(qhy, 0);
}

/**
 * qhy_format_init() - as it is at plug-in: effective area, 8 bit
 * @qhy: camera
 *
 * Context: probe.
 */
void qhy_format_init(struct qhy *qhy)
{
	qhy->crop = qhy->model->sensor->effective;
	qhy->format = qhy_format_at(qhy, 0);
}

/**
 * qhy_format_limit_depth() - leave a format that the readout mode has not
 * @qhy: camera; the mode was changed
 *
 * Context: camera_lock, no buffers.
 */
void qhy_format_limit_depth(struct qhy *qhy)
{
	qhy->format = qhy_format_find(qhy, qhy->format->fourcc);
}

static u32 qhy_align(u32 value, u32 step, u32 min, u32 max, bool up, bool down)
{
	u32 rest = value % step;

	value = clamp(value, min, max);
	if (up || (!down && rest > step / 2))
		value = roundup(value, step);
	return clamp(value - value % step, min, max);
}

/* Starts are even: the edge moves outwards or inwards, the other one stays. */
static void qhy_align_start(s32 *start, u32 *size, s32 max, bool up, bool down)
{
	s32 odd;

	*start = clamp(*start, 0, max);
	odd = *start % QHY_STEP_START;
	if (up) {
		*start -= odd;
		*size += odd;
	} else if (down && *size > odd) {
		*start += odd;
		*size -= odd;
	}
}

/**
 * qhy_format_align() - the nearest ROI that the camera can do
 * @qhy: camera
 * @rect: to adjust; pixels of the whole active area
 * @flags: V4L2_SEL_FLAG_GE: not smaller, V4L2_SEL_FLAG_LE: not larger
 *
 * Context: any.
 */
void qhy_format_align(struct qhy *qhy, struct v4l2_rect *rect, u32 flags)
{
	const struct v4l2_rect *native = &qhy->model->sensor->native;
	bool up = flags & V4L2_SEL_FLAG_GE, down = flags & V4L2_SEL_FLAG_LE;

	rect->width = min(rect->width, native->width);
	rect->height = min(rect->height, native->height);
	qhy_align_start(&rect->left, &rect->width, native->width, up, down);
	qhy_align_start(&rect->top, &rect->height, native->height, up, down);
	rect->width = qhy_align(rect->width, QHY_STEP_WIDTH,
				qhy_min_crop.width, native->width, up, down);
	rect->height = qhy_align(rect->height, QHY_STEP_HEIGHT,
				 qhy_min_crop.height, native->height, up, down);
	rect->left = clamp_t(s32, rect->left, 0, native->width - rect->width);
	rect->left -= rect->left % QHY_STEP_START;
	rect->top = clamp_t(s32, rect->top, 0, native->height - rect->height);
	rect->top -= rect->top % QHY_STEP_START;
}

/* Programs that know only sizes get the middle of what sees light. */
static void qhy_format_centre(struct qhy *qhy, u32 width, u32 height,
			      struct v4l2_rect *crop)
{
	const struct v4l2_rect *middle = &qhy->model->sensor->effective;
	struct v4l2_rect size = { .width = width, .height = height };

	qhy_format_align(qhy, &size, 0);
	if (size.width == crop->width && size.height == crop->height)
		return;
	*crop = size;
	crop->left = middle->left + ((s32)middle->width - (s32)size.width) / 2;
	crop->top = middle->top + ((s32)middle->height - (s32)size.height) / 2;
	qhy_format_align(qhy, crop, 0);
}

static void qhy_format_describe(const struct qhy_pixelformat *format,
				const struct v4l2_rect *crop,
				struct v4l2_pix_format *pix)
{
	pix->width = crop->width;
	pix->height = crop->height;
	pix->pixelformat = format->fourcc;
	pix->field = V4L2_FIELD_NONE;
	pix->bytesperline = crop->width * format->bytes;
	pix->sizeimage = pix->bytesperline * crop->height;
	pix->colorspace = V4L2_COLORSPACE_RAW;
	pix->ycbcr_enc = V4L2_YCBCR_ENC_601;
	pix->quantization = V4L2_QUANTIZATION_FULL_RANGE;
	pix->xfer_func = V4L2_XFER_FUNC_NONE;
}

/**
 * qhy_format_get() - describe the present format
 * @qhy: camera
 * @pix: to fill
 *
 * Context: camera_lock.
 */
void qhy_format_get(struct qhy *qhy, struct v4l2_pix_format *pix)
{
	qhy_format_describe(qhy->format, &qhy->crop, pix);
}

/**
 * qhy_format_try() - the format nearest to what is asked
 * @qhy: camera
 * @pix: asked; adjusted
 * @format: result, or NULL
 * @crop: the ROI that comes with it, or NULL
 *
 * Never fails: an unknown pixel format becomes the first one.
 *
 * Context: camera_lock.
 */
void qhy_format_try(struct qhy *qhy, struct v4l2_pix_format *pix,
		    const struct qhy_pixelformat **format,
		    struct v4l2_rect *crop)
{
	const struct qhy_pixelformat *found =
		qhy_format_find(qhy, pix->pixelformat);
	struct v4l2_rect rect = qhy->crop;

	qhy_format_centre(qhy, pix->width, pix->height, &rect);
	qhy_format_describe(found, &rect, pix);
	if (format)
		*format = found;
	if (crop)
		*crop = rect;
}
