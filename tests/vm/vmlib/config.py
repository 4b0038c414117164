# SPDX-License-Identifier: GPL-2.0
"""Where things are, and what the environment asks for.

KERNEL           kernel image to boot (default: newest /boot/vmlinuz-6.1*)
KERNEL_MODULES   its modules directory (default: /lib/modules/VERSION)
KERNEL_DEBUG     set: it has kmemleak, which is asked after the command; half
                 as much memory again, for what such a kernel keeps
QHY_MODULE       the driver (default: drivers/media/usb/qhyccd/qhyccd.ko)
QHY_EMU          the emulated camera (default: build/emulator/qhyemu)
V4L2_COMPLIANCE  the program for tests (default: the installed one)
QHY_VM_ACCEL     tcg (default), kvm, or auto: kvm if a bounded probe boots
QHY_LONG         set: 60 s at each rate, 30 s without buffers (else 6, 10)
QHY_TRACE        set: each test of one camera records the bus, and compares it
                 with what the camera wrote down
QHY_TEST_SCALE   factor on every time limit (default 1)
XDG_CACHE_HOME   saved machines live in qhyccd-vm below it
"""

import glob
import os
import pathlib
import re
import struct

REPO = pathlib.Path(__file__).resolve().parents[3]
BUILD = REPO / "build"
EMULATOR = pathlib.Path(os.environ.get("QHY_EMU") or BUILD / "emulator/qhyemu")
MODULE = pathlib.Path(os.environ.get("QHY_MODULE")
                      or REPO / "drivers/media/usb/qhyccd/qhyccd.ko")
QEMU = "qemu-system-x86_64"


class VmError(Exception):
    """The run could not be made; the text says why and what to do."""


def scale():
    """Factor on time limits; at least a tenth, so that no limit is zero."""
    text = os.environ.get("QHY_TEST_SCALE", "1")
    try:
        return max(float(text), 0.1)
    except ValueError:
        raise VmError(f"QHY_TEST_SCALE={text}: not a number") from None


def cache_dir():
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    path = pathlib.Path(base) / "qhyccd-vm"
    path.mkdir(parents=True, exist_ok=True)
    return path


def _version_key(path):
    return [int(n) for n in re.findall(r"\d+", os.path.basename(path))]


def kernel_version(image):
    """The release text inside a bzImage: offset of it at 0x20e."""
    with open(image, "rb") as file:
        head = file.read(0x8000)
    if head[0x202:0x206] != b"HdrS":
        raise VmError(f"{image}: not an x86 kernel image")
    offset = struct.unpack_from("<H", head, 0x20e)[0] + 0x200
    return head[offset:].split(b" ", 1)[0].split(b"\0", 1)[0].decode()


class Kernel:
    """An image, its release and the directory of its modules (or None)."""

    def __init__(self):
        image = os.environ.get("KERNEL")
        if not image:
            found = sorted(glob.glob("/boot/vmlinuz-6.1*"), key=_version_key)
            if not found:
                raise VmError("no kernel: install linux-image-amd64, "
                              "or set KERNEL=/path/to/bzImage")
            image = found[-1]
        if not os.access(image, os.R_OK):
            raise VmError(f"{image}: cannot be read")
        self.image = pathlib.Path(image)
        self.release = kernel_version(image)
        self.debug = bool(os.environ.get("KERNEL_DEBUG"))
        self.own_modules = os.environ.get("KERNEL_MODULES")
        modules = pathlib.Path(self.own_modules
                               or f"/lib/modules/{self.release}")
        if self.own_modules and not (modules / "modules.dep").exists():
            raise VmError(f"{modules}: no modules.dep in it")
        self.modules = modules if (modules / "modules.dep").exists() else None


def parse_size(text):
    """'4G', '512M' -> MiB."""
    match = re.fullmatch(r"(\d+)([MG])", text)
    if not match:
        raise VmError(f"memory {text}: give it like 512M or 4G")
    size = int(match[1]) * (1024 if match[2] == "G" else 1)
    if not 256 <= size <= 65536:
        raise VmError(f"memory {text}: 256M to 64G")
    return size
