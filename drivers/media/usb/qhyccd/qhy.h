/* SPDX-License-Identifier: GPL-2.0 */
/*
 * QHYCCD USB cameras: what the files of the driver share
 *
 * The way of a picture: bulk endpoint -> URB whose scatterlist is the pages of
 * a vb2 buffer (qhy-ring.c) -> frame ends and verdicts (qhy-stream.c, over the
 * pure qhy-frame.c) -> vb2 (qhy-queue.c) -> the program's mapping. The camera
 * is steered by vendor requests (qhy-usb.c, qhy-camera.c); when to start, stop,
 * expose, drop and recover is decided in qhy-capture.c.
 *
 * Locks, in the order in which they are taken:
 *
 * - qhy->lock: ioctls that are not the queue's (taken by the V4L2 core)
 * - qhy->queue_lock: the vb2 queue; start_streaming and stop_streaming run
 *   under it; formats change under it so that they cannot race with REQBUFS
 * - the lock of the control handler: s_ctrl and g_volatile_ctrl run under it
 * - qhy->camera_lock: settings, format, capture state; whoever sends a
 *   sequence of requests holds it
 * - qhy->wheel.lock: the filter wheel's dialogue
 * - qhy->telemetry.lock: readers share one reading
 * - qhy->state_lock: what events have told of the volatile controls
 * - qhy->usb_lock: one request at a time
 * - qhy->stream.lock: spinlock, taken in the completion handler
 * - qhy->meta.queued_lock, qhy->telemetry.latest_lock: spinlocks, innermost
 */
#ifndef _QHY_H
#define _QHY_H

#include <linux/gpio/driver.h>
#include <linux/mutex.h>
#include <linux/qhyccd.h>
#include <linux/spinlock.h>
#include <linux/usb.h>
#include <linux/workqueue.h>
#include <media/v4l2-ctrls.h>
#include <media/v4l2-device.h>

#include "qhy-cooler.h"
#include "qhy-models.h"
#include "qhy-page.h"
#include "qhy-proto.h"
#include "qhy-ramp.h"
#include "qhy-stream.h"

#define QHY_DRIVER_NAME		"qhyccd"
#define QHY_SERIAL_LEN		16
#define QHY_WATCH_PERIOD	500	/* ms; looks for silent cameras */
#define QHY_RECOVER_DELAY	20	/* ms; an unplug shows up first */
#define QHY_MAX_FAILURES	3	/* recoveries without a good frame */
#define QHY_COOLER_RAMP_DEFAULT	100	/* 0.1 C per minute */
#define QHY_COOLER_TARGET_MAX	500	/* 0.1 C, either way */
#define QHY_GPIO_LINES		4
#define QHY_WHEEL_UNKNOWN	-1	/* a wheel that moves, or none */
#define QHY_STATES	(V4L2_CID_QHYCCD_WHEEL_SLOTS - V4L2_CID_QHYCCD_BASE + 1)

/**
 * struct qhy_settings - what the next start of the camera is told
 * @exposure: us
 * @gain: camera units
 * @offset: camera units
 * @traffic: camera units
 * @mode: readout mode
 * @ddr: frames go through the DDR buffer
 * @single: one exposure per buffer, else live
 */
struct qhy_settings {
	u32 exposure;
	u16 gain;
	u16 offset;
	u8 traffic;
	u8 mode;
	bool ddr;
	bool single;
};

/**
 * struct qhy_pixelformat - one format of the capture node
 * @fourcc: V4L2_PIX_FMT_*
 * @bytes: per pixel; on the wire too
 * @swap: the wire's byte order is the other one
 * @colour: for cameras with a Bayer filter, else for those without
 */
struct qhy_pixelformat {
	u32 fourcc;
	u8 bytes;
	bool swap;
	bool colour;
};

/**
 * struct qhy_capture - what the camera is doing; under camera_lock
 * @streaming: between start_streaming and stop_streaming
 * @halted: streaming, but the camera stands still (suspend, reset)
 * @ring_turns: the requests are not poisoned
 * @resend: settings changed since the camera was told (single-frame mode)
 * @line: of the present format, as the camera tells it; period 0: not known
 * @restart: the camera needs more than to be brought into step
 * @exposure: longest one that a frame under way may have, us
 * @exposure_since: stats.good when it was changed
 * @expose: single-frame mode: starts the next exposure
 * @recover: restarts a camera that failed
 * @relieve: looks at the DDR while no buffer is there
 * @watch: looks for a camera that went silent
 */
