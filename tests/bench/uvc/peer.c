// SPDX-License-Identifier: GPL-2.0
#include "peer.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <usbredirparser.h>

#include "../../emulator/listen.h"

#define OUTPUT_LIMIT	(2u << 20)	/* answers waiting for QEMU, bytes */
#define SOCKET_BUFFER	(4 << 20)
#define EP_INDEX_IN	16		/* usbredir's index of endpoint 0x80 */

static void on_log(void *priv, int level, const char *msg)
{
	struct peer *p = priv;
	char text[300];

	if (level > usbredirparser_warning)
		return;
	log_escape(text, sizeof(text), msg);
	log_event(p->log, p->now, "usbredir", ",\"text\":\"%s\"", text);
}

static int transferred(struct peer *p, ssize_t n, bool end)
{
	if (n > 0 || (!n && !end))
		return (int)n;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	p->broken = true;
	return -1;
}

static int on_read(void *priv, uint8_t *data, int count)
{
	struct peer *p = priv;

	return transferred(p, recv(p->fd, data, (size_t)count, 0), true);
}

static int on_write(void *priv, uint8_t *data, int count)
{
	struct peer *p = priv;

	return transferred(p, send(p->fd, data, (size_t)count, MSG_NOSIGNAL),
			   false);
}

static void on_hello(void *priv, struct usb_redir_hello_header *hello)
{
	struct peer *p = priv;

	(void)hello;
	p->hello = true;
}

static void on_reset(void *priv)
{
	struct peer *p = priv;

	uvc_stop(p->camera);
	p->camera->configuration = 0;
}

static void on_set_configuration(void *priv, uint64_t id,
				 struct usb_redir_set_configuration_header *set)
{
	struct peer *p = priv;
	struct usb_redir_configuration_status_header status = {
		.status = set->configuration > 1 ? usb_redir_stall
						 : usb_redir_success,
		.configuration = set->configuration,
	};

	if (set->configuration <= 1)
		p->camera->configuration = set->configuration;
	usbredirparser_send_configuration_status(p->parser, id, &status);
}

static void on_get_configuration(void *priv, uint64_t id)
{
	struct peer *p = priv;
	struct usb_redir_configuration_status_header status = {
		.status = usb_redir_success,
		.configuration = p->camera->configuration,
	};

	usbredirparser_send_configuration_status(p->parser, id, &status);
}

static void on_set_alt_setting(void *priv, uint64_t id,
			       struct usb_redir_set_alt_setting_header *set)
{
	struct peer *p = priv;
	struct usb_redir_alt_setting_status_header status = {
		.status = set->interface > 1 || set->alt ? usb_redir_stall
							 : usb_redir_success,
		.interface = set->interface,
	};

	if (status.status == usb_redir_success && set->interface == 1)
		uvc_stop(p->camera);
	usbredirparser_send_alt_setting_status(p->parser, id, &status);
}

static void on_get_alt_setting(void *priv, uint64_t id,
			       struct usb_redir_get_alt_setting_header *get)
{
	struct peer *p = priv;
	struct usb_redir_alt_setting_status_header status = {
		.status = get->interface > 1 ? usb_redir_stall
					     : usb_redir_success,
		.interface = get->interface,
	};

	usbredirparser_send_alt_setting_status(p->parser, id, &status);
}

static void on_control_packet(void *priv, uint64_t id,
			      struct usb_redir_control_packet_header *h,
			      uint8_t *data, int data_len)
{
	struct peer *p = priv;
	struct uvc_setup s = { h->requesttype, h->request, h->value, h->index,
			       h->length };
	struct usb_redir_control_packet_header answer = *h;
	uint8_t in[UVC_CONTROL_MAX];
	bool to_host = s.type & 0x80;
	int n = -EPIPE;

	if (to_host || data_len == s.length)
		n = uvc_control(p->camera, p->now, &s, data, in);
	answer.status = n < 0 ? usb_redir_stall : usb_redir_success;
	answer.length = n < 0 ? 0 : to_host ? (uint16_t)n : s.length;
	if (p->on_bus)
		usbredirparser_send_control_packet(p->parser, id, &answer,
						   to_host && n > 0 ? in : NULL,
						   to_host && n > 0 ? n : 0);
	usbredirparser_free_packet_data(p->parser, data);
}

