/* SPDX-License-Identifier: GPL-2.0 */
/*
 * QHYCCD USB cameras: older kernels
 *
 * The only place with conditionals on kernel versions. Each shim gives the
 * code the newest interface and names the change; in the kernel tree this
 * header is empty.
 */
#ifndef _QHY_COMPAT_H
#define _QHY_COMPAT_H

#include <linux/version.h>
#include <linux/videodev2.h>
#include <linux/workqueue.h>
#include <media/v4l2-ctrls.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "qhyccd needs Linux 6.1 or newer"
#endif

/* 6.8, 80c2b40a5139: vb2_queue.min_buffers_needed got a new name. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
#define min_queued_buffers min_buffers_needed
#endif

/* 6.10: VIDIOC_REMOVE_BUFS. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
#define QHY_REMOVE_BUFS .vidioc_remove_bufs = vb2_ioctl_remove_bufs,
#else
#define QHY_REMOVE_BUFS
#endif

/* 7.0, b70886ff5833: vb2 drops the queue lock itself while it waits. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 0, 0)
#define QHY_VB2_WAIT_OPS \
	.wait_prepare = vb2_ops_wait_prepare, \
	.wait_finish = vb2_ops_wait_finish,
#else
#define QHY_VB2_WAIT_OPS
#endif

/* 6.17, d9d87d90cc0b: gpio_chip.set returns an error. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 17, 0)
#define QHY_GPIO_SET_SHIM(function) \
static void function##_void(struct gpio_chip *chip, unsigned int line, \
			    int value) \
{ \
	function(chip, line, value); \
}

#define QHY_GPIO_SET(function) function##_void
#else
#define QHY_GPIO_SET_SHIM(function)
#define QHY_GPIO_SET(function) function
#endif

/*
 * 6.17, 930c2ea566af: what is not WQ_UNBOUND says so; from 7.2 on it has to.
 * Not all that is called 6.17 has it, and without it nothing is different.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 18, 0)
#define WQ_PERCPU 0
#endif

/* With V4L2_CTRL_WHICH_MIN_VAL: minimum and maximum of compound controls. */
#ifndef V4L2_CTRL_WHICH_MIN_VAL
#define v4l2_ctrl_new_std_compound(handler, ops, id, p_def, p_min, p_max) \
	v4l2_ctrl_new_std_compound(handler, ops, id, p_def)
#endif

#endif /* _QHY_COMPAT_H */
