#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# expect: fail ended by SIGSEGV
echo "1..1"
echo "ok 1 - one"
kill -SEGV $$
