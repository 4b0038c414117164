#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# expect: fail 1 of 1 failed
echo "1..1"
echo "ok 1 - one # XFAIL known bug"
