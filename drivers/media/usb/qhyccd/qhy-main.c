// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: binding, and the life of a camera
 */
#include <linux/module.h>
#include <linux/slab.h>

#include "qhy-compat.h"
#include "qhy.h"

static bool unconfirmed;
module_param(unconfirmed, bool, 0444);
MODULE_PARM_DESC(unconfirmed, "also send requests that no real camera has confirmed yet");

/**
 * struct qhy_identity - what a USB id stands for
 * @family: of the camera
 * @loader: it is the boot loader, which only takes firmware
 */
struct qhy_identity {
	const struct qhy_family *family;
	bool loader;
};

static const struct qhy_identity qhy268_loader = { &qhy268_family, true };
static const struct qhy_identity qhy268_camera = { &qhy268_family, false };
static const struct qhy_identity qhy600_loader = { &qhy600_family, true };
static const struct qhy_identity qhy600_camera = { &qhy600_family, false };

static ssize_t serial_number_show(struct device *dev,
				  struct device_attribute *attr, char *buf)
{
	struct qhy *qhy = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%s\n", qhy->serial);
}
static DEVICE_ATTR_RO(serial_number);

static struct attribute *qhy_attrs[] = {
	&dev_attr_serial_number.attr,
	NULL
};

/* Made before the nodes: rules that run for a node find it. */
static const struct attribute_group qhy_group = {
	.attrs = qhy_attrs,
};

static int qhy_find_endpoint(struct qhy *qhy)
{
	struct usb_endpoint_descriptor *bulk;
	u32 maxp;

	if (usb_find_bulk_in_endpoint(qhy->intf->cur_altsetting, &bulk)) {
		dev_err(&qhy->intf->dev, "no bulk endpoint\n");
		return -ENODEV;
	}
	maxp = usb_endpoint_maxp(bulk);
	if (!maxp || QHY_SLICE_BYTES % maxp || PAGE_SIZE % maxp) {
		dev_err(&qhy->intf->dev, "packets of %u bytes\n", maxp);
		return -ENODEV;
	}
	/* a request is one element per page, and one for the tail */
	if (qhy->udev->bus->sg_tablesize <= QHY_SLICE_BYTES / PAGE_SIZE) {
		dev_err(&qhy->intf->dev,
			"host controller cannot scatter and gather\n");
		return -ENODEV;
	}
	qhy->endpoint = usb_endpoint_num(bulk);
	qhy->maxp = maxp;
	return 0;
}

/* After the last reference to the node and the device is gone. */
static void qhy_release(struct v4l2_device *v4l2_dev)
{
	struct qhy *qhy = container_of(v4l2_dev, struct qhy, v4l2_dev);

	v4l2_ctrl_handler_free(&qhy->ctrls);
	v4l2_device_unregister(&qhy->v4l2_dev);
	qhy_ring_free(qhy);
	if (qhy->swap_wq)
		destroy_workqueue(qhy->swap_wq);
	if (qhy->wq)
		destroy_workqueue(qhy->wq);
	mutex_destroy(&qhy->meta.lock);
	mutex_destroy(&qhy->state_lock);
	mutex_destroy(&qhy->telemetry.lock);
	mutex_destroy(&qhy->wheel.lock);
	mutex_destroy(&qhy->camera_lock);
	mutex_destroy(&qhy->usb_lock);
	mutex_destroy(&qhy->queue_lock);
	mutex_destroy(&qhy->lock);
	usb_put_dev(qhy->udev);
	kfree(qhy);
}

static struct qhy *qhy_alloc(struct usb_interface *intf,
			     const struct qhy_family *family)
{
	struct qhy *qhy = kzalloc(sizeof(*qhy), GFP_KERNEL);

	if (!qhy)
		return NULL;
	qhy->intf = intf;
	qhy->udev = usb_get_dev(interface_to_usbdev(intf));
	qhy->family = family;
	mutex_init(&qhy->lock);
	mutex_init(&qhy->queue_lock);
	mutex_init(&qhy->camera_lock);
	mutex_init(&qhy->usb_lock);
	mutex_init(&qhy->wheel.lock);
	mutex_init(&qhy->state_lock);
	mutex_init(&qhy->meta.lock);
	spin_lock_init(&qhy->meta.queued_lock);
	INIT_LIST_HEAD(&qhy->meta.queued);
	qhy->unconfirmed = unconfirmed;
	qhy->burst_told = unconfirmed;	/* whoever had it before */
	qhy_telemetry_init(qhy);
	qhy_capture_init(qhy);
	return qhy;
}

