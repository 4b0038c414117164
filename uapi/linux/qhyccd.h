/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * qhyccd.h - what programs need to know of the QHYCCD camera driver
 *
 * The standard controls (V4L2_CID_EXPOSURE_ABSOLUTE, V4L2_CID_GAIN, ...) are
 * used with their standard meaning; this header has the camera's own ones.
 * Ids and menu values never change their meaning.
 */
#ifndef _UAPI_LINUX_QHYCCD_H
#define _UAPI_LINUX_QHYCCD_H

#include <linux/types.h>
#include <linux/v4l2-controls.h>
#include <linux/videodev2.h>

/* Driver name in struct v4l2_capability: tells these cameras from others. */
#define QHYCCD_DRIVER_NAME		"qhyccd"

/* A block far above the ones that mainline drivers reserve. */
#define V4L2_CID_QHYCCD_BASE		(V4L2_CID_USER_BASE + 0x1f00)

/*
 * Exposure time, INTEGER64, microseconds. Range: the model's (30 us or 40 us
 * .. 3600 s). Coupled with V4L2_CID_EXPOSURE_ABSOLUTE: the one written last
 * wins, this one when both are written in one call. While streaming live it
 * acts from the next frame on.
 */
#define V4L2_CID_QHYCCD_EXPOSURE	(V4L2_CID_QHYCCD_BASE + 0)

/* Pedestal added before the A/D converter, INTEGER, camera units. */
#define V4L2_CID_QHYCCD_OFFSET		(V4L2_CID_QHYCCD_BASE + 1)

/*
 * Readout mode, MENU. Index = the maker's mode number; item names from the
 * model table. May be changed while streaming: the stream restarts by itself.
 * A mode that is 8 bit only changes a 16-bit format to the 8-bit one, and
 * answers EBUSY while buffers of the 16-bit format exist.
 */
#define V4L2_CID_QHYCCD_READOUT_MODE	(V4L2_CID_QHYCCD_BASE + 2)

/*
 * USB traffic, INTEGER, camera units: lengthens the line time. Lowers the
 * frame rate and moves or removes banding.
 */
#define V4L2_CID_QHYCCD_USB_TRAFFIC	(V4L2_CID_QHYCCD_BASE + 3)

/*
 * DDR frame buffer of the camera, BOOLEAN. Without it a host that is too slow
 * loses frames at once. Single-frame mode always uses it.
 */
#define V4L2_CID_QHYCCD_DDR		(V4L2_CID_QHYCCD_BASE + 4)

/*
 * Capture mode, MENU, EBUSY while buffers are allocated.
 * LIVE: frames follow each other. SINGLE: each queued buffer is one exposure
 * that starts when its turn comes; V4L2_EVENT_FRAME_SYNC then marks the start
 * of the exposure, in live mode the arrival of the frame's first data.
 */
#define V4L2_CID_QHYCCD_CAPTURE_MODE	(V4L2_CID_QHYCCD_BASE + 5)
enum v4l2_qhyccd_capture_mode {
	V4L2_QHYCCD_CAPTURE_LIVE = 0,
	V4L2_QHYCCD_CAPTURE_SINGLE = 1,
};

/*
 * What the camera itself changes: read-only and volatile. Each sends a control
 * event when its value changes; it is looked at once a second.
 *
 * Sensor temperature, INTEGER, 0.1 degree Celsius.
 */
#define V4L2_CID_QHYCCD_TEMPERATURE	(V4L2_CID_QHYCCD_BASE + 6)

/* Time left of the running exposure, INTEGER, ms. */
#define V4L2_CID_QHYCCD_REMAINING	(V4L2_CID_QHYCCD_BASE + 7)

/*
 * Everything below is kept by the camera or moves something: the controls are
 * volatile and execute-on-write, so that programs that write defaults to all
 * controls leave them alone.
 *
 * Cooler mode, MENU. OFF takes the power down gradually. MANUAL: the power is
 * Cooler Power. AUTOMATIC: the camera holds Cooler Target Temperature.
 */
#define V4L2_CID_QHYCCD_COOLER_MODE	(V4L2_CID_QHYCCD_BASE + 8)
enum v4l2_qhyccd_cooler_mode {
	V4L2_QHYCCD_COOLER_OFF = 0,
	V4L2_QHYCCD_COOLER_MANUAL = 1,
	V4L2_QHYCCD_COOLER_AUTOMATIC = 2,
};

