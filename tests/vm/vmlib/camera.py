# SPDX-License-Identifier: GPL-2.0
"""Emulated cameras: one process each, asked for its verdict at the end."""

import json
import os
import pathlib
import re
import socket
import subprocess
import time

from .config import BUILD, EMULATOR, REPO, VmError, scale
from .process import Child

MODELS = ("268m", "268c", "268pro", "600m", "600c", "600l", "600pro")
UVC = "uvc"         # no QHY camera, but a webcam of the same frame
OPTIONS = ("boot", "serial", "scene", "pace", "seed", "script", "usb",
           "ambient", "clock", "date", "dialect", "replay")


class Spec:
    """'268m,boot=loader,pace=fast'"""

    def __init__(self, text):
        self.model, *pairs = text.split(",")
        if self.model not in (*MODELS, UVC):
            raise VmError(f"camera {self.model}: one of {' '.join(MODELS)} "
                          f"{UVC}")
        self.options = []
        for pair in pairs:
            key, equals, value = pair.partition("=")
            if key not in OPTIONS or not equals:
                raise VmError(f"camera option {pair}: one of "
                              + " ".join(o + "=" for o in OPTIONS))
            if key == "replay":
                value = str(REPO / value)
            self.options.append((key, value))
        dialect = os.environ.get("QHY_DIALECT")
        if dialect and self.model != UVC and not any(key == "dialect" for key, _ in self.options):
            self.options.append(("dialect", dialect))

    def program(self):
        """What emulates it."""
        return (EMULATOR.with_name("uvcemu") if self.model == UVC
                else EMULATOR)

    def argv(self):
        argv = ["--model", self.model]
        for key, value in self.options:
            argv += [f"--{key}", value]
        return argv


def firmware_dir():
    """Images for the driver's loader, made anew when the emulator changed.

    They are there twice: in the subdirectory "installed" once more, which the
    guest sees as its /lib/firmware/qhy and may change, in its memory.
    """
    directory = BUILD / "vm/firmware"
    installed = directory / "installed"
    installed.mkdir(parents=True, exist_ok=True)
    made = EMULATOR.stat().st_mtime
    for name, model in (("QHY268.img", "268m"), ("QHY600.img", "600m")):
        for image in (directory / name, installed / name):
            if image.exists() and image.stat().st_mtime > made:
                continue
            new = image.with_name(f".{name}.{os.getpid()}")
            subprocess.run([EMULATOR, "--make-firmware", new, "--model",
                            model], check=True, timeout=30,
                           stdin=subprocess.DEVNULL)
            new.rename(image)
    return directory


class Camera:
    def __init__(self, index, spec, directory, results):
        self.index = index
        self.spec = spec
        self.wire = str(directory / f"camera{index}.usb")
        self.control = str(directory / f"camera{index}.ctl")
        self.log = pathlib.Path(results) / f"camera{index}.jsonl"
        self.errors = pathlib.Path(results) / f"camera{index}.err"
        self.child = None
        self.status = None

    def start(self):
        program = self.spec.program()
        if not os.access(program, os.X_OK):
            raise VmError(f"{program}: not there; build it with make")
        argv = [str(program), *self.spec.argv(), "--socket", self.wire,
                "--control", self.control, "--log", str(self.log)]
        with open(self.errors, "wb") as err:
            self.child = Child(argv, stdout=err, stderr=err)

    def wait_ready(self):
        """Both sockets listen (the control answers), or VmError."""
        deadline = time.monotonic() + 10 * scale()
        while time.monotonic() < deadline and not self.child.ended():
            if os.path.exists(self.wire) and self.ask("status") is not None:
                return
            time.sleep(0.01)
        text = self.errors.read_text(errors="replace").strip()
        raise VmError(f"camera {self.index} ({self.spec.model}) did not "
                      f"start: {text or 'no message'}")

    def ask(self, command, seconds=5.0):
        """One control line and its answer, None when nobody answers."""
        try:
            with socket.socket(socket.AF_UNIX) as sock:
                sock.settimeout(seconds * scale())
                sock.connect(self.control)
                sock.sendall(command.encode() + b"\n")
                answer = b""
                while not answer.endswith(b"\n"):
                    data = sock.recv(65536)
                    if not data:
                        return None
                    answer += data
                return answer.decode().rstrip("\n")
        except OSError:
            return None

    def finish(self, results):
        """Ask for the counters and end it. Returns a list of complaints."""
        if self.child is None:
            return []
        complaints = []
        answer = self.ask("status") if not self.child.ended() else None
        if answer and answer.startswith("ok "):
            self.status = json.loads(answer[3:])
            path = pathlib.Path(results) / f"camera{self.index}.status.json"
            path.write_text(json.dumps(self.status, indent=1) + "\n")
        elif not self.child.ended():
            complaints.append(f"camera {self.index}: no answer to status")
        if not self.child.ended():
            self.ask("quit", 2)
            self.child.wait(5 * scale())
            if not self.child.ended():
                complaints.append(f"camera {self.index}: did not quit")
        code = self.child.stop(2)
        if code:
            complaints.append(f"camera {self.index}: the emulator ended with "
                              f"status {code} (see {self.errors.name})")
        return complaints

    def stop(self):
        if self.child is not None:
            self.child.stop()

    def unasked(self):
        """Requests of tier 2 while the driver was loaded without unconfirmed.

        The guest marks in the log when it loads it with, and without, it.
        """
        if not self.log.exists():
            return []
        pattern = re.compile(r'"tier":2|"text":"unconfirmed=([01])"')
        found = []
        may = False
        with open(self.log, encoding="utf-8", errors="replace") as file:
            for line in file:
                match = pattern.search(line)
                if match and match[1]:
                    may = match[1] == "1"
                elif match and not may:
                    found.append(line.rstrip("\n"))
        return found

    def refused(self):
        """Requests that the protocol does not define, from the log."""
        if not self.log.exists():
            return []
        pattern = re.compile(r'"ev": ?"refused"')
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return [line.rstrip("\n") for line in file if pattern.search(line)]
