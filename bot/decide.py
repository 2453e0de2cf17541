"""One ordered list of rules: the only place where probabilities meet thresholds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.schema import SettingsFile
from bot.types import Candidate, Decision, Hit, Message, Resolution, Triage


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the line found out about one message.

    `answer_from`, `clarify_from`: the calibrated thresholds; `cleared`: it is the all-clear after an emergency;
    `hostile`: it is an attack or noise;
    `talk`: the small-talk theme that the message is;
    `both`: the first candidates of two questions in one message; `best`: the best hit of all labels, `best_kind` what
    it is; `leaning`: whether the reading that found it leans on the turns before.
    """

    message: Message
    triage: Triage
    answer_from: float
    clarify_from: float
    settings: SettingsFile
    cleared: bool = False
    hostile: bool = False
    talk: str | None = None
    resolution: Resolution | None = None
    candidates: Sequence[Candidate] = ()
    both: Sequence[Candidate] = ()
    best: Hit | None = None
    best_kind: str = ""
    leaning: bool = False


def decide(evidence: Evidence) -> Decision:
    """Return the decision of the first rule that applies; the last one always does."""
    return next(decision for rule in RULES if (decision := rule(evidence)) is not None)


def _emergency(e: Evidence) -> Decision | None:
    if e.triage.theme is None:
        return None
    return Decision("emergency", e.triage.by, theme=e.triage.theme, confidence=e.triage.probability)


def _hostile(e: Evidence) -> Decision | None:
    return Decision("referral", "no question") if e.hostile else None


def _picked(e: Evidence) -> Decision | None:
    picked = e.message.entry_id or (e.resolution.picked if e.resolution else None)
    return Decision("answer", "chosen by the visitor", (picked,), confidence=1.0) if picked else None


def _command(e: Evidence) -> Decision | None:
    command = e.resolution.command if e.resolution else None
    if command == "none_of_these":
        return Decision("referral", "none of these")
    return Decision("answer", command, confidence=1.0) if command else None


def _which(e: Evidence) -> Decision | None:
    unclear = e.resolution.unclear if e.resolution else ()
    return Decision("clarify", "yes to several choices", unclear) if unclear else None


def _all_clear(e: Evidence) -> Decision | None:
    return Decision("smalltalk", "all clear") if e.cleared else None


def _small_talk(e: Evidence) -> Decision | None:
    return Decision("smalltalk", "the whole message", theme=e.talk) if e.talk else None


def _sounds_like_small_talk(e: Evidence) -> Decision | None:
    if e.best is None or e.best_kind != "smalltalk" or not e.best.linear >= e.settings.smalltalk_confidence:
        return None
    if 0.5 * (e.best.word + e.best.char) < e.settings.smalltalk_likeness:
        return None
    return Decision("smalltalk", "sounds like small talk", theme=e.best.entry_id, confidence=e.best.linear)


def _personal(e: Evidence) -> Decision | None:
    return Decision("referral", "a personal case") if e.resolution and e.resolution.personal else None


def _stated(e: Evidence) -> Decision | None:
    stated = e.resolution.stated if e.resolution else None
    return Decision("clarify", "a topic is stated", theme=stated) if stated else None


def _of_which_topic(e: Evidence) -> Decision | None:
    nameless = e.resolution.nameless if e.resolution else ()
    if not e.candidates or e.candidates[0].entry_id not in nameless or e.best_kind == "smalltalk":
        return None
    return Decision(
        "clarify", "no topic is named", nameless[: e.settings.choices], confidence=e.candidates[0].confidence
    )


def _answer_both(e: Evidence) -> Decision | None:
    ids = tuple(dict.fromkeys(candidate.entry_id for candidate in e.both if candidate.confidence >= e.answer_from))
    if len(ids) < 2:
        return None
    return Decision("answer", "two questions", ids, confidence=min(candidate.confidence for candidate in e.both))


def _answer(e: Evidence) -> Decision | None:
    least = max(e.answer_from, e.settings.leaning_answer) if e.leaning else e.answer_from
    if not e.candidates or e.candidates[0].confidence < least:
        return None
    first = e.candidates[0]
    second = e.candidates[1].confidence if len(e.candidates) > 1 else 0.0
    if first.confidence < e.settings.clear_from and second >= e.settings.rival_share * first.confidence:
        return None
    return Decision("answer", "confidence is high enough", (first.entry_id,), confidence=first.confidence)


def _clarify(e: Evidence) -> Decision | None:
    able = [c for c in e.candidates if c.confidence >= e.settings.choice_confidence][: e.settings.choices]
    clarify_from = min(e.clarify_from, e.settings.clarify_at_most)
    least = max(clarify_from, e.settings.choice_over_theme) if e.best_kind == "theme" else clarify_from
    if not able or able[0].confidence < least:
        return None
    ids = tuple(candidate.entry_id for candidate in able)
    return Decision("clarify", "probably one of these", ids, confidence=able[0].confidence)


def _refer(e: Evidence) -> Decision:
    near = e.best is not None and 0.5 * (e.best.word + e.best.char) >= e.settings.theme_likeness
    theme = e.best.entry_id if e.best is not None and near and e.best_kind == "theme" else None
    ids = tuple(candidate.entry_id for candidate in e.candidates)
    confidence = e.candidates[0].confidence if e.candidates else None
    return Decision(
        "referral", "a question the article does not cover" if theme else "nothing near enough", ids, theme, confidence
    )


RULES: tuple[Callable[[Evidence], Decision | None], ...] = (
    _emergency,
    _hostile,
    _picked,
    _command,
    _which,
    _all_clear,
    _small_talk,
    _personal,
    _stated,
    _of_which_topic,
    _answer_both,
    _answer,
    _sounds_like_small_talk,
    _clarify,
    _refer,
)