/* Where automatic cooling is to end, INTEGER, 0.1 degree Celsius. */
#define V4L2_CID_QHYCCD_COOLER_TARGET	(V4L2_CID_QHYCCD_BASE + 9)

/*
 * Cooler power, INTEGER, 0..255. Writing says where manual cooling is to end;
 * reading gives what the camera really applies.
 */
#define V4L2_CID_QHYCCD_COOLER_POWER	(V4L2_CID_QHYCCD_BASE + 10)

/*
 * Limit of the rate at which the target is approached, INTEGER, 0.1 degree
 * Celsius per minute, 0: none. The power of manual cooling and of switching off
 * takes as long for its full range as this rate takes for 35 degrees.
 */
#define V4L2_CID_QHYCCD_COOLER_RAMP	(V4L2_CID_QHYCCD_BASE + 11)

/*
 * The following exist only with the module parameter unconfirmed=1, except
 * where their meaning is not assumed.
 *
 * Humidity in the sensor chamber, INTEGER, 0.1 %, and the temperature there,
 * INTEGER, 0.1 degree Celsius, read-only, volatile. 0 without a sensor.
 */
#define V4L2_CID_QHYCCD_HUMIDITY	(V4L2_CID_QHYCCD_BASE + 12)
#define V4L2_CID_QHYCCD_HUMIDITY_TEMPERATURE \
					(V4L2_CID_QHYCCD_BASE + 13)

/*
 * The camera's opinion of its supply, MENU, read-only, volatile. Undervoltage:
 * the camera has switched its cooler off; INDIRECT may be a false alarm.
 */
#define V4L2_CID_QHYCCD_POWER_STATUS	(V4L2_CID_QHYCCD_BASE + 14)
enum v4l2_qhyccd_power_status {
	V4L2_QHYCCD_POWER_INITIALISING = 0,
	V4L2_QHYCCD_POWER_GOOD = 1,
	V4L2_QHYCCD_POWER_CHECK_ERROR = 2,
	V4L2_QHYCCD_POWER_UNDERVOLTAGE_INDIRECT = 3,
	V4L2_QHYCCD_POWER_UNDERVOLTAGE = 4,
	V4L2_QHYCCD_POWER_UNKNOWN = 5,
};

/*
 * The camera remembers an undervoltage and limits the cooler to 70 %, BOOLEAN,
 * read-only, volatile. Only the maker's program clears it.
 */
#define V4L2_CID_QHYCCD_TEC_PROTECTION	(V4L2_CID_QHYCCD_BASE + 15)

/*
 * Trigger input, MENU: with an edge chosen, a live stream gives one frame per
 * edge on GPIO2 and none without. Filter, INTEGER, us: shorter pulses do not
 * count. Output, BOOLEAN: on GPIO4. All need the GPIO port mode 2 or 6.
 */
#define V4L2_CID_QHYCCD_TRIGGER_INPUT	(V4L2_CID_QHYCCD_BASE + 16)
enum v4l2_qhyccd_trigger_input {
	V4L2_QHYCCD_TRIGGER_OFF = 0,
	V4L2_QHYCCD_TRIGGER_RISING = 1,
	V4L2_QHYCCD_TRIGGER_FALLING = 2,
};

#define V4L2_CID_QHYCCD_TRIGGER_FILTER	(V4L2_CID_QHYCCD_BASE + 17)
#define V4L2_CID_QHYCCD_TRIGGER_OUTPUT	(V4L2_CID_QHYCCD_BASE + 18)

/* What the pins of the GPIO socket are, MENU, index = the maker's number. */
#define V4L2_CID_QHYCCD_GPIO_MODE	(V4L2_CID_QHYCCD_BASE + 19)
enum v4l2_qhyccd_gpio_mode {
	V4L2_QHYCCD_GPIO_OUTPUTS = 0,
	V4L2_QHYCCD_GPIO_GPS_BOX = 1,
	V4L2_QHYCCD_GPIO_TRIGGER = 2,
	V4L2_QHYCCD_GPIO_GPS_CARD = 3,
	V4L2_QHYCCD_GPIO_MASTER = 4,
	V4L2_QHYCCD_GPIO_SLAVE = 5,
	V4L2_QHYCCD_GPIO_LED = 6,
};

