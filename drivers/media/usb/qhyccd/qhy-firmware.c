// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: bringing a camera out of its boot loader
 */
#include <linux/firmware.h>
#include <linux/slab.h>

#include "qhy-fwimage.h"
#include "qhy.h"

static int qhy_firmware_send(struct usb_device *udev, u32 address,
			     const void *data, u16 len)
{
	return usb_control_msg_send(udev, 0, QHY_REQ_LOADER_RAM,
				    USB_DIR_OUT | USB_TYPE_VENDOR,
				    address & 0xffff, address >> 16, data, len,
				    QHY_TIMEOUT_OUT, GFP_KERNEL);
}

static int qhy_firmware_section(struct usb_device *udev,
				const struct qhy_fw_record *record)
{
	u32 done;
	int ret;

	for (done = 0; done < record->bytes; done += QHY_LOADER_MAX_PIECE) {
		u32 len = min_t(u32, record->bytes - done,
				QHY_LOADER_MAX_PIECE);

		ret = qhy_firmware_send(udev, record->address + done,
					record->data + done, len);
		if (ret)
			return ret;
	}
	return 0;
}

/* The image was checked: it ends with a record of no bytes, the entry point. */
static int qhy_firmware_upload(struct usb_device *udev,
			       const struct firmware *fw)
{
	struct qhy_fw_record record;
	size_t pos = 0;
	int ret;

	while (qhy_fw_next(fw->data, fw->size, &pos, &record)) {
		if (!record.bytes) {
			/* It leaves the bus at once and may not answer. */
			ret = qhy_firmware_send(udev, record.address, NULL, 0);
			return ret == -ENOMEM ? ret : 0;	/* not sent */
		}
		ret = qhy_firmware_section(udev, &record);
		if (ret)
			return ret;
	}
	return -EINVAL;
}

/**
 * qhy_firmware_load() - give a boot loader its program
 * @intf: of the boot loader
 * @family: says which file
 *
 * The whole image is checked before its first byte is sent. On success the
 * device leaves the bus and comes back as a camera.
 *
 * Context: sleeps, probe. Return: 0, or an error that has been reported.
 */
int qhy_firmware_load(struct usb_interface *intf,
		      const struct qhy_family *family)
{
	const struct firmware *fw;
	const char *flaw;
	int ret;

	ret = firmware_request_nowarn(&fw, family->firmware, &intf->dev);
	if (ret) {
		dev_err(&intf->dev, "firmware %s %s: %pe\n", family->firmware,
			ret == -ENOENT ? "not found" : "cannot be loaded",
			ERR_PTR(ret));
		return ret;
	}

	flaw = qhy_fw_check(fw->data, fw->size);
	if (flaw) {
		dev_err(&intf->dev, "firmware %s refused: %s\n",
			family->firmware, flaw);
		ret = -EINVAL;
		goto release_firmware;
	}

	ret = qhy_firmware_upload(interface_to_usbdev(intf), fw);
	if (ret)
		dev_err(&intf->dev, "firmware %s upload failed: %pe\n",
			family->firmware, ERR_PTR(ret));
	else
		dev_info(&intf->dev, "firmware %s started\n",
			 family->firmware);

release_firmware:
	release_firmware(fw);
	return ret;
}
