/* SPDX-License-Identifier: GPL-2.0 */
/*
 * find.h - which cameras are there
 */
#ifndef QC_FIND_H
#define QC_FIND_H

#include <stdbool.h>
#include <stddef.h>

#include "camera.h"

#define QC_CAMERAS_MAX 32

struct qc_found {
	struct qc_identity id;
	bool readable;		/* false: no permission, only node and serial known */
};

/* In the order of their node numbers; the place in it is the camera's index. */
struct qc_list {
	unsigned int count;
	struct qc_found item[QC_CAMERAS_MAX];
};

/* Look for all cameras. Returns 0 (also for none) or -errno with QC_FAILED. */
int qc_find_all(struct qc_list *list, struct qc_error *e);

/*
 * Explain why there is no camera, from what USB shows: nothing at all, a boot
 * loader that waits for firmware, or a camera without driver. Returns -ENOENT
 * with QC_NO_CAMERA.
 */
int qc_find_diagnose(struct qc_error *e);

/*
 * Open the camera that @selector means: a node's path, an index, a serial
 * number or a card name; NULL = the only one there is.
 * Returns 0; -errno with QC_NO_CAMERA, QC_PERMISSION, or QC_USAGE when it
 * could mean several.
 */
int qc_find_open(struct qc_camera *cam, const char *selector, struct qc_error *e);

/*
 * The metadata node of an open camera: @node gets its path. False when the
 * driver has none; then @node is "".
 */
bool qc_find_metanode(const struct qc_camera *cam, char *node, size_t size);

#endif
