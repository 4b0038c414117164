#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# expect: fail 1 of 2 failed
echo "ok 1 - one"
echo "not ok 2 - two"
echo "# got 1, want 2"
echo "1..2"
