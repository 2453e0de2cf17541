"""Every channel, found by its file name, keeps the contract of channels."""

import importlib
import json
import pkgutil
from types import ModuleType

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from bot.engine import Engine
from bot.types import Conversation, Message, Reply
from web import channels
from web.chat import Answered

NAMES = [module.name for module in pkgutil.iter_modules(channels.__path__)]
KINDS = {
    "answer": Message("Is there a cure for ALS?"),
    "clarify": None,
    "referral": Message("What is the capital of France?"),
    "emergency": Message("I want to kill myself"),
    "smalltalk": Message("hello"),
}
EMPTY = [b"", b"{}", b"null", b"[]", b'{"message": "", "text": ""}', b'{"text": "   "}', b"text=", b"payload=", b"\xff"]
TYPES = ["application/json", "application/x-www-form-urlencoded", "text/plain"]


def channel(name: str) -> ModuleType:
    return importlib.import_module(f"web.channels.{name}")


def posts(app: Flask, name: str) -> list[str]:
    """Return the paths of a channel that take POST and need nothing in the path."""
    own = channel(name).blueprint.name
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] == own]
    return [rule.rule for rule in rules if "POST" in (rule.methods or ()) and not rule.arguments]


def reply_of(kind: str, engine: Engine) -> Reply:
    message = KINDS[kind]
    if message is None:
        suggestions = engine.reply(Message("hello"), Conversation()).reply.suggestions
        return Reply("clarify", "Which of these?", 0.4, suggestions=suggestions)
    return engine.reply(message, Conversation()).reply


def test_there_are_channels() -> None:
    assert "widget" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_channel_has_a_blueprint_of_its_own_a_parser_and_a_renderer(name: str, app: Flask) -> None:
    module = channel(name)
    assert isinstance(module.blueprint, Blueprint)
    assert app.blueprints[module.blueprint.name] is module.blueprint
    assert callable(module.parse)
    assert callable(module.render)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_reply_renders(name: str, kind: str, engine: Engine) -> None:
    reply = reply_of(kind, engine)
    assert reply.kind == kind
    shown = json.dumps(channel(name).render(Answered("c", "m", reply)), ensure_ascii=False, allow_nan=False)
    assert json.dumps(reply.text, ensure_ascii=False)[1:-1][:60] in shown


@pytest.mark.parametrize("name", NAMES)
def test_a_reply_of_empty_text_renders(name: str) -> None:
    json.dumps(channel(name).render(Answered("c", "m", Reply("referral", ""))), allow_nan=False)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("content_type", TYPES)
@pytest.mark.parametrize("body", EMPTY)
def test_empty_text_is_handled(name: str, content_type: str, body: bytes, app: Flask, client: FlaskClient) -> None:
    for path in posts(app, name):
        response = client.post(path, data=body, content_type=content_type)
        assert response.status_code < 500
        assert b"Traceback" not in response.data
