// SPDX-License-Identifier: GPL-2.0
/*
 * bring-up-record.c - what goes over USB to one device, into a pcap file
 *
 * A thread reads usbmon, as the kernel keeps only some packets.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/usbdevice_fs.h>
#include <pcap/pcap.h>

#include "bring-up-record.h"
#include "lib/child.h"
#include "lib/clock.h"

#define KEEP 98304		/* bytes of a transfer */
#define POLL_MS 50
#define DEVICE_AT 11		/* in usbmon's header */
#define MODPROBE_NS (20 * QC_NS_PER_S)
#define ASK_MS 1000

struct recorder {
	pcap_t *pcap;
	pcap_dumper_t *dump;
	pthread_t thread;
	atomic_bool stop;
	unsigned int device;
	char failed[PCAP_ERRBUF_SIZE];
};

static void load_usbmon(void)
{
	static const char *const argv[] = { "modprobe", "usbmon", NULL };
	struct qc_output out;

	if (!access("/sys/class/usbmon", F_OK))
		return;
	qc_child_run(argv, true, 4096, qc_mono_ns() + MODPROBE_NS, &out);
	free(out.data);
}

int recorder_check(unsigned int bus, struct qc_error *e)
{
	char path[32];

	if (geteuid())
		return qc_fail(e, QC_PERMISSION, EPERM,
			       "recording what goes over USB needs root: sudo qhycam bring-up");
	load_usbmon();
	snprintf(path, sizeof(path), "/dev/usbmon%u", bus);
	if (access(path, R_OK))
		return qc_fail(e, QC_FAILED, errno, "%s: %s; is the module usbmon there? "
			       "(modprobe usbmon)", path, strerror(errno));
	return 0;
}

static void take(unsigned char *context, const struct pcap_pkthdr *h, const unsigned char *record)
{
	const struct recorder *r = (const struct recorder *)context;

	if (h->caplen > DEVICE_AT && record[DEVICE_AT] == r->device)
		pcap_dump((unsigned char *)r->dump, h, record);
}

static void *work(void *context)
{
	struct recorder *r = context;
	struct pollfd p = { .fd = pcap_get_selectable_fd(r->pcap), .events = POLLIN };
	bool last;
	int n;

	do {
		/* What came before the stop is still to be read. */
		last = atomic_load(&r->stop);
		do {
			n = pcap_dispatch(r->pcap, -1, take, (unsigned char *)r);
		} while (n > 0);
		if (n < 0) {
			snprintf(r->failed, sizeof(r->failed), "%s", pcap_geterr(r->pcap));
			break;
		}
		if (!last)
			poll(&p, 1, POLL_MS);
	} while (!last);
	return NULL;
}

static int start(struct recorder *r, const char *path, unsigned int bus, struct qc_error *e)
{
	char name[16], why[PCAP_ERRBUF_SIZE] = "";
	int err;

	snprintf(name, sizeof(name), "usbmon%u", bus);
	r->pcap = pcap_create(name, why);
	if (!r->pcap)
		return qc_fail(e, QC_FAILED, EIO, "%s: %s", name, why);
	pcap_set_snaplen(r->pcap, KEEP);
	pcap_set_timeout(r->pcap, POLL_MS);
	if (pcap_activate(r->pcap) < 0 || pcap_setnonblock(r->pcap, 1, why))
		return qc_fail(e, QC_FAILED, EIO, "%s: %s", name,
			       *why ? why : pcap_geterr(r->pcap));
	r->dump = pcap_dump_open(r->pcap, path);
	if (!r->dump)
		return qc_fail(e, QC_DISK, EIO, "%s", pcap_geterr(r->pcap));
	err = pthread_create(&r->thread, NULL, work, r);
	return err ? qc_fail(e, QC_FAILED, err, "no thread: %s", strerror(err)) : 0;
}

static void release(struct recorder *r)
{
	if (r->dump)
		pcap_dump_close(r->dump);
	if (r->pcap)
		pcap_close(r->pcap);
	free(r);
}

struct recorder *recorder_begin(const char *path, unsigned int bus, unsigned int device,
				struct qc_error *e)
{
	struct recorder *r = calloc(1, sizeof(*r));

	if (!r) {
		qc_fail(e, QC_FAILED, ENOMEM, "no memory");
		return NULL;
	}
	r->device = device;
	if (!start(r, path, bus, e))
		return r;
	release(r);
	return NULL;
}

int recorder_end(struct recorder *r, unsigned int *lost, struct qc_error *e)
{
	struct pcap_stat stat = { 0 };
	int ret = 0;

	atomic_store(&r->stop, true);
	pthread_join(r->thread, NULL);
	*lost = 0;
	if (!pcap_stats(r->pcap, &stat))
		*lost = stat.ps_drop;
	if (*r->failed)
		ret = qc_fail(e, QC_FAILED, EIO, "the recording: %s", r->failed);
	else if (pcap_dump_flush(r->dump))
		ret = qc_fail(e, QC_DISK, errno ? errno : EIO, "the recording cannot be written");
	release(r);
	return ret;
}

int recorder_ask_identity(unsigned int bus, unsigned int device)
{
	unsigned char data[18];
	struct usbdevfs_ctrltransfer ask = {
		.bRequestType = 0x80, .bRequest = 6, .wValue = 0x0100,
		.wLength = sizeof(data), .timeout = ASK_MS, .data = data,
	};
	char path[40];
	int fd, r;

	snprintf(path, sizeof(path), "/dev/bus/usb/%03u/%03u", bus, device);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	r = ioctl(fd, USBDEVFS_CONTROL, &ask) < 0 ? -errno : 0;
	close(fd);
	return r;
}
