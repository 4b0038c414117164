/* SPDX-License-Identifier: GPL-2.0 */
/* A frame to a file, for tests that look at the file. */
#ifndef TESTS_QHYCAM_SERIES_H
#define TESTS_QHYCAM_SERIES_H

#include <stdlib.h>

#include "lib/series.h"

/* Where the frame of a header is. */
static inline struct qc_pixels pixels_of(const struct qc_fits_meta *m, const void *data)
{
	return (struct qc_pixels){
		.data = data,
		.width = m->width,
		.height = m->height,
		.bits = m->bits,
		.bin = m->bin ? m->bin : 1,
		.average = m->average,
	};
}

/* @count frames that follow each other in memory. 0 or -errno. */
static inline int write_series(enum qc_kind kind, const char *path, const struct qc_fits_meta *m,
			       const void *data, unsigned int count, struct qc_error *e)
{
	struct qc_pixels p = pixels_of(m, data);
	size_t bytes = (size_t)m->width * m->height * (m->bits / 8);
	void *room = malloc(qc_pixels_room(&p, qc_pixels_chunk(&p)));
	struct qc_series s;
	int r = qc_series_begin(&s, kind, path, m, &p, count, true, e);

	for (unsigned int i = 0; i < count && !r; i++) {
		p.data = (const char *)data + i * bytes;
		r = qc_series_put(&s, &p, i, m->start_utc_ns + i, room);
	}
	if (!r)
		r = qc_series_finish(&s, m, count, e);
	free(room);
	return r;
}

#endif
