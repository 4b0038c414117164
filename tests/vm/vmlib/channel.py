# SPDX-License-Identifier: GPL-2.0
"""The event loop between the machine's channels and their readers."""

import os
import selectors
import socket
import time


class Loop:
    """Waits for sockets and processes, always with a deadline."""

    def __init__(self):
        self.selector = selectors.DefaultSelector()

    def watch(self, fd, callback):
        self.selector.register(fd, selectors.EVENT_READ, callback)

    def forget(self, fd):
        try:
            self.selector.unregister(fd)
        except (KeyError, ValueError):
            pass

    def run(self, until, seconds):
        """Serve events until until() holds; False when the time is over."""
        deadline = time.monotonic() + seconds
        while not until():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            for key, _ in self.selector.select(min(left, 5)):
                key.data()
        return True

    def close(self):
        self.selector.close()


class Channel:
    """One end of a socket pair; QEMU has the other."""

    def __init__(self, loop, on_data):
        self.loop = loop
        self.on_data = on_data
        self.socket, self.remote = socket.socketpair()
        loop.watch(self.socket, self._readable)
        self.open = True

    def remote_fd(self):
        return self.remote.fileno()

    def remote_taken(self):
        """QEMU runs and has inherited its end."""
        self.remote.close()

    def _readable(self):
        try:
            data = self.socket.recv(1 << 18)
        except OSError:         # QEMU ended with something unread
            data = b""
        if data:
            self.on_data(data)
        else:
            self.close()

    def send(self, data):
        """Bounded: QEMU reads at once, or it is ill."""
        if not self.open:
            return
        self.socket.settimeout(10)
        try:
            self.socket.sendall(data)
        except OSError:
            self.close()
        else:
            self.socket.settimeout(None)

    def drain(self):
        """Take what has arrived and was not yet read."""
        while self.open:
            self.socket.setblocking(False)
            try:
                data = self.socket.recv(1 << 18)
            except BlockingIOError:
                self.socket.setblocking(True)
                return
            except OSError:
                data = b""
            if data:
                self.on_data(data)
            else:
                self.close()

    def close(self):
        if self.open:
            self.loop.forget(self.socket)
            self.socket.close()
            self.remote.close()
            self.open = False


class Lines:
    """Collects bytes into lines and hands each to a function."""

    def __init__(self, on_line):
        self.on_line = on_line
        self.rest = b""

    def __call__(self, data):
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            self.on_line(line.decode("utf-8", "replace").rstrip("\r"))


class Sink:
    """Passes a channel's bytes on and notices the marker that ends them."""

    def __init__(self, marker, write):
        self.marker = marker
        self.write = write
        self.held = b""
        self.ended = False

    def __call__(self, data):
        if self.ended:
            return
        data = self.held + data
        at = data.find(self.marker)
        if at >= 0:
            self.ended = True
            self.held = b""
            self.write(data[:at])
            return
        keep = self._possible_start(data)
        self.held = data[len(data) - keep:]
        self.write(data[:len(data) - keep])

    def _possible_start(self, data):
        """Length of the longest end of data that may begin the marker."""
        for length in range(min(len(data), len(self.marker) - 1), 0, -1):
            if data.endswith(self.marker[:length]):
                return length
        return 0

    def flush(self):
        if self.held:
            self.write(self.held)
            self.held = b""


def write_fd(fd):
    """A writer to a descriptor that ignores a reader that went away."""
    def write(data):
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(fd, view):]
            except (BrokenPipeError, OSError):
                return
    return write
