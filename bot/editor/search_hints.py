"""What search shows of a content: phrasings that lead elsewhere, or nowhere new, and entries hard to reach."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.bank import Bank
from bot.build import Built
from bot.content import Content
from bot.editor.hints import Hints
from bot.editor.left_out import Find, finds
from bot.editor.places import Places
from bot.text import clean, stem
from bot.types import Hit, Query

WEAK = 0.5  # share of its left-out phrasings that an entry must at least get
LEAST_ASKED = 4  # left-out phrasings from which a share says something
RIVALS = 3  # other labels that are named
REPEATS = 0.05  # share of phrasings in the same words from which an entry has many


def search_hints(content: Content, built: Built, places: Places) -> tuple[Hints, ...]:
    """Return the hints that come from searching, by kind: a few seconds for a hundred phrasings an entry."""
    bank = Bank.of(content)
    found = finds(bank, built.tfidf)
    texts = _Texts(content, bank, places)
    return (
        Hints("Phrasings that lead elsewhere", tuple(_elsewhere(found, texts))),
        Hints("Entries that are hard to reach", tuple(_weak(found, texts))),
        Hints("Phrasings of two entries in the same words", tuple(_shared(texts))),
        Hints("Phrasings that change nothing", tuple(_repeats(texts))),
    )


class _Texts:
    """The rows of a bank as the editor wrote them, and what their labels are called."""

    def __init__(self, content: Content, bank: Bank, places: Places) -> None:
        self.content, self.bank, self.places = content, bank, places
        self.asking = frozenset(content.entries) | frozenset(content.themes)
        self._row_of = {(self.own(row), " ".join(query.tokens)): row for row, query in enumerate(bank.rows)}
        self._written = {(id_, clean(text)): text for id_, texts in content.labelled.items() for text in texts}

    def own(self, row: int) -> str:
        """Return the label that a row asks for."""
        return self.bank.labels[int(self.bank.label_of[row])]

    def written(self, row: int) -> str:
        """Return a row as it stands in the file."""
        return self._written[self.own(row), self.bank.rows[row].text]

    def quoted(self, row: int) -> str:
        """Return a row in quotes, with the words that typo repair, not the list of spellings, takes for others."""
        listed = self.bank.vocabulary.spellings
        guessed = [repair for repair in self.bank.rows[row].repairs if repair[0] not in listed]
        read = ", ".join(f"{typed} read as {taken}" for typed, taken in guessed)
        return f'"{self.written(row)}"' + (f" ({read})" if read else "")

    def nearest(self, hit: Hit) -> str:
        """Return the phrasing that a hit is near to as it stands in the file; nothing where its label has none."""
        row = self._row_of.get((hit.entry_id, hit.phrasing))
        return "" if row is None else self.written(row)

    def place(self, row: int) -> str:
        """Return file, line and id of a row."""
        return self.places.of_text(self.own(row), self.written(row))

    def called(self, label: str) -> str:
        """Return how to speak of a label."""
        if label in self.content.entries:
            return f"[{label}]"
        return f"the not-covered [{label}]" if label in self.content.themes else f"the small talk [{label}]"


def _elsewhere(found: Iterable[Find], texts: _Texts) -> Iterator[str]:
    """Tell of phrasings that the rest of the bank takes for another label.

    First the clearest for each pair of labels, with how many are like it, the clearest pairs first; then the others.
    """
    pairs: dict[tuple[str, str], list[Find]] = defaultdict(list)
    for find in sorted(found, key=lambda find: -find.ahead):
        if find.first.entry_id != find.own:
            pairs[find.own, find.first.entry_id].append(find)
    for first, *others in pairs.values():
        yield _nearer(first, len(others), texts)
    rest = [find for _, *others in pairs.values() for find in others]
    yield from (_nearer(find, 0, texts) for find in sorted(rest, key=lambda find: -find.ahead))


def _nearer(find: Find, n_others: int, texts: _Texts) -> str:
    rival = find.first.entry_id
    others = f" (and {n_others} more of [{find.own}] likewise)" if n_others else ""
    remedy = "move it there, reword it" if rival in texts.asking else "reword it"
    return (
        f"{texts.place(find.row)}: {texts.quoted(find.row)} is nearer to {texts.called(rival)}, "
        f'which has "{texts.nearest(find.first)}"{others}; {remedy}, or make the two differ'
    )


def _weak(found: Iterable[Find], texts: _Texts) -> Iterator[str]:
    """Tell of entries that most of their own phrasings do not find, the weakest first."""
    firsts: dict[str, Counter[str]] = defaultdict(Counter)
    for find in found:
        firsts[find.own][find.first.entry_id] += 1
    shares = {id_: counts[id_] / counts.total() for id_, counts in firsts.items() if counts.total() >= LEAST_ASKED}
    for id_, share in sorted(shares.items(), key=lambda item: item[1]):
        if share < WEAK:
            yield _weak_entry(id_, firsts[id_], texts)


def _weak_entry(id_: str, counts: Counter[str], texts: _Texts) -> str:
    others = Counter({label: n for label, n in counts.items() if label != id_}).most_common(RIVALS)
    rivals = ", ".join(f"{texts.called(label)} ({n})" for label, n in others)
    merge = f", or merge it with [{others[0][0]}]" if others[0][0] in texts.content.entries else ""
    return (
        f"{texts.places.of_id(id_)}: only {counts[id_]} of its {counts.total()} phrasings find it through the others; "
        f"the rest find mostly {rivals}; add phrasings in words that only it has{merge}"
    )


def _shared(texts: _Texts) -> Iterator[str]:
    """Tell of phrasings that two entries or themes have, typos, endings and marks aside; the word order counts."""
    holders: dict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
    for row, query in enumerate(texts.bank.rows):
        if texts.own(row) in texts.asking:
            holders[_stems(query)].setdefault(texts.own(row), row)
    for rows in holders.values():
        first, *others = rows.values()
        for row in others:
            yield (
                f"{texts.place(row)}: {texts.quoted(row)} says the same as {texts.quoted(first)} "
                f"of {texts.place(first)}; keep it in one of them"
            )


def _repeats(texts: _Texts) -> Iterator[str]:
    """Tell of entries of whose phrasings many say the same words in another order, the worst first."""
    of_label: dict[str, dict[str, Query]] = defaultdict(dict)
    for row, query in enumerate(texts.bank.rows):
        of_label[texts.own(row)][query.text] = query
    told = []
    for id_, written in texts.content.labelled.items():
        groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for text in written if id_ in texts.asking else ():
            groups[tuple(sorted(_stems(of_label[id_][clean(text)])))].append(text)
        repeats = len(written) - len(groups)
        if id_ in texts.asking and repeats >= max(1.0, REPEATS * len(written)):
            told.append((repeats / len(written), _repeating(texts.places.of_id(id_), repeats, written, groups)))
    yield from (line for _, line in sorted(told, key=lambda each: -each[0]))


def _repeating(
    place: str, repeats: int, written: Sequence[str], groups: Mapping[tuple[str, ...], Sequence[str]]
) -> str:
    first, second, *_ = next(group for group in groups.values() if len(group) > 1)
    return (
        f"{place}: {repeats} of {len(written)} phrasings say the same words as another one and change nothing, "
        f'such as "{first}" and "{second}"; put them in other words or remove them'
    )


def _stems(query: Query) -> tuple[str, ...]:
    return tuple(stem(token) for token in query.tokens)
