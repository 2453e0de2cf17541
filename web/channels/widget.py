"""The JSON channel of the widget: parse and render, nothing else."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, current_app, json, jsonify, request

from bot.compose import starters
from bot.content import Content
from bot.errors import StoreError
from bot.types import Message
from web.chat import Answered, Chat
from web.limit import Limit
from web.problems import ProblemError

MAX_CHARACTERS = 1000
MAX_ID = 128
blueprint = Blueprint("widget", __name__)


@blueprint.post("/api/chat")
def chat() -> Response:
    """Answer a message."""
    body = _body()
    message, conversation_id = parse(body, _chat().engine.content)
    wait_s = _limit().wait_s(request.remote_addr or "")
    if wait_s:
        raise ProblemError(
            429,
            f"Too many questions in a short time. Please wait {wait_s} seconds.",
            headers={"Retry-After": str(wait_s)},
        )
    return jsonify(render(_chat().handle(message, conversation_id, "widget")))


@blueprint.get("/api/suggestions")
def suggestions() -> Response:
    """Return questions to start with."""
    return jsonify(suggestions=[asdict(suggestion) for suggestion in starters(_chat().engine.content)])


@blueprint.post("/api/feedback")
def feedback() -> tuple[str, int]:
    """Note whether a reply helped."""
    body = _body()
    message_id, helpful, comment = body.get("message_id"), body.get("helpful"), body.get("comment")
    if not isinstance(message_id, str) or not 1 <= len(message_id) <= MAX_ID:
        raise ProblemError(422, "message_id must be the id of a reply.", field="message_id")
    if not isinstance(helpful, bool):
        raise ProblemError(422, "helpful must be true or false.", field="helpful")
    if comment is not None and (not isinstance(comment, str) or len(comment) > MAX_CHARACTERS):
        raise ProblemError(422, f"comment must be text of at most {MAX_CHARACTERS} characters.", field="comment")
    if not _stored(lambda: _chat().note(message_id, helpful=helpful, comment=comment)):
        raise ProblemError(404, "There is no reply with this message_id.", field="message_id")
    return "", 204


@blueprint.delete("/api/conversations/<conversation_id>")
def forget(conversation_id: str) -> tuple[str, int]:
    """Forget a conversation; one that is not there is forgotten already."""
    _stored(lambda: _chat().forget(conversation_id[:MAX_ID]))
    return "", 204


def parse(body: dict[str, Any], content: Content) -> tuple[Message, str | None]:
    """Return the message and the conversation's id.

    Raises:
        ProblemError: 422, with the field that is wrong.
    """
    entry_id = _optional(body, "entry_id")
    if entry_id is not None and entry_id not in content.entries:
        raise ProblemError(422, "entry_id is not the id of an entry.", field="entry_id")
    article = _optional(body, "article")
    if article is not None and article not in content.articles:
        raise ProblemError(422, f"article must be one of: {', '.join(content.articles)}.", field="article")
    text = body.get("message")
    if text is None and entry_id is not None:
        text = content.entries[entry_id].question
    if not isinstance(text, str):
        raise ProblemError(422, "message must be text.", field="message")
    if not text.strip():
        raise ProblemError(422, "message is empty; write a question.", field="message")
    if len(text) > MAX_CHARACTERS:
        raise ProblemError(
            422, f"message has {len(text)} characters; at most {MAX_CHARACTERS} are read.", field="message"
        )
    return Message(text, entry_id, article), _optional(body, "conversation_id")


def render(answered: Answered) -> dict[str, Any]:
    """Return the reply as CONTRACTS fix it."""
    reply = answered.reply
    return {
        "conversation_id": answered.conversation_id,
        "message_id": answered.message_id,
        "kind": reply.kind,
        "text": reply.text,
        "confidence": None if reply.confidence is None else round(reply.confidence, 4),
        "entry_id": reply.entry_id,
        "question": reply.question,
        "source": asdict(reply.source) if reply.source else None,
        "suggestions": [asdict(suggestion) for suggestion in reply.suggestions],
    }


def _body() -> dict[str, Any]:
    if request.mimetype != "application/json" or request.headers.get("Content-Encoding", "identity") != "identity":
        raise ProblemError(415, "Send JSON, not compressed, with the header Content-Type: application/json.")
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise ProblemError(400, "The request is not valid JSON.") from None
    if not isinstance(body, dict):
        raise ProblemError(400, "The request must be a JSON object.")
    return body


def _optional(body: dict[str, Any], field: str) -> str | None:
    value = body.get(field)
    if value is not None and (not isinstance(value, str) or not 1 <= len(value) <= MAX_ID):
        raise ProblemError(422, f"{field} must be text of 1 to {MAX_ID} characters.", field=field)
    return value


def _stored(action: Any) -> bool:
    try:
        return bool(action())
    except StoreError:
        raise ProblemError(
            503, "The database does not answer at the moment. Please try again.", headers={"Retry-After": "5"}
        ) from None


def _chat() -> Chat:
    return current_app.extensions["faqbot.chat"]  # type: ignore[no-any-return]


def _limit() -> Limit:
    return current_app.extensions["faqbot.limit"]  # type: ignore[no-any-return]
