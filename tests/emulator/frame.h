/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One frame: what the camera read out, and what of it goes over the wire.
 *
 * "Source" bytes are the ROI's pixels [A10] and the trailer; they are never
 * stored but made when they are sent. The wire layout is a list of segments over
 * the source: a good frame is one segment, a fault edits the list.
 */
#ifndef EMULATOR_FRAME_H
#define EMULATOR_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"
#include "gps.h"
#include "model.h"

struct pattern;
struct sensor;

#define TRAILER_SIZE	4
#define FILLER_SIZE	16
#define ZERO_TAIL	4096	/* least that an overflow blanks [A21] */
#define LAYOUT_MAX	(4 * FAULTS_MAX)
#define MARKS_MAX	FAULTS_MAX

enum scene { SCENE_PATTERN, SCENE_STARS, SCENE_DARK, SCENE_FLAT, SCENE_BIAS };

/* -1 when there is no such scene. */
int scene_find(const char *name);
const char *scene_name(enum scene scene);

/* What Level 1 commands set; a frame keeps the copy that it was taken with. */
struct settings {
	uint32_t exposure_us;
	uint16_t gain[3], digital[3], offset[3];	/* R, G, B */
	uint16_t x, y, w, h;				/* ROI */
	uint8_t traffic;
	uint8_t readmode;
	bool bits16, ddr, single;
	/* the camera's own: rows that come behind those of the ROI [A10] */
	uint16_t extra_rows, extra_y;
};

struct frame {
	uint64_t n;		/* camera's frame counter, 1-based */
	uint64_t serial;	/* never restarts */
	uint64_t noise;		/* restarts with the power only */
	struct settings set;
	enum scene scene;
	double seeing;		/* sigma of the stars, pixels */
	double temperature;	/* C */
	uint8_t pwm;
	int64_t start, end;	/* exposure of the first row, UTC, ns */
	bool stamp;		/* counter painted into it */
	bool header;		/* GPS header in it */
	struct gps_truth gps;
	size_t payload;
	size_t produced;	/* source bytes read out so far */
	size_t stored;		/* of them, what found room in the DDR */
	size_t zero_from;	/* payload from here on was lost; SIZE_MAX = none */
	size_t cut;		/* source bytes that will ever come */
	bool complete;		/* nothing more will be produced */
	bool held;		/* its tail waits for what comes after it */
};

enum segment_kind { SEG_SOURCE, SEG_ZERO, SEG_GARBAGE, SEG_FILLER, SEG_BAD_TRAILER };

struct segment {
	enum segment_kind kind;
	size_t offset;		/* SEG_SOURCE: into the source; else phase */
	size_t length;
};

/* Something that happens instead of an answer: STALL, SILENT or UNPLUG. */
struct mark {
	size_t at;		/* wire byte */
	enum fault_action action;
};

struct layout {
	struct segment seg[LAYOUT_MAX];
	int count;
	size_t length;		/* wire bytes of this frame */
	struct mark marks[MARKS_MAX];	/* by ascending place */
	int mark_count;
};

/* Makes source bytes. One row is kept, so read a frame front to back. */
struct renderer {
	const struct pattern *pattern;
	const struct sensor *sensor;
	uint8_t *row;		/* area_w * 2 bytes */
	uint64_t row_serial;	/* frame and row that `row` holds */
	unsigned int row_y;
	bool row_valid;
};

/* Payload bytes for these settings. */
size_t frame_payload(const struct settings *set);

void frame_init(struct frame *f, uint64_t n, const struct settings *set);
static inline size_t frame_total(const struct frame *f)
{
	return f->payload + TRAILER_SIZE;
}

/* Blanks the frame from source byte @at on, as a DDR overflow does. */
void frame_blank_from(struct frame *f, size_t at);

void layout_init(struct layout *l, const struct frame *f);

/* Edits the layout at wire byte @rule->at. False: no room for this one more. */
bool layout_apply(struct layout *l, const struct frame *f,
		  const struct fault *rule);

/* The frame's sending ends at wire byte @at. */
void layout_cut(struct layout *l, size_t at);

/* Wire bytes from the start that can be sent with what was read out so far. */
size_t layout_available(const struct layout *l, const struct frame *f);

/* Source bytes that must have been read out before @wire bytes can be sent. */
size_t layout_needs(const struct layout *l, size_t wire);

/* Writes the wire bytes [@pos, @pos + @len) to @out. */
void layout_read(const struct layout *l, const struct frame *f,
		 struct renderer *r, size_t pos, size_t len, uint8_t *out);

#endif
