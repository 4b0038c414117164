// SPDX-License-Identifier: GPL-2.0
/*
 * The emulated camera over its real sockets, with a usbredir peer that stands
 * for QEMU. Both ends run in this one process, turn by turn.
 */
#include "emulator-peer.h"
#include "emulator-rig.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "console.h"
#include "wire.h"

#define MIB		(1u << 20)

struct bench {
	struct rig rig;
	struct wire wire;
	struct console console;
	struct peer peer;
	char dir[32], bus[64], ctl[64];
};

/* Both ends do what they can; camera time goes on by @step. */
static void turn(struct bench *b, int64_t step)
{
	struct pollfd fds[2 + CONSOLE_CLIENTS];
	int n;

	b->rig.now += step;
	camera_tick(&b->rig.cam, b->rig.now);
	wire_run(&b->wire, b->rig.now);
	if (b->peer.parser) {
		struct pollfd pfd = { b->peer.fd, POLLIN, 0 };

		usbredirparser_do_write(b->peer.parser);
		if (poll(&pfd, 1, 0) > 0)
			usbredirparser_do_read(b->peer.parser);
		if (usbredirparser_has_data_to_write(b->peer.parser))
			usbredirparser_do_write(b->peer.parser);
	}
	n = wire_poll(&b->wire, fds);
	poll(fds, (nfds_t)n, 0);
	wire_events(&b->wire, fds, n, b->rig.now);
	n = console_poll(&b->console, fds);
	poll(fds, (nfds_t)n, 0);
	console_events(&b->console, fds, n, b->rig.now);
}

static void turns(struct bench *b, int count, int64_t step)
{
	while (count--)
		turn(b, step);
}

/* Until @count answers are there; gives up after many turns. */
static bool wait_answers(struct bench *b, unsigned int count, int64_t step)
{
	int i;

	for (i = 0; i < 100000 && b->peer.count < count; i++)
		turn(b, step);
	return b->peer.count >= count;
}

static void ask(struct bench *b, uint64_t id, uint32_t len)
{
	struct usb_redir_bulk_packet_header h = {
		.endpoint = 0x81, .length = len & 0xffff,
		.length_high = (uint16_t)(len >> 16),
	};

	usbredirparser_send_bulk_packet(b->peer.parser, id, &h, NULL, 0);
}

static void ask_control(struct bench *b, uint64_t id, uint8_t type,
			uint8_t request, uint16_t length, uint8_t *data)
{
	struct usb_redir_control_packet_header h = {
		.endpoint = type & 0x80, .request = request,
		.requesttype = type, .length = length,
	};

	usbredirparser_send_control_packet(b->peer.parser, id, &h, data,
					   data ? length : 0);
}

static void fresh(struct bench *b)
{
	b->peer.count = 0;
	b->peer.len = 0;
}

static void open_bench(struct bench *b)
{
	memset(b, 0, sizeof(*b));
	strcpy(b->dir, "/tmp/emulator-wire-XXXXXX");
	if (!mkdtemp(b->dir))
		exit(EXIT_FAILURE);
	snprintf(b->bus, sizeof(b->bus), "%s/bus", b->dir);
	snprintf(b->ctl, sizeof(b->ctl), "%s/ctl", b->dir);
	rig_open(&b->rig, "268m");
	camera_unplug(&b->rig.cam, b->rig.now, NEVER);
	if (wire_open(&b->wire, &b->rig.cam, &b->rig.log, b->bus) ||
	    console_open(&b->console, &b->rig.cam, &b->rig.log, b->ctl))
		exit(EXIT_FAILURE);
	b->peer.size = 8 * MIB;
	b->peer.data = malloc(b->peer.size);
	if (!b->peer.data)
		exit(EXIT_FAILURE);
}

static void close_bench(struct bench *b)
{
	if (b->peer.parser)
		peer_close(&b->peer);
	wire_close(&b->wire);
	console_close(&b->console);
	rig_close(&b->rig);
	free(b->peer.data);
	unlink(b->bus);
	unlink(b->ctl);
	rmdir(b->dir);
}

static void plug_in(struct tap *t, struct bench *b)
{
	struct usb_redir_set_configuration_header set = { 1 };

	peer_open(&b->peer, b->bus);
	turns(b, 20, 0);
	CHECK(t, b->peer.plugged);
	CHECK_EQ(t, b->peer.product, 0xc269);
	CHECK_EQ(t, b->peer.speed, usb_redir_speed_super);
	CHECK_EQ(t, b->peer.packet, 1024);
	usbredirparser_send_set_configuration(b->peer.parser, 1, &set);
	CHECK(t, wait_answers(b, 1, 0));
	CHECK_EQ(t, b->peer.answers[0].status, usb_redir_success);
	fresh(b);
	tap_done(t, "connecting is plugging in");
}

