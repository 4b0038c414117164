#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# compliance.sh SUITE: v4l2-compliance of that suite, with the libraries that it
# needs, in the cache and not installed. Prints the program's path. One that is
# older than the kernel takes new members of a structure for a mistake.
set -eu
cd "$(dirname "$0")"
# shellcheck source=tests/kernel/cache.sh
. ./cache.sh

suite=${1:?usage: compliance.sh SUITE}
packages=("$(./fetch.sh "$suite" v4l-utils)")
for library in libc6 'libstdc[+][+]6' libgcc-s1 'libv4l-0(t64)?' \
	'libv4lconvert0(t64)?' libjpeg62-turbo; do
	packages+=("$(./fetch.sh "$suite" "$library")")
done

key=$(printf '%s\n' "${packages[@]##*/}" | sha256sum | cut -c 1-16)
tool=$cache/compliance-$key

lock compliance
if [[ ! -x $tool/v4l2-compliance ]]; then
	rm -rf "$tool"
	mkdir -p "$tool/lib"
	for package in "${packages[@]}"; do
		find "$package" -regex '.*/x86_64-linux-gnu/[^/]*[.]so[.0-9]*' \
			! -type d -exec cp -L -t "$tool/lib" {} +
	done
	cp "${packages[0]}/usr/bin/v4l2-compliance" "$tool/program"
	cat > "$tool/new" <<- EOF
		#!/bin/sh
		exec "$tool/lib/ld-linux-x86-64.so.2" --library-path \\
			"$tool/lib" "$tool/program" "\$@"
	EOF
	chmod +x "$tool/new"
	"$tool/new" --version > /dev/null ||
		fail "v4l2-compliance of $suite does not run here"
	mv "$tool/new" "$tool/v4l2-compliance"
fi
echo "$tool/v4l2-compliance"
