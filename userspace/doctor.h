/* SPDX-License-Identifier: GPL-2.0 */
/*
 * doctor.h - what is wrong, and what to do about it
 */
#ifndef QC_DOCTOR_H
#define QC_DOCTOR_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "lib/camera.h"
#include "lib/find.h"
#include "opt.h"
#include "progress.h"

#define DOCTOR_FINDINGS 256

enum doctor_level { DOCTOR_OK, DOCTOR_WARN, DOCTOR_FAIL };

struct finding {
	enum doctor_level level;
	const char *check;		/* "usb", "speed": stable, for scripts */
	char camera[80];		/* "" = about the computer */
	char text[512];
	char remedy[768];		/* "" when ok */
};

/* A camera as USB shows it. */
struct doctor_usb {
	char path[PATH_MAX];		/* of the device in sysfs */
	char interface[PATH_MAX];	/* "" without */
	char port[32];			/* 2-1 */
	char id[16];			/* 1618:c269 */
	bool known, loader;
	char driver[64];		/* of the interface, "" = none */
	char node[QC_NODE_MAX];		/* of the images, "" = none */
	char serial[QC_NAME_MAX], card[QC_NAME_MAX];
	char name[80];			/* what findings call it */
};

struct doctor {
	const struct doctor_values *opt;
	struct finding finding[DOCTOR_FINDINGS];
	unsigned int count, of_level[3];
	struct doctor_usb usb[QC_CAMERAS_MAX];
	unsigned int cameras;
	char *log;			/* the kernel's; NULL = no permission */
	int signal_fd;
	struct progress progress;
	void *trial;			/* of the disk; a thread that hangs may use it */
};

struct doctor_values {
	const char *camera, *dir, *bundle;
	bool json, no_stream, overwrite;
	struct opt_int seconds;
};

/* Add a finding, and print it. @camera: NULL = about the computer. */
void doctor_find(struct doctor *d, enum doctor_level level, const char *check,
		 const struct doctor_usb *camera, const char *remedy, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));

/* doctor-usb.c: fill d->usb; 0 or -errno. */
int doctor_scan(struct doctor *d, struct qc_error *e);

/* doctor-host.c: the computer. */
void doctor_host(struct doctor *d);

/* doctor-camera.c: one camera; -EINTR after a signal. */
int doctor_camera(struct doctor *d, const struct doctor_usb *u, struct qc_error *e);

/* doctor-stream.c: pictures for some seconds; likewise. */
int doctor_stream(struct doctor *d, const struct doctor_usb *u, const struct qc_camera *cam,
		  struct qc_error *e);

/* doctor-bundle.c: may the file be made? And make it. */
int doctor_bundle_check(const struct doctor *d, struct qc_error *e);
int doctor_bundle(const struct doctor *d, struct qc_error *e);

/* "ok    speed      QHY268M SERIAL: 5000 Mbit/s", and the remedy below. */
void doctor_print(FILE *to, const struct finding *f);

#endif
