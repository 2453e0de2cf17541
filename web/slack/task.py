"""What somebody wants of the bot in Slack, as it waits in the database."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import Any, Literal

Wish = Literal["ask", "greet", "open", "pick", "note"]
_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Task:
    """One wish.

    `wish`: ask a question, be greeted, open an assistant's thread, pick a suggestion, note whether a reply helped.
    `same`: what is the same in every request about this wish. `thread`: where the answer goes, None for no thread.
    `talks`: the talk it belongs to, and behind it the one that a new talk goes on from. `text`: a question, an entry's
    id, or a reply's id with a yes or no before it. `ephemeral`: only its user may see the answer, by `response_url`.
    `known`: Slack said who the bot is, and this is somebody else.
    """

    wish: Wish
    same: tuple[str, ...]
    channel: str
    user: str = ""
    thread: str | None = None
    talks: tuple[str, ...] = ()
    text: str = ""
    response_url: str = ""
    ephemeral: bool = False
    known: bool = True


@dataclass(frozen=True, slots=True)
class Call:
    """A call of Slack's Web API, or where `url` is set, of a `response_url`; ready to be sent."""

    method: str
    body: dict[str, Any]
    url: str = ""


def pack(work: Task | tuple[Call, ...]) -> str:
    """Return a task, or the calls that it became, as text without a character that a database refuses."""
    if isinstance(work, Task):
        return json.dumps({"task": asdict(work)})
    return json.dumps({"calls": [asdict(call) for call in work]})


def unpack(state: str) -> Task | tuple[Call, ...]:
    """Return what `pack` was given."""
    held = json.loads(state)
    if "calls" in held:
        return tuple(Call(**call) for call in held["calls"])
    task = held["task"]
    return Task(**(task | {"same": tuple(task["same"]), "talks": tuple(task["talks"])}))


def text_of(value: object) -> str:
    """Return a text of Slack's, or an empty one where it is anything else."""
    return value if isinstance(value, str) else ""


def id_of(value: object) -> str:
    """Return an id of Slack's (or a message's `ts`), or an empty text where it is none.

    >>> id_of("C024BE91L"), id_of("1531420618.000200"), id_of(None), id_of("a b"), id_of({"id": "C1"})
    ('C024BE91L', '1531420618.000200', '', '', '')
    """
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""


def part(value: object, key: str) -> dict[str, Any]:
    """Return the object under a key, or an empty one where there is none."""
    inner = value.get(key) if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else {}
