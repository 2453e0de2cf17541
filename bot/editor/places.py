"""Where in the files each entry, theme and phrasing stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.content import PHRASINGS
from bot.document import Document, Key

Stands = tuple[tuple[str, str], str]  # an id with one of its texts, or with none; file and line


@dataclass(frozen=True, slots=True)
class Places:
    """File and line of ids and of the texts that ask for them."""

    lines: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, files: Iterable[Document]) -> Places:
        """Note where everything stands in the files of a content."""
        lines: dict[tuple[str, str], str] = {}
        for file in files:
            for key, line in _stands(file):
                lines.setdefault(key, line)
        return cls(lines)

    def of_id(self, id_: str) -> str:
        """Return the place of an entry or theme, as messages begin: `faq/loans.yml:14 [renew-loan]`."""
        return self.of_text(id_, "")

    def of_text(self, id_: str, text: str) -> str:
        """Return the place of a text that asks for an entry or theme; that of the entry where the text has none."""
        line = self.lines.get((id_, text)) or self.lines.get((id_, ""))
        return f"{line} [{id_}]" if line else f"[{id_}]"


def _stands(file: Document) -> Iterator[Stands]:
    if not isinstance(file.data, dict):
        return
    if file.path.name.endswith(PHRASINGS):
        for id_, texts in file.data.items():
            yield from _texts(file, str(id_), texts, (id_,))
    for key in ("entries", "themes"):
        for i, shape in enumerate(file.data.get(key) or ()):
            if isinstance(shape, dict) and isinstance(shape.get("id"), str):
                yield from _one(file, shape, (key, i))


def _one(file: Document, shape: dict[str, Any], key: Key) -> Iterator[Stands]:
    yield (shape["id"], ""), _line(file, key)
    if isinstance(shape.get("question"), str):
        yield (shape["id"], shape["question"]), _line(file, (*key, "question"))
    yield from _texts(file, shape["id"], shape.get("phrasings"), (*key, "phrasings"))


def _texts(file: Document, id_: str, texts: Any, key: Key) -> Iterator[Stands]:
    for i, text in enumerate(texts if isinstance(texts, list) else ()):
        yield (id_, str(text)), _line(file, (*key, i))


def _line(file: Document, key: Key) -> str:
    here = Path.cwd()
    path = file.path.relative_to(here) if file.path.is_relative_to(here) else file.path
    return f"{path}:{file.line(key)}"
