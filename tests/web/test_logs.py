import json
import logging

import pytest
from flask.testing import FlaskClient

from web import gunicorn_conf, logs

Capture = pytest.CaptureFixture[str]


def lines(capsys: Capture) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_record_is_one_json_object_on_one_line(capsys: Capture) -> None:
    logs.configure("info")
    logging.getLogger("faqbot.chat").info("answered", extra={"kind": "answer", "duration_ms": 1.5})
    (line,) = lines(capsys)
    assert (line["level"], line["logger"], line["message"]) == ("info", "faqbot.chat", "answered")
    assert (line["kind"], line["duration_ms"]) == ("answer", 1.5)
    assert str(line["time"]).endswith("+00:00")


def test_fields_that_are_not_on_the_list_are_left_out(capsys: Capture) -> None:
    logs.configure("info")
    logging.getLogger("faqbot.chat").info("answered", extra={"text": "my e-mail", "address": "192.0.2.1"})
    assert set(lines(capsys)[0]) == {"time", "level", "logger", "message"}


def test_a_line_break_makes_no_second_line(capsys: Capture) -> None:
    logs.configure("info")
    logging.getLogger("faqbot").warning('one\n{"level": "fake"}')
    (line,) = lines(capsys)
    assert line["message"] == 'one\n{"level": "fake"}'


def test_an_exception_is_told_by_its_class_only(capsys: Capture) -> None:
    logs.configure("info")
    try:
        raise ValueError("my secret")
    except ValueError:
        logging.getLogger("faqbot").exception("failed")
    text = capsys.readouterr().out
    assert json.loads(text)["error"] == "ValueError"
    assert "secret" not in text


def test_records_below_the_level_are_dropped(capsys: Capture) -> None:
    logs.configure("warning")
    logging.getLogger("faqbot.chat").info("answered")
    assert lines(capsys) == []


def test_configuring_twice_does_not_log_twice(capsys: Capture) -> None:
    logs.configure("info")
    logs.configure("info")
    logging.getLogger("faqbot").info("once")
    assert len(lines(capsys)) == 1


def test_no_request_leaves_the_address_of_the_visitor(client: FlaskClient, capsys: Capture) -> None:
    logs.configure("debug")
    visitor = {"environ_base": {"REMOTE_ADDR": "192.0.2.77"}, "headers": {"X-Forwarded-For": "192.0.2.77"}}
    client.post("/api/chat", json={"message": "Is there a cure for ALS?"}, **visitor)
    client.post("/api/chat", json={"message": 7}, **visitor)
    client.get("/ask?q=is+there+a+cure+for+als", **visitor)
    client.get("/nowhere", **visitor)
    written = capsys.readouterr()
    assert "answered" in written.out
    assert "192.0.2" not in written.out + written.err


def test_a_line_in_the_log_has_the_id_that_the_caller_got(client: FlaskClient, capsys: Capture) -> None:
    logs.configure("info")
    response = client.post("/api/chat", json={"message": "What is ALS?"})
    assert [line["request_id"] for line in lines(capsys)] == [response.headers["X-Request-Id"]]


def test_the_server_keeps_no_log_of_requests() -> None:
    assert gunicorn_conf.accesslog is None
