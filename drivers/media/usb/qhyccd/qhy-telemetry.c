// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: the camera's state, once a second and on demand
 *
 * Idle, exposing or streaming. Readers share one reading while it is fresh, so
 * that a program that polls does not load the camera.
 */
#include "qhy.h"

#define QHY_TELEMETRY_PERIOD	1000	/* ms */

static int qhy_telemetry_ask(struct qhy *qhy, struct qhy_reading *reading)
{
	struct qhy_wire_timing timing;
	int ret;

	ret = qhy_level_read(qhy, reading);
	if (ret || !qhy->unconfirmed)
		return ret;
	ret = qhy_usb_ask(qhy, QHY_REQ_TIMING, &timing, sizeof(timing));
	if (!ret)
		qhy_page_humidity(&timing, reading);
	return ret;
}

/* One line when it begins to fail and one when it is over. */
static void qhy_telemetry_report(struct qhy *qhy, int ret)
{
	struct qhy_telemetry *t = &qhy->telemetry;

	if (ret && ret != -ENODEV && !t->error)
		dev_err(&qhy->intf->dev, "camera tells no status: %pe\n",
			ERR_PTR(ret));
	else if (!ret && t->error)
		dev_info(&qhy->intf->dev, "camera tells its status again\n");
}

/**
 * qhy_telemetry_get() - the camera's state
 * @qhy: camera
 * @age: ms that a reading may be old
 * @reading: state
 *
 * Context: sleeps, takes telemetry.lock; camera_lock may be held.
 * Return: 0; -EIO: nonsense, or the request was refused; -ETIMEDOUT; -ENODEV.
 */
int qhy_telemetry_get(struct qhy *qhy, u32 age, struct qhy_reading *reading)
{
	struct qhy_telemetry *t = &qhy->telemetry;
	struct qhy_reading fresh = {};
	ktime_t now;
	int ret;

	mutex_lock(&t->lock);
	now = ktime_get();
	if (!t->tried || ktime_ms_delta(now, t->tried) >= age) {
		ret = qhy_telemetry_ask(qhy, &fresh);
		qhy_telemetry_report(qhy, ret);
		t->error = ret;
		t->tried = ktime_get();
		if (!ret) {
			spin_lock_irq(&t->latest_lock);
			t->latest = fresh;
			t->at = now;
			spin_unlock_irq(&t->latest_lock);
		}
	}
	*reading = t->latest;
	ret = t->error;
	mutex_unlock(&t->lock);
	return ret;
}

/**
 * qhy_telemetry_latest() - the last state that the camera told
 * @qhy: camera
 * @reading: state, zero when there is none
 *
 * Context: any. Return: when it was read, 0: never.
 */
ktime_t qhy_telemetry_latest(struct qhy *qhy, struct qhy_reading *reading)
{
	struct qhy_telemetry *t = &qhy->telemetry;
	unsigned long flags;
	ktime_t at;

	spin_lock_irqsave(&t->latest_lock, flags);
	*reading = t->latest;
	at = t->at;
	spin_unlock_irqrestore(&t->latest_lock, flags);
	return at;
}

/* The meaning of the codes is assumed [A6], so only with unconfirmed. */
static void qhy_telemetry_alarm(struct qhy *qhy,
				const struct qhy_reading *reading)
{
	struct qhy_telemetry *t = &qhy->telemetry;
	bool low = qhy->unconfirmed && qhy_power_low(reading->power);

	if (low && !t->low) {
		dev_warn(&qhy->intf->dev,
			 "undervoltage%s: the camera has switched its cooler off; it needs 11 to 13.8 V at its socket: check supply and cable, then switch it off and on\n",
			 reading->power == V4L2_QHYCCD_POWER_UNDERVOLTAGE ?
			 "" : " (indirect detection, may be a false alarm)");
		mutex_lock(&qhy->camera_lock);
		qhy_cooler_lost(qhy);
		mutex_unlock(&qhy->camera_lock);
	}
	t->low = low;
}

static void qhy_telemetry_work(struct work_struct *work)
{
	struct qhy *qhy = container_of(work, struct qhy, telemetry.work.work);
	struct qhy_reading reading;

	if (!qhy_telemetry_get(qhy, 0, &reading)) {
		qhy_telemetry_alarm(qhy, &reading);
		mutex_lock(&qhy->camera_lock);
		qhy_cooler_follow(qhy, &reading);
		mutex_unlock(&qhy->camera_lock);
		qhy_wheel_look(qhy);
		qhy_state_look(qhy);
	}
	queue_delayed_work(qhy->wq, &qhy->telemetry.work,
			   msecs_to_jiffies(QHY_TELEMETRY_PERIOD));
}

/**
 * qhy_telemetry_start() - look once a second from now on
 * @qhy: camera
 *
 * Context: process.
 */
void qhy_telemetry_start(struct qhy *qhy)
{
	queue_delayed_work(qhy->wq, &qhy->telemetry.work,
			   msecs_to_jiffies(QHY_TELEMETRY_PERIOD));
}

/**
 * qhy_telemetry_stop() - look no more
 * @qhy: camera
 *
 * Context: sleeps, without camera_lock.
 */
void qhy_telemetry_stop(struct qhy *qhy)
{
	cancel_delayed_work_sync(&qhy->telemetry.work);
}

/**
 * qhy_telemetry_init() - prepare
 * @qhy: camera
 *
 * Context: probe.
 */
void qhy_telemetry_init(struct qhy *qhy)
{
	mutex_init(&qhy->telemetry.lock);
	spin_lock_init(&qhy->telemetry.latest_lock);
	INIT_DELAYED_WORK(&qhy->telemetry.work, qhy_telemetry_work);
}
