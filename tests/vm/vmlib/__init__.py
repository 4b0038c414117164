# SPDX-License-Identifier: GPL-2.0
"""Boots a kernel in QEMU with emulated cameras and runs one command in it."""
