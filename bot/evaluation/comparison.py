"""Two reports over the same questions: what changed, and whether that is more than noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.evaluation import metrics
from bot.evaluation.report_json import Report

SIGNIFICANT = 0.05
WRONG = ("wrong", "missed")  # outcomes that must not become more


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose outcome is another than before."""

    group: str
    turns: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Direction:
    """How many questions entered and left a state, and how likely so uneven a change is by chance (McNemar)."""

    entered: int
    left: int
    p: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports over the `n` questions that both hold; `faults` say why the new one is worse beyond noise."""

    n: int
    only_old: int
    only_new: int
    changes: tuple[Change, ...]
    right: Direction
    wrong: Direction
    faults: tuple[str, ...]


def compare(old: Report, new: Report) -> Comparison:
    """Return what changed, question by question.

    It fails where wrong answers (missed emergencies among them) became more, or right ones fewer, at p below .05.
    """
    before, after = _outcomes(old), _outcomes(new)
    shared = [key for key in after if key in before]
    states = [(before[key], after[key]) for key in shared]
    right, wrong = _direction(states, ("right",)), _direction(states, WRONG)
    faults = []
    if wrong.entered > wrong.left and wrong.p < SIGNIFICANT:
        faults.append(f"wrong answers rise: {wrong.entered} more, {wrong.left} fewer (p = {wrong.p:.3f})")
    if right.left > right.entered and right.p < SIGNIFICANT:
        faults.append(f"right answers fall: {right.left} fewer, {right.entered} more (p = {right.p:.3f})")
    return Comparison(
        n=len(shared),
        only_old=len(before) - len(shared),
        only_new=len(after) - len(shared),
        changes=tuple(Change(key[0], key[1], before[key], after[key]) for key in shared if before[key] != after[key]),
        right=right,
        wrong=wrong,
        faults=tuple(faults),
    )


def _outcomes(held: Report) -> dict[tuple[str, tuple[str, ...]], str]:
    return {(item["group"], tuple(item["turns"])): item["outcome"] for item in held["items"]}


def _direction(states: Sequence[tuple[str, str]], of: Sequence[str]) -> Direction:
    entered = sum(before not in of and after in of for before, after in states)
    left = sum(before in of and after not in of for before, after in states)
    return Direction(entered, left, metrics.mcnemar(entered, left))
