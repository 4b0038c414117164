// SPDX-License-Identifier: GPL-2.0
/*
 * y4m.c - the headers of a YUV4MPEG2 stream
 */
#include <stdio.h>

#include "y4m.h"

size_t qc_y4m_header(unsigned int width, unsigned int height, unsigned int rate,
		     bool full_range, char buf[QC_Y4M_HEADER_MAX])
{
	return snprintf(buf, QC_Y4M_HEADER_MAX,
			"YUV4MPEG2 W%u H%u F%u:1 Ip A1:1 C420jpeg XCOLORRANGE=%s\n", width,
			height, rate, full_range ? "FULL" : "LIMITED");
}
