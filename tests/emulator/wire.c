// SPDX-License-Identifier: GPL-2.0
#include "wire.h"
#include "listen.h"
#include "packets.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <usbredirparser.h>

#define EP_INDEX_IN	16	/* usbredir's index of endpoint 0x80 */
#define OUTPUT_LIMIT	(2u << 20)	/* answers waiting for the peer, bytes */
#define SOCKET_BUFFER	(4 << 20)

int wire_open(struct wire *w, struct camera *c, struct log *log,
	      const char *path)
{
	memset(w, 0, sizeof(*w));
	w->camera = c;
	w->log = log;
	w->fd = -1;
	w->listener = listen_unix(path);
	return w->listener < 0 ? w->listener : 0;
}

static void drop_requests(struct wire *w)
{
	w->pending_count = 0;
	w->silent_count = 0;
}

static void hang_up(struct wire *w)
{
	if (w->fd < 0)
		return;
	usbredirparser_destroy(w->parser);
	w->parser = NULL;
	close(w->fd);
	w->fd = -1;
	w->bus = BUS_OFF;
	drop_requests(w);
	camera_unplug(w->camera, w->now, NEVER);
	log_event(w->log, w->now, "disconnected", "%s", "");
}

void wire_close(struct wire *w)
{
	hang_up(w);
	if (w->listener >= 0)
		close(w->listener);
	w->listener = -1;
	free(w->buffer);
	w->buffer = NULL;
}

