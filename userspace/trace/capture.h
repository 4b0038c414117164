/* SPDX-License-Identifier: GPL-2.0 */
/*
 * capture.h - a capture file, packet by packet
 */
#ifndef TR_CAPTURE_H
#define TR_CAPTURE_H

#include <stdio.h>

#include "lib/error.h"
#include "trace/packet.h"

struct tr_capture;

/*
 * Begin to read @path, which must be a file that can be read twice.
 * NULL with an error when it cannot be opened or is no USB capture.
 */
struct tr_capture *tr_open(const char *path, struct qc_error *e);

/* The same with an open stream, which belongs to the capture from then on. */
struct tr_capture *tr_open_stream(FILE *f, const char *name, struct qc_error *e);

/*
 * The next packet. 1, 0 at the end, or -errno: what follows cannot be read,
 * as in a file that was cut.
 */
int tr_next(struct tr_capture *c, struct tr_packet *p, struct qc_error *e);

/* Records so far that were no packets of USB as they should be. */
uint64_t tr_skipped(const struct tr_capture *c);

/* What wrote it: "usbmon", "usbmon text" or "USBPcap". */
const char *tr_form(const struct tr_capture *c);

void tr_close(struct tr_capture *c);

#endif
