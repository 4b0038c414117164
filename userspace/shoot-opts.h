/* SPDX-License-Identifier: GPL-2.0 */
/*
 * shoot-opts.h - the options that shoot and burst have in common
 */
#ifndef QC_SHOOT_OPTS_H
#define QC_SHOOT_OPTS_H

#include "opt.h"
#include "shoot.h"

#define AT(member) .offset = offsetof(struct shoot_values, member)

extern const char *const shoot_bits_choices[], *const shoot_type_choices[];
extern const char *const shoot_compress_choices[];

/* What is read out, and how. */
#define SHOOT_CAMERA_OPTS \
	{ .name = "type", .kind = OPT_CHOICE, .arg = "TYPE", AT(type), \
	  .choices = shoot_type_choices, .help = "light, dark, bias or flat (light)" }, \
	{ .name = "gain", .letter = 'g', .kind = OPT_INT, .arg = "G", AT(gain), \
	  .min = INT32_MIN, .max = INT32_MAX, .help = "gain, camera units (as it is)" }, \
	{ .name = "offset", .kind = OPT_INT, .arg = "O", AT(offset), .min = INT32_MIN, \
	  .max = INT32_MAX, .help = "offset, camera units (as it is)" }, \
	{ .name = "mode", .letter = 'm', .kind = OPT_TEXT, .arg = "MODE", AT(mode), \
	  .help = "readout mode, number or name (as it is); 'qhycam info' lists them" }, \
	{ .name = "traffic", .kind = OPT_INT, .arg = "T", AT(traffic), .min = INT32_MIN, \
	  .max = INT32_MAX, .help = "USB traffic, camera units (as it is)" }, \
	{ .name = "bits", .kind = OPT_CHOICE, .arg = "8|16", AT(bits), \
	  .choices = shoot_bits_choices, \
	  .help = "bits per pixel (16, or what the readout mode has)" }, \
	{ .name = "effective", .kind = OPT_FLAG, AT(effective), \
	  .help = "read the light-sensitive area (default)" }, \
	{ .name = "full", .kind = OPT_FLAG, AT(full), \
	  .help = "read the whole area, with optical black and overscan" }, \
	{ .name = "overscan", .kind = OPT_FLAG, AT(overscan), .help = "the same as --full" }, \
	{ .name = "roi", .letter = 'r', .kind = OPT_ROI, .arg = "WxH+X+Y", AT(roi), \
	  .help = "read this region of the whole area, pixels" }, \
	{ .name = "bin", .kind = OPT_INT, .arg = "B", AT(bin), .min = 1, .max = QC_BIN_MAX, \
	  .help = "make one pixel of BxB, their sum; sums of 16 bit make 32-bit files (1)" }, \
	{ .name = "bin-average", .kind = OPT_FLAG, AT(bin_average), \
	  .help = "with --bin: the average, and as many bits as before" }

/* What is said and written. */
#define SHOOT_FILE_OPTS \
	{ .name = "object", .kind = OPT_TEXT, .arg = "NAME", AT(object), \
	  .help = "what is looked at, for header and %o" }, \
	{ .name = "filter", .kind = OPT_TEXT, .arg = "NAME", AT(filter), \
	  .help = "filter, for header and %f" }, \
	{ .name = "header", .kind = OPT_TEXTS, .arg = "KEY=VALUE/TEXT", AT(header), \
	  .help = "add a keyword to the header, with a comment; again for more" }, \
	{ .name = "compress", .kind = OPT_CHOICE, .arg = "rice", AT(compress), \
	  .choices = shoot_compress_choices, \
	  .help = "compress without loss, to .fits.fz" }, \
	{ .name = "writers", .kind = OPT_INT, .arg = "N", AT(writers), .min = 1, \
	  .max = QC_THREADS_MAX, .help = "threads that write (as many as cores, at most 4)" }, \
	{ .name = "buffers", .kind = OPT_INT, .arg = "N", AT(buffers), .min = 2, \
	  .max = QC_BUFFERS_MAX, .help = "frames in memory (3; live 3 to 8, up to 512 MiB)" }, \
	{ .name = "disk-timeout", .kind = OPT_DURATION, .arg = "TIME", AT(disk_timeout), \
	  .help = "give up when the disk has not answered for so long (300s)" }, \
	OPT_CAMERA, \
	{ .name = "overwrite", .kind = OPT_FLAG, AT(overwrite), \
	  .help = "replace files that exist" }, \
	{ .name = "quiet", .letter = 'q', .kind = OPT_FLAG, AT(quiet), .help = "errors only" }, \
	{ .name = "verbose", .letter = 'v', .kind = OPT_FLAG, AT(verbose), \
	  .help = "more about each frame" }

/*
 * Check the values, find the camera, take the frames, name the files on stdout;
 * the exit code.
 */
int shoot_main(const char *verb, const struct shoot_values *v);

#endif
