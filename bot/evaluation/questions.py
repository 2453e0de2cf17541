"""Reads evaluation questions from YAML, JSON Lines and CSV, and finds those that stand in the bank."""

from __future__ import annotations

import csv
import difflib
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import document
from bot.content import Content
from bot.errors import ContentError
from bot.text import clean, tokenise

KINDS = ("referral", "emergency", "smalltalk")  # what may be expected instead of an entry
KEYS = ("ask", "turns", "expect", "tags")
ENDINGS = (".yml", ".yaml", ".jsonl", ".csv")
_SEVERAL = re.compile(r"[|;]")
_TURN = re.compile(r"\s*\|\|\s*")
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
    for file in _files(paths, faults):
        try:
            rows = list(_READERS[file.suffix.lower()](file))
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


@dataclass(frozen=True, slots=True)
class _Row:
    """One question as it stands in a file; `lines` holds the lines of its keys where they have their own."""

    file: Path
    line: int
    number: int
    data: Any
    lines: Mapping[str, int] = field(default_factory=dict)

    def fault(self, text: str, key: str = "") -> str:
        return f"{self.file}:{self.lines.get(key, self.line)} [number {self.number}]: {text}"


def _files(paths: Sequence[Path], faults: list[str]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.iterdir() if file.suffix.lower() in ENDINGS)
        elif not path.exists():
            faults.append(f"{path}: there is no such file or folder; check --questions")
        elif path.suffix.lower() not in ENDINGS:
            faults.append(f"{path}: questions are read from {', '.join(ENDINGS)}; rename or convert it")
        else:
            yield path


def _yaml_rows(file: Path) -> Iterator[_Row]:
    held = document.read(file)
    data, base = held.data, ()  # type: tuple[Any, tuple[str, ...]]
    if isinstance(data, dict) and set(data) == {"questions"}:
        data, base = data["questions"], ("questions",)
    if not isinstance(data, list):
        raise ContentError((f"{file}:1: must be a list of questions, each with `ask` and `expect`",))
    for i, row in enumerate(data):
        lines = {key: held.line((*base, i, key)) for key in (row if isinstance(row, dict) else ())}
        yield _Row(file, held.line((*base, i)), i + 1, row, lines)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentError((f"{file}: byte {error.start} is not UTF-8; save the file as UTF-8",)) from None
    except OSError as error:
        raise ContentError(
            (f"{file}: cannot be read ({error.strerror}); check the path and its permissions",)
        ) from None


def _jsonl_rows(file: Path) -> Iterator[_Row]:
    faults, rows = [], []
    lines = [(i, line) for i, line in enumerate(_text(file).split("\n"), start=1) if line.strip()]
    for number, (i, line) in enumerate(lines, start=1):
        try:
            rows.append(_Row(file, i, number, json.loads(line)))
        except (ValueError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep or a number too long"
            faults.append(f"{file}:{i}: no valid JSON: {reason}; write one object a line")
    if faults:
        raise ContentError(tuple(faults))
    yield from rows


def _csv_rows(file: Path) -> Iterator[_Row]:
    text = _text(file)
    header = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count), strict=True)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        start = reader.line_num + 1
        for number, cells in enumerate(reader, start=1):
            if len(cells) > len(names):
                raise ContentError(
                    (
                        f"{file}:{start}: {len(cells)} cells under {len(names)} headings; "
                        "put texts with separators in double quotes",
                    )
                )
            if any(cell.strip() for cell in cells):
                filled = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if cell.strip()}
                yield _Row(file, start, number, {name: _cell(name, cell) for name, cell in filled.items()})
            start = reader.line_num + 1
    except csv.Error as error:
        raise ContentError((f"{file}:{reader.line_num}: no valid CSV: {error}; check the double quotes",)) from None


def _cell(name: str, cell: str) -> str | list[str]:
    if name == "turns":
        return _TURN.split(cell)
    if name in ("expect", "tags"):
        return [part.strip() for part in _SEVERAL.split(cell) if part.strip()]
    return cell


_READERS = {".yml": _yaml_rows, ".yaml": _yaml_rows, ".jsonl": _jsonl_rows, ".csv": _csv_rows}


def _faults(row: _Row, content: Content) -> Iterator[str]:
    """Say everything that is wrong with one question."""
    if not isinstance(row.data, dict):
        yield row.fault("must have the keys `ask` (or `turns`) and `expect`")
        return
    for key in row.data:
        if key not in KEYS:
            near = difflib.get_close_matches(str(key), KEYS, n=1, cutoff=0.5)
            yield row.fault(f'unknown key "{key}"; ' + (f'did you mean "{near[0]}"?' if near else "remove it"), key)
    if ("ask" in row.data) == ("turns" in row.data):
        yield row.fault('needs either "ask" or "turns"; ' + ("remove one" if "ask" in row.data else "add one"))
    for key in ("ask", "turns", "expect", "tags"):
        if key in row.data and not _are_texts(row.data[key], one=key != "turns", many=key != "ask"):
            yield row.fault(f'"{key}" must be {_SHAPES[key]}; put yes, no and numbers in quotes', key)
    if "expect" not in row.data:
        yield row.fault('"expect" is missing; add an entry id, referral, emergency or smalltalk')
    elif _are_texts(row.data["expect"], one=True, many=True):
        yield from (row.fault(text, "expect") for text in _unknown(_listed(row.data["expect"]), content))


_SHAPES = {"ask": "text", "turns": "a list of texts", "expect": "an id or a list of ids", "tags": "a list of texts"}


def _unknown(expected: Sequence[str], content: Content) -> Iterator[str]:
    known = [*content.entries, *KINDS]
    for id_ in expected:
        if id_ not in content.entries and id_ not in KINDS:
            near = difflib.get_close_matches(id_, known, n=1, cutoff=0.6)
            yield f'expects "{id_}", which is no entry; ' + (f'did you mean "{near[0]}"?' if near else "mend the id")


def _are_texts(value: object, *, one: bool, many: bool) -> bool:
    if isinstance(value, list):
        return many and bool(value) and all(isinstance(text, str) and text.strip() for text in value)
    return one and isinstance(value, str) and bool(value.strip())


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _question(row: _Row) -> Question:
    turns = row.data.get("turns") or [row.data["ask"]]
    place = f"{row.file.resolve().parent.name}/{row.file.name}:{row.line}"
    tags = tuple(_listed(row.data.get("tags", [])))
    return Question(tuple(turns), tuple(_listed(row.data["expect"])), tags, place)
