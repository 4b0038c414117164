# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Words for tests in a clean Debian root: a directory with the packages that
# debootstrap installs, where others can be installed without a network. It is
# made once and kept as a tar file in ~/.cache/qhyccd-debroot; deleting that is
# always safe.

debroot_cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/qhyccd-debroot

# The mirrors are those of this host; so are suite and architecture.
debroot_sources()
{
	apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' \
		"Created-By: Packages" "Origin: Debian" | sort -u
}

# debroot_fill ROOT DEPENDS PACKAGE...: a new root in ROOT.
debroot_fill()
{
	local root=$1 depends=$2 suite mirror

	shift 2
	# shellcheck disable=SC1091
	suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
	mirror=$(apt-get indextargets --format '$(REPO_URI)' "Created-By: Packages" \
		"Origin: Debian" "Codename: $suite" | head -n 1)
	[[ $mirror ]] || {
		echo "apt has no mirror of Debian $suite" >&2
		return 1
	}
	debootstrap --variant=minbase "$suite" "$root" "$mirror" || return
	debroot_sources > "$root/etc/apt/sources.list"
	apt-config dump | grep -E '^Acquire::(http|https|ForceIPv|Retries|Check-)' \
		> "$root/etc/apt/apt.conf.d/90host"
	echo 'APT::Install-Recommends "false"; Dpkg::Use-Pty "0";' \
		> "$root/etc/apt/apt.conf.d/91test"
	debroot_run "$root" apt-get update || return
	debroot_run "$root" apt-get install -y "$@" || return
	# Fetched, not installed: that is for the test to do.
	debroot_run "$root" apt-get satisfy -y --download-only "$depends"
}

# debroot_run ROOT COMMAND...: in the root, with /proc; nothing that it starts
# or mounts outlives it. No network if $debroot_offline.
debroot_run()
{
	local root=$1

	shift
	# shellcheck disable=SC2016 # for the inner shell
	unshare --mount --pid --fork --kill-child ${debroot_offline:+--net} sh -c '
		root=$1
		shift
		mount -t proc proc "$root/proc" || exit 125
		exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
			HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
	' sh "$root" "$@" < /dev/null
}

# debroot_tar DEPENDS PACKAGE...: print the name of the tar file of a root in
# which PACKAGE... are installed and all that DEPENDS needs is at hand.
debroot_tar()
{
	local key tar root status=0

	key=$(printf '%s\n' "$@" "$(debroot_sources)" "$(dpkg --print-architecture)" \
		"$(< "${BASH_SOURCE[0]}")" | sha256sum | cut -c 1-24)
	tar=$debroot_cache/$key.tar.zst
	mkdir -p "$debroot_cache"
	exec 9> "$debroot_cache/lock"
	flock 9
	if [[ ! -s $tar ]]; then
		root=$(mktemp -d "$TMPDIR/debroot.XXXXXX")
		chmod 755 "$root"
		debroot_fill "$root" "$@" >&2 &&
			tar -C "$root" --zstd -cf "$tar.new" . && mv "$tar.new" "$tar" || status=1
		rm -rf "$root" "$tar.new"
	fi
	exec 9>&-
	((status == 0)) && echo "$tar"
}
