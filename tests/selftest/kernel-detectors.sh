#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A debug kernel finds mistakes, and whatever it finds is the test's failure.
# needs: limit=300s tags=selftest kernel=debug
. "$QHY_REPO/tests/lib/test.sh"

vm=$QHY_REPO/tests/vm/vm
# Beside the driver that was built for this kernel.
detect=${QHY_MODULE%/drivers/*}/tests/selftest/detect/qhydetect.ko

# detect MISTAKE STATUS REGEX
detect()
{
	run "$vm" run --results "$T/results" --mem 1G --timeout 60 -- \
		sh -c "insmod $detect what=$1 && rmmod qhydetect"
	want_status "$2" "$1"
	matches "$1: what it says" "$err" "$3"
}

# The machine may have to be saved first.
detect none 0 '^(vm: saving .*)?$'
detect leak 120 'qhy_leaks: 1 memory leaks'
detect use-after-free 120 'KASAN: slab-use-after-free in use_after_free'
detect out-of-bounds 120 'KASAN: vmalloc-out-of-bounds in out_of_bounds'
detect lock-order 120 'possible circular locking dependency'
detect atomic-sleep 120 'scheduling while atomic|sleeping function called'
detect object 120 'ODEBUG: free active'
detect dma 120 'DMA-API: .*free DMA memory it has not allocated'
detect shift 120 'UBSAN: shift-out-of-bounds'
# A task that hangs ends the machine.
detect hang 121 'INFO: task insmod:[0-9]+ blocked'
done_testing
