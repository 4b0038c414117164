// SPDX-License-Identifier: GPL-2.0
/* Cubes, SER, raw and compressed files; files that end early; user keywords. */
#include <endian.h>
#include <errno.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fitsio.h>

#include "lib/clock.h"
#include "lib/ser.h"
#include "qhycam-series.h"
#include "test.h"

#define STAMP (1795195131ll * QC_NS_PER_S + 123456700)
#define W 21
#define H 9

static const struct qc_fits_meta meta = {
	.width = W,
	.height = H,
	.bits = 16,
	.start_utc_ns = STAMP,
	.exposure_us = 1000,
	.type = "light",
	.camera = "QHY268M",
};

static void fill(uint16_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = i * 40503u + 7;
}

static void check_sums(struct tap *t, fitsfile *fp)
{
	int status = 0, data = 0, hdu = 0;

	fits_verify_chksum(fp, &data, &hdu, &status);
	T_EQ(t, status, 0);
	T_EQ(t, data, 1);
	T_EQ(t, hdu, 1);
}

static void read_cube(struct tap *t, const char *path, const uint16_t *want, long frames)
{
	uint16_t *back = calloc(frames, W * H * 2);
	long size[3] = { 0 };
	fitsfile *fp = NULL;
	int status = 0, any;

	fits_open_diskfile(&fp, path, READONLY, &status);
	check_sums(t, fp);
	fits_get_img_size(fp, 3, size, &status);
	T_EQ(t, size[0], W);
	T_EQ(t, size[1], H);
	T_EQ(t, size[2], frames);
	fits_read_img(fp, TUSHORT, 1, frames * W * H, NULL, back, &any, &status);
	T_EQ(t, status, 0);
	T_OK(t, !memcmp(want, back, frames * W * H * 2));
	fits_close_file(fp, &status);
	free(back);
}

/*
 * Frames come in any order. A file that was begun for more is cut: what was
 * written of a later frame does not count.
 */
static void cube(struct tap *t, const char *path)
{
	uint16_t pixels[5 * W * H];
	struct qc_fits_meta m = meta;
	struct qc_pixels p = pixels_of(&m, pixels);
	char room[4 * W * H];
	struct qc_series s;
	struct qc_error e;

	fill(pixels, 5 * W * H);
	T_EQ(t, write_series(QC_KIND_CUBE, path, &m, pixels, 5, &e), 0);
	read_cube(t, path, pixels, 5);
	T_EQ(t, qc_series_begin(&s, QC_KIND_CUBE, path, &m, &p, 7, true, &e), 0);
	for (unsigned int i = 0; i < 5; i++) {
		unsigned int at = (i + 3) % 5;

		p.data = pixels + at * W * H;
		T_EQ(t, qc_series_put(&s, &p, at, 0, room), 0);
	}
	T_EQ(t, qc_series_put(&s, &p, 7, 0, room), -EINVAL);
	m.burst.number = 3;
	m.burst.missing = "2, 6";
	T_EQ(t, qc_series_finish(&s, &m, 4, &e), 0);
	read_cube(t, path, pixels, 4);
}

static uint32_t word(const uint8_t *at)
{
	return at[0] | at[1] << 8 | at[2] << 16 | (uint32_t)at[3] << 24;
}

static uint64_t word64(const uint8_t *at)
{
	return word(at) | (uint64_t)word(at + 4) << 32;
}

static size_t load(const char *path, uint8_t *to, size_t size)
{
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(to, 1, size, f) : 0;

	if (f)
		fclose(f);
	return n;
}

/* 2026-11-20 17:18:51.1234567 in units of 100 ns since the year 1. */
#define TICKS 639307919311234567ll

