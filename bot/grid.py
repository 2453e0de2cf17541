"""The article's grid of topics and aspects, and the cues by which messages move on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.content import Content
from bot.features import Phrases, find_phrases, phrase_table
from bot.schema import CuesShape
from bot.text import clean, stem, tokenise
from bot.types import Command, Query

LAST = -1  # the place of the last of a list
STATEMENT = 8  # words in front of a topic's name that may state it


@dataclass(frozen=True, eq=False)
class Grid:
    """The topics and aspects of a content, and the cues of follow-ups.

    `general`: the topic of the whole article; named beside a special one it counts for nothing. `ordinals`, `places`:
    the words for a place in a list, as whole messages and inside of one; the first is 0, the last -1.
    """

    general: str | None
    topics: Phrases
    aspects: Phrases
    names: Mapping[str, tuple[str, ...]]
    cells: Mapping[tuple[str, str], str]
    aspect_of: Mapping[str, str]
    questions: Mapping[str, str]
    topic_of: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    pronouns: frozenset[str]
    both: frozenset[str]
    grammar: frozenset[str]
    lead: frozenset[str]
    personal: Phrases
    questions_begin: frozenset[str]
    asking: frozenset[str]
    who_has: frozenset[str]
    has: frozenset[str]
    all_clear: Phrases
    openings: Phrases
    fillers: frozenset[str]
    why: frozenset[tuple[str, ...]]
    first: Phrases
    other: Phrases
    places: Phrases
    linking: frozenset[str]
    detail: frozenset[str]
    commands: Mapping[tuple[str, ...], Command]
    ordinals: Mapping[tuple[str, ...], int]
    agreement: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, content: Content) -> Grid:
        """Read topics from the entries and their words from `words.yml`; a topic is also named by its own id."""
        words, cues, entries = content.words, content.words.cues, content.entries.values()
        topics = {entry.topic: [entry.topic] for entry in entries if entry.topic}
        topics |= {topic: [shape.name, *shape.words] for topic, shape in words.topics.items()}
        return cls(
            general=words.general,
            topics=phrase_table(topics, tokenise),
            aspects=phrase_table(words.aspects, tokenise),
            names={
                topic: tokenise(clean(words.topics[topic].name if topic in words.topics else topic)) for topic in topics
            },
            cells={(e.topic, e.aspect): e.id for e in reversed(list(entries)) if e.topic and e.aspect},
            aspect_of={entry.id: entry.aspect for entry in entries if entry.aspect},
            questions={entry.id: entry.question for entry in entries},
            topic_of={entry.id: entry.topic for entry in entries if entry.topic},
            lists={entry.id: entry.lists for entry in entries if entry.lists},
            pronouns=frozenset(cues.pronouns),
            both=frozenset(cues.both),
            grammar=frozenset(cues.grammar),
            lead=frozenset(cues.lead),
            questions_begin=frozenset(cues.questions_begin),
            asking=frozenset(cues.asking),
            who_has=frozenset(cues.who_has),
            has=frozenset(cues.has),
            all_clear=phrase_table({cue: [] for cue in cues.all_clear}, tokenise),
            personal=phrase_table({cue: [] for cue in cues.personal}, tokenise),
            openings=phrase_table({opening: [] for opening in cues.openings}, tokenise),
            fillers=frozenset(cues.fillers),
            why=frozenset(tokenise(clean(text)) for text in cues.why),
            first=phrase_table({cue: [] for cue in cues.first}, tokenise),
            other=phrase_table({cue: [] for cue in cues.other}, tokenise),
            places=phrase_table({str(LAST): cues.last} | {str(i): c for i, c in enumerate(cues.ordinals)}, tokenise),
            linking=frozenset(cues.linking),
            detail=frozenset(cues.detail),
            commands=_commands(cues),
            agreement=frozenset(tokenise(clean(text)) for text in cues.agreement),
            ordinals=_ordinals(cues),
        )

    def words_of(self, entry_id: str) -> set[str]:
        """Return the stems of an entry's question."""
        return {stem(token) for token in tokenise(clean(self.questions.get(entry_id, "")))}

    def topics_in(self, tokens: Sequence[str]) -> list[tuple[int, int, str]]:
        """Return the topics named in the tokens, the general one only where it stands alone."""
        found = find_phrases(tokens, self.topics)
        special = [span for span in found if span[2] != self.general]
        return special or found

    def asks_personally(self, tokens: Sequence[str]) -> bool:
        """Tell whether tokens end in the question whether somebody has an illness: "do I have ALS"."""
        ends = {end for _, end, _ in find_phrases(tokens, self.personal)}
        named = [span for span in self.topics_in(tokens) if span[2] != self.general]
        return any(start in ends and end == len(tokens) for start, end, _ in named)

    def stated(self, query: Query, *, alone: bool) -> str | None:
        """Return the topic that a message only names, without asking anything: "my father has ALS".

        `alone`: nothing was asked before, so that the bare name is such a message too.
        """
        named = [span for span in self.topics_in(query.tokens) if span[2] != self.general]
        if len(named) != 1 or named[0][1] != len(query.tokens) or query.text.endswith("?"):
            return None
        before = query.tokens[: named[0][0]]
        if not before or len(before) > STATEMENT or self.asking.intersection(before):
            return named[0][2] if alone and not before else None
        return named[0][2] if before[0] in self.who_has and self.has.intersection(before) else None

    def of_aspect(self, aspect: str) -> tuple[str, ...]:
        """Return the entries of an aspect, one for each special topic that has it."""
        own = [id_ for (topic, name), id_ in self.cells.items() if name == aspect and topic != self.general]
        return tuple(reversed(own))

    def of_two_topics(self, tokens: Sequence[str]) -> tuple[str, ...]:
        """Return the two entries that ask one aspect of two topics: "als or ms cure"; else nothing."""
        named = [span for span in self.topics_in(tokens) if span[2] != self.general]
        aspects = [name for _, _, name in find_phrases(tokens, self.aspects)][-1:]
        rest = [token for i, token in enumerate(tokens) if not any(start <= i < end for start, end, _ in named)]
        if len({topic for _, _, topic in named}) != 2 or not aspects or not self.bare(rest):
            return ()
        cells = [self.cells.get((topic, aspects[0])) for _, _, topic in named]
        return tuple(dict.fromkeys(id_ for id_ in cells if id_ is not None))

    def asks_detail(self, tokens: Sequence[str]) -> bool:
        """Tell whether tokens ask for a detail beside their last aspect: "when did he die", "which gene is it"."""
        spans = find_phrases(tokens, self.aspects)[-1:]
        covered = {i for start, end, _ in spans for i in range(start, end)}
        return any(token in self.detail for i, token in enumerate(tokens) if i not in covered)

    def bare(self, tokens: Sequence[str]) -> bool:
        """Tell whether tokens hold no word of their own: only small words, and words by which any topic is asked of."""
        covered = {i for start, end, _ in find_phrases(tokens, self.aspects) for i in range(start, end)}
        small = self.fillers | self.pronouns | self.grammar
        return all(i in covered or token in small for i, token in enumerate(tokens))


def _commands(cues: CuesShape) -> dict[tuple[str, ...], Command]:
    groups: dict[Command, list[str]] = {
        "none_of_these": cues.none_of_these,
        "more": cues.more,
        "repeat": cues.repeat,
    }
    return {tokenise(clean(text)): command for command, texts in groups.items() for text in texts}


def _ordinals(cues: CuesShape) -> dict[tuple[str, ...], int]:
    places = [(LAST, cues.last), *enumerate(cues.ordinals)]
    return {tokenise(clean(text)): place for place, texts in places for text in texts}
