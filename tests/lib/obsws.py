#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""obsws.py SECONDS: ask OBS on port 4455 (obs-websocket 5, no password).

Waits so long for OBS and says "ok" or "error ...". Then each line of standard input,
REQUEST [JSON], is answered by one line, "ok JSON" or "error ...".
"""

import base64
import json
import os
import socket
import struct
import sys
import time

PORT = 4455


class Socket:
    """A client of RFC 6455, for texts."""

    def __init__(self, limit):
        self.line = socket.create_connection(("127.0.0.1", PORT), limit)
        key = base64.b64encode(os.urandom(16)).decode()
        self.line.sendall(
            f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: obswebsocket.json\r\n\r\n".encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.exactly(1)
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise OSError(head.decode(errors="replace"))

    def exactly(self, count):
        data = b""
        while len(data) < count:
            more = self.line.recv(count - len(data))
            if not more:
                raise OSError("OBS closed the connection")
            data += more
        return data

    def send(self, message):
        data = json.dumps(message).encode()
        mask = os.urandom(4)
        size = len(data)
        head = (bytes([0x81, 0x80 | size]) if size < 126
                else struct.pack(">BBH", 0x81, 0x80 | 126, size))
        self.line.sendall(
            head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data)))

    def receive(self, want):
        """The next message with that op."""
        while True:
            kind, size = self.exactly(2)
            size &= 0x7f
            if size == 126:
                size = struct.unpack(">H", self.exactly(2))[0]
            elif size == 127:
                size = struct.unpack(">Q", self.exactly(8))[0]
            data = self.exactly(size)
            if kind & 0x0f != 1:
                continue
            message = json.loads(data)
            if message["op"] == want:
                return message["d"]


def connect(limit):
    """OBS listens late in its start."""
    end = time.monotonic() + limit
    while True:
        try:
            return Socket(limit)
        except ConnectionRefusedError:
            if time.monotonic() >= end:
                raise
            time.sleep(0.5)


def answers(line, text):
    """What OBS answers to the request in this line."""
    name, _, data = text.partition(" ")
    line.send({"op": 6, "d": {"requestType": name, "requestId": "1",
                              "requestData": json.loads(data or "{}")}})
    answer = line.receive(7)
    if not answer["requestStatus"]["result"]:
        return "error " + json.dumps(answer["requestStatus"])
    return "ok " + json.dumps(answer.get("responseData", {}))


def main():
    line = connect(float(sys.argv[1]))
    line.receive(0)
    line.send({"op": 1, "d": {"rpcVersion": 1, "eventSubscriptions": 0}})
    line.receive(2)
    print("ok", flush=True)
    for text in sys.stdin:
        print(answers(line, text.strip()), flush=True)


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        print(f"error {error}", flush=True)
        sys.exit(1)
