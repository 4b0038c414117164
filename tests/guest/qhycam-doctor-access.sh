#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam doctor and a camera that may not be used: busy, silent, without permission,
# held by a program with the maker's library.
# needs: camera=268m limit=240s tags=qhycam,deep
. "$QHY_REPO/tests/lib/doctor.sh"

nobody()
{
	run timeout 60 setpriv --reuid=65534 --regid=65534 "$@" "$QHYCAM" doctor --json --no-stream \
		--dir /dev/shm
	read_findings
}

load_driver
node=$(video_node)
usb=$(readlink -f "/sys/class/video4linux/${node#/dev/}/device/..")
# -- busy, no answer, no permission ---------------------------------------------------------
"$QHYCAM" shoot -t 600s -o a.fits > /dev/null 2>&1 < /dev/null &
pid=$!
check "it exposes" wait_until 20 camera_state exposing
doctor
found warn busy "in use by qhycam \(pid $pid\)" 'while it takes pictures'
found ok state ' C, cooler'
none_of stream
check "it still exposes" camera_state exposing
kill -INT $pid
wait $pid
cam 0 'fault on control 0xD2* do stall' > /dev/null
doctor --no-stream
found fail state 'cannot read its state' '12 V'
none_of power
cam 0 'faults clear' > /dev/null

chgrp video "$node"
chmod 660 "$node"
nobody --clear-groups
found fail permission "$node may not be used by you" '^sudo adduser "\$USER" video, then log out'
none_of state power stream
sed -i "s/^\(video:.*:\)[^:]*$/\1nobody/" /etc/group
nobody --clear-groups
found fail permission 'may not be used' 'since you logged in: log out and in again'
run timeout 60 setpriv --reuid=65534 --regid=65534 --groups="$(getent group video | cut -d : -f 3)" \
	"$QHYCAM" doctor --json --no-stream --dir /dev/shm
read_findings
found ok permission "$node may be used"
chmod 600 "$node"
nobody --clear-groups
found fail permission 'may not be used' '60-qhyccd.rules'
chmod 660 "$node"

# -- a program with the maker's library ------------------------------------------------------------
check "the driver goes" qhy_unload
python3 - "$usb" > "$T/claim" << 'END' &
import fcntl, struct, sys, time
number = [int(open(f"{sys.argv[1]}/{name}").read()) for name in ("busnum", "devnum")]
f = open("/dev/bus/usb/%03d/%03d" % tuple(number), "r+b", buffering=0)
fcntl.ioctl(f, 0x8004550F, struct.pack("I", 0))		# USBDEVFS_CLAIMINTERFACE
print("claimed", flush=True)
time.sleep(600)
END
pid=$!
check "a program claims it" wait_until 30 test -s "$T/claim"
insmod "$QHY_MODULE"
doctor --no-stream
found fail driver 'a program has taken it over \(usbfs\)' "maker's library"
kill $pid
wait $pid

done_testing
