# SPDX-License-Identifier: GPL-2.0
"""The initramfs: process 1 (init/, built here) and the modules it loads."""

import fcntl
import hashlib
import os
import pathlib
import subprocess

from .config import VmError, cache_dir

INIT_DIR = pathlib.Path(__file__).resolve().parents[1] / "init"
# What stands between power-on and the host's root file system, a plugged
# camera and a V4L2 core ready for the driver. Built-in ones are left out.
WANTED = ["virtio_pci", "virtio_console", "9pnet_virtio", "9p", "overlay",
          "xhci_pci", "videodev", "videobuf2_v4l2", "videobuf2_vmalloc"]
CFLAGS = ["-std=gnu17", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Wshadow",
          "-Werror", "-static"]


def _name(path):
    return os.path.basename(path).split(".ko")[0].replace("-", "_")


def module_files(directory):
    """Paths of WANTED and all they need, in loading order."""
    depends = {}
    with open(directory / "modules.dep", encoding="ascii") as file:
        for line in file:
            path, needs = line.rstrip("\n").split(":")
            depends[_name(path)] = (path, needs.split())
    order = []

    def add(path, needs):
        # modules.dep lists what is needed, the deepest last.
        for other in [*reversed(needs), path]:
            if other not in order:
                order.append(other)

    for name in WANTED:
        if name in depends:
            add(*depends[name])
    return [directory / path for path in order]


def _unpacked(path):
    data = path.read_bytes()
    tool = {".xz": "xz", ".zst": "zstd", ".gz": "gzip"}.get(path.suffix)
    if tool:
        data = subprocess.run([tool, "-dc"], input=data, check=True,
                              stdout=subprocess.PIPE, timeout=60).stdout
    return data


def build_init():
    """Compile init/ once per content; returns the program's path."""
    sources = sorted(INIT_DIR.glob("*.c"))
    digest = hashlib.sha256(" ".join(CFLAGS).encode())
    for path in [*sources, *sorted(INIT_DIR.glob("*.h"))]:
        digest.update(path.read_bytes())
    program = cache_dir() / f"init-{digest.hexdigest()[:16]}"
    with open(cache_dir() / "init.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not program.exists():
            new = program.with_suffix(".new")
            done = subprocess.run(
                ["gcc", *CFLAGS, "-o", str(new), *map(str, sources)],
                stderr=subprocess.PIPE, text=True, timeout=120, check=False)
            if done.returncode:
                raise VmError("cannot build the machine's init:\n"
                              + done.stderr)
            new.rename(program)
    return program


class Cpio:
    """A cpio archive, format newc, in memory."""

    def __init__(self):
        self.parts = []
        self.count = 0

    def add(self, name, mode, data=b"", device=(0, 0)):
        self.count += 1
        fields = [self.count, mode, 0, 0, 1, 0, len(data), 0, 0, *device,
                  len(name) + 1, 0]
        head = b"070701" + b"".join(b"%08X" % f for f in fields)
        head += name.encode() + b"\0"
        self.parts += [head, b"\0" * (-len(head) % 4), data,
                       b"\0" * (-len(data) % 4)]

    def finish(self):
        self.add("TRAILER!!!", 0)
        return b"".join(self.parts)


def make_initramfs(kernel):
    """The archive for a kernel, as bytes; equal input gives equal bytes."""
    cpio = Cpio()
    for name in ("dev", "modules"):
        cpio.add(name, 0o040755)
    cpio.add("dev/console", 0o020600, device=(5, 1))
    cpio.add("init", 0o100755, build_init().read_bytes())
    names = []
    for path in module_files(kernel.modules) if kernel.modules else []:
        names.append(f"/modules/{_name(path)}.ko")
        cpio.add(names[-1][1:], 0o100644, _unpacked(path))
    cpio.add("modules/list", 0o100644, "".join(n + "\n" for n in names)
             .encode())
    return cpio.finish()
