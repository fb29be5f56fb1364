"""The server: HTTP on the loopback, one request a connection, all of it within limits.

The standard library's server is enough for that, and brings nothing that would have to be kept up
to date. It answers four addresses; none of them is looked up on the disk.
"""

import json
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from threading import BoundedSemaphore, Timer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from archspec.serving.answers import MOST_TOP, Service
from archspec.serving.limits import Limits
from archspec.serving.openapi import document
from archspec.serving.page import POLICY, page
from archspec.serving.refusal import Refused
from archspec.version import __version__

JSON: Final = "application/json"
LOCAL: Final = ("localhost", "127.0.0.1", "[::1]")
PIECE: Final = 2**16
SENT: Final = {
    "images": "send the file of an image, as `Content-Type: image/png` or another",
    "rows": f"send JSON, as `Content-Type: {JSON}`",
}

Told = Callable[[str], object]


class Server(ThreadingHTTPServer):
    """Answers for a run until it is shut down.

    Args:
        service: what answers.
        host: the address that it listens on; another than the loopback can be reached by others.
        port: 0 takes a free one.
        limits: how much a client may ask for.
        told: told of each request in a line.

    Raises:
        OSError: where the address cannot be had.
    """

    daemon_threads = True
    request_queue_size = 32

    def __init__(
        self,
        service: Service,
        host: str = "127.0.0.1",
        port: int = 0,
        limits: Limits | None = None,
        told: Told = str,
    ):
        self.service, self.limits, self.told = service, limits or Limits(), told
        self.free = BoundedSemaphore(self.limits.requests)
        self.local = host == "localhost" or ip_address(host).is_loopback
        if ":" in host:
            self.address_family = socket.AF_INET6
        self.document = document(service, self.limits)
        super().__init__((host, port), Handler)

    @property
    def port(self) -> int:
        """That it listens on."""
        return int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answers in a thread of its own, while few enough are at work."""
        if not self.free.acquire(blocking=False):
            with suppress(OSError):
                request.sendall(BUSY)
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """The whole of a connection."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


