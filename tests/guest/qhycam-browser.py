#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""qhycam-browser.py PAGE PORT GREY: serve the page and take what it sends.

What it says goes to standard output, a line each; its pictures, RGBA, go to the
file GREY as the green of each pixel.
"""

import http.server
import pathlib
import sys

PAGE, PORT, GREY = sys.argv[1:]


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path.split("?")[0] == "/":
            self.answer(200, pathlib.Path(PAGE).read_bytes())
        else:
            self.answer(404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/say":
            print(body.decode(), flush=True)
        else:
            with open(GREY, "ab") as file:
                file.write(body[1::4])
        self.answer(200)

    def log_message(self, *_arguments):
        pass


server = http.server.HTTPServer(("127.0.0.1", int(PORT)), Handler)
print("serves", flush=True)
server.serve_forever()
