// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: what a developer wants to see
 */
#include <linux/debugfs.h>
#include <linux/seq_file.h>

#include "qhy.h"

static int qhy_stats_show(struct seq_file *file, void *unused)
{
	struct qhy *qhy = file->private;
	struct qhy_stats stats;

	spin_lock_irq(&qhy->stream.lock);
	stats = qhy->stream.stats;
	spin_unlock_irq(&qhy->stream.lock);

	seq_printf(file, "good: %llu\n", stats.good);
	seq_printf(file, "damaged: %llu\n", stats.damaged);
	seq_printf(file, "dropped: %llu\n", stats.dropped);
	seq_printf(file, "lost: %llu\n", stats.lost);
	seq_printf(file, "starved: %llu\n", stats.starved);
	seq_printf(file, "overflows: %llu\n", stats.overflows);
	seq_printf(file, "resyncs: %llu\n", stats.resyncs);
	seq_printf(file, "bytes: %llu\n", stats.bytes);
	seq_printf(file, "endpoint_errors: %llu\n", stats.endpoint_errors);
	seq_printf(file, "recoveries: %llu\n", stats.recoveries);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(qhy_stats);

static int qhy_firmware_show(struct seq_file *file, void *unused)
{
	struct qhy *qhy = file->private;
	u32 date = qhy->firmware_date;

	seq_printf(file, "%04u-%02u-%02u\n", date >> 16, date >> 8 & 0xff,
		   date & 0xff);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(qhy_firmware);

static int qhy_status_show(struct seq_file *file, void *unused)
{
	struct qhy *qhy = file->private;
	struct qhy_wire_status status;
	int ret;

	ret = qhy_camera_status(qhy, &status);
	if (ret)
		return ret;
	seq_printf(file, "%*ph\n", (int)sizeof(status), &status);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(qhy_status);

/**
 * qhy_debugfs_init() - make the directory qhyccd-<USB path> below usb/
 * @qhy: camera
 *
 * Context: probe. Failure is not one: nothing depends on it.
 */
void qhy_debugfs_init(struct qhy *qhy)
{
	char name[40];

	snprintf(name, sizeof(name), "%s-%s", QHY_DRIVER_NAME,
		 dev_name(&qhy->udev->dev));
	qhy->debugfs = debugfs_create_dir(name, usb_debug_root);
	debugfs_create_file("stats", 0444, qhy->debugfs, qhy, &qhy_stats_fops);
	debugfs_create_file("firmware", 0444, qhy->debugfs, qhy,
			    &qhy_firmware_fops);
	debugfs_create_file("status", 0400, qhy->debugfs, qhy,
			    &qhy_status_fops);
}

/**
 * qhy_debugfs_exit() - remove the directory; waits for readers
 * @qhy: camera
 *
 * Context: sleeps, disconnect.
 */
void qhy_debugfs_exit(struct qhy *qhy)
{
	debugfs_remove_recursive(qhy->debugfs);
}
