"""The requests of Slack, read from raw bytes: verified before anything is parsed; nothing in them raises."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from web.problems import ProblemError
from web.slack.signature import verify

MAX_BODY_BYTES = 1024 * 1024
MAX_FIELDS = 200
MAX_DRAINED_BYTES, DRAIN_S = 32 * MAX_BODY_BYTES, 3.0


def verified(request: Request, secret: str) -> bytes:
    """Return the body of a request that is Slack's.

    Raises:
        RefusedError: It is not.
        ProblemError: 413, it is larger than 1 MB.
    """
    timestamp, signature = (request.headers.get(f"X-Slack-{name}", "") for name in ("Request-Timestamp", "Signature"))
    body = _read(request) if timestamp and signature else b""
    verify(secret, timestamp, signature, body, time.time())
    return body


def json_object(body: bytes | str) -> dict[str, Any]:
    """Return the JSON object of a body.

    Raises:
        ProblemError: 400, it is none.
    """
    try:
        value = json.loads(body.decode("utf-8") if isinstance(body, bytes) else body)
    except (ValueError, RecursionError):
        raise ProblemError(400, "The request is not valid JSON.") from None
    if not isinstance(value, dict):
        raise ProblemError(400, "The request must be a JSON object.")
    return value


def form(body: bytes) -> dict[str, str]:
    """Return the fields of a form; of a field that stands twice the first.

    Raises:
        ProblemError: 400, it has more fields than any of Slack's.

    >>> form(b"text=a%26b+c&text=d&bad=%zz&empty=")
    {'empty': '', 'bad': '%zz', 'text': 'a&b c'}
    """
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        raise ProblemError(400, "The form has too many fields.") from None
    return dict(reversed(pairs))  # the first one wins


def _read(request: Request) -> bytes:
    request.max_content_length = MAX_BODY_BYTES + 1  # of a body in chunks no more than this is read, without an error
    try:
        body: bytes | None = request.get_data(cache=False)
    except RequestEntityTooLarge:
        body = None
    if body is None or len(body) > MAX_BODY_BYTES:
        _drain(request)
        raise ProblemError(413, "The request is larger than 1 MB.")
    return body


def _drain(request: Request) -> None:
    """Let a client that sends too much finish, within bounds: cut off, it would never read why."""
    left, ends = min(request.content_length or MAX_DRAINED_BYTES, MAX_DRAINED_BYTES), time.monotonic() + DRAIN_S
    with suppress(OSError):
        while left > 0 and time.monotonic() < ends:
            left -= len(request.environ["wsgi.input"].read(min(left, 65536))) or left
