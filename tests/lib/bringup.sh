# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Words for the tests of qhycam bring-up; source it behind state.sh and qhycam.sh.

# bring_up NAME ARGUMENTS...: with a long limit; what the camera is sent meanwhile stands
# behind the mark NAME of its log.
bring_up()
{
	mark "$1"
	LIMIT=300 qhycam bring-up "${@:2}"
	mark "end of $1"
}

# sent NAME: after read_log, requests that told the camera something, each kind once: "d1/a0",
# or "b9" for a register; and "tier2" when one was of that.
sent()
{
	part "$1" | jq -r 'select(.ev == "control") | (select(.tier == 2) | "tier2"),
		(select(.dir == "out" and .type == "0x40") |
		if .req == "0xd1" then "d1/" + .data[0:2] else .req[2:4] end)' |
		sort -u | tr '\n' ' '
}

# named: the assumptions that the last bring_up --json finds contradicted.
named()
{
	jq -r 'select(.verdict == "contradicted") | "A\(.number)"' "$T/out" | tr '\n' ' '
}
