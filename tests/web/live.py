"""`faqbot serve` as a process of its own on a free port, with two workers, as the world reaches it."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.web.slack.fake import until

FOLDER = Path(sys.executable).parent
START_S = 60
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Server:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int
    out: Path

    def send(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())

    def raw(self, request: bytes) -> bytes:
        """Send bytes as they are; return what comes until the server closes, or for a second."""
        received = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=3) as connection:
            connection.sendall(request)
            try:
                while part := connection.recv(65536):
                    received += part
            except (TimeoutError, ConnectionResetError):
                pass
        return received

    def is_ready(self) -> bool:
        try:
            return self.process.poll() is not None or self.send("GET", "/readyz").status == 200
        except OSError:
            return False


@contextmanager
def serving(faq: Path, folder: Path, **settings: str) -> Iterator[Server]:
    """Serve a content with a database and a cache in `folder`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FAQBOT_")}
    own = {
        "PORT": str(port),
        "WEB_CONCURRENCY": "2",
        "FAQBOT_FAQ": str(faq),
        "FAQBOT_CACHE": str(folder / "cache"),
        "DATABASE_URL": f"sqlite:///{folder}/live.sqlite",
    }
    out = folder / "out.log"
    with out.open("wb") as log:
        process = subprocess.Popen(
            [FOLDER / "faqbot", "serve"], env=kept | own | settings, stdout=log, stderr=log, start_new_session=True
        )
    server = Server(process, port, out)
    try:
        until(server.is_ready, START_S)
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(40)
