"""A website on the loopback, with what real ones have: style, images, redirects, slowness, and traps."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PIXEL = bytes.fromhex("47494638396101000100800000ff0000ffffff21f90400000000002c00000000010001000002024401003b")
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Новости 24</title>
<link rel="stylesheet" href="/style.css"><style>h1 { background: url(inline.gif) }</style></head>
<body><h1>Fireworks outside the prison</h1><img src="pixel.gif" srcset="pixel.gif 1x, large.gif 2x"><img src="missing.gif"></body></html>"""


@dataclass
class Website:
    """Its answers by path, as (status, headers, body), and what it was asked."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)

    def has(self, path: str, body: bytes = b"", *, kind: str = "text/html; charset=utf-8", status: int = 200, is_chunked: bool = False, **headers: str) -> None:
        self.answers[path] = (status, {"Content-Type": kind, **({"Transfer-Encoding": "chunked"} if is_chunked else {}), **headers}, body)


@contextmanager
def a_website() -> Iterator[Website]:
    """It listens while the block runs, and has one page with its parts."""
    site = Website()
    site.has("/", PAGE.encode())
    site.has("/style.css", b"@import 'more.css'; body { background: url('back.gif') }", kind="text/css")
    site.has("/more.css", b"p { color: red }", kind="text/css")
    for name in ("pixel", "large", "back", "inline"):
        site.has(f"/{name}.gif", PIXEL, kind="image/gif")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(self.path)
            status, headers, body = site.answers.get(self.path, (404, {"Content-Type": "text/plain"}, b"no"))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Transfer-Encoding" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
