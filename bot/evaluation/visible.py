"""Text of visitors made safe to look at: what would act on a terminal or a page is spelt out."""

from __future__ import annotations

import unicodedata


def visible(text: str, *, at_most: int = 0) -> str:
    r"""Return `text` with control, format and unpaired characters written as their numbers; 0 cuts nothing.

    >>> visible("a\x1b[31mb\u202ec\nd")
    'a<U+001B>[31mb<U+202E>c d'
    >>> visible("one two three", at_most=8)
    'one two…'
    """
    shown = "".join(_shown(character) for character in text.replace("\r\n", "\n"))
    if at_most and len(shown) > at_most:
        return shown[: at_most - 1].rstrip() + "…"
    return shown


def _shown(character: str) -> str:
    if character in "\n\t":
        return " "
    joins = character in "\u200d\ufe0f"  # inside emoji
    return f"<U+{ord(character):04X}>" if unicodedata.category(character)[0] == "C" and not joins else character