static void ser(struct tap *t, const char *path)
{
	uint16_t pixels[3 * W * H];
	uint8_t file[178 + 3 * W * H * 2 + 3 * 8 + 1];
	struct qc_fits_meta m = meta;
	struct qc_error e;

	fill(pixels, 3 * W * H);
	T_EQ(t, write_series(QC_KIND_SER, path, &m, pixels, 3, &e), 0);
	T_EQ(t, load(path, file, sizeof(file)), sizeof(file) - 1);
	T_OK(t, !memcmp(file, "LUCAM-RECORDER", 14));
	T_EQ(t, word(file + 14), 0);
	T_EQ(t, word(file + 18), 0);
	T_EQ(t, word(file + 22), 0);
	T_EQ(t, word(file + 26), W);
	T_EQ(t, word(file + 30), H);
	T_EQ(t, word(file + 34), 16);
	T_EQ(t, word(file + 38), 3);
	T_STR(t, (char *)file + 82, "QHY268M");
	T_OK(t, word64(file + 170) == TICKS);
	/* the machine of the test may be in any zone, but in one of the Earth */
	T_OK(t, llabs((long long)(word64(file + 162) - TICKS)) <= 14 * 36000000000ll);
	for (size_t i = 0; i < 3 * W * H; i++)
		if (file[178 + 2 * i] != (pixels[i] & 0xff) ||
		    file[179 + 2 * i] != pixels[i] >> 8)
			T_OK(t, !"pixels");
	T_OK(t, word64(file + 178 + 6 * W * H) == TICKS);
	T_OK(t, word64(file + 194 + 6 * W * H) == TICKS);
	m.bayer = true;
	m.bits = 8;
	T_EQ(t, write_series(QC_KIND_SER, path, &m, pixels, 1, &e), 0);
	T_EQ(t, load(path, file, sizeof(file)), 178 + W * H + 8);
	T_EQ(t, word(file + 18), 8);
	T_EQ(t, word(file + 34), 8);
	T_OK(t, !memcmp(file + 178, pixels, W * H));
}

static void raw(struct tap *t, const char *path)
{
	uint16_t pixels[W * H];
	uint8_t file[2 * W * H + 1];
	struct qc_error e;

	fill(pixels, W * H);
	T_EQ(t, write_series(QC_KIND_RAW, path, &meta, pixels, 1, &e), 0);
	T_EQ(t, load(path, file, sizeof(file)), 2 * W * H);
	T_OK(t, !memcmp(file, pixels, 2 * W * H));
}

/* @bits of the result, @bin: what goes in comes out, checksums of both parts. */
static void compressed(struct tap *t, const char *path, unsigned int bits, unsigned int bin)
{
	enum { N = 64 };
	uint16_t pixels[N * N];
	struct qc_fits_meta m = meta;
	struct qc_fits f = { 0 };
	struct qc_pixels p;
	struct qc_error e;
	fitsfile *fp = NULL;
	uint32_t *back = calloc(N * N, 4), *want = calloc(N * N, 4), *room = malloc(8 * N * N);
	int status = 0, any, hdus = 0;
	long size[2] = { 0 };
	FILE *to;

	fill(pixels, N * N);
	m.width = N;
	m.height = N;
	m.bits = bits == 8 ? 8 : 16;
	m.bin = bin;
	p = pixels_of(&m, pixels);
	/* twice, into the same place */
	T_EQ(t, qc_fits_compress(&f, &m, &p, room, &e), 0);
	T_EQ(t, qc_fits_compress(&f, &m, &p, room, &e), 0);
	T_EQ(t, f.len % 2880, 0);
	to = fopen(path, "w");
	T_EQ(t, fwrite(f.data, 1, f.len, to), f.len);
	fclose(to);
	fits_open_diskfile(&fp, path, READONLY, &status);
	fits_get_num_hdus(fp, &hdus, &status);
	T_EQ(t, hdus, 2);
	check_sums(t, fp);
	fits_movabs_hdu(fp, 2, NULL, &status);
	check_sums(t, fp);
	T_EQ(t, fits_is_compressed_image(fp, &status), 1);
	fits_get_img_size(fp, 2, size, &status);
	T_EQ(t, size[0], N / bin);
	fits_read_img(fp, TUINT, 1, size[0] * size[1], NULL, back, &any, &status);
	T_EQ(t, status, 0);
	for (long i = 0; i < size[0] * size[1]; i++) {
		long x = i % size[0] * bin, y = i / size[0] * bin;

		for (unsigned int k = 0; k < bin * bin; k++) {
			size_t at = (y + k / bin) * N + x + k % bin;

			want[i] += bits == 8 ? ((uint8_t *)pixels)[at] : pixels[at];
		}
	}
	T_OK(t, !memcmp(want, back, size[0] * size[1] * 4));
	fits_close_file(fp, &status);
	qc_fits_free(&f);
	free(back);
	free(want);
	free(room);
}

