// SPDX-License-Identifier: GPL-2.0
/*
 * bareread [PRODUCT [WIDTH HEIGHT [SECONDS]]] - how fast the endpoint can be read
 *
 * Talks to the camera through libusb, without V4L2: starts a live stream of the
 * whole area, keeps eight transfers of 1 MiB in flight into memory that the
 * kernel maps (no copy), looks at nothing, and counts bytes. The driver must
 * not be loaded. Prints MB/s. Exit status: 0, 3 when a call failed.
 */
#include <libusb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define VENDOR 0x1618
#define ENDPOINT 0x81
#define TRANSFERS 8
#define SIZE (1 << 20)
#define TIMEOUT_MS 5000

struct reader {
	libusb_device_handle *usb;
	struct libusb_transfer *transfer[TRANSFERS];
	unsigned char *memory[TRANSFERS];
	unsigned long long bytes;
	unsigned int in_flight;
	bool stop;
	int error;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void out(struct reader *r, int request, int value, int index,
		unsigned char *data, int len)
{
	if (!r->error &&
	    libusb_control_transfer(r->usb, 0x40, request, value, index, data,
				    len, TIMEOUT_MS) != len)
		r->error = request;
}

static void command(struct reader *r, const unsigned char *bytes, size_t len)
{
	unsigned char message[16] = { 0 };

	memcpy(message, bytes, len);
	out(r, 0xd1, 0, 0, message, sizeof(message));
}

static void reg(struct reader *r, int index, int value)
{
	unsigned char dummy = 0;

	out(r, 0xb9, value, index, &dummy, 1);
}

/* The list that every start of a live stream repeats: 16 bit, whole area. */
static void start(struct reader *r, unsigned int w, unsigned int h)
{
	static const unsigned char list[][16] = {
		{ 0xa0, 0, 0, 1, 0, 1 },		/* stream, no binning */
		{ 0xa7, 1 },				/* 16 bit */
		{ 0xa5, 0 },				/* no USB traffic */
		{ 0xa4, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0, 8 },	/* gain */
		{ 0xa8, 0, 20, 0, 20, 0, 20 },		/* offset */
		{ 0xa9, 0xff },				/* DDR on */
		{ 0xa3, 0, 0, 0x4e, 0x20 },		/* 20 ms */
	};
	const unsigned char roi[] = { 0xa2, 0, w >> 8, w, 0, 0, h >> 8, h, 0, 0 };
	size_t i;

	reg(r, 0x23, 0);
	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		command(r, list[i], sizeof(list[i]));
	command(r, roi, sizeof(roi));
	reg(r, 0x01, 1);
	reg(r, 0x01, 0);
}

static void LIBUSB_CALL done(struct libusb_transfer *transfer)
{
	struct reader *r = transfer->user_data;

	r->bytes += transfer->actual_length;
	if (transfer->status != LIBUSB_TRANSFER_COMPLETED)
		r->stop = true;
	if (r->stop || libusb_submit_transfer(transfer))
		r->in_flight--;
}

static void run(struct reader *r, double seconds)
{
	struct timeval tick = { .tv_usec = 100000 };
	double begin, end;
	int i;

	for (i = 0; i < TRANSFERS; i++) {
		r->memory[i] = libusb_dev_mem_alloc(r->usb, SIZE);
		r->transfer[i] = libusb_alloc_transfer(0);
		if (!r->memory[i] || !r->transfer[i]) {
			r->error = -1;
			return;
		}
		libusb_fill_bulk_transfer(r->transfer[i], r->usb, ENDPOINT,
					  r->memory[i], SIZE, done, r, 0);
		if (!libusb_submit_transfer(r->transfer[i]))
			r->in_flight++;
	}
	reg(r, 0x23, 1);
	begin = now();
	while (!r->stop && now() - begin < seconds)
		libusb_handle_events_timeout(NULL, &tick);
	end = now();
	printf("%.1f MB/s bare, %d transfers of %d KiB\n",
	       r->bytes / (end - begin) / 1e6, TRANSFERS, SIZE / 1024);
	r->stop = true;
	reg(r, 0x23, 0);
	for (i = 0; i < TRANSFERS; i++)
		libusb_cancel_transfer(r->transfer[i]);
	while (r->in_flight && now() - end < 5)
		libusb_handle_events_timeout(NULL, &tick);
}

int main(int argc, char **argv)
{
	unsigned int product = argc > 1 ? strtoul(argv[1], NULL, 16) : 0xc269;
	unsigned int w = argc > 2 ? strtoul(argv[2], NULL, 0) : 6280;
	unsigned int h = argc > 3 ? strtoul(argv[3], NULL, 0) : 4210;
	double seconds = argc > 4 ? strtod(argv[4], NULL) : 8;
	struct reader r = { 0 };
	int i;

	if (libusb_init(NULL))
		return 3;
	r.usb = libusb_open_device_with_vid_pid(NULL, VENDOR, product);
	if (!r.usb || libusb_claim_interface(r.usb, 0)) {
		fprintf(stderr, "bareread: no camera %04x:%04x\n", VENDOR,
			product);
		return 3;
	}
	start(&r, w, h);
	if (!r.error)
		run(&r, seconds);
	if (r.error)
		fprintf(stderr, "bareread: failed at %#x\n", r.error);
	for (i = 0; i < TRANSFERS; i++) {
		libusb_free_transfer(r.transfer[i]);
		if (r.memory[i])
			libusb_dev_mem_free(r.usb, r.memory[i], SIZE);
	}
	libusb_close(r.usb);
	libusb_exit(NULL);
	return r.error || !r.bytes ? 3 : 0;
}
