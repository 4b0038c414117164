#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Two cameras of one model are told apart by links with their serial numbers, one
# for images and one for metadata, and links go and come with their camera.
# needs: camera=268pro,serial=SN-A,pace=fast camera=268pro,serial=SN.B,pace=fast
# needs: limit=90s tags=udev
. "$QHY_REPO/tests/lib/test.sh"

BY_ID=/dev/v4l/by-id
link_a=$BY_ID/usb-QHYCCD_QHY268M_Pro_SN-A-video-index0
link_b=$BY_ID/usb-QHYCCD_QHY268M_Pro_SN.B-video-index0

# shellcheck disable=SC2317 # called by wait_until and check
# node_is LINK K: the link leads to the capture node of camera K.
node_is()
{
	local node_of

	find_nodes
	[[ $1 -ef ${node_of[$2]:-/} ]]
}

# shellcheck disable=SC2317 # called by check
# metadata_of LINK K: the link leads to the metadata node of camera K.
metadata_of()
{
	local node_of interface name

	find_nodes
	interface=$(readlink -f "/sys/class/video4linux/$(basename "${node_of[$2]}")/device")
	name=$(basename "$(readlink -f "$1")")
	[[ -e $1 && $(< "$interface/video4linux/$name/index") == 1 ]]
}

property()
{
	udevadm info -q property --property="$2" --value "$1"
}

install -D -m 644 "$QHY_REPO/userspace/udev/60-qhyccd.rules" \
	/etc/udev/rules.d/60-qhyccd.rules
mkdir -p /run/udev
/lib/systemd/systemd-udevd 2> "$T/udevd" &
udevd=$!
wait_until 30 test -S /run/udev/control || bail "udevd does not start"

load_driver
check "camera 0 has its link" wait_until 30 node_is "$link_a" 0
check "camera 1 has its link" wait_until 30 node_is "$link_b" 1
run udevadm settle --timeout=30
want_status 0
check "camera 0 has a link for metadata" metadata_of "${link_a%0}1" 0
check "camera 1 has a link for metadata" metadata_of "${link_b%0}1" 1
is "both nodes have the same ID_SERIAL" "$(property "${link_a%0}1" ID_SERIAL)" \
	"$(property "$link_a" ID_SERIAL)"
is "ID_SERIAL" "$(property "$link_a" ID_SERIAL)" QHYCCD_QHY268M_Pro_SN-A
is "ID_SERIAL of the other" "$(property "$link_b" ID_SERIAL)" QHYCCD_QHY268M_Pro_SN.B
is "ID_SERIAL_SHORT" "$(property "$link_a" ID_SERIAL_SHORT)" SN-A
is "ID_SERIAL_SHORT of the other" "$(property "$link_b" ID_SERIAL_SHORT)" SN.B
matches "udev's link by path stays" "$(property "$link_a" DEVLINKS)" "/dev/v4l/by-path/"
is "its group may use it" "$(stat -L -c '%G %a' "$link_a")" "video 660"
matches "so may the person at the screen" "$(property "$link_a" CURRENT_TAGS)" ":uaccess:"
run v4l2-ctl -d "$link_b" --info
want_out_has "Card type +: QHY268M Pro"$'\n'

check "pull camera 0" cam 0 unplug
check "its links are gone" wait_until 30 test ! -L "$link_a" -a ! -L "${link_a%0}1"
check "the other link stays" node_is "$link_b" 1
check "plug it in again" cam 0 plug
check "its link is back" wait_until 30 node_is "$link_a" 0

# Plugged in again and again: the link comes whichever is first, rule or driver.
for round in 1 2 3 4 5; do
	cam 1 unplug > /dev/null
	wait_until 30 test ! -L "$link_b" || not_ok "round $round: the link goes"
	cam 1 plug > /dev/null
	wait_until 30 node_is "$link_b" 1 || not_ok "round $round: the link comes"
done
ok "5 rounds of pulling and plugging"

is "udevd's complaints about the rules" "$(grep -c qhyccd.rules "$T/udevd")" 0

kill "$udevd"
wait "$udevd"
done_testing
