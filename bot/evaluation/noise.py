"""Noise as visitors make it, generated: the same question always gets the same slip."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.evaluation.questions import Question

EVERY = 3  # one long word in so many gets a typo
_WORD = re.compile(r"[^\W\d_]{4,}")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_MARKS = {"a": "\u0301", "e": "\u0300", "i": "\u0308", "o": "\u0308", "u": "\u0302", "n": "\u0303", "c": "\u0327"}
_FILLERS = (
    "um, ",
    "hello, quick question: ",
    "sorry to bother you but ",
    "ok so i was wondering, ",
    "hey can you tell me ",
    "not sure if this is the right place, but ",
    "please help, ",
    "hi there! ",
)
_EMOJI = ("\U0001f64f", "\U0001f914", "\U0001f605", "\U0001f4aa", "\U0001f622", "\u2764\ufe0f", "\U0001f44d\U0001f3fd")
Draw = Iterator[int]


def noise(questions: Sequence[Question], kind: str) -> tuple[Question, ...]:
    """Return the questions with their judged turn disturbed.

    Args:
        questions: Any.
        kind: One of `KINDS`.

    Raises:
        KeyError: No such kind.
    """
    return tuple(replace(each, turns=(*each.turns[:-1], disturb(each.judged, kind))) for each in questions)


def disturb(text: str, kind: str) -> str:
    """Return `text` with noise of one kind; the text itself is the seed.

    >>> disturb("What is muscle atrophy?", "upper case")
    'WHAT IS MUSCLE ATROPHY?'
    >>> disturb("What's Lou Gehrig's disease?", "no punctuation")
    'Whats Lou Gehrigs disease'
    """
    return _MAKERS[kind](text, _draws(f"{kind}\0{text}"))


def _draws(seed: str) -> Draw:
    """Yield numbers that look random and depend on the seed alone."""
    state = seed.encode("utf-8", "surrogatepass")
    while True:
        state = hashlib.sha256(state).digest()
        yield int.from_bytes(state[:8], "big")


def _typos(text: str, draw: Draw) -> str:
    """Give one long word in three a typo, at least one."""
    words = list(_WORD.finditer(text))
    first = next(draw) % min(EVERY, len(words) or 1)
    for word in reversed(words[first::EVERY]):
        text = text[: word.start()] + _typo(word.group(), draw) + text[word.end() :]
    return text


def _typo(word: str, draw: Draw) -> str:
    """Hit a neighbouring key, swap two letters or drop one, never the first."""
    at, way = 1 + next(draw) % (len(word) - 2), next(draw) % 3
    if way == 0:
        return word[:at] + _neighbour(word[at], next(draw)) + word[at + 1 :]
    if way == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :]


def _neighbour(letter: str, drawn: int) -> str:
    row = next((row for row in _ROWS if letter.lower() in row), "")
    place = row.find(letter.lower())
    near = row[max(0, place - 1) : place] + row[place + 1 : place + 2] if row else letter
    return near[drawn % len(near)]


def _accents(text: str, draw: Draw) -> str:
    """Put an accent on about every second letter that can have one."""
    marked = "".join(c + (_MARKS.get(c.lower(), "") if next(draw) % 2 else "") for c in text)
    return unicodedata.normalize("NFC", marked)


def _filler(text: str, draw: Draw) -> str:
    return _FILLERS[next(draw) % len(_FILLERS)] + text


def _emoji(text: str, draw: Draw) -> str:
    """Put one emoji between two words and two behind the text."""
    words = text.split(" ")
    place = 1 + next(draw) % max(1, len(words) - 1)
    inside, behind = (_EMOJI[next(draw) % len(_EMOJI)] for _ in range(2))
    return " ".join([*words[:place], inside, *words[place:], behind * 2])


def _bare(text: str, _: Draw) -> str:
    kept = re.sub(r"['\u2019]", "", text)
    kept = "".join(" " if unicodedata.category(c)[0] == "P" else c for c in kept)
    return re.sub(r" +", " ", kept).strip() or text


_MAKERS: dict[str, Callable[[str, Draw], str]] = {
    "typos": _typos,
    "upper case": lambda text, _: text.upper(),
    "accents": _accents,
    "filler words": _filler,
    "emoji": _emoji,
    "no punctuation": _bare,
}
KINDS = tuple(_MAKERS)
