// SPDX-License-Identifier: GPL-2.0
/*
 * export.c - the table that libv4l2 looks for, the only name that can be seen
 */
#include <libv4l-plugin.h>

#include "plugin.h"

__attribute__((visibility("default")))
const struct libv4l_dev_ops libv4l2_plugin = {
	.init = plugin_open,
	.close = plugin_close,
	.ioctl = plugin_ioctl,
	.read = dev_read,
	.write = dev_write,
};
