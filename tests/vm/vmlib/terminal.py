# SPDX-License-Identifier: GPL-2.0
"""A person's terminal on the guest's hvc0."""

import fcntl
import os
import signal
import struct
import sys
import termios
import tty

from .channel import write_fd


class Terminal:
    def __init__(self, loop, machine):
        self.loop = loop
        self.machine = machine
        self.saved = None
        self.fd = sys.stdin.fileno()
        machine.sinks["tty"] = write_fd(sys.stdout.fileno())
        if os.isatty(self.fd):
            self.saved = termios.tcgetattr(self.fd)
            tty.setraw(self.fd, termios.TCSADRAIN)
            signal.signal(signal.SIGWINCH, self._resized)
        loop.watch(self.fd, self._typed)

    def size(self):
        """'ROWS COLUMNS'"""
        try:
            packed = fcntl.ioctl(self.fd, termios.TIOCGWINSZ, b"\0" * 8)
            rows, columns = struct.unpack("HHHH", packed)[:2]
        except OSError:
            rows = columns = 0
        return f"{rows or 24} {columns or 80}"

    def _resized(self, _number, _frame):
        self.machine.send(f"winsize {self.size()}\n")

    def _typed(self):
        data = os.read(self.fd, 4096)
        if data:
            self.machine.channels["tty"].send(data)
        else:
            self.loop.forget(self.fd)
            self.machine.channels["tty"].send(b"\x04")      # Ctrl-D

    def restore(self):
        if self.saved is not None:
            signal.signal(signal.SIGWINCH, signal.SIG_DFL)
            termios.tcsetattr(self.fd, termios.TCSADRAIN, self.saved)
            self.saved = None
        self.loop.forget(self.fd)
