// SPDX-License-Identifier: GPL-2.0
/* What the peer's packets do: one callback each. */
#include "packets.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <usbredirparser.h>

static void on_log(void *priv, int level, const char *msg)
{
	struct wire *w = priv;
	char text[300];

	if (level > usbredirparser_warning)
		return;
	log_escape(text, sizeof(text), msg);
	log_event(w->log, w->now, "usbredir", ",\"text\":\"%s\"", text);
}

static int on_read(void *priv, uint8_t *data, int count)
{
	struct wire *w = priv;
	ssize_t n = recv(w->fd, data, (size_t)count, 0);

	if (n > 0)
		return (int)n;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	w->broken = true;
	return -1;
}

static int on_write(void *priv, uint8_t *data, int count)
{
	struct wire *w = priv;
	ssize_t n = send(w->fd, data, (size_t)count, MSG_NOSIGNAL);

	if (n >= 0)
		return (int)n;
	if (errno == EAGAIN || errno == EINTR)
		return 0;
	w->broken = true;
	return -1;
}

static void on_hello(void *priv, struct usb_redir_hello_header *hello)
{
	struct wire *w = priv;

	(void)hello;
	w->hello = true;
}

static void on_reset(void *priv)
{
	struct wire *w = priv;

	if (w->bus == BUS_ON)
		camera_bus_reset(w->camera, w->now);
}

static void on_set_configuration(void *priv, uint64_t id,
				 struct usb_redir_set_configuration_header *set)
{
	struct wire *w = priv;
	struct usb_redir_configuration_status_header status = {
		.status = usb_redir_success,
		.configuration = set->configuration,
	};

	if (w->bus != BUS_ON)
		return;
	if (set->configuration > 1)
		status.status = usb_redir_stall;
	else
		w->camera->configuration = set->configuration;
	usbredirparser_send_configuration_status(w->parser, id, &status);
}

static void on_get_configuration(void *priv, uint64_t id)
{
	struct wire *w = priv;
	struct usb_redir_configuration_status_header status = {
		.status = usb_redir_success,
		.configuration = w->camera->configuration,
	};

	if (w->bus == BUS_ON)
		usbredirparser_send_configuration_status(w->parser, id,
							 &status);
}

/* SET_INTERFACE also resets the endpoint's halt. */
static void on_set_alt_setting(void *priv, uint64_t id,
			       struct usb_redir_set_alt_setting_header *set)
{
	struct wire *w = priv;
	struct usb_redir_alt_setting_status_header status = {
		.status = set->interface || set->alt ? usb_redir_stall
						     : usb_redir_success,
		.interface = set->interface,
	};

	if (w->bus != BUS_ON)
		return;
	if (status.status == usb_redir_success)
		stream_clear_halt(&w->camera->stream);
	usbredirparser_send_alt_setting_status(w->parser, id, &status);
}

static void on_get_alt_setting(void *priv, uint64_t id,
			       struct usb_redir_get_alt_setting_header *get)
{
	struct wire *w = priv;
	struct usb_redir_alt_setting_status_header status = {
		.status = get->interface ? usb_redir_stall : usb_redir_success,
		.interface = get->interface,
	};

	if (w->bus == BUS_ON)
		usbredirparser_send_alt_setting_status(w->parser, id, &status);
}

static int usbredir_status(int64_t rc)
{
	switch (rc) {
	case -EPIPE:
		return usb_redir_stall;
	case -EOVERFLOW:
		return usb_redir_babble;
	case -ECANCELED:
		return usb_redir_cancelled;
	default:
		return rc < 0 ? usb_redir_ioerror : usb_redir_success;
	}
}

static void answer_control(struct wire *w, uint64_t id, const struct setup *s,
			   int rc, uint8_t *data)
{
	bool in = s->type & 0x80;
	struct usb_redir_control_packet_header h = {
		.endpoint = in ? 0x80 : 0, .request = s->request,
		.requesttype = s->type, .value = s->value, .index = s->index,
		.status = (uint8_t)usbredir_status(rc),
	};

	if (rc >= 0)
		h.length = in ? (uint16_t)rc : s->length;
	usbredirparser_send_control_packet(w->parser, id, &h,
					   in && rc > 0 ? data : NULL,
					   in && rc > 0 ? rc : 0);
}

static void on_control_packet(void *priv, uint64_t id,
			      struct usb_redir_control_packet_header *h,
			      uint8_t *data, int data_len)
{
	struct wire *w = priv;
	struct setup s = { h->requesttype, h->request, h->value, h->index,
			   h->length };
	uint8_t in[EP0_MAX];
	int rc;

	if (w->bus == BUS_ON) {
		if (!(s.type & 0x80) && data_len != s.length)
			rc = -EPIPE;
		else
			rc = camera_control(w->camera, w->now, &s, data, in);
		if (rc == -EAGAIN && w->silent_count < WIRE_SILENT)
			w->silent[w->silent_count++] =
				(struct wire_silent){ id, s };
		if (rc != -EAGAIN && rc != -ENODEV)
			answer_control(w, id, &s, rc, in);
	}
	usbredirparser_free_packet_data(w->parser, data);
}

