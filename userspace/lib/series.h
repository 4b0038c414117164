/* SPDX-License-Identifier: GPL-2.0 */
/*
 * series.h - one frame or many as a file: FITS image, FITS cube, SER, raw
 *
 * Each frame has its place in the file, so threads may write frames of one
 * series at the same time and in any order. What is only known at the end
 * (checksums, how many) is written by qc_series_finish().
 */
#ifndef QC_SERIES_H
#define QC_SERIES_H

#include "file.h"
#include "fits.h"

enum qc_kind { QC_KIND_FITS, QC_KIND_CUBE, QC_KIND_SER, QC_KIND_RAW };

struct qc_series {
	enum qc_kind kind;
	struct qc_file file;		/* fd -1: none */
	struct qc_shape shape;
	size_t head_len;
	uint64_t frame_bytes;
	unsigned int room;		/* frames at most */
	uint32_t *sum;			/* of each frame, FITS only */
	int64_t *stamp;			/* when each was exposed, ns UTC */
};

/*
 * Begin the file of up to @frames frames, of which @m and @p are the first. 0
 * or -errno with a text, then there is nothing to finish.
 */
int qc_series_begin(struct qc_series *s, enum qc_kind kind, const char *path,
		    const struct qc_fits_meta *m, const struct qc_pixels *p,
		    unsigned int frames, bool overwrite, struct qc_error *e);

/*
 * Write a frame as number @index from 0; @room: qc_pixels_room() bytes for
 * qc_pixels_chunk() rows. 0 or -errno, no text: the file is still to be
 * finished or failed.
 */
int qc_series_put(struct qc_series *s, const struct qc_pixels *p, unsigned int index,
		  int64_t stamp_utc_ns, void *room);

/*
 * The header and the end of a file of @frames frames, which were all written,
 * and its name. What was written of later ones is cut off.
 */
int qc_series_finish(struct qc_series *s, const struct qc_fits_meta *m, unsigned int frames,
		     struct qc_error *e);

/* Throw it away; harmless when there is none. */
void qc_series_abort(struct qc_series *s);

/* The same, and explain: @r as from qc_series_put(), returned. */
int qc_series_fail(struct qc_series *s, int r, struct qc_error *e);

#endif
