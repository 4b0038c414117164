#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# expect: fail bail out: nothing to test
echo "1..1"
echo "Bail out! nothing to test"
