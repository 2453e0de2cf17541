"""Logs as one JSON object a line; they hold ids, kinds and durations, never what somebody wrote."""

from __future__ import annotations

import json
import logging
import re
import sys
import uuid
from datetime import UTC, datetime

from flask import current_app, g, has_request_context, request

FIELDS = ("message_id", "channel", "kind", "entry_id", "duration_ms", "error", "route", "workers", "content")
_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if has_request_context():
            line["request_id"] = request_id()
        line |= {field: getattr(record, field) for field in FIELDS if hasattr(record, field)}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line)


def configure(level: str) -> None:
    """Send all logs to standard output, from `level` on."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_JsonLines())
    root = logging.getLogger("faqbot")
    root.handlers = [handler]
    root.setLevel(level.upper())
    root.propagate = False


def request_id() -> str:
    """Return the id of the request that is being answered: a trusted proxy's, else one of the server's own."""
    if "request_id" not in g:
        settings = current_app.extensions.get("faqbot.settings")
        given = request.headers.get("X-Request-Id", "") if settings and settings.trusted_proxies else ""
        g.request_id = given if _ID.fullmatch(given) else uuid.uuid4().hex
    return str(g.request_id)
