/* SPDX-License-Identifier: GPL-2.0 */
/*
 * picture.h - camera frames as webcam programs show them
 *
 * A frame is cropped, binned, debayered, stretched and written as YUV or RGB of
 * 8 bits. Levels (black, white, median ...) are on the scale 0 .. 65535; 8-bit
 * pixels are scaled up to it (x 257).
 *
 * All state is in struct picture; different threads may use different ones at
 * the same time. Functions return 0 or a negative errno; nothing is printed and
 * nothing aborts. Link libpicture.a with -lm -pthread.
 */
#ifndef PICTURE_H
#define PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PICTURE_BIN_MAX 4
#define PICTURE_THREADS_MAX 64
/* The longest side of a frame, in pixels. */
#define PICTURE_SIDE_MAX 65535

/* Which colour is in the top left corner of the frame; cameras are RGGB. */
enum picture_pattern {
	PICTURE_MONO,
	PICTURE_RGGB,
	PICTURE_GRBG,
	PICTURE_GBRG,
	PICTURE_BGGR,
};

enum picture_format {
	PICTURE_YUYV,			/* V4L2_PIX_FMT_YUYV */
	PICTURE_YU12,			/* V4L2_PIX_FMT_YUV420 */
	PICTURE_NV12,			/* V4L2_PIX_FMT_NV12 */
	PICTURE_RGB24,			/* V4L2_PIX_FMT_RGB24, bytes R G B */
};

/* Of YUV; RGB24 has full range always, as programs take it. */
enum picture_range {
	PICTURE_LIMITED,		/* Y 16 .. 235, V4L2_QUANTIZATION_LIM_RANGE */
	PICTURE_FULL,			/* Y 0 .. 255, V4L2_QUANTIZATION_FULL_RANGE */
};

/*
 * Of YUV, for colour cameras; a grey picture is the same in both. Programs that
 * do not ask take YUV for BT.601, but OBS Studio for BT.709. Transfer function
 * and primaries are not converted: V4L2_COLORSPACE_SRGB and
 * V4L2_XFER_FUNC_DEFAULT go with either.
 */
enum picture_matrix {
	PICTURE_BT601,			/* V4L2_YCBCR_ENC_601 */
	PICTURE_BT709,			/* V4L2_YCBCR_ENC_709 */
};

enum picture_debayer {
	PICTURE_SUPERPIXEL,		/* 2 x 2 pixels make one RGB pixel: half the size */
	PICTURE_BILINEAR,		/* the size stays */
};

enum picture_stretch {
	PICTURE_AUTO,			/* from median and spread, see struct picture_options */
	PICTURE_LINEAR,			/* options.black .. options.white */
	PICTURE_NONE,			/* 0 .. 65535 */
};

enum picture_balance {
	PICTURE_BALANCE_AUTO,		/* the background comes out grey */
	PICTURE_BALANCE_MANUAL,		/* options.gain */
	PICTURE_BALANCE_NONE,
};

/* In pixels of the frame. */
struct picture_rect {
	unsigned int left, top, width, height;
};

/* A frame as the camera gave it. */
struct picture_frame {
	const void *data;		/* any alignment; NULL: good for picture_shape() only */
	size_t bytes;			/* that are there at @data */
	unsigned int width, height;	/* pixels, 1 .. PICTURE_SIDE_MAX */
	size_t stride;			/* bytes from row to row, 0: no padding */
	unsigned int bits;		/* 8 or 16 */
	bool big_endian;		/* 16 bits: else little endian, whatever the host is */
	enum picture_pattern pattern;
};

/* Fill in with picture_defaults(), then change what is to be different. */
struct picture_options {
	/*
	 * Part of the frame that is shown; width and height 0: all of it. Any
	 * corner will do, the Bayer phase goes with it.
	 */
	struct picture_rect crop;
	/*
	 * 1 .. PICTURE_BIN_MAX: average of so many by so many pixels, rounded.
	 * Of a Bayer frame so many by so many 2 x 2 cells make one cell, so a
	 * super-pixel picture is 2 x bin smaller, a bilinear one bin. What does
	 * not fill a bin at the right and the bottom is left out.
	 */
	unsigned int bin;
	enum picture_debayer debayer;

