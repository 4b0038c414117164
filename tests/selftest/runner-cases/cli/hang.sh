#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# expect: fail no end after
# needs: limit=1s
echo "1..1"
echo "ok 1 - one"
sleep 100
