import re

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from web import problems
from web.problems import ProblemError


@pytest.fixture
def broken() -> FlaskClient:
    """A client of an application whose views fail in every way."""
    app = Flask("broken")
    problems.register(app)

    @app.get("/crash")
    def crash() -> str:
        raise RuntimeError("the password is hunter2")

    @app.get("/known")
    def known() -> str:
        raise ProblemError(429, "Too many.", field="message", headers={"Retry-After": "7"})

    @app.get("/gone")
    def gone() -> str:
        abort(410, "It was <b>here</b>.")

    return app.test_client()


def test_a_crash_tells_nothing_of_the_inside(broken: FlaskClient) -> None:
    response = broken.get("/crash")
    assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    body = response.get_json(force=True)
    assert re.fullmatch(r"[0-9a-f]{32}", body.pop("request_id"))
    assert body == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "Something went wrong on the server. Please try again.",
    }


def test_a_known_problem_names_its_field_and_keeps_its_headers(broken: FlaskClient) -> None:
    response = broken.get("/known")
    assert response.get_json(force=True) | {"request_id": ""} == {
        "type": "about:blank",
        "title": "Too Many Requests",
        "status": 429,
        "detail": "Too many.",
        "field": "message",
        "request_id": "",
    }
    assert response.headers["Retry-After"] == "7"


@pytest.mark.parametrize(("path", "status"), [("/nope", 404), ("/gone", 410), ("/%00", 404), ("/" + "x" * 3000, 404)])
def test_every_http_error_is_a_problem_document(path: str, status: int, broken: FlaskClient) -> None:
    response = broken.get(path)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    body = response.get_json(force=True)
    assert set(body) == {"type", "title", "status", "detail", "request_id"}
    assert body["status"] == status


def test_a_method_that_is_not_allowed_is_told_with_those_that_are(broken: FlaskClient) -> None:
    response = broken.post("/crash")
    assert response.status_code == 405
    assert response.get_json(force=True)["detail"] == "This address does not take the method POST."
    assert "GET" in response.headers["Allow"]


def test_a_path_is_not_repeated_in_the_problem(broken: FlaskClient) -> None:
    assert b"canary" not in broken.get("/canary<script>").data
