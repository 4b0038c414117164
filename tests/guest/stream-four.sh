#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Four cameras stream together and stay apart; the module cannot be unloaded
# while a node is open, and can be afterwards.
# needs: camera=268m,pace=fast camera=268c,pace=fast camera=600m,pace=fast camera=600c,pace=fast
# needs: limit=180s tags=stream mem=6G
. "$QHY_REPO/tests/lib/stream.sh"

all_stream()
{
	local k

	for k in 0 1 2 3; do
		(($(stat_of "$k" good) >= 2)) || return
	done
}

load_driver
# This one stays open, however quickly the streams are over.
exec 9< "$(video_node 3)"
declare -a pid
for k in 0 1 2 3; do
	timeout 150 "$QHYCHECK" -d "$(video_node $k)" -f "$(deep $k)" \
		-c 3000x2000+$((100 + 2 * k))+$((4 * k)) -n 40 \
		> "$T/$k.out" 2> "$T/$k.err" &
	pid[k]=$!
done
check "all stream" wait_until 60 all_stream
run rmmod qhyccd
want_status 1 "unloading while a node is open"
want_err_has 'in use' "unloading while a node is open"
exec 9<&-
for k in 0 1 2 3; do
	wait "${pid[k]}"
	is "camera $k: status" $? 0
	matches "camera $k" "$(< "$T/$k.out")" \
		'^good=40 damaged=0 lost=0 lost_at_once=0 wrong=0 slipped=0 '
	diag "camera $k: $(< "$T/$k.out")"
done
done_testing
