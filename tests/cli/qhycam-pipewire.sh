#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam broadcast --pipewire, its side of PipeWire: a node as programs look for cameras,
# whose pictures GStreamer gets unchanged, one reader after another; without a daemon, and
# when it goes, the end is an error.
# needs: limit=180s tags=deep
. "$QHY_REPO/tests/lib/qhycam.sh"

NODE=$QHY_REPO/build/tests/bin/qhycam-pipewire
for program in dbus-daemon pipewire wireplumber pw-dump gst-launch-1.0; do
	command -v $program > /dev/null || skip_all "no $program"
done
[[ -x $NODE ]] || skip_all "built without PipeWire"

export XDG_RUNTIME_DIR=$T/run HOME=$T
export DBUS_SESSION_BUS_ADDRESS=unix:path=$XDG_RUNTIME_DIR/bus
mkdir -m 700 "$XDG_RUNTIME_DIR"

listed()
{
	pw-dump 2> /dev/null | jq -e '.[] | select(.type == "PipeWire:Interface:Node" and
		.info.props["node.description"] == "QHY-test")' > node
}

# reads COUNT NAME: GStreamer gets so many pictures, each as it was sent
reads()
{
	run timeout $((60 * ${QHY_TEST_SCALE:-1})) gst-launch-1.0 -q pipewiresrc \
		path="$(jq .id node)" num-buffers="$1" ! video/x-raw,format=YUY2 ! \
		filesink location=got.yuv
	want_status 0 "$2"
	is "$2: $1 pictures" "$(stat -c %s got.yuv)" $(($1 * 2 * 320 * 240))
	is "$2: a grey ramp" "$(tail -c 640 got.yuv | od -An -v -tu1 -w2 | awk '{ print $1 }' |
		md5sum)" "$(seq 0 319 | awk '{ print 16 + int($1 * 219 / 320) }' | md5sum)"
}

run "$NODE"
want_status 1 "without a daemon"
one_line 'PipeWire: '

# The session manager wants a bus.
dbus-daemon --session --nofork --address="$DBUS_SESSION_BUS_ADDRESS" > bus 2>&1 &
bus=$!
check "the bus is there" wait_until 20 test -S "$XDG_RUNTIME_DIR/bus"
pipewire > daemon 2>&1 &
daemon=$!
check "the daemon is there" wait_until 20 test -S "$XDG_RUNTIME_DIR/pipewire-0"
wireplumber > manager 2>&1 &
manager=$!
mkfifo in
"$NODE" < in > out 2> err &
node=$!
exec 7> in
check "the node is listed" wait_until 30 listed
is "as a camera" "$(jq -r '.info.props | .["media.class"] + " " + .["media.role"]' node)" \
	"Video/Source Camera"
is "with one format, size and rate" "$(jq -c '.info.params.EnumFormat[] |
	[.format, .size.width, .size.height, .framerate.num, .framerate.denom]' node)" \
	'["YUY2",320,240,20,1]'
reads 10 "a reader"
reads 5 "another one"
exec 7>&-
wait $node
is "exit code at the end" $? 0

"$NODE" < in > out 2> err &
node=$!
exec 7> in
check "the node is listed again" wait_until 30 listed
kill $manager
wait $manager
kill $daemon
wait $daemon
wait $node
is "exit code when the daemon goes" $? 11
matches "what is said" "$(< err)" '^PipeWire: '
exec 7>&-
kill $bus
wait $bus
done_testing
