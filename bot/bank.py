"""The content as search sees it: labels (entries, not-covered themes, small talk) and the texts that ask for each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.content import Content
from bot.text import Vocabulary, normalise
from bot.types import Query

SMALL_TALK_SHARE = 0.2  # what all small talk may weigh together, against the entries' texts


@dataclass(frozen=True, eq=False)
class Bank:
    """Texts made ready for search.

    `labels`: ids in a fixed order, entries first (`n_entries` of them). `rows`: every phrasing as a query, sorted by
    label; `label_of`: its label's position, `(n_rows,)`. `class_of`: the class of each label in a linear model, and
    `weights`, `(n_rows,)`, how much each row counts there.
    `answers`: question and answer of each entry.
    """

    labels: tuple[str, ...]
    n_entries: int
    rows: tuple[Query, ...]
    label_of: NDArray[np.int64]
    class_of: NDArray[np.int64]
    weights: NDArray[np.float32]
    answers: tuple[Query, ...]
    vocabulary: Vocabulary

    @classmethod
    def of(cls, content: Content) -> Bank:
        """Normalise every text of the content with the typo repair that visitors' questions get."""
        asked = content.labelled
        triage = content.triage
        alarms = [text for theme in triage.themes for text in theme.examples]
        phrasings = [text for texts in asked.values() for text in texts]
        spellings = {typed: meant for meant, row in content.words.spellings.items() for typed in row}
        vocabulary = Vocabulary.of(content.trusted_texts, [*phrasings, *alarms, *triage.ordinary], spellings)
        rows: list[Query] = []
        label_of: list[int] = []
        for position, texts in enumerate(asked.values()):
            unique = dict.fromkeys(normalise(text, vocabulary) for text in texts)
            rows += unique
            label_of += [position] * len(unique)
        entries = content.entries.values()
        return cls(
            labels=tuple(asked),
            n_entries=len(content.entries),
            rows=tuple(rows),
            label_of=np.array(label_of, dtype=np.int64),
            class_of=_classes(content),
            weights=_weights(content, np.array(label_of)),
            answers=tuple(normalise(f"{entry.question} {entry.answer}", vocabulary) for entry in entries),
            vocabulary=vocabulary,
        )


def _weights(content: Content, label_of: NDArray[np.int64]) -> NDArray[np.float32]:
    """Weigh small talk down where it would drown a small bank."""
    n = len(content.entries)
    talk = label_of >= n + len(content.themes)
    weights = np.ones(len(label_of), np.float32)
    weights[talk] = min(1.0, SMALL_TALK_SHARE * float(np.sum(label_of < n)) / max(float(talk.sum()), 1.0))
    return weights


def _classes(content: Content) -> NDArray[np.int64]:
    """Return a class for each entry, one for all themes and one for all small talk, `(n_labels,)`."""
    n = len(content.entries)
    return np.array([*range(n), *[n] * len(content.themes), *[n + 1] * len(content.smalltalk)], dtype=np.int64)
