# SPDX-License-Identifier: GPL-2.0
"""One QEMU process: its hardware, its channels, and how it starts."""

import hashlib
import shlex
import subprocess

from . import channel
from .config import QEMU, VmError, scale
from .process import Child
from .qmp import Qmp
from .verdict import KmsgReader

PORTS = ("ctl", "out", "err", "log")        # virtio-serial, in this order
CAMERA_PORTS = 4                            # control lines qhyemu.0 ..
CMDLINE = ("console=ttyS0 loglevel=5 panic=-1 oops=panic nokaslr "
           "mitigations=off random.trust_cpu=on tsc=reliable no_timer_check "
           "rcupdate.rcu_cpu_stall_timeout=60 audit=0 net.ifnames=0 "
           "log_buf_len=4M kunit.enable=1 kunit.autorun=1")


def qemu_version():
    try:
        done = subprocess.run([QEMU, "--version"], stdout=subprocess.PIPE,
                              text=True, timeout=20, check=True)
    except FileNotFoundError:
        raise VmError(f"no {QEMU}: install qemu-system-x86") from None
    return done.stdout.split("\n", 1)[0]


class Hardware:
    """What the guest sees: decides, with kernel and initramfs, the hash."""

    def __init__(self, memory_mib=4096, accel="tcg", cpu="max"):
        self.accel = accel
        self.argv = [
            "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
            "-M", "q35", "-smp", "2", "-m", f"{memory_mib}M",
            "-cpu", "host" if accel == "kvm" else cpu,
            "-accel", "kvm" if accel == "kvm" else "tcg,thread=multi",
            "-rtc", "base=utc",
            "-device", "virtio-serial-pci,id=vs,max_ports=16",
            "-device", "qemu-xhci,id=xhci,p2=8,p3=8",
        ]

    def key(self, kernel, initramfs):
        """Names the saved state: equal only if all that matters is equal."""
        digest = hashlib.sha256()
        with open(kernel.image, "rb") as file:
            digest.update(file.read())
        digest.update(initramfs)
        text = [qemu_version(), CMDLINE, *PORTS, str(CAMERA_PORTS), *self.argv]
        digest.update("\0".join(text).encode())
        return digest.hexdigest()[:24]


