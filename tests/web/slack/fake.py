"""A Slack of our own on loopback: signs requests, takes posts; it is slow, limits and fails when told to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode

from web.slack.signature import sign

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TOKEN = "xoxb-canary-token"
BOT = "U0BOT"
Step = str | tuple[int, dict[str, str], Any]


@dataclass(frozen=True)
class Posted:
    """One call that Slack got: `at` is when, in seconds of a monotonic clock."""

    method: str
    body: dict[str, Any]
    headers: dict[str, str]
    at: float
    path: str


@dataclass
class FakeSlack:
    """What the server got and how it behaves; `script` holds what it does with the next posts, first one first.

    A step is "hang up", "hang up after taking it", or a status with headers and body. `missing` names methods for which
    the bot lacks the scope.
    """

    address: str = ""
    calls: list[Posted] = field(default_factory=list)
    script: list[Step] = field(default_factory=list)
    delay_s: float = 0.0
    messages: list[dict[str, Any]] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    guard: threading.Lock = field(default_factory=threading.Lock)

    @property
    def api(self) -> str:
        return f"{self.address}/api/"

    @property
    def posts(self) -> list[Posted]:
        return [call for call in self.calls if call.method in ("chat.postMessage", "respond", "chat.postEphemeral")]

    @property
    def texts(self) -> list[str]:
        return [post.body["text"] for post in self.posts]

    def answer(self, call: Posted) -> Step:
        """Take a call; return what to do with it."""
        with self.guard:
            self.calls.append(call)
            step: Step = (200, {}, {"ok": True, "ts": f"{time.time():.6f}"})
            if call in self.posts and self.script:
                step = self.script.pop(0)
            reply = step[2] if isinstance(step, tuple) else {}
            taken = step == "hang up after taking it" or (isinstance(reply, dict) and reply.get("ok"))
            if call.method == "chat.postMessage" and taken:
                self.messages.append(call.body)
            if call.method == "auth.test":
                step = (200, {}, {"ok": True, "user_id": BOT})
            if call.method in ("conversations.history", "conversations.replies"):
                step = (200, {}, {"ok": True, "messages": list(self.messages)})
            if call.method in self.missing:
                step = (200, {}, {"ok": False, "error": "missing_scope"})
        return step


class _Handler(BaseHTTPRequestHandler):
    slack: FakeSlack

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        is_json = "json" in self.headers.get("Content-Type", "")
        body = (
            json.loads(raw or b"{}") if is_json else {key: values[0] for key, values in parse_qs(raw.decode()).items()}
        )
        method = self.path.removeprefix("/api/") if self.path.startswith("/api/") else "respond"
        step = self.slack.answer(Posted(method, body, dict(self.headers), time.monotonic(), self.path))
        if self.slack.delay_s and method in ("chat.postMessage", "respond"):
            time.sleep(self.slack.delay_s)
        if isinstance(step, str):
            self.close_connection = True
            return
        status, headers, reply = step
        self.send_response(status)
        data = json.dumps(reply).encode() if not isinstance(reply, bytes) else reply
        for name, value in ({"Content-Type": "application/json", "Content-Length": str(len(data))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@contextmanager
def slack_on_loopback() -> Iterator[FakeSlack]:
    slack = FakeSlack()
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"slack": slack}))
    slack.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield slack
    finally:
        server.shutdown()
        server.server_close()


def signed(body: bytes, *, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """Return the headers with which Slack sends a body."""
    timestamp = str(int(time.time() if at is None else at))
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": sign(secret, timestamp, body)}


def until(condition: Callable[[], object], timeout_s: float = 20.0) -> None:
    """Wait until something holds.

    Raises:
        TimeoutError: It does not in time.
    """
    ends = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > ends:
            raise TimeoutError
        time.sleep(0.01)


def event(text: object = "What does a loan cost?", **fields: object) -> dict[str, Any]:
    """Return an event as Slack sends it: a direct message, or with the fields anything else."""
    inner = {
        "type": "message",
        "channel_type": "im",
        "channel": "D024BE91L",
        "user": "U2147483697",
        "text": text,
        "ts": "1355517523.000005",
        "event_ts": "1355517523.000005",
    }
    return envelope({key: value for key, value in (inner | fields).items() if value is not ...})


def mention(text: object = f"<@{BOT}> What does a loan cost?", **fields: object) -> dict[str, Any]:
    """Return a mention in a channel."""
    return event(text, **({"type": "app_mention", "channel_type": ..., "channel": "C0LAN2Q65"} | fields))


def envelope(inner: object, **fields: object) -> dict[str, Any]:
    """Return an event in the envelope in which Slack sends it."""
    outer = {
        "token": "verification-token",
        "team_id": "T061EG9R6",
        "api_app_id": "A0FFV41KK",
        "event": inner,
        "type": "event_callback",
        "event_id": f"Ev{time.monotonic_ns()}",
        "event_time": 1355517523,
        "authorizations": [{"team_id": "T061EG9R6", "user_id": BOT, "is_bot": True}],
        "is_ext_shared_channel": False,
    }
    return outer | fields


def command(text: str = "What does a loan cost?", **fields: str) -> bytes:
    """Return the body of a slash command."""
    sent = {
        "token": "verification-token",
        "team_id": "T0001",
        "channel_id": "C2147483705",
        "user_id": "U2147483697",
        "command": "/faq",
        "text": text,
        "response_url": "https://hooks.slack.com/commands/1234/5678",
        "trigger_id": f"13345224609.{time.monotonic_ns()}",
    }
    return urlencode(sent | fields).encode()


def press(action: dict[str, Any], **fields: object) -> dict[str, Any]:
    """Return the payload of a pressed button in a channel's thread."""
    payload = {
        "type": "block_actions",
        "user": {"id": "U2147483697", "team_id": "T061EG9R6"},
        "trigger_id": f"12321423423.{time.monotonic_ns()}",
        "team": {"id": "T061EG9R6"},
        "channel": {"id": "C0LAN2Q65", "name": "general"},
        "container": {
            "type": "message",
            "message_ts": "1548261231.000200",
            "channel_id": "C0LAN2Q65",
            "is_ephemeral": False,
        },
        "message": {"bot_id": "B19LU7CSY", "ts": "1548261231.000200", "thread_ts": "1355517523.000005"},
        "actions": [{"type": "button", "action_ts": "1548426417.840180"} | action],
    }
    return payload | fields


def form_of(payload: object) -> bytes:
    """Return the form in which a payload comes."""
    return urlencode({"payload": payload if isinstance(payload, str) else json.dumps(payload)}).encode()
