#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# expect: fail kernel complaint.*WARNING: CPU: 0
echo "WARNING: CPU: 0 PID: 1 at nowhere.c:1" > /dev/kmsg
echo "1..1"
echo "ok 1 - one"
