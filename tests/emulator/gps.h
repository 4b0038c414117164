/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The GPS box on the GPIO socket, and the header that the camera puts in the
 * place of the first pixels with it [A13].
 */
#ifndef EMULATOR_GPS_H
#define EMULATOR_GPS_H

#include <stdbool.h>
#include <stdint.h>

#define GPS_HEADER	44	/* pixels */
#define GPS_EPOCH	INT64_C(813283200)	/* 1995-10-10 as Unix time */
#define GPS_PPS		10000000u		/* nominal counts */

enum gps_state { GPS_ABSENT, GPS_UNLOCKED, GPS_LOCKED };

struct gps {
	enum gps_state state;
	double latitude, longitude;	/* degrees, north and east positive */
};

/* What the header of one frame says, before it is put into bytes. */
struct gps_truth {
	enum gps_state state;
	int64_t start, end, now;	/* UTC, ns, steps of 100; 0: no box */
	uint32_t latitude, longitude;	/* as in the header */
	uint32_t pps;
	uint32_t sequence;
	uint16_t w, h;
	uint8_t temperature;
};

/* A latitude or longitude in degrees as the header has it. */
uint32_t gps_latitude(double degrees);
uint32_t gps_longitude(double degrees);

void gps_encode(const struct gps_truth *truth, uint8_t *header);

const char *gps_state_name(enum gps_state state);

#endif
