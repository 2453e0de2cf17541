"""The line from message to reply: `Engine(content).reply(message, conversation)`. No I/O, no clock, no randomness."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.build import Built, build
from bot.calibrate import calibrate
from bot.compose import compose
from bot.content import Content
from bot.decide import Evidence, decide
from bot.followup import Grid, favour, resolve
from bot.smalltalk import SmallTalkTable, cut_openers, small_talk
from bot.text import normalise
from bot.triage import triage
from bot.types import Candidate, Conversation, Decision, Hit, Message, Query, Reading, Reply, Resolution, Turn

K = 12  # hits asked of a retriever
TOPICS = 8  # topics that a conversation remembers
ASKED = 40  # answered entries that a conversation remembers
TOO_LITTLE = 0.15  # nearest character cosine under which fuzzy search is asked as well


@dataclass(frozen=True, slots=True)
class _Found:
    """What one reading of a message found; `worth` is its confidence, weighed by how well the reading fits."""

    reading: Reading
    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]
    worth: float


class Engine:
    """Answers messages from one content. Holds only what was fitted; conversations are passed in and out."""

    def __init__(self, content: Content, built: Built | None = None) -> None:
        """Use what was built before (`bot.stored.load_or_build`), or build it now."""
        self.content = content
        self.built = built or build(content)
        self._grid = Grid.of(content)
        self._talk = SmallTalkTable.of(content)
        self._entry_ids = {
            article: frozenset(e.id for e in content.entries.values() if e.article == article)
            for article in content.articles
        }
        self._all_ids = frozenset(content.entries)

    def reply(self, message: Message, conversation: Conversation | None = None) -> Turn:
        """Return the reply to a message, the conversation after it, and the value after every step."""
        conversation = conversation or Conversation()
        settings, built = self.content.settings, self.built
        query = normalise(message.text, built.vocabulary)
        steps: list[tuple[str, object]] = [("normalise", query)]
        alarm = triage(query, self.content.triage, built.alarms, built.features, settings.alarm_probability)
        steps.append(("triage", alarm))
        evidence = Evidence(
            message, alarm, None, None, (), None, "", built.calibration.answer, built.calibration.clarify, settings
        )
        question = query
        if alarm.theme is None and message.entry_id is None:
            talk = small_talk(query, self._talk)
            question = cut_openers(query, self._talk)
            steps.append(("small_talk", talk))
            resolution = resolve(question, conversation, self._grid)
            steps.append(("resolve", resolution))
            found = self._best(resolution, message.article)
            question = found.reading.query
            steps += [("search", found.hits[:5]), ("calibrate", found.candidates), ("reading", found.reading)]
            best = found.hits[0] if found.hits else None
            evidence = replace(
                evidence,
                talk=None if conversation.choices and resolution.picked else talk,
                resolution=_grounded(resolution, conversation),
                candidates=found.candidates,
                best=best,
                best_kind=self._kind(best),
            )
        decision = self._aimed(decide(evidence), conversation)
        steps.append(("decide", decision))
        reply = compose(decision, self.content, conversation)
        steps.append(("compose", reply))
        return Turn(reply, self._after(conversation, decision, reply, question), tuple(steps))

    def _best(self, resolution: Resolution, article: str | None) -> _Found:
        """Search for every reading of the message and keep the one that is worth most."""
        found = [self._find(reading, article) for reading in resolution.readings]
        return max(found, key=lambda each: each.worth)

    def _find(self, reading: Reading, article: str | None) -> _Found:
        allowed = self._entry_ids.get(article, frozenset()) if article else self._all_ids
        k = K if not article and reading.topic is None else len(self.built.tfidf.labels)
        hits = self.built.tfidf.search(reading.query, k)
        if not hits or max(hit.char for hit in hits) < TOO_LITTLE:
            hits = self.built.fuzzy.search(reading.query, k) or hits
        hits = tuple(hit for hit in hits if hit.entry_id in allowed or hit.entry_id not in self._all_ids)
        if reading.topic is not None:
            hits = favour(hits, reading.topic, self._grid)
        candidates = calibrate(hits, allowed, len(reading.query.tokens), self.built.calibration)
        return _Found(reading, hits, candidates, (candidates[0].confidence if candidates else 0.0) + reading.lean)

    def _kind(self, best: Hit | None) -> str:
        if best is None:
            return ""
        return (
            "theme"
            if best.entry_id in self.content.themes
            else "smalltalk"
            if best.entry_id in self.content.smalltalk
            else "entry"
        )

    def _aimed(self, decision: Decision, conversation: Conversation) -> Decision:
        """Give "more" and "repeat" the entry that they are about."""
        if decision.rule in ("more", "repeat") and conversation.entry_id:
            return replace(decision, entry_ids=(conversation.entry_id,))
        return decision

    def _after(self, before: Conversation, decision: Decision, reply: Reply, question: Query) -> Conversation:
        """Return the conversation after a reply."""
        named = self._grid.topics_in(question.tokens)
        entry = self.content.entries.get(reply.entry_id or "")
        topic = (entry.topic if entry else None) or (named[0][2] if named else before.topic)
        missed = reply.kind in ("clarify", "referral")
        alarmed = decision.kind == "emergency"
        if reply.kind == "smalltalk":
            topic, question_text = before.topic, before.question
        else:
            question_text = (
                entry.question.lower() if entry and decision.confidence == 1.0 else " ".join(question.tokens)
            )
        mentioned = [name for _, _, name in named] + ([topic] if topic else [])
        return Conversation(
            topic=topic,
            topics=tuple(dict.fromkeys([*before.topics, *mentioned]))[:TOPICS],
            entry_id=entry.id if entry else before.entry_id,
            question=question_text[:300],
            choices=tuple(s.id for s in reply.suggestions) if reply.kind == "clarify" else (),
            asked=tuple(dict.fromkeys([*before.asked, *([entry.id] if entry else [])]))[-ASKED:],
            misses=before.misses + 1 if missed else before.misses if reply.kind == "smalltalk" else 0,
            alarm=decision.theme if alarmed else before.alarm if before.alarm_turns > 1 else None,
            alarm_turns=self.content.settings.alarm_turns if alarmed else max(0, before.alarm_turns - 1),
        )


def _grounded(resolution: Resolution, conversation: Conversation) -> Resolution:
    """Drop a "more" or "repeat" that has nothing to repeat."""
    if resolution.command in ("more", "repeat") and conversation.entry_id is None:
        return replace(resolution, command=None)
    return resolution
