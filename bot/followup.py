"""Makes a follow-up stand alone: a pronoun gets its topic, a new topic keeps the aspect last asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.content import Content
from bot.features import Phrases, find_phrases, phrase_table
from bot.text import clean, tokenise
from bot.types import Command, Conversation, Query, Reading, Resolution

GENERAL = "atrophy"


@dataclass(frozen=True, eq=False)
class Grid:
    """The topics and aspects of a content, and the cues of follow-ups."""

    topics: Phrases
    names: Mapping[str, tuple[str, ...]]
    cells: Mapping[tuple[str, str], str]
    aspect_of: Mapping[str, str]
    questions: Mapping[str, str]
    pronouns: frozenset[str]
    openings: Phrases
    fillers: frozenset[str]
    commands: Mapping[tuple[str, ...], Command]
    ordinals: Mapping[tuple[str, ...], int]

    @classmethod
    def of(cls, content: Content) -> Grid:
        """Read topics from the entries and their words from `words.yml`; a topic is also named by its own id."""
        words, cues, entries = content.words, content.words.cues, content.entries.values()
        topics = {entry.topic: [entry.topic] for entry in entries if entry.topic}
        topics |= {topic: [shape.name, *shape.words] for topic, shape in words.topics.items()}
        groups: dict[Command, list[str]] = {
            "none_of_these": cues.none_of_these,
            "more": cues.more,
            "repeat": cues.repeat,
        }
        return cls(
            topics={phrase: name for phrase, name in phrase_table(topics, tokenise).items() if phrase},
            names={
                topic: tokenise(clean(words.topics[topic].name if topic in words.topics else topic)) for topic in topics
            },
            cells={(e.topic, e.aspect): e.id for e in reversed(list(entries)) if e.topic and e.aspect},
            aspect_of={entry.id: entry.aspect for entry in entries if entry.aspect},
            questions={entry.id: entry.question for entry in entries},
            pronouns=frozenset(cues.pronouns),
            openings=phrase_table({opening: [] for opening in cues.openings}, tokenise),
            fillers=frozenset(cues.fillers),
            commands={tokenise(clean(text)): command for command, texts in groups.items() for text in texts},
            ordinals={tokenise(clean(text)): i for i, texts in enumerate(cues.ordinals) for text in texts},
        )

    def topics_in(self, tokens: Sequence[str]) -> list[tuple[int, int, str]]:
        """Return the topics named in the tokens, the general one only where it stands alone."""
        found = find_phrases(tokens, self.topics)
        special = [span for span in found if span[2] != GENERAL]
        return special or found


def resolve(query: Query, conversation: Conversation, grid: Grid) -> Resolution:
    """Return the ways to understand `query` after what was said before; the first is the message as it stands."""
    literal = Reading(query, "as it stands")
    topics = grid.topics_in(query.tokens)
    named = topics[0][2] if topics else None
    if conversation.choices and query.tokens in grid.ordinals:
        place = grid.ordinals[query.tokens]
        if place < len(conversation.choices):
            return Resolution((literal,), named, picked=conversation.choices[place])
    command = grid.commands.get(query.tokens)
    if command is not None and (command != "none_of_these" or conversation.choices):
        return Resolution((literal,), named, command=command)
    if conversation.topic is None and not conversation.question:
        return Resolution((literal,), named)
    if topics and not _remainder(query, topics, grid):
        return Resolution((literal, *_same_aspect(query, topics, conversation, grid)), named)
    if not topics or named == GENERAL:
        return Resolution((literal, *_same_topic(query, conversation, grid)), named)
    return Resolution((literal,), named)


def _remainder(query: Query, topics: Sequence[tuple[int, int, str]], grid: Grid) -> list[str]:
    """Return what a message says beside its topics: without openings, fillers and pronouns."""
    covered = {i for start, end, _ in topics for i in range(start, end)}
    opening = next((end for start, end, _ in find_phrases(query.tokens, grid.openings) if start == 0), 0)
    return [
        token
        for i, token in enumerate(query.tokens)
        if i not in covered and i >= opening and token not in grid.fillers and token not in grid.pronouns
    ]


def _same_aspect(
    query: Query, topics: Sequence[tuple[int, int, str]], conversation: Conversation, grid: Grid
) -> tuple[Reading, ...]:
    """Ask the last question of the topic now named: by the grid, else by changing the topic in its words."""
    topic = topics[0][2]
    aspect = grid.aspect_of.get(conversation.entry_id or "")
    cell = grid.cells.get((topic, aspect or ""))
    if cell is not None:
        tokens = tokenise(clean(grid.questions[cell]))
        return (Reading(replace(query, tokens=tokens), f"the aspect {aspect} of {topic}", 0.9),)
    before = tuple(conversation.question.split())
    if not before:
        return ()
    kept = list(before)
    for start, end, _ in reversed(grid.topics_in(before)):
        del kept[start:end]
    tokens = (*kept, *grid.names.get(topic, (topic,)))
    return (Reading(replace(query, tokens=tokens), f"the last question, now of {topic}", 0.9),)


def _same_topic(query: Query, conversation: Conversation, grid: Grid) -> tuple[Reading, ...]:
    """Ask the message of the topic that the talk is about."""
    if conversation.topic is None or conversation.topic not in grid.names:
        return ()
    opening = next((end for start, end, _ in find_phrases(query.tokens, grid.openings) if start == 0), 0)
    pronoun = any(token in grid.pronouns for token in query.tokens)
    short = len([token for token in query.tokens if token not in grid.fillers]) <= 4
    lean = 0.5 * pronoun + 0.3 * bool(opening) + 0.3 * short
    tokens = (*query.tokens[opening:], *grid.names[conversation.topic])
    return (Reading(replace(query, tokens=tokens), f"of {conversation.topic}", min(lean, 1.0)),)
