# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Words for the tests of qhycam doctor; source it instead of qhycam.sh.

# shellcheck source=SCRIPTDIR/state.sh
. "$QHY_REPO/tests/lib/state.sh"
# shellcheck source=SCRIPTDIR/qhycam.sh
. "$QHY_REPO/tests/lib/qhycam.sh"

findings=()

# read_findings: of the last run, "LEVEL|CHECK|CAMERA|TEXT|REMEDY" each; the exit
# status must be that of the findings.
read_findings()
{
	local want=0

	mapfile -t findings < <(jq -r 'select(.type == "finding") |
		[.level, .check, .camera // "", .text, .remedy // ""] |
		map(gsub("[|]"; "/")) | join("|")' "$T/out")
	[[ $'\n'$(printf '%s\n' "${findings[@]}") != *$'\n'[wf]a[ri]* ]] || want=3
	want_status $want
}

# doctor ARGUMENTS...: with its findings.
doctor()
{
	qhycam doctor --json "$@"
	want_err ""
	read_findings
}

# found LEVEL CHECK REGEX [REMEDY [CAMERA]]: there is such a finding; a remedy is
# there exactly when it is not ok.
found()
{
	local f fields

	for f in "${findings[@]}"; do
		IFS='|' read -r -a fields <<< "$f"
		[[ ${fields[0]} == "$1" && ${fields[1]} == "$2" && ${fields[2]} =~ ${5:-} &&
			${fields[3]} =~ $3 ]] || continue
		if [[ $1 == ok ]]; then
			is "$2: $1, $3" "${fields[4]:-}" ""
		else
			matches "$2: $1, $3" "${fields[4]:-}" "${4:-[a-z]}"
		fi
		return
	done
	not_ok "$2: $1, $3" "findings: $(printf '%s\n' "${findings[@]}")"
}

# none_of CHECK...: nothing was said about these.
none_of()
{
	local check all

	all=$(printf '%s\n' "${findings[@]}")
	for check; do
		[[ $all != *"|$check|"* ]] || not_ok "not looked at: $check" "$all" || return
	done
	ok "not looked at: $*"
}
