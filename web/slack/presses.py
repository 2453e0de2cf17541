"""Pressed buttons to tasks (https://docs.slack.dev/reference/interaction-payloads/block_actions-payload)."""

from __future__ import annotations

import re
from typing import Any

from web.slack.blocks import HELPED, NOT_HELPED, SUGGESTION
from web.slack.events import is_direct, talks
from web.slack.task import Task, Wish, id_of, part, text_of

_SUGGESTION = re.compile(rf"{SUGGESTION}\d{{1,2}}")
_VALUE = re.compile(r"[\w.-]{1,80}", re.ASCII)


def parse(payload: dict[str, Any]) -> Task | None:
    """Return what a pressed button asks for; None for every other interaction and for buttons of another release."""
    pressed = _pressed(payload) if payload.get("type") == "block_actions" else None
    box = part(payload, "container")
    channel = id_of(part(payload, "channel").get("id")) or id_of(box.get("channel_id"))
    if pressed is None or not channel:
        return None
    wish, text, action_id = pressed
    message = part(payload, "message")
    ts = id_of(box.get("message_ts")) or id_of(message.get("ts"))
    user = id_of(part(payload, "user").get("id"))
    ephemeral = box.get("is_ephemeral") is True
    direct = is_direct(channel)
    root = id_of(message.get("thread_ts")) or id_of(box.get("thread_ts"))
    thread = root if direct or ephemeral else root or ts
    whose = user if ephemeral or wish == "note" else ""  # an answer that all see is not given to each
    return Task(
        wish=wish,
        same=("press", channel, ts or text_of(payload.get("trigger_id")), whose, action_id, text),
        channel=channel,
        user=user,
        thread=thread or None,
        talks=command_talks(channel, user) if ephemeral else talks(channel, thread, direct=direct),
        text=text,
        response_url=text_of(payload.get("response_url")),
        ephemeral=ephemeral,
    )


def command_talks(channel: str, user: str) -> tuple[str, ...]:
    """Name the talk that somebody holds by slash command: nobody else sees it."""
    return (f"{channel}/command/{user}",)


def _pressed(payload: dict[str, Any]) -> tuple[Wish, str, str] | None:
    """Return the wish, its text and the button of the first action that this app knows."""
    actions = payload.get("actions")
    for action in actions if isinstance(actions, list) else []:
        action_id = text_of(action.get("action_id")) if isinstance(action, dict) else ""
        value = text_of(action.get("value")) if action_id else ""
        if not _VALUE.fullmatch(value):
            continue
        if _SUGGESTION.fullmatch(action_id):
            return "pick", value, action_id
        if action_id in (HELPED, NOT_HELPED):
            return "note", f"{'yes' if action_id == HELPED else 'no'} {value}", action_id
    return None
