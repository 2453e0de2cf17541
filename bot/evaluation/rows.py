"""Questions as they stand in YAML, JSON Lines and CSV files: rows of unchecked data that know their lines."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import document
from bot.errors import ContentError

ENDINGS = (".yml", ".yaml", ".jsonl", ".csv")
_SEVERAL = re.compile(r"[|;]")
_TURN = re.compile(r"\s*\|\|\s*")


@dataclass(frozen=True, slots=True)
class Row:
    """One question as it stands in a file; `lines` holds the lines of its keys where they have their own."""

    file: Path
    line: int
    number: int
    data: Any
    lines: Mapping[str, int] = field(default_factory=dict)

    def fault(self, text: str, key: str = "") -> str:
        """Return a fault of the row, or of one of its keys, with its place."""
        return f"{self.file}:{self.lines.get(key, self.line)} [number {self.number}]: {text}"


def files(paths: Sequence[Path], faults: list[str]) -> Iterator[Path]:
    """Yield every file, and of folders the question files directly in them; what is no such file becomes a fault."""
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.iterdir() if file.suffix.lower() in ENDINGS)
        elif not path.exists():
            faults.append(f"{path}: there is no such file or folder; check --questions")
        elif path.suffix.lower() not in ENDINGS:
            faults.append(f"{path}: questions are read from {', '.join(ENDINGS)}; rename or convert it")
        else:
            yield path


def _yaml_rows(file: Path) -> Iterator[Row]:
    held = document.read(file)
    data, base = held.data, ()  # type: tuple[Any, tuple[str, ...]]
    if isinstance(data, dict) and set(data) == {"questions"}:
        data, base = data["questions"], ("questions",)
    if not isinstance(data, list):
        raise ContentError((f"{file}:1: must be a list of questions, each with `ask` and `expect`",))
    for i, row in enumerate(data):
        lines = {key: held.line((*base, i, key)) for key in (row if isinstance(row, dict) else ())}
        yield Row(file, held.line((*base, i)), i + 1, row, lines)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentError((f"{file}: byte {error.start} is not UTF-8; save the file as UTF-8",)) from None
    except OSError as error:
        raise ContentError(
            (f"{file}: cannot be read ({error.strerror}); check the path and its permissions",)
        ) from None


def _jsonl_rows(file: Path) -> Iterator[Row]:
    faults, rows = [], []
    lines = [(i, line) for i, line in enumerate(_text(file).split("\n"), start=1) if line.strip()]
    for number, (i, line) in enumerate(lines, start=1):
        try:
            rows.append(Row(file, i, number, json.loads(line)))
        except (ValueError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep or a number too long"
            faults.append(f"{file}:{i}: no valid JSON: {reason}; write one object a line")
    if faults:
        raise ContentError(tuple(faults))
    yield from rows


def _csv_rows(file: Path) -> Iterator[Row]:
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
                yield Row(file, start, number, {name: _cell(name, cell) for name, cell in filled.items()})
            start = reader.line_num + 1
    except csv.Error as error:
        raise ContentError((f"{file}:{reader.line_num}: no valid CSV: {error}; check the double quotes",)) from None


def _cell(name: str, cell: str) -> str | list[str]:
    if name == "turns":
        return _TURN.split(cell)
    if name in ("expect", "tags"):
        return [part.strip() for part in _SEVERAL.split(cell) if part.strip()]
    return cell


READERS: Mapping[str, Callable[[Path], Iterator[Row]]] = {
    ".yml": _yaml_rows,
    ".yaml": _yaml_rows,
    ".jsonl": _jsonl_rows,
    ".csv": _csv_rows,
}