/* Who it is decides how it is spoken to; A1 decides how that is asked. */
static int qhy_identify(struct qhy *qhy)
{
	char words[QHY_DIALECT_TEXT];
	int ret;

	/* all rows of a family agree on that */
	qhy->model = qhy->family->models;
	qhy->alternatives = qhy_debugfs_alternatives(qhy->model->alternatives);
	qhy_dialect_init(&qhy->dialect, qhy->alternatives);
	ret = qhy_level_identify(qhy);
	if (ret) {
		dev_err(&qhy->intf->dev, "camera cannot be identified: %pe\n",
			ERR_PTR(ret));
		return ret;
	}
	qhy->alternatives = qhy_debugfs_alternatives(qhy->model->alternatives);
	qhy_dialect_init(&qhy->dialect, qhy->alternatives);
	if (qhy->alternatives != qhy->model->alternatives) {
		qhy_dialect_name(qhy->alternatives, words);
		dev_notice(&qhy->intf->dev,
			   "for bring-up only: spoken to with the alternatives of %s\n",
			   words);
	}
	return 0;
}

static int qhy_setup(struct qhy *qhy)
{
	int ret;

	qhy->wq = alloc_workqueue("%s", WQ_UNBOUND | WQ_HIGHPRI, 0,
				  QHY_DRIVER_NAME);
	/* Woken for each MiB: no other CPU has to wake up as well. */
	qhy->swap_wq = alloc_workqueue("%s-swap", WQ_HIGHPRI | WQ_PERCPU, 1,
				       QHY_DRIVER_NAME);
	if (!qhy->wq || !qhy->swap_wq)
		return -ENOMEM;
	ret = qhy_find_endpoint(qhy);
	if (ret)
		return ret;
	ret = qhy_identify(qhy);
	if (ret)
		return ret;
	ret = qhy_stream_init(qhy);
	if (ret)
		return ret;
	ret = qhy_ctrls_init(qhy);
	if (ret)
		return ret;
	qhy_format_init(qhy);
	ret = qhy_queue_init(qhy);
	if (ret)
		return ret;
	return qhy_meta_init(qhy);
}

/* The first reading decides what the cooler is found to do. */
static int qhy_meet(struct qhy *qhy)
{
	struct qhy_reading reading;
	int ret;

	mutex_lock(&qhy->camera_lock);
	ret = qhy_telemetry_get(qhy, 0, &reading);
	if (!ret)
		qhy_cooler_init(qhy, &reading);
	if (!ret)
		ret = qhy_extras_send_all(qhy);
	mutex_unlock(&qhy->camera_lock);
	return ret;
}

/* Everything that programs see, the capture node last. */
static int qhy_show(struct qhy *qhy)
{
	int ret;

	ret = device_add_group(&qhy->intf->dev, &qhy_group);
	if (ret)
		return ret;
	ret = qhy_v4l2_register(qhy);
	if (ret)
		goto remove_group;
	ret = qhy_meta_register(qhy);
	if (ret)
		goto unregister_node;
	qhy_hwmon_init(qhy);
	qhy_gpio_init(qhy);
	qhy_debugfs_init(qhy);
	qhy_telemetry_start(qhy);
	return 0;

unregister_node:
	vb2_video_unregister_device(&qhy->vdev);
remove_group:
	device_remove_group(&qhy->intf->dev, &qhy_group);
	return ret;
}

static int qhy_probe(struct usb_interface *intf, const struct usb_device_id *id)
{
	const struct qhy_identity *identity = (void *)id->driver_info;
	struct qhy *qhy;
	int ret;

	if (identity->loader)
		return qhy_firmware_load(intf, identity->family);

	qhy = qhy_alloc(intf, identity->family);
	if (!qhy)
		return -ENOMEM;
	ret = v4l2_device_register(&intf->dev, &qhy->v4l2_dev);
	if (ret) {
		usb_put_dev(qhy->udev);
		kfree(qhy);
		return ret;
	}
	qhy->v4l2_dev.release = qhy_release;
	/* open() may come before the registration returns */
	usb_set_intfdata(intf, qhy);
	ret = qhy_setup(qhy);
	if (!ret)
		ret = qhy_meet(qhy);
	if (!ret)
		ret = qhy_show(qhy);
	if (ret) {
		usb_set_intfdata(intf, NULL);
		v4l2_device_disconnect(&qhy->v4l2_dev);
		v4l2_device_put(&qhy->v4l2_dev);
		return ret;
	}
	dev_info(&intf->dev, "%s, serial number %s, %s\n", qhy->model->name,
		 qhy->serial, video_device_node_name(&qhy->vdev));
	return 0;
}

