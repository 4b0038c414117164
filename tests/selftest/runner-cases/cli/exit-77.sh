#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# expect: fail exit status 77
echo "1..1"
echo "ok 1 - one"
exit 77
