#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# guest.sh SECONDS SEED - one episode after the other until the time is over
#
# The same seed gives the same episodes in the same order. Every frame is
# compared with the pattern: all rows of small areas, each 64th of large ones.
# A line a minute and at the end: frames delivered, lost, damaged (and told to
# be) and wrong (damaged and not told: none is allowed), and how much memory is
# left. Ends at once when a frame was wrong, a stream stood still or the kernel
# warned.
. "$QHY_REPO/tests/lib/stream.sh"

seconds=$1
seed=$2
# Growth that is a leak, kB per hour, when it is above this by more than three
# times its own uncertainty: a stream's tables are 400 kB, and there are two
# streams a minute.
LEAK_AVAILABLE=20480
LEAK_UNRECLAIMABLE=4096
LEAK_VMALLOC=4096
WARM_UP=$((seconds / 5 < 600 ? seconds / 5 : 600))

began=$SECONDS
told=$SECONDS
episodes=0
failures=0
total_good=0 total_lost=0 total_damaged=0 total_wrong=0
samples=$T/samples
: > "$samples"

# below N, from LOW HIGH: the next random number, into $n. RANDOM has 15 bits.
below()
{
	n=$(((RANDOM << 15 | RANDOM) % $1))
}

from()
{
	below $(($2 - $1 + 1))
	n=$((n + $1))
}

failed()
{
	failures=$((failures + 1))
	echo "episode $episodes ($what): $*"
}

# A place and size as the camera takes them: $area, $width, $height, and which
# rows are compared.
random_area()
{
	local max_width max_height left top

	IFS='x+' read -r max_width max_height left top <<< "$(native)"
	step=1
	below 3
	if ((n == 0)); then
		area=$(native)
		width=$max_width height=$max_height step=64
		return
	fi
	from 16 $((n == 1 ? 300 : max_width / 4))
	width=$((n * 4))
	from 8 $((width < 1300 ? 500 : max_height / 2))
	height=$((n * 2))
	below $(((max_width - width) / 2 + 1))
	left=$((n * 2))
	below $(((max_height - height) / 2 + 1))
	top=$((n * 2))
	area=${width}x$height+$left+$top
	((width * height < 2000000)) || step=16
}

