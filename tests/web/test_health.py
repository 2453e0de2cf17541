import re
import threading
import time
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.engine import Engine
from web.app import create_app
from web.chat import Chat
from web.health import PING_S, Probe
from web.settings import Settings

TOKEN = "metrics-token"


class Hanging(Chat):
    """A chat whose database hangs until it is let go; counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.let_go = threading.Event()

    def ping(self) -> None:
        self.asked += 1
        self.let_go.wait(30)


def test_health_tells_version_and_content(client: FlaskClient, engine: Engine) -> None:
    body = client.get("/healthz").get_json()
    assert (body["status"], body["content"]) == ("ok", engine.content.hash)
    assert re.fullmatch(r"\d+\.\d+\.\d+", body["version"])


def test_ready_while_the_database_answers(client: FlaskClient) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.get_json()["status"]) == (200, "ready")
    assert set(response.get_json()) == {"status", "database", "version", "content"}


def test_not_ready_without_a_database_yet_alive(engine: Engine, tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/no/such/folder/x.sqlite", rate=None)
    client = create_app(settings, engine).test_client()
    response = client.get("/readyz")
    assert (response.status_code, response.get_json()["status"]) == (503, "degraded")
    assert str(tmp_path) not in response.get_data(as_text=True)
    assert client.get("/healthz").status_code == 200


def test_a_database_that_hangs_is_down_after_a_second_and_not_asked_again_meanwhile() -> None:
    chat = Hanging()
    probe = Probe(chat)
    started = time.monotonic()
    assert not probe.is_up()
    assert PING_S <= time.monotonic() - started < PING_S + 0.5
    assert not probe.is_up()
    assert chat.asked == 1
    chat.let_go.set()
    assert probe.is_up()


def metrics(client: FlaskClient, address: str = "127.0.0.1", **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get("/metrics", headers=named, environ_base={"REMOTE_ADDR": address}).status_code


@pytest.mark.parametrize(
    ("address", "status"),
    [("127.0.0.1", 200), ("127.8.8.8", 200), ("::1", 200), ("10.0.0.7", 404), ("192.0.2.1", 404), ("", 404)],
)
def test_metrics_are_for_callers_on_the_same_machine(address: str, status: int, client: FlaskClient) -> None:
    assert metrics(client, address) == status


@pytest.mark.parametrize("header", ["X_Forwarded_For", "Forwarded", "X_Real_IP", "Via", "X_Forwarded_Proto"])
def test_metrics_are_not_for_whom_a_proxy_on_the_same_machine_speaks(header: str, client: FlaskClient) -> None:
    assert metrics(client, **{header: "127.0.0.1"}) == 404


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer {TOKEN}", 200),
        (TOKEN, 404),
        ("Bearer", 404),
        ("Bearer x", 404),
        ("Basic é", 404),
        ("", 404),
    ],
)
def test_with_a_token_metrics_are_for_whoever_brings_it(
    given: str, status: int, engine: Engine, tmp_path: Path
) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/test.sqlite", metrics_token=TOKEN)
    client = create_app(settings, engine).test_client()
    assert metrics(client, "192.0.2.1", Authorization=given) == status
