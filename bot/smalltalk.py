"""Small talk: greetings, thanks, who are you. Only a whole message counts; politeness before a question is cut off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from bot.content import Content
from bot.text import clean, tokenise
from bot.types import Query

MAX_OPENERS = 3


@dataclass(frozen=True, eq=False)
class SmallTalkTable:
    """The small talk of a content, looked up by its words."""

    themes: Mapping[tuple[str, ...], str]
    openers: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, content: Content) -> SmallTalkTable:
        """Index every phrasing by its tokens."""
        themes = {tokenise(clean(text)): talk.id for talk in content.smalltalk.values() for text in talk.phrasings}
        return cls(themes, frozenset(tokenise(clean(opener)) for opener in content.openers))

    @cached_property
    def longest_opener(self) -> int:
        """The number of words of the longest opener."""
        return max((len(opener) for opener in self.openers), default=0)


def small_talk(query: Query, table: SmallTalkTable) -> str | None:
    """Return the theme that the whole message is, with or without an opener in front, or None."""
    for tokens in (query.tokens, cut_openers(query, table).tokens):
        if tokens in table.themes:
            return table.themes[tokens]
    typed = tokenise(query.text)
    return table.themes.get(typed)


def cut_openers(query: Query, table: SmallTalkTable) -> Query:
    """Return the query without greetings and thanks in front; a message of nothing else stays as it is."""
    tokens = query.tokens
    for _ in range(MAX_OPENERS):
        for length in range(min(table.longest_opener, len(tokens) - 1), 0, -1):
            if tokens[:length] in table.openers:
                tokens = tokens[length:]
                break
    return query if tokens == query.tokens else replace(query, tokens=tokens)
