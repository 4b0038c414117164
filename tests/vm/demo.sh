#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# make demo: an emulated QHY268M comes up as a boot loader in a virtual machine,
# gets its firmware, and three frames of a star field become FITS files and a
# picture in out/.
set -eu
cd "$(dirname "$0")/../.."
out=$PWD/out
mkdir -p "$out"
rm -f "$out"/demo-*
begin=${EPOCHREALTIME/./}

echo "An emulated QHY268M is plugged into a virtual machine (QEMU, no KVM needed) ..."
status=0
tests/vm/vm run --timeout 200 --mem 4G --out "$out" \
	--camera 268m,boot=loader,scene=stars,seed=7 -- \
	bash "$PWD/tests/vm/demo-guest.sh" || status=$?
if ((status)); then
	echo "demo: failed with status $status; 'tests/vm/vm --help' explains it" >&2
	exit "$status"
fi

seconds=$(((${EPOCHREALTIME/./} - begin) / 1000000))
echo
echo "Done in $seconds s. On this host:"
ls -l "$out"/demo-*.fits "$out"/demo-*.png
