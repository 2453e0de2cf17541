"""Slack: events, slash command and buttons. Verified, noted, acknowledged; the work happens after that."""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, request
from flask.blueprints import BlueprintSetupState

from bot.compose import fill
from bot.errors import StoreError
from web.problems import ProblemError
from web.settings import Settings
from web.slack import blocks, events, presses
from web.slack.mrkdwn import plain
from web.slack.requests import form, json_object, verified
from web.slack.service import Service
from web.slack.signature import RefusedError
from web.slack.task import Task, id_of, text_of

log = logging.getLogger("faqbot.slack")
blueprint = Blueprint("slack", __name__, url_prefix="/slack")
parse, render = events.parse, blocks.message


@blueprint.record
def connect(state: BlueprintSetupState) -> None:
    """Make the service of an application, or say in the log why Slack is off."""
    settings: Settings = state.app.extensions["faqbot.settings"]
    given = {"SLACK_SIGNING_SECRET": settings.slack_secret, "SLACK_BOT_TOKEN": settings.slack_token}
    missing = " and ".join(name for name, value in given.items() if not value)
    service = None
    if missing:
        log.info("slack is off", extra={"channel": "slack", "error": f"{missing} not set"})
    else:
        service = Service(settings, state.app.extensions["faqbot.chat"], state.app.extensions["faqbot.store"])
    state.app.extensions["faqbot.slack"] = service


@blueprint.post("/events")
def event() -> Response:
    """Take an event in."""
    body = _verified()
    data = json_object(body)
    if data.get("type") == "url_verification":
        return Response(text_of(data.get("challenge")), content_type="text/plain; charset=utf-8")
    if data.get("type") == "app_rate_limited":
        log.warning("slack limits its events", extra={"channel": "slack"})
    return _take(parse(data, _digest(body)))


@blueprint.post("/commands")
def command() -> Response:
    """Answer a slash command at once, to nobody but who asked."""
    body, signature = _verified(), request.headers["X-Slack-Signature"].encode()
    fields = form(body)
    if fields.get("ssl_check") == "1":
        return _empty()
    content = _service().desk.chat.engine.content
    question = plain(fields.get("text", ""))
    if not question or question.lower() == "help":
        return _ephemeral(blocks.usage(content, fields.get("command", "")))
    try:
        if not _service().is_new("command", id_of(fields.get("trigger_id")) or _digest(signature + body)):
            return _empty()
    except StoreError:
        return _ephemeral({"text": fill(content.texts.failed, content)})
    channel, user = (id_of(fields.get(name)) for name in ("channel_id", "user_id"))
    talks = presses.command_talks(channel, user) if user else presses.command_talks("", _digest(signature))
    return _ephemeral(_service().desk.reply(question, talks))


@blueprint.post("/interactive")
def interactive() -> Response:
    """Take a pressed button in."""
    return _take(presses.parse(json_object(form(_verified()).get("payload", ""))))


@blueprint.errorhandler(RefusedError)
def refused(error: RefusedError) -> tuple[Response, int]:
    """Refuse what is not Slack's, with a line in the log that holds nothing of it."""
    log.warning("request refused", extra={"channel": "slack", "route": request.path, "error": str(error)})
    return jsonify(error="not verified"), 401


def _take(task: Task | None) -> Response:
    """Note a task and acknowledge it.

    Raises:
        ProblemError: 503, it could not be noted; Slack sends it again.
    """
    try:
        if task is not None:
            _service().take(task)
    except StoreError as error:
        log.error("task not noted", extra={"channel": "slack", "error": str(error)})
        raise ProblemError(503, "Please send it again.", headers={"Retry-After": "5"}) from None
    return _empty()


def _verified() -> bytes:
    return verified(request, _service().secret)


def _service() -> Service:
    service: Service | None = current_app.extensions["faqbot.slack"]
    if service is None:
        abort(404)
    return service


def _empty() -> Response:
    return Response(mimetype="text/plain")


def _ephemeral(message: dict[str, Any]) -> Response:
    return jsonify({"response_type": "ephemeral"} | message)


def _digest(body: bytes) -> str:
    """Stand for a request that names nothing by which it is known again."""
    return hashlib.sha256(body).hexdigest()
