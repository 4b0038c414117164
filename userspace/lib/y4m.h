/* SPDX-License-Identifier: GPL-2.0 */
/*
 * y4m.h - the headers of a YUV4MPEG2 stream
 */
#ifndef QC_Y4M_H
#define QC_Y4M_H

#include <stdbool.h>
#include <stddef.h>

/* Before every picture. */
#define QC_Y4M_FRAME "FRAME\n"

/* Longest header that qc_y4m_header() writes, with the final 0. */
#define QC_Y4M_HEADER_MAX 128

/*
 * The line that a stream of planar 4:2:0 pictures begins with; square pixels,
 * chroma between the luma samples, as JPEG has it. Its length without the 0.
 */
size_t qc_y4m_header(unsigned int width, unsigned int height, unsigned int rate,
		     bool full_range, char buf[QC_Y4M_HEADER_MAX]);

#endif
