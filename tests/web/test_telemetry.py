import re
import signal
from collections.abc import Iterator
from os import kill
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.engine import Engine
from bot.store import Store
from bot.types import Message
from tests.web.live import JSON, Server, serving
from tests.web.slack.fake import until
from web.chat import Chat
from web.telemetry import Telemetry

QUESTION = b'{"message": "How do I renew a loan?"}'


def series(text: str) -> dict[str, float]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def counted(client: FlaskClient) -> dict[str, float]:
    return series(client.get("/metrics").get_data(as_text=True))


def test_requests_are_counted_by_route_and_status(client: FlaskClient) -> None:
    client.get("/healthz")
    client.get("/healthz")
    client.post("/api/chat", data=b"{", headers=JSON)
    client.delete("/api/conversations/somebody")
    found = counted(client)
    assert found['faqbot_requests_total{route="/healthz",status="200"}'] == 2
    assert found['faqbot_requests_total{route="/api/chat",status="400"}'] == 1
    assert found['faqbot_requests_total{route="/api/conversations/<conversation_id>",status="204"}'] == 1


def test_replies_are_counted_by_kind_and_channel_with_their_seconds(client: FlaskClient) -> None:
    for message in ("What is ALS?", "hello", "hi"):
        client.post("/api/chat", json={"message": message})
    found = counted(client)
    assert found['faqbot_replies_total{channel="widget",kind="answer"}'] == 1
    assert found['faqbot_replies_total{channel="widget",kind="smalltalk"}'] == 2
    assert found['faqbot_reply_seconds_count{channel="widget"}'] == 3


def test_strange_addresses_and_methods_add_no_series(client: FlaskClient) -> None:
    client.get("/nope")
    client.post("/healthz")
    before = set(counted(client)) | set(counted(client))
    for number in range(300):
        client.get(f"/{number}/x?{number}")
        client.open("/healthz", method=f"M{number}")
    assert set(counted(client)) == before


def test_faults_that_nobody_sees_are_counted(engine: Engine, tmp_path: Path) -> None:
    telemetry = Telemetry()
    chat = Chat(engine, Store(f"sqlite:///{tmp_path}/no/x.sqlite"), store_text=True, telemetry=telemetry)
    chat.handle(Message("What is ALS?"), "some-id", "widget")
    chat.handle(Message(None), None, "widget")  # type: ignore[arg-type]
    found = series(telemetry.exposition().decode())
    assert found['faqbot_failures_total{part="database"}'] == 2
    assert found['faqbot_failures_total{part="engine"}'] == 1


def test_two_applications_do_not_count_together(client: FlaskClient) -> None:
    client.get("/healthz")
    assert '"/healthz"' not in Telemetry().exposition().decode()


@pytest.fixture(scope="module")
def server(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with two workers whose folder for counts holds what an earlier one left."""
    folder = tmp_path_factory.mktemp("telemetry")
    counts = folder / "counts"
    counts.mkdir()
    (counts / "counter_1.db").write_bytes(b"left")
    with serving(library, folder, FAQBOT_RATE_LIMIT="off", PROMETHEUS_MULTIPROC_DIR=str(counts)) as server:
        yield server


def workers(server: Server) -> set[int]:
    listed = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text(encoding="ascii")
    return {int(pid) for pid in listed.split()}


def replies(server: Server) -> float:
    found = series(server.send("GET", "/metrics").body.decode())
    return sum(value for name, value in found.items() if name.startswith("faqbot_replies_total"))


def test_all_workers_count_together_also_those_that_are_gone(server: Server) -> None:
    statuses = {server.send("POST", "/api/chat", QUESTION, JSON).status for _ in range(60)}
    assert (statuses, replies(server)) == ({200}, 60)
    before = workers(server)
    kill(min(before), signal.SIGKILL)
    until(lambda: len(workers(server) - before) == 1 and len(workers(server)) == 2, 30)
    until(server.is_ready, 30)
    assert replies(server) == 60
    assert server.send("POST", "/api/chat", QUESTION, JSON).status == 200
    assert replies(server) == 61
    assert not re.search(rb"Traceback", server.out.read_bytes())
