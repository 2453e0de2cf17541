"""Makes a follow-up stand alone: a pronoun gets its topic, a new topic keeps the aspect last asked about."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from bot.features import find_phrases
from bot.grid import Grid
from bot.text import clean, sentences, stem, tokenise
from bot.types import Conversation, Hit, Query, Reading, Resolution

GLUED = 0.1  # how much less a message leans on the words of the last question than on its topic
FAVOUR = 1.5  # log-odds by which a leaning reading favours the entries of its topic
DEFINITION = "definition"  # the aspect that a topic's name alone sounds like
SHORT = 4  # words up to which a message without a topic probably leans on the one before
SURELY_OWN = 16  # words from which a message holds what its pronouns stand for
FADE = 8  # over so many words less the pronouns gain their full weight


def resolve(query: Query, conversation: Conversation, grid: Grid) -> Resolution:
    """Return the ways to understand `query` after what was said before; the first is the message as it stands."""
    literal = Reading(query, "as it stands")
    personal = grid.asks_personally(query.tokens)
    if personal or not query.tokens:
        return Resolution((literal,), personal=personal)
    picked = _picked(query, conversation, grid)
    if picked is not None:
        return Resolution((literal,), picked=picked)
    if len(conversation.choices) > 1 and query.tokens in grid.agreement:
        return Resolution((literal,), unclear=conversation.choices)
    pointed_at = None if conversation.choices else _pointed_at(query, conversation, grid)
    if pointed_at is not None:
        return _of_list(literal, *pointed_at, conversation, grid)
    command = grid.commands.get(query.tokens)
    if command is not None and (command != "none_of_these" or conversation.choices):
        return Resolution((literal,), command=command)
    if stated := grid.stated(query, alone=conversation.entry_id is None):
        return Resolution((literal,), stated=stated)
    if not conversation.topic and grid.bare(query.tokens) and not grid.topics_in(query.tokens):
        aspects = [name for _, _, name in find_phrases(query.tokens, grid.aspects)][-1:]
        nameless = grid.of_aspect(*aspects) if aspects else ()
        leans = any(token in grid.pronouns for token in query.tokens)
        return Resolution((literal,), nameless=nameless if leans or len(nameless) > 1 else ())
    query = _last_sentence(query, grid)
    leaning = _leaning(query, conversation, grid)
    own = query.tokens[_opening(query, grid) :]
    bare = grid.bare(own) and not grid.topics_in(own)
    topics = {conversation.topic} if bare else {conversation.topic, grid.general, *conversation.topics}
    carried = grid.aspect_of.get(conversation.entry_id or "") if len(own) < len(query.tokens) and not bare else None
    return Resolution((literal, *leaning), stands=frozenset(topic for topic in topics if topic), carried=carried)


def _last_sentence(query: Query, grid: Grid) -> Query:
    """Cut off what is said before a last sentence that leans on the turns before: "I see. And for MS?"."""
    parts = sentences(query.text)
    if len(parts) < 2:
        return query
    last = replace(query, tokens=query.tokens[-len(tokenise(parts[-1])) :])
    return last if _opening(last, grid) else query


def _picked(query: Query, conversation: Conversation, grid: Grid) -> str | None:
    """Return the entry that a message takes: by its place, by agreeing to the only choice, or by words only it has."""
    choices = conversation.choices
    lead = next((i for i, token in enumerate(query.tokens) if token not in grid.lead), 0)
    place = grid.ordinals.get(query.tokens if choices else query.tokens[lead:])
    listed = choices or grid.lists.get(conversation.entry_id or "", conversation.offered)
    if place is not None and listed and place < len(listed):
        return listed[place]
    if len(choices) == 1 and query.tokens in grid.agreement:
        return choices[0]
    words = {stem(token) for token in query.tokens if token not in grid.fillers}
    fitting = [id_ for id_ in choices if words and words <= grid.words_of(id_)]
    return fitting[0] if len(fitting) == 1 else None


def _pointed_at(query: Query, conversation: Conversation, grid: Grid) -> tuple[str, tuple[str, ...]] | None:
    """Return the entry of a list that a message points at, "the second one" or "the other one", and its other words."""
    listed = grid.lists.get(conversation.entry_id or "", ())
    for start, end, name in find_phrases(query.tokens, grid.places):
        if listed and end - start > 1 and int(name) < len(listed):
            return listed[int(name)], query.tokens[:start] + query.tokens[end:]
    pairs = [pair for id_ in reversed(conversation.asked) if len(pair := grid.lists.get(id_, ())) == 2]
    for pair in pairs:
        for start, end, _ in find_phrases(query.tokens, grid.other):
            if conversation.entry_id in pair:
                return pair[1 - pair.index(conversation.entry_id)], query.tokens[:start] + query.tokens[end:]
    return None


def _of_list(
    literal: Reading, entry_id: str, rest: tuple[str, ...], conversation: Conversation, grid: Grid
) -> Resolution:
    """Return the resolution of a message that points at an entry: it is that one, or asks something else of it."""
    small = grid.lead | grid.fillers | grid.pronouns | grid.grammar
    if all(token in small for token in rest):
        return Resolution((literal,), picked=entry_id)
    topic = grid.topic_of.get(entry_id)
    name = grid.names.get(topic or "") if topic != conversation.topic else None
    tokens = (*rest, *(name or tokenise(clean(grid.questions[entry_id]))))
    return Resolution((literal, Reading(replace(literal.query, tokens=tokens), "of what was listed", 1.0, topic)))


def _leaning(query: Query, conversation: Conversation, grid: Grid) -> tuple[Reading, ...]:
    """Return the readings of a message that leans on the turns before; none where it cannot."""
    topics = grid.topics_in(query.tokens)
    earlier = None if topics else _earlier(query, conversation, grid)
    if earlier is not None:
        if len(query.tokens) <= SHORT + 1:
            return _same_aspect(query, [(0, 0, earlier)], conversation, grid)
        return _same_topic(query, earlier, conversation, grid, lean=1.0)
    if query.tokens in grid.why and conversation.question:
        tokens = (*query.tokens, *conversation.question.split())
        return (Reading(replace(query, tokens=tokens), "the reason", 1.0, conversation.topic),)
    if topics and not _remainder(query, topics, grid):
        return _same_aspect(query, topics, conversation, grid)
    if conversation.topic is not None and all(topic == grid.general for _, _, topic in topics):
        return _same_topic(query, conversation.topic, conversation, grid)
    return ()


def favour(hits: Sequence[Hit], topic: str, grid: Grid) -> tuple[Hit, ...]:
    """Return the hits as they would rank if the talk's topic were more likely than others beforehand, best first."""
    gain = math.exp(FAVOUR)
    own = [hit for hit in hits if grid.topic_of.get(hit.entry_id) == topic]
    total = 1.0 + (gain - 1.0) * sum(hit.linear for hit in own if hit.linear == hit.linear)
    changed = [
        replace(hit, score=hit.score + FAVOUR, linear=hit.linear * gain / total)
        if hit in own
        else replace(hit, linear=hit.linear / total)
        for hit in hits
    ]
    return tuple(sorted(changed, key=lambda hit: -hit.score))


