/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What qhy-stream.c and qhy-buffer.c need of USB, videobuf2, lists, locks and
 * work: enough to run them in one thread. Whoever links them defines the
 * functions that are only declared here; they find their way back from their
 * arguments.
 */
#ifndef TESTS_KERNEL_STREAM_H
#define TESTS_KERNEL_STREAM_H

#include <errno.h>
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/videodev2.h>

#include "ktime.h"

#define PAGE_SIZE	4096U
#define PAGE_ALIGN(x)	round_up(x, PAGE_SIZE)
#define SZ_64K		0x10000

#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))
#define WARN_ON_ONCE(cond)	do { if (cond) abort(); } while (0)
#define dev_dbg(dev, ...)	((void)(dev))
#define dev_err(dev, ...)	((void)(dev))

struct list_head {
	struct list_head *next, *prev;
};

static inline void INIT_LIST_HEAD(struct list_head *head)
{
	head->next = head;
	head->prev = head;
}

static inline void list_add(struct list_head *item, struct list_head *head)
{
	item->next = head->next;
	item->prev = head;
	head->next->prev = item;
	head->next = item;
}

static inline void list_add_tail(struct list_head *item,
				 struct list_head *head)
{
	list_add(item, head->prev);
}

static inline void list_del(struct list_head *item)
{
	item->prev->next = item->next;
	item->next->prev = item->prev;
	item->next = NULL;
	item->prev = NULL;
}

static inline void list_del_init(struct list_head *item)
{
	list_del(item);
	INIT_LIST_HEAD(item);
}

static inline bool list_empty(const struct list_head *head)
{
	return head->next == head;
}

static inline void list_move_tail(struct list_head *item,
				  struct list_head *head)
{
	list_del(item);
	list_add_tail(item, head);
}

static inline void list_splice_tail_init(struct list_head *from,
					 struct list_head *to)
{
	while (from->next != from)
		list_move_tail(from->next, to);
}

#define list_entry(ptr, type, member)	container_of(ptr, type, member)
#define list_first_entry_or_null(head, type, member) \
	((head)->next == (head) ? NULL : list_entry((head)->next, type, member))
#define list_for_each_entry(pos, head, member) \
	for (pos = list_entry((head)->next, __typeof__(*pos), member); \
	     &pos->member != (head); \
	     pos = list_entry(pos->member.next, __typeof__(*pos), member))
#define list_walk_safe_(pos, n, head, member, way) \
	for (pos = list_entry((head)->way, __typeof__(*pos), member), \
	     n = list_entry(pos->member.way, __typeof__(*pos), member); \
	     &pos->member != (head); pos = n, \
	     n = list_entry(n->member.way, __typeof__(*n), member))
#define list_for_each_entry_safe(pos, n, head, member) \
	list_walk_safe_(pos, n, head, member, next)
#define list_for_each_entry_safe_reverse(pos, n, head, member) \
	list_walk_safe_(pos, n, head, member, prev)

/* One thread: a lock that is taken twice or not held is a bug at once. */
typedef struct {
	bool held;
} spinlock_t;

struct mutex {
	bool held;
};

static inline void spin_lock_init(spinlock_t *lock)
{
	lock->held = false;
}

/* What goes on beside a work item, where it lets interrupts in. */
__attribute__((weak)) void kernel_interrupt(void);

static inline void spin_lock_irq(spinlock_t *lock)
{
	if (kernel_interrupt)
		kernel_interrupt();
	if (lock->held)
		abort();
	lock->held = true;
}

static inline void spin_unlock_irq(spinlock_t *lock)
{
	if (!lock->held)
		abort();
	lock->held = false;
	if (kernel_interrupt)
		kernel_interrupt();
}

#define spin_lock_irqsave(lock, flags) \
	do { (flags) = 0; spin_lock_irq(lock); } while (0)
#define spin_unlock_irqrestore(lock, flags) \
	do { (void)(flags); spin_unlock_irq(lock); } while (0)
#define lockdep_assert_held(lock)	WARN_ON_ONCE(!(lock)->held)

static inline unsigned long msecs_to_jiffies(unsigned int ms)
{
	return ms;
}

struct page {
	u8 bytes[PAGE_SIZE];
};

static inline void *page_address(struct page *page)
{
	return page->bytes;
}

static inline void invalidate_kernel_vmap_range(void *start, int bytes)
{
	(void)start;
	(void)bytes;
}

struct scatterlist;

struct sg_table {
	struct scatterlist *sgl;
};

struct work_struct {
	void (*func)(struct work_struct *work);
	bool pending;
};

struct delayed_work {
	struct work_struct work;
};

struct workqueue_struct;

#define INIT_WORK(w, f)	(*(w) = (struct work_struct){ .func = (f) })
bool queue_work(struct workqueue_struct *wq, struct work_struct *work);
bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *work,
			unsigned long delay);
void flush_workqueue(struct workqueue_struct *wq);

struct device {
	int unused;
};

struct dentry;
struct file;
struct usb_device;

#define usb_rcvbulkpipe(dev, endpoint)	((void)(dev), (int)(endpoint))
int usb_clear_halt(struct usb_device *udev, int pipe);

struct gpio_chip {
	int unused;
};

struct usb_interface {
	struct device dev;
};

struct urb {
	void *context;
	int status;
	u32 transfer_buffer_length;
	u32 actual_length;
};

typedef void (*usb_complete_t)(struct urb *urb);

struct v4l2_device {
	int unused;
};

struct video_device {
	int unused;
};

struct v4l2_ctrl;

struct v4l2_prio_state {
	int unused;
};

struct v4l2_ctrl_handler {
	int unused;
};

enum vb2_buffer_state {
	VB2_BUF_STATE_QUEUED,
	VB2_BUF_STATE_DONE,
	VB2_BUF_STATE_ERROR,
};

struct vb2_queue {
	void *drv_priv;
};

struct vb2_buffer {
	struct vb2_queue *vb2_queue;
	u64 timestamp;
	unsigned long payload;
};

struct vb2_v4l2_buffer {
	struct vb2_buffer vb2_buf;
	u32 field;
	u32 sequence;
};

#define to_vb2_v4l2_buffer(vb) \
	container_of(vb, struct vb2_v4l2_buffer, vb2_buf)

static inline void *vb2_get_drv_priv(struct vb2_queue *queue)
{
	return queue->drv_priv;
}

static inline void vb2_set_plane_payload(struct vb2_buffer *vb,
					 unsigned int plane,
					 unsigned long bytes)
{
	(void)plane;
	vb->payload = bytes;
}

static inline unsigned long vb2_get_plane_payload(const struct vb2_buffer *vb,
						  unsigned int plane)
{
	(void)plane;
	return vb->payload;
}

void vb2_buffer_done(struct vb2_buffer *vb, enum vb2_buffer_state state);

#endif