struct qhy_capture {
	bool streaming;
	bool halted;
	bool ring_turns;
	bool resend;
	struct qhy_line line;
	bool restart;
	u32 exposure;
	u64 exposure_since;
	struct work_struct expose;
	struct delayed_work recover;
	struct delayed_work relieve;
	struct delayed_work watch;
};

/**
 * struct qhy_telemetry - what the camera tells of itself
 * @lock: see above
 * @latest_lock: see above
 * @latest: last reading
 * @at: when it was asked for, 0: never
 * @tried: last attempt (lock)
 * @error: of that (lock)
 * @low: undervoltage has been told
 * @work: looks once a second
 */
struct qhy_telemetry {
	struct mutex lock;		/* see above */
	spinlock_t latest_lock;		/* see above */
	struct qhy_reading latest;
	ktime_t at;
	ktime_t tried;
	int error;
	bool low;
	struct delayed_work work;
};

/**
 * struct qhy_wheel - filter wheel
 * @lock: see above
 * @slots: 0: no wheel
 * @told: @slots, as programs see it: once the control's range goes with it
 * @position: from 0, or QHY_WHEEL_UNKNOWN
 * @moving: asked each second
 * @silent: questions in a row without an answer
 * @pause: s until the next question
 * @range_changed: the control does not know @slots yet
 */
struct qhy_wheel {
	struct mutex lock;		/* see above */
	u32 slots;
	u32 told;
	s32 position;
	bool moving;
	unsigned int silent;
	unsigned int pause;
	bool range_changed;
};

/**
 * struct qhy_meta - metadata node
 * @vdev: node
 * @prio: of its own: a program that has the images for itself may leave the
 *	metadata to another
 * @queue: of it
 * @lock: of @queue; taken alone
 * @queued_lock: see above
 * @queued: buffers that wait for an image
 */
struct qhy_meta {
	struct video_device vdev;
	struct v4l2_prio_state prio;
	struct vb2_queue queue;
	struct mutex lock;		/* see above */
	spinlock_t queued_lock;		/* see above */
	struct list_head queued;
};

/**
 * struct qhy - one camera
 * @udev: device
 * @intf: its interface
 * @family: by the USB id
 * @model: row of the model table
 * @alternatives: of @model, or what debugfs says instead
 * @dialect: what comes of them
 * @endpoint: bulk endpoint, number
 * @maxp: its packet size, bytes
 * @firmware_date: year << 16 | month << 8 | day
 * @serial: printable, may be empty
 * @v4l2_dev: its release frees this struct
 * @vdev: capture node
 * @queue: of @vdev
 * @ctrls: of @vdev
 * @exposure: cluster of the fine and the coarse exposure control
 * @mode_names: menu of the readout modes
 * @lock: see above
 * @queue_lock: see above
 * @camera_lock: see above
 * @usb_lock: see above
 * @allocated: bytes in vb2 buffers (queue_lock)
 * @settings: camera_lock
 * @format: camera_lock; does not change while buffers exist
 * @crop: pixels of the whole active area; like @format
 * @stream: see there
 * @capture: see there
 * @unconfirmed: requests of tier 2 may be sent
 * @telemetry: see there
 * @cooler: see there
 * @wheel: see there
 * @meta: see there
 * @burst_told: the camera is in burst mode, or may be (camera_lock)
 * @burst_stale: start, end or patch number have changed (camera_lock)
 * @state_lock: see above
 * @state: values of the kept controls, by id (written under camera_lock)
 * @state_shown: what events have told
 * @state_ctrls: controls, NULL for those that this camera has not
 * @wheel_ctrl: position of the filter wheel
 * @hwmon: device
 * @gpio: chip, when @has_gpio
 * @has_gpio: it is registered
 * @wq: work that talks to the camera
 * @swap_wq: work that does not wait for the camera
 * @debugfs: directory
 */
