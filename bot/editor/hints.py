"""What would make a content better though nothing is wrong with it, as far as the files alone tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from bot.content import Content
from bot.editor.lint import MAX_SENTENCES
from bot.editor.places import Places
from bot.text import sentences

SHOWN = 20  # hints of a kind that are shown unless all are asked for
FEW = 10  # phrasings under which an entry has few
MAX_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class Hints:
    """Hints of one kind, the most useful first; each has place, finding and remedy. May be empty."""

    title: str
    lines: tuple[str, ...]

    def shown(self, *, everything: bool) -> Iterator[str]:
        """Return the lines to print, at most `SHOWN` unless `everything` is asked for; none where there is no hint."""
        if not self.lines:
            return
        kept = self.lines if everything else self.lines[:SHOWN]
        rest = len(self.lines) - len(kept)
        yield f"{self.title}: {len(self.lines)}" + (f", the first {SHOWN} (--all shows the rest)" if rest else "")
        yield from (f"  {line}" for line in kept)


def hints(content: Content, places: Places) -> tuple[Hints, ...]:
    """Return the hints that need no search, by kind."""
    return (
        Hints("Entries with few phrasings", tuple(_few_phrasings(content, places))),
        Hints("Places in the grid of topic and aspect", (*_no_place(content, places), *_same_place(content, places))),
        Hints("Questions, answers and links", tuple(_form(content, places))),
    )


def _few_phrasings(content: Content, places: Places) -> Iterator[str]:
    counts = {id_: len(entry.phrasings) for id_, entry in content.entries.items()}
    usual = int(median(counts.values()))
    wanted = max(FEW, usual // 2)
    for id_, n in sorted(counts.items(), key=lambda item: item[1]):
        if n < wanted:
            yield (
                f"{places.of_id(id_)}: only {_count(n, 'phrasing')} (the middle entry has {usual}); "
                f"add more, up to {wanted} at least, in very different words"
            )


def _no_place(content: Content, places: Places) -> Iterator[str]:
    """Find entries without topic or aspect in a content whose other entries have one."""
    entries = content.entries.values()
    for key in ("topic", "aspect"):
        lacking = [entry.id for entry in entries if not getattr(entry, key)]
        having = len(entries) - len(lacking)
        for id_ in lacking if having else ():
            yield (
                f"{places.of_id(id_)}: no {key}, which {having} of {len(entries)} entries have: "
                f'follow-ups such as "and for MS?" cannot lead to it; add "{key}:"'
            )


def _same_place(content: Content, places: Places) -> Iterator[str]:
    first: dict[tuple[str, str], str] = {}
    for entry in content.entries.values():
        if not entry.topic or not entry.aspect:
            continue
        holder = first.setdefault((entry.topic, entry.aspect), entry.id)
        if holder != entry.id:
            yield (
                f"{places.of_id(entry.id)}: has the same topic and aspect ({entry.topic}, {entry.aspect}) as "
                f"[{holder}], which gets all follow-ups; give one of them another aspect"
            )


def _form(content: Content, places: Places) -> Iterator[str]:
    for entry in content.entries.values():
        place = places.of_id(entry.id)
        if not entry.question.endswith("?"):
            yield f'{place}: the question "{entry.question}" does not end in "?"; visitors read it: write it as one'
        if len(entry.answer) > MAX_CHARACTERS:
            yield (
                f"{place}: the answer has {len(entry.answer)} characters; say it in at most {MAX_CHARACTERS}, "
                "or make two entries of it"
            )
        n = len(sentences(entry.answer))
        if n > MAX_SENTENCES and content.articles[entry.article].publisher is None:
            yield f"{place}: the answer has {n} sentences; {MAX_SENTENCES} are easier to read: shorten it"
        for id_, times in Counter(entry.see_also).items():
            if times > 1:
                yield f"{place}: see_also names [{id_}] {times} times; once is enough"


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
