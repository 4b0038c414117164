/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bring-up-record.h - what goes over USB to one device, into a pcap file
 */
#ifndef BRING_UP_RECORD_H
#define BRING_UP_RECORD_H

#include <stdint.h>

#include "lib/error.h"

struct recorder;

/*
 * Make sure that this kernel can record: usbmon is loaded when it is not. 0 or -errno;
 * QC_PERMISSION when one must be root.
 */
int recorder_check(unsigned int bus, struct qc_error *e);

/*
 * Record what goes to and from @device of @bus into @path, from now on; other devices are
 * left out. Of a transfer at most the first 96 kB are kept. NULL with an error.
 */
struct recorder *recorder_begin(const char *path, unsigned int bus, unsigned int device,
				struct qc_error *e);

/*
 * End it when nobody talks to the device any longer. @lost: packets that the
 * kernel could not keep. 0, or -errno with QC_DISK or QC_FAILED.
 */
int recorder_end(struct recorder *r, unsigned int *lost, struct qc_error *e);

/*
 * Ask the device who it is (GET_DESCRIPTOR, which every host does), so that it
 * is in the recording. 0 or -errno.
 */
int recorder_ask_identity(unsigned int bus, unsigned int device);

#endif
