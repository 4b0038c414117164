#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A request that is refused, not answered, answered too short or with nonsense:
# every request that a clean probe, exposure, stream, change, stop, burst, upload
# makes, each in its turn. The operation ends, with a frame or an errno; no good
# frame is wrong; and without the fault the next picture is exact. By default a
# sample, all of them with QHY_LONG=1.
# needs: camera=268m,pace=fast | camera=600c,pace=fast,boot=loader deep
# needs: limit=3600s tags=fault
. "$QHY_REPO/tests/lib/faults.sh"

per_operation=2

# cases: for each line of requests one per kind of fault.
cases()
{
	local name key number direction action

	while read -r name key number direction; do
		for action in stall silent; do
			echo "$name $key#$number do $action"
		done
		[[ $direction == in ]] || continue
		echo "$name $key#$number at byte 1 do short"
		echo "$name $key#$number do garbage 64"
		echo "$name $key#$number do zero 64"
	done
}

# again: the camera as it was before, whatever the fault has made of it.
again()
{
	cam 0 "faults clear" > /dev/null
	if [[ $1 == loader ]]; then
		have_nodes 1 || operation loader
	elif [[ $1 == probe ]] || ! have_nodes 1; then
		operation probe
	fi
	wait_until 10 have_nodes 1
}

# sane: the operation's end is one that a program can act on.
sane()
{
	case $status in
	0)	return 0 ;;
	3)	[[ $out =~ (EIO|ETIMEDOUT|ENODEV|EBUSY|loader:) ]] ;;
	*)	return 1 ;;
	esac
}

names=$(operations)
[[ $names == loader ]] && per_operation=6
cam 0 "wheel 5" > /dev/null
load_driver unconfirmed=1
# shellcheck disable=SC2086 # words
requests $names > "$T/requests"
seed=$RANDOM
cases < "$T/requests" > "$T/cases"
sample $seed $per_operation < "$T/cases" > "$T/sample"
diag "seed $seed: $(wc -l < "$T/sample") of $(wc -l < "$T/cases") faults in" \
	"$(wc -l < "$T/requests") requests of: $names"

failed=
declare -A ends
count=0
while read -r name fault <&3; do
	before=$(cam_status 0 faults_fired)
	operation "$name" "$fault"
	end="$status ${out#"$name" } $err"
	sane || failed+="$name, $fault: $end"$'\n'
	if fired "$before"; then
		count=$((count + 1))
		ends[$status]=$((${ends[$status]:-0} + 1))
	elif ! by_clock "$fault"; then
		failed+="$name, $fault: never came"$'\n'
	fi
	again "$name" || failed+="$name, $fault: no node again"$'\n'
	exact || failed+="$name, $fault: then: $status $out $err"$'\n'
done 3< "$T/sample"
is "faults in requests" "$failed" ""
at_least "faults" $count $(($(wc -l < "$T/sample") / 2))
diag "$count faults; operations that succeeded: ${ends[0]:-0}, failed: ${ends[3]:-0}"
done_testing
