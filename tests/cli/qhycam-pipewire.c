// SPDX-License-Identifier: GPL-2.0
/*
 * The PipeWire side of qhycam broadcast without a camera: a node that sends one picture,
 * a ramp of grey, 20 times a second until standard input ends. Exit status: as qhycam.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "broadcast.h"

#define WIDTH 320
#define HEIGHT 240
#define RATE 20

static int fail(const struct qc_error *e)
{
	fprintf(stderr, "%s\n", e->text);
	return e->status;
}

int main(void)
{
	const struct broadcast_video v = {
		.format = PICTURE_YUYV, .rate = RATE,
		.shape = { .width = WIDTH, .height = HEIGHT, .stride = 2 * WIDTH,
			   .bytes = 2 * WIDTH * HEIGHT },
	};
	struct broadcast_sink s = { 0 };
	uint8_t *picture = malloc(v.shape.bytes);
	struct pollfd p[2] = { { .fd = STDIN_FILENO, .events = POLLIN } };
	struct qc_error e;
	int r;

	if (!picture)
		return QC_FAILED;
	for (size_t i = 0; i < v.shape.bytes; i++)
		picture[i] = i % 2 ? 128 : 16 + i / 2 % WIDTH * 219 / WIDTH;
	r = broadcast_open_pipewire(&s, "QHY-test", &v, &e);
	while (!r) {
		p[1] = (struct pollfd){ .fd = s.fd, .events = s.events };
		r = poll(p, 2, 1000 / RATE);
		if (r < 0 && errno != EINTR)
			return QC_FAILED;
		if (r > 0 && p[0].revents)
			break;
		r = p[1].revents ? s.ops->resume(&s, &e) : s.ops->send(&s, picture, &e);
	}
	if (s.ops)
		s.ops->close(&s);
	free(picture);
	return r < 0 ? fail(&e) : 0;
}
