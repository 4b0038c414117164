#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# expect: fail 2 results, 1 planned
echo "1..1"
echo "ok 1 - one"
echo "ok 2 - written after the end"
