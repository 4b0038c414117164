/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Faults on demand. A rule is one line:
 *
 *	on EVENT[#n|#n..m|*] [at byte N] do ACTION [ARG]
 *
 * EVENT: "frame" (the nth frame whose sending starts after the rule was armed),
 * "control 0xD1" or "control 0xD1/A3" (the nth such request, with that first
 * data byte), "stream" (needs "at byte N": wire byte N counted since the rule
 * was armed, over all frames). Without #: the next one, once.
 *
 * "on control 0xD2* do garbage 64 7": 64 random bytes in every answer, other
 * ones each time, the same in every run with the seed 7. Without a seed garbage
 * is always the same.
 */
#ifndef EMULATOR_FAULT_H
#define EMULATOR_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAULTS_MAX	256

enum fault_event { FAULT_FRAME, FAULT_CONTROL, FAULT_STREAM };

enum fault_action {
	FAULT_NONE,
	FAULT_DROP,	/* lose ARG bytes */
	FAULT_INSERT,	/* ARG extra bytes */
	FAULT_SHORT,	/* the frame ends here */
	FAULT_STALL,	/* the request that has this byte gets a STALL */
	FAULT_SILENT,	/* no answer; bulk: until the next DDR clear */
	FAULT_UNPLUG,	/* the camera leaves the bus */
	FAULT_ZERO,	/* ARG bytes are 0 */
	FAULT_GARBAGE,	/* ARG bytes are anything */
	FAULT_FILLER,	/* the payload ends in filler [A12] */
	FAULT_TRAILER,	/* wrong trailer */
};

struct fault {
	enum fault_event event;
	enum fault_action action;
	int request;		/* FAULT_CONTROL: bRequest */
	int sub;		/* first data byte or -1 */
	uint64_t first, last;	/* which occurrences, 1-based */
	uint64_t at;
	uint64_t arg;
	uint64_t seed;		/* of garbage in answers; 0: none */
	uint64_t seen;		/* occurrences since armed */
	uint64_t origin;	/* FAULT_STREAM: wire position when armed */
};

struct faults {
	struct fault rules[FAULTS_MAX];
	int armed;
	uint64_t fired;
};

/*
 * Arms the rule in @text; @stream_pos is the number of wire bytes sent so far.
 * 0 or -errno with *why pointing to an explanation.
 */
int faults_arm(struct faults *f, const char *text, uint64_t stream_pos,
	       const char **why);
void faults_clear(struct faults *f);

/*
 * Counts an occurrence of @event and copies the rules that hit it into @hit
 * (room for FAULTS_MAX). @request and @sub (-1 = no data) matter to
 * FAULT_CONTROL only. Not for FAULT_STREAM. Returns how many.
 */
int faults_match(struct faults *f, enum fault_event event, int request, int sub,
		 struct fault *hit);

/*
 * FAULT_STREAM rules whose byte lies in [@pos, @pos + @len); `at` of the copies
 * is relative to @pos.
 */
int faults_match_stream(struct faults *f, uint64_t pos, uint64_t len,
			struct fault *hit);

const char *fault_action_name(enum fault_action action);

#endif
