#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The part of make demo that runs in the machine, as an observer would type it.
set -eu
. "$QHY_REPO/tests/lib/machine.sh"
qhycam=$QHY_REPO/build/userspace/qhycam

echo "Loading the driver; it gives the boot loader its firmware."
qhy_load
dmesg | grep -E 'qhyccd [0-9.:-]+: (firmware qhy|QHY)' | sed 's/^/  /'

echo
echo '$ qhycam info'
"$qhycam" info

set -- shoot -n 3 -t 2s --gain 56 --mode 'High Gain' --full --bits 16 \
	--preview /out/demo-stars.png --overwrite -o /out/demo-%n.fits
echo
echo "\$ qhycam $(printf '%q ' "$@")"
"$qhycam" "$@"
