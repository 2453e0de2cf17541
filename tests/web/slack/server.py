"""`faqbot serve` with two workers and the small bank, as Slack reaches it: a process of its own on a free port."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.web.slack.fake import SECRET, TOKEN, FakeSlack, signed, until

PROGRAM = str(Path(sys.executable).with_name("faqbot"))
START_S = 60


class Server:
    """A running server; `port` stays the same over a restart."""

    def __init__(self, settings: dict[str, str]) -> None:
        self.settings = settings
        self.port = int(settings["PORT"])
        self.process = self._started()

    def send(self, *bodies: bytes) -> list[tuple[int, float]]:
        """Send signed events over one connection; return for each the status and the seconds it took."""
        acks = []
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            for body in bodies:
                started = time.monotonic()
                connection.request("POST", "/slack/events", body, signed(body))
                response = connection.getresponse()
                response.read()
                acks.append((response.status, time.monotonic() - started))
        return acks

    def send_all(self, bodies: list[dict[str, Any]], connections: int) -> list[tuple[int, float]]:
        """Send events over so many connections at once."""

        packed = [json.dumps(body).encode() for body in bodies]
        with ThreadPoolExecutor(connections) as pool:
            shares = pool.map(lambda i: self.send(*packed[i::connections]), range(connections))
            return [ack for share in shares for ack in share]

    def kill(self) -> None:
        """End the server and its workers at once, as when the machine stops."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> int:
        """End the server in order; return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)

    def restart(self) -> None:
        self.process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [PROGRAM, "serve"],
            env=self.settings,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until(self._is_ready, START_S)
        return process

    def _is_ready(self) -> bool:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
                connection.request("GET", "/readyz")
                return connection.getresponse().status == 200
        except OSError:
            return False


@contextmanager
def serving(slack: FakeSlack, faq: Path, folder: Path, database_url: str = "") -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FAQBOT_")}
    server = Server(
        kept
        | {
            "PORT": str(port),
            "WEB_CONCURRENCY": "2",
            "FAQBOT_FAQ": str(faq),
            "FAQBOT_CACHE": str(folder / "cache"),
            "DATABASE_URL": database_url or f"sqlite:///{folder}/live.sqlite",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_API_URL": slack.api,
        }
    )
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.kill()
