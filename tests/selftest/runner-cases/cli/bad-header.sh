#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# expect: fail needs: colour=blue: not understood
# needs: colour=blue
echo "1..1"
echo "ok 1 - one"
