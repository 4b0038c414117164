// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: what is known of an image
 */
#include <linux/qhyccd.h>

#include "qhy-gps.h"
#include "qhy.h"

static u32 qhy_fill_fault(enum qhy_frame_fault fault)
{
	switch (fault) {
	case QHY_FAULT_NONE:
		return 0;
	case QHY_FAULT_FILLER:
		return QHYCCD_META_DAMAGED | QHYCCD_META_FILLER;
	case QHY_FAULT_ZEROS:
		return QHYCCD_META_DAMAGED | QHYCCD_META_OVERFLOW;
	default:
		return QHYCCD_META_DAMAGED | QHYCCD_META_LENGTH;
	}
}

static void qhy_fill_gps_time(const struct qhy_gps_time *time, __le64 *ns,
			      __u8 *flags)
{
	*ns = cpu_to_le64(time->ns);
	*flags = time->flags;
}

/*
 * The header is in the first row, in the high byte of 16 bit pixels. When bytes
 * were lost or added, that may have been in or before it.
 */
static u32 qhy_fill_gps(struct qhy *qhy, const struct qhy_buffer *image,
			struct qhyccd_meta *meta)
{
	unsigned int step = qhy->format->bytes;
	struct qhyccd_meta_gps *to = &meta->gps;
	struct qhy_gps gps;

	if (meta->gpio_mode != V4L2_QHYCCD_GPIO_GPS_BOX ||
	    qhy_fill_fault(image->shot.fault) & QHYCCD_META_LENGTH ||
	    qhy->crop.width < QHY_GPS_BYTES ||
	    vb2_get_plane_payload((struct vb2_buffer *)&image->vb.vb2_buf, 0) <
	    QHY_GPS_BYTES * step)
		return 0;
	/* swapped: least significant byte first */
	if (!qhy_gps_decode(image->memory + (qhy->format->swap ? 1 : 0), step,
			    qhy->crop.width, qhy->crop.height, &gps))
		return 0;
	to->sequence = cpu_to_le32(gps.sequence);
	to->pps_count = cpu_to_le32(gps.pps_count);
	qhy_fill_gps_time(&gps.start, &to->start_ns, &to->start_flags);
	qhy_fill_gps_time(&gps.end, &to->end_ns, &to->end_flags);
	qhy_fill_gps_time(&gps.now, &to->now_ns, &to->now_flags);
	to->latitude = cpu_to_le32(gps.latitude);
	to->longitude = cpu_to_le32(gps.longitude);
	to->temperature = gps.temperature;
	meta->frame_counter = to->sequence;
	return QHYCCD_META_GPS | QHYCCD_META_COUNTER |
	       (qhy_gps_locked(&gps) ? QHYCCD_META_GPS_LOCKED : 0);
}

static u32 qhy_fill_telemetry(struct qhy *qhy, s64 end,
			      struct qhyccd_meta *meta)
{
	u32 flags = QHYCCD_META_TELEMETRY;
	struct qhy_reading reading;
	ktime_t at = qhy_telemetry_latest(qhy, &reading);

	if (!at)
		return 0;
	meta->temperature = cpu_to_le16(reading.temperature);
	meta->target = cpu_to_le16(READ_ONCE(qhy->cooler.target));
	meta->cooler_mode = READ_ONCE(qhy->cooler.mode);
	meta->cooler_power = reading.pwm;
	meta->telemetry_age_ms =
		cpu_to_le32(max_t(s64, end - ktime_to_ms(at), 0));
	if (!qhy->unconfirmed)
		return flags;
	meta->power_status = reading.power;
	meta->tec_protection = reading.protection;
	flags |= QHYCCD_META_POWER;
	if (reading.has_humidity) {
		meta->humidity = cpu_to_le16(reading.humidity);
		meta->humidity_temperature = cpu_to_le16(reading.humidity_temp);
		flags |= QHYCCD_META_HUMIDITY;
	}
	return flags;
}

static void qhy_fill_shot(struct qhy *qhy, const struct qhy_shot *shot,
			  struct qhyccd_meta *meta)
{
	s64 utc = ktime_to_ns(ktime_mono_to_real(0));

	meta->start_ns = cpu_to_le64(shot->start);
	meta->end_ns = cpu_to_le64(shot->end);
	meta->utc_start_ns = cpu_to_le64(shot->start + utc);
	meta->utc_end_ns = cpu_to_le64(shot->end + utc);
	meta->time_error_us = cpu_to_le32(shot->error_us);
	meta->exposure_us = cpu_to_le32(shot->taken.exposure);
	meta->left = cpu_to_le16(qhy->crop.left);
	meta->top = cpu_to_le16(qhy->crop.top);
	meta->width = cpu_to_le16(qhy->crop.width);
	meta->height = cpu_to_le16(qhy->crop.height);
	meta->gain = cpu_to_le16(shot->taken.gain);
	meta->offset = cpu_to_le16(shot->taken.offset);
	meta->readout_mode = shot->taken.mode;
	meta->usb_traffic = shot->taken.traffic;
	meta->bits = 8 * qhy->format->bytes;
	meta->capture_mode = qhy->stream.single ? V4L2_QHYCCD_CAPTURE_SINGLE :
						  V4L2_QHYCCD_CAPTURE_LIVE;
}

/**
 * qhy_meta_fill() - write down what is known of an image
 * @qhy: camera; crop and format do not change while it streams
 * @image: complete, swapped
 * @meta: to be filled
 *
 * Context: any.
 */
void qhy_meta_fill(struct qhy *qhy, const struct qhy_buffer *image,
		   struct qhyccd_meta *meta)
{
	const struct qhy_shot *shot = &image->shot;
	s64 end = ktime_to_ms(ns_to_ktime(image->vb.vb2_buf.timestamp));
	u32 flags = QHYCCD_META_TIMES | qhy_fill_fault(shot->fault);

	memset(meta, 0, sizeof(*meta));
	meta->version = cpu_to_le32(QHYCCD_META_VERSION);
	meta->size = cpu_to_le32(sizeof(*meta));
	meta->sequence = cpu_to_le32(image->vb.sequence);
	meta->gpio_mode = qhy->state[V4L2_CID_QHYCCD_GPIO_MODE -
				     V4L2_CID_QHYCCD_BASE];
	meta->trigger_input = qhy->state[V4L2_CID_QHYCCD_TRIGGER_INPUT -
					 V4L2_CID_QHYCCD_BASE];
	meta->burst = qhy->stream.burst;
	qhy_fill_shot(qhy, shot, meta);
	if (shot->unsure)
		flags |= QHYCCD_META_UNSURE;
	flags |= qhy_fill_telemetry(qhy, end, meta);
	flags |= qhy_fill_gps(qhy, image, meta);
	meta->flags = cpu_to_le32(flags);
}