struct qhy {
	struct usb_device *udev;
	struct usb_interface *intf;
	const struct qhy_family *family;
	const struct qhy_model *model;
	u32 alternatives;
	struct qhy_dialect dialect;
	unsigned int endpoint;
	u32 maxp;
	u32 firmware_date;
	char serial[QHY_SERIAL_LEN + 1];

	struct v4l2_device v4l2_dev;
	struct video_device vdev;
	struct vb2_queue queue;
	struct v4l2_ctrl_handler ctrls;
	struct v4l2_ctrl *exposure[2];
	const char *mode_names[QHY_MODES_MAX + 1];

	struct mutex lock;		/* see above */
	struct mutex queue_lock;	/* see above */
	struct mutex camera_lock;	/* see above */
	struct mutex usb_lock;		/* see above */

	size_t allocated;
	struct qhy_settings settings;
	const struct qhy_pixelformat *format;
	struct v4l2_rect crop;

	struct qhy_stream stream;
	struct qhy_capture capture;
	bool unconfirmed;
	struct qhy_telemetry telemetry;
	struct qhy_cooler cooler;
	struct qhy_wheel wheel;
	struct qhy_meta meta;
	bool burst_told;
	bool burst_stale;
	struct mutex state_lock;	/* see above */
	s64 state[QHY_STATES];
	s64 state_shown[QHY_STATES];
	struct v4l2_ctrl *state_ctrls[QHY_STATES];
	struct v4l2_ctrl *wheel_ctrl;
	struct device *hwmon;
	struct gpio_chip gpio;
	bool has_gpio;
	struct workqueue_struct *wq;
	struct workqueue_struct *swap_wq;
	struct dentry *debugfs;
};

static inline u32 qhy_image_bytes(const struct qhy *qhy)
{
	return qhy->crop.width * qhy->crop.height * qhy->format->bytes;
}

/* What comes before the trailer: [A10] */
static inline u32 qhy_wire_bytes(const struct qhy *qhy)
{
	return qhy->crop.width * qhy->format->bytes *
	       (qhy->crop.height + qhy->dialect.extra_rows);
}

/* qhy-usb.c */
void qhy_usb_out(struct qhy *qhy, u8 request, u16 value, u16 index,
		 const void *data, u16 len, int *err);
void qhy_usb_in(struct qhy *qhy, u8 request, u16 value, u16 index,
		void *data, u16 len, int *err);
int qhy_usb_ask(struct qhy *qhy, u8 request, void *data, u16 len);

/* qhy-camera.c */
void qhy_command(struct qhy *qhy, const void *cmd, int *err);
void qhy_reg_write(struct qhy *qhy, u16 reg, u8 value, int *err);
int qhy_camera_status(struct qhy *qhy, struct qhy_wire_status *status);
int qhy_camera_configure(struct qhy *qhy);
int qhy_camera_run(struct qhy *qhy);
int qhy_camera_expose(struct qhy *qhy);
int qhy_camera_halt(struct qhy *qhy);
int qhy_camera_line(struct qhy *qhy, struct qhy_line *line);
int qhy_camera_ddr_level(struct qhy *qhy, u64 *bytes);
void qhy_camera_send_exposure(struct qhy *qhy, int *err);
void qhy_camera_send_gain(struct qhy *qhy, int *err);
void qhy_camera_send_offset(struct qhy *qhy, int *err);
void qhy_camera_send_traffic(struct qhy *qhy, int *err);

/* qhy-firmware.c */
int qhy_firmware_load(struct usb_interface *intf,
		      const struct qhy_family *family);

/* qhy-capture.c */
void qhy_capture_init(struct qhy *qhy);
void qhy_capture_plan(struct qhy *qhy, struct qhy_plan *plan);
int qhy_capture_start(struct qhy *qhy);
void qhy_capture_stop(struct qhy *qhy);
int qhy_capture_restart(struct qhy *qhy);
int qhy_capture_update(struct qhy *qhy, void (*send)(struct qhy *, int *));
void qhy_capture_suspend(struct qhy *qhy);
int qhy_capture_resume(struct qhy *qhy);
u32 qhy_capture_interval_us(struct qhy *qhy);
u32 qhy_capture_readout_us(struct qhy *qhy, u32 rows, unsigned int bytes);
void qhy_capture_taken(struct qhy *qhy, struct qhy_taken *taken);

