#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The suites of the pure files, in a kernel that looks at every access: all that
# the source has are run, beside the driver, and are good.
# needs: kernel=debug limit=300s tags=kunit,kernels
. "$QHY_REPO/tests/lib/test.sh"

# Beside the driver that was built for this kernel.
module=${QHY_MODULE%/drivers/*}/tests/kunit/qhyccd-kunit.ko

# "SUITE CASE" of each, as the source names them.
wanted()
{
	sed -nE 's/^T_SUITE\((\w+),$/suite \1/p
		s/^\tT_CASE\((\w+)\)(,|\);)$/case \1/p' \
		"$QHY_REPO"/tests/kunit/*.c |
		awk '$1 == "suite" { suite = $2 }
			$1 == "case" { print "qhyccd_" suite, $2 }'
}

# KTAP in the kernel's log: "ok|not SUITE CASE" of each result, and after one
# that is not ok what was said about it, as "# TEXT".
results()
{
	dmesg --notime | awk '
		/^    # Subtest: / { suite = $3; said = ""; next }
		/^(not )?ok / { suite = "" }
		!suite || /^    1\.\.[0-9]+$/ { next }
		/^    (not )?ok [0-9]+ / {
			bad = $1 == "not"
			print bad ? "not" : "ok", suite, $(bad ? 4 : 3)
			if (bad)
				printf "%s", said
			said = ""
			next
		}
		NF { sub(/^ +(# )?/, ""); said = said "# " $0 "\n" }'
}

load_driver
# KUnit waits for a case where no signal can end it: no task hangs there.
hang=/proc/sys/kernel/hung_task_timeout_secs
[[ ! -w $hang ]] || echo 0 > $hang
check "the module loads beside the driver" insmod "$module"
results > "$T/results"

while read -r verdict suite name; do
	case $verdict in
	ok)	ok "$suite: $name" ;;
	not)	not_ok "$suite: $name" ;;
	*)	diag "$suite${name:+ $name}" ;;
	esac
done < "$T/results"
wanted | sort > "$T/wanted"
awk '$1 != "#" { print $2, $3 }' "$T/results" | sort > "$T/ran"
check "the source has suites" test -s "$T/wanted"
check "all cases of the source were run" diff "$T/wanted" "$T/ran"
check "the module unloads" rmmod qhyccd_kunit
done_testing
