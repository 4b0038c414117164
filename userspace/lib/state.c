// SPDX-License-Identifier: GPL-2.0
/*
 * state.c - what a camera measures and regulates, in one look
 */
#include <errno.h>
#include <string.h>

#include <linux/qhyccd.h>

#include "clock.h"
#include "controls.h"
#include "state.h"

#define TENTHS_MAX 10000

/*
 * The first failure that is not about a missing control stays in @failed, and
 * is the end: a camera that does not answer would take its time for each.
 */
static void take(const struct qc_camera *cam, uint32_t id, struct qc_reading *to, int *failed)
{
	int r = *failed ? *failed : qc_ctrl_get(cam, id, &to->value);

	to->has = !r;
	if (r && r != -ENOENT)
		*failed = r;
}

static void name_item(const struct qc_camera *cam, uint32_t id, struct qc_reading *r, char *buf,
		      size_t size)
{
	*buf = 0;
	if (r->has)
		r->has = !qc_ctrl_item(cam, id, r->value, buf, size);
}

int qc_state_read(const struct qc_camera *cam, struct qc_state *s, struct qc_error *e)
{
	int failed = 0;

	memset(s, 0, sizeof(*s));
	s->utc_ns = qc_utc_ns();
	take(cam, V4L2_CID_QHYCCD_TEMPERATURE, &s->temperature, &failed);
	take(cam, V4L2_CID_QHYCCD_REMAINING, &s->remaining, &failed);
	take(cam, V4L2_CID_QHYCCD_COOLER_MODE, &s->cooler_mode, &failed);
	take(cam, V4L2_CID_QHYCCD_COOLER_TARGET, &s->target, &failed);
	take(cam, V4L2_CID_QHYCCD_COOLER_POWER, &s->power, &failed);
	take(cam, V4L2_CID_QHYCCD_COOLER_RAMP, &s->ramp, &failed);
	take(cam, V4L2_CID_QHYCCD_HUMIDITY, &s->humidity, &failed);
	take(cam, V4L2_CID_QHYCCD_HUMIDITY_TEMPERATURE, &s->humidity_temperature, &failed);
	take(cam, V4L2_CID_QHYCCD_POWER_STATUS, &s->power_status, &failed);
	take(cam, V4L2_CID_QHYCCD_TEC_PROTECTION, &s->protection, &failed);
	take(cam, V4L2_CID_QHYCCD_WHEEL_SLOTS, &s->wheel_slots, &failed);
	take(cam, V4L2_CID_QHYCCD_WHEEL_POSITION, &s->wheel_position, &failed);
	name_item(cam, V4L2_CID_QHYCCD_COOLER_MODE, &s->cooler_mode, s->cooler_name,
		  sizeof(s->cooler_name));
	name_item(cam, V4L2_CID_QHYCCD_POWER_STATUS, &s->power_status, s->power_name,
		  sizeof(s->power_name));
	return failed ? qc_camera_fail(cam, -failed, "read its state", e) : 0;
}

bool qc_state_has_humidity(const struct qc_state *s)
{
	return s->humidity.has && s->humidity_temperature.has &&
	       (s->humidity.value || s->humidity_temperature.value);
}

bool qc_state_undervoltage(const struct qc_state *s)
{
	return s->power_status.has &&
	       (s->power_status.value == V4L2_QHYCCD_POWER_CHECK_ERROR ||
		s->power_status.value == V4L2_QHYCCD_POWER_UNDERVOLTAGE ||
		s->power_status.value == V4L2_QHYCCD_POWER_UNDERVOLTAGE_INDIRECT);
}

double qc_state_percent(const struct qc_reading *power)
{
	return power->value * 100.0 / 255;
}

int qc_parse_tenths(const char *text, int64_t *tenths)
{
	bool minus = *text == '-', any = false;
	int64_t v = 0;

	if (*text == '-' || *text == '+')
		text++;
	for (; *text >= '0' && *text <= '9'; text++, any = true) {
		v = v * 10 + (*text - '0');
		if (v > TENTHS_MAX / 10)
			return -ERANGE;
	}
	v *= 10;
	if (*text == '.') {
		if (text[1] >= '0' && text[1] <= '9') {
			v += *++text - '0';
			any = true;
		}
		/* More digits only when they say nothing. */
		for (text++; *text == '0'; text++)
			;
	}
	if (!any || *text)
		return -EINVAL;
	if (v > TENTHS_MAX)
		return -ERANGE;
	*tenths = minus ? -v : v;
	return 0;
}
