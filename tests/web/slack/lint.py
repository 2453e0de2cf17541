"""Slack's limits and rules for what is posted (https://docs.slack.dev/reference/block-kit), on whole messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

MARKDOWN = re.compile(r"\*\*|\]\(|^#+ |^```", re.MULTILINE)
LINK = re.compile(r"<https?://[^<>|\s]+(\|[^<>|]+)?>")
ENTITY = re.compile(r"&(?!(amp|lt|gt);)")
TWICE = re.compile(r"&amp;(amp|lt|gt);")


def faults(message: dict[str, Any]) -> list[str]:
    """Return what Slack would refuse, cut or show wrongly."""
    return [*_text_faults(message), *_block_faults(message.get("blocks", []))]


def _text_faults(message: dict[str, Any]) -> Iterator[str]:
    text = message.get("text")
    if not isinstance(text, str) or not 1 <= len(text) <= 4000:
        yield "text is missing, empty or too long"
    if "link_names" in message or "parse" in message:
        yield "names or links are parsed"
    yield from _mrkdwn_faults(str(text))


def _mrkdwn_faults(text: str) -> Iterator[str]:
    rest = LINK.sub("", text)
    if "<" in rest or ">" in rest or ENTITY.search(rest):
        yield f"not escaped: {rest!r}"
    if TWICE.search(rest):
        yield f"escaped twice: {rest!r}"
    if MARKDOWN.search(rest):
        yield f"Markdown: {rest!r}"


def _block_faults(blocks: list[dict[str, Any]]) -> Iterator[str]:
    if len(blocks) > 50:
        yield "more than 50 blocks"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    ids += [element["action_id"] for block in blocks for element in block.get("elements", []) if "action_id" in element]
    if len(ids) != len(set(ids)) or any(len(id_) > 255 for id_ in ids):
        yield f"ids: {ids}"
    for block in blocks:
        yield from _CHECKS[block["type"]](block)


def _section(block: dict[str, Any]) -> Iterator[str]:
    if not 1 <= len(block["text"]["text"]) <= 3000 or len(block.get("fields", [])) > 10:
        yield "section"
    yield from _mrkdwn_faults(block["text"]["text"])


def _header(block: dict[str, Any]) -> Iterator[str]:
    if block["text"]["type"] != "plain_text" or not 1 <= len(block["text"]["text"]) <= 150:
        yield "header"


def _context(block: dict[str, Any]) -> Iterator[str]:
    if not 1 <= len(block["elements"]) <= 10:
        yield "context"
    for element in block["elements"]:
        yield from _mrkdwn_faults(element["text"])


def _actions(block: dict[str, Any]) -> Iterator[str]:
    if not 1 <= len(block["elements"]) <= 25:
        yield "actions"
    for button in block["elements"]:
        label, value = button["text"], button["value"]
        if label["type"] != "plain_text" or not 1 <= len(label["text"]) <= 75 or not 1 <= len(value) <= 2000:
            yield f"button {label['text']!r}"


_CHECKS = {"section": _section, "header": _header, "context": _context, "actions": _actions}
