/* SPDX-License-Identifier: GPL-2.0 */
/*
 * meta.h - the circumstances of one image, as the driver's metadata node says
 *
 * The parser turns the bytes of struct qhyccd_meta into host values in natural
 * units. The list keeps what has come until the image of the same sequence is
 * asked for. Both touch no device.
 */
#ifndef QC_META_H
#define QC_META_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a GPS box wrote into the image; times in ns since 1970, 0 = none. */
struct qc_meta_gps {
	uint32_t sequence;		/* the camera's frame counter */
	uint32_t pps_count;		/* of 10 MHz between two PPS */
	int64_t start_ns, end_ns, now_ns;
	double latitude, longitude;	/* degrees, north and east positive */
	unsigned int start_flags, end_flags, now_flags;
	unsigned int temperature;	/* number as the camera tells it */
};

/* Values whose has_ is false are 0. */
struct qc_meta {
	uint32_t sequence;
	bool has_times;
	int64_t start_ns, end_ns;	/* of the exposure, CLOCK_MONOTONIC */
	int64_t utc_start_ns, utc_end_ns;	/* by the host's clock, since 1970 */
	uint32_t time_error_us;		/* how far off these may be */
	uint32_t exposure_us;
	unsigned int left, top, width, height;
	unsigned int gain, offset, readout_mode, traffic, bits, capture_mode;
	bool has_telemetry;
	double temperature, target;	/* degree Celsius */
	unsigned int cooler_mode;	/* enum v4l2_qhyccd_cooler_mode */
	double cooler_percent;		/* power applied */
	bool has_power;
	unsigned int power_status;	/* enum v4l2_qhyccd_power_status */
	bool tec_protection;
	bool has_humidity;
	double humidity;		/* percent */
	double humidity_temperature;	/* degree Celsius */
	uint32_t telemetry_age_ms;	/* at the end of the frame */
	bool has_counter;
	uint32_t frame_counter;		/* the camera's own */
	unsigned int gpio_mode, trigger_input;
	bool burst;
	bool has_gps, gps_locked;
	struct qc_meta_gps gps;
	bool unsure;			/* settings may be the former ones */
	bool damaged, wrong_length, filler, overflow;
};

/*
 * Parse @len bytes. Later versions are taken, they only use reserved bytes.
 * 0; -EMSGSIZE when there are too few bytes, -EPROTO when version or size say
 * that it is not this struct. @m is only written on success.
 */
int qc_meta_parse(const void *data, size_t len, struct qc_meta *m);

/* Why an image is damaged, a few words; "" when metadata do not tell. */
const char *qc_meta_damage(const struct qc_meta *m);

#define QC_META_KEPT 32

/* What has come and was not asked for yet, oldest first. */
struct qc_meta_list {
	unsigned int count;
	struct qc_meta item[QC_META_KEPT];
};

/* Put at the end; when the list is full the oldest one goes. */
void qc_meta_add(struct qc_meta_list *l, const struct qc_meta *m);

enum qc_meta_found {
	QC_META_NOT_YET,	/* may still come */
	QC_META_FOUND,
	QC_META_NEVER,		/* a later one is there: this one was left out */
};

/*
 * Take the one of image @sequence out of the list, and drop all before it:
 * images come in order. Sequence numbers may wrap around.
 */
enum qc_meta_found qc_meta_take(struct qc_meta_list *l, uint32_t sequence, struct qc_meta *m);

#endif