class Handler(BaseHTTPRequestHandler):
    """One request, and the end of its connection."""

    server: Server
    server_version = "archspec"
    sys_version = ""
    protocol_version = "HTTP/1.0"

    def handle(self) -> None:
        """Reads and answers it; a client that takes too long to say it is cut off."""
        self.begun = time.monotonic()
        self.connection.settimeout(self.server.limits.seconds)
        # Each byte may come late, and so may the next: all of them together may not.
        self.late = Timer(self.server.limits.seconds, self._cut_off)
        self.late.daemon = True
        self.late.start()
        try:
            self.handle_one_request()
        finally:
            self.late.cancel()

    def _cut_off(self) -> None:
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def do_GET(self) -> None:
        """Answers what is asked for to be read."""
        self._answer({"/": self._page, "/health": self._health, "/openapi.json": self._document})

    def do_POST(self) -> None:
        """Answers a question to the network."""
        self._answer({"/predict": self._predict})

    def _answer(self, known: dict[str, Callable[[], None]]) -> None:
        path = _path(self.path)
        try:
            self._check_asker()
            known.get(path, lambda: _refuse(path))()
        except Refused as refusal:
            self._send(refusal.status, refusal.content)
        except (ConnectionError, TimeoutError):
            raise
        except Exception:
            # Whatever it is, the next question is answered; what it is, is nobody's business.
            self._send(500, Refused(500, "the network could not answer this").content)

    def _check_asker(self) -> None:
        """Nothing, where no page of another site has led a browser here.

        Raises:
            Refused: where one may have.
        """
        host = self.headers.get("Host", "")
        name = host.rpartition(":")[0] or host if not host.endswith("]") else host
        if self.server.local and name.lower() not in LOCAL:
            raise Refused(403, "this address is not that of the server")
        origin = self.headers.get("Origin")
        if origin is not None and origin != f"http://{host}":
            raise Refused(403, "pages of other sites may not ask")

    def _page(self) -> None:
        text = page(self.server.service, self.server.document)
        self._send_bytes(200, "text/html; charset=utf-8", text.encode())

    def _health(self) -> None:
        self._send(200, {"status": "ok", "run": self.server.service.title, "archspec": __version__})

    def _document(self) -> None:
        self._send(200, self.server.document)

    def _predict(self) -> None:
        service, takes = self.server.service, self.server.service.takes
        given = (self.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
        image = "images" in takes and given.startswith("image/")
        if not image and not ("rows" in takes and given == JSON):
            raise Refused(415, " or ".join(SENT[one] for one in takes))
        top, body = self._top(), self._body()
        self.late.cancel()
        self._send(200, service.answer(body if image else _parsed(body), top))

    def _top(self) -> int:
        said = parse_qs(urlsplit(self.path).query).get("top", ["5"])[-1]
        if not (said.isascii() and said.isdecimal() and len(said) < 9 and int(said)):
            raise Refused(422, "`top` must be a number from 1 on")
        return min(int(said), MOST_TOP)

    def _body(self) -> bytes:
        """The bytes that were sent.

        Raises:
            Refused: where there are too many, or fewer than was said.
        """
        length = self.headers.get("Content-Length", "")
        if "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdecimal()):
            raise Refused(411, "say how long the body is, as `Content-Length`")
        most = self.server.limits.body
        if len(length) > 18 or int(length) > most:
            raise Refused(413, f"the body may have {most:,} bytes")
        left, pieces = int(length), []
        while left:
            piece = self.rfile.read1(min(left, PIECE))
            if not piece:
                raise Refused(400, "the body ended before its length")
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces)

    def _send(self, status: int, content: Any) -> None:
        text = json.dumps(_finite(content), ensure_ascii=False, allow_nan=False)
        self._send_bytes(status, JSON, text.encode("utf-8", "backslashreplace"))

    def _send_bytes(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """What the library refuses by itself, such as lines that are no HTTP; as JSON, too."""
        self.close_connection = True
        if not hasattr(self, "request_version") or self.request_version == "HTTP/0.9":
            self.request_version = "HTTP/1.0"
        known = {405: "there is no such method here", 501: "there is no such method here"}
        said = known.get(code, f"this is no request: {HTTPStatus(code).phrase.lower()}")
        self._send(405 if code == 501 else code, Refused(code, said).content)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002
        """A line for each request, with nothing in it that a client wrote."""
        path = _path(getattr(self, "path", ""))
        known = path if path in ADDRESSES else "…"
        took = time.monotonic() - self.begun
        method = self.command if self.command in METHODS else "…"
        self.server.told(f"{method} {known} {int(code)} {1000 * took:.0f} ms")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's name
        """Nothing else."""


METHODS: Final = ("GET", "POST")
ADDRESSES: Final = ("/", "/health", "/openapi.json", "/predict")


def _path(target: str) -> str:
    """The path that a request is about; empty where its address is none."""
    try:
        return urlsplit(target).path
    except ValueError:
        return ""


def _refuse(path: str) -> None:
    if path in ADDRESSES:
        raise Refused(405, f"`{path}` is asked by {'POST' if path == '/predict' else 'GET'}")
    raise Refused(404, f"there is nothing here: ask {', '.join(ADDRESSES)}")


def _parsed(body: bytes) -> Any:
    """JSON as its standard has it.

    Raises:
        Refused: where it is none.
    """
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refused(400, "the body is not JSON in UTF-8") from None


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _finite(content: Any) -> Any:
    """The same with nothing in it that JSON has no word for.

    >>> _finite({"x": [1.0, float("nan")]})
    {'x': [1.0, None]}
    """
    if isinstance(content, dict):
        return {name: _finite(one) for name, one in content.items()}
    if isinstance(content, (list, tuple)):
        return [_finite(one) for one in content]
    return None if isinstance(content, float) and content - content != 0 else content


def _busy() -> bytes:
    content = json.dumps(Refused(503, "too many requests at once, ask again").content).encode()
    head = f"HTTP/1.0 503 Busy\r\nContent-Type: {JSON}\r\nRetry-After: 1\r\n"
    return f"{head}Content-Length: {len(content)}\r\nConnection: close\r\n\r\n".encode() + content


BUSY: Final = _busy()
