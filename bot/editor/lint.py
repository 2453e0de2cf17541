"""What is wrong with a content, beyond what makes it unreadable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bot.content import Content, load
from bot.errors import ContentError
from bot.text import clean, sentences, tokenise

MAX_SENTENCES = 4
PLACEHOLDERS = frozenset(
    {"title", "publisher", "topics", "topic", "referral", "brief", "question", "answer", "section"}
)


def lint(path: Path | None) -> tuple[Content | None, tuple[str, ...]]:
    """Return the content, or None where it cannot be read at all, and every fault: place, fault, remedy."""
    try:
        content = load(path)
    except ContentError as error:
        return None, error.faults
    return content, (
        *_long_answers(content),
        *_same_phrasings(content),
        *_self_links(content),
        *_strange_braces(content),
    )


def _long_answers(content: Content) -> Iterator[str]:
    for entry in content.entries.values():
        n = len(sentences(entry.answer))
        if n > MAX_SENTENCES and content.articles[entry.article].publisher is not None:
            yield f"[{entry.id}]: the answer has {n} sentences; say it in at most {MAX_SENTENCES}"


def _same_phrasings(content: Content) -> Iterator[str]:
    """Find texts that ask for two labels at once: search cannot tell them apart."""
    owners: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for id_, texts in content.labelled.items():
        for text in texts:
            owners[tokenise(clean(text))][id_] = text
    for labels in owners.values():
        if len(labels) > 1:
            ids = " and ".join(f"[{id_}]" for id_ in labels)
            yield f'{ids}: the same phrasing "{next(iter(labels.values()))}" stands in both; keep it in one'


def _self_links(content: Content) -> Iterator[str]:
    yield from (
        f"[{e.id}]: see_also names the entry itself; remove it" for e in content.entries.values() if e.id in e.see_also
    )


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