static void answer_bulk(struct peer *p, uint64_t id, uint8_t endpoint,
			int status, uint32_t n)
{
	struct usb_redir_bulk_packet_header h = {
		.endpoint = endpoint, .status = (uint8_t)status,
		.length = n & 0xffff, .length_high = (uint16_t)(n >> 16),
	};

	usbredirparser_send_bulk_packet(p->parser, id, &h,
					n ? p->buffer : NULL, (int)n);
}

static void on_bulk_packet(void *priv, uint64_t id,
			   struct usb_redir_bulk_packet_header *h,
			   uint8_t *data, int data_len)
{
	struct peer *p = priv;
	uint32_t len = (uint32_t)h->length_high << 16 | h->length;

	(void)data_len;
	usbredirparser_free_packet_data(p->parser, data);
	if (h->endpoint != UVC_EP || p->count == PEER_PENDING ||
	    len > PEER_REQUEST)
		answer_bulk(p, id, h->endpoint, usb_redir_stall, 0);
	else
		p->pending[p->count++] = (struct peer_request){ id, len };
}

static void on_cancel(void *priv, uint64_t id)
{
	struct peer *p = priv;
	unsigned int i;

	for (i = 0; i < p->count && p->pending[i].id != id; i++)
		;
	if (i == p->count)
		return;
	p->count--;
	memmove(&p->pending[i], &p->pending[i + 1],
		(p->count - i) * sizeof(p->pending[0]));
	answer_bulk(p, id, UVC_EP, usb_redir_cancelled, 0);
}

static void on_disconnect_ack(void *priv)
{
	struct peer *p = priv;

	p->leaving = false;
}

static void on_filter_reject(void *priv)
{
	struct peer *p = priv;

	log_event(p->log, p->now, "rejected", "%s", "");
}

static void set_callbacks(struct usbredirparser *parser, struct peer *p)
{
	parser->priv = p;
	parser->log_func = on_log;
	parser->read_func = on_read;
	parser->write_func = on_write;
	parser->hello_func = on_hello;
	parser->reset_func = on_reset;
	parser->set_configuration_func = on_set_configuration;
	parser->get_configuration_func = on_get_configuration;
	parser->set_alt_setting_func = on_set_alt_setting;
	parser->get_alt_setting_func = on_get_alt_setting;
	parser->cancel_data_packet_func = on_cancel;
	parser->control_packet_func = on_control_packet;
	parser->bulk_packet_func = on_bulk_packet;
	parser->filter_reject_func = on_filter_reject;
	parser->device_disconnect_ack_func = on_disconnect_ack;
}

