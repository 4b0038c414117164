// SPDX-License-Identifier: GPL-2.0
/*
 * The least that a kernel can do to read a camera, to compare the driver with:
 * starts a live stream of the whole area at 16 bit, keeps eight URBs of 1 MiB
 * in flight, gives them back to the host controller as they come and looks at
 * nothing. debugfs has the times, CLOCK_MONOTONIC in ns, at which the last
 * frames ended: short requests. The driver must not be loaded.
 */
#include <linux/debugfs.h>
#include <linux/ktime.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/usb.h>

#define FLOOR_ENDPOINT	1
#define FLOOR_URBS	8
#define FLOOR_SIZE	SZ_1M
#define FLOOR_ENDS	1024	/* that are remembered */
#define FLOOR_MESSAGE	16
#define FLOOR_TIMEOUT	5000	/* ms */

static unsigned short width = 6280;
module_param(width, ushort, 0444);
static unsigned short height = 4210;
module_param(height, ushort, 0444);

struct floor {
	struct usb_device *udev;
	struct urb *urb[FLOOR_URBS];
	void *memory[FLOOR_URBS];
	u64 ends[FLOOR_ENDS];
	unsigned int count;
	struct dentry *file;
};

static int floor_command(struct floor *f, const u8 *bytes)
{
	return usb_control_msg_send(f->udev, 0, 0xd1,
				    USB_DIR_OUT | USB_TYPE_VENDOR, 0, 0, bytes,
				    FLOOR_MESSAGE, FLOOR_TIMEOUT, GFP_KERNEL);
}

static int floor_register(struct floor *f, u16 index, u16 value)
{
	u8 dummy = 0;

	return usb_control_msg_send(f->udev, 0, 0xb9,
				    USB_DIR_OUT | USB_TYPE_VENDOR, value, index,
				    &dummy, 1, FLOOR_TIMEOUT, GFP_KERNEL);
}

/* What every start of a live stream repeats: 16 bit, whole area, 1 ms. */
static int floor_configure(struct floor *f)
{
	const u8 list[][FLOOR_MESSAGE] = {
		{ 0xa0, 0, 0, 1, 0, 1 },	/* stream, no binning */
		{ 0xa7, 1 },			/* 16 bit */
		{ 0xa5, 0 },			/* no USB traffic */
		{ 0xa4, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0, 8 },	/* gain */
		{ 0xa8, 0, 20, 0, 20, 0, 20 },	/* offset */
		{ 0xa9, 0xff },			/* DDR on */
		{ 0xa3, 0, 0, 0x03, 0xe8 },	/* exposure */
		{ 0xa2, 0, width >> 8, width & 0xff, 0, 0,
		  height >> 8, height & 0xff, 0, 0 },
	};
	int ret, i;

	ret = floor_register(f, 0x23, 0);
	for (i = 0; i < ARRAY_SIZE(list) && !ret; i++)
		ret = floor_command(f, list[i]);
	if (!ret)
		ret = floor_register(f, 0x01, 1);
	if (!ret)
		ret = floor_register(f, 0x01, 0);
	return ret;
}

static void floor_complete(struct urb *urb)
{
	struct floor *f = urb->context;

	if (urb->status)
		return;
	if (urb->actual_length < FLOOR_SIZE)
		f->ends[f->count++ % FLOOR_ENDS] = ktime_get_ns();
	usb_submit_urb(urb, GFP_ATOMIC);
}

static int ends_show(struct seq_file *s, void *data)
{
	struct floor *f = s->private;
	unsigned int count = READ_ONCE(f->count), i;

	for (i = count > FLOOR_ENDS ? count - FLOOR_ENDS : 0; i < count; i++)
		seq_printf(s, "%llu\n", f->ends[i % FLOOR_ENDS]);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ends);

static int floor_submit(struct floor *f)
{
	int ret = 0, i;

	for (i = 0; i < FLOOR_URBS && !ret; i++) {
		f->memory[i] = kmalloc(FLOOR_SIZE, GFP_KERNEL);
		f->urb[i] = usb_alloc_urb(0, GFP_KERNEL);
		if (!f->memory[i] || !f->urb[i])
			return -ENOMEM;
		usb_fill_bulk_urb(f->urb[i], f->udev,
				  usb_rcvbulkpipe(f->udev, FLOOR_ENDPOINT),
				  f->memory[i], FLOOR_SIZE, floor_complete, f);
		ret = usb_submit_urb(f->urb[i], GFP_KERNEL);
	}
	return ret;
}

static void floor_free(struct floor *f)
{
	int i;

	for (i = 0; i < FLOOR_URBS; i++) {
		usb_poison_urb(f->urb[i]);
		usb_free_urb(f->urb[i]);
		kfree(f->memory[i]);
	}
	kfree(f);
}

static int floor_probe(struct usb_interface *interface,
		       const struct usb_device_id *id)
{
	struct floor *f = kzalloc(sizeof(*f), GFP_KERNEL);
	int ret;

	if (!f)
		return -ENOMEM;
	f->udev = interface_to_usbdev(interface);
	ret = floor_configure(f);
	if (!ret)
		ret = floor_submit(f);
	if (!ret)
		ret = floor_register(f, 0x23, 1);
	if (ret) {
		floor_free(f);
		return ret;
	}
	usb_set_intfdata(interface, f);
	f->file = debugfs_create_file("qhyfloor", 0400, NULL, f, &ends_fops);
	return 0;
}

static void floor_disconnect(struct usb_interface *interface)
{
	struct floor *f = usb_get_intfdata(interface);

	debugfs_remove(f->file);
	floor_register(f, 0x23, 0);
	floor_free(f);
}

static const struct usb_device_id floor_ids[] = {
	{ USB_DEVICE(0x1618, 0xc269) },
	{ USB_DEVICE(0x1618, 0xc601) },
	{ }
};
MODULE_DEVICE_TABLE(usb, floor_ids);

static struct usb_driver floor_driver = {
	.name = "qhyfloor",
	.probe = floor_probe,
	.disconnect = floor_disconnect,
	.id_table = floor_ids,
};
module_usb_driver(floor_driver);

MODULE_DESCRIPTION("Reads a QHY camera and delivers nothing, to compare with");
MODULE_LICENSE("GPL");
