"""Builds what is fitted from the content, measures it on left-out questions, and keeps it in the cache."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from bot import calibrate, triage
from bot.bank import Bank
from bot.calibrate import TOP, Calibration, Trial, features_of
from bot.content import Content
from bot.embedding import SIZE
from bot.features import Features, phrase_table
from bot.retrievers.fuzzy import FuzzyRetriever
from bot.retrievers.tfidf import Signals, TfidfRetriever, suits_linear
from bot.text import Vocabulary, tokenise
from bot.triage import AlarmModel

N_LATENT, N_LATENT_LARGE, LARGE = 600, 300, 12_000  # latent directions; of a bank with more rows than this
FOLDS = 3
SIMILARITY_WEIGHTS = (2.0, 4.0, 8.0)
TIE = 0.005  # difference of mean risk that is noise
# Shares of the left-out questions: whose entry is there; whose entry is gone; whose theme is gone; is there.
SHARES = (0.5, 0.02, 0.02, 0.46)
THREADS = 2  # parts measured at once; each computes on one core
MAX_ASKED = 1000  # left-out questions of a fold that are asked
THIN_ANSWER_WEIGHT = 1.0  # weight of question and answer where a bank is too small for a linear model
Progress = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Built:
    """All that is fitted for one content."""

    vocabulary: Vocabulary
    features: Features
    tfidf: TfidfRetriever
    fuzzy: FuzzyRetriever
    calibration: Calibration
    alarms: AlarmModel


def build(content: Content, progress: Progress = lambda _: None) -> Built:
    """Fit features, search, calibration and the emergency model for `content`; the same content, the same result."""
    with threadpool_limits(1):  # threads of its own share the work better than BLAS shares a small product
        return _build(content, progress)


def _build(content: Content, progress: Progress) -> Built:
    progress("reading the bank")
    bank = Bank.of(content)
    examples = triage.examples(content.triage, bank.vocabulary)
    texts = [*bank.rows, *bank.answers, *(query for query, _ in examples)]
    progress(f"learning words from {len(texts)} texts")
    features, vectors = Features.fit(texts, phrase_table(content.words.synonyms, tokenise))
    n_rows, n_bank = len(bank.rows), len(bank.rows) + len(bank.answers)
    linear = suits_linear(bank)
    n_latent = 0 if not linear else N_LATENT if n_rows <= LARGE else N_LATENT_LARGE
    progress("learning what an emergency sounds like and what the texts mean")
    with ThreadPoolExecutor(THREADS) as pool:
        alarms = pool.submit(AlarmModel.fit, examples, vectors[n_bank:], vectors[:n_rows])
        features = features.with_directions(texts[:n_bank], vectors[:n_bank], n_latent)
        tfidf = TfidfRetriever.fit(bank, features, vectors[:n_rows], vectors[n_rows:n_bank])
        progress(f"fitting search over {len(bank.labels)} labels, measuring confidence on left-out questions")
        folds = [pool.submit(_fold, bank, tfidf, fold) for fold in range(FOLDS)] if linear else []
        tfidf = pool.submit(tfidf.with_linear).result() if linear else tfidf
        tfidf, calibration = _calibrated(content, tfidf, [fold.result() for fold in folds])
    return Built(bank.vocabulary, features, tfidf, FuzzyRetriever.fit(bank), calibration, alarms.result())


def _calibrated(
    content: Content, tfidf: TfidfRetriever, folds: Sequence[Sequence[Trial]]
) -> tuple[TfidfRetriever, Calibration]:
    """Fit the confidence for each weight of the similarity; keep the largest of those with the least mean risk.

    `folds`: for each fold a trial per weight; none where the bank is too small, for which the settings hold numbers.
    """
    if not folds:
        return replace(tfidf, answer_weight=THIN_ANSWER_WEIGHT), Calibration.given(content.settings.small_bank)
    rates = content.settings.wrong_answer_rate, content.settings.clarify_wrong_rate
    fits = [calibrate.fit(_joined(trials), *rates) for trials in zip(*folds, strict=True)]
    least = min(fit.mean_risk for fit in fits)
    best = max(i for i, fit in enumerate(fits) if fit.mean_risk <= least + TIE)
    return replace(tfidf, similarity_weight=SIMILARITY_WEIGHTS[best]), fits[best]


def _fold(bank: Bank, tfidf: TfidfRetriever, fold: int) -> list[Trial]:
    """Leave a part of the bank out and ask it of the rest; one trial for each weight of the similarity."""
    rows = left_out(bank, fold)
    entries = np.arange(len(bank.labels)) % (2 * FOLDS) == 2 * fold
    gone_rows = rows | entries[bank.label_of]
    smaller = tfidf.without(gone_rows, entries[: bank.n_entries]).with_linear()
    asked = np.flatnonzero(gone_rows)
    asked = asked[:: max(1, -(-len(asked) // MAX_ASKED))]
    signals = [asked_of(smaller, tfidf, int(row)) for row in asked]
    gone = entries[bank.label_of[asked]]
    return [
        _trial(bank, smaller, asked, gone, [(found, found.scores(weight, tfidf.answer_weight)) for found in signals])
        for weight in SIMILARITY_WEIGHTS
    ]


def left_out(bank: Bank, fold: int, folds: int = FOLDS) -> NDArray[np.bool_]:
    """Return which rows a fold leaves out, `(n_rows,)`: of every label the same share, one after the other."""
    first = np.searchsorted(bank.label_of, bank.label_of)
    size = np.searchsorted(bank.label_of, bank.label_of, side="right") - first
    return np.asarray((np.arange(len(bank.rows)) - first) * folds // size == fold)


def asked_of(smaller: TfidfRetriever, whole: TfidfRetriever, row: int) -> Signals:
    """Return what a smaller index sees of a row of the whole one; `whole` holds what fitting needs."""
    return smaller.signals(whole.vectors[row], whole.dense[row, -SIZE:], 0.0)


def _trial(
    bank: Bank,
    smaller: TfidfRetriever,
    asked: NDArray[np.int64],
    gone: NDArray[np.bool_],
    ranked: list[tuple[Signals, NDArray[np.float32]]],
) -> Trial:
    """Return the features of the first candidates of each left-out question."""
    truth = np.where(gone, -1, bank.label_of[asked])
    n = bank.n_entries
    features = np.zeros((len(asked), TOP, calibrate.N_FEATURES), np.float32)
    right = np.zeros((len(asked), TOP), bool)
    for i, (signals, scores) in enumerate(ranked):
        own = np.argsort(-scores[:n], kind="stable")[: TOP + 1]
        themes = [n + int(np.argmax(scores[n:]))] if len(scores) > n else []
        hits = [smaller.hit(signals, int(label), float(scores[label])) for label in [*own, *themes]]
        rival = hits.pop() if themes else None
        for j, hit in enumerate(hits[:TOP]):
            features[i, j] = features_of(hit, hits, rival, len(bank.rows[asked[i]].tokens))
            right[i, j] = own[j] == truth[i]
    is_entry = bank.label_of[asked] < n
    kind = np.where(gone, np.where(is_entry, 1, 2), np.where(is_entry, 0, 3))
    share = np.array(SHARES)[kind] / np.maximum(np.bincount(kind, minlength=len(SHARES)), 1)[kind]
    return Trial(features, right, (share * len(asked) / share.sum()).astype(np.float32))


def _joined(parts: Sequence[Trial]) -> Trial:
    return Trial(*(np.concatenate([getattr(part, name) for part in parts]) for name in Trial.__dataclass_fields__))
