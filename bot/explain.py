"""The value after every step of the line, for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.engine import Engine
from bot.retrievers.tfidf import against_linear
from bot.types import Candidate, Decision, Hit, Query, Reading, Reply, Resolution, Triage, Turn


def explain(turn: Turn, console: Console, engine: Engine) -> None:
    """Print each step of a turn with its value, and how its engine searches."""
    table = Table("step", "value", show_lines=True, title="How the reply came about", title_justify="left")
    for name, value in turn.steps:
        table.add_row(name, Text(_told(value)))
    console.print(table)
    console.print(Text(_search_told(engine)))


def _search_told(engine: Engine) -> str:
    """Say whether search has a linear model, and why."""
    tfidf, n = engine.built.tfidf, len(engine.content.entries)
    reason = against_linear(tfidf.label_of, n, len(tfidf.labels))
    if reason:
        return f"no linear model: {reason}"
    return f"linear model over {n} entries: {int((tfidf.label_of < n).sum()) // n} texts an entry"


def _told(value: Any) -> str:
    for kind, tell in _TELLERS:
        if isinstance(value, kind):
            return tell(value)
    if isinstance(value, tuple):
        return "\n".join(_told(part) for part in value) or "nothing"
    return "no" if value is None else str(value)


def _query(query: Query) -> str:
    repairs = "".join(f"\n{typed} taken as {taken}" for typed, taken in query.repairs)
    return " ".join(query.tokens) + repairs


def _triage(triage: Triage) -> str:
    return f"{triage.theme or 'no emergency'} ({triage.by}, {triage.probability:.2f})"


def _resolution(resolution: Resolution) -> str:
    special = [f"picked {resolution.picked}"] if resolution.picked else []
    special += [f"command {resolution.command}"] if resolution.command else []
    return "\n".join([*map(_told, resolution.readings), *special])


def _reading(reading: Reading) -> str:
    return f"{' '.join(reading.query.tokens)}  ({reading.why}, leans {reading.lean:.1f})"


def _hit(hit: Hit) -> str:
    return (
        f"{hit.score:6.2f}  {hit.entry_id}  words {hit.word:.2f}, characters {hit.char:.2f}, "
        f"meaning {hit.meaning:.2f}, linear model {hit.linear:.3f}, unseen {hit.unseen:.2f}; nearest: {hit.phrasing}"
    )


def _candidate(candidate: Candidate) -> str:
    return f"{candidate.confidence:.3f}  {candidate.entry_id}"


def _decision(decision: Decision) -> str:
    about = ", ".join([*decision.entry_ids, *([decision.theme] if decision.theme else [])])
    return f"{decision.kind}: {decision.rule}" + (f" ({about})" if about else "")


def _reply(reply: Reply) -> str:
    return f"{reply.kind}: {reply.text}"


_TELLERS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (Query, _query),
    (Triage, _triage),
    (Resolution, _resolution),
    (Reading, _reading),
    (Hit, _hit),
    (Candidate, _candidate),
    (Decision, _decision),
    (Reply, _reply),
)