def _earlier(query: Query, conversation: Conversation, grid: Grid) -> str | None:
    """Return the earlier topic that a message goes back to in so many words."""
    topics = [topic for topic in conversation.topics if topic != grid.general] or list(conversation.topics)
    if topics and find_phrases(query.tokens, grid.first):
        return topics[0]
    others = [topic for topic in topics if topic != conversation.topic]
    return others[-1] if others and find_phrases(query.tokens, grid.other) else None


def _remainder(query: Query, topics: Sequence[tuple[int, int, str]], grid: Grid) -> list[str]:
    """Return what a message says beside its topics: without openings, fillers, pronouns and linking words."""
    small = grid.fillers | grid.pronouns | grid.linking
    covered = {i for start, end, _ in topics for i in range(start, end)}
    opening = _opening(query, grid)
    return [token for i, token in enumerate(query.tokens) if i not in covered and i >= opening and token not in small]


def _same_aspect(
    query: Query, topics: Sequence[tuple[int, int, str]], conversation: Conversation, grid: Grid
) -> tuple[Reading, ...]:
    """Ask the last question of the topic now named: by the grid, else by changing the topic in its words."""
    topic = topics[0][2]
    name = grid.names.get(topic, (topic,))
    readings = []
    before = tuple(conversation.question.split())
    if before:
        kept = list(before)
        for start, end, _ in reversed(grid.topics_in(before)):
            del kept[start:end]
        tokens = (*kept, *name)
        readings.append(Reading(replace(query, tokens=tokens), f"the last question, now of {topic}", 1.1, topic))
    aspect = grid.aspect_of.get(conversation.entry_id or "")
    cell = grid.cells.get((topic, aspect or ""))
    if cell is not None:
        tokens = tokenise(clean(grid.questions[cell]))
        readings.append(Reading(replace(query, tokens=tokens), f"the aspect {aspect} of {topic}", 0.9))
    return tuple(readings)


