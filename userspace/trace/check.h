/* SPDX-License-Identifier: GPL-2.0 */
/*
 * check.h - the driver's assumptions A1 .. A24 against what really went over USB
 *
 * What a camera does counts for and against. What a program sends counts against,
 * and for an assumption only when the maker wrote that program: this driver sends
 * what was assumed.
 */
#ifndef TR_CHECK_H
#define TR_CHECK_H

#include <stdio.h>

#include "trace/session.h"

#define TR_ASSUMPTIONS 24
#define TR_AGAINST 4			/* contradictions that are kept of each */
#define TR_WATCHED 16			/* cameras of a file */

struct tr_evidence {
	char file[64];
	uint64_t packet;
	char text[128];
};

struct tr_finding {
	unsigned int for_count, against_count;
	struct tr_evidence first_for;
	struct tr_evidence against[TR_AGAINST];
	struct tr_evidence note;	/* seen, and settles nothing by itself */
};

/* What a rule has to remember of a camera from packet to packet. */
struct tr_watch {
	bool used;
	uint16_t bus, device;
	unsigned int commands, writes;
	bool gain_taken, offset_taken;	/* the camera accepted one */
	/* a start: of a stream, or of an exposure */
	bool started, single;
	int64_t start_us, stop_us;
	uint64_t start, stop, bytes_before;
	unsigned int frames, late;
	bool unchanged;			/* no setting was sent since the start */
	bool trigger;
	/* a change while it runs */
	uint64_t change;
	unsigned int after_change;
	/* times between frames, us, since the settings were last changed */
	int64_t last_frame_us;
	uint32_t period, interval[64];
	unsigned int intervals;
	/* pages that do not tell the exposure that was sent, one after the other */
	unsigned int other_exposure[2];
	uint64_t wrong_bytes;
	unsigned int wrong_times;
	uint64_t usual, instead;	/* what frames have, again and again, instead of that */
	uint64_t joined;		/* a frame that may have another one before it */
	int64_t joined_bytes;
	bool last_whole;
	uint64_t silent;		/* the first of starts that gave no frame */
	int64_t silent_us;
	int usb;
	bool power_known, protection, flash_write;
	bool uploaded;
};

struct tr_check {
	bool maker;
	char file[64];
	struct tr_finding finding[TR_ASSUMPTIONS + 1];	/* [0] is not used */
	unsigned int gains;			/* bit n: code 16 n .. was sent */
	struct tr_watch watch[TR_WATCHED];
};

/* What is known of an assumption without any recording. */
struct tr_assumption {
	const char *taken;
	const char *change;		/* in the driver, when it is wrong */
	const char *settle;		/* a recording that would tell */
};

extern const struct tr_assumption tr_assumption[TR_ASSUMPTIONS + 1];

/* @maker: the maker's program was recorded. */
void tr_check_init(struct tr_check *k, bool maker, struct tr_sink *sink);

/* After the last file: the number of assumptions that are contradicted. */
unsigned int tr_check_print(struct tr_check *k, FILE *to);
unsigned int tr_check_json(struct tr_check *k, FILE *to);

/* For the rules. */
void tr_for(struct tr_check *k, int a, uint64_t packet, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void tr_against(struct tr_check *k, int a, uint64_t packet, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void tr_note(struct tr_check *k, int a, uint64_t packet, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* check-request.c, check-page.c, check-frame.c */
void tr_check_request(struct tr_check *k, struct tr_watch *w, const struct tr_camera *c,
		      const struct tr_transfer *t, const struct tr_meaning *m);
void tr_check_answer(struct tr_check *k, struct tr_watch *w, const struct tr_camera *c,
		     const struct tr_transfer *t);
void tr_check_frame(struct tr_check *k, struct tr_watch *w, const struct tr_camera *c,
		    const struct tr_frame *f);
void tr_check_start(struct tr_check *k, struct tr_watch *w, const struct tr_camera *c,
		    const struct tr_transfer *t, bool single);
void tr_check_stop(struct tr_check *k, struct tr_watch *w, const struct tr_camera *c,
		   uint64_t packet, int64_t us);

#endif
