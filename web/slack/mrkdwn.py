"""Slack's mark-up: read from messages, written into replies (https://docs.slack.dev/messaging/formatting-message-text)."""

from __future__ import annotations

import re

MAX_CHARACTERS = 1000  # of a question; the rest is not read
_MENTION = re.compile(r"<@[^<>]*>\s?[:,]?")
_MARKED = re.compile(r"<([^<>]*)>")
_EMOJI = re.compile(r":[a-z][a-z0-9_+'-]{1,60}:")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u200b\u2060\ufeff\ud800-\udfff]")


def plain(text: str) -> str:
    r"""Return what somebody wrote: mentions and emoji codes taken out, links by their label, unescaped once.

    >>> plain("<@U0BOT|faqbot>: is <https://a.example|ALS> &lt;fatal&gt; &amp;lt;?")
    'is ALS <fatal> &lt;?'
    >>> plain("\u200b <@U0BOT>\xa0")
    ''
    """
    text = _UNSTORABLE.sub("", text[: 20 * MAX_CHARACTERS])
    text = _MARKED.sub(_shown, _MENTION.sub(" ", text))
    text = _EMOJI.sub(" ", text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text.strip()[:MAX_CHARACTERS].strip()


def escape(text: str) -> str:
    """Return text in which Slack finds no mark-up.

    >>> escape("<!channel> AT&T")
    '&lt;!channel&gt; AT&amp;T'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def link(url: str, label: str) -> str:
    """Return a link.

    >>> link("https://a.example/?q=1&r=2|3", "A <b>")
    '<https://a.example/?q=1&amp;r=2%7C3|A &lt;b&gt;>'
    """
    return f"<{escape(url).replace('|', '%7C')}|{escape(label).replace('|', '/')}>"


def _shown(marked: re.Match[str]) -> str:
    """Return what stands on the screen for `<...>`: a label, an address; nothing for a group or `!here`."""
    target, _, label = marked[1].partition("|")
    if target.startswith(("!", "#", "@")):
        return label if target.startswith(("#", "!date")) else " "
    return label or target.removeprefix("mailto:")
