/* SPDX-License-Identifier: GPL-2.0 */
/* A usbredir peer that stands for QEMU and notes every answer. */
#ifndef UNIT_EMULATOR_PEER_H
#define UNIT_EMULATOR_PEER_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <usbredirparser.h>

#include "camera.h"

#define MAX_ANSWERS	64

struct answer {
	uint64_t id;
	int status;
	size_t len;
};

/* The peer: what QEMU would have seen. */
struct peer {
	int fd;
	struct usbredirparser *parser;
	bool plugged, acked;
	uint8_t speed;
	uint16_t product;
	uint16_t packet;
	struct answer answers[MAX_ANSWERS];
	unsigned int count;
	uint8_t *data;			/* of bulk answers, one after another */
	size_t len, size;
	uint8_t control[EP0_MAX];
};

static inline int peer_read(void *priv, uint8_t *data, int count)
{
	struct peer *p = priv;
	ssize_t n = recv(p->fd, data, (size_t)count, 0);

	return n > 0 ? (int)n : 0;
}

static inline int peer_write(void *priv, uint8_t *data, int count)
{
	struct peer *p = priv;
	ssize_t n = send(p->fd, data, (size_t)count, MSG_NOSIGNAL);

	return n > 0 ? (int)n : 0;
}

static inline void peer_log(void *priv, int level, const char *msg)
{
	(void)priv;
	if (level <= usbredirparser_warning)
		printf("# peer: %s\n", msg);
}

static inline void peer_hello(void *priv, struct usb_redir_hello_header *h)
{
	(void)priv;
	(void)h;
}

static inline void peer_connect(void *priv, struct usb_redir_device_connect_header *c)
{
	struct peer *p = priv;

	p->plugged = true;
	p->speed = c->speed;
	p->product = c->product_id;
}

static inline void peer_disconnect(void *priv)
{
	struct peer *p = priv;

	/* the library sends the acknowledgement by itself */
	p->plugged = false;
	p->acked = true;
}

static inline void peer_ep_info(void *priv, struct usb_redir_ep_info_header *ep)
{
	struct peer *p = priv;

	p->packet = ep->type[17] == usb_redir_type_bulk ? ep->max_packet_size[17]
							 : 0;
}

static inline void peer_interface_info(void *priv,
				struct usb_redir_interface_info_header *info)
{
	(void)priv;
	(void)info;
}

static inline void note(struct peer *p, uint64_t id, int status, size_t len)
{
	if (p->count < MAX_ANSWERS)
		p->answers[p->count++] = (struct answer){ id, status, len };
}

static inline void peer_control(void *priv, uint64_t id,
			 struct usb_redir_control_packet_header *h,
			 uint8_t *data, int len)
{
	struct peer *p = priv;

	note(p, id, h->status, (size_t)len);
	if (len > 0)
		memcpy(p->control, data, (size_t)len);
	usbredirparser_free_packet_data(p->parser, data);
}

static inline void peer_bulk(void *priv, uint64_t id,
		      struct usb_redir_bulk_packet_header *h, uint8_t *data,
		      int len)
{
	struct peer *p = priv;

	note(p, id, h->status, (size_t)len);
	if (len > 0 && p->len + (size_t)len <= p->size)
		memcpy(p->data + p->len, data, (size_t)len);
	p->len += (size_t)len;
	usbredirparser_free_packet_data(p->parser, data);
}

static inline void peer_configuration(void *priv, uint64_t id,
			       struct usb_redir_configuration_status_header *s)
{
	note(priv, id, s->status, 0);
}

static inline void peer_open(struct peer *p, const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	uint32_t caps[USB_REDIR_CAPS_SIZE] = { 0 };
	static const int wanted[] = {
		usb_redir_cap_connect_device_version,
		usb_redir_cap_device_disconnect_ack,
		usb_redir_cap_ep_info_max_packet_size,
		usb_redir_cap_64bits_ids, usb_redir_cap_32bits_bulk_length,
	};
	size_t i;

	strcpy(addr.sun_path, path);
	p->fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (connect(p->fd, (struct sockaddr *)&addr, sizeof(addr)) ||
	    fcntl(p->fd, F_SETFL, O_NONBLOCK))
		exit(EXIT_FAILURE);
	p->parser = usbredirparser_create();
	p->parser->priv = p;
	p->parser->log_func = peer_log;
	p->parser->read_func = peer_read;
	p->parser->write_func = peer_write;
	p->parser->hello_func = peer_hello;
	p->parser->device_connect_func = peer_connect;
	p->parser->device_disconnect_func = peer_disconnect;
	p->parser->ep_info_func = peer_ep_info;
	p->parser->interface_info_func = peer_interface_info;
	p->parser->control_packet_func = peer_control;
	p->parser->bulk_packet_func = peer_bulk;
	p->parser->configuration_status_func = peer_configuration;
	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		usbredirparser_caps_set_cap(caps, wanted[i]);
	usbredirparser_init(p->parser, "peer", caps, USB_REDIR_CAPS_SIZE, 0);
}

static inline void peer_close(struct peer *p)
{
	usbredirparser_destroy(p->parser);
	close(p->fd);
	p->parser = NULL;
}

#endif
