// SPDX-License-Identifier: GPL-2.0
/*
 * fits.c - headers of FITS files, and compressed FITS files
 */
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fitsio.h>

#include "fits.h"
#include "fits-put.h"
#include "fits-sum.h"

#define CARD 80
#define HEAD_FIRST (4 * QC_FITS_BLOCK)
/* By how much the memory of a compressed file grows. */
#define GROW (1000 * QC_FITS_BLOCK)
/* Cards of cfitsio's own that come before ours: SIMPLE, BITPIX, NAXIS. */
#define OWN_CARDS 3
#define ZEROS "0000000000000000"

static int explain(int status, struct qc_error *e)
{
	char text[FLEN_STATUS];

	fits_get_errstatus(status, text);
	fits_clear_errmsg();
	return qc_fail(e, QC_FAILED, EIO, "the FITS file cannot be made: %s (cfitsio %d)", text,
		       status);
}

/* Without the 0 at its end. */
static void put_text(char *at, const char *text)
{
	while (*text)
		*at++ = *text++;
}

/* One card with a whole number, as the standard wants it: value in column 30. */
static char *put_card(char *at, const char *key, long long value, const char *comment)
{
	char card[CARD + 1];

	snprintf(card, sizeof(card), "%-8s= %20lld / %-47s", key, value, comment);
	memcpy(at, card, CARD);
	return at + CARD;
}

static char *put_structure(char *at, const struct qc_shape *s, unsigned int frames)
{
	char card[CARD + 1];

	snprintf(card, sizeof(card), "%-8s= %20s / %-47s", "SIMPLE", "T",
		 "file does conform to FITS standard");
	memcpy(at, card, CARD);
	at = put_card(at + CARD, "BITPIX", s->bits, "number of bits per data pixel");
	at = put_card(at, "NAXIS", frames ? 3 : 2, "number of data axes");
	at = put_card(at, "NAXIS1", s->width, "[pix] width");
	at = put_card(at, "NAXIS2", s->height, "[pix] height, first row on top");
	if (frames)
		at = put_card(at, "NAXIS3", frames, "frames");
	if (s->bits == 16) {
		at = put_card(at, "BZERO", 32768, "offset of unsigned 16-bit pixels");
		at = put_card(at, "BSCALE", 1, "default scaling factor");
	}
	return at;
}

/*
 * cfitsio's cards are those of a file without data, so that it does not make
 * room for any; the ones that tell of the data are replaced.
 */
static int assemble(struct qc_fits_head *h, const char *cards, const struct qc_shape *s,
		    unsigned int frames)
{
	size_t n = strlen(cards), own = OWN_CARDS * CARD;
	char *at;

	h->len = (n + 8 * CARD + QC_FITS_BLOCK - 1) / QC_FITS_BLOCK * QC_FITS_BLOCK;
	h->text = malloc(h->len + QC_FITS_BLOCK);
	if (!h->text)
		return -ENOMEM;
	memset(h->text, ' ', h->len);
	at = put_structure(h->text, s, frames);
	memcpy(at, cards + own, n - own);
	h->len = (at - h->text + n - own + QC_FITS_BLOCK - 1) / QC_FITS_BLOCK * QC_FITS_BLOCK;
	return 0;
}

int qc_fits_head_make(struct qc_fits_head *h, const struct qc_fits_meta *m,
		      const struct qc_shape *shape, unsigned int frames, struct qc_error *e)
{
	int status = 0, close_status = 0, count, r = 0;
	size_t capacity = HEAD_FIRST;
	void *memory = calloc(1, capacity);
	char *cards = NULL;
	fitsfile *fp = NULL;

	h->text = NULL;
	if (!memory)
		return qc_fail(e, QC_FAILED, ENOMEM, "not enough memory for a FITS header");
	fits_create_memfile(&fp, &memory, &capacity, QC_FITS_BLOCK, realloc, &status);
	fits_create_img(fp, BYTE_IMG, 0, NULL, &status);
	qc_put_all(fp, m, &status);
	qc_put_text(fp, "CHECKSUM", ZEROS, "HDU checksum", &status);
	qc_put_text(fp, "DATASUM", "0         ", "data unit checksum", &status);
	fits_hdr2str(fp, 0, NULL, 0, &cards, &count, &status);
	if (!status)
		r = assemble(h, cards, shape, frames);
	if (cards)
		fits_free_memory(cards, &close_status);
	if (fp)
		fits_close_file(fp, &close_status);
	free(memory);
	if (status)
		return explain(status, e);
	if (r)
		return qc_fail(e, QC_FAILED, -r, "not enough memory for a FITS header");
	qc_fits_head_seal(h, 0);
	return 0;
}

