"""Whose requests are taken: the first table of what a Slack webhook must do."""

import json
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.engine import Engine
from tests.web.conftest import Workspace
from tests.web.slack.fake import SECRET, TOKEN, command, event, form_of, press, signed
from web import logs
from web.app import create_app
from web.settings import Settings
from web.slack.signature import sign

ROUTES = ["events", "commands", "interactive"]
CHALLENGE = {"type": "url_verification", "token": "Jhj5dZrVaK7ZwHHjRyZWjbDl", "challenge": "<script>3eZbrw1aB</script>"}
BODY = json.dumps(event()).encode()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def refused(workspace: Workspace, body: bytes, headers: dict[str, str], route: str = "events") -> None:
    response = workspace.client.post(f"/slack/{route}", data=body, headers=headers)
    assert response.status_code == 401
    assert response.mimetype == "application/json"
    assert len(response.data) < 100
    assert workspace.settled() == []


def test_the_address_is_proven_to_slack_as_plain_text(workspace: Workspace) -> None:
    response = workspace.event(CHALLENGE)
    assert (response.status_code, response.mimetype) == (200, "text/plain")
    assert response.get_data(as_text=True) == CHALLENGE["challenge"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("challenge", [None, 5, {}, ["x"]])
def test_a_challenge_that_is_no_text_is_no_error(challenge: object, workspace: Workspace) -> None:
    assert workspace.event(CHALLENGE | {"challenge": challenge}).status_code == 200


def test_a_challenge_with_a_wrong_signature_is_not_repeated(workspace: Workspace) -> None:
    body = json.dumps(CHALLENGE).encode()
    response = workspace.client.post("/slack/events", data=body, headers=signed(body, secret="another"))
    assert response.status_code == 401
    assert b"3eZbrw1aB" not in response.data


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("missing", [("X-Slack-Signature",), ("X-Slack-Request-Timestamp",), None])
def test_a_request_without_proof_is_refused(missing: tuple[str] | None, route: str, workspace: Workspace) -> None:
    headers = signed(BODY)
    for name in missing or list(headers):
        del headers[name]
    refused(workspace, BODY, headers, route)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("secret", ["", "another", SECRET[:-1]])
def test_another_secret_is_refused(secret: str, route: str, workspace: Workspace) -> None:
    refused(workspace, BODY, signed(BODY, secret=secret), route)


def test_a_changed_body_or_digit_is_refused(workspace: Workspace) -> None:
    headers = signed(BODY)
    refused(workspace, BODY + b" ", headers)
    last = headers["X-Slack-Signature"][-1]
    headers["X-Slack-Signature"] = headers["X-Slack-Signature"][:-1] + ("0" if last != "0" else "1")
    refused(workspace, BODY, headers)


@pytest.mark.parametrize("age_s", [360, -360])
def test_an_old_or_future_request_is_refused_though_well_signed(age_s: int, workspace: Workspace) -> None:
    refused(workspace, BODY, signed(BODY, at=time.time() - age_s))


def test_a_request_of_four_minutes_ago_is_answered(workspace: Workspace) -> None:
    assert (
        workspace.client.post("/slack/events", data=BODY, headers=signed(BODY, at=time.time() - 240)).status_code == 200
    )
    assert len(workspace.settled()) == 1


@pytest.mark.parametrize("at", ["abc", "", "1e9", "1.5", "-1", "0x10", "9" * 5000, "\u00b2"])
def test_a_strange_timestamp_is_refused_though_well_signed(at: str, workspace: Workspace) -> None:
    headers = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": sign(SECRET, at, BODY)}
    refused(workspace, BODY, headers)


@pytest.mark.parametrize("change", ["v1={}", "{}", "v0=v0={}", "v0={},v0=wrong", "\xff{}", "v0=\xff\xff"])
def test_a_strange_signature_is_refused(change: str, workspace: Workspace) -> None:
    headers = signed(BODY)
    digest = headers["X-Slack-Signature"].removeprefix("v0=")
    refused(workspace, BODY, headers | {"X-Slack-Signature": change.format(digest)})


def test_two_signatures_are_refused_though_one_is_right(workspace: Workspace) -> None:
    headers = [*signed(BODY).items(), ("X-Slack-Signature", "v0=" + "0" * 64)]
    assert workspace.client.post("/slack/events", data=BODY, headers=headers).status_code == 401


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    "body", [b"{not json", b"", b"null", b"\xff\xfe\x00", b"[" * 20_000, b"token=Jhj5dZrVaK7&text=hi"]
)
def test_what_is_not_signed_is_refused_before_it_is_read(body: bytes, route: str, workspace: Workspace) -> None:
    assert workspace.client.post(f"/slack/{route}", data=body).status_code == 401


