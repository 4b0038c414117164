#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam characterize: table and plots; lamps that are too bright, too faint or not
# switched; answers that do not come.
# needs: camera=268m,pace=fast,scene=flat deep | camera=600c,pace=fast,scene=flat deep
# needs: limit=500s mem=4G tags=qhycam
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/guest/qhycam-measure.inc"

region=(--roi 256x128+2800+1800)
quick=(characterize --yes --no-dark "${region[@]}")

load_driver
node=$(video_node)
v4l2-ctl -d "$node" -c gain=0,offset=20,readout_mode=1,exposure_time_microseconds=20000
before=$(settings)

LIMIT=400 qhycam "${quick[@]}" --gains 0,56 --plot plots
want_status 0
want_out_has "readout mode 1 'High Gain', offset 20, 256x128 pixels at 2800, 1800"
want_out_has $'\n +0 +0\\.7[0-9]+ +[45][0-9]{4} +3\\.[0-9]{2} +8[0-9]\\.[0-9] dB 13\\.[0-9] st\\. +- +0\\.[0-9]{2} %\n'
is "no line of the table is wider than 80" "$(awk "NR > 1 && length > 80" "$T/out")" ""
# The lamp is on in the biases, too: 40 us of it are 0.4 electrons.
want_out_has $'\n +56 +0\\.3[0-9]+ +2[01][0-9]{3} +1\\.[678][0-9] '
files_here plots-gains.png plots-linearity.png plots-transfer.png plots.gp plots.tsv
for picture in plots-*.png; do
	is "$picture is a PNG" "$(head -c 8 "$picture" | od -An -tx1)" " 89 50 4e 47 0d 0a 1a 0a"
	is "its size" "$(od -An -tu4 --endian=big -j16 -N8 "$picture" | tr -s ' ')" " 960 640"
done
is "rows of numbers" "$(grep -c '^[0-9]' plots.tsv)" 22
left_alone "$before"
rm -f plots*

# A gnuplot that fails.
mkdir "$T/bin"
printf '#!/bin/bash\necho "no fonts" >&2\nexit 1\n' > "$T/bin/gnuplot"
chmod +x "$T/bin/gnuplot"
run env PATH="$T/bin" "$QHYCAM" "${quick[@]}" --plot plots
want_status 1
want_err_has $'no fonts\n.*gnuplot has failed; the script is plots.gp'
want_out_has 'dynamic range'
files_here plots.gp plots.tsv
rm -f plots*

# No darkness, no answer.
run bash -c "printf '\n\n' | timeout 300 $QHYCAM characterize ${region[*]} -q --dark 5s"
want_status 1 "the lamp is still on"
want_err_has 'it is not dark: [0-9]+ ADU above the bias'
run bash -c "$QHYCAM characterize ${region[*]} -q < /dev/null"
want_status 1 "nobody answers"
want_err_has 'no answer on standard input; with --yes --no-dark nothing is asked'

cam 0 'scene dark' > /dev/null
qhycam "${quick[@]}" -q
want_status 1
one_line 'the lamp is too faint, or the camera is covered'
cam 0 'scene pattern' > /dev/null
qhycam "${quick[@]}" -q
want_status 1
check "a picture that no light changes" grep -q . "$T/err"
cam 0 'scene flat' > /dev/null

exec {keys}<> <(:)
"$QHYCAM" characterize "${region[@]}" > "$T/out" 2> "$T/err" <&"$keys" &
pid=$!
check "it asks" wait_until 30 grep -q 'press Enter' "$T/err"
kill -INT $pid
wait $pid
is "Ctrl-C while it asks" $? 130
exec {keys}>&-
run_command="characterize, stopped"
left_alone "$before"
sanitized "${quick[@]}" --gains 0,60 --json
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
