/* SPDX-License-Identifier: GPL-2.0 */
/*
 * camera.h - what a recording tells about a camera, up to some packet of it
 */
#ifndef TR_CAMERA_H
#define TR_CAMERA_H

#include "trace/frames.h"
#include "trace/names.h"

#define TR_VENDOR	0x1618
#define TR_QHY268	0xc269
#define TR_QHY268_LOADER 0xc268
#define TR_QHY600	0xc601
#define TR_QHY600_LOADER 0xc600

/* Settings as they were sent; the camera took them, or said nothing. */
struct tr_settings {
	bool mode_known, single;
	int readout_mode;
	bool roi_known, depth_known;
	unsigned int width, height, left, top;
	bool deep;
	bool exposure_known;
	uint32_t exposure;		/* us */
	int offset;			/* the largest; -1: unknown */
	int gpio_mode;			/* -1: unknown */
	bool burst;
	unsigned int burst_start, burst_end;
};

struct tr_upload {
	uint64_t first, last;		/* packets */
	int64_t first_us, last_us;
	unsigned int pieces, failed;
	uint64_t bytes;
	bool started;
	uint32_t entry;			/* where the program begins */
	int start_status;
};

struct tr_camera {
	uint16_t bus, device;
	bool identified;
	uint16_t vendor, product;	/* when identified */
	bool is_camera;
	struct tr_settings set;
	bool run_known, running;	/* register 0x23, or a single exposure */
	bool level_known;
	uint32_t level;			/* of the DDR, 2048 bytes */
	uint32_t firmware;		/* year << 16 | month << 8 | day; 0: unknown */
	bool uploading;
	struct tr_upload upload;
	struct tr_stream stream;
};

/* Did this request go well, and were its data recorded up to byte @need? */
bool tr_went_well(const struct tr_transfer *t, uint32_t need);

/* The vendor and product of a device descriptor. True when @t is one. */
bool tr_identity(const struct tr_transfer *t, uint16_t *vendor, uint16_t *product);

/* Would only a program for such cameras ask this? */
bool tr_is_typical(const struct tr_transfer *t);

void tr_camera_init(struct tr_camera *c, uint16_t bus, uint16_t device);

/* Keep what a request tells. */
void tr_camera_learn(struct tr_camera *c, const struct tr_transfer *t);

/* Bytes that a frame has by the settings, with trailer; 0: not known. */
uint64_t tr_frame_bytes(const struct tr_camera *c);

/* Did the camera end it, and is it not a whole frame by the settings and its trailer? */
bool tr_frame_wrong(const struct tr_camera *c, const struct tr_frame *f);

/* "QHY268", "QHY600, boot loader", "unknown camera". */
const char *tr_camera_name(const struct tr_camera *c);

#endif
