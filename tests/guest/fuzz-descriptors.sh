#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A device with the camera's id and broken configuration, interface, endpoint,
# companion, string and BOS descriptors: the driver binds or does not, the kernel
# is silent, no memory goes away, and a good camera works afterwards. Some 400
# descriptors, or 10000 with QHY_LONG=1.
# needs: camera=268m,pace=fast deep
# needs: limit=3600s tags=fuzz,probe
. "$QHY_REPO/tests/lib/stream.sh"

most=400
[[ -z ${QHY_LONG:-} ]] || most=10000

all_shown()
{
	[[ $(cam_status 0 broken_left) == 0 ]]
}

# broken SEED COUNT: so many appearances; what the camera counts of them.
broken()
{
	cam 0 "descriptors $1 $2" > /dev/null
	check "$2 appearances" wait_until $((120 + 4 * $2)) all_shown
	shown=$(cam_status 0 broken_configurations)
	bound=$(cam_status 0 broken_queries)
	count=$(cam_status 0 broken_descriptors)
	check "then the camera is back" wait_until 60 have_nodes 1
}

seed=$RANDOM
diag "seed $seed"
load_driver unconfirmed=1
broken $seed 5
before=$(available)
all=0
while ((all < most)); do
	seed=$((seed + 1))
	broken $seed 50
	all=$((all + count))
	at_least "configurations that the kernel read" "$shown" 25
	at_least "some are good enough for the driver" "$bound" 3
	at_most "some are not" "$bound" $((shown - 3))
	((tests_failed == 0)) || break
done
diag "$all broken descriptors"
memory_is_back "$before" 8192
is "nodes" "$(echo /dev/video*)" "/dev/video0 /dev/video1"
for format in $(formats); do
	stream -f "$format" -c 640x480+24+2 -n 10
	is_clean "$format, afterwards" 10
done
is "the camera refused" "$(cam_status 0 refused)" 0
done_testing
