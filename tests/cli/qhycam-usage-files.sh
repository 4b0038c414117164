#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Usage errors of what frames become, and of bursts: status 2, one line, no camera.
. "$QHY_REPO/tests/lib/qhycam.sh"

refused 2 'exclude each other' shoot -t 1 -o x --overscan --roi 4x2+0+0
refused 2 '--bin 5: must be 1 \.\. 4' shoot -t 1 -o x --bin 5
refused 2 '--bin-average needs --bin' shoot -t 1 -o x --bin-average
refused 2 '--bin-average needs --bin' shoot -t 1 -o x --bin-average --bin 1
refused 2 '--compress, --ser and --raw exclude' shoot -t 1 -o x --ser --raw
refused 2 '--compress, --ser and --raw exclude' shoot -t 1 -o x --compress rice --ser
refused 2 '--compress gzip: must be one of rice' shoot -t 1 -o x --compress gzip
refused 2 'SER has no 32-bit pixels' shoot -t 1 -o x --ser --bin 2
refused 2 '--header: SER and raw files have none' shoot -t 1 -o x --raw --header A=1
refused 2 '--header A: write KEY=VALUE' shoot -t 1 -o x --header A
refused 2 '--header =1: a keyword has 1 to 8' shoot -t 1 -o x --header =1
refused 2 '--header TELESCOPE=1: a keyword has 1 to 8' shoot -t 1 -o x --header TELESCOPE=1
refused 2 '--header A.B=1: keywords are made of' shoot -t 1 -o x --header A.B=1
refused 2 '--header GAIN=1: qhycam writes' shoot -t 1 -o x --header GAIN=1
refused 2 '--header naxis1=1: qhycam writes' shoot -t 1 -o x --header naxis1=1
refused 2 "--header A='x: the quoted text does not end" shoot -t 1 -o x --header "A='x"
refused 2 '--header A=: a value is missing' shoot -t 1 -o x --header A=
refused 2 '--header A=.*: value and comment are printable' shoot -t 1 -o x --header $'A=\t'
refused 2 '--header a=2: this keyword was given already' shoot -t 1 -o x --header A=1 --header a=2
many=()
for i in {1..65}; do
	many+=(--header "K$i=1")
done
refused 2 '--header: 64 of them are the most' shoot -t 1 -o x "${many[@]}"
refused 2 '--object: is to be 1 to 60 characters' shoot -t 1 -o x --object ''
refused 2 '--filter: is to be 1 to 60 characters' shoot -t 1 -o x --filter $'\t'
refused 2 '--output %o: %o needs --object' shoot -t 1 -o %o
refused 2 '--output %f: %f needs --filter' shoot -t 1 -o %f
refused 2 "--output %b: %b is for 'qhycam burst'" shoot -t 1 -o %b
refused 2 '--only and --first-file are for single files' burst -t 1 -o x --cube --only 2
refused 2 '--only and --first-file are for single files' burst -t 1 -o x --cube --first-file 2
refused 2 '--only 6: write frames of 2 to 5, like 2,2-5' burst -t 1 -o x --only 6
refused 2 '--only 1: write frames of 4 to 6' burst -t 1 -o x --start 3 --end 7 --only 1
refused 2 '--only 2,: write frames' burst -t 1 -o x --only 2,
refused 2 '--only 3-2: write frames' burst -t 1 -o x --only 3-2
refused 2 '--first-file 0: must be 1 \.\. 1000000' burst -t 1 -o x --first-file 0
refused 2 '--disk-timeout 0.9s: must be 1s \.\. 24h' shoot -t 1 -o x --disk-timeout 0.9s
refused 2 '--disk-timeout 25h: must be 1s \.\. 24h' burst -t 1 -o x --disk-timeout 25h
refused 2 '--disk-timeout never: is no duration' shoot -t 1 -o x --disk-timeout never
refused 2 '--writers 0: must be 1 \.\. 64' shoot -t 1 -o x --writers 0
refused 2 '--buffers 1: must be 2 \.\. 32' shoot -t 1 -o x --buffers 1
refused 2 '--exposure is missing' burst -o x
refused 2 '--output is missing' burst -t 1
refused 2 '--end must be at least 2 more' burst -t 1 -o x --start 5 --end 6
refused 2 '--start 0: must be 1 \.\. 65535' burst -t 1 -o x --start 0
refused 2 '--end 65536: must be 3 \.\. 65535' burst -t 1 -o x --end 65536
refused 2 'more than 1000000 frames' burst -t 1 -o x --end 65535 -n 100
refused 2 '--interval 5x: is no duration' burst -t 1 -o x --interval 5x
refused 2 '--compress and --cube exclude' burst -t 1 -o x --cube --compress rice
refused 2 'unknown option --live' burst -t 1 -o x --live
no_files
done_testing
