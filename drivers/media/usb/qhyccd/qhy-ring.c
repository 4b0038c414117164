// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: a ring of bulk requests over the pages of the buffers
 *
 * Requests come back in the order in which they were submitted, so the places
 * in flight are always consecutive. usbcore maps the pages for each request;
 * vb2 memory is vmalloc, so this works on every host controller that can
 * scatter and gather.
 */
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "qhy.h"

/**
 * qhy_ring_alloc() - make the requests, all blocked: the ring stands still
 * @qhy: camera
 * @complete: handler, called in interrupt context
 *
 * Blocking counts, so each URB is blocked exactly while the ring stands.
 *
 * Context: sleeps. Return: 0 or -ENOMEM, then nothing is left behind.
 */
int qhy_ring_alloc(struct qhy *qhy, usb_complete_t complete)
{
	unsigned int i;

	for (i = 0; i < QHY_RING_SIZE; i++) {
		struct qhy_xfer *xfer = &qhy->stream.ring[i];

		xfer->qhy = qhy;
		xfer->urb = usb_alloc_urb(0, GFP_KERNEL);
		if (!xfer->urb) {
			qhy_ring_free(qhy);
			return -ENOMEM;
		}
		usb_fill_bulk_urb(xfer->urb, qhy->udev,
				  usb_rcvbulkpipe(qhy->udev, qhy->endpoint),
				  NULL, 0, complete, xfer);
		usb_block_urb(xfer->urb);
	}
	return 0;
}

/**
 * qhy_ring_free() - free the requests of a ring that stands still
 * @qhy: camera
 *
 * Context: sleeps.
 */
void qhy_ring_free(struct qhy *qhy)
{
	unsigned int i;

	for (i = 0; i < QHY_RING_SIZE; i++) {
		usb_free_urb(qhy->stream.ring[i].urb);
		qhy->stream.ring[i].urb = NULL;
	}
}

/**
 * qhy_sg_from_vmalloc() - scatterlist over the pages of vmalloc memory
 * @qhy: camera
 * @table: to fill; freed by sg_free_table()
 * @memory: page aligned
 * @bytes: more than 0
 * @tail: one more page behind it, or NULL
 *
 * Whole pages: they satisfy the alignment that host controllers want of every
 * element but the last.
 *
 * Context: sleeps. Return: 0 or -ENOMEM.
 */
