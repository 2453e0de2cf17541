"""What is wrong with a content, beyond what makes it unreadable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bot.content import Content, load_with_files
from bot.editor.places import Places
from bot.errors import ContentError
from bot.text import clean, sentences, tokenise

MAX_SENTENCES = 4
PLACEHOLDERS = frozenset(
    {"title", "publisher", "topics", "topic", "referral", "brief", "question", "answer", "section", "command"}
)


class Linted(NamedTuple):
    """The content, or None where it cannot be read at all; every fault: place, fault, remedy; where things stand."""

    content: Content | None
    faults: tuple[str, ...]
    places: Places


def lint(path: Path | None) -> Linted:
    """Read the content and look for faults."""
    try:
        content, files = load_with_files(path)
    except ContentError as error:
        return Linted(None, error.faults, Places())
    places = Places.of(files)
    faults = (
        *_long_answers(content, places),
        *_same_phrasings(content, places),
        *_self_links(content, places),
        *_strange_braces(content),
    )
    return Linted(content, faults, places)


def _long_answers(content: Content, places: Places) -> Iterator[str]:
    for entry in content.entries.values():
        n = len(sentences(entry.answer))
        if n > MAX_SENTENCES and content.articles[entry.article].publisher is not None:
            yield f"{places.of_id(entry.id)}: the answer has {n} sentences; say it in at most {MAX_SENTENCES}"


def _same_phrasings(content: Content, places: Places) -> Iterator[str]:
    """Find texts that ask for two labels at once: search cannot tell them apart."""
    owners: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for id_, texts in content.labelled.items():
        for text in texts:
            owners[tokenise(clean(text))][id_] = text
    for labels in owners.values():
        if len(labels) > 1:
            stands = " and ".join(places.of_text(id_, text) for id_, text in labels.items())
            yield f'{stands}: the same phrasing "{next(iter(labels.values()))}" stands in both; keep it in one'


def _self_links(content: Content, places: Places) -> Iterator[str]:
    own = [entry.id for entry in content.entries.values() if entry.id in entry.see_also]
    yield from (f"{places.of_id(id_)}: see_also names the entry itself; remove it" for id_ in own)


def _strange_braces(content: Content) -> Iterator[str]:
    """Find {names} in the bot's sentences that nothing fills in."""
    allowed = PLACEHOLDERS | set(content.triage.regions[content.settings.region])
    texts = {f"texts.yml [{key}]": text for key, text in content.texts.model_dump().items()}
    texts |= {f"smalltalk.yml [{talk.id}]": talk.reply for talk in content.smalltalk.values()}
    texts |= {f"triage.yml [{theme.id}]": f"{theme.reply} {theme.brief}" for theme in content.triage.themes}
    for place, text in texts.items():
        for part in text.split("{")[1:]:
            name = part.split("}")[0]
            if name not in allowed:
                yield f"{place}: nothing fills in {{{name}}}; use one of {', '.join(sorted(allowed))}"
