"""Finds what answers a message: searches for each of its readings and keeps the one that is worth most."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.build import Built
from bot.calibrate import calibrate
from bot.content import Content
from bot.followup import favour, resolve
from bot.grid import Grid
from bot.text import clean, normalise, sentences, tokenise
from bot.types import Candidate, Conversation, Hit, Query, Reading, Resolution

SURE = 0.85  # confidence of a message as it stands from which it is weighed as a reading that leans is
SURE_LEAN = 0.6  # lean of a reading that may win over a message that is understood as it stands
LEAST_LEAN = 0.2  # lean below which a reading is not tried
EXACT = 0.95  # cosine and confidence from which a message is a phrasing of the bank, word for word
OVER_THEME = 0.6  # confidence from which a reading may win over a message that by itself is not covered
PRONOUN_LEAN = 0.7  # lean of a reading that may win over small talk
SETTLED = 0.7  # probability of small talk or not covered from which a message is understood as it stands
GUESS = 0.2  # confidence from which what a message found tells its topic
CARRIED_LEAN = 0.3  # lean of a message that asks the last aspect of such a topic
K = 12  # hits asked of a retriever
TOO_LITTLE = 0.15  # nearest character cosine under which fuzzy search is asked as well
STORY = 16  # words from which a message of several sentences is a story with the question inside
PARTS = 4  # last sentences of a story that are read on their own
SHORTEST_PART = 4  # words of a sentence that can be a question
PART_PENALTY = 0.05  # how much surer a sentence must be than the whole


@dataclass(frozen=True, slots=True)
class Found:
    """What one reading of a message found."""

    reading: Reading
    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]

    @property
    def confidence(self) -> float:
        """The confidence of the first candidate, 0 where there is none."""
        return self.candidates[0].confidence if self.candidates else 0.0


class Finder:
    """Searches one content."""

    def __init__(self, content: Content, built: Built, grid: Grid) -> None:
        """Use what was built for the content, and its grid."""
        self._built = built
        self._grid = grid
        self._answer_from = built.calibration.answer
        self._topic_of = {entry.id: entry.topic for entry in content.entries.values()}
        self._all_ids = frozenset(content.entries)
        self._talk = frozenset(content.smalltalk)
        self._themes = frozenset(content.themes)
        self._ids_of = {
            article: frozenset(entry.id for entry in content.entries.values() if entry.article == article)
            for article in content.articles
        }

    def best(self, resolution: Resolution, article: str | None) -> Found:
        """Search for every reading, and for the sentences of a long first one; return what is worth most."""
        readings = resolution.readings
        literal = self._find(readings[0], article)
        exact = bool(literal.hits) and literal.hits[0].word >= EXACT and literal.confidence >= EXACT
        if exact and (len(readings) == 1 or self._stands(literal, resolution)):
            return literal
        surely = self._surely(literal)
        sure = surely == "theme" or literal.confidence >= self._answer_from
        least = PRONOUN_LEAN if surely == "smalltalk" else SURE_LEAN if sure else LEAST_LEAN
        others = [reading for reading in readings[1:] if reading.lean >= least]
        others += [*self._carried(literal, resolution), *self._sentences(readings[0].query)]
        found = [self._find(reading, article) for reading in others]
        if surely == "theme":
            found = [each for each in found if each.confidence >= OVER_THEME]
        if self._stands(literal, resolution):
            return max((literal, *found), key=lambda each: each.confidence)
        return max((literal, *found), key=lambda each: each.confidence + each.reading.lean)

    def whole(self, query: Query, article: str | None) -> Found:
        """Search for a message as it stands, and for nothing else."""
        return self._find(Reading(query, "as it stands"), article)

    def _stands(self, literal: Found, resolution: Resolution) -> bool:
        """Tell whether a message is understood as it stands, of a topic of which it may well ask."""
        first = literal.candidates[0] if literal.candidates else None
        if first is None or first.confidence < SURE:
            return False
        return self._topic_of[first.entry_id] in resolution.stands

    def _carried(self, literal: Found, resolution: Resolution) -> list[Reading]:
        """Ask the aspect last asked about of the topic that the message is about, going by what it found."""
        topics = {self._topic_of[candidate.entry_id] or "" for candidate in literal.candidates[:2]}
        if len(topics) != 1 or topics & resolution.stands or not GUESS <= literal.confidence < self._answer_from:
            return []
        cell = self._grid.cells.get((topics.pop(), resolution.carried or ""))
        if cell is None:
            return []
        tokens = tokenise(clean(self._grid.questions[cell]))
        return [Reading(replace(literal.reading.query, tokens=tokens), "the same of what it is about", CARRIED_LEAN)]

    def _surely(self, found: Found) -> str:
        """Return "smalltalk" or "theme" where a message by itself surely is that, else ""."""
        best = found.hits[0] if found.hits else None
        if best is None or not best.linear >= SETTLED:
            return ""
        return "smalltalk" if best.entry_id in self._talk else "theme" if best.entry_id in self._themes else ""

    def both(self, query: Query, conversation: Conversation, article: str | None) -> tuple[Found, Found] | None:
        """Return what answers each of two questions in one message, or None where it does not hold two."""
        asked = self._two_questions(query)
        if len(asked) != 2:
            return None
        found = []
        for own in asked:
            found.append(self.best(resolve(own, conversation, self._grid), article))
            first = found[0].candidates[0].entry_id if found[0].candidates else ""
            topic = self._topic_of.get(first)
            conversation = replace(conversation, topic=topic, entry_id=first, question=" ".join(own.tokens))
        return found[0], found[1]

    def _two_questions(self, query: Query) -> list[Query]:
        """Cut a message at its question marks, or at an "and" between two questions; or ask one thing of two topics."""
        cells = self._grid.of_two_topics(query.tokens)
        if len(cells) == 2:
            return [replace(query, tokens=tokenise(clean(self._grid.questions[id_]))) for id_ in cells]
        parts = sentences(query.text)
        asked = [normalise(part, self._built.vocabulary) for part in parts if part.endswith("?")]
        if len(asked) == 2 and len(parts) <= 3 and all(own.tokens for own in asked):
            return asked
        begin = self._grid.questions_begin
        for i in range(SHORTEST_PART - 1, len(query.tokens) - SHORTEST_PART + 1):
            first, second = query.tokens[:i], query.tokens[i + 1 :]
            if query.tokens[i] == "and" and first[0] in begin and second[0] in begin:
                return [replace(query, tokens=first), replace(query, tokens=second)]
        return []

    def _sentences(self, query: Query) -> list[Reading]:
        """Return the sentences of a long story as readings of their own: the question may stand in one of them."""
        parts = sentences(query.text)
        if len(parts) < 2 or len(query.tokens) < STORY:
            return []
        topics = self._grid.topics_in(query.tokens)
        readings = []
        for part in parts[-PARTS:]:
            own = normalise(part, self._built.vocabulary)
            if topics and not self._grid.topics_in(own.tokens):
                own = replace(own, tokens=(*own.tokens, *self._grid.names.get(topics[0][2], ())))
            if len(own.tokens) >= SHORTEST_PART:
                readings.append(Reading(own, "one sentence of it", -PART_PENALTY))
        return readings

    def _find(self, reading: Reading, article: str | None) -> Found:
        allowed = self._ids_of.get(article, frozenset()) if article else self._all_ids
        k = K if not article and reading.topic is None else len(self._built.tfidf.labels)
        hits = self._built.tfidf.search(reading.query, k)
        if not hits or max(hit.char for hit in hits) < TOO_LITTLE:
            hits = self._built.fuzzy.search(reading.query, k) or hits
        hits = tuple(hit for hit in hits if hit.entry_id in allowed or hit.entry_id not in self._all_ids)
        if reading.only_without and reading.without == next((h.entry_id for h in hits if h.entry_id in allowed), None):
            return Found(reading, (), ())
        hits = tuple(hit for hit in hits if hit.entry_id != reading.without)
        if reading.topic is not None:
            hits = favour(hits, reading.topic, self._grid)
        candidates = calibrate(hits, allowed, len(reading.query.tokens), self._built.calibration)
        return Found(reading, hits, candidates)
