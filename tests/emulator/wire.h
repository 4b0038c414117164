/* SPDX-License-Identifier: GPL-2.0 */
/* The usbredir side: packets in, answers out. Knows USB, not cameras. */
#ifndef EMULATOR_WIRE_H
#define EMULATOR_WIRE_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "camera.h"

#define WIRE_PENDING	1024
#define WIRE_SILENT	64
#define WIRE_REQUEST_MAX (16u << 20)	/* bytes of one bulk request */

struct usbredirparser;
struct usb_redir_control_packet_header;

struct wire_request {
	uint64_t id;
	uint32_t length;
};

struct wire_silent {
	uint64_t id;
	struct setup setup;
};

enum wire_bus { BUS_OFF, BUS_ON, BUS_LEAVING };

struct wire {
	struct camera *camera;
	struct log *log;
	int listener;
	int fd;				/* -1: nobody is connected */
	struct usbredirparser *parser;
	bool hello;			/* the peer's capabilities are known */
	bool broken;
	enum wire_bus bus;
	unsigned int generation;	/* of the camera that is on the bus */
	int64_t now;			/* of the packet in hand */

	/* bulk requests without an answer, oldest first */
	struct wire_request pending[WIRE_PENDING];
	unsigned int pending_count;
	/* control requests that a fault leaves without one */
	struct wire_silent silent[WIRE_SILENT];
	unsigned int silent_count;
	uint64_t cancelled;
	uint64_t gone;			/* frames that the peer has */

	uint8_t *buffer;
	size_t buffer_size;
};

/* Listens on the unix socket @path. 0 or -errno. */
int wire_open(struct wire *w, struct camera *c, struct log *log,
	      const char *path);
void wire_close(struct wire *w);

/* What to poll for; at most two entries. Returns their number. */
int wire_poll(const struct wire *w, struct pollfd *fds);
void wire_events(struct wire *w, const struct pollfd *fds, int count,
		 int64_t now);

/* Lets the bus follow the camera and answers what can be answered. */
void wire_run(struct wire *w, int64_t now);

/* When wire_run() should be called again at the latest. */
int64_t wire_next_event(const struct wire *w);

#endif
