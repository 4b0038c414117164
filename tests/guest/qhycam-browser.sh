#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A browser shows the camera: Chromium opens the v4l2loopback node that qhycam broadcast
# writes to, as a page of a video call would, and what it paints has the stars.
# needs: camera=268m,pace=fast,scene=stars deep | camera=268c,pace=fast,scene=stars deep
# needs: limit=400s tags=qhycam,clients kernel=stock
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/lib/loopback.sh"
. "$QHY_REPO/tests/guest/qhycam-broadcast.inc"

CHROMIUM=/usr/lib/chromium/chromium-headless-shell
PORT=8911

said()
{
	grep -Eq -- "$1" /out/said
}

[[ -x $CHROMIUM ]] || bail "no $CHROMIUM: tests/lib/packages.sh check-deep"
ip link set lo up || bail "no network device lo"
load_loopback
load_driver
sky_settings
take_truth
frames_from_here
"$QHYCAM" broadcast $LOOPBACK "${view[@]}" --rate 5 2> err < /dev/null &
pid=$!
check "frames come" wait_until 60 frames_sent $((frames_before + 9))
# One that the camera makes as fast as it can takes all time from the browser.
cam 0 'pace real' > /dev/null

/usr/bin/python3 "$QHY_REPO/tests/guest/qhycam-browser.py" \
	"$QHY_REPO/tests/guest/qhycam-browser.html" $PORT grey > /out/said 2> served &
server=$!
check "a server for the page" wait_until 60 said '^serves'
# A compiler of JavaScript costs an emulated processor more than it saves.
HOME=$T setsid "$CHROMIUM" --no-sandbox --disable-gpu --single-process --no-zygote \
	--js-flags=--jitless --use-fake-ui-for-media-stream --user-data-dir="$T/profile" \
	"http://localhost:$PORT/?w=${PICTURE%x*}&h=${PICTURE#*x}" > /out/browser.log 2>&1 < /dev/null &
browser=$!
check "the page has its pictures" wait_until 300 said '^(done|error)'
diag "$(< /out/said)"
if ! said '^done'; then
	diag "$(tail -n 15 /out/browser.log; cat served)"
fi
kill -KILL -- -$browser
wait $browser 2> /dev/null
kill $server
wait $server 2> /dev/null
is "what the page said" "$(tr '\n' ' ' < /out/said)" "serves label qhy-sky size $PICTURE done "
is "pictures that it painted" "$(stat -c %s grey)" $((6 * PIXELS))
alike "Chromium" grey
kill -INT $pid
ended 0 "after Ctrl-C"
unload_loopback
done_testing
