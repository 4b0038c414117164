// SPDX-License-Identifier: GPL-2.0
/* FITS files made in memory, and files that are whole or absent. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fitsio.h>

#include "lib/clock.h"
#include "lib/file.h"
#include "qhycam-series.h"
#include "test.h"

#define STAMP (1795195131ll * QC_NS_PER_S + 123456000)

static unsigned int entries(const char *dir)
{
	unsigned int n = 0;
	struct dirent *de;
	DIR *d = opendir(dir);

	while ((de = readdir(d)))
		n += strcmp(de->d_name, ".") && strcmp(de->d_name, "..");
	closedir(d);
	return n;
}

static long size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) ? -1 : (long)st.st_size;
}

static const struct qc_fits_meta meta16 = {
	.width = 50,
	.height = 30,
	.bits = 16,
	.left = 24,
	.top = 3,
	.bayer = true,
	.start_utc_ns = STAMP,
	.end_utc_ns = STAMP + 1500000000,
	.exposure_us = 1500000,
	.type = "dark",
	.camera = "QHY268C",
	.serial = "QHY268C-012345",
	.mode = "High Gain",
	.creator = "qhycam test",
	.has_temperature = true,
	.temperature = -10.04,
	.has_gain = true,
	.gain = 56,
	.has_offset = true,
	.offset = 20,
	.has_traffic = true,
	.traffic = 30,
	.pixel_um_x = 3.76,
	.pixel_um_y = 3.76,
	.sequence = 7,
};

static void want_text(struct tap *t, fitsfile *fp, const char *key, const char *want)
{
	char value[FLEN_VALUE] = "(absent)";
	int status = 0;

	fits_read_key_str(fp, key, value, NULL, &status);
	tap_str(t, value, want, key, __FILE__, __LINE__);
}

static void want_real(struct tap *t, fitsfile *fp, const char *key, double want)
{
	double value = -1e30;
	int status = 0;

	fits_read_key_dbl(fp, key, &value, NULL, &status);
	tap_ok(t, value == want, key, __FILE__, __LINE__);
}

static void want_absent(struct tap *t, fitsfile *fp, const char *key)
{
	char value[FLEN_VALUE];
	int status = 0;

	tap_eq(t, fits_read_keyword(fp, key, value, NULL, &status), KEY_NO_EXIST, key, __FILE__,
	       __LINE__);
}

static void keywords(struct tap *t, fitsfile *fp)
{
	want_text(t, fp, "DATE-OBS", "2026-11-20T17:18:51.123456");
	want_text(t, fp, "DATE-END", "2026-11-20T17:18:52.623456");
	want_text(t, fp, "DATE-AVG", "2026-11-20T17:18:51.873456");
	want_text(t, fp, "IMAGETYP", "Dark Frame");
	want_text(t, fp, "INSTRUME", "QHY268C");
	want_text(t, fp, "SERIALNO", "QHY268C-012345");
	want_text(t, fp, "READOUTM", "High Gain");
	want_text(t, fp, "BAYERPAT", "RGGB");
	want_text(t, fp, "ROWORDER", "TOP-DOWN");
	want_text(t, fp, "SWCREATE", "qhycam test");
	want_real(t, fp, "EXPTIME", 1.5);
	want_real(t, fp, "EXPOSURE", 1.5);
	want_real(t, fp, "XPOSURE", 1.5);
	want_real(t, fp, "CCD-TEMP", -10.0);
	want_real(t, fp, "GAIN", 56);
	want_real(t, fp, "OFFSET", 20);
	want_real(t, fp, "USBLIMIT", 30);
	want_real(t, fp, "XBINNING", 1);
	want_real(t, fp, "YBINNING", 1);
	want_real(t, fp, "XPIXSZ", 3.76);
	want_real(t, fp, "YPIXSZ", 3.76);
	want_real(t, fp, "XORGSUBF", 24);
	want_real(t, fp, "YORGSUBF", 3);
	want_real(t, fp, "XBAYROFF", 0);
	want_real(t, fp, "YBAYROFF", 1);
	want_real(t, fp, "FRAMENO", 7);
	want_real(t, fp, "BZERO", 32768);
}

static void check_sums(struct tap *t, fitsfile *fp)
{
	int status = 0, data = 0, hdu = 0;

	fits_verify_chksum(fp, &data, &hdu, &status);
	T_EQ(t, status, 0);
	T_EQ(t, data, 1);
	T_EQ(t, hdu, 1);
}

/* The file on disk says what went in, for each value that a pixel can have. */
static void round_trip16(struct tap *t, const char *dir)
{
	struct qc_fits_meta m = meta16;
	uint16_t *pixels = malloc(65536 * 2), *back = malloc(65536 * 2);
	char path[PATH_MAX];
	struct qc_error e;
	fitsfile *fp = NULL;
	int status = 0, any;

	m.width = 256;
	m.height = 256;
	for (int i = 0; i < 65536; i++)
		pixels[i] = i * 40503u;
	snprintf(path, sizeof(path), "%s/a+b(1)[2].fits", dir);
	T_EQ(t, write_series(QC_KIND_FITS, path, &m, pixels, 1, &e), 0);
	T_EQ(t, size_of(path) % 2880, 0);
	fits_open_diskfile(&fp, path, READONLY, &status);
	T_EQ(t, status, 0);
	keywords(t, fp);
	check_sums(t, fp);
	fits_read_img(fp, TUSHORT, 1, 65536, NULL, back, &any, &status);
	T_EQ(t, status, 0);
	T_OK(t, !memcmp(pixels, back, 65536 * 2));
	fits_close_file(fp, &status);
	unlink(path);
	free(pixels);
	free(back);
}

