#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The machine: what goes in, what comes out, and that nothing stays.
# needs: limit=240s tags=selftest
. "$QHY_REPO/tests/lib/test.sh"

vm=$QHY_REPO/tests/vm/vm
export XDG_CACHE_HOME=${XDG_CACHE_HOME:-$HOME/.cache}

vm_run()
{
	run "$vm" run --results "$T/results" "$@"
}


vm_run -- sh -c 'echo out; echo err >&2; exit 7'
want_status 7 "command"
want_out out "command"
want_err err "command"
is "results: out" "$(cat "$T/results/out")" out
is "results: err" "$(cat "$T/results/err")" err
is "results: exit" "$(jq .command_exit "$T/results/meta.json")" 7

vm_run -- no-such-program
want_status 127 "no program"
vm_run -- sh -c 'kill -TERM $$'
want_status 143 "killed"

vm_run -- sh -c 'seq 300000; printf "\0\377\n"; cat'
{
	seq 300000
	printf '\0\377\n'
} > "$T/want"
check "two megabytes of output, and no input" cmp "$T/want" "$T/out"

mkdir "$T/share"
echo in > "$T/share/in"
vm_run --out "$T/share" -- sh -c 'tr a-z A-Z < /out/in > /out/new &&
	touch "$QHY_REPO/in-memory-only" "/etc/in-memory-only"'
want_status 0 "share"
is "a file comes back" "$(cat "$T/share/new")" IN
check "the host's files stay as they were" test ! -e /etc/in-memory-only -a \
	! -e "$QHY_REPO/in-memory-only"

vm_run --env COLOUR=blue --chdir /usr/lib -- sh -c 'echo $COLOUR; pwd; date +%s'
now=$(date +%s)
is "variable and directory" "$(head -n 2 <<< "$out")" $'blue\n/usr/lib'
at_most "the clock is right (s)" "$((now - $(tail -n 1 <<< "$out")))" 10

vm_run -- sh -c "printf '%s\n' \"\$@\"" - 'a b' '' "it's" $'two\nlines' -- -x
want_out $'a b\n\nit\'s\ntwo\nlines\n--\n-x' "arguments"

vm_run --timeout 2 -- sleep 100
want_status 124 "time limit"
matches "tasks are shown" "$(cat "$T/results/dmesg")" "Show Blocked State"
vm_run -- sh -c 'echo c > /proc/sysrq-trigger'
want_status 121 "panic"
vm_run -- sh -c 'echo "BUG: it has legs" > /dev/kmsg'
want_status 120 "kernel's complaint"
vm_run --allow-kernel 'BUG: it has' -- \
	sh -c 'echo "BUG: it has legs" > /dev/kmsg'
want_status 0 "kernel's complaint, allowed"
vm_run -- sh -c 'sleep 100 &'
want_status 123 "left-over process"
vm_run --mem 1G --cold -- grep -c ^processor /proc/cpuinfo
want_status 0 "cold boot"
want_out 2 "cold boot, processors"

KERNEL=/etc/passwd vm_run -- true
want_status 125 "no kernel"
want_err_has "not an x86 kernel" "no kernel"
vm_run --camera 999x -- true
want_status 125 "no such model"
want_err_has "268m 268c" "no such model"
QHY_EMU=/bin/false vm_run --camera 268m -- true
want_status 125 "an emulator that ends"

vm_run --camera 268m --camera 600c,boot=loader -- \
	bash -c 'wait_until 20 test -e /sys/bus/usb/devices/2-1/devnum -a \
			-e /sys/bus/usb/devices/1-2/devnum
		cat /sys/bus/usb/devices/{2-1,1-2}/idProduct
		cam 0 status | grep -c 268m; cam 1 status | grep -c 600c
		cam 1 nonsense || echo $?'
want_status 0 "two cameras"
matches "two cameras, ids and control lines" "$out" \
	$'^c269\nc600\n1\n1\nerror .*\n1$'
check "camera's log" test -s "$T/results/camera1.jsonl"

# Who says unconfirmed=1 may send what no real camera has confirmed; nobody else.
vm_run --camera 268m -- bash -c 'qhy_load unconfirmed=1 && qhy_unload && qhy_load'
want_status 0 "requests of tier 2, said before"
vm_run --camera 268m -- bash -c 'qhy_load && qhy_unload && insmod "$QHY_MODULE" unconfirmed=1
	wait_until 20 test -e /dev/video0'
want_status 122 "requests of tier 2, not said before"
want_err_has 'of tier 2 without unconfirmed=1: .*"tier":2' "requests of tier 2"

# Whoever ends us: the machine and the cameras go too.
for signal in INT TERM KILL; do
	setsid "$vm" run --results "$T/results" --camera 268m -- \
		sh -c 'echo up; sleep 100' > "$T/up" 2> /dev/null &
	pid=$!
	wait_until 60 grep -q up "$T/up"
	at_least "SIG$signal: running" "$(pgrep -P "$pid" | wc -l)" 2
	pids=$(pgrep -P "$pid")
	kill -"$signal" "$pid"
	wait "$pid" 2> /dev/null
	# shellcheck disable=SC2086 # a list
	check "SIG$signal: nothing stays" wait_until 10 \
		bash -c '! ps -o pid= -p "$@"' - ${pids//$'\n'/,}
	: > "$T/up"
done
done_testing
