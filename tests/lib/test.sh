# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# The vocabulary of tests in shell; source it first:
#	. "$QHY_REPO/tests/lib/test.sh"
# A check prints one line of TAP and, when it fails, what it got; the test goes
# on. The last line of a test is done_testing: without it there is no plan, and
# the test has failed.

# Others that are sourced begin with it, too.
[[ -z ${tests_run:-} ]] || return 0
. "$QHY_REPO/tests/lib/machine.sh"

tests_run=0
tests_failed=0
# What the last run() gave; files "$T/out" and "$T/err" have the whole output.
status=0
out=
err=
# A directory of the test's own; it goes away at the end.
T=$(mktemp -d) || exit 1
trap 'rm -rf "$T"' EXIT

# diag TEXT...: an explanation in the output; every line starts with "# ".
diag()
{
	printf '%s\n' "$*" | head -n 20 | sed 's/^/# /'
}

# ok NAME, not_ok NAME [TEXT...]: a verdict that the test itself has reached.
ok()
{
	echo "ok $((++tests_run)) - $1"
}

not_ok()
{
	tests_failed=$((tests_failed + 1))
	echo "not ok $((++tests_run)) - $1"
	diag "line ${BASH_LINENO[-2]}"
	(($# < 2)) || diag "${@:2}"
	return 1
}

# tell_verdicts FILE PREFIX KEEP...: lines "ok NAME" and "not ok NAME" that another
# program wrote are results of this test, the others are said; when one is not ok the
# files KEEP stay with the results.
tell_verdicts()
{
	local line prefix=$2

	while IFS= read -r line; do
		case $line in
		'ok '*)		ok "$prefix${line#ok }" ;;
		'not ok '*)
			not_ok "$prefix${line#not ok }"
			cp "${@:3}" /out
			;;
		*)		diag "$line" ;;
		esac
	done < "$1"
}

# skip NAME WHY: this check cannot be made here.
skip()
{
	echo "ok $((++tests_run)) - $1 # SKIP $2"
}

# skip_all WHY: none of this test's checks can be made here. Ends the test.
skip_all()
{
	echo "1..0 # SKIP $1"
	exit 0
}

# bail WHY: what all else needs is not there. Ends the test as failed.
bail()
{
	echo "Bail out! $*"
	exit 1
}

# check NAME COMMAND...: ok if the command succeeds; its output explains if not.
# The command runs in a subshell: variables that it sets are lost.
check()
{
	local name=$1 text

	shift
	if text=$("$@" 2>&1); then
		ok "$name"
	else
		not_ok "$name" "failed: $*"$'\n'"$text"
	fi
}

# run COMMAND...: run it and keep status, out and err for the want_ checks.
run()
{
	run_command=$*
	"$@" > "$T/out" 2> "$T/err" < /dev/null
	status=$?
	# A shell variable holds no NUL bytes (the shell would say so); binary
	# output is in the file.
	{
		out=$(< "$T/out")
		err=$(< "$T/err")
	} 2> /dev/null
}

# is NAME GOT WANT: equal texts.
is()
{
	if [[ $2 == "$3" ]]; then
		ok "$1"
	else
		not_ok "$1" "want: $3"$'\n'"got:  $2"
	fi
}

# matches NAME GOT REGEX: the text has a part that matches.
matches()
{
	if [[ $2 =~ $3 ]]; then
		ok "$1"
	else
		not_ok "$1" "want: /$3/"$'\n'"got:  $2"
	fi
}

# at_least, at_most NAME GOT LIMIT: whole numbers.
at_least()
{
	if [[ $2 =~ ^-?[0-9]+$ ]] && (($2 >= $3)); then
		ok "$1"
	else
		not_ok "$1" "got '$2', want at least $3"
	fi
}

at_most()
{
	if [[ $2 =~ ^-?[0-9]+$ ]] && (($2 <= $3)); then
		ok "$1"
	else
		not_ok "$1" "got '$2', want at most $3"
	fi
}

# Checks of the last run(); NAME is the command unless given.
want_status()
{
	local name=${2:-$run_command}

	if [[ $status == "$1" ]]; then
		ok "$name: exit status $1"
	else
		not_ok "$name: exit status $1" "got $status"$'\n'"$err"
	fi
}

want_out()
{
	is "${2:-$run_command}: stdout" "$out" "$1"
}

want_err()
{
	is "${2:-$run_command}: stderr" "$err" "$1"
}

want_out_has()
{
	matches "${2:-$run_command}: stdout has" "$out" "$1"
}

want_err_has()
{
	matches "${2:-$run_command}: stderr has" "$err" "$1"
}

# load_driver [ARGUMENT...]: qhy_load, or the end of the test.
load_driver()
{
	qhy_load "$@" || bail "the driver did not load or bind"
}

# kernel_said REGEX: the kernel's log has such a line (since power-on).
kernel_said()
{
	dmesg | grep -Eq -- "$1"
}

# done_testing: the last line. A loaded driver must go, as it came.
done_testing()
{
	if [[ -d /sys/module/qhyccd && -n ${QHY_GUEST:-} ]]; then
		check "the driver unloads" qhy_unload
	fi
	if [[ -n ${record_text:-} ]]; then
		record_end
		recording_is_the_log
	fi
	echo "1..$tests_run"
	exit $((tests_failed > 0 || tests_run == 0))
}

if [[ -n ${QHY_TRACE:-} && ${QHY_CAMERAS:-0} == 1 ]]; then
	# shellcheck source=SCRIPTDIR/trace.sh
	. "$QHY_REPO/tests/lib/trace.sh"
	record_begin text
fi
