// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: what a developer wants to see
 */
#include <linux/debugfs.h>
#include <linux/seq_file.h>

#include "qhy.h"

/* What bring-up wants instead of the model table; the highest bit: nothing */
#define QHY_BY_TABLE	BIT(31)
#define QHY_WORDS_MAX	64	/* bytes written */

static u32 qhy_wanted = QHY_BY_TABLE;
static struct dentry *qhy_debugfs_root;

/**
 * qhy_debugfs_alternatives() - which alternatives a camera is spoken to with
 * @table: what the model table says
 *
 * Context: any. Return: @table, or what was written into debugfs instead.
 */
u32 qhy_debugfs_alternatives(u32 table)
{
	u32 wanted = READ_ONCE(qhy_wanted);

	return wanted == QHY_BY_TABLE ? table : wanted;
}

static int qhy_wanted_show(struct seq_file *file, void *unused)
{
	u32 wanted = READ_ONCE(qhy_wanted);
	char words[QHY_DIALECT_TEXT] = "table";

	if (wanted != QHY_BY_TABLE)
		qhy_dialect_name(wanted, words);
	seq_printf(file, "%s\n", words);
	return 0;
}

static ssize_t qhy_wanted_write(struct file *file, const char __user *from,
				size_t len, loff_t *offset)
{
	u32 wanted = QHY_BY_TABLE;
	char words[QHY_WORDS_MAX];
	int ret;

	if (*offset || len >= sizeof(words))
		return -EINVAL;
	if (copy_from_user(words, from, len))
		return -EFAULT;
	words[len] = '\0';
	if (strcmp(strim(words), "table")) {
		ret = qhy_dialect_parse(words, &wanted);
		if (ret)
			return ret;
	}
	WRITE_ONCE(qhy_wanted, wanted);
	return len;
}

static int qhy_wanted_open(struct inode *inode, struct file *file)
{
	return single_open(file, qhy_wanted_show, NULL);
}

static const struct file_operations qhy_wanted_fops = {
	.owner = THIS_MODULE,
	.open = qhy_wanted_open,
	.read = seq_read,
	.write = qhy_wanted_write,
	.llseek = seq_lseek,
	.release = single_release,
};

/**
 * qhy_debugfs_register() - make usb/qhyccd/dialect
 *
 * The words written into it (qhy_dialect_parse(), or "table") are for cameras
 * that are bound afterwards: to find out at bring-up which row the model table
 * needs.
 *
 * Context: module init.
 */
void qhy_debugfs_register(void)
{
	qhy_debugfs_root = debugfs_create_dir(QHY_DRIVER_NAME, usb_debug_root);
	debugfs_create_file("dialect", 0600, qhy_debugfs_root, NULL,
			    &qhy_wanted_fops);
}

/**
 * qhy_debugfs_unregister() - remove it
 *
 * Context: sleeps, module exit.
 */
void qhy_debugfs_unregister(void)
{
	debugfs_remove_recursive(qhy_debugfs_root);
}

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

static int qhy_dialect_show(struct seq_file *file, void *unused)
{
	struct qhy *qhy = file->private;
	char words[QHY_DIALECT_TEXT];

	qhy_dialect_name(qhy->alternatives, words);
	seq_printf(file, "%s\n", words);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(qhy_dialect);

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
	debugfs_create_file("dialect", 0444, qhy->debugfs, qhy,
			    &qhy_dialect_fops);
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
