"""What search makes of the content's own texts when they are left out of the bank."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from bot.bank import Bank
from bot.build import FOLDS, THREADS, asked_of, left_out
from bot.retrievers.tfidf import TfidfRetriever
from bot.types import Hit

MAX_FOLDS = 40  # parts in which a bank without a linear model is left out


@dataclass(frozen=True, slots=True)
class Find:
    """What search finds first for a row of the bank that lacks it; `ahead`: how far the first one's score leads.

    `own`: the label that the row asks for; `ahead`: 0 where that one comes first.
    """

    row: int
    own: str
    first: Hit
    ahead: float


def finds(bank: Bank, tfidf: TfidfRetriever) -> tuple[Find, ...]:
    """Ask every text of an entry that has others of a bank without it, in the order of the bank.

    Parts of the bank are left out at once: with a linear model a third, as the confidence is measured; without one a
    text of each label at a time.
    """
    whole = tfidf.ready_to_fit(bank)
    sizes = np.bincount(bank.label_of)[bank.label_of]
    largest = int(sizes[bank.label_of < bank.n_entries].max(initial=1))
    folds = FOLDS if whole.coef.size else min(max(largest, 2), MAX_FOLDS)
    with threadpool_limits(1), ThreadPoolExecutor(THREADS) as pool:
        parts = pool.map(lambda fold: _part(bank, whole, left_out(bank, fold, folds) & (sizes > 1)), range(folds))
        return tuple(sorted((find for part in parts for find in part), key=lambda find: find.row))


def _part(bank: Bank, whole: TfidfRetriever, gone: NDArray[np.bool_]) -> list[Find]:
    smaller = whole.without(gone, np.zeros(bank.n_entries, dtype=bool))
    smaller = smaller.with_linear() if whole.coef.size else smaller
    return [_find(bank, smaller, whole, int(row)) for row in np.flatnonzero(gone & (bank.label_of < bank.n_entries))]


def _find(bank: Bank, smaller: TfidfRetriever, whole: TfidfRetriever, row: int) -> Find:
    signals = asked_of(smaller, whole, row)
    scores = signals.scores(whole.similarity_weight, whole.answer_weight)
    own, first = int(bank.label_of[row]), int(np.argmax(scores))
    hit = smaller.hit(signals, first, float(scores[first]))
    return Find(row, bank.labels[own], hit, float(scores[first] - scores[own]))
