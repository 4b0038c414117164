#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam bring-up with cameras of which one assumption is not true, and each pair of them: it
# names these and no other, and with the driver's other way all steps go well.
# needs: camera=268m,scene=flat,dialect=A1 deep | camera=600pro,scene=flat,dialect=A2 deep
# needs: camera=600m,scene=flat,dialect=A3 deep | camera=268pro,scene=flat,dialect=A10 deep
# needs: camera=600l,scene=flat,dialect=A11 deep | camera=600m,scene=flat,dialect=A1+A2 deep
# needs: camera=268m,scene=flat,dialect=A1+A3 deep | camera=600c,scene=flat,dialect=A1+A10 deep
# needs: camera=268pro,scene=flat,dialect=A1+A11 deep | camera=600l,scene=flat,dialect=A2+A3 deep
# needs: camera=268c,scene=flat,dialect=A2+A10 deep | camera=600pro,scene=flat,dialect=A2+A11 deep
# needs: camera=268m,scene=flat,dialect=A3+A10 deep | camera=600c,scene=flat,dialect=A3+A11 deep
# needs: camera=268pro,scene=flat,dialect=A10+A11 deep
# needs: limit=300s mem=3G tags=qhycam,dialect refused=60
. "$QHY_REPO/tests/lib/state.sh"
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/lib/bringup.sh"

dialect=$(cam_status 0 dialect)
diag "$dialect"
matches "the camera's dialect" "$dialect" '^A[0-9]+(\+A[0-9]+)?$'
# one that does not take Level 1 gets no node
load_needs
wait_until 20 have_interfaces 1 || bail "no camera on the bus"
insmod "$QHY_MODULE" || bail "the driver does not load"
# a damaged frame that fills its last packet, which is what A11 is about
cam 0 'fault on frame#20 at byte 15360 do short' > /dev/null
bring_up all --consent all --steps identify,status,live,deep,single,light,edges,changes,cooler \
	--bundle a.tar --json
cp "$T/err" "$T/out" a.tar /out
is "contradicted" "$(named)" "${dialect//+/ } "
is "exit status" "$status" $((20 + $(wc -w <<< "${dialect//+/ }")))
tar -xf a.tar
is "steps that went well" "$(grep -c '^  [a-z]* *went well$' qhycam-bring-up/page.txt)" 9
is "with the alternatives" "$(grep -c 'with the alternative the step went well' \
	qhycam-bring-up/page.txt)" "$(wc -w <<< "${dialect//+/ }")"
matches "the entry of the table" "$(< qhycam-bring-up/page.txt)" \
	"table entry: .alternatives = QHY_A\\(${dialect##*A}\\)"
is "the driver goes by its table again" "$(< /sys/kernel/debug/usb/qhyccd/dialect)" table
done_testing
