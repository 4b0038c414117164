// SPDX-License-Identifier: GPL-2.0
/* Suite of the driver's pure files, here as a program. */
#include "../kunit/dialect.c"

int main(void)
{
	struct tap t = {};

	T_RUN(&t, dialect);
	return tap_end(&t);
}
