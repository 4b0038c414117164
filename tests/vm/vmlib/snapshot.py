# SPDX-License-Identifier: GPL-2.0
"""Saved machines: one file per hash of all that decides their content."""

import fcntl
import os
import pathlib
import shutil
import time

from .channel import Loop
from .config import VmError, cache_dir, scale
from .initramfs import make_initramfs
from .machine import Hardware, Machine
from .process import socket_dir
from .verdict import complaints

BOOT_LIMIT = 120        # seconds; 7 on an idle machine
KEEP = 8                # saved machines; each has about 90 MiB


class State:
    """Paths of one saved machine and of the initramfs it was booted from."""

    def __init__(self, kernel, hardware):
        self.kernel = kernel
        self.hardware = hardware
        initramfs = make_initramfs(kernel)
        key = hardware.key(kernel, initramfs)
        self.state = cache_dir() / f"{key}.state"
        self.log = cache_dir() / f"{key}.log"
        self.initramfs = cache_dir() / f"{key}.cpio"
        self.lock = cache_dir() / f"{key}.lock"
        if not self.initramfs.exists():
            _publish(self.initramfs, lambda new: new.write_bytes(initramfs))

    def ensure(self, tell=lambda text: None):
        """Build it unless it is there; one builder at a time."""
        with open(self.lock, "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self.state.exists():
                tell(f"saving a booted machine ({self.kernel.release}) ...")
                self._build()
                _prune(keep=self.state)
        os.utime(self.state)

    def _build(self):
        with socket_dir() as text:
            directory = pathlib.Path(text)
            boot(self, directory,
                 lambda machine: _publish(self.state, machine.save))
            shutil.copyfile(directory / "dmesg", self.log)


def boot(state, directory, then):
    """Boot cold with nothing attached, call then(machine), end it."""
    loop = Loop()
    machine = Machine(loop, state.hardware, state.kernel, directory)
    try:
        try:
            machine.start(state.initramfs, directory)
            machine.wait_ready(BOOT_LIMIT * scale())
        except VmError as error:
            raise VmError(f"{error}\n{tail(directory / 'serial')}"
                          f"{tail(directory / 'qemu.err')}") from None
        found = complaints((directory / "dmesg").read_text())
        if found:
            raise VmError("the kernel complains while it boots:\n"
                          + "\n".join(found[:10]))
        then(machine)
    finally:
        machine.stop()
        machine.close()
        loop.close()


def tail(path, lines=15):
    try:
        text = path.read_text(errors="replace")
    except OSError:
        return ""
    return "".join(line + "\n" for line in text.splitlines()[-lines:])


def _publish(path, write):
    """Write under a temporary name, rename when whole."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(new)
        new.rename(path)
    finally:
        new.unlink(missing_ok=True)


def _prune(keep):
    """Remove the machines that were not used for longest."""
    states = sorted(cache_dir().glob("*.state"), reverse=True,
                    key=lambda path: path.stat().st_mtime)
    for path in states[KEEP:]:
        if path != keep:
            for suffix in (".state", ".log", ".cpio"):
                path.with_suffix(suffix).unlink(missing_ok=True)
    for path in cache_dir().glob(".*"):
        if time.time() - path.stat().st_mtime > 86400:
            path.unlink(missing_ok=True)


def pick_accel(wanted, kernel, memory_mib, cpu):
    """Hardware for QHY_VM_ACCEL; auto tries KVM once per boot of the host.

    /dev/kvm that opens proves nothing: it may hang the guest in early boot.
    """
    if wanted in ("", "tcg"):
        return Hardware(memory_mib, "tcg", cpu)
    if wanted == "kvm":
        return Hardware(memory_mib, "kvm", cpu)
    if wanted != "auto":
        raise VmError(f"QHY_VM_ACCEL={wanted}: tcg, kvm or auto")
    accel = "kvm" if _kvm_boots(kernel) else "tcg"
    return Hardware(memory_mib, accel, cpu)


def _kvm_boots(kernel):
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        return False
    with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
        answer = cache_dir() / f"kvm-{file.read().strip()}"
    if not answer.exists():
        answer.write_text("yes" if _probe(kernel) else "no")
    return answer.read_text() == "yes"


def _probe(kernel):
    state = State(kernel, Hardware(1024, "kvm"))
    with socket_dir() as text:
        loop = Loop()
        machine = Machine(loop, state.hardware, kernel, pathlib.Path(text))
        try:
            machine.start(state.initramfs, text)
            machine.wait_ready(30 * scale())
            return True
        except VmError:
            return False
        finally:
            machine.stop()
            machine.close()
            loop.close()
