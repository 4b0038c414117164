#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# 'qhycam trace --check' names in each bundle of tests/replay the assumption that
# its name says, and no other; the exit status counts them.
. "$QHY_REPO/tests/lib/qhycam.sh"

count=0
for bundle in "$QHY_REPO"/tests/replay/*.pcap; do
	name=$(basename "$bundle" .pcap)
	count=$((count + 1))
	qhycam trace --check --json "$bundle"
	want_status 21 "$name"
	is "$name: contradicted" \
		"$(jq -r 'select(.verdict == "contradicted") | .number' "$T/out" | tr '\n' ' ')" \
		"${name#A} "
	qhycam trace --check "$bundle"
	want_status 21 "$name, as text"
	want_out_has "     change: QHY_A\(${name#A}\) in a row of qhy-models.c"
	at_most "$name: bytes" "$(stat -c %s "$bundle")" 200000
done
is "bundles" "$count" 4
done_testing