	enum picture_stretch stretch;
	/*
	 * AUTO: black is @sigmas (2.8) sigma below the median of each channel,
	 * sigma = 1.4826 x the median absolute deviation, at least half a step
	 * of the pixels; white is the top of the scale, and the midtone lifts
	 * the background to @target (0.25) of full brightness; a brighter one
	 * is left as it is. When the mean of the medians is above a quarter of
	 * the scale (Moon, daylight) black goes back to 0, which it reaches at
	 * half.
	 * @smooth: medians and sigmas follow those of the frames like an
	 * average over about so many (5; 1: each frame for itself). A median
	 * that is off by more than 2.8 sigma, or a sigma twice or half as
	 * large, is another exposure, gain or target and taken at once: the
	 * picture would be black or white for some frames.
	 * @lock: what is in force stays (the first frame is measured).
	 */
	double target;			/* 0.001 .. 0.999 */
	double sigmas;			/* 0 .. 100 */
	unsigned int smooth;		/* 1 .. 1000 */
	bool lock;
	double black, white;		/* LINEAR: 0 <= black < white <= 65535 */

	/*
	 * White balance, of Bayer frames: factors on what is above the black of
	 * the channel. They are scaled so that the top of the scale, or
	 * @white, is white in all channels. AUTO: those that make the medians
	 * above black alike (0.25 .. 4), smoothed and locked like the stretch.
	 */
	enum picture_balance balance;
	double gain[3];			/* R G B, 0.01 .. 100, MANUAL only */

	enum picture_format format;
	enum picture_range range;
	enum picture_matrix matrix;
	unsigned int threads;		/* 1 .. PICTURE_THREADS_MAX, of each call's own */
};

/* What comes out. */
struct picture_shape {
	unsigned int width, height;	/* even where the format wants it (rounded down) */
	size_t stride;			/* bytes from row to row of the first or only plane */
	size_t bytes;			/* all planes, one directly after the other */
	bool in_place;			/* the output may begin where the frame begins */
};

/*
 * How the stretch is at the moment, per channel R G B (alike for mono): @black
 * turns into 0, @white into 1, then the midtone transfer function takes
 * @midtone to 1/2 (0.5: straight line).
 */
struct picture_levels {
	double black[3], white[3];
	double midtone;
	double median[3], sigma[3];	/* smoothed, of the last measured frame; else 0 */
};

struct picture;

/* NULL: no memory. */
struct picture *picture_new(void);
void picture_free(struct picture *p);		/* NULL is fine */

/*
 * Whole frame, bin 1, super-pixel, automatic stretch and balance, YUYV, limited
 * range, BT.601, 1 thread.
 */
void picture_defaults(struct picture_options *o);

/*
 * Size of what picture_convert() writes for such a frame; frame->data is not
 * looked at. -EINVAL: frame or options out of range, crop not inside the frame,
 * or nothing would be left (YUYV needs 2 x 1 pixels, YU12 and NV12 2 x 2).
 */
int picture_shape(const struct picture_frame *f, const struct picture_options *o,
		  struct picture_shape *s);

/*
 * Converts a frame. @out has room for @room bytes, of any alignment. The output
 * either does not overlap the frame, or shape.in_place is true and @out is
 * frame->data (then one thread does it all). Memory is allocated when the first
 * frame, or one larger than those before, comes.
 *
 * -EINVAL as above, or frame->bytes is less than its rows need, or a wrong
 * overlap; -ENOSPC: @room is too small; -ENOMEM. The output is then untouched.
 */
int picture_convert(struct picture *p, const struct picture_frame *f,
		    const struct picture_options *o, void *out, size_t room);

/* The levels of the last conversion; before the first: a straight line. */
void picture_get_levels(const struct picture *p, struct picture_levels *l);

/*
 * Puts black, white and midtone in force, as if the last frame had given them:
 * with AUTO stretch and options.lock they stay, else the next frame replaces
 * them. -EINVAL: white not above black, midtone not within 0 .. 1, or something
 * that is not a number.
 */
int picture_set_levels(struct picture *p, const struct picture_levels *l);

/* Forget the frames before: the next one is measured for itself. */
void picture_restart(struct picture *p);

#endif