def _same_topic(
    query: Query, topic: str, conversation: Conversation, grid: Grid, lean: float | None = None
) -> tuple[Reading, ...]:
    """Ask the message of the topic that the talk is about: with its name, by the grid, and with the last question."""
    if topic not in grid.names:
        return ()
    own = query.tokens[_opening(query, grid) :]
    if lean is None:
        lean = _lean(query, own, grid)
    aspects = [name for _, _, name in find_phrases(own, grid.aspects)][-1:]
    what_it_is = None if DEFINITION in aspects else grid.cells.get((topic, DEFINITION))
    tokens = (*own, *grid.names[topic])
    readings = [Reading(replace(query, tokens=tokens), f"of {topic}", lean, topic, what_it_is)]
    named = grid.topics_in(own)
    plain = aspects and not named and grid.bare(own) and not grid.asks_detail(own)
    cell = grid.cells.get((topic, aspects[0])) if plain else None
    if cell is not None:
        tokens = tokenise(clean(grid.questions[cell]))
        readings.append(Reading(replace(query, tokens=tokens), f"the aspect {aspects[0]} of {topic}", lean))
    two = [name for name in (*conversation.topics, topic) if name != grid.general and name in grid.names]
    two = list(dict.fromkeys(reversed(two)))[:2]
    if len(two) == 2 and any(token in grid.both for token in own):
        names = (*grid.names[two[1]], *grid.names[two[0]])
        readings.append(Reading(replace(query, tokens=(*own, *names)), f"of {two[1]} and {two[0]}", lean))
    if topic == conversation.topic and conversation.question:
        tokens = (*own, *conversation.question.split())
        done = conversation.entry_id
        readings.append(
            Reading(replace(query, tokens=tokens), "with the last question", lean - GLUED, topic, done, True)
        )
    return tuple(readings)


def _lean(query: Query, own: Sequence[str], grid: Grid) -> float:
    """Return how surely a message leans on the turns before, 0 to 1: by its pronouns, its opening and its length."""
    words = len([token for token in own if token not in grid.fillers])
    short = 0.6 if words <= SHORT // 2 or grid.bare(own) else 0.3 if words <= SHORT else 0.0
    pronoun = any(token in grid.pronouns for token in own)
    cued = 0.7 * pronoun + 0.3 * (len(own) < len(query.tokens))
    return min(1.0, cued * min(1.0, max(0.0, (SURELY_OWN - len(own)) / FADE)) + short)


def _opening(query: Query, grid: Grid) -> int:
    """Return how many words open a message that leans on the one before: "and", "what about"."""
    return next((end for start, end, _ in find_phrases(query.tokens, grid.openings) if start == 0), 0)
