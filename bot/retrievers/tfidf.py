"""TF-IDF search: likeness to the nearest phrasing, joined by a linear model where entries have enough phrasings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from bot.bank import Bank
from bot.embedding import unit
from bot.features import Array, Features, fit_linear, products, softmax
from bot.types import Hit, Query

LINEAR_STRENGTH = 10.0
FLOOR = 1e-6  # probability below which the linear model's opinions do not differ
MIN_ROWS = 4  # phrasings per entry from which a linear model is fitted
MIN_TOTAL = 300  # texts of all entries together
MAX_ROWS = 30_000
MAX_LABELS = 1_500
PER_CLASS = 3  # labels of one class among the hits
SMOOTHING = 5.0  # texts like all others that a label is taken to have besides its own


@dataclass(frozen=True, eq=False)
class Signals:
    """What search sees of one query.

    `word_rows`, `char_rows`: cosine of words and of characters with each row, `(n_rows,)`, 0 to 1. By label,
    `(n_labels,)`: `similar`: mean of both cosines with the nearest row; `meaning`: cosine of the meaning with the row
    nearest to it, -1 to 1; `linear`: probability of the label's class, or empty; `answer`: the same two
    likenesses with question and answer, added; `typical`: how much likelier the label's texts use the query's words
    than all texts do, log-odds; `unseen`: share of the query's word weight that the label never uses.
    """

    word_rows: Array
    char_rows: Array
    similar: Array
    meaning: Array
    linear: Array
    answer: Array
    typical: Array
    unseen: Array

    def scores(self, similarity_weight: float, answer_weight: float) -> Array:
        """Return the ranking scores, `(n_labels,)`: log-probability plus weighted cosine, or the cosine alone."""
        similar = self.similar + self.meaning + answer_weight * self.answer
        if not self.linear.size:
            return similar
        return np.asarray(np.log(self.linear + FLOOR) + similarity_weight * similar, dtype=np.float32)


@dataclass(frozen=True, eq=False)
class TfidfRetriever:
    """Search over the bank's phrasings, questions and answers.

    `vectors`: of the rows, sorted by label, `(n_rows, n_terms)`; `meanings`: theirs along the axes, of length 1,
    `(n_rows, n_axes)`; `dense`: latent directions and meaning of the rows, needed only to fit, `(n_rows, n_dense)`;
    `label_of`, `row_weights`: of each row; `answers`, `answer_meanings`: the same of question and answer of each entry.
    `coef`, `(n_dense, n_classes)`, and `intercept`: the linear model over the dense vectors, empty where there is none;
    `class_of`: the class of each label. The entries have a class each, all not-covered themes share one, all small talk
    another.
    """

    features: Features
    labels: tuple[str, ...]
    phrasings: tuple[str, ...]
    vectors: sp.csr_matrix
    meanings: Array
    dense: Array
    label_of: NDArray[np.int64]
    row_weights: Array
    answers: sp.csr_matrix
    answer_meanings: Array
    class_of: NDArray[np.int64]
    coef: Array
    intercept: Array
    similarity_weight: float = 8.0
    answer_weight: float = 0.0

    @classmethod
    def fit(cls, bank: Bank, features: Features, vectors: sp.csr_matrix, answers: sp.csr_matrix) -> TfidfRetriever:
        """Index the bank; `with_linear` adds the linear model."""
        meanings = features.meanings(bank.rows)
        return cls(
            features=features,
            labels=bank.labels,
            phrasings=tuple(" ".join(row.tokens) for row in bank.rows),
            vectors=vectors,
            meanings=unit(meanings @ features.axes),
            dense=_dense(features, vectors, meanings),
            label_of=bank.label_of,
            row_weights=bank.weights,
            answers=answers,
            answer_meanings=unit(features.meanings(bank.answers) @ features.axes),
            class_of=bank.class_of,
            coef=np.zeros((0, 0), np.float32),
            intercept=np.zeros(0, np.float32),
        )

    def ready_to_fit(self, bank: Bank) -> TfidfRetriever:
        """Return the same index with what fitting needs, which no cache keeps."""
        meanings = self.features.meanings(bank.rows)
        return replace(self, dense=_dense(self.features, self.vectors, meanings), row_weights=bank.weights)

    def with_linear(self) -> TfidfRetriever:
        """Return the same index with a linear model fitted on its rows; a class without rows never wins."""
        present, compact = np.unique(self.class_of[self.label_of], return_inverse=True)
        coef, intercept = fit_linear(self.dense, compact, strength=LINEAR_STRENGTH, weight=self.row_weights)
        full = np.zeros((coef.shape[0], int(self.class_of.max()) + 1), np.float32)
        bias = np.full(full.shape[1], -50.0, np.float32)
        full[:, present], bias[present] = coef, intercept
        return replace(self, coef=full, intercept=bias)

    def without(self, rows: NDArray[np.bool_], entries: NDArray[np.bool_]) -> TfidfRetriever:
        """Return the index without the marked rows, `(n_rows,)`, and entries, `(n_entries,)`; no model is fitted."""
        kept = np.flatnonzero(~rows)
        return replace(
            self,
            phrasings=tuple(self.phrasings[i] for i in kept),
            vectors=self.vectors[kept],
            meanings=self.meanings[kept],
            dense=self.dense[kept],
            label_of=self.label_of[kept],
            row_weights=self.row_weights[kept],
            answers=(sp.diags((~entries).astype(np.float32)) @ self.answers).tocsr(),
            answer_meanings=self.answer_meanings * ~entries[:, None],
            coef=np.zeros((0, 0), np.float32),
            intercept=np.zeros(0, np.float32),
        )

    def search(self, query: Query, k: int = 10) -> tuple[Hit, ...]:
        """Return at most `k` hits, best first; none where no word and no run of characters is known."""
        vector = self.features.vector(query)
        if not vector.nnz:
            return ()
        unknown = self.features.rarest * sum(stem not in self.features.terms for stem in self.features.stems(query))
        found = self.signals(vector, self.features.meaning(query), unknown)
        scores = found.scores(self.similarity_weight, self.answer_weight)
        best = self._spread(np.argsort(-scores, kind="stable"), k)
        return tuple(self.hit(found, label, float(scores[label])) for label in best)

    def signals(self, vector: sp.csr_matrix, meaning: Array, unknown: float) -> Signals:
        """Measure every label against a query.

        `vector`: `(1, n_terms)`; `meaning`: `(SIZE,)`; `unknown`: weight of words that nobody uses.
        """
        columns, weights = vector.indices, vector.data
        is_word = columns < self.features.n_words
        word_rows = products(self._by_term, columns[is_word], weights[is_word])
        char_rows = products(self._by_term, columns[~is_word], weights[~is_word])
        along = meaning @ self.features.axes
        linear = np.zeros(0, np.float32)
        if self.coef.size:
            dense = np.concatenate([weights @ self.features.latent[columns], meaning])
            linear = softmax(dense @ self.coef + self.intercept)[self.class_of]
        answer = np.zeros(len(self.labels), np.float32)
        if self.answer_weight:
            own = self.answers.shape[0]
            answer[:own] = 0.5 * products(self._answers_by_term, columns, weights) + self.answer_meanings @ along
        return Signals(
            word_rows,
            char_rows,
            similar=self._nearest(0.5 * (word_rows + char_rows)),
            meaning=self._nearest(self.meanings @ along),
            linear=linear,
            answer=answer,
            typical=self._typical(columns[is_word]),
            unseen=self._unseen(columns, unknown),
        )

    def _nearest(self, likeness: Array) -> Array:
        """Return the likeness of each label's nearest row, `(n_labels,)`."""
        nearest = np.zeros(len(self.labels), np.float32)
        present, starts = self._segments
        nearest[present] = np.maximum.reduceat(likeness, starts)
        return nearest

    def hit(self, found: Signals, label: int, score: float) -> Hit:
        """Return what one query saw of one label."""
        start, end = np.searchsorted(self.label_of, (label, label + 1))
        nearest = int(start + np.argmax(found.word_rows[start:end] + found.char_rows[start:end])) if end > start else -1
        return Hit(
            entry_id=self.labels[label],
            score=score,
            phrasing=self.phrasings[nearest] if nearest >= 0 else "",
            word=float(found.word_rows[nearest]) if nearest >= 0 else 0.0,
            char=float(found.char_rows[nearest]) if nearest >= 0 else 0.0,
            meaning=float(found.meaning[label]),
            linear=float(found.linear[label]) if found.linear.size else float("nan"),
            typical=float(found.typical[label]),
            unseen=float(found.unseen[label]),
        )

    def _spread(self, order: NDArray[np.int64], k: int) -> list[int]:
        """Return the first `k` labels, of a class that many share only a few: themes must not crowd out entries."""
        taken: Counter[int] = Counter()
        kept: list[int] = []
        for label, shared in zip(order.tolist(), self.class_of[order].tolist(), strict=True):
            taken[shared] += 1
            if taken[shared] <= PER_CLASS:
                kept.append(label)
            if len(kept) == k:
                break
        return kept

    @cached_property
    def _by_term(self) -> sp.csr_matrix:
        return self.vectors.T.tocsr()

    @cached_property
    def _answers_by_term(self) -> sp.csr_matrix:
        return self.answers.T.tocsr()

    @cached_property
    def _segments(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The labels that have rows, and the first row of each."""
        present, starts = np.unique(self.label_of, return_index=True)
        return present, starts

    @cached_property
    def _used(self) -> sp.csr_matrix:
        """Which single terms each label uses in any of its texts, `(n_terms, n_labels)`, as their weights."""
        n_rows, n_labels = len(self.label_of), len(self.labels)
        ones = np.ones(n_rows, np.float32)
        member = sp.csr_matrix((ones, (self.label_of, np.arange(n_rows))), shape=(n_labels, n_rows))
        pad = sp.csr_matrix((n_labels - self.answers.shape[0], self.answers.shape[1]), dtype=np.float32)
        used = (member @ self.vectors + sp.vstack([self.answers, pad])).multiply(self.features.single[None, :]).tocsr()
        used.eliminate_zeros()
        used.data = self.features.idf[used.indices]
        return used.T.tocsr()

    @cached_property
    def _likelihoods(self) -> tuple[Array, sp.csr_matrix]:
        """The log-odds of a word that a label never uses, `(n_labels,)`, and what each word that it uses adds to that.

        Naive Bayes over the presence of stems and pairs (Manning, Raghavan, Schuetze, 2008, ch. 13), smoothed towards
        all texts; the second value is `(n_terms, n_labels)`.
        """
        n_rows, n_labels = len(self.label_of), len(self.labels)
        member = sp.csr_matrix((np.ones(n_rows, np.float32), (self.label_of, np.arange(n_rows))), (n_labels, n_rows))
        words = self.vectors[:, : self.features.n_words].astype(bool).astype(np.float32)
        prior = SMOOTHING * np.maximum(np.asarray(words.mean(axis=0)).ravel(), 1.0 / max(n_rows, 1))
        used = (member @ words).tocsr()
        used.data = np.log1p(used.data / prior[used.indices])
        n_texts = np.bincount(self.label_of, minlength=n_labels)
        return np.log(SMOOTHING / (n_texts + SMOOTHING)).astype(np.float32), used.T.tocsr()

    def _typical(self, columns: NDArray[np.int32]) -> Array:
        """Return the log-odds of the words for each label, `(n_labels,)`; per square root of their number."""
        never, used = self._likelihoods
        total = len(columns) * never + products(used, columns, np.ones(len(columns), np.float32))
        return np.asarray(total / max(len(columns), 1) ** 0.5, dtype=np.float32)

    def _unseen(self, columns: NDArray[np.int32], unknown: float) -> Array:
        single = columns[self.features.single[columns]]
        total = float(self.features.idf[single].sum()) + unknown
        seen = products(self._used, single, np.ones(len(single), np.float32))
        return np.asarray(np.clip(1.0 - seen / max(total, 1e-9), 0.0, 1.0), dtype=np.float32)


def suits_linear(bank: Bank) -> bool:
    """Tell whether a linear model pays: from four texts an entry on, on neither tiny nor huge banks."""
    return not against_linear(bank.label_of, bank.n_entries, len(bank.labels))


def against_linear(label_of: NDArray[np.int64], n_entries: int, n_labels: int) -> str:
    """Say what speaks against a linear model over rows with these labels; nothing where it pays."""
    n_rows, own = len(label_of), int(np.sum(label_of < n_entries))
    each = own // n_entries
    reasons = (
        (each < MIN_ROWS, f"{each} text{'s' * (each != 1)} an entry, it needs {MIN_ROWS}"),
        (own < MIN_TOTAL, f"{own} texts of entries, it needs {MIN_TOTAL}"),
        (n_rows > MAX_ROWS, f"{n_rows} texts, it takes at most {MAX_ROWS}"),
        (n_labels < 2, "one entry, it needs two to tell apart"),
        (n_labels > MAX_LABELS, f"{n_labels} entries and themes, it takes at most {MAX_LABELS}"),
    )
    return next((reason for holds, reason in reasons if holds), "")


def _dense(features: Features, vectors: sp.csr_matrix, meanings: Array) -> Array:
    return np.asarray(np.hstack([vectors @ features.latent, meanings]), dtype=np.float32)
