import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.engine import Engine
from web.app import create_app
from web.settings import Settings


def send(client: FlaskClient, body: str | bytes, path: str = "/api/chat") -> TestResponse:
    data = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    return client.post(path, data=data, headers={"Content-Type": "application/json"})


def problem(response: TestResponse) -> dict[str, Any]:
    """Return the problem document that a response must be."""
    assert response.mimetype == "application/problem+json"
    body = json.loads(response.data)
    assert {"type", "title", "status", "detail"} <= set(body)
    assert body["status"] == response.status_code
    return body  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "{not json}",
        "what is als",
        "{'message': 'x'}",
        '{"message": "x"} {}',
        '{"message": "\x00"}',
        b"\xff\xfe\x00",
        b'{"message": "\xff"}',
        "[" * 8000,
        '{"a":' * 3000,
        '{"message": "x", "n": 1' + "0" * 5000 + "}",
    ],
)
def test_what_is_no_json_is_malformed(body: str | bytes, client: FlaskClient) -> None:
    response = send(client, body)
    assert response.status_code == 400
    assert problem(response)["detail"] == "The request is not valid JSON."


@pytest.mark.parametrize("body", ["[]", '"what is als"', "null", "5", "true", "[" * 500 + "]" * 500])
def test_json_that_is_no_object_is_malformed(body: str, client: FlaskClient) -> None:
    response = send(client, body)
    assert response.status_code == 400
    assert problem(response)["detail"] == "The request must be a JSON object."


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("{}", "message"),
        ('{"message": null}', "message"),
        ('{"message": 5}', "message"),
        ('{"message": true}', "message"),
        ('{"message": ["what is als"]}', "message"),
        ('{"message": {"text": "what is als"}}', "message"),
        ('{"message": NaN}', "message"),
        ('{"message": ""}', "message"),
        ('{"message": "   \\n\\t"}', "message"),
        ('{"message": "hi", "conversation_id": ""}', "conversation_id"),
        ('{"message": "hi", "conversation_id": 7}', "conversation_id"),
        ('{"message": "hi", "conversation_id": ["x"]}', "conversation_id"),
        ('{"message": "hi", "entry_id": "nope"}', "entry_id"),
        ('{"message": "hi", "entry_id": "\\ud800"}', "entry_id"),
        ('{"message": "hi", "entry_id": ""}', "entry_id"),
        ('{"message": "hi", "entry_id": 1}', "entry_id"),
        ('{"entry_id": "nope"}', "entry_id"),
        ('{"message": "hi", "article": "nope"}', "article"),
        ('{"message": "hi", "article": {}}', "article"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(body: str, field: str, client: FlaskClient) -> None:
    response = send(client, body)
    assert response.status_code == 422
    assert problem(response)["field"] == field


@pytest.mark.parametrize("text", ["x" * 1001, "😀" * 1001, "😀" * 4000, "что " * 1000])
def test_a_message_over_a_thousand_characters_is_too_long(text: str, client: FlaskClient) -> None:
    response = send(client, json.dumps({"message": text}, ensure_ascii=False))
    assert response.status_code == 422
    assert problem(response)["detail"] == f"message has {len(text)} characters; at most 1000 are read."


def test_an_id_over_the_limit_is_refused(client: FlaskClient) -> None:
    response = send(client, json.dumps({"message": "hi", "conversation_id": "x" * 10_000}))
    assert problem(response)["detail"] == "conversation_id must be text of 1 to 128 characters."


@pytest.mark.parametrize(
    "body",
    [
        "x" * (16 * 1024 + 1),
        json.dumps({"message": "😀" * 10_000}),
        '{"message": "' + "😀" * 10_000 + '"}',
        "[" * 50_000,
    ],
)
def test_a_body_over_sixteen_kibibytes_is_too_large(body: str, client: FlaskClient) -> None:
    response = send(client, body)
    assert response.status_code == 413
    assert problem(response)["detail"] == "The request is larger than 16 KiB."


def test_a_body_of_exactly_sixteen_kibibytes_is_read(client: FlaskClient) -> None:
    body = '{"message": "What is ALS?", "more": "' + "x" * 20_000
    assert send(client, body[: 16 * 1024 - 2] + '"}').status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/jsonx"},
        {},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
        {"Content-Type": "application/json", "Content-Encoding": "br"},
    ],
)
@pytest.mark.parametrize("path", ["/api/chat", "/api/feedback"])
def test_what_is_not_plain_json_is_refused_unread(headers: dict[str, str], path: str, client: FlaskClient) -> None:
    response = client.post(path, data=b'{"message": "What is ALS?"}', headers=headers)
    assert response.status_code == 415
    assert "Content-Type: application/json" in problem(response)["detail"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/api/chat", "POST"),
        ("PUT", "/api/chat", "POST"),
        ("DELETE", "/api/chat", "POST"),
        ("POST", "/api/suggestions", "GET"),
        ("GET", "/api/feedback", "POST"),
        ("GET", "/api/conversations/x", "DELETE"),
    ],
)
def test_another_method_is_not_allowed(method: str, path: str, allowed: str, client: FlaskClient) -> None:
    response = client.open(path, method=method)
    assert response.status_code == 405
    assert problem(response)["detail"] == f"This address does not take the method {method}."
    assert allowed in response.headers["Allow"]


@pytest.mark.parametrize("path", ["/api/nope", "/api/", "/api/conversations/", "/api/chat/x"])
def test_an_unknown_address_is_not_found(path: str, client: FlaskClient) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert problem(response)["detail"] == "There is nothing at this address."


def test_one_question_too_many_waits(engine: Engine, tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/test.sqlite", rate=(2, 60))
    client = create_app(settings, engine).test_client()
    assert [send(client, '{"message": "What is ALS?"}').status_code for _ in range(2)] == [200, 200]
    response = send(client, '{"message": "What is ALS?"}')
    assert response.status_code == 429
    wait_s = int(response.headers["Retry-After"])
    assert 1 <= wait_s <= 61
    assert problem(response)["detail"] == f"Too many questions in a short time. Please wait {wait_s} seconds."


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "message_id"),
        ({"message_id": 5, "helpful": True}, "message_id"),
        ({"message_id": "", "helpful": True}, "message_id"),
        ({"message_id": "x" * 129, "helpful": True}, "message_id"),
        ({"message_id": "x"}, "helpful"),
        ({"message_id": "x", "helpful": 1}, "helpful"),
        ({"message_id": "x", "helpful": "yes"}, "helpful"),
        ({"message_id": "x", "helpful": True, "comment": 5}, "comment"),
        ({"message_id": "x", "helpful": True, "comment": "x" * 1001}, "comment"),
    ],
)
def test_feedback_that_cannot_be_used_names_the_field(body: dict[str, object], field: str, client: FlaskClient) -> None:
    response = client.post("/api/feedback", json=body)
    assert response.status_code == 422
    assert problem(response)["field"] == field


@pytest.mark.parametrize("id_", ["nope", "' OR 1=1 --", "\x00", "\ud800"])
def test_feedback_on_an_unknown_reply_is_not_found(id_: str, client: FlaskClient) -> None:
    response = send(client, json.dumps({"message_id": id_, "helpful": True}), "/api/feedback")
    assert response.status_code == 404
    assert problem(response)["field"] == "message_id"
