/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A camera out of a recording: it answers what was recorded, in any format that
 * qhycam trace reads, and knows nothing of what the answers mean.
 *
 * What is asked is answered as often as it was, in that order; the last answer
 * stays. What is sent must have been sent, too: the next such request of the
 * recording is where it goes on. Data come once all that was sent before them
 * has been; a DDR clear pulse drops those that were not fetched.
 */
#ifndef EMULATOR_REPLAY_H
#define EMULATOR_REPLAY_H

#include <stddef.h>
#include <stdint.h>

struct call;
struct replay;

/* NULL, with words in @why (of @size bytes): the file cannot be replayed. */
struct replay *replay_open(const char *path, char *why, size_t size);
void replay_free(struct replay *r);

/* From the recording's begin again. */
void replay_rewind(struct replay *r);

/* A request to the device; as camera_control() returns. */
int replay_control(struct replay *r, struct call *call);

/* Bulk IN, as stream_read(). */
int64_t replay_bulk(struct replay *r, size_t len, uint8_t *out);

#endif
