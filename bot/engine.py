"""The line from message to reply: `Engine(content).reply(message, conversation)`. No I/O, no clock, no randomness."""

from __future__ import annotations

from dataclasses import replace

from bot.build import Built, build
from bot.compose import compose
from bot.content import Content
from bot.decide import Evidence, decide
from bot.features import find_phrases
from bot.finder import Finder
from bot.followup import resolve
from bot.grid import Grid
from bot.hostile import Hostile
from bot.smalltalk import SmallTalkTable, cut_openers, small_talk
from bot.text import normalise
from bot.triage import Rules, triage
from bot.types import Conversation, Decision, Hit, Message, Query, Reading, Reply, Resolution, Triage, Turn

TOPICS = 8  # topics that a conversation remembers
NEVER = 2.0  # probability from which the examples have no say: after an all-clear only rules have
ASKED = 40  # answered entries that a conversation remembers


class Engine:
    """Answers messages from one content. Holds only what was fitted; conversations are passed in and out."""

    def __init__(self, content: Content, built: Built | None = None) -> None:
        """Use what was built before (`bot.stored.load_or_build`), or build it now."""
        self.content = content
        self.built = built or build(content)
        self._grid = Grid.of(content)
        self._rules = Rules.of(content.triage)
        self._hostile = Hostile(content.words.hostile)
        self._talk = SmallTalkTable.of(content)
        self._finder = Finder(content, self.built, self._grid)

    def reply(self, message: Message, conversation: Conversation | None = None) -> Turn:
        """Return the reply to a message, the conversation after it, and the value after every step."""
        conversation = self._known(conversation or Conversation())
        query = normalise(message.text, self.built.vocabulary)
        steps: list[tuple[str, object]] = [("normalise", query)]
        evidence, conversation = self._triaged(message, query, conversation, steps)
        question = query
        if evidence.triage.theme is None and message.entry_id is None and not evidence.hostile:
            evidence, question = self._searched(evidence, query, conversation, steps)
        decision = self._aimed(decide(evidence), conversation)
        steps.append(("decide", decision))
        reply = compose(decision, self.content, conversation)
        steps.append(("compose", reply))
        return Turn(reply, self._after(conversation, decision, reply, question), tuple(steps))

    def _triaged(
        self, message: Message, query: Query, conversation: Conversation, steps: list[tuple[str, object]]
    ) -> tuple[Evidence, Conversation]:
        """Judge whether a message is an emergency, the all-clear after one, or an attack; add the step."""
        settings, built = self.content.settings, self.built
        cleared = self._all_clear(query, conversation)
        least = NEVER if cleared else settings.alarm_probability
        alarm = triage(query, self._rules, built.alarms, built.features, least)
        steps.append(("triage", alarm))
        if self._doubtful(alarm, query, message):
            conversation = replace(conversation, alarm=alarm.theme, alarm_turns=1)
            alarm = replace(alarm, theme=None, by="examples, but surely a question of the article")
        cleared = cleared and alarm.theme is None
        if cleared:
            conversation = replace(conversation, alarm=None, alarm_turns=0)
        hostile = alarm.theme is None and message.entry_id is None and self._hostile(message.text, query)
        thresholds = built.calibration.answer, built.calibration.clarify
        return Evidence(message, alarm, *thresholds, settings, cleared=cleared, hostile=hostile), conversation

    def _searched(
        self, evidence: Evidence, query: Query, conversation: Conversation, steps: list[tuple[str, object]]
    ) -> tuple[Evidence, Query]:
        """Find out what answers a message; return it with the question as it was understood, and add the steps."""
        article = evidence.message.article
        talk = small_talk(query, self._talk)
        question = cut_openers(query, self._talk)
        resolution = resolve(question, conversation, self._grid)
        found = self._finder.best(resolution, article)
        both = self._finder.both(question, conversation, article)
        steps += [("small_talk", talk), ("resolve", resolution), ("search", found.hits[:5])]
        steps += [("calibrate", found.candidates), ("reading", found.reading)]
        best = found.hits[0] if found.hits else None
        if question != query:
            best = self._polite(query, article) or best
        evidence = replace(
            evidence,
            talk=None if conversation.choices and resolution.picked else talk,
            resolution=_grounded(resolution, conversation),
            candidates=found.candidates,
            both=tuple(one.candidates[0] for one in both if one.candidates) if both else (),
            best=best,
            best_kind=self._kind(best),
            leaning=found.reading.lean > 0.0,
        )
        return evidence, found.reading.query

    def _polite(self, query: Query, article: str | None) -> Hit | None:
        """Return the small talk that a message is as a whole, where only its first words were cut off as such."""
        hits = self._finder.best(Resolution((Reading(query, "uncut"),)), article).hits
        return hits[0] if hits and self._kind(hits[0]) == "smalltalk" else None

    def _known(self, conversation: Conversation) -> Conversation:
        """Drop what a conversation remembers of entries that the content no longer has."""
        entries = self.content.entries
        return replace(
            conversation,
            entry_id=conversation.entry_id if conversation.entry_id in entries else None,
            choices=tuple(id_ for id_ in conversation.choices if id_ in entries),
            offered=tuple(id_ for id_ in conversation.offered if id_ in entries),
            asked=tuple(id_ for id_ in conversation.asked if id_ in entries),
        )

    def _doubtful(self, alarm: Triage, query: Query, message: Message) -> bool:
        """Tell whether unsure examples alarm at what is surely a question: it is answered, with the advice."""
        if alarm.by != "examples" or alarm.probability >= self.content.settings.alarm_sure:
            return False
        found = self._finder.whole(query, message.article)
        return found.confidence >= self.content.settings.alarm_sure

    def _all_clear(self, query: Query, conversation: Conversation) -> bool:
        """Tell whether the visitor says that the emergency is none, or is looked after; some are stayed with anyway."""
        stays = any(theme.stays for theme in self.content.triage.themes if theme.id == conversation.alarm)
        return conversation.alarm is not None and not stays and bool(find_phrases(query.tokens, self._grid.all_clear))

    def _kind(self, best: Hit | None) -> str:
        if best is None:
            return ""
        if best.entry_id in self.content.themes:
            return "theme"
        return "smalltalk" if best.entry_id in self.content.smalltalk else "entry"

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
        missed = reply.kind in ("clarify", "referral") and decision.rule != "a topic is stated"
        alarmed = decision.kind == "emergency"
        if reply.kind == "smalltalk":
            topic, question_text = before.topic, before.question
        else:
            question_text = (
                entry.question.lower() if entry and decision.confidence == 1.0 else " ".join(question.tokens)
            )
        offered = tuple(suggestion.id for suggestion in reply.suggestions)
        mentioned = [name for _, _, name in named] + ([topic] if topic else [])
        return Conversation(
            topic=topic,
            topics=tuple(dict.fromkeys([*before.topics, *mentioned]))[:TOPICS],
            entry_id=entry.id if entry else before.entry_id,
            question=question_text[:300],
            choices=offered if reply.kind == "clarify" else (),
            offered=offered,
            asked=tuple(dict.fromkeys([*before.asked, *(decision.entry_ids if entry else ())]))[-ASKED:],
            misses=before.misses + 1 if missed else before.misses if reply.kind == "smalltalk" else 0,
            alarm=decision.theme if alarmed else before.alarm if before.alarm_turns > 1 else None,
            alarm_turns=self.content.settings.alarm_turns if alarmed else max(0, before.alarm_turns - 1),
        )


def _grounded(resolution: Resolution, conversation: Conversation) -> Resolution:
    """Drop a "more" or "repeat" that has nothing to repeat."""
    if resolution.command in ("more", "repeat") and conversation.entry_id is None:
        return replace(resolution, command=None)
    return resolution