static void controls(struct tap *t, struct bench *b)
{
	uint8_t bad[16] = { 0x77 };

	ask_control(b, 10, 0xc0, 0xd2, 64, NULL);
	ask_control(b, 11, 0x40, 0xd1, 16, bad);
	ask_control(b, 12, 0xc0, 0xca, 16, NULL);
	CHECK(t, wait_answers(b, 3, 0));
	CHECK(t, b->peer.answers[0].id == 10 && b->peer.answers[0].len == 64);
	CHECK_EQ(t, b->peer.answers[1].status, usb_redir_stall);
	CHECK_EQ(t, b->peer.answers[2].status, usb_redir_stall);
	CHECK_EQ(t, b->rig.cam.refused, 2);
	fresh(b);
	tap_done(t, "control requests are answered, STALLs too");
}

static void frames(struct tap *t, struct bench *b)
{
	struct shot s = { 0, 0, 1920, 1080, .bits16 = true };
	size_t total = 1920 * 1080 * 2 + 4;
	int k;

	CHECK_EQ(t, rig_live(&b->rig, &s), 0);
	for (k = 0; k < 8; k++)
		ask(b, 100 + (uint64_t)k, MIB);
	CHECK(t, wait_answers(b, 8, MS));
	/* 4 147 204 bytes: three full requests and a short one, twice */
	for (k = 0; k < 8; k++) {
		CHECK_EQ(t, b->peer.answers[k].id, 100 + k);
		CHECK_EQ(t, b->peer.answers[k].status, usb_redir_success);
		CHECK_EQ(t, b->peer.answers[k].len,
			 k % 4 == 3 ? total - 3 * MIB : MIB);
	}
	for (k = 0; k < 2; k++)
		CHECK_EQ(t, pattern_check(b->rig.cam.pattern, PATTERN_16BE,
					  b->peer.data + (size_t)k * total,
					  1920, 1080, (uint64_t)k + 1, 0, 0),
			 -1);
	fresh(b);
	tap_done(t, "two frames in eight requests, every pixel right");
}

static void cancels(struct tap *t, struct bench *b)
{
	struct shot s = {
		0, 0, 1024, 1024, 10000000, .bits16 = true,
	};

	CHECK_EQ(t, rig_live(&b->rig, &s), 0);
	ask(b, 200, MIB);
	ask(b, 201, 3 * MIB);
	turns(b, 20, 0);
	CHECK_EQ(t, b->peer.count, 0);
	usbredirparser_send_cancel_data_packet(b->peer.parser, 200);
	CHECK(t, wait_answers(b, 1, 0));
	CHECK_EQ(t, b->peer.answers[0].id, 200);
	CHECK_EQ(t, b->peer.answers[0].status, usb_redir_cancelled);
	/* the frame that comes later is whole all the same */
	CHECK(t, wait_answers(b, 2, 100 * MS));
	CHECK_EQ(t, b->peer.answers[1].id, 201);
	CHECK_EQ(t, b->peer.answers[1].len, 2 * MIB + 4);
	CHECK_EQ(t, pattern_check(b->rig.cam.pattern, PATTERN_16BE,
				  b->peer.data, 1024, 1024,
				  b->rig.cam.stream.counter, 0, 0), -1);
	fresh(b);
	tap_done(t, "a cancelled request takes no byte with it");
}

/* One line to the control socket, its answer back. */
static void command(struct bench *b, const char *line, char *answer, size_t size)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0), i;
	ssize_t n = -1;

	strcpy(addr.sun_path, b->ctl);
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)) ||
	    send(fd, line, strlen(line), MSG_NOSIGNAL) < 0)
		exit(EXIT_FAILURE);
	for (i = 0; i < 100 && n <= 0; i++) {
		turn(b, 0);
		n = recv(fd, answer, size - 1, 0);
	}
	answer[n > 0 ? n : 0] = 0;
	close(fd);
	turn(b, 0);
}

static void console(struct tap *t, struct bench *b)
{
	char a[2048];

	command(b, "status\n", a, sizeof(a));
	CHECK(t, !strncmp(a, "ok {\"model\":\"268m\"", 18));
	CHECK(t, strstr(a, "\"plugged\":true") && strstr(a, "\"refused\":2"));
	command(b, "dance\n", a, sizeof(a));
	CHECK(t, !strncmp(a, "error commands:", 15));
	command(b, "fault on frame do explode\n", a, sizeof(a));
	CHECK(t, !strcmp(a, "error unknown action\n"));
	command(b, "fault on frame#9 do short\n", a, sizeof(a));
	CHECK(t, !strcmp(a, "ok\n"));
	command(b, "faults\n", a, sizeof(a));
	CHECK(t, !strcmp(a, "ok armed=1 fired=0\n"));
	command(b, "faults clear\n", a, sizeof(a));
	CHECK(t, !strcmp(a, "ok\n"));
	command(b, "pace -3\n", a, sizeof(a));
	CHECK(t, !strncmp(a, "error pace", 10));
	command(b, "scene mars\n", a, sizeof(a));
	CHECK(t, !strncmp(a, "error scene", 11));
	command(b, "status\nmark one\nfaults\n", a, sizeof(a));
	CHECK(t, !!strstr(a, "}\nok\nok armed=0 fired=0\n"));
	tap_done(t, "control socket: answers and errors");
}

