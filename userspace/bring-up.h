/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bring-up.h - the first evening with a real camera, step by step
 *
 * A step does something with the camera by the driver while USB is recorded.
 * Then its recording is checked (trace/check.h), and what its pictures say is added.
 * Where an assumption is wrong whose alternative the driver knows, the driver is
 * told to use it from then on, and the step is done again.
 */
#ifndef BRING_UP_H
#define BRING_UP_H

#include "bundle.h"
#include "doctor.h"
#include "lib/format.h"
#include "lib/plausible.h"
#include "lib/stats.h"
#include "lib/stream.h"
#include "opt.h"
#include "sense.h"
#include "trace/check.h"

#define BRING_SAID 32		/* things that pictures say in a step */
#define BRING_STEPS 12

/* May it be done without asking? */
enum bring_kind {
	BRING_READS,		/* asks the camera things, changes nothing */
	BRING_ASKS,		/* not known to be harmless: tier 1 */
};

struct bring_up;

struct bring_step {
	const char *name;
	enum bring_kind kind;
	const char *title;	/* what happens, for people */
	const char *sends;	/* what goes to the camera */
	const char *care;	/* what is needed, what may go wrong; NULL: nothing */
	/* 0, or -errno with an error: then it could not be done to its end */
	int (*run)(struct bring_up *b, struct qc_error *e);
};

/* Ended by one without name. */
extern const struct bring_step bring_steps[];

struct bring_values {
	const char *camera, *steps, *consent, *bundle;
	bool read_only, overwrite, json;
};

/* What a picture, or something else that is not in the recording, says. */
struct bring_said {
	int assumption;
	bool against;
	unsigned int frame;
	char text[128];
};

enum bring_result { BRING_LEFT_OUT, BRING_DONE, BRING_FAILED };

struct bring_up {
	const struct bring_values *opt;
	struct bundle bundle;
	struct doctor scan;		/* only what USB shows */
	struct doctor_usb usb;
	unsigned int bus, device;
	int signal_fd;
	const struct bring_step *step;
	unsigned int recordings, frames;
	uint32_t alternatives;		/* bit n: the driver uses that of An */
	uint32_t helped;		/* bit n: with it a step went well */
	struct tr_check all;
	enum bring_result result[BRING_STEPS];
	char why[BRING_STEPS][160];
	struct bring_said said[BRING_SAID];
	unsigned int said_count;
	unsigned int lost;		/* packets, in this step */
	FILE *statistics;		/* frames.json of the bundle */
	struct qc_histogram *histogram;
	int64_t exposure_us;		/* with which the light is right; 0: not known */
};

/* ---- cmd-bring-up.c ---- */

/* Look where the camera is now; "" as its node: the driver does not serve it. */
int bring_find(struct bring_up *b, struct qc_error *e);

/* Take it away from the driver and give it back, so that this is in the recording. */
int bring_rebind(struct bring_up *b, struct qc_error *e);

/* ---- bring-up-ask.c ---- */

/* Is the word in the list "a,b,c"? NULL is no list. */
bool bring_listed(const char *list, const char *word);

/*
 * Are all words of @list names of steps, or what else can be consented to? 0, or
 * -EINVAL with QC_USAGE.
 */
int bring_check_list(const char *option, const char *list, bool consent, struct qc_error *e);

/* Shall the step be done? 1, 0, or -EINTR. */
int bring_ask(struct bring_up *b, const struct bring_step *step, struct qc_error *e);

/* Shall the driver use what is assumed otherwise? Likewise. */
int bring_ask_alternative(struct bring_up *b, uint32_t which, struct qc_error *e);

/* ---- bring-up-judge.c ---- */

/* A picture says something of assumption @a; @frame is b->frames of then. */
void bring_say(struct bring_up *b, int a, bool against, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void bring_verdict(struct bring_up *b, int a, enum qc_verdict v, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * Check the recording of a step and what was said in it; add it to b->all.
 * @fresh gets the assumptions that are contradicted now and were not before, bit n for An.
 */
int bring_judge(struct bring_up *b, const char *path, uint32_t *fresh, struct qc_error *e);

/* Of bits for assumptions, those whose alternative the driver knows. */
uint32_t bring_known(uint32_t which);

/* "A1 A3" of bits. */
void bring_names(uint32_t which, char *buf, size_t size);

/* Tell the driver which alternatives to use with cameras that it binds, 0: as its table says. */
int bring_set_alternatives(uint32_t which);	/* 0 or -errno */

/* Which it uses with the camera now, if it tells. */
void bring_read_alternatives(struct bring_up *b);

/* ---- bring-up-frames.c ---- */

/* A live stream; each frame goes to @frame, which may be NULL. */
struct bring_live {
	unsigned int bits, count;
	struct qc_rect area;		/* width 0: all of it */
	int64_t exposure_us, gain, offset;
	/* 0 or -errno */
	int (*frame)(struct bring_up *b, const struct qc_camera *cam, const struct bring_live *l,
		     const struct qc_frame *f, const struct qc_format *format, unsigned int n,
		     struct qc_error *e);
	void *context;
};

int bring_live(struct bring_up *b, const struct bring_live *l, struct qc_error *e);

/* A line into frames.json; @bits 0: no pixels to look at. Its mean, 0 if none. */
double bring_statistics(struct bring_up *b, const struct qc_frame *f,
			const struct qc_format *format);

/* A single exposure, 16 bit, of @area; @s is open then. */
int bring_single(struct bring_up *b, struct sense *s, const struct qc_rect *area,
		 const char *mode, struct qc_error *e);
int bring_expose(struct bring_up *b, struct sense *s, int64_t exposure_us, struct qc_frame *f,
		 double *mean, struct qc_error *e);

/* Is the family that of the 268? Else the 600. */
bool bring_is_268(const struct bring_up *b);

/* ---- the steps ---- */
int bring_identify(struct bring_up *b, struct qc_error *e);
int bring_status(struct bring_up *b, struct qc_error *e);
int bring_small(struct bring_up *b, struct qc_error *e);
int bring_deep(struct bring_up *b, struct qc_error *e);
int bring_exposures(struct bring_up *b, struct qc_error *e);
int bring_whole(struct bring_up *b, struct qc_error *e);
int bring_light(struct bring_up *b, struct qc_error *e);
int bring_edges(struct bring_up *b, struct qc_error *e);
int bring_changes(struct bring_up *b, struct qc_error *e);
int bring_modes(struct bring_up *b, struct qc_error *e);
int bring_cooler(struct bring_up *b, struct qc_error *e);

/* ---- bring-up-page.c ---- */

/* The page: what works, what is contradicted, what to change. */
void bring_page(struct bring_up *b, FILE *to);

/* The rest of the bundle, and the tar. */
int bring_pack(struct bring_up *b, struct qc_error *e);

#endif
