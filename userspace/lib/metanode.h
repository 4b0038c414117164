/* SPDX-License-Identifier: GPL-2.0 */
/*
 * metanode.h - the metadata node of a camera
 *
 * One buffer per image comes while both nodes stream. It is copied out and
 * queued again at once, so none is left out for want of a buffer as long as
 * fewer than QC_METANODE_BUFFERS images are taken in between.
 */
#ifndef QC_METANODE_H
#define QC_METANODE_H

#include "camera.h"
#include "meta.h"

#define QC_METANODE_BUFFERS 16

struct qc_metanode {
	int fd;				/* non-blocking, -1 when closed */
	char node[QC_NODE_MAX];
	unsigned int count;		/* buffers */
	void *map[QC_METANODE_BUFFERS];
	uint32_t length[QC_METANODE_BUFFERS];
	unsigned int late;		/* images in a row that waited in vain */
	struct qc_meta_list list;
};

/*
 * Open the metadata node of @cam, queue its buffers and stream: before the
 * images, so that the first one has its metadata. 0; -errno with a text that
 * says why there will be no metadata: no such node, busy, no permission.
 */
int qc_metanode_start(struct qc_metanode *n, const struct qc_camera *cam, struct qc_error *e);

/* Stop and close; harmless on one that is not open. */
void qc_metanode_stop(struct qc_metanode *n);

/*
 * The metadata of image @sequence, which was taken already. Waits a moment for
 * what may still come; after some images without metadata no longer. Images
 * must be asked for in order. False: there are none.
 */
bool qc_metanode_take(struct qc_metanode *n, uint32_t sequence, struct qc_meta *m);

#endif
