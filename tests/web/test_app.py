from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.engine import Engine
from bot.errors import ConfigError, ContentError
from web.app import create_app, database_url
from web.settings import Settings


def app_behind(hops: int, engine: Engine, folder: Path) -> FlaskClient:
    settings = Settings(database_url=f"sqlite:///{folder}/test.sqlite", rate=(1, 60), trusted_proxies=hops)
    return create_app(settings, engine).test_client()


def status(client: FlaskClient, **headers: str) -> int:
    return client.post("/api/chat", json={"message": "What is ALS?"}, headers=headers).status_code


def test_the_application_has_the_routes_of_the_contract(app: Flask) -> None:
    routes = {(rule.rule, method) for rule in app.url_map.iter_rules() for method in rule.methods or ()}
    assert {
        ("/", "GET"),
        ("/widget.js", "GET"),
        ("/api/chat", "POST"),
        ("/api/suggestions", "GET"),
        ("/api/feedback", "POST"),
        ("/api/conversations/<conversation_id>", "DELETE"),
        ("/healthz", "GET"),
        ("/readyz", "GET"),
    } <= routes


def test_debugging_is_off(app: Flask) -> None:
    assert not app.debug
    assert not app.testing


def test_settings_come_from_the_environment_where_none_are_given(
    monkeypatch: pytest.MonkeyPatch, library: Path, tmp_path: Path
) -> None:
    monkeypatch.setenv("FAQBOT_FAQ", str(library))
    monkeypatch.setenv("FAQBOT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/env.sqlite")
    client = create_app().test_client()
    assert "The Town Library" in client.get("/").get_data(as_text=True)
    assert status(client) == 200
    assert (tmp_path / "env.sqlite").is_file()


def test_a_value_that_cannot_be_used_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "no")
    with pytest.raises(ConfigError, match="PORT: 'no' cannot be used"):
        create_app()


def test_faulty_content_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no article file"):
        create_app(Settings(faq=tmp_path))


def test_an_address_of_no_database_stops_the_start(engine: Engine) -> None:
    with pytest.raises(ConfigError, match="DATABASE_URL"):
        create_app(Settings(database_url="nonsense"), engine)


def test_without_an_address_the_database_is_in_the_users_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert database_url(Settings()) == f"sqlite:///{tmp_path}/faqbot/faqbot.sqlite"
    assert (tmp_path / "faqbot").is_dir()


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_without_a_trusted_proxy_no_header_lifts_the_limit(header: str, engine: Engine, tmp_path: Path) -> None:
    client = app_behind(0, engine, tmp_path)
    assert [status(client, **{header: f"192.0.2.{i}"}) for i in range(3)] == [200, 429, 429]


def test_behind_one_trusted_proxy_the_last_address_counts(engine: Engine, tmp_path: Path) -> None:
    client = app_behind(1, engine, tmp_path)
    assert status(client, **{"X-Forwarded-For": "198.51.100.1, 192.0.2.1"}) == 200
    assert status(client, **{"X-Forwarded-For": "198.51.100.2, 192.0.2.1"}) == 429
    assert status(client, **{"X-Forwarded-For": "192.0.2.2"}) == 200


@pytest.mark.parametrize("value", ["garbage", "", "::::", "1.2.3.4:99", "2001:db8::1", "\u00e9"])
def test_a_strange_forwarded_address_is_no_error(value: str, engine: Engine, tmp_path: Path) -> None:
    assert status(app_behind(1, engine, tmp_path), **{"X-Forwarded-For": value}) == 200


@pytest.mark.parametrize(
    ("hops", "given", "kept"),
    [(1, "req-12345678", True), (0, "req-12345678", False), (1, "short", False), (1, 'x"} {"level": "fake"', False)],
)
def test_the_id_of_a_request_is_a_trusted_proxys(
    hops: int, given: str, kept: bool, engine: Engine, tmp_path: Path
) -> None:
    response = app_behind(hops, engine, tmp_path).get("/nope", headers={"X-Request-Id": given})
    assert (response.headers["X-Request-Id"] == given) == kept
    assert response.get_json(force=True)["request_id"] == response.headers["X-Request-Id"]


def test_the_limit_does_not_touch_health_and_pages(engine: Engine, tmp_path: Path) -> None:
    client = app_behind(0, engine, tmp_path)
    assert [status(client), status(client)] == [200, 429]
    assert [client.get(path).status_code for path in ("/", "/healthz", "/readyz", "/api/suggestions")] == [200] * 4
