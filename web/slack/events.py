"""Events to tasks: who spoke to the bot, and whether that is anybody to answer (https://docs.slack.dev/apis/events-api)."""

from __future__ import annotations

from typing import Any

from web.slack.mrkdwn import plain
from web.slack.task import Task, id_of, part, text_of

SPOKEN = (None, "file_share", "me_message", "thread_broadcast")  # subtypes of messages that somebody wrote to somebody
SLACKBOT = "USLACKBOT"


def parse(body: dict[str, Any], digest: str) -> Task | None:
    """Return what an event asks for, or None where silence is the answer.

    `digest` stands for the request where the event has nothing else to be known again by.
    """
    event = part(body, "event")
    if body.get("type") != "event_callback" or not event:
        return None
    kind = event.get("type")
    if kind == "assistant_thread_started":
        return _thread_started(part(event, "assistant_thread"))
    direct = _is_direct(event)
    if not (kind == "app_mention" or (kind == "message" and direct)):
        return None
    bots = _bots(body)
    if not id_of(event.get("channel")) or _is_silent(event, bots):
        return None
    return _spoken(event, id_of(body.get("event_id")) or digest, direct=direct, known=bool(bots))


def _spoken(event: dict[str, Any], fallback: str, *, direct: bool, known: bool) -> Task:
    """Return the task of a message. It is the same message in every event that has its channel and `ts`."""
    channel, ts, root = (id_of(event.get(name)) for name in ("channel", "ts", "thread_ts"))
    thread = root if direct else root or ts
    question = plain(text_of(event.get("text")))
    return Task(
        wish="ask" if question else "greet",
        same=("message", channel, ts) if ts else ("event", fallback),
        channel=channel,
        user=id_of(event.get("user")),
        thread=thread or None,
        talks=talks(channel, thread, direct=direct),
        text=question,
        known=known,
    )


def talks(channel: str, thread: str, *, direct: bool) -> tuple[str, ...]:
    """Name the talk of a thread or direct message; a thread within a direct message goes on from there."""
    return tuple(dict.fromkeys((f"{channel}/{thread}", f"{channel}/"))) if direct else (f"{channel}/{thread}",)


def is_direct(channel: str, channel_type: object = None) -> bool:
    """Tell whether a channel is a direct message: Slack says so, or its id does."""
    return channel_type == "im" or (channel.startswith("D") and channel_type in (None, "app_home"))


def _is_direct(event: dict[str, Any]) -> bool:
    return is_direct(id_of(event.get("channel")), event.get("channel_type"))


def _is_silent(event: dict[str, Any], bots: set[str]) -> bool:
    """Tell whether this is no message of a human: of a bot, this one included; an edit, a join, a deletion."""
    by_a_bot = event.get("bot_id") or event.get("bot_profile") or event.get("user") in (*bots, SLACKBOT)
    text = event.get("text")
    odd = text is not None and not isinstance(text, str)
    return bool(by_a_bot) or _subtype(event) not in SPOKEN or bool(event.get("hidden")) or odd


def _subtype(event: dict[str, Any]) -> str | None:
    subtype = event.get("subtype")
    return None if subtype is None else str(subtype)


def _bots(body: dict[str, Any]) -> set[str]:
    """Return the user ids of this app, as the event names them; humans who installed it may stand there too."""
    given = body.get("authorizations")
    rows: list[object] = given if isinstance(given, list) else []
    apps = [row for row in rows if isinstance(row, dict) and row.get("is_bot") is not False]
    return {user for row in apps if (user := id_of(row.get("user_id")))}


def _thread_started(thread: dict[str, Any]) -> Task | None:
    channel, ts = id_of(thread.get("channel_id")), id_of(thread.get("thread_ts"))
    if not channel or not ts:
        return None
    return Task(
        wish="open", same=("thread", channel, ts), channel=channel, user=id_of(thread.get("user_id")), thread=ts
    )
