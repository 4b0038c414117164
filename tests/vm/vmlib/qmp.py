# SPDX-License-Identifier: GPL-2.0
"""QEMU's machine protocol: JSON lines, one command at a time."""

import json

from .channel import Channel, Lines
from .config import VmError


class Qmp:
    def __init__(self, loop, alive):
        self.loop = loop
        self.alive = alive
        self.channel = Channel(loop, Lines(self._line))
        self.greeted = False
        self.reply = None
        self.events = []

    def _line(self, line):
        message = json.loads(line)
        if "QMP" in message:
            self.greeted = True
        elif "event" in message:
            self.events.append(message["event"])
        else:
            self.reply = message

    def start(self, seconds):
        self.loop.run(lambda: self.greeted or not self.alive(), seconds)
        if not self.greeted:
            raise VmError("QEMU did not start (see qemu.err)")
        self.command("qmp_capabilities")

    def command(self, name, seconds=20, **arguments):
        """Run a command; its result, or VmError with QEMU's own words."""
        self.reply = None
        text = json.dumps({"execute": name, "arguments": arguments})
        self.channel.send(text.encode() + b"\n")
        self.loop.run(lambda: self.reply or not self.alive(), seconds)
        if not self.reply:
            raise VmError(f"QEMU: no answer to {name}")
        if "error" in self.reply:
            raise VmError(f"QEMU: {name}: {self.reply['error']['desc']}")
        return self.reply["return"]
