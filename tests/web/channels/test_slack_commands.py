"""Slash commands and pressed buttons, whole payloads against the application."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.engine import Engine
from tests.web.conftest import Workspace
from tests.web.slack.fake import SECRET, TOKEN, FakeSlack, command, event, form_of, mention, press, signed
from tests.web.slack.lint import faults
from web.app import create_app
from web.settings import Settings

FREE = "Nothing. Borrowing is free for a month."
RENEW = "Open your account and press Renew."


def said(workspace: Workspace, body: bytes) -> dict[str, Any]:
    response = workspace.post("commands", body)
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert faults(response.json) == []
    assert response.json["response_type"] == "ephemeral"
    return response.json


def test_a_command_is_answered_at_once_to_its_user_only(workspace: Workspace) -> None:
    assert said(workspace, command())["text"] == FREE
    assert workspace.settled() == []


@pytest.mark.parametrize("text", ["", "   ", "help", "HELP", "<@U0BOT>", "\u200b"])
def test_without_a_question_the_usage_is_told(text: str, workspace: Workspace) -> None:
    assert "/faq What does a loan cost?" in said(workspace, command(text))["text"]


@pytest.mark.parametrize(
    "text",
    [
        "payload=what does a loan cost",
        "what does a loan cost & a card + a fine",
        "100 % = what does a loan cost?",
        "👩‍👩‍👧 what does a loan cost",
        "\x00what does a loan cost",
        "what does a loan cost? " * 350,
        "\u202ewhat does a loan cost",
    ],
)
def test_every_text_is_answered(text: str, workspace: Workspace) -> None:
    assert said(workspace, command(text))["text"]


def test_follow_ups_by_command_keep_their_topic_for_one_person(workspace: Workspace) -> None:
    assert said(workspace, command("How do I renew a loan?"))["text"] == RENEW
    assert said(workspace, command("and a card?"))["text"] == "Bring the old card to the desk."
    assert said(workspace, command("and a card?", user_id="U2"))["text"] != "Bring the old card to the desk."


def test_the_same_command_again_is_answered_once(workspace: Workspace) -> None:
    body = command()
    headers = signed(body)
    first, again = (workspace.client.post("/slack/commands", data=body, headers=headers) for _ in range(2))
    assert first.json["text"] == FREE
    assert (again.status_code, again.data) == (200, b"")


def test_a_check_of_the_certificate_runs_nothing(workspace: Workspace) -> None:
    response = workspace.post("commands", command(ssl_check="1"))
    assert (response.status_code, response.data) == (200, b"")
    unsigned = workspace.client.post("/slack/commands", data=command(ssl_check="1"))
    assert (unsigned.status_code, b"Borrowing" in unsigned.data) == (401, False)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"text=what+does+a+loan+cost",
        b"command=%2Ffaq",
        b"text=what+does+a+loan+cost&text=another&command=%2Fx&command=%2Fy",
        b"text=%zz%&command=%2Ffaq",
        b"\xff\xfe=\xff&text=\xff",
        b"text=what+does+a+loan+cost&user_id=a+b&channel_id=%00&trigger_id=%22",
        b'{"text": "json"}',
        command("what does a loan cost", command="/other"),
        command("what does a loan cost", response_url="https://evil.example/x"),
        command("what does a loan cost", response_url="file:///etc/passwd"),
    ],
)
def test_strange_forms_get_a_helpful_text_and_call_nobody(body: bytes, workspace: Workspace) -> None:
    assert said(workspace, body)["text"]
    assert workspace.slack.calls == []


def test_a_form_of_too_many_fields_is_refused(workspace: Workspace) -> None:
    assert workspace.post("commands", b"a=1&" * 1000).status_code == 400


def test_without_a_database_a_command_is_told_to_try_again(small: Engine, slack: FakeSlack) -> None:
    lost = Settings(
        database_url="sqlite:////no/such/folder/x.sqlite",
        slack_secret=SECRET,
        slack_token=TOKEN,
        slack_api_url=slack.api,
    )
    workspace = Workspace(create_app(lost, small), slack)
    assert "Please try again in a moment" in said(workspace, command())["text"]


def buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [button for block in message["blocks"] if block["type"] == "actions" for button in block["elements"]]


def test_every_button_that_was_posted_has_one_effect_however_often_it_is_pressed(workspace: Workspace) -> None:
    workspace.event(mention())
    (answer,) = workspace.settled()
    pressed = buttons(answer)
    assert {button["action_id"] for button in pressed} == {"suggestion_1", "helped", "not_helped"}
    for button in pressed:
        payload = press(button, response_url=f"{workspace.slack.address}/actions/{button['action_id']}")
        before = len(workspace.slack.posts)
        for _ in range(3):
            assert (workspace.press(payload).status_code, workspace.press(payload).data) == (200, b"")
        assert len(workspace.settled()) == before + 1


def test_a_suggestion_is_answered_in_the_thread_under_its_question(workspace: Workspace) -> None:
    workspace.press(press({"action_id": "suggestion_1", "value": "loan-renewal"}))
    (body,) = workspace.settled()
    assert faults(body) == []
    assert (body["channel"], body["thread_ts"], body["text"]) == ("C0LAN2Q65", "1355517523.000005", RENEW)
    assert body["blocks"][0]["text"]["text"] == "*How do I renew a loan?*"


def test_a_suggestion_is_part_of_the_talk(workspace: Workspace) -> None:
    workspace.press(press({"action_id": "suggestion_1", "value": "loan-renewal"}))
    workspace.event(mention("<@U0BOT> and a card?", ts="1355517600.000001", thread_ts="1355517523.000005"))
    assert workspace.settled()[1]["text"] == "Bring the old card to the desk."


def test_a_suggestion_seen_by_its_user_only_is_answered_to_them_only(workspace: Workspace) -> None:
    box = {"type": "message", "message_ts": "1.2", "channel_id": "C0LAN2Q65", "is_ephemeral": True}
    url = f"{workspace.slack.address}/actions/1"
    button = {"action_id": "suggestion_1", "value": "loan-renewal"}
    workspace.press(press(button, container=box, message={}, response_url=url))
    workspace.settled()
    (call,) = workspace.slack.posts
    assert (call.path, call.body["response_type"], call.body["text"]) == ("/actions/1", "ephemeral", RENEW)
    assert not call.body["replace_original"]


def test_a_foreign_response_address_is_not_called(workspace: Workspace) -> None:
    box = {"type": "message", "message_ts": "1.2", "channel_id": "C0LAN2Q65", "is_ephemeral": True}
    button = {"action_id": "suggestion_1", "value": "loan-renewal"}
    workspace.press(press(button, container=box, response_url="http://127.0.0.1:9/evil"))
    workspace.settled()
    (call,) = workspace.slack.posts
    assert (call.method, call.body["user"]) == ("chat.postEphemeral", "U2147483697")


def test_a_rating_is_kept_and_thanked_for(workspace: Workspace, tmp_path: Path) -> None:
    workspace.event(event())
    (answer,) = workspace.settled()
    not_helped = buttons(answer)[-1]
    workspace.press(press(not_helped, response_url=f"{workspace.slack.address}/actions/1"))
    assert workspace.settled()[1]["text"] == "Thank you for telling us."
    with closing(sqlite3.connect(tmp_path / "slack.sqlite")) as connection:
        assert connection.execute("select helpful from turns").fetchall() == [(0,)]


def test_a_rating_of_an_unknown_reply_has_no_effect(workspace: Workspace) -> None:
    workspace.press(press({"action_id": "helped", "value": "0" * 32}))
    assert workspace.settled() == []


def test_a_question_that_is_gone_is_said_to_be(workspace: Workspace) -> None:
    workspace.press(press({"action_id": "suggestion_1", "value": "of-last-year"}))
    (body,) = workspace.settled()
    assert "not offered any more" in body["text"]


@pytest.mark.parametrize("value", ["' OR 1=1 --", "x" * 2000, None, "../../etc/passwd"])
def test_a_tampered_value_has_no_effect(value: object, workspace: Workspace) -> None:
    assert workspace.press(press({"action_id": "suggestion_1", "value": value})).status_code == 200
    assert workspace.settled() == []


@pytest.mark.parametrize("body", [b"", b"payload=", b"payload=%7Bnot", b"payload=[]", b"payload=null", b"other=1"])
def test_a_payload_that_is_none_is_refused(body: bytes, workspace: Workspace) -> None:
    assert workspace.post("interactive", body).status_code == 400


@pytest.mark.parametrize("kind", ["shortcut", "message_action", "view_submission", "view_closed", "of_next_year", None])
def test_another_interaction_is_acknowledged(kind: str | None, workspace: Workspace) -> None:
    assert workspace.press(press({}, type=kind)).status_code == 200
    assert workspace.press(press({"action_id": "of_last_year", "value": "x"})).status_code == 200
    assert workspace.press(press({}, actions=[None])).status_code == 200
    assert workspace.settled() == []


def test_a_press_is_not_taken_unsigned(workspace: Workspace) -> None:
    body = form_of(press({"action_id": "suggestion_1", "value": "loan-renewal"}))
    assert workspace.client.post("/slack/interactive", data=body).status_code == 401
    assert json.dumps(workspace.settled()) == "[]"
