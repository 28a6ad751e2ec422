"""Servers of this machine that answer, and that fail in every way, each on a thread of its own."""

import shutil
import socket
import socketserver
import ssl
import subprocess
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

HOST = "erp.example.com"


def web_answer(path: str) -> bytes:
    """Give what the web server sends for a path, to the byte."""
    to = path.partition("?to=")[2]
    known = {
        "/fine": b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nall good",
        "/down": b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
        "/half": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nall go",
        "/chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nall",
        "/garbage": b"220 mail.example.com ESMTP\r\n",
        "/nothing": b"",
        "/endless": b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 2_000_000,
        "/nowhere": b"HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n",
    }
    moved = f"HTTP/1.1 302 Found\r\nLocation: {to or path}\r\nContent-Length: 0\r\n\r\n"
    return known.get(path.partition("?")[0], moved.encode())


class _Web(socketserver.StreamRequestHandler):
    def handle(self):
        request = self.rfile.readline().decode()
        while self.rfile.readline().strip():
            pass
        path = request.split(" ")[1] if " " in request else ""
        if path == "/slow":
            self.server.ended.wait(20)
            return
        try:
            self.wfile.write(web_answer(path))
        except OSError:
            return  # who asked has enough of it


class _Greeter(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 mail.example.com")
        self.wfile.write(b" ESMTP\r\n")


class _Silent(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.ended.wait(20)


class _Cut(socketserver.StreamRequestHandler):
    def handle(self):
        """Close at once, with a reset, whatever was asked."""
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


KINDS = {"web": _Web, "greeter": _Greeter, "silent": _Silent, "cut": _Cut}


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, handler, context=None):
        self.context, self.ended = context, Event()
        super().__init__(("127.0.0.1", 0), handler)

    def get_request(self):
        request, address = super().get_request()
        if self.context is not None:
            request = self.context.wrap_socket(
                request, server_side=True, do_handshake_on_connect=False
            )
        return request, address

    def handle_error(self, request, client_address):
        """Say nothing: clients that turn away are what is tested."""


@contextmanager
def serving(certificates: Path):
    """Run one of each kind; gives their ports by name, the TLS ones by their certificates."""
    contexts = {name: _context(certificates / name) for name in ("good", "other", "expired")}
    servers = {name: _Server(handler) for name, handler in KINDS.items()}
    servers |= {name: _Server(_Web, context) for name, context in contexts.items()}
    for server in servers.values():
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield {name: server.server_address[1] for name, server in servers.items()}
    finally:
        for server in servers.values():
            server.ended.set()
            server.shutdown()
            server.server_close()


def free_port() -> int:
    """Give a port at which nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return bound.getsockname()[1]


def make_certificates(folder: Path) -> None:
    """Make an authority, and certificates of it: a good one, another's, and one that ran out."""
    _openssl("req", "-x509", "-days", "30", "-subj", "/CN=Test", *_key(folder / "ca"))
    for name, host, days in (
        ("good", HOST, "30"),
        ("other", "shop.example.com", "30"),
        ("expired", HOST, "-1"),
    ):
        asked = folder / f"{name}.csr"
        names = ("-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}")
        _openssl("req", *names, *_key(folder / name, asked))
        signed = ("-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-CAcreateserial")
        out = ("-copy_extensions", "copy", "-days", days, "-out", folder / f"{name}.pem")
        _openssl("x509", "-req", "-in", asked, *signed, *out)


def _key(name: Path, out: Path | None = None) -> tuple[object, ...]:
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    return (*curve, "-keyout", name.with_suffix(".key"), "-out", out or name.with_suffix(".pem"))


def _openssl(*words: object) -> None:
    command = [shutil.which("openssl") or "openssl", *map(str, words)]
    subprocess.run(command, check=True, capture_output=True)


def _context(name: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(name.with_suffix(".pem"), name.with_suffix(".key"))
    return context
