"""Replies as Block Kit, within its limits (https://docs.slack.dev/reference/block-kit/blocks)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from bot.compose import fill, starters
from bot.content import Content
from bot.schema import FRAME, TextsFile
from bot.types import Source, Suggestion
from web.chat import Answered
from web.dates import long_date
from web.slack.mrkdwn import escape, link

SUGGESTION, HELPED, NOT_HELPED = "suggestion_", "helped", "not_helped"
MAX_SECTION, MAX_LABEL, MAX_CONTEXT, MAX_BUTTONS = 3000, 75, 2000, 5
RATED = ("answer", "referral")


def message(answered: Answered, texts: TextsFile = FRAME, *, titled: bool = False) -> dict[str, Any]:
    """Return the reply as `text` and `blocks`; `titled`: under its question, for it was picked and not written."""
    reply = answered.reply
    heading = HeaderBlock(text=PlainTextObject(text=texts.alarm_heading))
    blocks: list[Block] = [heading] if reply.kind == "emergency" else []
    if titled and reply.question:
        blocks.append(_section(f"*{escape(reply.question)}*"))
    pieces = _pieces(reply.text)
    blocks += [_section(piece) for piece in pieces]
    if reply.source is not None:
        source = f"{escape(texts.source)}: {_source(reply.source)}"
        blocks.append(ContextBlock(elements=[MarkdownTextObject(text=source[:MAX_CONTEXT])]))
    blocks += _suggestions(reply.suggestions)
    if reply.kind in RATED:
        blocks.append(_rating(answered.message_id, texts))
    summary = f"{escape(texts.alarm_heading)}: {pieces[0]}" if reply.kind == "emergency" else pieces[0]
    return {"text": summary, "blocks": [block.to_dict() for block in blocks]}


def greeting(content: Content, *, buttons: bool = True) -> dict[str, Any]:
    """Return the greeting, with questions to start with as buttons where they are wanted."""
    (text, *_) = _pieces(fill(content.texts.greeting, content))
    blocks = [_section(text), *(_suggestions(starters(content)) if buttons else ())]
    return {"text": text, "blocks": [block.to_dict() for block in blocks]}


def usage(content: Content, command: str) -> dict[str, Any]:
    """Return how to use the slash command."""
    question = next((s.question for s in starters(content)), "")
    example = content.texts.command_usage.replace("{command}", command or "/faq").replace("{question}", question)
    (text, *_) = _pieces(f"{fill(content.texts.greeting, content)}\n{example}")
    return {"text": text, "blocks": [_section(text).to_dict()]}


def prompts(content: Content) -> list[dict[str, str]]:
    """Return 1 to 4 questions for the start of an assistant's thread."""
    return [{"title": _label(s.question), "message": s.question} for s in starters(content)[:4]]


def _section(text: str) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=text))


def _source(source: Source) -> str:
    title = link(source.url, source.title) if source.url else escape(source.title)
    origin = ", ".join(filter(None, (source.publisher, source.published and long_date(source.published))))
    return " \N{MIDDLE DOT} ".join([title, *(escape(part) for part in (source.section, origin) if part)])


def _suggestions(suggestions: Iterable[Suggestion]) -> list[Block]:
    buttons = [
        ButtonElement(text=PlainTextObject(text=_label(s.question)), action_id=f"{SUGGESTION}{i}", value=s.id)
        for i, s in enumerate(list(suggestions)[:MAX_BUTTONS], start=1)
    ]
    return [ActionsBlock(block_id="suggestions", elements=buttons)] if buttons else []


def _rating(message_id: str, texts: TextsFile) -> Block:
    labels = {HELPED: texts.helped, NOT_HELPED: texts.not_helped}
    buttons = [
        ButtonElement(text=PlainTextObject(text=label), action_id=action_id, value=message_id)
        for action_id, label in labels.items()
    ]
    return ActionsBlock(block_id="rating", elements=buttons)


def _label(text: str) -> str:
    return text if len(text) <= MAX_LABEL else text[: MAX_LABEL - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def _pieces(text: str) -> list[str]:
    """Return escaped text in pieces that fit a section; cut between words, and never within an escape."""
    rest, pieces = escape(text).strip() or "\N{HORIZONTAL ELLIPSIS}", []
    while len(rest) > MAX_SECTION:
        cut = max(rest.rfind(" ", 1, MAX_SECTION), rest.rfind("\n", 1, MAX_SECTION))
        if cut < 1:
            cut = max(rest.rfind("&", MAX_SECTION - 6, MAX_SECTION), MAX_SECTION - 6)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest]
