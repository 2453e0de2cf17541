"""TF-IDF search: cosine with the nearest phrasing, joined by a linear model where entries have enough phrasings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from bot.bank import Bank
from bot.features import Array, Features, fit_linear, softmax
from bot.types import Hit, Query

LINEAR_STRENGTH = 10.0
FLOOR = 1e-6  # probability below which the linear model's opinions do not differ
MIN_ROWS = 4.0  # phrasings per entry from which a linear model is fitted
MAX_ROWS = 30_000
MAX_LABELS = 1_500
PER_CLASS = 3  # labels of one class among the hits


@dataclass(frozen=True, eq=False)
class Signals:
    """What search sees of a batch of queries; all `(n_queries, n_labels)`.

    `word`, `char`: cosine of words and characters with the nearest row, 0 to 1; `nearest`: that row, -1 for none;
    `linear`: probability of the label's class, or empty; `answer`: cosine of words with question and answer;
    `unseen`: share of the query's word weight that the label never uses.
    """

    word: Array
    char: Array
    nearest: NDArray[np.int64]
    linear: Array
    answer: Array
    unseen: Array

    def scores(self, similarity_weight: float, answer_weight: float) -> Array:
        """Return the ranking scores: log-probability plus weighted cosine, or the cosine alone."""
        similar = 0.5 * (self.word + self.char) + answer_weight * self.answer
        if not self.linear.size:
            return similar
        return np.asarray(np.log(self.linear + FLOOR) + similarity_weight * similar, dtype=np.float32)

    def hit(self, query: int, label: int, name: str, score: float, phrasing: str = "") -> Hit:
        """Return what one query saw of one label."""
        linear = float(self.linear[query, label]) if self.linear.size else float("nan")
        return Hit(
            name,
            score,
            phrasing,
            float(self.word[query, label]),
            float(self.char[query, label]),
            linear,
            float(self.unseen[query, label]),
        )


@dataclass(frozen=True, eq=False)
class TfidfRetriever:
    """Search over the bank's phrasings, questions and answers.

    `vectors`: of the rows, sorted by label, `(n_rows, n_terms)`; `latent`: the same in latent directions, needed only
    to fit, `(n_rows, n_latent)` or empty; `label_of`: the label of each; `answers`: vectors of
    question and answer of each entry. `coef`, `(n_latent, n_classes)`, and `intercept`: the linear model over latent
    vectors, empty where there is none; `class_of`: the class of each label. The entries have a class each, all
    not-covered themes share one, all small talk another.
    """

    features: Features
    labels: tuple[str, ...]
    phrasings: tuple[str, ...]
    vectors: sp.csr_matrix
    latent: Array
    label_of: NDArray[np.int64]
    answers: sp.csr_matrix
    class_of: NDArray[np.int64]
    coef: Array
    intercept: Array
    similarity_weight: float = 8.0
    answer_weight: float = 0.0

    @classmethod
    def fit(cls, bank: Bank, features: Features, vectors: sp.csr_matrix, answers: sp.csr_matrix) -> TfidfRetriever:
        """Index the bank; a linear model is fitted where it has rows enough and not too many."""
        searcher = cls(
            features=features,
            labels=bank.labels,
            phrasings=tuple(" ".join(row.tokens) for row in bank.rows),
            vectors=vectors,
            latent=vectors @ features.latent,
            label_of=bank.label_of,
            answers=answers,
            class_of=bank.class_of,
            coef=np.zeros((0, 0), np.float32),
            intercept=np.zeros(0, np.float32),
        )
        return searcher.with_linear() if suits_linear(bank) else searcher

    def with_linear(self) -> TfidfRetriever:
        """Return the same index with a linear model fitted on its rows; a class without rows never wins."""
        present, compact = np.unique(self.class_of[self.label_of], return_inverse=True)
        coef, intercept = fit_linear(self.latent, compact, strength=LINEAR_STRENGTH)
        full = np.zeros((coef.shape[0], int(self.class_of.max()) + 1), np.float32)
        bias = np.full(full.shape[1], -50.0, np.float32)
        full[:, present], bias[present] = coef, intercept
        return replace(self, coef=full, intercept=bias)

    def without(self, rows: NDArray[np.bool_], entries: NDArray[np.bool_]) -> TfidfRetriever:
        """Return the index as if the marked rows, `(n_rows,)`, and entries, `(n_entries,)`, had never been written."""
        kept = np.flatnonzero(~rows)
        smaller = replace(
            self,
            phrasings=tuple(self.phrasings[i] for i in kept),
            vectors=self.vectors[kept],
            latent=self.latent[kept],
            label_of=self.label_of[kept],
            answers=(sp.diags((~entries).astype(np.float32)) @ self.answers).tocsr(),
        )
        return smaller.with_linear() if self.coef.size else smaller

    def search(self, query: Query, k: int = 10) -> tuple[Hit, ...]:
        """Return at most `k` hits, best first; none where no word and no run of characters is known."""
        vector = self.features.vector(query)
        if not vector.nnz:
            return ()
        stems = self.features.stems(query)
        unknown = self.features.rarest * sum(stem not in self.features.terms for stem in stems)
        found = self.signals(vector, np.array([unknown], np.float32))
        scores = found.scores(self.similarity_weight, self.answer_weight)[0]
        best = self._spread(np.argsort(-scores, kind="stable"))[:k]
        return tuple(
            found.hit(0, int(i), self.labels[i], float(scores[i]), self._phrasing(int(found.nearest[0, i])))
            for i in best
        )

    def _spread(self, order: NDArray[np.int64]) -> list[int]:
        """Keep only the first labels of a class that many share: themes must not crowd out the entries."""
        taken: Counter[int] = Counter()
        kept = []
        for label in order.tolist():
            taken[int(self.class_of[label])] += 1
            if taken[int(self.class_of[label])] <= PER_CLASS:
                kept.append(label)
        return kept

    def signals(self, vectors: sp.csr_matrix, unknown: Array) -> Signals:
        """Measure every label against query vectors; `unknown`, `(n_queries,)`, is the weight of words nobody uses."""
        words, chars = self._halves(vectors)
        word_rows, char_rows = _dense(words @ self._by_term), _dense(chars @ self._by_term)
        nearest = self._nearest(word_rows + char_rows)
        each = np.arange(len(nearest))[:, None]
        found = nearest >= 0
        linear = np.zeros((0, 0), np.float32)
        if self.coef.size:
            linear = softmax(vectors @ self.features.latent @ self.coef + self.intercept)[:, self.class_of]
        answer = np.zeros(nearest.shape, np.float32)
        answer[:, : self.answers.shape[0]] = _dense(words @ self._answers_by_term)
        return Signals(
            word_rows[each, nearest] * found,
            char_rows[each, nearest] * found,
            nearest,
            linear,
            answer,
            self._unseen(vectors, unknown),
        )

    def _phrasing(self, row: int) -> str:
        return self.phrasings[row] if row >= 0 else ""

    def _halves(self, vectors: sp.csr_matrix) -> tuple[sp.csr_matrix, sp.csr_matrix]:
        words, chars = vectors.copy(), vectors.copy()
        is_word = vectors.indices < self.features.n_words
        words.data = np.where(is_word, vectors.data, 0.0).astype(np.float32)
        chars.data = np.where(is_word, 0.0, vectors.data).astype(np.float32)
        words.eliminate_zeros()
        chars.eliminate_zeros()
        return words, chars

    @cached_property
    def _by_term(self) -> sp.csr_matrix:
        return self.vectors.T.tocsr()

    @cached_property
    def _answers_by_term(self) -> sp.csr_matrix:
        return self.answers.T.tocsr()

    def _nearest(self, rows: Array) -> NDArray[np.int64]:
        """Return the best row of each label, `(n_queries, n_labels)`; -1 for a label without rows."""
        nearest = np.full((rows.shape[0], len(self.labels)), -1, dtype=np.int64)
        present, starts = np.unique(self.label_of, return_index=True)
        best = np.maximum.reduceat(rows, starts, axis=1)
        spread = np.repeat(best, np.diff([*starts, rows.shape[1]]), axis=1) == rows
        first = np.where(spread, np.arange(rows.shape[1]), rows.shape[1])
        nearest[:, present] = np.minimum.reduceat(first, starts, axis=1)
        return nearest

    @cached_property
    def _used(self) -> sp.csr_matrix:
        """Which single terms each label uses in any of its texts, `(n_terms, n_labels)`, ones and zeros."""
        n_rows, n_labels = len(self.label_of), len(self.labels)
        member = sp.csr_matrix(
            (np.ones(n_rows, np.float32), (self.label_of, np.arange(n_rows))), shape=(n_labels, n_rows)
        )
        pad = sp.csr_matrix((n_labels - self.answers.shape[0], self.answers.shape[1]), dtype=np.float32)
        used = (member @ self.vectors + sp.vstack([self.answers, pad])).multiply(self.features.single[None, :]).tocsr()
        used.eliminate_zeros()
        used.data[:] = 1.0
        return used.T.tocsr()

    def _unseen(self, vectors: sp.csr_matrix, unknown: Array) -> Array:
        single = vectors.copy()
        single.data = np.where(self.features.single[vectors.indices], self.features.idf[vectors.indices], 0.0)
        total = np.asarray(single.sum(axis=1)).ravel() + unknown
        share = 1.0 - _dense(single @ self._used) / np.maximum(total, 1e-9)[:, None]
        return np.clip(share, 0.0, 1.0).astype(np.float32)


def suits_linear(bank: Bank) -> bool:
    """Tell whether a linear model pays: from four texts an entry on, and not on huge banks."""
    return bank.rows_per_entry >= MIN_ROWS and len(bank.rows) <= MAX_ROWS and 2 <= len(bank.labels) <= MAX_LABELS


def _dense(matrix: sp.csr_matrix) -> Array:
    return np.asarray(matrix.todense(), dtype=np.float32)
