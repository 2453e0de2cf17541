"""The values that travel down the line, all frozen, and the protocol that every retriever meets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

Kind = Literal["answer", "clarify", "referral", "emergency", "smalltalk"]

Command = Literal["none_of_these", "more", "repeat"]


@dataclass(frozen=True, slots=True)
class Article:
    """Where answers come from; `sections` maps a section's id to its title."""

    id: str
    title: str
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    sections: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One question and its answer; `topic` and `aspect` place it in the article's grid.

    `lists`: the entries about what the answer lists, in its order: "the second one" is the second of them.
    """

    id: str
    question: str
    answer: str
    article: str
    topic: str | None = None
    aspect: str | None = None
    source: str | None = None
    phrasings: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """What people ask and the articles do not answer; competes with the entries in the same space."""

    id: str
    topic: str
    referral: str
    phrasings: tuple[str, ...]
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """What a visitor sent: text, or the id of the suggestion that was clicked; `article` narrows the bank."""

    text: str
    entry_id: str | None = None
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A message made ready: `text` normalised, `tokens` repaired; `repairs` are (typed, taken as) pairs."""

    text: str
    tokens: tuple[str, ...]
    repairs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a message.

    `lean`: how surely it leans on the turns before, 0 to about 1; `topic`: whose entries it favours; `without`: an
    entry that it sounds like only for the words that were added; `only_without`: where it is nearest all the same,
    the reading says nothing.
    """

    query: Query
    why: str
    lean: float = 0.0
    topic: str | None = None
    without: str | None = None
    only_without: bool = False


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a message is after the turns before it: its readings, literal first, or a pick, or a command.

    `stands`: the topics of which it may ask as it stands, though other readings lean on the turns before; `carried`:
    the aspect last asked about, where the message may ask it of a topic that it does not name in so many words;
    `nameless`: the entries of special topics that a first message may ask for which names no topic: "is it curable";
    `personal`: whether it asks about a personal case; `stated`: the topic that it names without asking anything.
    """

    readings: tuple[Reading, ...]
    picked: str | None = None
    unclear: tuple[str, ...] = ()
    command: Command | None = None
    stands: frozenset[str] = frozenset()
    carried: str | None = None
    nameless: tuple[str, ...] = ()
    personal: bool = False
    stated: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry (or theme) found for a query: raw `score`, best first, and the signals behind it.

    `word`, `char`: cosine with the nearest phrasing, 0 to 1; `meaning`: with the phrasing nearest in meaning, -1 to 1.
    `linear`: probability of the linear model, 0 to 1, nan where the bank has none. `typical`: how much likelier the
    entry's texts use the query's words than all texts do, in log-odds. `unseen`: share of the query's word weight that
    the entry never uses, 0 to 1.
    """

    entry_id: str
    score: float
    phrasing: str = ""
    word: float = 0.0
    char: float = 0.0
    meaning: float = 0.0
    linear: float = 0.0
    typical: float = 0.0
    unseen: float = 1.0


class Retriever(Protocol):
    """Search over a bank. Best first, known ids, at most `k`; unknown words give an empty tuple."""

    def search(self, query: Query, k: int = 10) -> tuple[Hit, ...]:
        """Return the hits for `query`; the same query gives the same hits."""
        ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hit with `confidence`: the probability, 0 to 1, that this entry answers the question."""

    entry_id: str
    confidence: float
    hit: Hit


@dataclass(frozen=True, slots=True)
class Triage:
    """Whether the message is an emergency, of which theme, and what said so (a rule, or the examples)."""

    theme: str | None
    by: str
    probability: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do: the kind of reply, the ids it is about (best first) and the rule that decided."""

    kind: Kind
    rule: str
    entry_ids: tuple[str, ...] = ()
    theme: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer stands: the article and its section."""

    article: str
    title: str
    publisher: str | None
    published: str | None
    section: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that the visitor can click."""

    id: str
    question: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the visitor sees; `entry_id`, `question`, `source` are None where there is none."""

    kind: Kind
    text: str
    confidence: float | None = None
    entry_id: str | None = None
    question: str | None = None
    source: Source | None = None
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is remembered between turns; small and bounded.

    `topic` and `entry_id`: what the talk is about; `topics`: all of its topics, in the order in which they came up;
    `question`: the last question as it was understood;
    `offered`: the entries suggested by the last reply; `choices`: the same where it asked which of them is meant;
    `asked`: entries already answered, latest last; `misses`: referrals and clarifications in a row; `alarm`: theme of
    an emergency a short while ago; `alarm_turns`: for how many more turns the bot stays careful.
    """

    topic: str | None = None
    topics: tuple[str, ...] = ()
    entry_id: str | None = None
    question: str = ""
    choices: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    misses: int = 0
    alarm: str | None = None
    alarm_turns: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """One reply with the conversation after it and, for `--explain`, the value after every step."""

    reply: Reply
    conversation: Conversation
    steps: Sequence[tuple[str, object]] = ()
