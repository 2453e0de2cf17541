"""Which label is taken for which, and the words that did it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.engine import Engine
from bot.evaluation.questions import Question
from bot.text import stem, tokenise
from bot.types import Query

MAX_WORDS = 5
MAX_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Mistake:
    """One question taken for something else; `words`: what it shares with the phrasing that drew it, rarest first."""

    expected: str
    taken: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Confusion:
    """All questions that should have got `expected` and were taken for `taken`; some of them as examples."""

    expected: str
    taken: str
    count: int
    words: tuple[str, ...]
    examples: tuple[str, ...]


def mistake(engine: Engine, question: Question, query: Query, taken: str, phrasing: str) -> Mistake:
    """Return what was taken for what, with the words that the query shares with the matched phrasing."""
    features = engine.built.features
    shared: dict[str, float] = {}
    stems = {stem(word) for word in tokenise(phrasing)}
    for word in query.tokens:
        if stem(word) in stems:
            column = features.terms.get(stem(word))
            shared[word] = float(features.idf[column]) if column is not None else 0.0
    words = sorted(shared, key=lambda word: (-shared[word], word))[:MAX_WORDS]
    return Mistake(question.expected[0], taken, tuple(words))


def pairs(mistakes: Iterable[tuple[Question, Mistake | None]]) -> tuple[Confusion, ...]:
    """Return every pair of labels that were confused, most often first, then by name."""
    held: dict[tuple[str, str], list[tuple[str, Mistake]]] = defaultdict(list)
    for question, found in mistakes:
        if found is not None:
            held[found.expected, found.taken].append((" → ".join(question.turns), found))
    confusions = [_confusion(*pair, found) for pair, found in held.items()]
    return tuple(sorted(confusions, key=lambda each: (-each.count, each.expected, each.taken)))


def _confusion(expected: str, taken: str, found: Sequence[tuple[str, Mistake]]) -> Confusion:
    words: dict[str, int] = defaultdict(int)
    for _, each in found:
        for word in each.words:
            words[word] += 1
    commonest = sorted(words, key=lambda word: -words[word])[:MAX_WORDS]
    return Confusion(expected, taken, len(found), tuple(commonest), tuple(text for text, _ in found[:MAX_EXAMPLES]))
