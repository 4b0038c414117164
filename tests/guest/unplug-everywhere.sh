#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A camera that is pulled at each request of a probe, exposure, stream, change,
# stop, burst, upload, and at places in the data, the edges of requests and
# packets and of the trailer among them: the operation ends with an errno, the
# node goes and comes back, the next picture is exact. By default a sample; 1000
# times with QHY_LONG=1.
# needs: camera=268m,pace=fast | camera=600c,pace=fast,boot=loader deep
# needs: limit=5400s tags=fault,hotplug
. "$QHY_REPO/tests/lib/faults.sh"

AREA=1000x600+24+2
PAYLOAD=$((1000 * 600 * 2))
per_operation=1
places=6
cycles=1000	# with QHY_LONG=1
failed=
count=0

# byte_places COUNT SEED: the edges first, then anywhere; three frames long.
byte_places()
{
	awk -v payload=$PAYLOAD -v count="$1" -v seed="$2" 'BEGIN {
		srand(seed)
		slice = 1048576
		n = split("0 1 1023 1024 1025 " slice - 1024 " " slice - 1 " " \
			slice " " slice + 1 " " slice + 1024 " " payload - 1 \
			" " payload " " payload + 1 " " payload + 3 " " \
			payload + 4 " " payload + 5 " " payload + 4 + slice \
			" " 2 * (payload + 4), edge, " ")
		for (i = 1; i <= n; i++)
			print edge[i]
		for (; i <= count; i++)
			print int(rand() * 3 * (payload + 4))
	}'
}

# pulled NAME: afterwards. Node gone, node back, next picture.
pulled()
{
	count=$((count + 1))
	wait_until 10 have_nodes 0 || failed+="$1: node stays"$'\n'
	cam 0 "faults clear" > /dev/null
	cam 0 plug > /dev/null
	wait_until 20 have_nodes 1 || failed+="$1: no node again"$'\n'
	exact || failed+="$1: then: $status $out $err"$'\n'
}

at_request()
{
	local before

	before=$(cam_status 0 faults_fired)
	operation "$1" "$2 do unplug"
	# what comes by the clock comes within 10 s, or not at all
	if by_clock "$2"; then
		wait_until 12 fired "$before" || cam 0 unplug > /dev/null
	elif ! fired "$before"; then
		failed+="$1, $2: never came"$'\n'
		cam 0 unplug > /dev/null
	fi
	[[ $status == 0 || $status == 3 ]] || failed+="$1, $2: $status $out $err"$'\n'
	pulled "$1, $2"
}

at_byte()
{
	cam 0 "fault on stream at byte $1 do unplug" > /dev/null || bail "byte $1"
	stream -d "$(video_node)" -f "$(deep)" -c $AREA -n 1000
	[[ $status == 3 && $err == *"No such device"* && ${got[wrong]} == 0 ]] ||
		failed+="byte $1: status $status $out $err"$'\n'
	pulled "byte $1"
}

names=$(operations)
if [[ $names == loader ]]; then
	per_operation=4
	places=0
	cycles=0
fi
load_driver unconfirmed=1
# shellcheck disable=SC2086 # words
requests $names > "$T/requests"
seed=$RANDOM
sample $seed $per_operation < "$T/requests" > "$T/sample"
diag "seed $seed: $(wc -l < "$T/sample") of $(wc -l < "$T/requests") requests of: $names"
while read -r name key number _ <&3; do
	at_request "$name" "$key#$number"
done 3< "$T/sample"
is "pulled at a request" "$failed" ""
at_least "times" $count "$(wc -l < "$T/sample")"

failed=
if [[ -n ${QHY_LONG:-} ]]; then
	places=$((cycles ? cycles - count : 0))
	byte_places $places $seed > "$T/places"
else
	byte_places 200 $seed | sample $seed 1 | head -n $places > "$T/places"
fi
if ((places)); then
	while read -r place <&3; do
		at_byte "$place"
	done 3< "$T/places"
	is "pulled in the data" "$failed" ""
fi
diag "$count times pulled"
done_testing
