"""Turns raw scores into probabilities, fitted on the bank alone by leaving phrasings and whole entries out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.features import Array, fit_linear, softmax
from bot.schema import SmallBankShape
from bot.types import Candidate, Hit

TOP = 3  # candidates that get a confidence of their own
N_FEATURES = 14
LIMIT = 4.0  # standard deviations beyond which a feature says nothing more
STRENGTH = 1.0  # of the regression


@dataclass(frozen=True, eq=False)
class Calibration:
    """A logistic regression over features of a hit, with the thresholds read off its risk-coverage curve.

    `answer`: confidence from which answers are wrong at most as often as the settings allow; `clarify`: the same for
    the choices of a clarification. `curve`: (share answered, share of those wrong) as the threshold falls.
    """

    mean: Array
    scale: Array
    coef: Array
    intercept: Array
    answer: float
    clarify: float
    curve: tuple[tuple[float, float], ...] = ()

    @classmethod
    def given(cls, shape: SmallBankShape) -> Calibration:
        """Return the calibration that the settings hold for small banks."""
        coef = np.array(shape.coef, np.float32)
        return cls(
            np.array(shape.mean, np.float32),
            np.maximum(np.array(shape.scale, np.float32), 1e-6),
            np.stack([np.zeros_like(coef), coef], axis=1),
            np.array([0.0, shape.intercept], np.float32),
            shape.answer,
            shape.clarify,
        )

    @property
    def mean_risk(self) -> float:
        """The area under the risk-coverage curve: how wrong answers are on average, however many are given, 0 to 1."""
        return sum(risk for _, risk in self.curve) / max(len(self.curve), 1)

    def confidences(self, features: Array) -> Array:
        """Return probabilities, `(n,)`, for features `(n, N_FEATURES)`."""
        scaled = np.clip((features - self.mean) / self.scale, -LIMIT, LIMIT)
        return softmax(scaled @ self.coef + self.intercept)[..., 1]


@dataclass(frozen=True, eq=False)
class Trial:
    """Left-out questions: the features of their first candidates, and whether each candidate is right.

    `features`: `(n_questions, TOP, N_FEATURES)`; `right`: `(n_questions, TOP)`; `weight`: how much each question
    counts, `(n_questions,)`.
    """

    features: Array
    right: NDArray[np.bool_]
    weight: Array


def calibrate(
    hits: Sequence[Hit], entry_ids: frozenset[str], n_tokens: int, calibration: Calibration
) -> tuple[Candidate, ...]:
    """Return the entries among the hits as candidates, best first, at most three; may be empty."""
    own = [hit for hit in hits if hit.entry_id in entry_ids][: TOP + 1]
    rival = max((hit for hit in hits if hit.entry_id not in entry_ids), key=lambda hit: hit.score, default=None)
    rows = [features_of(hit, own, rival, n_tokens) for hit in own[:TOP]]
    if not rows:
        return ()
    confidences = calibration.confidences(np.array(rows, dtype=np.float32))
    found = [Candidate(hit.entry_id, float(p), hit) for hit, p in zip(own, confidences, strict=False)]
    return tuple(sorted(found, key=lambda candidate: -candidate.confidence))


def features_of(hit: Hit, own: Sequence[Hit], rival: Hit | None, n_tokens: int) -> list[float]:
    """Return the fourteen features of a hit among the entries `own`, against the best not-covered theme `rival`."""
    others = [other for other in own if other is not hit]
    best = max(others, key=lambda other: other.score, default=None)
    linear = 0.0 if np.isnan(hit.linear) else float(np.log(hit.linear + 1e-4))
    rival_linear = 0.0 if rival is None or np.isnan(rival.linear) else float(np.log(rival.linear + 1e-4))
    return [
        hit.word,
        hit.char,
        hit.meaning,
        linear,
        hit.unseen,
        min(hit.score - (best.score if best else 0.0), 6.0),
        max(min(hit.score - (rival.score if rival else 0.0), 8.0), -8.0),
        0.5 * (rival.word + rival.char) if rival else 0.0,
        rival.meaning if rival else 0.0,
        rival_linear,
        float(np.log1p(n_tokens)),
        hit.typical,
        hit.typical - (rival.typical if rival else 0.0),
        hit.typical - max((other.typical for other in others), default=0.0),
    ]


def fit(trial: Trial, wrong_rate: float, clarify_rate: float) -> Calibration:
    """Fit the regression on left-out questions and choose the thresholds for the stated rates of wrong answers.

    `wrong_rate`: wrong answers among all left-out questions (0 to 1); `clarify_rate`: clarifications without the
    right choice among all clarifications.
    """
    first_only = trial.features[:, 0]
    mean, scale = first_only.mean(axis=0), first_only.std(axis=0) + 1e-6
    vectors = np.clip((first_only - mean) / scale, -LIMIT, LIMIT)
    coef, intercept = fit_linear(vectors, trial.right[:, 0].astype(np.int64), strength=STRENGTH, weight=trial.weight)
    bare = Calibration(mean, scale, coef, intercept, 1.0, 1.0)
    confidences = bare.confidences(trial.features)
    each, best = np.arange(len(confidences)), confidences.argmax(axis=1)
    first, right = confidences[each, best], trial.right[each, best]
    answer = _threshold(first, right, trial.weight, wrong_rate)
    undecided = first < answer
    clarify = _threshold(
        first[undecided], np.asarray(trial.right[undecided].any(axis=1)), trial.weight[undecided], clarify_rate
    )
    curve = _curve(first, right, trial.weight)
    return Calibration(mean, scale, coef, intercept, answer, min(clarify, answer), curve)


def _risk(confidence: Array, right: NDArray[np.bool_], weight: Array) -> tuple[NDArray[np.int64], Array]:
    """Return the order of falling confidence and the share of wrong ones so far: the risk-coverage curve.

    El-Yaniv and Wiener, On the foundations of noise-free selective classification, JMLR 11 (2010).
    """
    order = np.argsort(-confidence, kind="stable")
    wrong = np.cumsum(weight[order] * ~right[order])
    return order, np.asarray(wrong / np.maximum(np.cumsum(weight[order]), 1e-9), dtype=np.float32)


def _threshold(confidence: Array, right: NDArray[np.bool_], weight: Array, rate: float) -> float:
    """Return the lowest confidence above which at most `rate` of what is accepted is wrong; 0.99 without one."""
    order, risk = _risk(confidence, right, weight)
    fine = np.flatnonzero(risk <= rate)
    return float(min(confidence[order[fine[-1]]], 0.99)) if fine.size else 0.99


def _curve(confidence: Array, right: NDArray[np.bool_], weight: Array) -> tuple[tuple[float, float], ...]:
    order, risk = _risk(confidence, right, weight)
    covered = np.cumsum(weight[order]) / weight.sum()
    steps = np.linspace(0, len(order) - 1, 41).astype(int)
    return tuple((round(float(covered[i]), 4), round(float(risk[i]), 4)) for i in steps)
