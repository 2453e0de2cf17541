"""Whether a request is Slack's own (https://docs.slack.dev/authentication/verifying-requests-from-slack)."""

from __future__ import annotations

import hashlib
import hmac

MAX_AGE_S = 300


class RefusedError(Exception):
    """A request that nobody proved to be Slack's; its text is the reason, and nothing of the request."""


def verify(secret: str, timestamp: str, signature: str, body: bytes, now: float) -> None:
    """Return where the signature is right: v0, over the raw body, at most five minutes old or ahead.

    Raises:
        RefusedError: It is not, whatever the headers hold; an empty secret verifies nothing.

    >>> verify("", "1531420618", "v0=", b"", 1531420618.0)
    Traceback (most recent call last):
        ...
    web.slack.signature.RefusedError: no secret
    """
    if not secret:
        raise RefusedError("no secret")
    if not timestamp or not signature:
        raise RefusedError("not signed")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise RefusedError("timestamp is no number")
    if abs(now - int(timestamp)) > MAX_AGE_S:
        raise RefusedError("timestamp too old or ahead")
    if not hmac.compare_digest(sign(secret, timestamp, body).encode(), signature.encode("utf-8", "replace")):
        raise RefusedError("wrong signature")


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Return the signature that Slack makes with this secret."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def mark(secret: str, *parts: str) -> str:
    """Return an id of 128 bits for something of Slack's (a message, a talk, a person) that nobody else can work out."""
    base = "\0".join(parts).encode("utf-8", "replace")
    return hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()[:32]
