// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: the cooler
 *
 * The camera regulates; the driver moves what it is told, target or power, no
 * faster than the ramp, once a second. When the driver lets go of a camera
 * (unload, suspend) the camera stays as it was told last, and whoever binds it
 * next takes over what it finds: no thermal shock because a module is replaced.
 */
#include "qhy.h"

#define QHY_COOLER_CONTRARY	2	/* readings that make a fact */
#define QHY_COOLER_FAINT	8	/* power that may be told as 0 */

static int qhy_cooler_send(struct qhy *qhy, bool automatic, u8 pwm, s16 target)
{
	struct qhy_cooler *cooler = &qhy->cooler;
	int ret = 0;

	if (cooler->told && cooler->told_automatic == automatic &&
	    (automatic ? cooler->told_target == target :
			 cooler->told_pwm == pwm))
		return 0;
	qhy_level_cool(qhy, automatic, pwm, target, &ret);
	cooler->told = !ret;
	cooler->told_automatic = automatic;
	cooler->told_target = target;
	cooler->told_pwm = pwm;
	cooler->contrary = 0;
	return ret;
}

/* Moves on by the time since the last step and tells the camera. */
static int qhy_cooler_step(struct qhy *qhy)
{
	struct qhy_cooler *cooler = &qhy->cooler;
	ktime_t now = ktime_get();
	u32 ms = min_t(s64, ktime_ms_delta(now, cooler->stepped), U32_MAX);
	u32 rate = cooler->ramp;
	s32 value;

	cooler->stepped = now;
	if (cooler->mode == V4L2_QHYCCD_COOLER_AUTOMATIC) {
		value = qhy_ramp_advance(&cooler->setpoint, cooler->target,
					 rate, ms);
		return qhy_cooler_send(qhy, true, 0, value);
	}
	value = cooler->mode == V4L2_QHYCCD_COOLER_MANUAL ? cooler->power : 0;
	value = qhy_ramp_advance(&cooler->pwm, value,
				 qhy_ramp_power_rate(rate), ms);
	return qhy_cooler_send(qhy, false, value, cooler->target);
}

static int qhy_cooler_set_mode(struct qhy *qhy, u8 mode)
{
	struct qhy_cooler *cooler = &qhy->cooler;
	bool was_automatic = cooler->mode == V4L2_QHYCCD_COOLER_AUTOMATIC;
	bool automatic = mode == V4L2_QHYCCD_COOLER_AUTOMATIC;
	struct qhy_reading reading;
	int ret;

	if (automatic != was_automatic) {
		ret = qhy_telemetry_get(qhy, 0, &reading);
		if (ret)
			return ret;
		if (automatic)
			qhy_ramp_set(&cooler->setpoint, reading.temperature);
		else
			qhy_ramp_set(&cooler->pwm, reading.pwm);
	}
	if (mode != cooler->mode)	/* not the time that it was off */
		cooler->stepped = ktime_get();
	cooler->mode = mode;
	return 0;
}

/**
 * qhy_cooler_set() - change a setting of the cooler
 * @qhy: camera
 * @id: V4L2_CID_QHYCCD_COOLER_*
 * @value: in the control's unit and range
 *
 * Context: sleeps, camera_lock.
 * Return: 0, or an error: nothing has changed then.
 */
int qhy_cooler_set(struct qhy *qhy, u32 id, s64 value)
{
	struct qhy_cooler *cooler = &qhy->cooler;
	struct qhy_cooler before = *cooler;
	int ret = 0;

	lockdep_assert_held(&qhy->camera_lock);
	switch (id) {
	case V4L2_CID_QHYCCD_COOLER_MODE:
		ret = qhy_cooler_set_mode(qhy, value);
		break;
	case V4L2_CID_QHYCCD_COOLER_TARGET:
		cooler->target = value;
		break;
	case V4L2_CID_QHYCCD_COOLER_POWER:
		cooler->power = value;
		break;
	case V4L2_CID_QHYCCD_COOLER_RAMP:
		cooler->ramp = value;
		break;
	default:
		return -EINVAL;
	}
	if (!ret && (cooler->told || cooler->mode))
		ret = qhy_cooler_step(qhy);
	if (ret) {
		*cooler = before;
		cooler->told = false;
	}
	return ret;
}