/*
 * Afterwards nothing of the driver touches the device; what programs still
 * have open answers ENODEV, and the last close frees the rest. A camera that is
 * still there stays as it is: its cooler goes on with what it was told last.
 */
static void qhy_disconnect(struct usb_interface *intf)
{
	struct qhy *qhy = usb_get_intfdata(intf);

	if (!qhy)	/* a boot loader */
		return;
	v4l2_device_disconnect(&qhy->v4l2_dev);
	qhy_telemetry_stop(qhy);
	qhy_gpio_exit(qhy);
	qhy_hwmon_exit(qhy);
	vb2_video_unregister_device(&qhy->meta.vdev);
	vb2_video_unregister_device(&qhy->vdev);
	qhy_extras_leave(qhy);
	qhy_debugfs_exit(qhy);
	device_remove_group(&intf->dev, &qhy_group);
	usb_set_intfdata(intf, NULL);
	v4l2_device_put(&qhy->v4l2_dev);
}

static int qhy_suspend(struct usb_interface *intf, pm_message_t message)
{
	struct qhy *qhy = usb_get_intfdata(intf);

	if (!qhy)
		return 0;
	qhy_telemetry_stop(qhy);
	mutex_lock(&qhy->camera_lock);
	qhy_capture_suspend(qhy);
	mutex_unlock(&qhy->camera_lock);
	return 0;
}

static int qhy_resume(struct usb_interface *intf)
{
	struct qhy *qhy = usb_get_intfdata(intf);

	if (!qhy)
		return 0;
	mutex_lock(&qhy->camera_lock);
	qhy_cooler_resume(qhy);
	qhy_extras_send_all(qhy);
	mutex_unlock(&qhy->camera_lock);
	qhy_telemetry_start(qhy);
	return qhy_capture_resume(qhy);
}

/*
 * Programs go on meanwhile, but the endpoints are gone until the reset is over:
 * whoever wants to start a stream or to send a request waits for that.
 */
static int qhy_pre_reset(struct usb_interface *intf)
{
	struct qhy *qhy = usb_get_intfdata(intf);

	if (!qhy)
		return 0;
	qhy_telemetry_stop(qhy);
	mutex_lock(&qhy->camera_lock);
	qhy_capture_suspend(qhy);
	mutex_lock(&qhy->usb_lock);
	return 0;
}

static int qhy_post_reset(struct usb_interface *intf)
{
	struct qhy *qhy = usb_get_intfdata(intf);

	if (!qhy)
		return 0;
	mutex_unlock(&qhy->usb_lock);
	mutex_unlock(&qhy->camera_lock);
	return qhy_resume(intf);
}

/* Cameras have one interface; a device with more is still one camera. */
#define QHY_ID(product, identity) { \
	USB_DEVICE_INTERFACE_NUMBER(QHY_USB_VENDOR, product, 0), \
	.driver_info = (kernel_ulong_t)&(identity) \
}

static const struct usb_device_id qhy_ids[] = {
	QHY_ID(QHY_USB_QHY268_LOADER, qhy268_loader),
	QHY_ID(QHY_USB_QHY268, qhy268_camera),
	QHY_ID(QHY_USB_QHY600_LOADER, qhy600_loader),
	QHY_ID(QHY_USB_QHY600, qhy600_camera),
	{ }
};
MODULE_DEVICE_TABLE(usb, qhy_ids);

/* No autosuspend: the cooler may run. */
static struct usb_driver qhy_driver = {
	.name = QHY_DRIVER_NAME,
	.probe = qhy_probe,
	.disconnect = qhy_disconnect,
	.suspend = qhy_suspend,
	.resume = qhy_resume,
	.reset_resume = qhy_resume,
	.pre_reset = qhy_pre_reset,
	.post_reset = qhy_post_reset,
	.id_table = qhy_ids,
};

static int __init qhy_init(void)
{
	int ret;

	qhy_debugfs_register();
	ret = usb_register(&qhy_driver);
	if (ret)
		qhy_debugfs_unregister();
	return ret;
}
module_init(qhy_init);

static void __exit qhy_exit(void)
{
	usb_deregister(&qhy_driver);
	qhy_debugfs_unregister();
}
module_exit(qhy_exit);

MODULE_AUTHOR("qhyccd driver maintainers");
MODULE_DESCRIPTION("QHYCCD QHY268 and QHY600 astronomy cameras");
MODULE_FIRMWARE("qhy/QHY268.img");
MODULE_FIRMWARE("qhy/QHY600.img");
MODULE_LICENSE("GPL");
