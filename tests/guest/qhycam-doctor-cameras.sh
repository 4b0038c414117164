#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam doctor with two cameras: one that waits for its firmware, which is
# missing, or damaged, and one at a USB 2 port; --camera looks at one of them.
# needs: camera=268m,boot=loader camera=600c,serial=SN-B,usb=high,pace=fast
# needs: limit=240s tags=qhycam,firmware,deep
. "$QHY_REPO/tests/lib/doctor.sh"

# checks_of REGEX: what was looked at for that camera.
checks_of()
{
	printf '%s\n' "${findings[@]}" | awk -F '|' -v who="$1" '$3 ~ who { printf "%s ", $2 }'
}

cp "$FIRMWARE/QHY268.img" good.img
rm "$FIRMWARE/QHY268.img"
doctor --no-stream
found fail firmware 'it waits for its firmware: /lib/firmware/qhy/QHY268.img is not there' 'SDK' c268
found ok usb '1618:c601 at port' '' c601
found warn speed '^480 Mbit/s: it runs at USB 2' 'USB 3 port' c601
is "a boot loader's speed says nothing" "$(checks_of c268)" "usb firmware autosuspend "
cp good.img "$FIRMWARE/QHY268.img"
doctor --no-stream
found fail firmware 'which the module loads: /lib/firmware/qhy/QHY268.img is there' 'Load the module' c268

head -c 1000 good.img > "$FIRMWARE/QHY268.img"
load_driver --cameras 1
doctor --seconds 1
found fail firmware 'although .*QHY268.img is there; the kernel says: qhyccd .*firmware .* refused' 'damaged' c268
found ok driver '^/dev/video' '' 'QHY600C SN-B'
found warn speed '^480 Mbit/s' '[a-z]' 'QHY600C SN-B'
matches "the other one streams" "$(checks_of SN-B)" ' stream $'
qhycam doctor --no-stream
want_status 3
want_out_has $'\nfail  firmware: 1618:c268 at port [^ ]+: it waits for its firmware although'
want_out_has $'\nwarn  speed: QHY600C SN-B: 480 Mbit/s'
is "no line is wider than 80 columns but findings" "$(grep '^      ' "$T/out" | awk 'length > 80')" ""
check "the driver goes" qhy_unload

cp good.img "$FIRMWARE/QHY268.img"
load_driver
for selector in SN-B QHY600C qhy600c "$(video_node 1)"; do
	doctor --no-stream --camera "$selector"
	is "--camera $selector" "$(printf '%s\n' "${findings[@]}" | cut -d '|' -f 3 |
		grep . | sort -u)" "QHY600C SN-B"
done
doctor --no-stream
is "both" "$(printf '%s\n' "${findings[@]}" | grep -c '^ok|driver|')" 2
found ok firmware 'it runs, tells itself as ' '' QHY268M
done_testing