/* Levels in GPIO port mode 0, BITMASK, bit 0 = GPIO1 .. bit 3 = GPIO4. */
#define V4L2_CID_QHYCCD_GPIO_OUTPUTS	(V4L2_CID_QHYCCD_BASE + 20)

/*
 * Burst, BOOLEAN: a live stream stands still until Burst Release and then gives
 * the frames Start + 1 .. End - 1. A release while one runs answers EBUSY, one
 * without a stream in burst mode does nothing. Patch number, INTEGER64,
 * 0..0xffffffff: pads the last frame so that all of it leaves the DDR;
 * 0xffffffff: off.
 */
#define V4L2_CID_QHYCCD_BURST		(V4L2_CID_QHYCCD_BASE + 21)
#define V4L2_CID_QHYCCD_BURST_START	(V4L2_CID_QHYCCD_BASE + 22)
#define V4L2_CID_QHYCCD_BURST_END	(V4L2_CID_QHYCCD_BASE + 23)
#define V4L2_CID_QHYCCD_BURST_PATCH	(V4L2_CID_QHYCCD_BASE + 24)
#define V4L2_CID_QHYCCD_BURST_RELEASE	(V4L2_CID_QHYCCD_BASE + 25)

/* The camera's own frame counter starts again, BUTTON. */
#define V4L2_CID_QHYCCD_COUNTER_RESET	(V4L2_CID_QHYCCD_BASE + 26)

/* Frame counter as text at the top left of the image, BOOLEAN. */
#define V4L2_CID_QHYCCD_IMAGE_STAMP	(V4L2_CID_QHYCCD_BASE + 27)

/* Residual image suppression in live mode, BOOLEAN, QHY600. */
#define V4L2_CID_QHYCCD_ANTI_RBI	(V4L2_CID_QHYCCD_BASE + 28)

/*
 * LED pulse on GPIO4 in GPIO port mode 6, BOOLEAN, its position in the frame
 * and its width, INTEGER64 and INTEGER, camera units.
 */
#define V4L2_CID_QHYCCD_LED		(V4L2_CID_QHYCCD_BASE + 29)
#define V4L2_CID_QHYCCD_LED_POSITION	(V4L2_CID_QHYCCD_BASE + 30)
#define V4L2_CID_QHYCCD_LED_WIDTH	(V4L2_CID_QHYCCD_BASE + 31)

/*
 * Filter wheel on the camera's port: position, INTEGER, slots count from 0, -1:
 * moving, or no wheel (writing it does nothing); number of slots, INTEGER,
 * read-only, volatile, 0: no wheel.
 */
#define V4L2_CID_QHYCCD_WHEEL_POSITION	(V4L2_CID_QHYCCD_BASE + 32)
#define V4L2_CID_QHYCCD_WHEEL_SLOTS	(V4L2_CID_QHYCCD_BASE + 33)

/*
 * Metadata node: one struct qhyccd_meta per image that the capture node
 * delivers while both stream, with the same sequence and timestamp. Everything
 * is little-endian; a later version only uses reserved bytes.
 */
#define V4L2_META_FMT_QHYCCD		v4l2_fourcc('Q', 'H', 'Y', 'M')
#define QHYCCD_META_VERSION		1

/* What is known: fields without their flag are 0. */
#define QHYCCD_META_TIMES		0x00000001	/* start, end */
#define QHYCCD_META_TELEMETRY		0x00000002	/* and cooler */
#define QHYCCD_META_HUMIDITY		0x00000004
#define QHYCCD_META_POWER		0x00000008	/* power_* */
#define QHYCCD_META_COUNTER		0x00000010	/* frame_counter */
#define QHYCCD_META_GPS			0x00000020	/* gps */
#define QHYCCD_META_GPS_LOCKED		0x00000040	/* all of its times */
/* A setting changed close to the start of the frame: it may be the former. */
#define QHYCCD_META_UNSURE		0x00000080
/* What is wrong with an image that has V4L2_BUF_FLAG_ERROR */
#define QHYCCD_META_DAMAGED		0x00010000	/* for any reason */
#define QHYCCD_META_LENGTH		0x00020000	/* or trailer */
#define QHYCCD_META_FILLER		0x00040000	/* in its end */
#define QHYCCD_META_OVERFLOW		0x00080000	/* DDR was full */

