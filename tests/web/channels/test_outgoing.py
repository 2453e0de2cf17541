"""Slack-compatible servers: captured-style payloads of Mattermost, Rocket.Chat and Zulip."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from bot.engine import Engine
from bot.types import Reply, Suggestion
from tests.web.slack.fake import SECRET, TOKEN, command, signed
from web import logs
from web.app import create_app
from web.channels.outgoing import parse, render
from web.chat import Answered
from web.settings import Settings

KEY = "xr3j5x3p4pfk7kk6ck7b4e6ghh"
MATTERMOST = {
    "channel_id": "hawos4dqtby53pd64o4a4cmeoo",
    "channel_name": "town-square",
    "team_domain": "someteam",
    "team_id": "kwoknj9nwpypzgzy78wkw516qe",
    "post_id": "axdygg1957njfe5pu38saikdho",
    "text": "faq what does a loan cost?",
    "timestamp": "1445532266",
    "token": KEY,
    "trigger_word": "faq",
    "user_id": "rnina9994bde8mua79zqcg5hmo",
    "user_name": "somename",
}
ROCKET_CHAT = {
    "token": KEY,
    "bot": False,
    "channel_id": "GENERAL",
    "channel_name": "general",
    "message_id": "YXJtc3Ryb25n",
    "timestamp": "2026-01-01T12:00:00.000Z",
    "user_id": "rocket.cat1",
    "user_name": "person",
    "text": "!faq what does a loan cost?",
    "trigger_word": "!faq",
}
ZULIP_SLACK = {
    "token": KEY,
    "team_id": "T1",
    "team_domain": "zulip.example",
    "channel_id": "C1",
    "channel_name": "general",
    "thread_ts": "1532078950",
    "timestamp": "1532078950",
    "user_id": "U1",
    "user_name": "Person",
    "text": "@**faqbot** what does a loan cost?",
    "trigger_word": "mention",
    "service_id": "1",
}
ZULIP = {
    "bot_email": "faq-bot@zulip.example",
    "data": "@**faqbot** what does a loan cost?",
    "message": {"sender_email": "person@zulip.example", "type": "stream"},
    "token": KEY,
    "trigger": "mention",
}
SLASH = {
    "token": KEY,
    "command": "/faq",
    "text": "what does a loan cost?",
    "channel_id": "c1",
    "user_id": "u1",
    "response_url": "https://mattermost.example/hooks/commands/x",
}
FREE = "Nothing. Borrowing is free for a month."


@pytest.fixture
def client(small: Engine, tmp_path: Path) -> FlaskClient:
    """A client of an application that takes the webhook, with a limit for the widget that would be seen."""
    settings = Settings(database_url=f"sqlite:///{tmp_path}/out.sqlite", rate=(1, 3600), outgoing_token=KEY)
    return create_app(settings, small).test_client()


def said(client: FlaskClient, fields: dict[str, Any], *, form: bool = False) -> dict[str, str]:
    sent = {"data": fields} if form else {"json": fields}
    response = client.post("/webhooks/outgoing", **sent)  # type: ignore[arg-type]
    assert (response.status_code, response.mimetype) == (200, "application/json")
    return response.json  # type: ignore[no-any-return]


@pytest.mark.parametrize("form", [True, False])
@pytest.mark.parametrize("fields", [MATTERMOST, ROCKET_CHAT, ZULIP_SLACK, SLASH])
def test_a_question_is_answered_as_form_and_as_json(fields: dict[str, Any], form: bool, client: FlaskClient) -> None:
    text = said(client, fields, form=form)["text"]
    assert text.startswith(FREE)
    assert "Source: The Town Library · Borrowing · Town Hall, May 2, 2024, https://library.example/guide" in text
    assert "You can also ask:\n- How do I renew a loan?" in text


def test_each_server_gets_the_reply_in_its_own_words(client: FlaskClient) -> None:
    assert said(client, MATTERMOST)["response_type"] == "comment"
    assert said(client, SLASH)["response_type"] == "ephemeral"
    assert set(said(client, ROCKET_CHAT)) == {"text"}
    assert set(said(client, ZULIP_SLACK)) == {"text"}
    assert said(client, ZULIP)["content"].startswith(FREE)


def test_a_command_may_come_by_get_and_with_its_token_in_a_header(client: FlaskClient) -> None:
    address = "/webhooks/outgoing?" + urlencode({key: value for key, value in SLASH.items() if key != "token"})
    assert client.get(address).status_code == 401
    reply = client.get(address, headers={"Authorization": f"Token {KEY}"})
    assert reply.json["text"].startswith(FREE)  # type: ignore[index]
    assert client.get(f"{address}&token={KEY}").status_code == 200


@pytest.mark.parametrize("token", ["wrong", "", None, ..., [KEY], {"token": KEY}, KEY[:-1], KEY + "x", "\xff", 5, True])
def test_a_wrong_token_is_refused(token: object, client: FlaskClient) -> None:
    fields = {key: value for key, value in (MATTERMOST | {"token": token}).items() if value is not ...}
    response = client.post("/webhooks/outgoing", json=fields)
    assert response.status_code == 401
    assert b"Borrowing" not in response.data


@pytest.mark.parametrize("value", ["", "Token", "Token wrong", f"Bearer {KEY}", f"Basic {KEY}", "\xff"])
def test_a_wrong_header_is_refused(value: str, client: FlaskClient) -> None:
    fields = MATTERMOST | {"token": "wrong"}
    assert client.post("/webhooks/outgoing", json=fields, headers={"Authorization": value}).status_code == 401


@pytest.mark.parametrize(
    "fields",
    [
        ROCKET_CHAT | {"bot": {"i": "abc"}},
        ROCKET_CHAT | {"isEdited": True},
        MATTERMOST | {"user_id": "USLACKBOT"},
        MATTERMOST | {"user_name": "slackbot"},
        MATTERMOST | {"bot_id": "B1"},
    ],
)
def test_bots_are_ignored(fields: dict[str, Any], client: FlaskClient) -> None:
    response = client.post("/webhooks/outgoing", json=fields)
    assert (response.status_code, response.data) == (200, b"")


def test_a_bot_of_zulip_is_told_that_no_reply_comes(client: FlaskClient) -> None:
    assert said(client, ZULIP | {"message": {"is_bot": True}}) == {"response_not_required": True}


@pytest.mark.parametrize("text", ["faq", "FAQ: ", "", None, {}, 5, ["x"]])
def test_a_bare_trigger_word_is_greeted(text: object, client: FlaskClient) -> None:
    assert said(client, MATTERMOST | {"text": text})["text"].startswith("Hello. I answer questions about")


@pytest.mark.parametrize(
    ("text", "word", "question"),
    [
        ("faq what is ALS?", "faq", "what is ALS?"),
        ("FAQ: what is ALS?", "faq", "what is ALS?"),
        ("what is ALS? faq", "faq", "what is ALS? faq"),
        ("what is ALS?", None, "what is ALS?"),
        ("what is ALS?", ["what"], "what is ALS?"),
        ("@**faqbot|12** what is ALS?", "mention", "what is ALS?"),
        ("x" * 5000, "", "x" * 1000),
    ],
)
def test_the_trigger_word_is_cut_off(text: str, word: object, question: str) -> None:
    assert parse({"text": text, "trigger_word": word}) == question


def test_follow_ups_keep_their_topic_for_one_person_in_a_channel(client: FlaskClient) -> None:
    said(client, MATTERMOST | {"text": "how do I renew a loan?"})
    assert said(client, MATTERMOST | {"text": "and a card?"})["text"].startswith("Bring the old card to the desk.")
    other = said(client, MATTERMOST | {"text": "and a card?", "user_id": "other"})
    assert not other["text"].startswith("Bring the old card to the desk.")
    nobody = {key: value for key, value in MATTERMOST.items() if key != "user_id"}
    assert not said(client, nobody | {"text": "and a card?"})["text"].startswith("Bring the old card to the desk.")


@pytest.mark.parametrize("name", ["channel", "all", "here", "everyone", "HERE", "**all**", "_**everyone**"])
def test_nobody_is_called_by_a_reply(name: str) -> None:
    reply = Reply("referral", f"Tell @{name} and a@b.example", suggestions=(Suggestion("x", f"@{name}?"),))
    text = render(Answered("c", "m", reply))["text"]
    assert f"@{name}" not in text
    assert "a@b.example" in text


def test_an_emergency_begins_with_what_to_do(client: FlaskClient) -> None:
    text = said(client, MATTERMOST | {"text": "fire in the library"})["text"]
    assert text == "🚨 Get help now\n\nCall 999 now and leave the building."


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 401),
        (b"{", 400),
        (b"[]", 400),
        (b"[" * 9000, 400),
        (b"null", 401),
        (b"\xff\xfe", 401),
        (b"token=%zz", 401),
        (b"a=1&" * 1000, 400),
        (b"x" * 20_000, 413),
        (json.dumps({"token": KEY, "text": "\ud800\x00 what does a loan cost"}).encode(), 200),
    ],
)
def test_hostile_bodies_are_no_error(body: bytes, status: int, client: FlaskClient) -> None:
    assert client.post("/webhooks/outgoing", data=body).status_code == status


def test_the_limit_for_addresses_does_not_count_here(client: FlaskClient) -> None:
    assert {client.post("/webhooks/outgoing", json=MATTERMOST).status_code for _ in range(5)} == {200}


def test_without_a_token_the_webhook_is_off_and_the_log_says_so(
    small: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    client = create_app(Settings(database_url=f"sqlite:///{tmp_path}/off.sqlite"), small).test_client()
    assert "OUTGOING_WEBHOOK_TOKEN not set" in capsys.readouterr().out
    for token in ("", KEY):
        assert client.post("/webhooks/outgoing", json=MATTERMOST | {"token": token}).status_code == 404


def test_a_token_proves_nothing_to_slacks_routes_nor_a_signature_here(small: Engine, tmp_path: Path) -> None:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/both.sqlite", slack_secret=SECRET, slack_token=TOKEN, outgoing_token=KEY
    )
    client = create_app(settings, small).test_client()
    for route in ("events", "commands", "interactive"):
        assert client.post(f"/slack/{route}", data=MATTERMOST).status_code == 401
    assert client.post("/webhooks/outgoing", data=command(), headers=signed(command())).status_code == 401


def test_a_refusal_leaves_a_line_without_token_or_text(client: FlaskClient, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info")
    client.post("/webhooks/outgoing", json=MATTERMOST | {"token": "canary-token", "text": "canary question"})
    said = capsys.readouterr().out
    assert json.loads(said)["error"] == "wrong token"
    assert "canary" not in said
