"""The third ring: a real server with two workers, and a Slack on loopback that is slow, limits and fails."""

import http.client
import json
import os
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.web.slack.fake import FakeSlack, event, mention, signed, slack_on_loopback, until
from tests.web.slack.server import Server, serving

ACK_S = 3.0  # Slack waits no longer


@pytest.fixture(scope="module")
def slack() -> Iterator[FakeSlack]:
    """One Slack for all of these tests."""
    with slack_on_loopback() as slack:
        yield slack


@pytest.fixture(scope="module")
def running(slack: FakeSlack, library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(slack, library, tmp_path_factory.mktemp("live")) as server:
        yield server


@pytest.fixture
def server(running: Server, slack: FakeSlack) -> Server:
    """The server, up again where a test ended it, with a Slack that is quick and has got nothing."""
    if running.process.poll() is not None:
        running.restart()
    slack.calls.clear()
    slack.messages.clear()
    slack.script, slack.delay_s = [], 0.0
    return running


def questions(n: int, prefix: str = "D") -> list[dict[str, object]]:
    return [event(ts=f"{i}.000001", channel=f"{prefix}{i}") for i in range(n)]


def by_channel(slack: FakeSlack, prefix: str = "") -> Counter[str]:
    """Count the posts that each channel got; one cut off by a kill may have come without its body."""
    channels = [message.get("channel", "") for message in list(slack.messages)]
    return Counter(channel for channel in channels if channel and channel.startswith(prefix))


def test_sixty_questions_at_once_are_each_answered_once_though_slack_is_slow_limits_and_hangs_up(
    server: Server, slack: FakeSlack
) -> None:
    slack.delay_s = 1.0
    slack.script = [(429, {"Retry-After": "1"}, {"ok": False, "error": "ratelimited"}), "hang up", (500, {}, b"")] * 4
    bodies = questions(60)
    acks = server.send_all(bodies + bodies[:20], 10)
    assert {status for status, _ in acks} == {200}
    assert max(took_s for _, took_s in acks) < ACK_S
    until(lambda: len(by_channel(slack)) == 60, 60)
    server.send_all(bodies, 10)
    assert set(by_channel(slack).values()) == {1}
    assert len(slack.posts) == 60 + 12


def test_follow_ups_work_whichever_worker_they_reach(server: Server, slack: FakeSlack) -> None:
    for i, text in enumerate(("How do I renew a loan?", "and a card?")):
        body = mention(f"<@U0BOT> {text}", ts=f"{i + 1}.000001", thread_ts="1.000001")
        server.send(json.dumps(body).encode())
    until(lambda: len(slack.posts) == 2)
    assert [post.body["text"] for post in slack.posts][1] == "Bring the old card to the desk."


def test_a_large_body_is_refused_quickly(server: Server) -> None:
    ((status, took_s),) = server.send(b"x" * 20_000_000)
    assert (status, took_s < 5) == (413, True)


def test_a_large_body_in_chunks_is_refused(server: Server) -> None:
    body = b"x" * 20_000_000
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        chunks = (body[i : i + 65536] for i in range(0, len(body), 65536))
        connection.request("POST", "/slack/events", chunks, signed(body), encode_chunked=True)
        assert connection.getresponse().status == 413


def test_what_was_acknowledged_before_a_kill_is_answered_once_after_the_restart(
    server: Server, slack: FakeSlack
) -> None:
    slack.delay_s = 0.3
    bodies = questions(40, "K")
    assert {status for status, _ in server.send_all(bodies, 8)} == {200}
    server.kill()
    slack.delay_s = 0.0
    server.restart()
    server.send_all(bodies, 8)
    until(lambda: len(by_channel(slack)) == 40, 40)
    assert set(by_channel(slack).values()) == {1}


def test_one_worker_killed_or_the_server_ended_in_order_costs_no_answer(server: Server, slack: FakeSlack) -> None:
    slack.delay_s = 0.3
    server.send_all(questions(10, "W"), 4)
    children = subprocess.run(["pgrep", "-P", str(server.process.pid)], capture_output=True, text=True, check=True)
    os.kill(int(children.stdout.split()[0]), signal.SIGKILL)
    until(lambda: len(by_channel(slack, "W")) == 10, 40)
    server.send_all(questions(10, "E"), 4)
    assert server.end() == 0
    server.restart()
    until(lambda: len(by_channel(slack, "E")) == 10, 40)
    assert {n for prefix in "WE" for n in by_channel(slack, prefix).values()} == {1}
