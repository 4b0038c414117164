#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# expect: fail kernel complaint.*kernel tainted: W
echo 512 > /proc/sys/kernel/tainted
echo "1..1"
echo "ok 1 - one"
