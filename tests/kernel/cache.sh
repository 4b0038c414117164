# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Where kernels are kept: $cache. Deleting it is always safe.

cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/qhyccd-kernels
mkdir -p "$cache"

# fail TEXT...: the last words.
fail()
{
	printf '%s\n' "$@" >&2
	exit 1
}

# lock NAME: until this process ends; who comes second waits, at most an hour.
lock()
{
	exec {lock_fd}> "$cache/$1.lock"
	flock -w 3600 "$lock_fd" || fail "$cache/$1.lock: still locked"
}
