// SPDX-License-Identifier: GPL-2.0
/*
 * usbread [PRODUCT] - read the camera as programs without a driver do
 *
 * Through libusb: a live stream of the whole area at 16 bit, 32 transfers of
 * 76800 bytes in flight, into memory of the program, so that the kernel copies.
 * Each is searched for the trailer and copied to its place in the frame; a whole
 * frame's bytes are swapped. The driver must not be loaded. Runs until SIGTERM,
 * then prints how many whole frames came. Exit status: 0, 3 when a call failed.
 */
#include <libusb.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VENDOR 0x1618
#define ENDPOINT 0x81
#define TRANSFERS 32
#define SIZE 76800
#define WIDTH 6280
#define HEIGHT 4210
#define FRAME ((size_t)2 * WIDTH * HEIGHT)
#define TIMEOUT_MS 5000

static const unsigned char trailer[] = { 0xee, 0x11, 0xdd, 0x22 };

struct reader {
	libusb_device_handle *usb;
	struct libusb_transfer *transfer[TRANSFERS];
	unsigned char *frame;		/* FRAME bytes and SIZE more */
	uint16_t *picture;
	size_t at;			/* bytes of the frame that are there */
	unsigned long frames, damaged;
	unsigned int in_flight;
	bool stop;
	int error;
};

static volatile sig_atomic_t ending;

static void on_signal(int number)
{
	(void)number;
	ending = 1;
}

static void out(struct reader *r, int request, int value, int index,
		unsigned char *data, int len)
{
	if (!r->error &&
	    libusb_control_transfer(r->usb, 0x40, request, value, index, data,
				    len, TIMEOUT_MS) != len)
		r->error = request;
}

static void reg(struct reader *r, int index, int value)
{
	unsigned char dummy = 0;

	out(r, 0xb9, value, index, &dummy, 1);
}

/* What every start of a live stream repeats: 16 bit, whole area, 1 ms. */
static void start(struct reader *r)
{
	unsigned char list[][16] = {
		{ 0xa0, 0, 0, 1, 0, 1 },		/* stream, no binning */
		{ 0xa7, 1 },				/* 16 bit */
		{ 0xa5, 0 },				/* no USB traffic */
		{ 0xa4, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0, 8 },	/* gain */
		{ 0xa8, 0, 20, 0, 20, 0, 20 },		/* offset */
		{ 0xa9, 0xff },				/* DDR on */
		{ 0xa3, 0, 0, 0x03, 0xe8 },		/* exposure */
		{ 0xa2, 0, WIDTH >> 8, WIDTH & 0xff, 0, 0,
		  HEIGHT >> 8, HEIGHT & 0xff, 0, 0 },
	};
	size_t i;

	reg(r, 0x23, 0);
	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		out(r, 0xd1, 0, 0, list[i], sizeof(list[i]));
	reg(r, 0x01, 1);
	reg(r, 0x01, 0);
}

static void whole(struct reader *r)
{
	size_t i;

	for (i = 0; i < FRAME / 2; i++)
		r->picture[i] = r->frame[2 * i] << 8 | r->frame[2 * i + 1];
	r->frames++;
}

/* Is there a trailer that ends in the @len bytes which were added last? */
static bool has_end(const struct reader *r, size_t len)
{
	size_t back = r->at - len < sizeof(trailer) - 1 ?
		r->at - len : sizeof(trailer) - 1;
	const unsigned char *from = r->frame + r->at - len - back;
	const unsigned char *end = r->frame + r->at;

	while ((from = memmem(from, end - from, trailer, sizeof(trailer)))) {
		from += sizeof(trailer);
		/* these bytes may be pixels, too: only the last ones count */
		if (from == end)
			return true;
	}
	return false;
}

static void take(struct reader *r, const unsigned char *data, size_t len)
{
	if (r->at + len > FRAME + SIZE)
		r->at = 0;
	memcpy(r->frame + r->at, data, len);
	r->at += len;
	if (!len || !has_end(r, len))
		return;
	if (r->at == FRAME + sizeof(trailer))
		whole(r);
	else
		r->damaged++;
	r->at = 0;
}

static void LIBUSB_CALL done(struct libusb_transfer *transfer)
{
	struct reader *r = transfer->user_data;

	if (transfer->status != LIBUSB_TRANSFER_COMPLETED)
		r->stop = true;
	else
		take(r, transfer->buffer, transfer->actual_length);
	if (r->stop || libusb_submit_transfer(transfer))
		r->in_flight--;
}

static void submit(struct reader *r)
{
	int i;

	for (i = 0; i < TRANSFERS && !r->error; i++) {
		unsigned char *memory = malloc(SIZE);

		r->transfer[i] = libusb_alloc_transfer(0);
		if (!memory || !r->transfer[i]) {
			free(memory);
			r->error = -1;
			return;
		}
		libusb_fill_bulk_transfer(r->transfer[i], r->usb, ENDPOINT,
					  memory, SIZE, done, r, 0);
		r->transfer[i]->flags = LIBUSB_TRANSFER_FREE_BUFFER;
		if (libusb_submit_transfer(r->transfer[i]))
			r->error = -2;
		else
			r->in_flight++;
	}
}

static void run(struct reader *r)
{
	struct timeval tick = { .tv_usec = 100000 };
	int i;

	reg(r, 0x23, 1);
	while (!r->stop && !r->error && !ending)
		libusb_handle_events_timeout(NULL, &tick);
	if (!ending)
		r->error = r->error ? r->error : -3;
	r->stop = true;
	for (i = 0; i < TRANSFERS; i++)
		libusb_cancel_transfer(r->transfer[i]);
	for (i = 0; i < 50 && r->in_flight; i++)
		libusb_handle_events_timeout(NULL, &tick);
}

static int use(struct reader *r, unsigned int product)
{
	int i;

	r->usb = libusb_open_device_with_vid_pid(NULL, VENDOR, product);
	if (!r->usb || libusb_claim_interface(r->usb, 0)) {
		fprintf(stderr, "usbread: no camera %04x:%04x\n", VENDOR,
			product);
		return 3;
	}
	start(r);
	submit(r);
	if (!r->error) {
		run(r);
		reg(r, 0x23, 0);
	}
	printf("%lu frames, %lu damaged\n", r->frames, r->damaged);
	if (r->error)
		fprintf(stderr, "usbread: failed at %#x\n", r->error);
	/* those that are still on their way must stay */
	for (i = 0; i < TRANSFERS && !r->in_flight; i++)
		libusb_free_transfer(r->transfer[i]);
	libusb_close(r->usb);
	return r->error || !r->frames ? 3 : 0;
}

int main(int argc, char **argv)
{
	unsigned int product = argc > 1 ? strtoul(argv[1], NULL, 16) : 0xc269;
	struct reader r = { 0 };
	int ret = 3;

	signal(SIGTERM, on_signal);
	r.frame = malloc(FRAME + SIZE);
	r.picture = malloc(FRAME);
	if (r.frame && r.picture && !libusb_init(NULL)) {
		ret = use(&r, product);
		libusb_exit(NULL);
	}
	free(r.frame);
	free(r.picture);
	return ret;
}
