#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# fetch.sh SUITE REGEX: the newest Debian package of SUITE whose whole name
# matches, unpacked into the cache. Prints its directory, NAME_VERSION. What is
# newest is asked once a week. The suite's address is that of this system's own
# in apt's configuration, and the system's package lists are left as they are.
set -eu
cd "$(dirname "$0")"
# shellcheck source=tests/kernel/cache.sh
. ./cache.sh

suite=${1:?usage: fetch.sh SUITE REGEX}
regex=${2:?usage: fetch.sh SUITE REGEX}

answer=$cache/newest-$suite-${regex//[^a-z0-9]/_}
lock fetch
if [[ -n $(find "$answer" -mtime -7 2> /dev/null) && -d $(< "$answer") ]]; then
	cat "$answer"
	exit 0
fi

tmp=$(mktemp -d -p "$cache" tmp.XXXXXX)
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$tmp/lists/partial" "$tmp/cache/archives/partial" "$tmp/root"

# sources: this suite as it is configured, with its updates; or this system's
# archive with another suite.
sources()
{
	local own

	own=$(. /etc/os-release && echo "$VERSION_CODENAME")
	# shellcheck disable=SC2016 # apt's variables
	apt-get indextargets --format '$(RELEASE) $(REPO_URI)' \
		'Created-By: Packages' | sort -u |
		awk -v suite="$suite" -v own="$own" '
			index($1 "-", suite "-") == 1 {
				print "deb", $2, $1, "main"
				found = 1
			}
			$1 == own { uri = $2 }
			END {
				if (!found && uri)
					print "deb", uri, suite, "main"
			}'
}

apt()
{
	"$@" -o Dir::Etc::sourcelist="$tmp/sources.list" \
		-o Dir::Etc::sourceparts=- -o Dir::State::lists="$tmp/lists" \
		-o Dir::Cache="$tmp/cache" -o Dir::State::status=/dev/null \
		-o APT::Sandbox::User=root
}

sources > "$tmp/sources.list"
[[ -s $tmp/sources.list ]] ||
	fail "apt knows no archive of this system's release"
apt apt-get update < /dev/null > "$tmp/log" 2>&1 ||
	fail "$(tail -n 5 "$tmp/log")" "$suite: no package lists"
package=$(apt apt-cache pkgnames | grep -Ex -- "$regex" | sort -V | tail -n 1)
[[ $package ]] || fail "$suite has no package $regex"
version=$(apt apt-cache show --no-all-versions "$package" |
	sed -n 's/^Version: //p')
directory=$cache/${package}_$version
if [[ ! -d $directory ]]; then
	(cd "$tmp" && apt apt-get download "$package") < /dev/null \
		> "$tmp/log" 2>&1 ||
		fail "$(tail -n 5 "$tmp/log")" "$package: not downloaded"
	dpkg-deb -x "$tmp"/*.deb "$tmp/root"
	mv "$tmp/root" "$directory"
fi
echo "$directory" > "$answer"
echo "$directory"
