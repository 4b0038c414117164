/* SPDX-License-Identifier: GPL-2.0 */
/*
 * controls.h - V4L2 controls of a camera
 */
#ifndef QC_CONTROLS_H
#define QC_CONTROLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/videodev2.h>

#include "camera.h"

#define QC_SET_MAX 8

/* One control to be written. */
struct qc_setting {
	uint32_t id;
	int64_t value;
};

/* Description of a control. -ENOENT when the camera has not got it. */
int qc_ctrl_query(const struct qc_camera *cam, uint32_t id, struct v4l2_query_ext_ctrl *q);

/* Present value of an integer, 64-bit, menu or boolean control, or -errno. */
int qc_ctrl_get(const struct qc_camera *cam, uint32_t id, int64_t *value);

/* Value of an area control, in its own unit. 0 or -errno. */
int qc_ctrl_get_area(const struct qc_camera *cam, uint32_t id, struct v4l2_area *area);

/*
 * Write up to QC_SET_MAX controls of known ids in one call: all or none.
 * Returns 0 or -errno as qc_camera_fail().
 */
int qc_ctrl_set(const struct qc_camera *cam, const struct qc_setting *set, unsigned int n,
		struct qc_error *e);

/*
 * The next control after @q->id (0 = the first) in id order, group headers
 * left out. False at the end.
 */
bool qc_ctrl_next(const struct qc_camera *cam, struct v4l2_query_ext_ctrl *q);

/* Text of a menu item, or -EINVAL when the menu has a hole there. */
int qc_ctrl_item(const struct qc_camera *cam, uint32_t id, uint32_t index, char *buf,
		 size_t size);

/*
 * Index of the item of menu @id that @text means: its number, its name in any
 * case, or a part that only one name has. The error names @option and all
 * items. Returns the index, or -EINVAL with QC_USAGE.
 */
int qc_ctrl_find_item(const struct qc_camera *cam, uint32_t id, const char *option,
		      const char *text, struct qc_error *e);

#endif