random_format()
{
	local all

	read -r -a all <<< "$(formats)"
	below ${#all[@]}
	format=${all[n]}
}

count()
{
	total_good=$((total_good + ${got[good]:-0}))
	total_damaged=$((total_damaged + ${got[damaged]:-0}))
	total_lost=$((total_lost + ${got[lost]:-0}))
	total_wrong=$((total_wrong + ${got[wrong]:-0} + ${got[damaged_bytes_bad]:-0}))
}

# watch ARGUMENT...: stream, count, and fail unless qhycheck ends with 0.
watch()
{
	stream -f "$format" -c "$area" -r "$step" -w 90000 -l "$@"
	count
	((status == 0)) || failed "status $status: $* $area $format: $out $err"
}

# change SEED TIMES: other values for what may change while it streams, which
# must not fail; the camera keeps nothing that paints into the image.
change()
{
	local names=(gain offset usb_traffic exposure_time_microseconds
		readout_mode cooler_mode cooler_target_temperature ddr_buffer)
	local most=(100 255 80 30000 5 2 500 1) least=(0 1 0 100 0 0 -200 0)
	local i k

	RANDOM=$1
	for ((i = 0; i < $2; i++)); do
		[[ ! -e $T/stop ]] || return
		below ${#names[@]}
		k=$n
		from "${least[k]}" "${most[k]}"
		v4l2-ctl -d "$(video_node)" -c "${names[k]}=$n" ||
			echo "${names[k]}=$n failed"
		below 500
		pause ".$(printf %03d "$n")"
	done
} > "$T/changes" 2>&1

# Full rate, settings as they are; others read and write gain and offset.
live()
{
	local user

	random_area
	random_format
	below 100000
	timeout 900 "$QHY_REPO/build/tests/bin/qhyuse" -d "$(video_node)" \
		-s "$n" > "$T/use" 2>&1 &
	user=$!
	from 5 20
	watch -e 1000 -b 8 -s "$n"
	kill "$user"
	wait "$user" || failed "qhyuse: $(< "$T/use")"
}

settings()
{
	local changer

	random_area
	random_format
	below 32768
	change "$n" 40 &
	changer=$!
	from 8 20
	watch -e 3000 -b 8 -s "$n"
	touch "$T/stop"
	wait "$changer"
	rm -f "$T/stop"
	[[ ! -s $T/changes ]] || failed "$(tail -n 3 "$T/changes")"
	v4l2-ctl -d "$(video_node)" -c readout_mode=0,ddr_buffer=1,usb_traffic=0 ||
		failed "settings cannot be put back"
}

# Every kind of fault that has a name on the wire, some frames apart.
faults()
{
	local actions=("drop 1" "drop 4096" "drop 70000" "insert 3" "insert 99999"
		short stall trailer filler)
	local bytes i at=0 line

	random_area
	random_format
	[[ $format == *8 || $format == GREY ]] && bytes=1 || bytes=2
	for ((i = 0; i < 20; i++)); do
		from 3 6
		at=$((at + n))
		below ${#actions[@]}
		case ${actions[n]} in
		trailer | filler)
			echo "fault on frame#$at do ${actions[n]}"
			;;
		*)
			line=${actions[n]}	# the next number is another one
			below $((width * height * bytes))
			echo "fault on frame#$at at byte $n do $line"
			;;
		esac
	done > "$T/rules"
	below 4
	((n)) || echo "fault on frame#$((at + 3)) at byte 1000 do silent" >> "$T/rules"
	cam_lines 0 < "$T/rules" || failed "the camera did not take the faults"
	from 10 20
	watch -e 1000 -b 8 -s "$n"
	# not all of them may have come
	cam 0 faults clear > /dev/null
}

burst()
{
	random_format
	# another episode may have left an exposure of minutes
	v4l2-ctl -d "$(video_node)" \
		-c capture_mode=0,exposure_time_microseconds=1000 ||
		failed "no live mode"
	from 1 20
	run timeout $((120 * ${QHY_TEST_SCALE:-1})) \
		"$QHY_REPO/build/tests/bin/qhyburst" -d "$(video_node)" -n 20 \
		-s "$n" -e $((n + 5)) -f "$format" -c 640x480+24+2
	[[ $status == 0 && $out == "bursts=20 frames=80 wrong=0 damaged=0" ]] ||
		failed "status $status: $out $err"
	total_good=$((total_good + 80))
	v4l2-ctl -d "$(video_node)" -c burst=0 || failed "burst mode stays"
}

single()
{
	random_area
	random_format
	from 200000 4000000
	watch -1 -e "$n" -n 3
}

camera_idle()
{
	[[ $(cam_status 0 state) == idle ]]
}

# An exposure of ten minutes, whose program is killed.
abort()
{
	random_area
	random_format
	run timeout 3 "$QHYCHECK" -1 -f "$format" -c "$area" -e 600000000
	((status == 124)) || failed "status $status: $out $err"
	wait_until 20 camera_idle || failed "the camera exposes on"
}

# No buffer for a while: the camera's memory fills.
starve()
{
	random_area
	random_format
	from 2 6
	watch -e 1000 -b 4 -n 30 -p "5:$n"
}

# Unplugged in the data; its program gets ENODEV.
replug()
{
	random_area
	random_format
	below 6
	at=$((n + 1))
	below $((width * height))
	cam 0 "fault on frame#$at at byte $n do unplug" > /dev/null
	stream -f "$format" -c "$area" -r "$step" -n 1000000 -w 90000 -e 1000 -l
	count
	[[ $status == 3 && $err == *"No such device"* ]] ||
		failed "status $status: $out $err"
	wait_until 20 have_nodes 0 || failed "the node stays"
	cam 0 plug > /dev/null
	wait_until 60 have_nodes 1 || failed "no node after the plug"
}

reset()
{
	local id pid

	random_area
	random_format
	id=$(lsusb | sed -n 's/.*ID \(1618:[0-9a-f]*\).*/\1/p')
	{
		pause 3
		usbreset "$id"
	} > "$T/reset" 2>&1 &
	pid=$!
	watch -e 1000 -b 6 -s 8
	wait "$pid" || failed "$(< "$T/reset")"
}

meminfo()
{
	sed -n "s/^$1: *\([0-9]*\) kB/\1/p" /proc/meminfo
}

# What is in use between two episodes: no buffers, no caches.
sample()
{
	sync
	echo 3 > /proc/sys/vm/drop_caches
	pause 0.5
	echo "$((SECONDS - began)) $(meminfo MemAvailable)" \
		"$(meminfo SUnreclaim) $(meminfo VmallocUsed)" >> "$samples"
}

counts()
{
	echo "$total_good delivered, $total_lost lost, $total_damaged damaged," \
		"$total_wrong wrong"
}

tell()
{
	local at available slab vmalloc

	sample
	told=$SECONDS
	read -r at available slab vmalloc <<< "$(tail -n 1 "$samples")"
	echo "$((at / 60)) min, $episodes episodes: $(counts);" \
		"MemAvailable $available kB, unreclaimable slab $slab kB," \
		"vmalloc $vmalloc kB"
}

# trend COLUMN SIGN: kB per hour that it grows, and three times the uncertainty
# of that, by a straight line through what came after the warm-up.
trend()
{
	awk -v column="$1" -v sign="$2" -v from="$WARM_UP" '
	$1 >= from { n++; x = $1 / 3600; y = sign * $column
		sx += x; sy += y; sxx += x * x; sxy += x * y; syy += y * y }
	END {
		if (n < 4) { print "0 0 few"; exit }
		d = n * sxx - sx * sx
		slope = (n * sxy - sx * sy) / d
		rest = syy - sy * sy / n - slope * (sxy - sx * sy / n)
		if (rest < 0) rest = 0
		printf "%d %d %d\n", slope,
			3 * sqrt(rest / (n - 2) / (sxx - sx * sx / n)), n
	}' "$samples"
}

# leak NAME COLUMN SIGN BOUND
leak()
{
	local growth slack used

	read -r growth slack used <<< "$(trend "$2" "$3")"
	if [[ $used == few ]]; then
		echo "$1: too few samples for a trend"
	elif ((growth - slack > $4)); then
		failures=$((failures + 1))
		echo "$1: grows by $growth +- $slack kB per hour: more than $4"
	else
		echo "$1: grows by $growth +- $slack kB per hour ($used samples)"
	fi
}

kernel_fine()
{
	# out-of-tree and unsigned: it is
	(($(< /proc/sys/kernel/tainted) & ~(1 << 12 | 1 << 13))) || return 0
	failed "the kernel is tainted: $(< /proc/sys/kernel/tainted)"
}

RANDOM=$seed
load_driver unconfirmed=1
kinds=(live live live settings settings faults faults burst single starve
	replug abort reset)
until ((SECONDS - began >= seconds || failures || total_wrong)); do
	below ${#kinds[@]}
	what=${kinds[n]}
	episodes=$((episodes + 1))
	from 1 32767
	next=$n
	"$what"
	RANDOM=$next	# however much of it the episode used
	kernel_fine
	((SECONDS - told < 60)) || tell
done
tell
qhy_unload || failed "the driver does not unload"
echo "end: $(counts); $episodes episodes in $(((SECONDS - began) / 60)) min, seed $seed"
leak "memory in use" 2 -1 $LEAK_AVAILABLE
leak "unreclaimable slab" 3 1 $LEAK_UNRECLAIMABLE
leak "vmalloc" 4 1 $LEAK_VMALLOC
cp "$samples" /out/samples
exit $((failures > 0 || total_wrong > 0))
