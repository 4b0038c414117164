# SPDX-License-Identifier: GPL-2.0
"""Child processes that never outlive this one."""

import ctypes
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


def _die_with(parent):
    def before_exec():
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:      # it died before the call above
            os._exit(1)
        # A terminal's Ctrl-C is ours to handle: we end the children in order.
        os.setpgid(0, 0)
    return before_exec


class Child:
    """One child, ended by its id on every way out."""

    def __init__(self, argv, **kwargs):
        self.process = subprocess.Popen(        # noqa: ended by stop()
            argv, preexec_fn=_die_with(os.getpid()),
            stdin=subprocess.DEVNULL, **kwargs)
        self.pidfd = os.pidfd_open(self.process.pid)

    def ended(self):
        return self.process.poll() is not None

    def wait(self, seconds):
        """True when it ended within the time."""
        try:
            self.process.wait(seconds)
            return True
        except subprocess.TimeoutExpired:
            return False

    def stop(self, grace=0.0):
        """SIGTERM, the grace, SIGKILL; returns the exit status."""
        if not self.ended() and grace:
            self.process.terminate()
            self.wait(grace)
        if not self.ended():
            self.process.kill()
            self.process.wait(10)
        if self.pidfd >= 0:
            os.close(self.pidfd)
            self.pidfd = -1
        return self.process.returncode


def socket_dir():
    """A short-lived directory for sockets, whose paths must be short.

    It also removes those of runs that were killed before they could.
    """
    base = pathlib.Path(tempfile.gettempdir())
    for old in base.glob("qhyvm-*-*"):
        pid = old.name.split("-")[1]
        if pid.isdigit() and not os.path.exists(f"/proc/{pid}"):
            shutil.rmtree(old, ignore_errors=True)
    return tempfile.TemporaryDirectory(prefix=f"qhyvm-{os.getpid()}-",
                                       dir=base)
