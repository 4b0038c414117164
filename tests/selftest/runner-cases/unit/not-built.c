/* SPDX-License-Identifier: GPL-2.0 */
/* expect: fail was not built */
