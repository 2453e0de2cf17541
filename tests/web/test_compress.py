import gzip
from pathlib import Path

import brotli
import pytest
from flask.testing import FlaskClient

from bot.engine import Engine
from web.app import create_app
from web.settings import Settings

FILES = ["/widget.js", "/static/page.css", "/lang/de.json"]
UNPACK = {None: bytes, "gzip": gzip.decompress, "br": brotli.decompress}


@pytest.fixture
def client(engine: Engine, tmp_path: Path) -> FlaskClient:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/test.sqlite", rate=None)
    return create_app(settings, engine).test_client()


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0, br;q=0", None),
        ("identity, br;q=0.1", None),
        ("deflate", None),
        ("", None),
    ],
)
def test_each_browser_gets_the_coding_it_likes_best(path: str, accepted: str, coding: str, client: FlaskClient) -> None:
    with client.get(path) as plain, client.get(path, headers={"Accept-Encoding": accepted}) as response:
        assert response.headers.get("Content-Encoding") == coding
        assert "Accept-Encoding" in response.headers["Vary"]
        assert UNPACK[coding](response.data) == plain.data
        assert int(response.headers["Content-Length"]) == len(response.data)


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_what_the_browser_has_is_not_sent_again(path: str, coding: str, client: FlaskClient) -> None:
    with client.get(path, headers={"Accept-Encoding": coding}) as first:
        tag = first.headers["ETag"]
    with client.get(path, headers={"Accept-Encoding": coding, "If-None-Match": tag}) as second:
        assert (second.status_code, second.data) == (304, b"")
    with client.get(path, headers={"If-None-Match": tag}) as other:
        assert other.status_code == 200


@pytest.mark.parametrize("path", ["/", "/ask?q=what+is+als", "/api/suggestions"])
def test_what_holds_a_visitors_text_is_not_compressed(path: str, client: FlaskClient) -> None:
    response = client.get(path, headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in response.headers


def test_the_widgets_script_holds_no_comment_and_no_indentation(client: FlaskClient) -> None:
    with client.get("/widget.js") as response:
        script = response.get_data(as_text=True)
    assert "/**" not in script
    assert "\n\t" not in script
    assert "https?:\\/\\/" in script
