#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Usage errors end with 2 and one line that names the mistake, before any camera
# is looked for.
. "$QHY_REPO/tests/lib/qhycam.sh"

refused 2 "did you mean 'shoot'" shot
refused 2 "unknown verb 'xyzzy'" xyzzy
refused 2 "did you mean 'info'" help inof
refused 2 'did you mean --exposure' shoot --expsoure 3
refused 2 'did you mean --json' list --jsn
refused 2 'unknown option --xyzzy;' shoot --xyzzy
refused 2 'unknown option -Z' shoot -Z
refused 2 '--o could mean several' shoot --o
refused 2 '--exposure needs a value' shoot -t
refused 2 '--output needs a value' shoot --output
refused 2 '--full takes no value' shoot --full=yes
refused 2 "'extra' is not expected" shoot -t 1 -o x extra
refused 2 "'extra' is not expected" list extra
refused 2 '--output is missing' shoot -t 1
refused 2 '--exposure is missing' shoot -o x
refused 2 '--exposure 5x: is no duration' shoot -t 5x -o x
refused 2 '--exposure 0,5: is no duration' shoot -t 0,5 -o x
refused 2 'finer than a microsecond' shoot -t 0.5us -o x
refused 2 '--count 0: must be 1 \.\. 1000000' shoot -t 1 -o x -n 0
refused 2 '--count 1.5: is no whole number' shoot -t 1 -o x -n 1.5
refused 2 '--first 0: must be 1 \.\. 1000000' shoot -t 1 -o x --first 0
refused 2 '--whole is for --cube' burst -t 1 -o x --whole
refused 2 '--first: there are more than' burst -t 1 -o x --end 102 --first 10001
refused 2 '--retries -1: must be 0 ' shoot -t 1 -o x --retries -1
refused 2 '--bits 12: must be one of 8, 16' shoot -t 1 -o x --bits 12
refused 2 '--type fog: must be one of light, dark, bias, flat' shoot -t 1 -o x --type fog
refused 2 '--roi 100x100: is no region' shoot -t 1 -o x --roi 100x100
refused 2 'exclude each other' shoot -t 1 -o x --full --effective
refused 2 'exclude each other' shoot -t 1 -o x --full --roi 4x2+0+0
refused 2 'exclude each other' shoot -t 1 -o x -q -v
refused 2 "file name pattern '%q': known are %n" shoot -t 1 -o %q
refused 2 'a file name is missing' shoot -t 1 -o dir/
refused 2 "did you mean 'status'" statsu
refused 2 "did you mean 'cool'" col
refused 2 'did you mean --interval' status --watch --intervall 3s
refused 2 '--interval 1x: is no duration' status --watch --interval 1x
refused 2 '--interval 25h: must be 0.1s \.\. 24h' status --watch --interval 25h
refused 2 '--count 0: must be 1 ' status --watch --count 0
refused 2 "unknown option -1;" status -10
refused 2 'TARGET is missing' cool
refused 2 'TARGET 1000000000000: must be -50.0 ' cool 1000000000000
refused 2 'TARGET -.: is no number' cool -- -.
refused 2 'unknown option -x' cool -x
refused 2 '--ramp -5: must be 0.1 ' cool -1 --ramp -5
refused 2 '--ramp needs a value' cool -1 --ramp
refused 2 'did you mean --no-wait' warm --now-ait
refused 2 'is no whole number' wheel 1.5
refused 2 '--timeout needs a value' wheel 1 -t
refused 2 'write PIN=0 or PIN=1' gpio 1
refused 2 '--mode needs a value' gpio --mode
refused 2 '--seconds 601: must be 1 \.\. 600' doctor --seconds 601
refused 2 '--no-stream and --seconds|--seconds and --no-stream' doctor --no-stream --seconds 5
refused 2 '--overwrite is for --bundle' doctor --overwrite
refused 2 "did you mean 'doctor'" docter
refused 2 "did you mean 'bring-up'" bringup
refused 2 "--steps: there is no step 'xyzzy'; 'qhycam help bring-up'" bring-up --steps xyzzy
refused 2 "--steps: there is no step 'all'" bring-up --steps live,all
refused 2 "--consent: there is no step 'coler'; did you mean 'cooler'" bring-up --consent live,coler
refused 2 "--consent: there is no step ''" bring-up --consent ''
refused 2 '--read-only and --consent exclude each other' bring-up --read-only --consent all
refused 2 '--overwrite is for --bundle' bring-up --overwrite
refused 2 "'extra' is not expected" bring-up extra
refused 9 'no/such/dir' bring-up --read-only --bundle no/such/dir/b.tar
no_files
done_testing
