#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# expect: fail processes left over: sleep
sleep 100 &
# Until then it is still called bash.
for ((k = 0; k < 1000; k++)); do
	[[ $(< /proc/$!/comm) != sleep ]] || break
	sleep 0.01
done
echo "1..1"
echo "ok 1 - one"