int qc_fits_head_pad(struct qc_fits_head *h, size_t len)
{
	size_t end = h->len - CARD;
	char *p;

	if (len < h->len || len % QC_FITS_BLOCK)
		return -EINVAL;
	if (len == h->len)
		return 0;
	p = realloc(h->text, len);
	if (!p)
		return -ENOMEM;
	h->text = p;
	memset(p + h->len, ' ', len - h->len);
	while (end && strncmp(p + end, "END     ", 8))
		end -= CARD;
	memset(p + end, ' ', CARD);
	put_text(p + len - CARD, "END");
	h->len = len;
	return 0;
}

/* Where the value of a card begins, behind the quote. */
static char *find_value(struct qc_fits_head *h, const char *key)
{
	for (size_t i = 0; i < h->len; i += CARD)
		if (!strncmp(h->text + i, key, 8) && h->text[i + 10] == '\'')
			return h->text + i + 11;
	return NULL;
}

void qc_fits_head_seal(struct qc_fits_head *h, uint32_t data_sum)
{
	char *check = find_value(h, "CHECKSUM"), *data = find_value(h, "DATASUM ");
	char text[FLEN_VALUE];
	uint32_t sum;

	if (!check || !data)
		return;
	snprintf(text, sizeof(text), "%-10u", data_sum);
	memcpy(data, text, 10);
	put_text(check, ZEROS);
	sum = qc_sum_join(qc_sum_of(h->text, h->len, 0), data_sum);
	fits_encode_chksum(sum, 1, text);
	memcpy(check, text, 16);
}

/* cfitsio looks at memory where header and fill bytes will be: new memory is 0. */
static void *grow(void *p, size_t size)
{
	size_t had = p ? malloc_usable_size(p) : 0, has;

	p = realloc(p, size);
	has = p ? malloc_usable_size(p) : 0;
	if (has > had)
		memset((char *)p + had, 0, has - had);
	return p;
}

static int image_type(unsigned int bits)
{
	return bits == 8 ? BYTE_IMG : bits == 16 ? USHORT_IMG : LONG_IMG;
}

/* Sums have 20 bits at most. */
static int pixel_type(unsigned int bits)
{
	return bits == 8 ? TBYTE : bits == 16 ? TUSHORT : TINT;
}

/* Whole rows at a time: a row is a tile. */
static void put_rows(fitsfile *fp, const struct qc_pixels *p, void *room, int *status)
{
	struct qc_shape s = qc_pixels_shape(p);
	unsigned int n = qc_pixels_chunk(p);
	const void *rows;

	for (unsigned int y = 0; y < s.height && !*status; y += n) {
		if (n > s.height - y)
			n = s.height - y;
		rows = qc_pixels_rows(p, y, n, QC_ORDER_HOST, room);
		/* cfitsio only reads here, its prototype does not say so. */
		fits_write_img(fp, pixel_type(s.bits), (LONGLONG)y * s.width + 1,
			       (LONGLONG)n * s.width, (void *)(uintptr_t)rows, status);
	}
}

/*
 * Of the image, then of the empty part before it. Flushed first: cfitsio does
 * not read what it has not written yet.
 */
static void put_checksums(fitsfile *fp, LONGLONG *end, int *status)
{
	fits_flush_file(fp, status);
	fits_write_chksum(fp, status);
	fits_flush_file(fp, status);
	fits_get_hduaddrll(fp, NULL, NULL, end, status);
	fits_movabs_hdu(fp, 1, NULL, status);
	fits_write_chksum(fp, status);
	fits_flush_file(fp, status);
}

int qc_fits_compress(struct qc_fits *f, const struct qc_fits_meta *m, const struct qc_pixels *p,
		     void *room, struct qc_error *e)
{
	struct qc_shape s = qc_pixels_shape(p);
	long size[2] = { s.width, s.height };
	LONGLONG end = 0;
	fitsfile *fp = NULL;
	int status = 0, close_status = 0;

	/*
	 * Not in memory that is large from the beginning: to cfitsio that is a
	 * large file, whose end moves with each row.
	 */
	qc_fits_free(f);
	f->capacity = QC_FITS_BLOCK;
	f->data = grow(NULL, f->capacity);
	if (!f->data)
		return qc_fail(e, QC_FAILED, ENOMEM, "not enough memory for a FITS header");
	fits_create_memfile(&fp, &f->data, &f->capacity, GROW, grow, &status);
	fits_set_compression_type(fp, RICE_1, &status);
	fits_create_img(fp, image_type(s.bits), 2, size, &status);
	qc_put_all(fp, m, &status);
	put_rows(fp, p, room, &status);
	put_checksums(fp, &end, &status);
	if (fp)
		fits_close_file(fp, &close_status);
	if (status || close_status)
		return explain(status ? status : close_status, e);
	f->len = end;
	return 0;
}

bool qc_fits_threads(void)
{
	return fits_is_reentrant();
}

void qc_fits_free(struct qc_fits *f)
{
	free(f->data);
	memset(f, 0, sizeof(*f));
}
