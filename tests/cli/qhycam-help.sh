#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Help and version go to stdout only, fit 80 columns, and name every option.
. "$QHY_REPO/tests/lib/qhycam.sh"

narrow()
{
	! awk 'length > 80 { print; wide = 1 } END { exit !wide }' "$T/out"
}

for args in help --help -h "list --help" "info --help" "shoot --help" "shoot -h" \
	"burst --help" "help burst" "help list" "help info" "help shoot" "help sequence" "help help" \
	"help status" "trace --help" "help cool" "warm -h" "help wheel" "help gpio" "doctor --help" \
	"help broadcast"; do
	read -r -a words <<< "$args"
	qhycam "${words[@]}"
	want_status 0
	want_err ""
	want_out_has '^usage: qhycam '
	check "$args fits 80 columns" narrow
done
qhycam help shoot
both="exposure output count type gain offset mode traffic bits effective full overscan roi
	bin bin-average object filter header compress writers buffers camera overwrite quiet
	verbose first help disk-timeout"
for option in $both live retries preview ser raw; do
	want_out_has "--$option " "--$option"
done
qhycam help burst
for option in $both start end interval cube whole only first-file; do
	want_out_has "--$option " "--$option"
done
qhycam help sequence
for option in dry-run journal restart anyway camera quiet help; do
	want_out_has "--$option " "--$option"
done
qhycam help trace
for option in check maker all device json help; do
	want_out_has "--$option " "--$option"
done
qhycam --version
want_status 0
want_err ""
want_out_has '^qhycam [0-9]'
want_out_has $'\ncfitsio [0-9]'
want_out_has $'\nkernel module qhyccd '
qhycam
want_status 2
want_out ""
want_err_has $'\n  shoot '
run bash -c "$QHYCAM --version > /dev/full"
want_status 1 "output to a full disk"
one_line 'standard output'
done_testing
