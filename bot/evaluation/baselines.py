"""What the usual short tutorials build, over the same bank and the same questions: what the engine must beat.

This is the one place beside search that uses scikit-learn and rapidfuzz: the tutorials do.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.content import Content
from bot.errors import ConfigError
from bot.evaluation import metrics
from bot.evaluation.questions import Question
from bot.types import Reply

Scores = NDArray[np.float32]
BATCH = 256  # questions scored at a time, so that memory stays small
TFIDF_THRESHOLD = 0.3  # what tutorials compare the cosine with
BM25_THRESHOLD = 0.0  # any word in common: BM25 has no scale of its own
FUZZY_THRESHOLD = 70.0  # of 100, the customary cut-off of rapidfuzz's WRatio


@dataclass(frozen=True, slots=True)
class Baseline:
    """One baseline: its threshold, how it ranks, and the outcomes of what expects an entry or a referral."""

    name: str
    threshold: float
    ranking: metrics.Ranking
    judged: tuple[tuple[Question, metrics.Outcome], ...]


def measure(questions: Sequence[Question], content: Content) -> tuple[Baseline, ...]:
    """Ask every baseline the judged turns; each searches the entries' questions and phrasings.

    Raises:
        ConfigError: bm25s is not installed.
    """
    kept = [question for question in questions if question.entry_ids or "referral" in question.expected]
    asked = [question.judged.encode("utf-8", "replace").decode() for question in kept]
    bank = [
        (text, label)
        for label, entry in enumerate(content.entries.values())
        for text in (entry.question, *entry.phrasings)
    ]
    texts, labels = [text for text, _ in bank], np.array([label for _, label in bank])
    makers: tuple[tuple[str, float, Callable[[list[str], list[str]], Iterator[Scores]]], ...] = (
        ("tutorial TF-IDF", TFIDF_THRESHOLD, _tfidf),
        ("BM25", BM25_THRESHOLD, _bm25),
        ("rapidfuzz", FUZZY_THRESHOLD, _fuzzy),
    )
    return tuple(
        _judged(name, threshold, kept, list(content.entries), _best(make(texts, asked), labels))
        for name, threshold, make in makers
    )


def _tfidf(texts: list[str], asked: list[str]) -> Iterator[Scores]:
    vectorizer = TfidfVectorizer(stop_words="english")
    rows = vectorizer.fit_transform(texts).T.tocsr()
    for batch in _batches(asked):
        yield np.asarray((vectorizer.transform(batch) @ rows).todense(), dtype=np.float32)


def _bm25(texts: list[str], asked: list[str]) -> Iterator[Scores]:
    bm25s = _optional("bm25s")
    search = bm25s.BM25()
    tokens = bm25s.tokenize(texts, stopwords="en", return_ids=False, show_progress=False)
    search.index(tokens, show_progress=False)
    known = {word for text in tokens for word in text}
    nothing = np.zeros(len(texts), np.float32)
    for batch in _batches(asked):
        asked_words = bm25s.tokenize(batch, stopwords="en", return_ids=False, show_progress=False)
        queries = [[word for word in words if word in known] for words in asked_words]
        yield np.stack([np.asarray(search.get_scores(words), np.float32) if words else nothing for words in queries])


def _fuzzy(texts: list[str], asked: list[str]) -> Iterator[Scores]:
    ready = [default_process(text) for text in texts]
    for batch in _batches(asked):
        yield process.cdist([default_process(text) for text in batch], ready, scorer=fuzz.WRatio, workers=-1)


def _optional(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        raise ConfigError(f"--baselines needs {name}; install it with: pip install {name}") from None


def _batches(asked: list[str]) -> Iterator[list[str]]:
    yield from (asked[i : i + BATCH] for i in range(0, len(asked), BATCH))


def _best(batches: Iterator[Scores], labels: NDArray[np.int64]) -> list[Scores]:
    """Return the best score of each entry for each question; `labels`, `(n_rows,)`, is sorted."""
    starts = np.unique(labels, return_index=True)[1]
    return [row for batch in batches for row in np.maximum.reduceat(batch, starts, axis=1)]


def _judged(
    name: str, threshold: float, questions: Sequence[Question], ids: Sequence[str], scores: Sequence[Scores]
) -> Baseline:
    ranks, judged = [], []
    for question, row in zip(questions, scores, strict=True):
        order = [ids[i] for i in np.argsort(-row, kind="stable") if row[i] > 0]
        first = order[0] if order and row.max() >= threshold else None
        reply = Reply("answer", "", entry_id=first) if first else Reply("referral", "")
        judged.append((question, metrics.outcome(question.expected, reply)))
        if question.entry_ids:
            ranks.append(metrics.rank(question.entry_ids, order))
    return Baseline(name, threshold, metrics.ranking(ranks), tuple(judged))