static void leaving(struct tap *t, struct bench *b)
{
	char a[2048];

	ask(b, 300, MIB);
	command(b, "replug 300\n", a, sizeof(a));
	turns(b, 20, 0);
	CHECK(t, !b->peer.plugged && b->peer.acked);
	turns(b, 10, 20 * MS);
	CHECK(t, !b->peer.plugged);
	turns(b, 20, 20 * MS);
	CHECK(t, b->peer.plugged);
	CHECK_EQ(t, b->rig.cam.stream.counter, 0);
	/* the request of before is forgotten, not answered */
	CHECK_EQ(t, b->peer.count, 0);
	command(b, "unplug\n", a, sizeof(a));
	turns(b, 100, 100 * MS);
	CHECK(t, !b->peer.plugged);
	command(b, "plug\n", a, sizeof(a));
	turns(b, 20, 0);
	CHECK(t, b->peer.plugged);
	/* the peer goes away: the camera loses power; the next one plugs it */
	peer_close(&b->peer);
	turns(b, 20, 0);
	CHECK(t, !b->rig.cam.attached);
	b->peer.plugged = false;
	peer_open(&b->peer, b->bus);
	turns(b, 20, 0);
	CHECK(t, b->peer.plugged);
	tap_done(t, "replug, unplug, plug, and a new connection");
}

static void silence(struct tap *t, struct bench *b)
{
	char a[256];

	fresh(b);
	command(b, "fault on control 0xD2 do silent\n", a, sizeof(a));
	ask_control(b, 400, 0xc0, 0xd2, 64, NULL);
	turns(b, 50, 100 * MS);
	CHECK_EQ(t, b->peer.count, 0);
	usbredirparser_send_cancel_data_packet(b->peer.parser, 400);
	ask_control(b, 401, 0xc0, 0xd2, 64, NULL);
	CHECK(t, wait_answers(b, 2, 0));
	CHECK(t, b->peer.answers[0].id == 400 &&
	      b->peer.answers[0].status == usb_redir_cancelled);
	CHECK(t, b->peer.answers[1].id == 401 && b->peer.answers[1].len == 64);
	fresh(b);
	tap_done(t, "a silent control request ends when it is cancelled");
}

/* Not asserted, only told: what both ends do in one thread. */
static void throughput(struct tap *t, struct bench *b)
{
	struct usb_redir_set_configuration_header set = { 1 };
	struct shot s = { .bits16 = true };
	struct timespec from, to;
	uint64_t id = 500, sent;
	double seconds;
	int k;

	usbredirparser_send_set_configuration(b->peer.parser, 1, &set);
	CHECK(t, wait_answers(b, 1, 0));
	stream_set_pace(&b->rig.cam.stream, b->rig.now, true, 1.0);
	CHECK_EQ(t, rig_live(&b->rig, &s), 0);
	sent = b->rig.cam.stream.count.bytes_sent;
	clock_gettime(CLOCK_MONOTONIC, &from);
	for (k = 0; k < 64; k++) {
		unsigned int i;

		fresh(b);
		for (i = 0; i < 8; i++)
			ask(b, id++, MIB);
		CHECK(t, wait_answers(b, 8, 0));
	}
	clock_gettime(CLOCK_MONOTONIC, &to);
	sent = b->rig.cam.stream.count.bytes_sent - sent;
	seconds = (double)(to.tv_sec - from.tv_sec) +
		  (double)(to.tv_nsec - from.tv_nsec) / 1e9;
	printf("# %.0f MB/s, both ends in one thread\n",
	       (double)sent / 1e6 / seconds);
	CHECK(t, sent > 500 * (uint64_t)MIB - 64 * 8 * 1024);
	tap_done(t, "many requests in a row at pace fast");
}

int main(void)
{
	struct bench *b = malloc(sizeof(*b));
	struct tap t = { 0 };

	if (!b)
		return EXIT_FAILURE;
	open_bench(b);
	plug_in(&t, b);
	controls(&t, b);
	frames(&t, b);
	cancels(&t, b);
	console(&t, b);
	leaving(&t, b);
	silence(&t, b);
	throughput(&t, b);
	close_bench(b);
	free(b);
	return tap_end(&t);
}
