// SPDX-License-Identifier: GPL-2.0
/*
 * Which camera is this? The real qhy_level_identify(), asked by a camera
 * whose pages are the input: status, EEPROM at 8, EEPROM at 0x10, row times,
 * DDR level, then which query fails, then the family and whether there is a
 * status page: else its begin is the page for the date.
 */
#include "fuzz.h"
#include "qhy.h"

#include <errno.h>

#define PLAIN "0123456789-._ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

struct answers {
	struct qhy qhy;		/* first */
	u8 status[64], colour[16], serial[16], timing[64], level[3];
	u8 fails;		/* this query and all after it; 0: none */
	unsigned int queries;
};

static const u8 *page_of(const struct answers *a, u8 request, u16 index)
{
	switch (request) {
	case QHY_REQ_STATUS:
	case QHY_REQ_DATE:
		return a->status;
	case QHY_REQ_TIMING:
		return a->timing;
	case QHY_REQ_EEPROM:
		return index == QHY_EEPROM_COLOUR ? a->colour : a->serial;
	case QHY_REQ_REG_READ:
		return a->level;
	default:
		abort();
	}
}

/* As the real one: sticky, and zeros on failure. */
void qhy_usb_in(struct qhy *qhy, u8 request, u16 value, u16 index,
		void *data, u16 len, int *err)
{
	struct answers *a = (struct answers *)qhy;

	(void)value;
	memset(data, 0, len);
	if (*err)
		return;
	if (++a->queries == a->fails)
		*err = -EIO;
	else
		memcpy(data, page_of(a, request, index), len);
}

void qhy_usb_out(struct qhy *qhy, u8 request, u16 value, u16 index,
		 const void *data, u16 len, int *err)
{
	(void)qhy;
	(void)request;
	(void)value;
	(void)index;
	(void)data;
	(void)len;
	(void)err;
	abort();	/* nothing here sends */
}

int qhy_usb_ask(struct qhy *qhy, u8 request, void *data, u16 len)
{
	(void)qhy;
	(void)request;
	(void)data;
	(void)len;
	abort();	/* no telemetry */
}

int usb_clear_halt(struct usb_device *udev, int pipe)
{
	(void)udev;
	(void)pipe;
	abort();
}

static bool listed(const struct qhy *qhy)
{
	const struct qhy_family *family = qhy->family;

	return qhy->model >= family->models &&
	       qhy->model < family->models + family->num_models;
}

static void check_identity(const struct answers *a)
{
	const struct qhy *qhy = &a->qhy;
	bool page = !qhy->dialect.registers;
	const u8 *raw = page && a->status[48] ? a->status + 48 : a->serial;
	size_t len = strnlen(qhy->serial, sizeof(qhy->serial));
	u8 colour = page && a->status[47] <= 1 ? a->status[47] : a->colour[1];
	const u8 *date = page ? a->status + 9 : a->status;
	size_t i;

	FUZZ_CHECK(len <= QHY_SERIAL_LEN);
	FUZZ_CHECK(strspn(qhy->serial, PLAIN) == len);
	FUZZ_CHECK(len == strnlen((const char *)raw, 16));
	for (i = 0; i < len; i++)
		FUZZ_CHECK(qhy->serial[i] == '_' ||
			   qhy->serial[i] == (char)raw[i]);
	FUZZ_CHECK(listed(qhy));
	FUZZ_CHECK(qhy->model->colour == (colour == 1));
	FUZZ_CHECK(qhy->firmware_date == ((2000U + date[0]) << 16 |
					  page_number(date, 1, 2)));
	FUZZ_CHECK(qhy_modes_available(qhy->model->sensor,
				       qhy->firmware_date));
}

static void check_rest(struct answers *a)
{
	struct qhy_line line = { .period = 3420, .blanking = 90 };
	u64 bytes;
	int ret;

	a->qhy.settings.traffic = a->fails;
	ret = qhy_camera_line(&a->qhy, &line);
	FUZZ_CHECK(line.blanking == 90);
	FUZZ_CHECK(line.period >= 3420 / 4 && line.period <= 3420 * 4);
	if (ret)
		FUZZ_CHECK(line.period == 3420);
	ret = qhy_camera_ddr_level(&a->qhy, &bytes);
	FUZZ_CHECK(bytes == (ret ? 0 : 2048ULL * page_number(a->level, 0, 3)));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input in = { data, size };
	struct answers *a = calloc(1, sizeof(*a));
	int ret;
	u8 kind;

	if (!a)
		abort();
	input_bytes(&in, a->status, sizeof(a->status));
	input_bytes(&in, a->colour, sizeof(a->colour));
	input_bytes(&in, a->serial, sizeof(a->serial));
	input_bytes(&in, a->timing, sizeof(a->timing));
	input_bytes(&in, a->level, sizeof(a->level));
	a->fails = input_u8(&in);
	kind = input_u8(&in);
	a->qhy.family = kind & 1 ? &qhy600_family : &qhy268_family;
	a->qhy.dialect.registers = kind & 2;
	ret = qhy_level_identify(&a->qhy);
	FUZZ_CHECK(ret == (a->fails && a->fails <= a->queries ? -EIO : 0));
	if (ret)
		FUZZ_CHECK(!a->qhy.model);
	else
		check_identity(a);
	check_rest(a);
	free(a);
	return 0;
}
