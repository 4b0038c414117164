// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: the four pins of the GPIO socket as a gpiochip
 *
 * They are outputs, and only in GPIO port mode 0 [A14]. The levels are those of
 * the control GPIO Outputs.
 */
#include <linux/gpio/driver.h>

#include "qhy-compat.h"
#include "qhy.h"

static u32 qhy_gpio_state(struct qhy *qhy, u32 id)
{
	return READ_ONCE(qhy->state[id - V4L2_CID_QHYCCD_BASE]);
}

static int qhy_gpio_set_multiple(struct qhy *qhy, u32 mask, u32 bits)
{
	u32 levels;
	int ret = -EPERM;

	mutex_lock(&qhy->camera_lock);
	levels = qhy_gpio_state(qhy, V4L2_CID_QHYCCD_GPIO_OUTPUTS);
	levels = (levels & ~mask) | (bits & mask);
	if (qhy_gpio_state(qhy, V4L2_CID_QHYCCD_GPIO_MODE) ==
	    V4L2_QHYCCD_GPIO_OUTPUTS)
		ret = qhy_extras_set(qhy, V4L2_CID_QHYCCD_GPIO_OUTPUTS, levels);
	mutex_unlock(&qhy->camera_lock);
	if (!ret)
		qhy_state_look(qhy);
	return ret;
}

static int qhy_gpio_set(struct gpio_chip *chip, unsigned int line, int value)
{
	return qhy_gpio_set_multiple(gpiochip_get_data(chip), BIT(line),
				     value ? BIT(line) : 0);
}

QHY_GPIO_SET_SHIM(qhy_gpio_set)

static int qhy_gpio_get(struct gpio_chip *chip, unsigned int line)
{
	struct qhy *qhy = gpiochip_get_data(chip);

	return !!(qhy_gpio_state(qhy, V4L2_CID_QHYCCD_GPIO_OUTPUTS) &
		  BIT(line));
}

static int qhy_gpio_get_direction(struct gpio_chip *chip, unsigned int line)
{
	return GPIO_LINE_DIRECTION_OUT;
}

static int qhy_gpio_direction_output(struct gpio_chip *chip, unsigned int line,
				     int value)
{
	return qhy_gpio_set(chip, line, value);
}

/**
 * qhy_gpio_init() - show the pins to gpiolib
 * @qhy: camera
 *
 * A camera without it is a camera: errors are told and nothing more. The lines
 * have no names: looking for others of the same name, Linux before 6.9 falls
 * over a chip that is gone while somebody holds one of its lines.
 *
 * Context: probe.
 */
void qhy_gpio_init(struct qhy *qhy)
{
	struct gpio_chip *chip = &qhy->gpio;
	int ret;

	if (!qhy->unconfirmed)
		return;
	chip->label = QHY_DRIVER_NAME;
	chip->parent = &qhy->intf->dev;
	chip->owner = THIS_MODULE;
	chip->base = -1;
	chip->ngpio = QHY_GPIO_LINES;
	chip->can_sleep = true;
	chip->get = qhy_gpio_get;
	chip->set = QHY_GPIO_SET(qhy_gpio_set);
	chip->get_direction = qhy_gpio_get_direction;
	chip->direction_output = qhy_gpio_direction_output;
	ret = gpiochip_add_data(chip, qhy);
	if (ret)
		dev_warn(&qhy->intf->dev, "no gpiochip: %pe\n", ERR_PTR(ret));
	qhy->has_gpio = !ret;
}

/**
 * qhy_gpio_exit() - hide them again
 * @qhy: camera
 *
 * Context: disconnect. Who still has a line open gets ENODEV from gpiolib.
 */
void qhy_gpio_exit(struct qhy *qhy)
{
	if (qhy->has_gpio)
		gpiochip_remove(&qhy->gpio);
	qhy->has_gpio = false;
}
