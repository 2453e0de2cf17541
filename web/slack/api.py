"""Slack's Web API and its `response_url`: one try each, and how it ended. Slack's replies are input too."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import SplitResult, urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient

from web.slack.task import Call

SLACK, HOOKS = "https://slack.com/api/", "https://hooks.slack.com"
TIMEOUT_S = 30
MAX_WAIT_S = 3600
POST = "chat.postMessage"
EVENT_TYPE = "faqbot_reply"
_PASSING = {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
_CODE = re.compile(r"[a-z_]{1,60}")
_FAILED = (SlackClientError, OSError, HTTPException, ValueError, AttributeError)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended.

    `wait_s`: how long Slack wants to be left alone; `again`: whether a further try may help; `unsure`: Slack may have
    taken it all the same; `error`: a code or class, nothing of the content.
    """

    sent: bool
    error: str = ""
    again: bool = False
    unsure: bool = False
    wait_s: float = 0.0


class Api:
    """Sends calls. Holds no retry handlers of the library: a try that waits in the database outlives a restart."""

    def __init__(self, token: str, base_url: str) -> None:
        """Use a bot's token, at Slack or, for tests, at another address."""
        silent = logging.Logger("slack_sdk", logging.CRITICAL + 1)  # the library logs addresses and replies
        self._log = silent
        self._client = WebClient(token, base_url, timeout=TIMEOUT_S, logger=silent, retry_handlers=[])
        self._client.proxy = None  # then Python's own rules for proxies hold, with their exceptions
        self._hooks = HOOKS if base_url == SLACK else base_url
        self._own_user: str | None = None

    def send(self, call: Call, key: str = "") -> Outcome:
        """Try once; `key` marks a post so that `has_posted` knows it again."""
        try:
            if call.url:
                return self._respond(call)
            body = call.body
            if call.method == POST:
                body = body | _marks(key)
            self._client.api_call(call.method, json=body)
        except SlackApiError as error:
            return _refusal(error.response)
        except _FAILED as error:
            return Outcome(False, type(error).__name__, again=True, unsure=True)
        return Outcome(True)

    def has_posted(self, call: Call, key: str, since: float) -> bool:
        """Ask Slack whether the post of this key is there; False where it is not, or Slack does not tell."""
        if call.method != POST:
            return False
        thread = call.body.get("thread_ts")
        where = {"channel": call.body["channel"], "oldest": f"{since:.6f}", "limit": 200, "include_all_metadata": True}
        method = "conversations.replies" if thread else "conversations.history"
        try:
            found = self._client.api_call(method, params=where | ({"ts": thread} if thread else {})).get("messages")
        except _FAILED:
            return False
        return any(_key_of(message) == key for message in (found if isinstance(found, list) else []))

    def own_user(self) -> str:
        """Return the bot's own user id, asked for once; empty where Slack does not tell."""
        if self._own_user is None:
            try:
                self._own_user = str(self._client.api_call("auth.test").get("user_id") or "")
            except _FAILED:
                self._own_user = ""
        return self._own_user

    def may_respond(self, url: str) -> bool:
        """Tell whether a `response_url` is Slack's own; nothing else is ever called."""
        return _origin(url) is not None and _origin(url) == _origin(self._hooks)

    def _respond(self, call: Call) -> Outcome:
        hook = WebhookClient(call.url, timeout=TIMEOUT_S, logger=self._log, retry_handlers=[])
        hook.proxy = None
        return _ended(hook.send_dict(dict(call.body)))


def _marks(key: str) -> dict[str, Any]:
    """Return what makes a post the same when it is sent again: for `has_posted`, and for servers that look at it."""
    same = str(uuid.uuid5(uuid.NAMESPACE_OID, key))
    return {"client_msg_id": same, "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": key}}}


def _refusal(response: Any) -> Outcome:
    """Return what an error of the Web API means."""
    data = response.data if isinstance(getattr(response, "data", None), dict) else {}
    code = str(data.get("error"))
    code = code if _CODE.fullmatch(code) else "unreadable"
    status = int(getattr(response, "status_code", 0))
    unclear = code == "unreadable" and status == 200
    again = status == 429 or status >= 500 or code in _PASSING or unclear
    return Outcome(False, code, again=again, unsure=unclear, wait_s=_wait_s(getattr(response, "headers", {})))


def _ended(response: Any) -> Outcome:
    """Return what the answer of a `response_url` means."""
    status = int(response.status_code)
    if status < 300:
        return Outcome(True)
    return Outcome(False, f"status {status}", again=status == 429 or status >= 500, wait_s=_wait_s(response.headers))


def _wait_s(headers: Mapping[str, Any]) -> float:
    """Return the seconds of `Retry-After`, 0 where it does not say.

    >>> _wait_s({"retry-after": "30"}), _wait_s({"Retry-After": "soon"}), _wait_s({"Retry-After": "9" * 50})
    (30.0, 0.0, 3600.0)
    """
    given = next((str(value) for name, value in dict(headers).items() if str(name).lower() == "retry-after"), "")
    return float(min(int(given[:9]), MAX_WAIT_S)) if given.isascii() and given.isdigit() else 0.0


def _key_of(message: object) -> object:
    """Return the key that a message of this bot carries."""
    metadata = message.get("metadata") if isinstance(message, dict) else None
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    return payload.get("key") if isinstance(payload, dict) else None


def _origin(url: str) -> tuple[str, str, int | None] | None:
    """Return scheme, host and port; None for what is no plain address.

    >>> _origin("https://hooks.slack.com/commands/1"), _origin("https://hooks.slack.com@evil.example/")
    (('https', 'hooks.slack.com', None), None)
    """
    if not all("!" <= c <= "~" and c != "\\" for c in url):
        return None
    try:
        parts: SplitResult = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return None
    return parts.scheme, parts.hostname, port
