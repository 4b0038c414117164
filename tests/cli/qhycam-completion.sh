#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# bash completion offers every verb, every option of a verb's help, choices and
# files where they belong, and nothing where there is nothing to offer.
. "$QHY_REPO/tests/lib/qhycam.sh"

# As bash does it, where it stands without the package bash-completion.
# shellcheck source=SCRIPTDIR/../../userspace/completion/qhycam
. "$QHY_REPO/userspace/completion/qhycam"
PATH=$(dirname "$QHYCAM"):$PATH

# offered WORD...: what is offered for the last one, sorted, in one line.
# shellcheck disable=SC2034 # the function looks at COMP_WORDS, COMP_CWORD
offered()
{
	local COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))

	COMPREPLY=()
	_qhycam "$QHYCAM"
	printf '%s\n' "${COMPREPLY[@]}" | sort | tr '\n' ' ' | sed 's/^ *//; s/ *$//'
}

# options VERB: the long ones of its help.
options()
{
	"$QHYCAM" help "$1" | sed -nE 's/^  (-.,|   ) (--[a-z-]+).*/\2/p' | sort | tr '\n' ' ' |
		sed 's/ $//'
}

is "it is registered" "$(complete -p qhycam)" "complete -F _qhycam qhycam"
verbs=$("$QHYCAM" help | sed -nE 's/^  ([a-z-]+) {2,}.*/\1/p')
at_least "verbs" "$(wc -w <<< "$verbs")" 10
is "verbs" "$(offered qhycam '')" "$(printf '%s\n' "$verbs" --help --version | sort | tr '\n' ' ' |
	sed 's/ $//')"
for verb in $verbs; do
	[[ $verb != help ]] || continue
	is "options of $verb" "$(offered qhycam "$verb" --)" "$(options "$verb")"
done
is "verbs of help" "$(offered qhycam help '')" "$(sort <<< "$verbs" | tr '\n' ' ' | sed 's/ $//')"
is "a part of a verb" "$(offered qhycam "do")" doctor
is "a part of an option" "$(offered qhycam shoot --overw)" --overwrite
is "choices" "$(offered qhycam shoot --type '')" "bias dark flat light"
is "a part of a choice" "$(offered qhycam shoot --bits 1)" 16
touch m31.fits x.tar
is "files" "$(offered qhycam doctor --bundle '')" "m31.fits x.tar"
is "files, by letter" "$(offered qhycam shoot -o m)" "m31.fits"
is "files of a recording" "$(offered qhycam trace --check '')" "m31.fits x.tar"
is "directories" "$(offered qhycam doctor -d x)" x.tar
is "values that nobody can know" "$(offered qhycam cool --timeout '')" ""
is "behind a flag come options" "$(offered qhycam status --watch --j)" --json
is "a verb that does not exist" "$(offered qhycam xyzzy '')" ""
if [[ ! -e /sys/module/qhyccd ]]; then
	is "no cameras" "$(offered qhycam shoot --camera '')" ""
fi
run "$QHYCAM" __complete xyzzy
want_status 2
want_out ""
done_testing
