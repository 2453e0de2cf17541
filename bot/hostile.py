"""Messages that are an attack, not a question: markup, code, orders to the machine, one word over and over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import re2

from bot.types import Query

MANY = 8  # words from which a message of hardly more than one word is noise
MOST = 0.8


class Hostile:
    """Recognises attacks by the patterns of `words.yml` (RE2: linear in the message)."""

    def __init__(self, patterns: Iterable[str]) -> None:
        """Compile all patterns into one automaton; capitals do not count."""
        options = re2.Options()
        options.case_sensitive = False
        self._matcher: Any = re2.Set.SearchSet(options)
        self._empty = True
        for pattern in patterns:
            self._matcher.Add(pattern)
            self._empty = False
        self._matcher.Compile()

    def __call__(self, raw: str, query: Query) -> bool:
        """Tell whether a message, `raw` as it was typed and as a query, is an attack or noise."""
        typed = raw.encode("utf-8", "replace").decode("utf-8")
        if not self._empty and (self._matcher.Match(typed) or self._matcher.Match(query.text)):
            return True
        if len(query.tokens) < MANY:
            return False
        (_, n), *_ = Counter(query.tokens).most_common(1)
        return n >= MOST * len(query.tokens)
