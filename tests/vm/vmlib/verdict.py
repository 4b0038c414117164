# SPDX-License-Identifier: GPL-2.0
"""What the kernel's own log says about a run."""

import re

# O: out-of-tree module, E: unsigned module. Ours is both. N: KUnit has run.
TAINT_ALLOWED = 1 << 12 | 1 << 13 | 1 << 18

_BAD = re.compile("|".join([
    r"^WARNING:", r"^BUG:", r"^BUG ", r"^Oops", r"^kernel BUG at",
    r"------------\[ cut here \]", r"^general protection", r"^Kernel panic",
    r"^INFO: task .* blocked", r"^INFO: possible ", r"^INFO: trying to reg",
    r"soft lockup", r"hard LOCKUP", r"detected stalls?", r"self-detected stall",
    r"refcount_t:", r"\b[Uu]nbalanced\b", r"UNBALANCED!",
    r"list_(add|del) corruption",
    r"scheduling while atomic", r"sleeping function called", r"^Bad page",
    r"^KASAN:", r"^KFENCE:", r"^KCSAN:", r"^UBSAN:", r"^DMA-API:.*(error|warn|dev)",
    r"^ODEBUG:", r"^qhy_leaks: ", r"usercopy: Kernel memory",
    r"^divide error", r"^invalid opcode", r"^unregister_netdevice: waiting",
    r"^VFS: Busy inodes", r"^irq \d+: nobody cared", r"driver bug:",
    r"still has .* in use", r"^DEBUG_LOCKS", r"^swiotlb buffer is full",
    r"sysfs: cannot create duplicate", r"^kobject_add_internal failed",
    r"^debugfs: .*already present", r"^proc_dir_entry .*already registered",
]))
_PREFIX = re.compile(r"^\[ *\d+\.\d+\](\[[^]]*\])? ")


def complaints(text, allowed=()):
    """Lines of a kernel log that no run may cause, in their order."""
    permitted = [re.compile(a) for a in allowed]
    found = []
    for line in text.splitlines():
        bare = _PREFIX.sub("", line.rstrip("\r"))
        if _BAD.search(bare) and not any(p.search(bare) for p in permitted):
            found.append(line.rstrip("\r"))
    return found


def taint_complaint(before, after):
    """Text about new taint flags, or None."""
    new = after & ~before & ~TAINT_ALLOWED
    if not new:
        return None
    letters = "PFSRMBUDAWCIOELKXTN"
    flags = "".join(c for i, c in enumerate(letters) if new >> i & 1)
    return f"kernel tainted: {flags or new}"


class KmsgReader:
    """Turns the stream of /dev/kmsg records into dmesg lines.

    A record is 'level,sequence,microseconds,flags;text' and may be followed by
    lines with a space in front (properties), which are left out.
    """

    def __init__(self):
        self.rest = ""

    def feed(self, data):
        self.rest += data
        *lines, self.rest = self.rest.split("\n")
        out = []
        for line in lines:
            head, semicolon, text = line.partition(";")
            fields = head.split(",")
            if line.startswith(" ") or not semicolon or len(fields) < 4:
                continue
            stamp = int(fields[2]) if fields[2].isdigit() else 0
            text = text.replace("\\x0a", "\n")
            out.append(f"[{stamp // 1000000:5d}.{stamp % 1000000:06d}] {text}")
        return "".join(line + "\n" for line in out)
