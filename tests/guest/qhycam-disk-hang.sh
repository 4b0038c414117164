#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A disk that does not answer: qhycam waits as long as it is told to, names what is
# whole, lets the camera go and ends with 9. Frozen, a file system holds its threads
# in the kernel; what is said is said all the same, and the process goes when it thaws.
# needs: camera=268m,pace=fast limit=180s tags=qhycam,deep kernel=stock
. "$QHY_REPO/tests/lib/qhycam.sh"

area=(-t 1ms --roi 640x480+24+0)
patience=$((2 * ${QHY_TEST_SCALE:-1}))s
silent="not written, the disk has not answered for $patience \\(--disk-timeout\\)"

# named_only: what has its name was told, is whole and as many as $1, and the camera is idle.
named_only()
{
	local -a names

	read -r -a names <<< "$(tr '\n' ' ' < "$T/out")"
	is "files" "${#names[@]}" "$1"
	is "those that were named" "$(find . -type f ! -name '.*' -printf '%P\n' | sort | tr '\n' ' ')" \
		"$(printf '%s\n' "${names[@]}" | sort | sed '/^$/d' | tr '\n' ' ')"
	((${#names[@]} == 0)) || check "they are whole" pattern_frames "${names[@]}"
	is "the camera is idle" "$(cam_status 0 state)" idle
	rm -rf ./* ./.[!.]*
}

# hangs CALL:N FILES REGEX ARGUMENTS...: from there on; FILES are whole before.
hangs()
{
	local where=$1 files=$2 regex=$3

	shift 3
	diag "$where: $*"
	export LD_PRELOAD=$QHY_REPO/build/tests/bin/qhycam-hang.so QHYCAM_HANG=$where
	qhycam "$@" --disk-timeout "$patience"
	unset LD_PRELOAD QHYCAM_HANG
	want_status 9
	want_err_has "$regex: $silent"
	named_only "$files"
}

load_driver
mkdir d
modprobe brd rd_nr=1 rd_size=409600 || bail "no disk in memory"
modprobe ext4 || bail "no ext4"
[[ -b /dev/ram0 ]] || mknod /dev/ram0 b 1 0
mkfs.ext4 -q /dev/ram0 400M || bail "no file system"
mount /dev/ram0 d || bail "it cannot be mounted"
"$QHYCAM" shoot "${area[@]}" -n 1000 --live --disk-timeout "$patience" -o d/a > "$T/out" 2> "$T/err" \
	< /dev/null &
pid=$!
check "it writes" wait_until 30 test -e d/a-0003.fits
# Threads that hang are what this is about: no reason for the kernel to panic.
hung=/proc/sys/kernel/hung_task_timeout_secs
seconds=$(< $hung)
echo 0 > $hung
fsfreeze -f d || bail "it cannot be frozen"
check "frozen: it says so" wait_until 60 grep -qE "$silent" "$T/err"
matches "frozen: what it says" "$(tail -n 1 "$T/err")" \
	"^qhycam shoot: d/a-[0-9]{4}.fits: $silent"
check "frozen: the camera is idle" camera_state idle
# Somebody else can use the camera while the kernel still has the threads.
mv "$T/out" "$T/first"
qhycam shoot "${area[@]}" -o b
want_status 0
check "its pixels" pattern_frames b.fits
"$QHYCAM" doctor --no-stream --dir d > "$T/doctor" 2>&1 < /dev/null &
doctor=$!
check "frozen: doctor says so" wait_until 60 grep -q 'fail  disk: d: does not answer' "$T/doctor"
check "frozen: and all the rest" wait_until 20 grep -q ' failing$' "$T/doctor"
fsfreeze -u d
echo "$seconds" > $hung
wait $doctor
is "thawed: doctor ends" $? 3
wait $pid
is "thawed: exit code" $? 9
mv "$T/first" "$T/out"
at_least "files that were named" "$(wc -l < "$T/out")" 3
is "thawed: files are those" "$(printf '%s\n' d/*.fits)" "$(sort "$T/out")"
check "thawed: they are whole" pattern_frames d/*.fits
umount d

cd d || bail "no d"
hangs access:1 0 'a-%n' shoot "${area[@]}" -n 2 -o a-%n
hangs open:2 1 a-0002.fits shoot "${area[@]}" -n 3 -o a --writers 1
hangs fsync:3 1 a-0002.fits shoot "${area[@]}" -n 9 --live -o a --writers 1 --buffers 2
hangs open:1 0 a.ser shoot "${area[@]}" -n 3 -o a --ser
hangs pwrite:4 0 a.ser shoot "${area[@]}" -n 3 -o a --ser --writers 2
hangs fsync:1 0 a.ser shoot "${area[@]}" -n 3 -o a --ser
hangs fsync:3 1 a.png shoot "${area[@]}" -o a --preview a.png

# A disk that is only slow: each file that gets ready is news.
qhycam shoot "${area[@]}" -n 3 -o a --disk-timeout 30s
want_status 0
named_only 3
cd ..
done_testing