static void accept_peer(struct peer *p)
{
	uint32_t caps[USB_REDIR_CAPS_SIZE] = { 0 };
	int size = SOCKET_BUFFER;

	p->fd = accept4(p->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (p->fd < 0)
		return;
	/* a large buffer needs privilege; the default only costs speed */
	if (setsockopt(p->fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)))
		setsockopt(p->fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	p->parser = usbredirparser_create();
	if (!p->parser) {
		close(p->fd);
		p->fd = -1;
		return;
	}
	set_callbacks(p->parser, p);
	usbredirparser_caps_set_cap(caps, usb_redir_cap_connect_device_version);
	usbredirparser_caps_set_cap(caps, usb_redir_cap_device_disconnect_ack);
	usbredirparser_caps_set_cap(caps,
				    usb_redir_cap_ep_info_max_packet_size);
	usbredirparser_caps_set_cap(caps, usb_redir_cap_64bits_ids);
	usbredirparser_caps_set_cap(caps, usb_redir_cap_32bits_bulk_length);
	usbredirparser_init(p->parser, "uvcemu", caps, USB_REDIR_CAPS_SIZE,
			    usbredirparser_fl_usb_host);
	p->hello = p->broken = p->on_bus = p->leaving = false;
	p->count = 0;
	p->camera->attached = true;
}

static void hang_up(struct peer *p)
{
	if (p->fd < 0)
		return;
	usbredirparser_destroy(p->parser);
	p->parser = NULL;
	close(p->fd);
	p->fd = -1;
	p->on_bus = p->leaving = false;
	p->count = 0;
	uvc_stop(p->camera);
}

static void connect_device(struct peer *p)
{
	struct usb_redir_ep_info_header ep = { 0 };
	struct usb_redir_interface_info_header info = {
		.interface_count = 2, .interface = { 0, 1 },
		.interface_class = { 14, 14 }, .interface_subclass = { 1, 2 },
	};
	struct usb_redir_device_connect_header connect = {
		.speed = usb_redir_speed_super, .device_class = 0xef,
		.device_subclass = 2, .device_protocol = 1,
		.vendor_id = UVC_VENDOR, .product_id = UVC_PRODUCT,
		.device_version_bcd = 0x0100,
	};
	int i;

	memset(ep.type, usb_redir_type_invalid, sizeof(ep.type));
	for (i = 0; i <= EP_INDEX_IN; i += EP_INDEX_IN) {
		ep.type[i] = usb_redir_type_control;
		ep.max_packet_size[i] = 512;
	}
	i = EP_INDEX_IN + (UVC_EP & 0x0f);
	ep.type[i] = usb_redir_type_bulk;
	ep.max_packet_size[i] = UVC_PACKET;
	ep.interface[i] = 1;
	usbredirparser_send_ep_info(p->parser, &ep);
	usbredirparser_send_interface_info(p->parser, &info);
	usbredirparser_send_device_connect(p->parser, &connect);
	p->on_bus = true;
}

static void disconnect_device(struct peer *p)
{
	uvc_stop(p->camera);
	p->count = 0;
	p->on_bus = false;
	p->leaving = usbredirparser_peer_has_cap(p->parser,
					usb_redir_cap_device_disconnect_ack);
	usbredirparser_send_device_disconnect(p->parser);
}

static void answer_requests(struct peer *p)
{
	while (p->on_bus && p->count &&
	       usbredirparser_get_bufferered_output_size(p->parser) <
	       OUTPUT_LIMIT) {
		struct peer_request r = p->pending[0];
		int64_t n = uvc_bulk_in(p->camera, p->now, r.length, p->buffer);

		if (n < 0)
			return;
		p->count--;
		memmove(&p->pending[0], &p->pending[1],
			p->count * sizeof(p->pending[0]));
		answer_bulk(p, r.id, UVC_EP, usb_redir_success, (uint32_t)n);
		if (usbredirparser_do_write(p->parser))
			return;
	}
}

void peer_run(struct peer *p, int64_t now)
{
	p->now = now;
	if (p->fd < 0)
		return;
	if (p->on_bus && !p->camera->attached)
		disconnect_device(p);
	if (!p->on_bus && !p->leaving && p->hello && p->camera->attached)
		connect_device(p);
	answer_requests(p);
	if (usbredirparser_has_data_to_write(p->parser))
		usbredirparser_do_write(p->parser);
	if (p->broken)
		hang_up(p);
}

struct pollfd peer_poll(const struct peer *p)
{
	struct pollfd f = { p->fd < 0 ? p->listener : p->fd, POLLIN, 0 };

	if (p->fd >= 0 && usbredirparser_has_data_to_write(p->parser))
		f.events |= POLLOUT;
	return f;
}

void peer_events(struct peer *p, short revents, int64_t now)
{
	p->now = now;
	if (!revents)
		return;
	if (p->fd < 0) {
		accept_peer(p);
		return;
	}
	/* a parse error skips to the next packet, an I/O error sets broken */
	if (revents & (POLLIN | POLLHUP | POLLERR))
		usbredirparser_do_read(p->parser);
	if (p->broken)
		hang_up(p);
}

/* With no room for answers, POLLOUT tells when there is some. */
int64_t peer_next(const struct peer *p)
{
	if (p->fd < 0 || !p->on_bus || !p->count ||
	    usbredirparser_has_data_to_write(p->parser))
		return UVC_NEVER;
	return uvc_next(p->camera);
}

int peer_open(struct peer *p, struct uvc *camera, const char *path)
{
	memset(p, 0, sizeof(*p));
	p->camera = camera;
	p->log = camera->log;
	p->fd = -1;
	p->listener = listen_unix(path);
	return p->listener < 0 ? p->listener : 0;
}

void peer_close(struct peer *p)
{
	hang_up(p);
	if (p->listener >= 0)
		close(p->listener);
	p->listener = -1;
}