/* What is not known is not in the header. */
static void round_trip8(struct tap *t, const char *dir)
{
	struct qc_fits_meta m = { .width = 5, .height = 3, .bits = 8, .type = "light" };
	uint8_t pixels[15], back[15] = { 0 };
	char path[PATH_MAX];
	struct qc_error e;
	fitsfile *fp = NULL;
	int status = 0, any, type = 0;

	for (int i = 0; i < 15; i++)
		pixels[i] = 17 * i;
	snprintf(path, sizeof(path), "%s/8.fits", dir);
	T_EQ(t, write_series(QC_KIND_FITS, path, &m, pixels, 1, &e), 0);
	fits_open_diskfile(&fp, path, READONLY, &status);
	fits_get_img_type(fp, &type, &status);
	T_EQ(t, type, BYTE_IMG);
	check_sums(t, fp);
	want_absent(t, fp, "CCD-TEMP");
	want_absent(t, fp, "GAIN");
	want_absent(t, fp, "BAYERPAT");
	want_absent(t, fp, "XPIXSZ");
	want_absent(t, fp, "SERIALNO");
	want_absent(t, fp, "COOLPOWR");
	want_absent(t, fp, "GPS_SFLG");
	want_text(t, fp, "IMAGETYP", "Light Frame");
	want_text(t, fp, "ROWORDER", "TOP-DOWN");
	fits_read_img(fp, TBYTE, 1, 15, NULL, back, &any, &status);
	T_OK(t, !memcmp(pixels, back, 15));
	fits_close_file(fp, &status);
	T_EQ(t, status, 0);
	unlink(path);
}

static void whole_or_absent(struct tap *t, const char *dir)
{
	char path[PATH_MAX], sub[PATH_MAX + 8];
	struct qc_error e;

	snprintf(path, sizeof(path), "%s/x.fits", dir);
	T_EQ(t, qc_file_write(path, "old", 3, false, &e), 0);
	T_EQ(t, qc_file_write(path, "newer", 5, false, &e), -EEXIST);
	T_EQ(t, e.status, QC_DISK);
	T_OK(t, strstr(e.text, path) && strstr(e.text, "--overwrite"));
	T_EQ(t, size_of(path), 3);
	T_EQ(t, entries(dir), 1);
	T_EQ(t, qc_file_write(path, "newer", 5, true, &e), 0);
	T_EQ(t, size_of(path), 5);
	T_EQ(t, entries(dir), 1);
	snprintf(sub, sizeof(sub), "%s/no/x.fits", dir);
	T_EQ(t, qc_file_write(sub, "x", 1, false, &e), -ENOENT);
	T_EQ(t, qc_file_check_dir(sub, &e), -ENOENT);
	T_EQ(t, qc_file_check_dir(path, &e), 0);
	T_EQ(t, qc_file_check_dir("x.fits", &e), 0);
	snprintf(sub, sizeof(sub), "%s/x.fits/y", dir);
	T_EQ(t, qc_file_check_dir(sub, &e), -ENOTDIR);
	unlink(path);
}

/* The limit stands for a full disk: the write ends in the middle. */
static void write_error(struct tap *t, const char *dir)
{
	struct rlimit before, small;
	char path[PATH_MAX], *data = calloc(1, 100000);
	struct qc_error e;

	snprintf(path, sizeof(path), "%s/full.fits", dir);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	small = before;
	small.rlim_cur = 50000;
	setrlimit(RLIMIT_FSIZE, &small);
	T_EQ(t, qc_file_write(path, data, 50000, false, &e), 0);
	T_EQ(t, qc_file_write(path, data, 100000, true, &e), -EFBIG);
	setrlimit(RLIMIT_FSIZE, &before);
	T_EQ(t, e.status, QC_DISK);
	T_EQ(t, size_of(path), 50000);
	T_EQ(t, entries(dir), 1);
	unlink(path);
	free(data);
}

int main(void)
{
	char dir[] = "/tmp/qhycam-files-XXXXXX";
	struct tap t = { 0 };

	if (!mkdtemp(dir))
		return 1;
	round_trip16(&t, dir);
	round_trip8(&t, dir);
	whole_or_absent(&t, dir);
	write_error(&t, dir);
	T_EQ(&t, entries(dir), 0);
	T_EQ(&t, rmdir(dir), 0);
	return tap_end(&t);
}
