"""One YAML file as plain data in which every value still knows its line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bot.errors import ContentError

MAX_BYTES = 5_000_000
MAX_DEPTH = 12
MAX_BRACKETS = 200  # open at a time; text may hold some that nest nothing
TEXTS = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp")  # a date is taken as it was written
Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The data of a file; `lines` maps the path to a value, such as ``("entries", 3, "id")``, to its line."""

    path: Path
    data: Any
    lines: dict[Key, int]

    def line(self, key: Key) -> int:
        """Return the line of a value, or of the nearest value around it."""
        while key and key not in self.lines:
            key = key[:-1]
        return self.lines.get(key, 1)


def read(path: Path) -> Document:
    """Read a YAML file.

    Raises:
        ContentError: The file cannot be read, is over 5 MB, is no YAML, repeats a key, nests deeper than 12 levels
            or uses anchors (``&``, ``*``), which can make a small file explode.
    """
    try:
        raw = path.read_bytes()
        if len(raw) > MAX_BYTES:
            raise ContentError((f"{path}:1: the file has {len(raw)} bytes; at most {MAX_BYTES} are read; split it",))
        _guard_depth(path, raw)
        root = yaml.compose(raw.decode("utf-8"), Loader=yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)
    except OSError as error:
        raise ContentError(
            (f"{path}: cannot be read ({error.strerror}); check the path and its permissions",)
        ) from None
    except UnicodeDecodeError as error:
        raise ContentError((f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8",)) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{path}:{mark.line + 1}" if mark else f"{path}"
        raise ContentError(
            (f"{place}: no valid YAML: {error.problem}; check quotes, colons and indentation",)
        ) from None
    except RecursionError:
        raise ContentError((f"{path}: nested deeper than {MAX_DEPTH} levels; flatten it",)) from None
    except yaml.YAMLError:
        raise ContentError((f"{path}: no valid YAML: a character that YAML does not allow; remove it",)) from None
    if root is None:
        raise ContentError((f"{path}:1: the file is empty; it must hold what docs/content.md lists",))
    lines: dict[Key, int] = {}
    return Document(path, _Walk(path, lines).value(root, ()), lines)


def _guard_depth(path: Path, raw: bytes) -> None:
    """Refuse what would nest too deep for a parser that calls itself, before it is parsed."""
    steps = np.frombuffer(raw, np.uint8)
    opened = np.isin(steps, list(b"[{")).astype(np.int32) - np.isin(steps, list(b"]}")).astype(np.int32)
    if np.cumsum(opened).max(initial=0) > MAX_BRACKETS:
        raise ContentError((f"{path}: nested deeper than {MAX_DEPTH} levels; flatten it",))


@dataclass(frozen=True, slots=True)
class _Walk:
    """Turns YAML nodes into data and notes their lines."""

    path: Path
    lines: dict[Key, int]

    def value(self, node: yaml.Node, key: Key) -> Any:
        self._guard(node, key)
        self.lines[key] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, key)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*key, i)) for i, child in enumerate(node.value)]
        if node.tag in TEXTS:
            return str(node.value)
        try:
            return yaml.SafeLoader("").construct_object(node)
        except (yaml.YAMLError, ValueError):
            raise ContentError(
                (
                    f"{self.path}:{node.start_mark.line + 1}: {node.tag} is not allowed here; "
                    "write plain text, numbers or lists",
                )
            ) from None

    def _mapping(self, node: yaml.MappingNode, key: Key) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for name_node, child in node.value:
            name = str(name_node.value)
            if name in data:
                raise ContentError(
                    (f'{self.path}:{name_node.start_mark.line + 1}: the key "{name}" stands twice; keep one of them',)
                )
            data[name] = self.value(child, (*key, name))
            self.lines[(*key, name)] = name_node.start_mark.line + 1
        return data

    def _guard(self, node: yaml.Node, key: Key) -> None:
        """Refuse what was already seen (an alias composes to the same node) and what nests too deep."""
        place = f"{self.path}:{node.start_mark.line + 1}"
        if not node.tag.startswith("tag:yaml.org,2002:") or node.tag.startswith("tag:yaml.org,2002:python"):
            raise ContentError((f"{place}: the tag {node.tag} is not allowed; write plain text, numbers or lists",))
        if len(key) > MAX_DEPTH:
            raise ContentError((f"{place}: nested deeper than {MAX_DEPTH} levels; flatten it",))
        if self.lines.get(key) is not None or getattr(node, "seen", False):
            raise ContentError((f"{place}: anchors and aliases (& and *) are not allowed; write the value out",))
        node.seen = True  # type: ignore[attr-defined]
