// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: vendor requests, the only place that sends them
 *
 * One at a time: a request that is given up must not have another one queued
 * behind it, which some host controllers then lose.
 */
#include "qhy.h"

/* What a person can act on: nonsense, no answer, gone. */
static int qhy_usb_errno(int ret)
{
	switch (ret) {
	case -ETIMEDOUT:
	case -ENOMEM:
		return ret;
	case -ENODEV:
	case -ESHUTDOWN:
	case -ENOENT:
		return -ENODEV;
	default:
		return -EIO;
	}
}

/**
 * qhy_usb_ask() - ask the camera for a page, without words when it fails
 * @qhy: camera
 * @request: QHY_REQ_*
 * @data: for @len bytes, may lie on the stack; zeroed on failure
 * @len: bytes; a shorter answer is an error
 *
 * Context: sleeps, at most QHY_TIMEOUT_ASK ms beyond who came before. Return: 0
 * or the errors of qhy_usb_out().
 */
int qhy_usb_ask(struct qhy *qhy, u8 request, void *data, u16 len)
{
	int ret;

	mutex_lock(&qhy->usb_lock);
	ret = usb_control_msg_recv(qhy->udev, 0, request,
				   USB_DIR_IN | USB_TYPE_VENDOR, 0, 0, data,
				   len, QHY_TIMEOUT_ASK, GFP_NOIO);
	mutex_unlock(&qhy->usb_lock);
	if (!ret)
		return 0;
	memset(data, 0, len);
	return qhy_usb_errno(ret);
}

static int qhy_usb_report(struct qhy *qhy, const char *what, u8 request,
			  u16 index, const void *data, int ret)
{
	int err = qhy_usb_errno(ret);

	if (err == -ENODEV)
		return err;
	if (data)
		dev_err_ratelimited(&qhy->intf->dev,
				    "%s 0x%02x/%02x failed: %pe (%pe)\n", what,
				    request, *(const u8 *)data, ERR_PTR(err),
				    ERR_PTR(ret));
	else
		dev_err_ratelimited(&qhy->intf->dev,
				    "%s 0x%02x, index %u failed: %pe (%pe)\n",
				    what, request, index, ERR_PTR(err),
				    ERR_PTR(ret));
	return err;
}

/**
 * qhy_usb_out() - send a vendor request to the camera
 * @qhy: camera
 * @request: QHY_REQ_*
 * @value: wValue
 * @index: wIndex
 * @data: @len bytes, may lie on the stack
 * @len: bytes, may be 0
 * @err: sticky: nothing is sent when it is set already
 *
 * Context: sleeps, at most QHY_TIMEOUT_OUT ms. *@err: -ETIMEDOUT, -ENODEV,
 * -ENOMEM, or -EIO for a request that the camera refuses.
 */
void qhy_usb_out(struct qhy *qhy, u8 request, u16 value, u16 index,
		 const void *data, u16 len, int *err)
{
	int ret;

	if (*err)
		return;
	mutex_lock(&qhy->usb_lock);
	ret = usb_control_msg_send(qhy->udev, 0, request,
				   USB_DIR_OUT | USB_TYPE_VENDOR, value, index,
				   data, len, QHY_TIMEOUT_OUT, GFP_NOIO);
	mutex_unlock(&qhy->usb_lock);
	if (ret)
		*err = qhy_usb_report(qhy, "request", request, index,
				      request == QHY_REQ_COMMAND ? data : NULL,
				      ret);
}

/**
 * qhy_usb_in() - ask the camera
 * @qhy: camera
 * @request: QHY_REQ_*
 * @value: wValue
 * @index: wIndex
 * @data: for @len bytes, may lie on the stack; zeroed on failure
 * @len: bytes; a shorter answer is an error
 * @err: sticky: nothing is asked when it is set already
 *
 * Context: sleeps, at most QHY_TIMEOUT_IN ms. Errors as in qhy_usb_out().
 */
void qhy_usb_in(struct qhy *qhy, u8 request, u16 value, u16 index,
		void *data, u16 len, int *err)
{
	int ret;

	memset(data, 0, len);
	if (*err)
		return;
	mutex_lock(&qhy->usb_lock);
	ret = usb_control_msg_recv(qhy->udev, 0, request,
				   USB_DIR_IN | USB_TYPE_VENDOR, value, index,
				   data, len, QHY_TIMEOUT_IN, GFP_NOIO);
	mutex_unlock(&qhy->usb_lock);
	if (ret) {
		memset(data, 0, len);
		*err = qhy_usb_report(qhy, "query", request, index, NULL, ret);
	}
}