HOSTILE = [
    b"{not json",
    b"",
    b"[]",
    b"1",
    b"null",
    b'"x"',
    b"[" * 50_000,
    b'{"a":' * 50_000,
    b'{"a": ' + b"9" * 10_000 + b"}",
    b"\xff\xfe\x00",
    b'{"type": "event_callback", "event": "\xff"}',
    b'{"type": NaN}',
    '{"type": "url_verification"}'.encode("utf-16"),
    b"payload=%7B%7D",
]


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("body", HOSTILE)
def test_a_hostile_body_is_no_error_though_signed_and_the_next_event_is_answered(
    body: bytes, route: str, workspace: Workspace
) -> None:
    response = workspace.post(route, body)
    assert response.status_code in ((200, 400) if route != "commands" else (200,))
    assert b"Traceback" not in response.data
    assert workspace.event(event()).status_code == 200
    assert len(workspace.settled()) == 1


@pytest.mark.parametrize("route", ROUTES)
def test_more_than_a_megabyte_is_refused_before_it_is_hashed(route: str, workspace: Workspace) -> None:
    body = b"x" * (1024 * 1024 + 1)
    response = workspace.post(route, body)
    assert response.status_code == 413
    assert response.get_json()["detail"] == "The request is larger than 1 MB."
    assert workspace.client.post(f"/slack/{route}", data=body).status_code == 401


def test_a_body_of_a_megabyte_is_taken(workspace: Workspace) -> None:
    body = json.dumps(event("What does a loan cost?", padding="x" * 1_000_000)).encode()
    assert workspace.post("events", body).status_code == 200
    assert len(workspace.settled()) == 1


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_other_methods_are_not_taken(method: str, route: str, workspace: Workspace) -> None:
    assert getattr(workspace.client, method)(f"/slack/{route}").status_code == 405


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "x", "text/html"]
)
def test_an_event_is_read_whatever_its_type(content_type: str, workspace: Workspace) -> None:
    assert workspace.event(event(), **{"Content-Type": content_type}).status_code == 200
    assert len(workspace.settled()) == 1


def test_names_of_headers_may_be_small(workspace: Workspace) -> None:
    headers = {name.lower(): value for name, value in signed(BODY).items()}
    assert workspace.client.post("/slack/events", data=BODY, headers=headers).status_code == 200


def test_a_refusal_leaves_one_line_without_body_or_signature(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    body = json.dumps(event("canary question")).encode()
    headers = signed(body, secret="another")
    logs.configure("info")
    refused(workspace, body, headers)
    (line,) = lines(capsys)
    assert (line["message"], line["route"], line["error"]) == ("request refused", "/slack/events", "wrong signature")
    assert "canary" not in str(line)
    assert headers["X-Slack-Signature"][3:] not in str(line)


def test_nothing_that_was_said_is_in_the_log(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("debug")
    workspace.slack.script = ["hang up", (200, {}, {"ok": False, "error": "canary said"})]
    workspace.event(event("canary jane@canary.example 555-123-4567"))
    workspace.post("commands", command("canary question"))
    workspace.press(press({"action_id": "suggestion_1", "value": "canary"}))
    workspace.settled()
    text = capsys.readouterr().out
    assert "try again" in text
    assert [word for word in ("canary", "555-123", TOKEN, SECRET, "U2147483697") if word in text] == []


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "SLACK_SIGNING_SECRET and SLACK_BOT_TOKEN not set"),
        ({"slack_token": TOKEN}, "SLACK_SIGNING_SECRET not set"),
        ({"slack_secret": SECRET}, "SLACK_BOT_TOKEN not set"),
    ],
)
def test_without_secret_or_token_slack_is_off_and_the_log_says_so(
    given: dict[str, str], missing: str, small: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path}/off.sqlite", **given), small)  # type: ignore[arg-type]
    assert ("slack is off", missing) in [(line["message"], line.get("error")) for line in lines(capsys)]
    for route, body in (("events", BODY), ("commands", command()), ("interactive", form_of(press({})))):
        for secret in ("", SECRET):
            assert (
                app.test_client().post(f"/slack/{route}", data=body, headers=signed(body, secret=secret)).status_code
                == 404
            )


def test_slack_does_not_count_for_the_limit_of_addresses(workspace: Workspace) -> None:
    assert {workspace.event(event(ts=f"{i}.1", channel=f"D{i}")).status_code for i in range(20)} == {200}
    assert len(workspace.settled()) == 20


def test_other_sites_may_not_read_what_slack_is_told(small: Engine, settings: Settings) -> None:
    app: Flask = create_app(settings, small)
    client: FlaskClient = app.test_client()
    for route in ROUTES:
        headers = client.post(f"/slack/{route}", headers={"Origin": "https://www.example.org"}).headers
        assert [name for name, _ in headers if name.startswith("Access-Control")] == []
