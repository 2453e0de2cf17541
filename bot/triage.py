"""Red flags: rules with an owner, and examples of how people ask for help; their union decides."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import re2
import scipy.sparse as sp
from numpy.typing import NDArray

from bot.features import Array, Features, fit_linear, products, shared_terms, softmax
from bot.schema import TriageFile
from bot.text import Vocabulary, normalise, tokenise
from bot.types import Query, Triage

STRENGTH = 30.0
MAX_BYTES = 256 << 20  # what the automaton of the rules may take
ALARM_WEIGHT = 0.25  # weight of all emergencies together, against 1 for all ordinary texts
NEAREST = 5  # examples that vote for the theme
MARGIN_WEIGHT = 8.0  # log-odds for each cosine by which the nearest alarming example is nearer than the nearest other
LEAST_ODDS = -2.5  # log-odds of the regression below which no nearness makes an alarm
LEAST_KNOWN = 0.6  # share of known words from which the examples have a say: gibberish is none
LEAST_WORDS = 2  # words from which they have: what one word says alone, the rules hold
Example = tuple[Query, str | None]


def examples(file: TriageFile, vocabulary: Vocabulary) -> tuple[Example, ...]:
    """Return every example message with its theme, None for ordinary ones."""
    alarming = [(text, theme.id) for theme in file.themes for text in theme.examples]
    ordinary = [(text, None) for text in file.ordinary]
    return tuple((normalise(text, vocabulary), theme) for text, theme in [*alarming, *ordinary])


@dataclass(frozen=True, eq=False)
class AlarmModel:
    """Tells emergencies from ordinary questions with the same words.

    `coef`, `(n_terms, 2)`, `intercept`: a logistic regression, ordinary and alarming; `vectors`: the examples,
    `(n_examples, n_terms)`; `themes`: the theme of each, empty for ordinary ones.
    """

    coef: Array
    intercept: Array
    vectors: sp.csr_matrix
    themes: tuple[str, ...]

    @classmethod
    def fit(cls, examples: Sequence[Example], vectors: sp.csr_matrix, ordinary: sp.csr_matrix) -> AlarmModel:
        """Fit on the examples, whose `vectors` are `(n_examples, n_terms)`, and on the bank's own rows, `ordinary`."""
        alarming = np.array([theme is not None for _, theme in examples])
        matrix = sp.vstack([vectors, ordinary]).tocsr()
        target = np.concatenate([alarming, np.zeros(ordinary.shape[0], bool)]).astype(np.int64)
        weight = np.where(target == 1, ALARM_WEIGHT * (target == 0).sum() / max(alarming.sum(), 1), 1.0)
        known = shared_terms(matrix)
        coef = np.zeros((matrix.shape[1], 2), np.float32)
        coef[known], intercept = fit_linear(
            matrix[:, known], target, strength=STRENGTH, weight=weight.astype(np.float32)
        )
        return cls(coef, intercept, vectors, tuple(theme or "" for _, theme in examples))

    @functools.cached_property
    def _by_term(self) -> sp.csr_matrix:
        return self.vectors.T.tocsr()

    @functools.cached_property
    def _alarming(self) -> NDArray[np.bool_]:
        return np.array([bool(theme) for theme in self.themes])

    def judge(self, vector: sp.csr_matrix) -> tuple[float, str]:
        """Return the probability of an emergency, 0 to 1, and the theme of the nearest examples together.

        The regression sees all words at once; the margin of the nearest example corrects it on what was said before.
        """
        likeness = products(self._by_term, vector.indices, vector.data)
        margin = likeness[self._alarming].max(initial=0.0) - likeness[~self._alarming].max(initial=0.0)
        log_odds = float(np.diff(vector.data @ self.coef[vector.indices] + self.intercept)[0])
        if log_odds >= LEAST_ODDS:
            log_odds += MARGIN_WEIGHT * margin
        votes: dict[str, float] = defaultdict(float)
        alarming = likeness * self._alarming
        for row in np.argpartition(-alarming, min(NEAREST, len(alarming)) - 1)[:NEAREST].tolist():
            votes[self.themes[row]] += float(likeness[row])
        return float(softmax(np.array([0.0, log_odds]))[1]), max(votes, key=lambda theme: votes[theme])


@dataclass(frozen=True, eq=False)
class Rules:
    """All rules as one automaton of RE2: linear in the message, however many rules there are."""

    matcher: Any
    patterns: tuple[str, ...]
    themes: tuple[str, ...]

    @classmethod
    def of(cls, file: TriageFile) -> Rules:
        """Compile the rules of all themes, in their order."""
        options = re2.Options()
        options.max_mem = MAX_BYTES
        matcher = re2.Set.SearchSet(options)
        pairs = [(pattern, theme.id) for theme in file.themes for pattern in theme.rules]
        for pattern, _ in pairs:
            matcher.Add(pattern)
        matcher.Compile()
        return cls(matcher, tuple(pattern for pattern, _ in pairs), tuple(theme for _, theme in pairs))


def triage(query: Query, rules: Rules, model: AlarmModel, features: Features, threshold: float) -> Triage:
    """Judge a query: an emergency where a rule fires, or where the examples say so with `threshold` or more."""
    if not query.tokens:
        return Triage(None, "empty", 0.0)
    probability, likely = model.judge(features.vector(query))
    texts = {" ".join(tokenise(query.text)), " ".join(query.tokens)}
    fired = min((index for text in texts for index in rules.matcher.Match(text) or ()), default=None)
    if fired is not None:
        return Triage(rules.themes[fired], f"rule {rules.patterns[fired]}", max(probability, threshold))
    known = sum(stem in features.terms for stem in features.stems(query)) / len(query.tokens)
    if probability >= threshold and known >= LEAST_KNOWN and len(query.tokens) >= LEAST_WORDS:
        return Triage(likely, "examples", probability)
    return Triage(None, "nothing alarming", probability)
