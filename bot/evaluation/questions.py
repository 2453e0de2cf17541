"""The questions of an evaluation: read and checked, and compared with the bank."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.content import Content
from bot.errors import ContentError
from bot.evaluation.rows import READERS, Row, files
from bot.text import clean, tokenise

KINDS = ("referral", "emergency", "smalltalk")  # what may be expected instead of an entry
KEYS = ("ask", "turns", "expect", "tags")
_GROUP = "group:"


@dataclass(frozen=True, slots=True)
class Question:
    """A dialogue whose last turn is judged.

    `expected`: entry ids or kinds of reply (`referral`, `emergency`, `smalltalk`), any of which is right;
    `place`: folder, file and line where it stands.
    """

    turns: tuple[str, ...]
    expected: tuple[str, ...]
    tags: tuple[str, ...] = ()
    place: str = ""

    @property
    def judged(self) -> str:
        """The turn whose reply is judged."""
        return self.turns[-1]

    @property
    def entry_ids(self) -> tuple[str, ...]:
        """The entries among what is expected."""
        return tuple(id_ for id_ in self.expected if id_ not in KINDS)

    @property
    def group(self) -> str:
        """The group it is reported in: that of its tag `group:<name>`, else by what it expects."""
        for tag in self.tags:
            if tag.startswith(_GROUP):
                return tag.removeprefix(_GROUP)
        if self.entry_ids:
            return "followup" if len(self.turns) > 1 else "answerable"
        return next(kind for kind in ("emergency", "referral", "smalltalk") if kind in self.expected)


@dataclass(frozen=True, slots=True)
class Known:
    """A question that stands in the bank, and where."""

    question: Question
    where: str


def read(paths: Sequence[Path], content: Content) -> tuple[Question, ...]:
    """Return the questions of all files, and of all question files directly in the folders, in order.

    CSV has a header with the same keys; several ids or tags in a cell are separated by ``|`` or ``;``, turns by ``||``.

    Raises:
        ContentError: With every fault of every file; also where a path does not exist or there is no question.
    """
    faults: list[str] = []
    questions: list[Question] = []
    for file in files(paths, faults):
        try:
            rows = list(READERS[file.suffix.lower()](file))
        except ContentError as error:
            faults += error.faults
            continue
        for row in rows:
            found = list(_faults(row, content))
            faults += found
            if not found:
                questions.append(_question(row))
    if not faults and not questions:
        faults.append(f"{', '.join(map(str, paths))}: no question in it; add some with `ask` and `expect`")
    if faults:
        raise ContentError(tuple(faults))
    return tuple(questions)


def in_bank(questions: Sequence[Question], content: Content) -> tuple[Known, ...]:
    """Return every question whose judged turn stands in the bank, compared word by word: it would prove nothing.

    The last turn of a conversation is exempt: what it means depends on the turns before it.
    """
    places: dict[tuple[str, ...], str] = {}
    for label, texts in content.labelled.items():
        for text in texts:
            places.setdefault(tokenise(clean(text)), f"a phrasing of {label}")
    for theme in content.triage.themes:
        for text in theme.examples:
            places.setdefault(tokenise(clean(text)), f"an example of the emergency {theme.id}")
    for text in content.triage.ordinary:
        places.setdefault(tokenise(clean(text)), "an ordinary example in triage.yml")
    places.pop((), None)
    single = [(question, tokenise(clean(question.judged))) for question in questions if len(question.turns) == 1]
    return tuple(Known(question, places[tokens]) for question, tokens in single if tokens in places)


def _faults(row: Row, content: Content) -> Iterator[str]:
    """Say everything that is wrong with one question."""
    if not isinstance(row.data, dict):
        yield row.fault("must have the keys `ask` (or `turns`) and `expect`")
        return
    for key, value in row.data.items():
        if key not in KEYS:
            yield row.fault(f'unknown key "{key}"; {_nearest(str(key), KEYS, "remove it")}', key)
        elif not _are_texts(value, one=key != "turns", many=key != "ask"):
            yield row.fault(f'"{key}" must be {_SHAPES[key]}; put yes, no and numbers in quotes', key)
        elif key == "expect":
            yield from (row.fault(text, key) for text in _unknown(_listed(value), content))
    if ("ask" in row.data) == ("turns" in row.data):
        yield row.fault('needs either "ask" or "turns"; ' + ("remove one" if "ask" in row.data else "add one"))
    if "expect" not in row.data:
        yield row.fault('"expect" is missing; add an entry id, referral, emergency or smalltalk')


_SHAPES = {"ask": "text", "turns": "a list of texts", "expect": "an id or a list of ids", "tags": "a list of texts"}


def _unknown(expected: Sequence[str], content: Content) -> Iterator[str]:
    known = (*content.entries, *KINDS)
    for id_ in expected:
        if id_ not in content.entries and id_ not in KINDS:
            yield f'expects "{id_}", which is no entry; {_nearest(id_, known, "mend the id")}'


def _nearest(typed: str, known: Sequence[str], otherwise: str) -> str:
    near = difflib.get_close_matches(typed, known, n=1, cutoff=0.5)
    return f'did you mean "{near[0]}"?' if near else otherwise


def _are_texts(value: object, *, one: bool, many: bool) -> bool:
    if isinstance(value, list):
        return many and bool(value) and all(isinstance(text, str) and text.strip() for text in value)
    return one and isinstance(value, str) and bool(value.strip())


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _question(row: Row) -> Question:
    turns = row.data.get("turns") or [row.data["ask"]]
    place = f"{row.file.resolve().parent.name}/{row.file.name}:{row.line}"
    tags = tuple(_listed(row.data.get("tags", [])))
    return Question(tuple(turns), tuple(_listed(row.data["expect"])), tags, place)
