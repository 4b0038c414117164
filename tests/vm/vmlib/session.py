# SPDX-License-Identifier: GPL-2.0
"""One command in one machine, from nothing to a verdict."""

import json
import math
import os
import pathlib
import secrets
import signal
import subprocess
import sys
import time

from . import snapshot, verdict
from .camera import Camera, firmware_dir
from .channel import Loop, Sink, write_fd
from .config import MODULE, REPO, VmError, scale
from .machine import CAMERA_PORTS, Machine
from .process import socket_dir
from .terminal import Terminal

# Exit codes beside the command's own.
KERNEL, DIED, CAMERA, LEFTOVER, TIMEOUT, FAILED = range(120, 126)
MEANING = {KERNEL: "kernel complaint", DIED: "guest died",
           CAMERA: "camera complaint", LEFTOVER: "processes left over",
           TIMEOUT: "time limit", FAILED: "the machine could not be run"}
LINE_LIMIT = 200 * 1024     # of one argument or variable, in hexadecimal


class Session:
    """Options are those of the command line; see vm --help."""

    def __init__(self, options, kernel, hardware):
        self.options = options
        self.kernel = kernel
        self.hardware = hardware
        self.results = pathlib.Path(options.results)
        self.results.mkdir(parents=True, exist_ok=True)
        self.share = pathlib.Path(options.out or self.results / "files")
        self.share.mkdir(parents=True, exist_ok=True)
        self.loop = Loop()
        self.machine = None
        self.cameras = []
        self.terminal = None
        self.firmware = None
        self.marker = f"\nqhyvm-end-{secrets.token_hex(16)}\n"
        self.sinks = {}
        self.exit = None
        self.ended = False
        self.leftovers = []
        self.sysrq_done = False
        self.trouble = []       # (exit code, text)
        self.times = {}
        self.began = time.monotonic()

    # -- the run ---------------------------------------------------------

    def run(self):
        """Returns the exit code; everything started has ended."""
        directory = socket_dir()
        try:
            self._start(pathlib.Path(directory.name))
            self._send_job()
            self._wait()
        except VmError as error:
            text = snapshot.tail(self.results / "qemu.err")
            self.trouble.append((FAILED, f"{error}\n{text}".rstrip()))
        finally:
            self._finish()
            directory.cleanup()
        return self._verdict()

    def _mark(self, name):
        self.times[name] = round(time.monotonic() - self.began, 3)

    def _start(self, directory):
        if len(self.options.camera) > CAMERA_PORTS:
            raise VmError(f"at most {CAMERA_PORTS} cameras")
        self.cameras = [Camera(k, spec, directory, self.results)
                        for k, spec in enumerate(self.options.camera)]
        for camera in self.cameras:
            camera.start()
        state = snapshot.State(self.kernel, self.hardware)
        if not self.options.cold:
            state.ensure(self._tell)
        for camera in self.cameras:
            camera.wait_ready()
        self._mark("cameras")
        self.machine = Machine(self.loop, self.hardware, self.kernel,
                               self.results)
        self.machine.on_ctl = self._ctl
        self._open_outputs()
        self.machine.start(state.initramfs, self.share,
                           [camera.control for camera in self.cameras],
                           None if self.options.cold else state.state)
        self.machine.wait_ready(snapshot.BOOT_LIMIT * scale())
        for camera in self.cameras:
            self.machine.plug(camera)
        if not self.options.cold:
            self.machine.go()
        self._mark("ready")

    def _open_outputs(self):
        marker = self.marker.encode()
        for name, fd in (("out", 1), ("err", 2)):
            file = open(self.results / name, "wb")
            show = write_fd(fd) if not self.options.quiet else len

            def write(data, file=file, show=show):
                file.write(data)
                file.flush()
                show(data)
            self.sinks[name] = Sink(marker, write)
        self.sinks["log"] = Sink(marker, self.machine.log_data)
        self.machine.sinks.update(self.sinks)
        if self.options.tty:
            self.terminal = Terminal(self.loop, self.machine)

    def _job(self):
        """The lines for init; texts in hexadecimal."""
        def text(key, *values):
            words = [os.fsencode(str(v)).hex() for v in values]
            if max(map(len, words)) > LINE_LIMIT:
                raise VmError(f"{key}: an argument is too long")
            return " ".join([key, *words])

        lines = [f"time {time.time_ns()}", text("nonce", self.marker),
                 text("cwd", self.options.chdir or os.getcwd())]
        # A repository below /tmp must stay visible.
        if pathlib.Path("/tmp") in REPO.parents:
            lines.append("keep-tmp")
        if self.kernel.own_modules:
            lines.append(text("bind", os.path.realpath(self.kernel.modules),
                              f"/lib/modules/{self.kernel.release}"))
        if self.cameras:
            self.firmware = firmware_dir()
            lines.append(text("bind", self.firmware / "installed",
                              "/lib/firmware/qhy"))
        lines += [text("env", f"{k}={v}") for k, v in self._env().items()]
        watch = ["qhy_leaks"] if self.kernel.debug and not self.terminal else []
        lines += [text("arg", a) for a in [*watch, *self.options.command]]
        if self.terminal:
            lines.append("tty " + self.terminal.size())
        return lines

    def _env(self):
        env = {
            "PATH": f"{REPO}/tests/vm/guest:{REPO}/build/userspace:"
                    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:"
                    "/sbin:/bin",
            "HOME": "/root", "USER": "root", "LANG": "C.UTF-8",
            "TERM": os.environ.get("TERM", "dumb") if self.terminal
                    else "dumb",
            "TMPDIR": "/tmp", "XDG_RUNTIME_DIR": "/run",
            "QHY_REPO": str(REPO), "QHY_GUEST": "1",
            "QHY_MODULE": str(MODULE),
            "QHY_CAMERAS": str(len(self.cameras)),
            "QHY_MODELS": " ".join(c.spec.model for c in self.cameras),
            # The shell reckons in whole numbers.
            "QHY_TEST_SCALE": str(math.ceil(scale())),
            # Tests of rate and patience take the time that they promise.
            "QHY_LONG": os.environ.get("QHY_LONG", ""),
        }
        # Cameras of another dialect, and a driver that is told so.
        if os.environ.get("QHY_DIALECT"):
            env["QHY_DIALECT"] = os.environ["QHY_DIALECT"]
        if "V4L2_COMPLIANCE" in os.environ:
            env["V4L2_COMPLIANCE"] = os.environ["V4L2_COMPLIANCE"]
        if self.firmware:
            env["QHY_FIRMWARE"] = str(self.firmware)
        needs = module_needs()
        if needs is not None:
            env["QHY_NEEDS"] = needs
        for pair in self.options.env:
            key, _, value = pair.partition("=")
            env[key] = value
        return env

    def _send_job(self):
        self.machine.send("".join(line + "\n"
                                  for line in [*self._job(), "run"]))

    def _ctl(self, words):
        if words[0] == "exit":
            self.exit = int(words[1])
        elif words[0] == "leftover":
            self.leftovers.append(words[1])
        elif words[0] == "sysrq-done":
            self.sysrq_done = True
        elif words[0] == "end":
            self.ended = True
        if words[0] in ("started", "exit"):
            self._mark(words[0])

    def _wait(self):
        def over():
            return self.machine.failed or not self.machine.alive() or (
                self.ended and all(s.ended for s in self.sinks.values()))

        if not self.loop.run(over, self.options.timeout * scale()):
            self.trouble.append((TIMEOUT, f"no end after "
                                 f"{self.options.timeout * scale():.0f} s"))
            self._diagnose()
        elif self.machine.failed:
            self.trouble.append((FAILED, f"guest: {self.machine.failed}"))
        elif not self.ended:
            self.trouble.append((DIED, "the guest ended before the command"))

    def _diagnose(self):
        """Let the kernel tell where everything hangs."""
        self.machine.send("sysrq wlt\n")
        self.loop.run(lambda: self.sysrq_done or not self.machine.alive(),
                      5 * scale())
        if self.sysrq_done or not self.machine.alive():
            return
        for letter in "wl":
            self.machine.serial_break(letter)
            self.loop.run(lambda: not self.machine.alive(), 2)

    # -- the end ---------------------------------------------------------

    def _finish(self):
        """Every way out comes by here, a signal's too."""
        if self.terminal:
            self.terminal.restore()
        if self.machine:
            self.machine.freeze()
        complaints = []
        for camera in self.cameras:
            complaints += camera.finish(self.results)
        if self.machine:
            self.machine.stop()
            for sink in self.sinks.values():
                sink.flush()
            self.machine.close()
        self.loop.close()
        for camera in self.cameras:
            refused = camera.refused()
            if len(refused) > self.options.allow_refused:
                complaints.append(
                    f"camera {camera.index} refused {len(refused)} requests: "
                    + refused[0])
            unasked = camera.unasked()
            if unasked:
                complaints.append(
                    f"camera {camera.index} got {len(unasked)} requests of "
                    f"tier 2 without unconfirmed=1: " + unasked[0])
        self.trouble += [(CAMERA, text) for text in complaints]
        if self.leftovers and not self.options.allow_leftovers:
            self.trouble.append((LEFTOVER, ", ".join(self.leftovers)))
        self._judge_kernel()

    def _judge_kernel(self):
        if not self.machine:
            return
        allowed = self.options.allow_kernel
        lines = []
        for name in ("dmesg", "serial"):
            text = (self.results / name).read_text(errors="replace")
            for line in verdict.complaints(text, allowed):
                if line not in lines:
                    lines.append(line)
        taint = verdict.taint_complaint(0, self.machine.taint)
        if taint and not allowed:
            lines.append(taint)
        self.kernel_lines = lines
        if lines:
            self.trouble.append((KERNEL, "kernel: " + "\n    ".join(lines[:8])))

    def _verdict(self):
        """The command's own failure first, then the first trouble's."""
        order = [FAILED, TIMEOUT, DIED, KERNEL, CAMERA, LEFTOVER]
        codes = {code for code, _ in self.trouble}
        code = self.exit or 0
        if not code or codes & {FAILED, TIMEOUT, DIED}:
            code = next((c for c in order if c in codes), code)
        self._write_meta(code)
        for kind, text in self.trouble:
            self._tell(f"{MEANING[kind]}: {text}")
        return code

    def _write_meta(self, code):
        meta = {
            "command": self.options.command, "exit": code,
            "command_exit": self.exit, "kernel": self.kernel.release,
            "accel": self.hardware.accel, "cold": self.options.cold,
            "cameras": [[c.spec.model, *map("=".join, c.spec.options)]
                        for c in self.cameras],
            "times": self.times,
            "seconds": round(time.monotonic() - self.began, 3),
            "trouble": [[MEANING[kind], text] for kind, text in self.trouble],
        }
        (self.results / "meta.json").write_text(json.dumps(meta, indent=1)
                                                + "\n")

    def _tell(self, text):
        if not self.options.quiet:
            print(f"vm: {text}", file=sys.stderr, flush=True)


def module_needs():
    """The modules that the driver depends on; None if it is not built."""
    done = subprocess.run(["modinfo", "-F", "depends", MODULE], text=True,
                          capture_output=True, timeout=20, check=False)
    return None if done.returncode else done.stdout.strip()


def exit_on_signals():
    """Turn the signals that end us into an exception, so that finally runs."""
    def handler(number, _frame):
        raise SystemExit(128 + number)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP,
                   signal.SIGQUIT):
        signal.signal(number, handler)