void qhy_capture_halt(struct qhy *qhy, bool failed);
int qhy_capture_go(struct qhy *qhy);
void qhy_capture_give_up(struct qhy *qhy, int ret);

/* qhy-expose.c */
void qhy_expose_work(struct work_struct *work);

/* qhy-recover.c */
void qhy_recover_work(struct work_struct *work);
void qhy_relieve_work(struct work_struct *work);
void qhy_watch_work(struct work_struct *work);

/* qhy-queue.c */
int qhy_queue_init(struct qhy *qhy);

/* qhy-format.c */
extern const struct v4l2_rect qhy_min_crop;
const struct qhy_pixelformat *qhy_format_at(struct qhy *qhy, u32 index);
void qhy_format_init(struct qhy *qhy);
void qhy_format_limit_depth(struct qhy *qhy);
void qhy_format_try(struct qhy *qhy, struct v4l2_pix_format *pix,
		    const struct qhy_pixelformat **format,
		    struct v4l2_rect *crop);
void qhy_format_get(struct qhy *qhy, struct v4l2_pix_format *pix);
void qhy_format_align(struct qhy *qhy, struct v4l2_rect *rect, u32 flags);

/* qhy-v4l2.c */
int qhy_enum_input(struct file *file, void *priv, struct v4l2_input *input);
int qhy_g_input(struct file *file, void *priv, unsigned int *index);
int qhy_dqbuf(struct file *file, void *priv, struct v4l2_buffer *b);
int qhy_s_input(struct file *file, void *priv, unsigned int index);
int qhy_v4l2_register(struct qhy *qhy);
void qhy_v4l2_frame_event(struct qhy *qhy, u32 sequence);

/* qhy-ctrls.c */
int qhy_ctrls_init(struct qhy *qhy);

/* qhy-state.c */
void qhy_state_init(struct qhy *qhy);
void qhy_state_look(struct qhy *qhy);

/* qhy-telemetry.c */
void qhy_telemetry_init(struct qhy *qhy);
void qhy_telemetry_start(struct qhy *qhy);
void qhy_telemetry_stop(struct qhy *qhy);
int qhy_telemetry_get(struct qhy *qhy, u32 age, struct qhy_reading *reading);
ktime_t qhy_telemetry_latest(struct qhy *qhy, struct qhy_reading *reading);

/* qhy-extras.c */
int qhy_extras_set(struct qhy *qhy, u32 id, s64 value);
int qhy_extras_send_all(struct qhy *qhy);
void qhy_extras_leave(struct qhy *qhy);

/* qhy-burst.c */
bool qhy_burst_on(struct qhy *qhy);
void qhy_burst_leave(struct qhy *qhy);
int qhy_burst_changed(struct qhy *qhy, u32 id);
int qhy_burst_release(struct qhy *qhy);

/* qhy-wheel.c */
void qhy_wheel_look(struct qhy *qhy);
int qhy_wheel_set(struct qhy *qhy, u32 id, s64 value);
s64 qhy_wheel_get(struct qhy *qhy, u32 id, const struct qhy_reading *reading);

/* qhy-hwmon.c */
void qhy_hwmon_init(struct qhy *qhy);
void qhy_hwmon_exit(struct qhy *qhy);

/* qhy-gpio.c */
void qhy_gpio_init(struct qhy *qhy);
void qhy_gpio_exit(struct qhy *qhy);

/* qhy-meta.c */
int qhy_meta_init(struct qhy *qhy);
int qhy_meta_register(struct qhy *qhy);
void qhy_meta_deliver(struct qhy *qhy, struct qhy_buffer *image);

/* qhy-metafill.c */
void qhy_meta_fill(struct qhy *qhy, const struct qhy_buffer *image,
		   struct qhyccd_meta *meta);

/* qhy-debugfs.c */
void qhy_debugfs_init(struct qhy *qhy);
void qhy_debugfs_exit(struct qhy *qhy);
u32 qhy_debugfs_alternatives(u32 table);
void qhy_debugfs_register(void);
void qhy_debugfs_unregister(void);

#endif /* _QHY_H */