/**
 * qhy_cooler_get() - a setting of the cooler
 * @qhy: camera
 * @id: V4L2_CID_QHYCCD_COOLER_*
 * @reading: the power is what the camera applies
 *
 * Context: any.
 */
s64 qhy_cooler_get(struct qhy *qhy, u32 id, const struct qhy_reading *reading)
{
	switch (id) {
	case V4L2_CID_QHYCCD_COOLER_MODE:
		return READ_ONCE(qhy->cooler.mode);
	case V4L2_CID_QHYCCD_COOLER_TARGET:
		return READ_ONCE(qhy->cooler.target);
	case V4L2_CID_QHYCCD_COOLER_POWER:
		return reading->pwm;
	default:
		return READ_ONCE(qhy->cooler.ramp);
	}
}

/**
 * qhy_cooler_lost() - the camera has switched its cooler off by itself
 * @qhy: camera
 *
 * Nothing is sent: the camera had its reasons. Cooler Mode is off from now on.
 *
 * Context: camera_lock.
 */
void qhy_cooler_lost(struct qhy *qhy)
{
	struct qhy_cooler *cooler = &qhy->cooler;

	cooler->mode = V4L2_QHYCCD_COOLER_OFF;
	cooler->told = false;
	cooler->contrary = 0;
	qhy_ramp_set(&cooler->pwm, 0);
}

/* Power gone although it was told otherwise */
static bool qhy_cooler_contrary(const struct qhy_cooler *cooler,
				const struct qhy_reading *reading)
{
	if (!cooler->told || reading->automatic || reading->pwm)
		return false;
	return cooler->told_automatic || cooler->told_pwm >= QHY_COOLER_FAINT;
}

/**
 * qhy_cooler_follow() - go on with the ramp
 * @qhy: camera
 * @reading: fresh
 *
 * Context: sleeps, camera_lock.
 */
void qhy_cooler_follow(struct qhy *qhy, const struct qhy_reading *reading)
{
	struct qhy_cooler *cooler = &qhy->cooler;

	lockdep_assert_held(&qhy->camera_lock);
	if (!cooler->told && !cooler->mode)
		return;		/* never switched on */
	if (cooler->stale) {
		/* after a reset it may have forgotten */
		cooler->stale = false;
		cooler->told = false;
		qhy_ramp_set(&cooler->pwm, reading->pwm);
		if (!reading->automatic)
			qhy_ramp_set(&cooler->setpoint, reading->temperature);
	}
	if (!qhy_cooler_contrary(cooler, reading)) {
		cooler->contrary = 0;
		qhy_cooler_step(qhy);
	} else if (++cooler->contrary >= QHY_COOLER_CONTRARY) {
		dev_warn(&qhy->intf->dev,
			 "the camera has switched its cooler off\n");
		qhy_cooler_lost(qhy);
	}
	/* else: a step now would switch it on again */
}

/**
 * qhy_cooler_resume() - the camera may have lost its memory
 * @qhy: camera
 *
 * Context: camera_lock.
 */
void qhy_cooler_resume(struct qhy *qhy)
{
	qhy->cooler.stale = true;
}

/**
 * qhy_cooler_init() - take over what the camera does
 * @qhy: camera
 * @reading: its state
 *
 * Context: probe.
 */
void qhy_cooler_init(struct qhy *qhy, const struct qhy_reading *reading)
{
	struct qhy_cooler *cooler = &qhy->cooler;

	cooler->ramp = QHY_COOLER_RAMP_DEFAULT;
	cooler->power = reading->pwm;
	qhy_ramp_set(&cooler->pwm, reading->pwm);
	cooler->target = clamp_t(s16, reading->target, -QHY_COOLER_TARGET_MAX,
				 QHY_COOLER_TARGET_MAX);
	qhy_ramp_set(&cooler->setpoint, cooler->target);
	if (reading->automatic)
		cooler->mode = V4L2_QHYCCD_COOLER_AUTOMATIC;
	else if (reading->pwm)
		cooler->mode = V4L2_QHYCCD_COOLER_MANUAL;
	cooler->told = cooler->mode;
	cooler->told_automatic = reading->automatic;
	cooler->told_pwm = reading->pwm;
	cooler->told_target = cooler->target;
}
