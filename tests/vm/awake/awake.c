// SPDX-License-Identifier: GPL-2.0
/*
 * Keeps the machine's root file system awake in a system suspend: virtio's 9p
 * driver cannot resume. All other devices are suspended as ever.
 */
#include <linux/module.h>
#include <linux/pci.h>

#define VIRTIO_VENDOR		0x1af4
#define VIRTIO_9P		0x1009	/* transitional */
#define VIRTIO_9P_MODERN	0x1049

static void awake_set(bool awake)
{
	struct pci_dev *pci = NULL;

	while ((pci = pci_get_device(VIRTIO_VENDOR, PCI_ANY_ID, pci)))
		if (pci->device == VIRTIO_9P || pci->device == VIRTIO_9P_MODERN)
			dev_pm_syscore_device(&pci->dev, awake);
}

static int __init awake_init(void)
{
	awake_set(true);
	return 0;
}
module_init(awake_init);

static void __exit awake_exit(void)
{
	awake_set(false);
}
module_exit(awake_exit);

MODULE_DESCRIPTION("Keeps virtio 9p awake in a system suspend, for tests");
MODULE_LICENSE("GPL");