/* A header that is made longer keeps its end at the end. */
static void padded(struct tap *t)
{
	const struct qc_shape shape = { 4, 2, 8 };
	struct qc_fits_head h;
	struct qc_error e;
	size_t len;

	T_EQ(t, qc_fits_head_make(&h, &meta, &shape, 0, &e), 0);
	len = h.len;
	T_EQ(t, qc_fits_head_pad(&h, len), 0);
	T_EQ(t, qc_fits_head_pad(&h, len - QC_FITS_BLOCK), -EINVAL);
	T_EQ(t, qc_fits_head_pad(&h, len + 2 * QC_FITS_BLOCK), 0);
	T_EQ(t, h.len, len + 2 * QC_FITS_BLOCK);
	T_OK(t, !memcmp(h.text + h.len - 80, "END     ", 8));
	T_OK(t, !memmem(h.text, h.len - 80, "END     ", 8));
	free(h.text);
}

static void keyword(struct tap *t, const char *text, enum qc_user_type type, const char *name,
		    const char *value, const char *comment)
{
	struct qc_user_keys keys = { .count = 0 };
	struct qc_error e = { 0 };
	int r = qc_user_add(&keys, text, &e);

	if (!name) {
		tap_ok(t, r == -EINVAL && e.status == QC_USAGE && strstr(e.text, "--header "),
		       text, __FILE__, __LINE__);
		T_EQ(t, keys.count, 0);
		return;
	}
	tap_eq(t, r, 0, text, __FILE__, __LINE__);
	T_STR(t, keys.key[0].name, name);
	T_EQ(t, keys.key[0].type, type);
	T_STR(t, keys.key[0].value, value);
	T_STR(t, keys.key[0].comment, comment);
	T_EQ(t, qc_user_add(&keys, text, &e), -EINVAL);
}

static void keywords(struct tap *t)
{
	static const char *const refused[] = {
		"", "A", "=1", "NINELETTE=1", "A B=1", "A.B=1", "A=", "A='x", "A='x'y", "A=\n",
		"A=caf\xc3\xa9", "NAXIS1=5", "bzero=0", "GAIN=5", "DATE-OBS=now", "END=1",
		"GPS_X=1", "COMMENT=x", "ZIMAGE=T", "TTYPE1=x", "CHECKSUM=0", "OBJECT=M31",
		"A=1234567890123456789012345678901234567890123456789012345678901",
	};

	keyword(t, "TELESCOP=Newton", QC_USER_TEXT, "TELESCOP", "Newton", "");
	keyword(t, "observer=A. Person/who", QC_USER_TEXT, "OBSERVER", "A. Person", "who");
	keyword(t, "X='f/4'/ratio/x", QC_USER_TEXT, "X", "f/4", "ratio/x");
	keyword(t, "X='it''s'", QC_USER_TEXT, "X", "it's", "");
	keyword(t, "X='5'", QC_USER_TEXT, "X", "5", "");
	keyword(t, "X=5", QC_USER_INT, "X", "5", "");
	keyword(t, "X=-5/c", QC_USER_INT, "X", "-5", "c");
	keyword(t, "X=0.33/e-/ADU", QC_USER_REAL, "X", "0.33", "e-/ADU");
	keyword(t, "X=1e-5", QC_USER_REAL, "X", "1e-5", "");
	keyword(t, "X=.5", QC_USER_REAL, "X", ".5", "");
	keyword(t, "X=1e", QC_USER_TEXT, "X", "1e", "");
	keyword(t, "X=.", QC_USER_TEXT, "X", ".", "");
	keyword(t, "X=nan", QC_USER_TEXT, "X", "nan", "");
	keyword(t, "X=T", QC_USER_FLAG, "X", "T", "");
	keyword(t, "A-B_9=F/no", QC_USER_FLAG, "A-B_9", "F", "no");
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		keyword(t, refused[i], 0, NULL, NULL, NULL);
}

int main(void)
{
	char path[] = "/tmp/qhycam-forms-XXXXXX";
	struct tap t = { 0 };
	int fd = mkstemp(path);

	if (fd < 0)
		return 1;
	close(fd);
	cube(&t, path);
	ser(&t, path);
	raw(&t, path);
	for (unsigned int bin = 1; bin <= 4; bin++) {
		compressed(&t, path, 16, bin);
		compressed(&t, path, 8, bin);
	}
	padded(&t);
	keywords(&t);
	unlink(path);
	return tap_end(&t);
}
