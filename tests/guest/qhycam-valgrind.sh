#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# valgrind has nothing to say of qhycam at work: no byte that was never written is
# looked at, none behind the end, and nothing is left at the end.
# needs: camera=268m,pace=fast deep limit=600s mem=4G tags=qhycam
. "$QHY_REPO/tests/lib/qhycam.sh"

command -v valgrind > /dev/null || bail "no valgrind"

# clean STATUS ARGUMENTS...: it ends so, and valgrind has found nothing.
clean()
{
	local want=$1

	shift
	run timeout $((300 * ${QHY_TEST_SCALE:-1})) valgrind --quiet --error-exitcode=99 \
		--leak-check=full --show-leak-kinds=definite,possible "$QHYCAM" "$@"
	run_command="qhycam $*"
	want_status "$want"
	check "$*: valgrind is silent" eval '! grep -q "^==[0-9]*==" "$T/err"'
}

area=(-t 1ms --roi 324x242+1002+500)
load_driver unconfirmed=1
clean 0 list
clean 0 status --watch --count 2 --interval 1s
clean 0 shoot "${area[@]}" -n 3 --writers 2 -o a --header A=1/c
check "pixels" pattern_frames a-*.fits
clean 0 burst "${area[@]}" --cube -o e
clean 0 shoot "${area[@]}" -n 4 --live --ser -o d
clean 0 shoot "${area[@]}" --compress rice -o c --preview c.png
printf '%s\n' "shoot ${area[*]} -n 2 -o i" 'wait 1ms' > p
# it starts itself again for each step, which valgrind does not let it do
clean 0 sequence --dry-run p
clean 9 shoot "${area[@]}" -o nowhere/f
clean 0 info
done_testing
