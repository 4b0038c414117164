#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# expect: fail guest died.*Kernel panic
echo "1..1"
echo "ok 1 - one"
echo c > /proc/sysrq-trigger
