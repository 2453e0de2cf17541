import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest

from bot.engine import Engine

PROGRAM = str(Path(sys.executable).with_name("faqbot"))
START_S = 60  # how long a start may take on a busy machine


@dataclass(frozen=True)
class Server:
    """A running server process."""

    process: "subprocess.Popen[bytes]"
    address: str

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.address + path, timeout=30) as response:  # noqa: S310  our own address
            return json.load(response)

    def ask(self, **body: str) -> Any:
        data, headers = json.dumps(body).encode(), {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.address}/api/chat", data, headers)  # noqa: S310  our own address
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            return json.load(response)

    def is_ready(self) -> bool:
        try:
            return bool(self.get("/readyz")["status"] == "ready")
        except (URLError, ConnectionError):
            return False


def environment(folder: Path, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FAQBOT_")}
    return kept | {"DATABASE_URL": f"sqlite:///{folder}/serve.sqlite", "WEB_CONCURRENCY": "1"} | settings


@pytest.fixture
def server(engine: Engine, cache_folder: Path, tmp_path: Path) -> Iterator[Server]:
    """`faqbot serve` on a free port, with a database of its own and the build that `engine` left in the cache."""
    assert engine.content
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = environment(tmp_path, PORT=str(port), FAQBOT_CACHE=str(cache_folder))
    with subprocess.Popen([PROGRAM, "serve"], env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        running = Server(process, f"http://127.0.0.1:{port}")
        for _ in range(START_S * 10):
            if running.is_ready():
                break
            with suppress(subprocess.TimeoutExpired):  # waits a moment, and sees a process that has ended
                process.wait(0.1)
                break
        yield running
        process.kill()


def test_serve_answers_follows_up_and_ends_well(server: Server, tmp_path: Path) -> None:
    assert server.is_ready()
    first = server.ask(message="Is there a cure for ALS?")
    assert (first["kind"], first["entry_id"]) == ("answer", "als-cure")
    second = server.ask(message="and for MS?", conversation_id=first["conversation_id"])
    assert second["entry_id"] == "ms-cure"
    assert server.get("/healthz")["status"] == "ok"
    assert (tmp_path / "serve.sqlite").is_file()
    server.process.send_signal(signal.SIGTERM)
    out, err = server.process.communicate(timeout=30)
    assert server.process.returncode == 0
    assert b"Traceback" not in err
    assert all(json.loads(line)["message"] for line in out.splitlines())
    assert b"cure" not in out.replace(b"als-cure", b"").replace(b"ms-cure", b"")


@pytest.mark.parametrize(
    ("arguments", "settings", "status", "said"),
    [
        (["serve", "now"], {}, 2, "usage: faqbot serve"),
        (["serve", "--help"], {}, 0, "usage: faqbot serve"),
        (["serve"], {"PORT": "no"}, 1, "PORT: 'no' cannot be used; write a whole number from 0 to 65535"),
        (["serve"], {"FAQBOT_FAQ": "/no/such/folder"}, 1, "there is no such file or folder; check --faq or FAQBOT_FAQ"),
        (["nonsense"], {}, 2, "invalid choice"),
    ],
)
def test_a_server_that_cannot_start_says_why(
    arguments: list[str], settings: dict[str, str], status: int, said: str, tmp_path: Path
) -> None:
    command, variables = [PROGRAM, *arguments], environment(tmp_path, **settings)
    ended = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == status
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