class Machine:
    """A running QEMU. Readers of its channels are set as attributes."""

    def __init__(self, loop, hardware, kernel, results):
        self.loop = loop
        self.hardware = hardware
        self.kernel = kernel
        self.results = results
        self.child = None
        self.ready = None
        self.failed = None
        self.taint = 0
        self.on_ctl = lambda words: None
        self.sinks = {}
        self.kmsg = KmsgReader()
        self.dmesg = open(results / "dmesg", "w", encoding="utf-8",
                          errors="replace")
        self.serial = open(results / "serial", "wb")
        self.qmp = Qmp(loop, self.alive)
        self.channels = {
            "serial": channel.Channel(loop, self._serial_data),
            "tty": channel.Channel(loop, self._sink("tty")),
            "ctl": channel.Channel(loop, channel.Lines(self._ctl_line)),
            "out": channel.Channel(loop, self._sink("out")),
            "err": channel.Channel(loop, self._sink("err")),
            "log": channel.Channel(loop, self._sink("log")),
        }
        self.sinks["log"] = self.log_data

    def _sink(self, name):
        return lambda data: self.sinks.get(name, len)(data)

    def _serial_data(self, data):
        self.serial.write(data)
        self.serial.flush()

    def log_data(self, data):
        """Records of the kernel's log."""
        self.dmesg.write(self.kmsg.feed(data.decode("utf-8", "replace")))
        self.dmesg.flush()

    def _ctl_line(self, line):
        words = line.split(" ", 1)
        if words[0] == "ready":
            self.ready = words[1]
        elif words[0] == "fail":
            self.failed = words[1]
        elif words[0] == "taint":
            self.taint = int(words[1])
        self.on_ctl(words)

    def alive(self):
        return self.child is not None and not self.child.ended()

    def _channel_argv(self, camera_controls):
        argv = []

        def chardev(name):
            fd = self.channels[name].remote_fd()
            argv.extend(["-chardev", f"socket,id={name},fd={fd}"])

        for name in self.channels:
            chardev(name)
        argv += ["-serial", "chardev:serial",
                 "-device", "virtconsole,chardev=tty,nr=0"]
        for number, name in enumerate(PORTS, 1):
            argv += ["-device",
                     f"virtserialport,chardev={name},name={name},nr={number}"]
        for k in range(CAMERA_PORTS):
            path = camera_controls[k] if k < len(camera_controls) else None
            backend = f"socket,path={path},server=off" if path else "null"
            argv += ["-chardev", f"{backend},id=qhyemu.{k}", "-device",
                     f"virtserialport,chardev=qhyemu.{k},name=qhyemu.{k},"
                     f"nr={10 + k}"]
        fd = self.qmp.channel.remote_fd()
        return argv + ["-chardev", f"socket,id=qmp,fd={fd}",
                       "-mon", "chardev=qmp,mode=control"]

    def start(self, initramfs_path, share, camera_controls=(), state=None):
        """Start QEMU, cold or (with a saved state) waiting in resume()."""
        # a comma ends an option's value unless there are two
        quoted = str(share).replace(",", ",,")
        argv = [QEMU, "-name", "qhyvm,debug-threads=on",
                *self.hardware.argv, *self._channel_argv(camera_controls),
                "-kernel", str(self.kernel.image), "-initrd",
                str(initramfs_path), "-append", CMDLINE,
                "-virtfs", "local,id=host,path=/,mount_tag=host,"
                "security_model=none,readonly=on,multidevs=remap",
                "-virtfs", f"local,id=out,path={quoted},mount_tag=out,"
                "security_model=none"]
        if state:
            argv += ["-S", "-incoming", "defer"]
        channels = [*self.channels.values(), self.qmp.channel]
        with open(self.results / "qemu.err", "wb") as err:
            self.child = Child(argv, stdout=err, stderr=err,
                               pass_fds=[c.remote_fd() for c in channels])
        for one in channels:
            one.remote_taken()
        self.loop.watch(self.child.pidfd, self._qemu_ended)
        self.qmp.start(20 * scale())
        if state:
            self._load(state)

    def _qemu_ended(self):
        self.loop.forget(self.child.pidfd)

    def _load(self, state):
        self.qmp.command("migrate-incoming", uri=f"exec:cat {shlex.quote(str(state))}")
        self._migration_ends(60 * scale())
        self.ready = "resumed"

    def _migration_ends(self, seconds):
        def over():
            if not self.alive():
                return True
            info = self.qmp.command("query-migrate")
            status[0] = info.get("status", "none")
            return status[0] in ("completed", "failed", "cancelled")
        status = [""]
        for _ in range(int(seconds / 0.01)):
            if over():
                break
            self.loop.run(lambda: False, 0.01)
        if status[0] != "completed":
            raise VmError(f"machine state: {status[0] or 'QEMU ended'}")

    def save(self, path):
        """Write the state of a machine that has said ready, and end it."""
        self.qmp.command("stop")
        self.qmp.command("migrate-set-parameters", **{
            "max-bandwidth": 1 << 40})
        self.qmp.command("migrate", uri=f"exec:cat > {shlex.quote(str(path))}")
        self._migration_ends(120 * scale())
        # QEMU has closed the pipe, but the shell behind it may still write.
        self.qmp.command("quit")
        self.child.wait(20)

    def go(self):
        self.qmp.command("cont")

    def wait_ready(self, seconds):
        """Until init has said ready; VmError tells what there was instead."""
        self.loop.run(lambda: self.ready or self.failed or not self.alive(),
                      seconds)
        if self.failed:
            raise VmError(f"the guest could not start: {self.failed}")
        if not self.ready:
            raise VmError(f"the guest did not come up in {seconds:.0f} s "
                          f"(see {self.results}/serial)")

    def plug(self, camera):
        """Give the guest the camera: port K + 1 of its controller."""
        name = f"camera{camera.index}"
        self.qmp.command("chardev-add", id=name, backend={
            "type": "socket", "data": {
                "addr": {"type": "unix", "data": {"path": camera.wire}},
                "server": False}})
        self.qmp.command("device_add", driver="usb-redir", id=name,
                         chardev=name, bus="xhci.0",
                         port=str(camera.index + 1))

    def send(self, text):
        self.channels["ctl"].send(text.encode())

    def serial_break(self, letter):
        """SysRq from outside, when init no longer answers."""
        self.qmp.command("chardev-send-break", 5, id="serial")
        self.channels["serial"].send(letter.encode())

    def freeze(self):
        """Nothing moves any more: what cameras count is the command's doing."""
        try:
            if self.alive():
                self.qmp.command("stop", 5)
        except VmError:
            pass        # a QEMU that does not answer is ended all the same

    def stop(self):
        """End QEMU and read what is still in the channels."""
        if self.child is not None:
            if self.child.pidfd >= 0:
                self.loop.forget(self.child.pidfd)
            self.child.stop()
        for one in [*self.channels.values(), self.qmp.channel]:
            one.drain()
            one.close()

    def close(self):
        self.dmesg.close()
        self.serial.close()
