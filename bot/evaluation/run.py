"""Replays every dialogue through the very function that serves, and judges the last reply."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from bot.engine import Engine
from bot.evaluation import metrics
from bot.evaluation.confusions import Confusion, Mistake, mistake, pairs
from bot.evaluation.noise import KINDS, noise
from bot.evaluation.questions import Question
from bot.types import Candidate, Conversation, Decision, Hit, Kind, Message, Query, Reading, Turn

Progress = Callable[[int, int], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One dialogue with its outcome, and what led to the judged reply.

    `confidence`: the probability, 0 to 1, that the first candidate answers it, None where search was not asked;
    `first`: that candidate; `phrasing`: the bank's text that was matched; `why`: the rule that decided; `reading`: how
    the message was understood; `rank`: place of the right entry before the decision, None where nowhere or where
    no entry is right.
    """

    question: Question
    outcome: metrics.Outcome
    kind: Kind
    entry_id: str | None
    first: str | None
    confidence: float | None
    phrasing: str
    why: str
    reading: str
    candidates: tuple[tuple[str, float], ...]
    rank: int | None
    mistake: Mistake | None
    times_ms: tuple[float, ...]

    @property
    def counts_for_risk(self) -> bool:
        """Whether an answer to it is right or wrong: all but emergencies and small talk."""
        return bool(self.question.entry_ids) or "referral" in self.question.expected

    @property
    def first_is_right(self) -> bool:
        """Whether the first candidate would have been a right answer."""
        return self.first in self.question.entry_ids


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All judgements in the order of the questions, of one content and its thresholds.

    `titles`: the question of each entry and the topic of each theme; `noise`: the judgements of the same questions
    under each kind of noise, empty where it was not asked for.
    """

    judgements: tuple[Judgement, ...]
    content_hash: str
    answer_from: float
    clarify_from: float
    titles: Mapping[str, str] = field(default_factory=dict)
    noise: Mapping[str, tuple[Judgement, ...]] = field(default_factory=dict)

    @property
    def confusions(self) -> tuple[Confusion, ...]:
        """Which label was taken for which, most often first."""
        return pairs((judgement.question, judgement.mistake) for judgement in self.judgements)

    @property
    def ranking(self) -> metrics.Ranking:
        """How high the right entries stand, over the questions that an entry answers."""
        return metrics.ranking([each.rank for each in self.judgements if each.question.entry_ids])

    @property
    def latency(self) -> metrics.Latency:
        """The time of every reply, also of turns before the judged one."""
        return metrics.latency([ms for each in self.judgements for ms in each.times_ms])

    def curve(self, *, answerable: bool) -> metrics.Curve:
        """Return risk against coverage; `answerable` leaves out what should be referred."""
        kept = [
            each for each in self.judgements if each.question.entry_ids or (not answerable and each.counts_for_risk)
        ]
        return metrics.risk_coverage([each.confidence or 0.0 for each in kept], [each.first_is_right for each in kept])

    @property
    def reliability(self) -> metrics.Reliability:
        """How often the first candidate is right, against its confidence."""
        kept = [
            (each.confidence, each.first_is_right)
            for each in self.judgements
            if each.counts_for_risk and each.confidence is not None
        ]
        return metrics.reliability([confidence for confidence, _ in kept], [right for _, right in kept])


def evaluate(engine: Engine, questions: Sequence[Question], progress: Progress = lambda *_: None) -> Evaluation:
    """Replay all questions; `progress` is told how many of how many are done. The same engine, the same judgements."""
    judgements = []
    for done, question in enumerate(questions, start=1):
        judgements.append(judge(engine, question))
        progress(done, len(questions))
    calibration, content = engine.built.calibration, engine.content
    titles = {id_: entry.question for id_, entry in content.entries.items()}
    titles |= {id_: theme.topic for id_, theme in content.themes.items()}
    return Evaluation(tuple(judgements), content.hash, calibration.answer, calibration.clarify, titles)


def with_noise(evaluation: Evaluation, engine: Engine, progress: Progress = lambda *_: None) -> Evaluation:
    """Return the evaluation with the same questions asked under every kind of noise."""
    questions = [judgement.question for judgement in evaluation.judgements]
    total, disturbed = len(questions) * len(KINDS), {}
    for i, kind in enumerate(KINDS):
        judgements = []
        for done, question in enumerate(noise(questions, kind), start=1):
            judgements.append(judge(engine, question))
            progress(i * len(questions) + done, total)
        disturbed[kind] = tuple(judgements)
    return replace(evaluation, noise=disturbed)


def judge(engine: Engine, question: Question) -> Judgement:
    """Ask the turns of one dialogue in order and judge the last reply."""
    conversation, times_ms = Conversation(), []
    for text in question.turns:
        start = time.perf_counter()
        turn = engine.reply(Message(text), conversation)
        times_ms.append((time.perf_counter() - start) * 1000)
        conversation = turn.conversation
    steps, reply = dict(turn.steps), turn.reply
    decision, reading = _one(steps, "decide", Decision), _one(steps, "reading", Reading)
    candidates, hits = _many(steps, "calibrate", Candidate), _many(steps, "search", Hit)
    first, confidence = (candidates[0].entry_id, candidates[0].confidence) if candidates else (None, None)
    if reply.kind == "answer" and reply.entry_id != first:
        first, confidence = reply.entry_id, reply.confidence
    result = metrics.outcome(question.expected, reply)
    taken = _taken(turn, decision)
    return Judgement(
        question=question,
        outcome=result,
        kind=reply.kind,
        entry_id=reply.entry_id,
        first=first,
        confidence=confidence,
        phrasing=_phrasing(taken or first, candidates, hits),
        why=_why(decision),
        reading=_reading(reading),
        candidates=tuple((each.entry_id, each.confidence) for each in candidates),
        rank=_rank(engine, question, turn, candidates),
        mistake=None
        if result in ("right", "asked") or not taken
        else mistake(engine, question, _query(steps), taken, _phrasing(taken, candidates, hits)),
        times_ms=tuple(times_ms),
    )


def _one(steps: Mapping[str, object], name: str, kind: type[T]) -> T | None:
    value = steps.get(name)
    return value if isinstance(value, kind) else None


def _many(steps: Mapping[str, object], name: str, kind: type[T]) -> tuple[T, ...]:
    value = steps.get(name)
    return tuple(each for each in value if isinstance(each, kind)) if isinstance(value, Iterable) else ()


def _query(steps: Mapping[str, object]) -> Query:
    """Return the question as it was searched for: that of the chosen reading, else the message itself."""
    reading = _one(steps, "reading", Reading)
    return reading.query if reading else _one(steps, "normalise", Query) or Query("", ())


def _rank(engine: Engine, question: Question, turn: Turn, candidates: Sequence[Candidate]) -> int | None:
    """Return the place of the right entry: among the candidates, else in a search for all labels."""
    if not question.entry_ids:
        return None
    order = [candidate.entry_id for candidate in candidates]
    place = metrics.rank(question.entry_ids, order)
    if place is not None:
        return place
    hits = engine.built.tfidf.search(_query(dict(turn.steps)), len(engine.built.tfidf.labels))
    found = [hit.entry_id for hit in hits if hit.entry_id in engine.content.entries]
    return metrics.rank(question.entry_ids, list(dict.fromkeys([*order, *found])))


def _taken(turn: Turn, decision: Decision | None) -> str | None:
    """Return the label that the message was taken for: an entry, a theme, or none."""
    if turn.reply.entry_id:
        return turn.reply.entry_id
    if decision is None:
        return None
    return decision.theme or (decision.entry_ids[0] if decision.kind == "clarify" and decision.entry_ids else None)


def _phrasing(label: str | None, candidates: Sequence[Candidate], hits: Sequence[Hit]) -> str:
    found = [*hits, *(candidate.hit for candidate in candidates)]
    return next((hit.phrasing for hit in found if hit.entry_id == label), "")


def _why(decision: Decision | None) -> str:
    if decision is None:
        return ""
    return f"{decision.rule} ({decision.theme})" if decision.theme else decision.rule


def _reading(reading: Reading | None) -> str:
    return f"{reading.why}: {' '.join(reading.query.tokens)}" if reading else ""
