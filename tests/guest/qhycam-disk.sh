#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A full disk ends with 9 and leaves whole files only.
# needs: camera=268m,pace=fast limit=90s tags=qhycam
. "$QHY_REPO/tests/lib/qhycam.sh"

load_driver
mkdir small
mount -t tmpfs -o size=10m tmpfs small || bail "no tmpfs"
cd small || bail "no small"
qhycam shoot -t 1ms -n 5 --roi 1920x1080+24+0 -o a.fits --writers 1
want_status 9
want_out $'a-0001.fits\na-0002.fits'
want_err_has 'a-0003.fits: disk full, 4\.[0-9] MB needed, [0-9.]+ MB free; no part was kept'
files_here a-0001.fits a-0002.fits
check "the files are good" pattern_frames a-*.fits
qhycam shoot -t 1ms -n 5 --roi 1920x1080+24+0 -o a.fits --overwrite --writers 1
want_status 9 "overwriting needs room for a second file"
files_here a-0001.fits a-0002.fits
check "the old files are still good" pattern_frames a-*.fits
rm a-*

# Several at a time may keep each other from finding room; what has its name is whole.
qhycam shoot -t 1ms -n 5 --roi 1920x1080+24+0 -o a.fits --live --writers 4
want_status 9 "four writers"
want_err_has 'disk full'
read -r -a names <<< "$(tr '\n' ' ' < "$T/out")"
at_most "files" "${#names[@]}" 2
is "files are those that were named" "$(find . -type f -printf '%P\n' | sort | tr '\n' ' ')" \
	"${names[*]}${names:+ }"
((${#names[@]} == 0)) || check "the files are good" pattern_frames "${names[@]}"
rm -f a-*

# A video is cut where the disk ends.
qhycam shoot -t 1ms -n 9 --roi 1920x1080+24+0 --ser -o a --live --writers 1
want_status 9 "SER"
want_out a.ser
is "SER: frames" "$(od -An -tu4 --endian=little -j38 -N4 a.ser | tr -d ' ')" 2
check "SER: its pixels" "$QHY_REPO/build/tests/bin/qhycam-pattern" -r 16:1920x1080+24+0 a.ser
files_here a.ser
rm a.ser
cd ..
umount small
mount -t tmpfs -o size=10m,ro tmpfs small || bail "no tmpfs"
refused 9 'directory small: files cannot be made in it' shoot -t 1 -o small/a.fits
umount small
rmdir small
refused 9 'directory small: No such file or directory' shoot -t 1 -o small/a.fits

qhycam shoot -t 1ms --roi 64x64+0+0 -o /out/a.fits
want_status 0 "a file system without RENAME_NOREPLACE"
refused 2 '/out/a.fits exists already' shoot -t 1ms --roi 64x64+0+0 -o /out/a.fits
rm -f /out/a.fits
is "the camera is idle" "$(cam_status 0 state)" idle
done_testing
