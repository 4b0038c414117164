/* SPDX-License-Identifier: GPL-2.0 */
/* The camera on the bus of a QEMU: usbredir over a unix socket. */
#ifndef BENCH_PEER_H
#define BENCH_PEER_H

#include <poll.h>

#include "uvc.h"

#define PEER_PENDING	256
#define PEER_REQUEST	(1u << 20)	/* bytes of one bulk request */

struct usbredirparser;

struct peer_request {
	uint64_t id;
	uint32_t length;
};

struct peer {
	struct uvc *camera;
	struct log *log;
	int listener;
	int fd;				/* -1: nobody is connected */
	struct usbredirparser *parser;
	bool hello, broken;
	bool on_bus, leaving;
	int64_t now;
	struct peer_request pending[PEER_PENDING];	/* oldest first */
	unsigned int count;
	uint8_t buffer[PEER_REQUEST];
};

/* Listens on the unix socket @path. 0 or -errno. */
int peer_open(struct peer *p, struct uvc *camera, const char *path);
void peer_close(struct peer *p);

/* One entry to poll for. */
struct pollfd peer_poll(const struct peer *p);
void peer_events(struct peer *p, short revents, int64_t now);

/* Answers what can be answered; call it before each poll(). */
void peer_run(struct peer *p, int64_t now);

/* When peer_run() should be called again at the latest. */
int64_t peer_next(const struct peer *p);

#endif
