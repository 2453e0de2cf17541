"""Slack-compatible servers (Mattermost, Rocket.Chat, Zulip): a token in the body, the reply as JSON.

Formats: https://developers.mattermost.com/integrate/webhooks/outgoing and .../slash-commands/custom,
https://docs.rocket.chat/docs/integrations, https://zulip.com/api/outgoing-webhooks.
"""

from __future__ import annotations

import hmac
import logging
import re
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from flask.blueprints import BlueprintSetupState

from bot.compose import fill, starters
from bot.content import Content
from bot.schema import FRAME, TextsFile
from bot.types import Message, Source, Suggestion
from web.chat import Answered, Chat
from web.dates import long_date
from web.problems import ProblemError
from web.settings import Settings
from web.slack.mrkdwn import MAX_CHARACTERS
from web.slack.requests import form, json_object
from web.slack.signature import mark
from web.slack.task import id_of, text_of

log = logging.getLogger("faqbot.outgoing")
blueprint = Blueprint("outgoing", __name__, url_prefix="/webhooks")
_SEPARATORS = " \t\r\n\xa0:,"
_MENTION = re.compile(r"@\*\*[^*\n]{1,100}\*\*")  # Zulip's
_CALLS_ALL = re.compile(r"@(?=[\W_]{0,3}(?:channel|all|here|everyone|stream|topic)\b)", re.IGNORECASE)
_SLACKBOT = ("USLACKBOT", "slackbot")


@blueprint.record
def connect(state: BlueprintSetupState) -> None:
    """Say in the log where the webhook is off."""
    settings: Settings = state.app.extensions["faqbot.settings"]
    if not settings.outgoing_token:
        log.info(
            "the outgoing webhook is off", extra={"channel": "outgoing", "error": "OUTGOING_WEBHOOK_TOKEN not set"}
        )


@blueprint.route("/outgoing", methods=["GET", "POST"])
def outgoing() -> Response:
    """Answer a message of such a server."""
    token = _settings().outgoing_token
    if not token:
        raise ProblemError(404, "There is nothing at this address.")
    fields = _fields()
    if not _is_proven(token, fields):
        log.warning("request refused", extra={"channel": "outgoing", "error": "wrong token"})
        raise ProblemError(401, "The token is wrong.")
    if _is_of_a_bot(fields):
        return jsonify(response_not_required=True) if _is_zulip(fields) else Response(mimetype="text/plain")
    question = parse(fields)
    if not question:
        return jsonify(_framed(_greeting(_chat().engine.content), fields))
    channel, user = id_of(fields.get("channel_id")), id_of(str(fields.get("user_id", "")))
    ids = [mark(token, "outgoing", text_of(fields.get("team_id")), channel, user)]
    message = Message(question)
    chat = _chat()
    answered = chat.join(message, ids, "outgoing") if channel and user else chat.handle(message, None, "outgoing")
    return jsonify(_framed(render(answered, chat.engine.content.texts)["text"], fields))


def parse(fields: dict[str, Any]) -> str:
    """Return the question: without the word or mention that called the bot.

    >>> parse({"text": "@**FAQ** what is ALS?"}), parse({"text": "!faq: what is ALS?", "trigger_word": "!faq"})
    ('what is ALS?', 'what is ALS?')
    """
    text = _MENTION.sub(" ", text_of(fields.get("text")) or text_of(fields.get("data"))).strip(_SEPARATORS)
    word = text_of(fields.get("trigger_word")).strip()
    if word and text.lower().startswith(word.lower()):
        text = text[len(word) :]
    return text.strip(_SEPARATORS)[:MAX_CHARACTERS]


def render(answered: Answered, texts: TextsFile = FRAME) -> dict[str, str]:
    """Return the reply as text that calls nobody: `@all` and the like are broken by a character without width."""
    reply = answered.reply
    parts = [texts.alarm_heading, reply.text] if reply.kind == "emergency" else [reply.text]
    if reply.source is not None:
        parts.append(f"{texts.source}: {_source(reply.source)}")
    if reply.suggestions:
        parts.append(_listed(reply.suggestions, texts))
    return {"text": _harmless("\n\n".join(parts))}


def _greeting(content: Content) -> str:
    return _harmless(f"{fill(content.texts.greeting, content)}\n\n{_listed(starters(content), content.texts)}")


def _framed(text: str, fields: dict[str, Any]) -> dict[str, str]:
    """Return the reply in the words of the server that asked: Zulip's own format, Mattermost's, or the plain one."""
    if _is_zulip(fields):
        return {"content": text}
    if "command" in fields:
        return {"response_type": "ephemeral", "text": text}
    return {"text": text, "response_type": "comment"} if "post_id" in fields else {"text": text}


def _source(source: Source) -> str:
    origin = ", ".join(filter(None, (source.publisher, source.published and long_date(source.published), source.url)))
    return " \N{MIDDLE DOT} ".join(part for part in (source.title, source.section, origin) if part)


def _listed(suggestions: tuple[Suggestion, ...], texts: TextsFile) -> str:
    return "\n".join([texts.also_ask, *(f"- {suggestion.question}" for suggestion in suggestions)])


def _harmless(text: str) -> str:
    return _CALLS_ALL.sub("@\u200b", text)


def _fields() -> dict[str, Any]:
    """Return the fields of a request, whether form, JSON or query."""
    if request.method == "GET":
        return dict(form(request.query_string))
    body = request.get_data(cache=False)
    if request.mimetype == "application/json" or body.lstrip()[:1] in (b"{", b"["):
        return json_object(body)
    return dict(form(body))


def _is_proven(token: str, fields: dict[str, Any]) -> bool:
    """Tell whether the token came with the request, in its body or as Mattermost's header; in constant time."""
    kind, _, sent = request.headers.get("Authorization", "").partition(" ")
    given = [text_of(fields.get("token")), sent.strip() if kind == "Token" else ""]
    return any(hmac.compare_digest(token.encode(), one.encode("utf-8", "replace")) for one in given)


def _is_of_a_bot(fields: dict[str, Any]) -> bool:
    message = fields.get("message")
    sender = message if isinstance(message, dict) else {}
    flags = (fields.get("bot"), fields.get("bot_id"), fields.get("isEdited"), sender.get("is_bot"))
    named = fields.get("user_id") in _SLACKBOT or fields.get("user_name") in _SLACKBOT
    return named or any(flag and str(flag).lower() not in ("false", "0") for flag in flags)


def _is_zulip(fields: dict[str, Any]) -> bool:
    """Tell whether this is Zulip's own format, and not the Slack-compatible one."""
    return "data" in fields and "text" not in fields


def _settings() -> Settings:
    return current_app.extensions["faqbot.settings"]  # type: ignore[no-any-return]


def _chat() -> Chat:
    return current_app.extensions["faqbot.chat"]  # type: ignore[no-any-return]