/**
 * struct qhyccd_meta_gps - what a GPS box wrote into the image
 * @sequence: the camera's frame counter
 * @pps_count: periods of the camera's 10 MHz clock between two PPS
 * @start_ns: start of the exposure, UTC, ns since 1970, in steps of 100
 * @end_ns: end of the exposure, likewise
 * @now_ns: when the header was written, likewise
 * @latitude: 1e-7 degree, signed, north positive
 * @longitude: 1e-7 degree, signed, east positive
 * @start_flags: as the camera tells; bits 5:4 = 3: locked
 * @end_flags: likewise
 * @now_flags: likewise
 * @temperature: number as the camera tells it
 * @reserved: 0
 */
struct qhyccd_meta_gps {
	__le32 sequence;
	__le32 pps_count;
	__le64 start_ns;
	__le64 end_ns;
	__le64 now_ns;
	__le32 latitude;
	__le32 longitude;
	__u8 start_flags;
	__u8 end_flags;
	__u8 now_flags;
	__u8 temperature;
	__u8 reserved[20];
};

/**
 * struct qhyccd_meta - one image's circumstances
 * @version: QHYCCD_META_VERSION
 * @size: of this struct, bytes
 * @sequence: of the image
 * @flags: QHYCCD_META_*
 * @start_ns: start of the exposure of the first row, CLOCK_MONOTONIC, ns
 * @end_ns: its end
 * @utc_start_ns: the start by the host's clock, UTC, ns since 1970
 * @utc_end_ns: the end by the host's clock
 * @time_error_us: how far off these may be
 * @exposure_us: exposure time
 * @left: of the ROI, pixels of the whole active area
 * @top: of the ROI
 * @width: of the ROI
 * @height: of the ROI
 * @gain: control value in force
 * @offset: likewise
 * @readout_mode: likewise
 * @usb_traffic: likewise
 * @bits: per pixel, 8 or 16
 * @capture_mode: enum v4l2_qhyccd_capture_mode
 * @temperature: of the sensor, signed, 0.1 degree Celsius
 * @target: of the cooler, signed, 0.1 degree Celsius
 * @cooler_mode: enum v4l2_qhyccd_cooler_mode
 * @cooler_power: applied, 0..255
 * @power_status: enum v4l2_qhyccd_power_status
 * @tec_protection: 0 or 1
 * @humidity: 0.1 %
 * @humidity_temperature: signed, 0.1 degree Celsius
 * @telemetry_age_ms: how long before the end of the frame temperatures, power
 *	and humidity were read
 * @frame_counter: the camera's own
 * @gpio_mode: enum v4l2_qhyccd_gpio_mode
 * @trigger_input: enum v4l2_qhyccd_trigger_input
 * @burst: 0 or 1
 * @reserved: 0
 * @gps: see there
 * @reserved2: 0
 */
struct qhyccd_meta {
	__le32 version;
	__le32 size;
	__le32 sequence;
	__le32 flags;
	__le64 start_ns;
	__le64 end_ns;
	__le64 utc_start_ns;
	__le64 utc_end_ns;
	__le32 time_error_us;
	__le32 exposure_us;
	__le16 left;
	__le16 top;
	__le16 width;
	__le16 height;
	__le16 gain;
	__le16 offset;
	__u8 readout_mode;
	__u8 usb_traffic;
	__u8 bits;
	__u8 capture_mode;
	__le16 temperature;
	__le16 target;
	__u8 cooler_mode;
	__u8 cooler_power;
	__u8 power_status;
	__u8 tec_protection;
	__le16 humidity;
	__le16 humidity_temperature;
	__le32 telemetry_age_ms;
	__le32 frame_counter;
	__u8 gpio_mode;
	__u8 trigger_input;
	__u8 burst;
	__u8 reserved[5];
	struct qhyccd_meta_gps gps;
	__u8 reserved2[88];
};

#endif /* _UAPI_LINUX_QHYCCD_H */
