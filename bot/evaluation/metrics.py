"""The measures: outcomes and their intervals, ranking, risk against coverage, calibration, a paired test, latency."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal, get_args

from bot.types import Reply

Outcome = Literal["right", "asked", "referred", "asked_wrong", "smalltalk", "alarmed", "wrong", "missed"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
Z = 1.959964  # two-sided 95 % of the normal distribution
N_BINS = 10
MAX_POINTS = 101


@dataclass(frozen=True, slots=True)
class Share:
    """A count among others as a share, with its 95 % interval; all 0 to 1."""

    count: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """How high the right entry stands before any threshold: first, among the first three, mean reciprocal rank."""

    n: int
    p_at_1: float
    r_at_3: float
    mrr: float


@dataclass(frozen=True, slots=True)
class Point:
    """What happens when everything from `threshold` on is answered: the share answered, and the share of it wrong."""

    threshold: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Risk against coverage, threshold falling; `area` under it, 0 (perfect) to 1."""

    points: tuple[Point, ...]
    area: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about the same confidence: `low` to `high`, how many, their mean confidence, how many were right."""

    low: float
    high: float
    n: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Bins of confidence, and the expected calibration error: their mean gap, weighed by size, 0 to 1."""

    bins: tuple[Bin, ...]
    error: float


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds for one reply."""

    n: int
    median_ms: float
    p95_ms: float


def outcome(expected: Sequence[str], reply: Reply) -> Outcome:
    """Judge a reply: `right` where its entry or its kind is expected, else what went wrong.

    `asked`: a "did you mean" with the right entry; `asked_wrong`: without it; `referred`: to a human, needlessly;
    `alarmed`: a needless emergency; `smalltalk`: needless small talk; `missed`: an emergency not recognised.
    """
    if reply.kind in expected or (reply.kind == "answer" and reply.entry_id in expected):
        return "right"
    if "emergency" in expected:
        return "missed"
    if reply.kind == "clarify":
        return "asked" if any(choice.id in expected for choice in reply.suggestions) else "asked_wrong"
    others: dict[str, Outcome] = {
        "answer": "wrong",
        "referral": "referred",
        "emergency": "alarmed",
        "smalltalk": "smalltalk",
    }
    return others[reply.kind]


def share(count: int, n: int) -> Share:
    """Return `count` of `n` with the Wilson score interval; of nothing, the interval is 0 to 1.

    Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).

    >>> share(8, 10)
    Share(count=8, share=0.8, low=0.490162, high=0.943318)
    """
    if n == 0:
        return Share(0, 0.0, 0.0, 1.0)
    p, z2 = count / n, Z * Z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return Share(count, p, round(max(0.0, centre - half), 6), round(min(1.0, centre + half), 6))


def rank(expected: Sequence[str], order: Sequence[str]) -> int | None:
    """Return the place of the first expected id, from 1; None where there is none."""
    return next((place for place, id_ in enumerate(order, start=1) if id_ in expected), None)


def ranking(ranks: Sequence[int | None]) -> Ranking:
    """Sum up the places of the right entries; None counts as not found. All zero for no question.

    >>> ranking([1, 2, None, 4])
    Ranking(n=4, p_at_1=0.25, r_at_3=0.5, mrr=0.4375)
    """
    n = len(ranks)
    found = [place for place in ranks if place is not None]
    return Ranking(
        n=n,
        p_at_1=sum(place == 1 for place in found) / max(n, 1),
        r_at_3=sum(place <= 3 for place in found) / max(n, 1),
        mrr=sum(1 / place for place in found) / max(n, 1),
    )


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> Curve:
    """Return the share of wrong answers among those given as the threshold falls; equal confidences fall together.

    The area is the mean risk over all coverages (Geifman, Uziel and El-Yaniv, Bias-reduced uncertainty estimation for
    deep neural classifiers, ICLR 2019). At most 101 points are kept. Empty for no question.
    """
    ordered = sorted(zip(confidences, right, strict=True), key=lambda pair: -pair[0])
    n, wrong, area, since = len(ordered), 0, 0.0, 0
    points: list[Point] = []
    for i, (confidence, is_right) in enumerate(ordered, start=1):
        wrong += not is_right
        if i < n and ordered[i][0] == confidence:
            continue
        area += (i - since) / n * (wrong / i)
        since = i
        points.append(Point(confidence, i / n, wrong / i))
    step = max(1, math.ceil(len(points) / (MAX_POINTS - 1)))
    kept = [point for i, point in enumerate(points) if i % step == 0 or i == len(points) - 1]
    return Curve(tuple(kept), area)


def reliability(confidences: Sequence[float], right: Sequence[bool]) -> Reliability:
    """Compare confidence with what came true, in ten bins of equal width; empty bins are left out.

    Guo, Pleiss, Sun and Weinberger, On calibration of modern neural networks, ICML 2017.
    """
    held: dict[int, list[tuple[float, bool]]] = {}
    for confidence, is_right in zip(confidences, right, strict=True):
        held.setdefault(min(int(confidence * N_BINS), N_BINS - 1), []).append((confidence, is_right))
    bins = []
    for i, pairs in sorted(held.items()):
        mean = sum(confidence for confidence, _ in pairs) / len(pairs)
        true = sum(is_right for _, is_right in pairs) / len(pairs)
        bins.append(Bin(i / N_BINS, (i + 1) / N_BINS, len(pairs), mean, true))
    error = sum(b.n * abs(b.confidence - b.right) for b in bins) / max(len(confidences), 1)
    return Reliability(tuple(bins), error)


def mcnemar(gained: int, lost: int) -> float:
    """Return the two-sided p of so uneven a change in pairs, were both directions equally likely (exact binomial).

    McNemar, Note on the sampling error of the difference between correlated proportions, Psychometrika 12 (1947).

    >>> mcnemar(1, 9)
    0.021484375
    >>> mcnemar(0, 0)
    1.0
    """
    n, fewer = gained + lost, min(gained, lost)
    tail = sum(math.comb(n, i) for i in range(fewer + 1))
    return float(min(1.0, 2 * tail / 2**n))


def latency(times_ms: Sequence[float]) -> Latency:
    """Return the median and the 95th percentile (nearest rank); zero for no reply."""
    if not times_ms:
        return Latency(0, 0.0, 0.0)
    ordered = sorted(times_ms)
    return Latency(len(ordered), median(ordered), ordered[math.ceil(0.95 * len(ordered)) - 1])
