/* SPDX-License-Identifier: GPL-2.0 */
/* What is known of an image, as one line of JSON. */
#ifndef TESTS_METATEXT_H
#define TESTS_METATEXT_H

#include <linux/videodev2.h>
#include <stddef.h>

/* @data: @b's @size bytes. 0, or -EPROTO when this is no struct qhyccd_meta. */
int metatext_print(const struct v4l2_buffer *b, const void *data, size_t size);

#endif
