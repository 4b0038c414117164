// SPDX-License-Identifier: GPL-2.0
/*
 * Mistakes that a driver can make, one by one, to see that a debug kernel tells
 * and that the machine listens. Never part of the driver.
 */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/vmalloc.h>

static char *what = "";
module_param(what, charp, 0444);
MODULE_PARM_DESC(what, "the mistake to make");

/* Not known at compile time, else the compiler would tell. */
static int amount = 40;
module_param(amount, int, 0444);
MODULE_PARM_DESC(amount, "a number");

static DEFINE_MUTEX(first);
static DEFINE_MUTEX(second);
static DEFINE_SPINLOCK(spin);

static void leak(void)
{
	u8 *lost = kmalloc(amount, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(lost);
}

static void use_after_free(void)
{
	u8 *gone = kmalloc(amount, GFP_KERNEL);

	kfree(gone);
	OPTIMIZER_HIDE_VAR(gone);
	if (gone)
		WRITE_ONCE(gone[0], 1);
}

/* Within the page: beyond it there is no memory, and no need for a detector. */
static void out_of_bounds(void)
{
	u8 *small = vmalloc(amount);

	OPTIMIZER_HIDE_VAR(small);
	if (small)
		READ_ONCE(small[amount + 8]);
	vfree(small);
}

static void lock_order(void)
{
	mutex_lock(&first);
	mutex_lock(&second);
	mutex_unlock(&second);
	mutex_unlock(&first);
	mutex_lock(&second);
	mutex_lock(&first);
	mutex_unlock(&first);
	mutex_unlock(&second);
}

static void atomic_sleep(void)
{
	spin_lock(&spin);
	msleep(20);
	spin_unlock(&spin);
}

static void never(struct timer_list *timer)
{
}

/* A timer goes with its memory while it still runs. */
static void object(void)
{
	struct timer_list *timer = kmalloc(sizeof(*timer), GFP_KERNEL);

	if (!timer)
		return;
	timer_setup(timer, never, 0);
	mod_timer(timer, jiffies + 100 * HZ);
	kfree(timer);
}

/* Memory is given back to the CPU that no device was given. */
static void dma(void)
{
	struct pci_dev *device = pci_get_class(PCI_CLASS_SERIAL_USB_XHCI, NULL);

	if (!device)
		return;
	dma_unmap_single(&device->dev, 0x12345000, amount, DMA_FROM_DEVICE);
	pci_dev_put(device);
}

static void shift(void)
{
	WRITE_ONCE(amount, 1 << amount);
}

static void hang(void)
{
	ssleep(20);
}

static const struct {
	const char *name;
	void (*make)(void);
} mistakes[] = {
	{ "leak", leak },
	{ "use-after-free", use_after_free },
	{ "out-of-bounds", out_of_bounds },
	{ "lock-order", lock_order },
	{ "atomic-sleep", atomic_sleep },
	{ "object", object },
	{ "dma", dma },
	{ "shift", shift },
	{ "hang", hang },
	{ "none", NULL },
};

static int __init detect_init(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
		if (strcmp(what, mistakes[i].name))
			continue;
		if (mistakes[i].make)
			mistakes[i].make();
		return 0;
	}
	return -EINVAL;
}
module_init(detect_init);

static void __exit detect_exit(void)
{
}
module_exit(detect_exit);

MODULE_DESCRIPTION("Mistakes on purpose");
MODULE_LICENSE("GPL");