static bool accept_peer(struct wire *w)
{
	uint32_t caps[USB_REDIR_CAPS_SIZE] = { 0 };
	int size = SOCKET_BUFFER;

	w->fd = accept4(w->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (w->fd < 0)
		return false;
	/* a large buffer needs privilege; the default only costs speed */
	if (setsockopt(w->fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)))
		setsockopt(w->fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	w->parser = usbredirparser_create();
	if (!w->parser) {
		close(w->fd);
		w->fd = -1;
		return false;
	}
	w->parser->priv = w;
	packets_setup(w->parser);
	usbredirparser_caps_set_cap(caps, usb_redir_cap_connect_device_version);
	usbredirparser_caps_set_cap(caps, usb_redir_cap_device_disconnect_ack);
	usbredirparser_caps_set_cap(caps,
				    usb_redir_cap_ep_info_max_packet_size);
	usbredirparser_caps_set_cap(caps, usb_redir_cap_64bits_ids);
	usbredirparser_caps_set_cap(caps, usb_redir_cap_32bits_bulk_length);
	usbredirparser_init(w->parser, "qhyemu", caps, USB_REDIR_CAPS_SIZE,
			    usbredirparser_fl_usb_host);
	w->hello = false;
	w->broken = false;
	w->bus = BUS_OFF;
	drop_requests(w);
	return true;
}

static void send_ep_info(struct wire *w, bool running)
{
	struct usb_redir_ep_info_header ep;
	bool super = running && w->camera->config.super_speed;
	int i;

	memset(&ep, 0, sizeof(ep));
	memset(ep.type, usb_redir_type_invalid, sizeof(ep.type));
	for (i = 0; i <= EP_INDEX_IN; i += EP_INDEX_IN) {
		ep.type[i] = usb_redir_type_control;
		ep.max_packet_size[i] = super ? 512 : 64;
	}
	if (running) {
		i = EP_INDEX_IN + (EP_STREAM & 0x0f);
		ep.type[i] = usb_redir_type_bulk;
		ep.max_packet_size[i] = (uint16_t)camera_packet(w->camera);
	}
	usbredirparser_send_ep_info(w->parser, &ep);
}

/* The camera appears on the peer's bus. */
static void connect_device(struct wire *w)
{
	const struct camera *c = w->camera;
	bool running = c->identity == IDENTITY_RUNNING;
	struct usb_redir_interface_info_header info = {
		.interface_count = 1, .interface_class = { 0xff },
	};
	struct usb_redir_device_connect_header connect = {
		.speed = running && c->config.super_speed
			? usb_redir_speed_super : usb_redir_speed_high,
		.vendor_id = USB_VENDOR_QHY,
		.product_id = running ? c->model->pid_running
				      : c->model->pid_loader,
	};

	send_ep_info(w, running);
	usbredirparser_send_interface_info(w->parser, &info);
	usbredirparser_send_device_connect(w->parser, &connect);
	w->bus = BUS_ON;
	w->generation = c->generation;
}

static void disconnect_device(struct wire *w)
{
	drop_requests(w);
	usbredirparser_send_device_disconnect(w->parser);
	w->bus = usbredirparser_peer_has_cap(w->parser,
					usb_redir_cap_device_disconnect_ack)
		? BUS_LEAVING : BUS_OFF;
}

static void follow_camera(struct wire *w)
{
	const struct camera *c = w->camera;

	if (w->bus == BUS_ON &&
	    (!c->attached || c->generation != w->generation))
		disconnect_device(w);
	if (w->bus == BUS_OFF && w->hello && c->attached)
		connect_device(w);
}

static bool buffer_for(struct wire *w, size_t len)
{
	uint8_t *b;

	if (len <= w->buffer_size)
		return true;
	b = realloc(w->buffer, len);
	if (!b)
		return false;
	w->buffer = b;
	w->buffer_size = len;
	return true;
}

/* The last byte of a frame is out of our hands: the moment a reader waits for. */
static void look_gone(struct wire *w)
{
	uint64_t sent = w->camera->stream.count.frames_sent;

	if (w->gone == sent || usbredirparser_has_data_to_write(w->parser))
		return;
	w->gone = sent;
	log_frame(w->log, log_clock(w->log), "gone", ",\"frames\":%" PRIu64,
		  sent);
}

/* Answers the oldest requests, as long as there is data and the peer reads. */
static void answer_requests(struct wire *w)
{
	while (w->bus == BUS_ON && w->pending_count &&
	       usbredirparser_get_bufferered_output_size(w->parser) <
	       OUTPUT_LIMIT) {
		struct wire_request r = w->pending[0];
		int64_t rc = -ENOMEM;

		if (buffer_for(w, r.length))
			rc = camera_bulk_in(w->camera, w->now, r.length,
					    w->buffer);
		if (rc == -EAGAIN || rc == -ENODEV)
			return;
		w->pending_count--;
		memmove(&w->pending[0], &w->pending[1],
			w->pending_count * sizeof(w->pending[0]));
		packets_answer_bulk(w, r.id, EP_STREAM, rc);
		if (usbredirparser_do_write(w->parser))
			return;
		look_gone(w);
	}
}

void wire_run(struct wire *w, int64_t now)
{
	w->now = now;
	if (w->fd < 0)
		return;
	follow_camera(w);
	answer_requests(w);
	follow_camera(w);
	if (usbredirparser_has_data_to_write(w->parser)) {
		usbredirparser_do_write(w->parser);
		look_gone(w);
	}
	if (w->broken)
		hang_up(w);
}

int wire_poll(const struct wire *w, struct pollfd *fds)
{
	if (w->fd < 0) {
		fds[0] = (struct pollfd){ w->listener, POLLIN, 0 };
		return 1;
	}
	fds[0] = (struct pollfd){ w->fd, POLLIN, 0 };
	if (usbredirparser_has_data_to_write(w->parser))
		fds[0].events |= POLLOUT;
	return 1;
}

void wire_events(struct wire *w, const struct pollfd *fds, int count,
		 int64_t now)
{
	w->now = now;
	if (!count || !fds[0].revents)
		return;
	if (w->fd < 0) {
		if (!accept_peer(w))
			return;
		log_event(w->log, now, "connected", "%s", "");
		camera_unplug(w->camera, now, NEVER);
		camera_plug(w->camera, now);
		return;
	}
	/* a parse error skips to the next packet, an I/O error sets broken */
	if (fds[0].revents & (POLLIN | POLLHUP | POLLERR))
		usbredirparser_do_read(w->parser);
	if (w->broken)
		hang_up(w);
}

int64_t wire_next_event(const struct wire *w)
{
	size_t len = 0;

	if (w->fd >= 0 && w->bus == BUS_ON && w->pending_count)
		len = w->pending[0].length;
	return camera_next_event(w->camera, len);
}
