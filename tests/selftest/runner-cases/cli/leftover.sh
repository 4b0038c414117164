#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# expect: fail processes left over: sleep
sleep 100 &
echo "1..1"
echo "ok 1 - one"
