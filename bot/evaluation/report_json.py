"""The evaluation as one JSON object that stays the same for the same answers."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.errors import ContentError
from bot.evaluation import metrics
from bot.evaluation.baselines import Baseline
from bot.evaluation.questions import Question
from bot.evaluation.run import Evaluation, Judgement

Report = dict[str, Any]
FORMAT = 1
DIGITS = 4
GROUPS = (
    "answerable",
    "misspelt",
    "followup",
    "followups",
    "alarming",
    "near",
    "far",
    "referral",
    "emergency",
    "emergencies",
    "smalltalk",
    "hostile",
)
EXPECTATIONS = ("covered", "not_covered", "emergency", "smalltalk")


def report(evaluation: Evaluation, baselines: Sequence[Baseline] = ()) -> Report:
    """Return the evaluation as plain data; all but `latency` depends on the content and the questions alone.

    `groups` go by the questions' groups, `overall` by what is expected: an entry (`covered`), a referral
    (`not_covered`), `emergency`, `smalltalk`. Shares and probabilities are 0 to 1, rounded to four digits.
    """
    judged = [(each.question, each.outcome) for each in evaluation.judgements]
    raw = {
        "format": FORMAT,
        "content": evaluation.content_hash,
        "n": len(judged),
        "thresholds": {"answer": evaluation.answer_from, "clarify": evaluation.clarify_from},
        "ranking": dataclasses.asdict(evaluation.ranking),
        "overall": _overall(judged),
        "groups": _groups(judged),
        "curve": {
            name: dataclasses.asdict(evaluation.curve(answerable=name == "answerable"))
            for name in ("answerable", "all")
        },
        "reliability": dataclasses.asdict(evaluation.reliability),
        "confusions": [dataclasses.asdict(each) for each in evaluation.confusions],
        "noise": {
            kind: _overall((each.question, each.outcome) for each in judgements)
            for kind, judgements in evaluation.noise.items()
        },
        "baselines": {each.name: _baseline(each) for each in baselines},
        "latency": dataclasses.asdict(evaluation.latency),
        "items": [_item(judgement) for judgement in evaluation.judgements],
    }
    named = {id_ for each in evaluation.judgements for id_ in _named(each)}
    raw["titles"] = {id_: title for id_, title in evaluation.titles.items() if id_ in named}
    return {key: _rounded(value) for key, value in raw.items()}


def summary(held: Report) -> Report:
    """Return what `compare` needs and people quote: no evidence, no timings; small enough to keep beside the code."""
    kept = {key: held[key] for key in ("format", "content", "n", "thresholds", "ranking", "overall", "groups")}
    items = [{key: item[key] for key in ("group", "turns", "outcome")} for item in held["items"]]
    return {**kept, "items": items}


def write(held: Report, path: Path) -> None:
    """Write a report; its folder is made where it is missing.

    Raises:
        ContentError: The file cannot be written.
    """
    save(json.dumps(held, indent=1) + "\n", path)


def save(text: str, path: Path) -> None:
    """Write `text`, making the folder where it is missing.

    Raises:
        ContentError: The file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ContentError((f"{path}: cannot be written ({error.strerror}); choose another place",)) from None


def read(path: Path) -> Report:
    """Read a report that was written before.

    Raises:
        ContentError: The file cannot be read or is no such report.
    """
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if held["format"] == FORMAT and all({"group", "turns", "outcome"} <= set(item) for item in held["items"]):
            return dict(held)
    except OSError as error:
        raise ContentError((f"{path}: cannot be read ({error.strerror}); check --compare",)) from None
    except (ValueError, TypeError, KeyError):
        pass
    raise ContentError((f"{path}: is no report of this version of `faqbot evaluate --json`; write it anew",))


def tally(outcomes: Sequence[str]) -> dict[str, Any]:
    """Return n, and of each outcome its count and its share with the 95 % interval."""
    counts = Counter(outcomes)
    held: dict[str, Any] = {"n": len(outcomes)}
    for name in metrics.OUTCOMES:
        held[name] = dataclasses.asdict(metrics.share(counts[name], len(outcomes)))
    return held


def _groups(judged: Iterable[tuple[Question, str]]) -> dict[str, Any]:
    held: dict[str, list[str]] = {}
    for question, outcome in judged:
        held.setdefault(question.group, []).append(outcome)
    order = sorted(held, key=lambda name: (GROUPS.index(name) if name in GROUPS else len(GROUPS), name))
    return {name: tally(held[name]) for name in order}


def _overall(judged: Iterable[tuple[Question, str]]) -> dict[str, Any]:
    held: dict[str, list[str]] = {}
    for question, outcome in judged:
        held.setdefault(_expectation(question), []).append(outcome)
    return {name: tally(held[name]) for name in EXPECTATIONS if name in held}


def _expectation(question: Question) -> str:
    if question.entry_ids:
        return "covered"
    return next(name for kind, name in _KINDS.items() if kind in question.expected)


_KINDS = {"emergency": "emergency", "referral": "not_covered", "smalltalk": "smalltalk"}


def _baseline(baseline: Baseline) -> dict[str, Any]:
    return {
        "threshold": baseline.threshold,
        "ranking": dataclasses.asdict(baseline.ranking),
        "overall": _overall(baseline.judged),
    }


def _item(judgement: Judgement) -> dict[str, Any]:
    question = judgement.question
    return {
        "group": question.group,
        "turns": question.turns,
        "expected": question.expected,
        "tags": question.tags,
        "place": question.place,
        "outcome": judgement.outcome,
        "kind": judgement.kind,
        "entry_id": judgement.entry_id,
        "confidence": judgement.confidence,
        "rank": judgement.rank,
        "phrasing": judgement.phrasing,
        "why": judgement.why,
        "reading": judgement.reading,
        "candidates": [{"id": id_, "confidence": confidence} for id_, confidence in judgement.candidates],
        "words": judgement.mistake.words if judgement.mistake else (),
    }


def _named(judgement: Judgement) -> Iterable[str | None]:
    """Return the ids that a reader of the report meets."""
    taken = judgement.mistake.taken if judgement.mistake else None
    return (*judgement.question.expected, judgement.entry_id, taken, *(id_ for id_, _ in judgement.candidates))


def _rounded(value: Any) -> Any:
    """Round every number with digits behind the point; tuples become lists, as JSON has them."""
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, Mapping):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(each) for each in value]
    return value
