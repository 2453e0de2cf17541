import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.web.live import JSON, serving
from tests.web.slack.fake import until
from web import limit
from web.limit import Limit

PROGRAM = shutil.which("redis-server") or ""
needs_redis = pytest.mark.skipif(not PROGRAM, reason="redis-server is not installed (apt-get install redis-server)")
QUESTION = b'{"message": "How do I renew a loan?"}'


class Redis:
    """A real Redis on a port of its own, that can hang, go and come back."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = folder
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        options = ["--port", str(self.port), "--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        self.process = subprocess.Popen([PROGRAM, *options], stdout=subprocess.DEVNULL)
        until(lambda: self.said(b"PING") == b"+PONG\r\n", 20)

    def said(self, command: bytes) -> bytes:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                connection.sendall(command + b"\r\n")
                return connection.recv(65536)
        except ConnectionError:
            return b""

    def hang(self) -> None:
        self.process.send_signal(signal.SIGSTOP)
        until(lambda: Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").split()[2] == "T", 5)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    """A Redis that is well."""
    redis = Redis(tmp_path)
    yield redis
    redis.stop()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Redis is tried again after a moment."""
    monkeypatch.setattr(limit, "REST_S", 0.2)


def asked(limit: Limit, times: int, address: str = "192.0.2.1") -> list[int]:
    return [limit.wait_s(address) for _ in range(times)]


def timed(limit: Limit, address: str = "192.0.2.1") -> float:
    started = time.monotonic()
    limit.wait_s(address)
    return time.monotonic() - started


@needs_redis
def test_two_processes_count_together(redis: Redis) -> None:
    first, second = (Limit((3, 60), redis.url) for _ in range(2))
    assert asked(first, 2) == [0, 0]
    *passed, wait_s = asked(second, 2)
    assert passed == [0]
    assert 1 <= wait_s <= 61
    assert second.wait_s("192.0.2.2") == 0


@needs_redis
def test_no_address_stands_in_redis(redis: Redis) -> None:
    Limit((3, 60), redis.url).wait_s("192.0.2.1")
    keys = redis.said(b"KEYS *")
    assert b"LIMITS" in keys
    assert b"192.0.2" not in keys


@needs_redis
def test_a_redis_that_hangs_delays_one_question_a_little_and_the_limit_holds(redis: Redis) -> None:
    failures: list[str] = []
    limit = Limit((3, 60), redis.url, lambda: failures.append("redis"))
    assert limit.wait_s("192.0.2.1") == 0
    redis.hang()
    assert timed(limit) < 0.25
    assert max(timed(limit) for _ in range(2)) < 0.05
    assert limit.wait_s("192.0.2.1") > 0
    assert failures == ["redis"]


@needs_redis
@pytest.mark.usefixtures("impatient")
def test_many_at_once_are_not_each_delayed_when_a_hanging_redis_is_tried_again(redis: Redis) -> None:
    limit = Limit((1000, 60), redis.url)
    redis.hang()
    limit.wait_s("192.0.2.1")
    time.sleep(0.25)  # the rest of Redis ends
    with ThreadPoolExecutor(8) as pool:
        delays = list(pool.map(lambda _: timed(limit), range(8)))
    assert sum(delay > 0.05 for delay in delays) <= 1


@needs_redis
@pytest.mark.usefixtures("impatient")
def test_a_redis_that_is_back_is_used_again(redis: Redis) -> None:
    limit = Limit((2, 60), redis.url)
    redis.stop()
    assert limit.wait_s("192.0.2.1") == 0
    redis.start()
    until(lambda: limit.wait_s("192.0.2.9") == 0 and b"LIMITS" in redis.said(b"KEYS *"), 10)
    other = Limit((2, 60), redis.url)
    assert sum(wait_s == 0 for wait_s in asked(other, 3) + asked(limit, 3)) == 2


def test_without_a_redis_at_its_address_each_process_counts_for_itself() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        limit = Limit((2, 60), f"redis://127.0.0.1:{taken.getsockname()[1]}/0")
        *passed, wait_s = asked(limit, 3)
    assert passed == [0, 0]
    assert wait_s > 0


@needs_redis
def test_all_workers_together_let_no_more_through(redis: Redis, library: Path, tmp_path: Path) -> None:
    with serving(library, tmp_path, REDIS_URL=redis.url, FAQBOT_RATE_LIMIT="10/hour") as server:
        with ThreadPoolExecutor(6) as pool:
            statuses = list(pool.map(lambda _: server.send("POST", "/api/chat", QUESTION, JSON).status, range(40)))
        assert (statuses.count(200), statuses.count(429)) == (10, 30)
        redis.stop()
        assert server.send("POST", "/api/chat", QUESTION, JSON).status == 200
        assert b"redis is left alone" in server.out.read_bytes()