void packets_answer_bulk(struct wire *w, uint64_t id, uint8_t endpoint,
			 int64_t rc)
{
	uint32_t n = rc > 0 ? (uint32_t)rc : 0;
	struct usb_redir_bulk_packet_header h = {
		.endpoint = endpoint, .status = (uint8_t)usbredir_status(rc),
		.length = n & 0xffff, .length_high = (uint16_t)(n >> 16),
	};

	usbredirparser_send_bulk_packet(w->parser, id, &h,
					n ? w->buffer : NULL, (int)n);
}

static void on_bulk_packet(void *priv, uint64_t id,
			   struct usb_redir_bulk_packet_header *h,
			   uint8_t *data, int data_len)
{
	struct wire *w = priv;
	uint32_t len = (uint32_t)h->length_high << 16 | h->length;

	(void)data_len;
	usbredirparser_free_packet_data(w->parser, data);
	if (w->bus != BUS_ON)
		return;
	if (h->endpoint != EP_STREAM || w->pending_count == WIRE_PENDING ||
	    len > WIRE_REQUEST_MAX) {
		log_event(w->log, w->now, "bulk", ",\"ep\":%u,\"len\":%u"
			  ",\"rc\":\"stall\"", h->endpoint, len);
		packets_answer_bulk(w, id, h->endpoint, -EPIPE);
		return;
	}
	w->pending[w->pending_count++] = (struct wire_request){ id, len };
}

/* Nothing was taken from the stream for a pending request: no byte is lost. */
static void on_cancel(void *priv, uint64_t id)
{
	struct wire *w = priv;
	unsigned int i;

	for (i = 0; i < w->pending_count; i++) {
		if (w->pending[i].id != id)
			continue;
		memmove(&w->pending[i], &w->pending[i + 1],
			(w->pending_count - i - 1) * sizeof(w->pending[0]));
		w->pending_count--;
		w->cancelled++;
		packets_answer_bulk(w, id, EP_STREAM, -ECANCELED);
		return;
	}
	for (i = 0; i < w->silent_count; i++) {
		if (w->silent[i].id != id)
			continue;
		answer_control(w, id, &w->silent[i].setup, -ECANCELED, NULL);
		w->silent[i] = w->silent[--w->silent_count];
		return;
	}
}

static void on_disconnect_ack(void *priv)
{
	struct wire *w = priv;

	if (w->bus == BUS_LEAVING)
		w->bus = BUS_OFF;
}

static void on_filter_reject(void *priv)
{
	struct wire *w = priv;

	log_event(w->log, w->now, "rejected", "%s", "");
}

/* There are no isochronous or interrupt endpoints to start. */
static void on_start_iso(void *priv, uint64_t id,
			 struct usb_redir_start_iso_stream_header *start)
{
	struct wire *w = priv;
	struct usb_redir_iso_stream_status_header status = {
		.status = usb_redir_inval, .endpoint = start->endpoint,
	};

	usbredirparser_send_iso_stream_status(w->parser, id, &status);
}

static void on_stop_iso(void *priv, uint64_t id,
			struct usb_redir_stop_iso_stream_header *stop)
{
	struct usb_redir_start_iso_stream_header h = {
		.endpoint = stop->endpoint,
	};

	on_start_iso(priv, id, &h);
}

static void on_start_interrupt(void *priv, uint64_t id,
			       struct usb_redir_start_interrupt_receiving_header *start)
{
	struct wire *w = priv;
	struct usb_redir_interrupt_receiving_status_header status = {
		.status = usb_redir_inval, .endpoint = start->endpoint,
	};

	usbredirparser_send_interrupt_receiving_status(w->parser, id, &status);
}

static void on_stop_interrupt(void *priv, uint64_t id,
			      struct usb_redir_stop_interrupt_receiving_header *stop)
{
	struct usb_redir_start_interrupt_receiving_header h = {
		.endpoint = stop->endpoint,
	};

	on_start_interrupt(priv, id, &h);
}

static void on_iso_packet(void *priv, uint64_t id,
			  struct usb_redir_iso_packet_header *h,
			  uint8_t *data, int data_len)
{
	struct wire *w = priv;

	(void)id;
	(void)h;
	(void)data_len;
	usbredirparser_free_packet_data(w->parser, data);
}

static void on_interrupt_packet(void *priv, uint64_t id,
				struct usb_redir_interrupt_packet_header *h,
				uint8_t *data, int data_len)
{
	struct wire *w = priv;

	(void)id;
	(void)h;
	(void)data_len;
	usbredirparser_free_packet_data(w->parser, data);
}

void packets_setup(struct usbredirparser *p)
{
	p->log_func = on_log;
	p->read_func = on_read;
	p->write_func = on_write;
	p->hello_func = on_hello;
	p->reset_func = on_reset;
	p->set_configuration_func = on_set_configuration;
	p->get_configuration_func = on_get_configuration;
	p->set_alt_setting_func = on_set_alt_setting;
	p->get_alt_setting_func = on_get_alt_setting;
	p->start_iso_stream_func = on_start_iso;
	p->stop_iso_stream_func = on_stop_iso;
	p->start_interrupt_receiving_func = on_start_interrupt;
	p->stop_interrupt_receiving_func = on_stop_interrupt;
	p->cancel_data_packet_func = on_cancel;
	p->control_packet_func = on_control_packet;
	p->bulk_packet_func = on_bulk_packet;
	p->iso_packet_func = on_iso_packet;
	p->interrupt_packet_func = on_interrupt_packet;
	p->filter_reject_func = on_filter_reject;
	p->device_disconnect_ack_func = on_disconnect_ack;
}