int qhy_sg_from_vmalloc(struct qhy *qhy, struct sg_table *table, void *memory,
			u32 bytes, struct page *tail)
{
	struct device *dma = qhy->udev->bus->sysdev;
	unsigned int segment = min_t(size_t, SZ_64K, dma_max_mapping_size(dma));
	unsigned int count = DIV_ROUND_UP(bytes, PAGE_SIZE), i;
	struct page **pages;
	int ret;

	pages = kmalloc_array(count + 1, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	for (i = 0; i < count; i++)
		pages[i] = vmalloc_to_page(memory + i * PAGE_SIZE);
	if (tail)
		pages[count++] = tail;
	ret = sg_alloc_table_from_pages_segment(table, pages, count, 0,
						(size_t)count * PAGE_SIZE,
						segment, GFP_KERNEL);
	kfree(pages);
	return ret;
}

/**
 * qhy_ring_alloc_scratch() - memory for what nobody wants
 * @qhy: camera
 * @plan: its largest request fits into each
 *
 * Context: sleeps. Return: 0 or -ENOMEM, then nothing is left behind.
 */
int qhy_ring_alloc_scratch(struct qhy *qhy, const struct qhy_plan *plan)
{
	u32 bytes = max(qhy_plan_request(plan, 0),
			qhy_plan_request(plan, plan->slices - 1));
	unsigned int i;
	int ret;

	for (i = 0; i < QHY_SCRATCHES; i++) {
		struct qhy_scratch *scratch = &qhy->stream.scratch[i];

		ret = -ENOMEM;
		scratch->memory = vmalloc(PAGE_ALIGN(bytes));
		if (!scratch->memory)
			goto free_scratch;
		ret = qhy_sg_from_vmalloc(qhy, &scratch->table,
					  scratch->memory, bytes, NULL);
		if (ret)
			goto free_scratch;
	}
	return 0;

free_scratch:
	qhy_ring_free_scratch(qhy);
	return ret;
}

/**
 * qhy_ring_free_scratch() - free what qhy_ring_alloc_scratch() made
 * @qhy: camera, nothing in flight
 *
 * Context: sleeps.
 */
void qhy_ring_free_scratch(struct qhy *qhy)
{
	unsigned int i;

	for (i = 0; i < QHY_SCRATCHES; i++) {
		struct qhy_scratch *scratch = &qhy->stream.scratch[i];

		if (scratch->table.sgl)
			sg_free_table(&scratch->table);
		vfree(scratch->memory);
		memset(scratch, 0, sizeof(*scratch));
	}
}

/**
 * qhy_ring_start() - let requests be submitted
 * @qhy: camera, ring stands still
 *
 * Context: process, camera_lock.
 */
void qhy_ring_start(struct qhy *qhy)
{
	unsigned int i;

	lockdep_assert_held(&qhy->camera_lock);
	qhy->capture.ring_turns = true;
	for (i = 0; i < QHY_RING_SIZE; i++)
		usb_unblock_urb(qhy->stream.ring[i].urb);
}

/**
 * qhy_ring_stop() - cancel what is in flight and let nothing be submitted
 * @qhy: camera
 *
 * When it returns every completion has run. A second call does nothing.
 *
 * Context: sleeps, camera_lock, stream.lock not held.
 */
void qhy_ring_stop(struct qhy *qhy)
{
	unsigned int i;

	lockdep_assert_held(&qhy->camera_lock);
	if (!qhy->capture.ring_turns)
		return;
	qhy->capture.ring_turns = false;
	/*
	 * All are told before any is waited for: one that xhci-hcd could not
	 * cancel for want of memory goes together with the next.
	 */
	for (i = 0; i < QHY_RING_SIZE; i++) {
		usb_block_urb(qhy->stream.ring[i].urb);
		usb_unlink_urb(qhy->stream.ring[i].urb);
	}
	for (i = 0; i < QHY_RING_SIZE; i++)
		usb_kill_urb(qhy->stream.ring[i].urb);
	WARN_ON_ONCE(qhy->stream.in_flight || qhy->stream.scratching);
	qhy->stream.head = 0;
}

/**
 * qhy_ring_submit() - submit the request of one slice
 * @qhy: camera, fewer than QHY_RING_SIZE requests in flight
 * @buf: buffer that takes it, or NULL for scratch memory: then fewer than
 *	QHY_SCRATCHES of those, as no page may be mapped twice at a time
 * @slice: of the plan, or QHY_NO_SLICE for a scratch request outside of it
 *
 * The request never asks for more bytes than its pages have.
 *
 * Context: atomic, stream.lock.
 * Return: 0 or what usb_submit_urb() gives; then nothing is in flight for it.
 */
int qhy_ring_submit(struct qhy *qhy, struct qhy_buffer *buf, u32 slice)
{
	struct qhy_stream *stream = &qhy->stream;
	unsigned int place = (stream->head + stream->in_flight) % stream->depth;
	struct qhy_xfer *xfer = &stream->ring[place];
	u32 plan_slice = slice == QHY_NO_SLICE ? 0 : slice;
	unsigned int scratch = stream->scratched % QHY_SCRATCHES;
	const struct sg_table *table = buf ? &buf->slices[slice] :
					     &stream->scratch[scratch].table;
	int ret;

	lockdep_assert_held(&stream->lock);
	xfer->buf = buf;
	xfer->slice = slice;
	xfer->urb->sg = table->sgl;
	xfer->urb->num_sgs = table->orig_nents;
	xfer->urb->transfer_buffer_length =
		qhy_plan_request(&stream->frame.plan, plan_slice);
	ret = usb_submit_urb(xfer->urb, GFP_ATOMIC);
	if (ret)
		return ret;
	stream->in_flight++;
	if (buf) {
		buf->in_flight++;
	} else {
		stream->scratched++;
		stream->scratching++;
	}
	return 0;
}
