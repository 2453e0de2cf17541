import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

from bot.engine import Engine
from web.app import create_app
from web.settings import Settings

ALLOWED = "https://www.example.org"
PATHS = ["/", "/ask", "/widget.js", "/healthz", "/api/suggestions", "/api/chat", "/nope", "/static/page.css"]


@pytest.fixture
def client(engine: Engine, tmp_path: Path) -> FlaskClient:
    """A client of an application that one other site may embed."""
    settings = Settings(database_url=f"sqlite:///{tmp_path}/test.sqlite", rate=None, allowed_origins=(ALLOWED,))
    return create_app(settings, engine).test_client()


def headers_of(client: FlaskClient, path: str, **sent: str) -> Headers:
    with client.get(path, headers=sent) as response:
        return response.headers


@pytest.mark.parametrize("path", PATHS)
def test_every_response_has_the_headers_that_keep_browsers_safe(path: str, client: FlaskClient) -> None:
    headers = headers_of(client, path)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert re.fullmatch(r"[0-9a-f]{32}", headers["X-Request-Id"])
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    policy = headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "object-src 'none'", "base-uri 'none'"):
        assert rule in policy
    assert "unsafe-inline" not in policy


@pytest.mark.parametrize("path", ["/api/suggestions", "/api/chat", "/ask"])
def test_replies_are_not_stored_by_caches(path: str, client: FlaskClient) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_strict_transport_is_asked_for_over_https_only(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers
    assert "max-age=" in client.get("/", base_url="https://localhost").headers["Strict-Transport-Security"]


@pytest.mark.parametrize("path", ["/api/suggestions", "/api/nope", "/widget.js"])
def test_an_allowed_site_may_read(path: str, client: FlaskClient) -> None:
    headers = headers_of(client, path, Origin=ALLOWED)
    assert headers["Access-Control-Allow-Origin"] == ALLOWED
    assert "Origin" in headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in headers


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://www.example.org",
        "https://www.example.org.evil.example",
        "https://www.example.org:8443",
        "https://WWW.example.org",
        "null",
        "*",
        "",
    ],
)
def test_another_site_may_not_read(origin: str, client: FlaskClient) -> None:
    headers = client.get("/api/suggestions", headers={"Origin": origin}).headers
    assert "Access-Control-Allow-Origin" not in headers
    assert "Origin" in headers["Vary"]


@pytest.mark.parametrize("path", ["/", "/ask", "/healthz"])
def test_pages_are_for_nobody_else(path: str, client: FlaskClient) -> None:
    assert "Access-Control-Allow-Origin" not in client.get(path, headers={"Origin": ALLOWED}).headers


def preflight(client: FlaskClient, origin: str, path: str = "/api/chat") -> tuple[int, dict[str, str]]:
    response = client.options(path, headers={"Origin": origin, "Access-Control-Request-Method": "POST"})
    return response.status_code, dict(response.headers)


def test_a_preflight_of_an_allowed_site_is_answered(client: FlaskClient) -> None:
    status, headers = preflight(client, ALLOWED)
    assert status == 204
    assert headers["Access-Control-Allow-Methods"] == "GET, POST, DELETE"
    assert headers["Access-Control-Allow-Headers"] == "Content-Type"
    assert int(headers["Access-Control-Max-Age"]) > 0


def test_a_preflight_of_another_site_allows_nothing(client: FlaskClient) -> None:
    _, headers = preflight(client, "https://evil.example")
    assert not [name for name in headers if name.startswith("Access-Control-")]


def test_a_line_break_in_the_origin_makes_no_header(client: FlaskClient) -> None:
    headers = client.get(
        "/api/suggestions?x=%0d%0aSet-Cookie:%20a=b", headers={"Origin": "x%0d%0aSet-Cookie: a=b"}
    ).headers
    assert "Set-Cookie" not in headers


def test_no_response_sets_a_cookie(client: FlaskClient) -> None:
    assert not [path for path in PATHS if "Set-Cookie" in headers_of(client, path)]
