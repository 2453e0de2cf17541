"""The only reader of `faq/`: articles, entries and the bot's behaviour, checked and frozen, with their hash."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot import schema
from bot.document import Document, read
from bot.errors import ContentError
from bot.schema import SettingsFile, TextsFile, TriageFile, WordsFile
from bot.types import Article, Entry, Theme

BUNDLED = Path(__file__).resolve().parent.parent / "faq"
PHRASINGS = ".phrasings.yml"


@dataclass(frozen=True)
class SmallTalk:
    """One kind of small talk and its reply."""

    id: str
    reply: str
    phrasings: tuple[str, ...]


@dataclass(frozen=True)
class Content:
    """All that the bot knows and says. Mappings are by id, in the order of the files."""

    articles: Mapping[str, Article]
    entries: Mapping[str, Entry]
    themes: Mapping[str, Theme]
    smalltalk: Mapping[str, SmallTalk]
    openers: tuple[str, ...]
    texts: TextsFile
    words: WordsFile
    triage: TriageFile
    settings: SettingsFile
    hash: str

    @cached_property
    def labelled(self) -> Mapping[str, tuple[str, ...]]:
        """Map each label (entry, theme and small-talk ids) to the texts that ask for it."""
        asked: dict[str, tuple[str, ...]] = {id_: (e.question, *e.phrasings) for id_, e in self.entries.items()}
        asked.update({id_: theme.phrasings for id_, theme in self.themes.items()})
        asked.update({id_: talk.phrasings for id_, talk in self.smalltalk.items()})
        return asked

    @cached_property
    def trusted_texts(self) -> tuple[str, ...]:
        """Texts without typos, in the bank's own words: questions, answers, titles, names."""
        texts = [text for e in self.entries.values() for text in (e.question, e.answer)]
        texts += [title for a in self.articles.values() for title in (a.title, a.publisher or "", *a.sections.values())]
        texts += [word for topic in self.words.topics.values() for word in (topic.name, *topic.words)]
        texts += [*self.words.synonyms, *(word for row in self.words.synonyms.values() for word in row)]
        return tuple(texts)


def load(path: Path | None = None) -> Content:
    """Read a folder such as `faq/`, or one file with just `entries:`; None reads the bundled folder.

    Where a folder has no `_bot/`, the built-in behaviour serves, without the words and the not-covered questions
    of the bundled article.

    Raises:
        ContentError: With every fault of every file.
    """
    return load_with_files(path)[0]


def load_with_files(path: Path | None = None) -> tuple[Content, tuple[Document, ...]]:
    """Return what `load` returns, and the files that were read, in which every value knows its line."""
    path = path or BUNDLED
    if not path.exists():
        raise ContentError((f"{path}: there is no such file or folder; check --faq or FAQBOT_FAQ",))
    loader = _Loader(path)
    return loader.load(), tuple(loader.files)


def article_files(path: Path) -> list[Path]:
    """Return the article files of a folder, sorted; of a file, itself."""
    if path.is_file():
        return [path]
    return sorted(file for file in path.glob("*.yml") if not file.name.endswith(PHRASINGS))


class _Loader:
    """Collects files and faults while one folder is read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[str] = []
        self.files: list[Document] = []
        self.digest = hashlib.sha256()

    def load(self) -> Content:
        articles: dict[str, Article] = {}
        entries: list[Entry] = []
        files = article_files(self.path)
        if not files:
            self.faults.append(f"{self.path}: no article file (*.yml) in this folder; add one with `entries:`")
        for file in files:
            self._article(file, articles, entries)
        own = self.path / "_bot"
        folder = own if own.is_dir() else BUNDLED / "_bot"
        talk = self._file(folder / "smalltalk.yml", schema.SmallTalkFile)
        texts = self._file(folder / "texts.yml", TextsFile)
        words = self._file(folder / "words.yml", WordsFile)
        triage = self._file(folder / "triage.yml", TriageFile)
        settings = self._file(folder / "settings.yml", SettingsFile)
        themes = self._file(folder / "not_covered.yml", schema.NotCoveredFile)
        if talk is None or texts is None or words is None or triage is None or settings is None or themes is None:
            raise ContentError(tuple(self.faults))
        if folder is not own:
            words = words.model_copy(update={"synonyms": {}, "general": None, "topics": {}, "aspects": {}})
            themes = themes.model_copy(update={"themes": []})
            settings = settings.model_copy(update={"starters": []})
        content = Content(
            articles=articles,
            entries={entry.id: entry for entry in entries},
            themes={
                t.id: Theme(t.id, t.topic, t.referral, tuple(t.phrasings), tuple(t.nearest)) for t in themes.themes
            },
            smalltalk={t.id: SmallTalk(t.id, t.reply, tuple(t.phrasings)) for t in talk.themes},
            openers=tuple(talk.openers),
            texts=texts,
            words=words,
            triage=triage,
            settings=settings,
            hash=self.digest.hexdigest()[:16],
        )
        self.faults += _broken_references(content, entries)
        if self.faults:
            raise ContentError(tuple(self.faults))
        return content

    def _document(self, file: Path) -> Document | None:
        try:
            document = read(file)
        except ContentError as error:
            self.faults += error.faults
            return None
        self.files.append(document)
        self.digest.update(file.name.encode() + b"\0" + file.read_bytes())
        return document

    def _file(self, file: Path, model: type[schema.Model]) -> schema.Model | None:
        document = self._document(file)
        if document is None:
            return None
        value, faults = schema.check(document, model)
        self.faults += faults
        return value

    def _article(self, file: Path, articles: dict[str, Article], entries: list[Entry]) -> None:
        shape = self._file(file, schema.ArticleFile)
        more = self._phrasings(file.with_name(file.stem + PHRASINGS))
        if shape is None:
            return
        head = shape.article or schema.ArticleShape(id=_slug(file.stem), title=file.stem.replace("-", " ").capitalize())
        if head.id in articles:
            self.faults.append(f'{file}: the article id "{head.id}" is used by another file; choose another')
        articles[head.id] = Article(**head.model_dump())
        known = {entry.id for entry in shape.entries}
        self.faults += [
            f"{file.stem}{PHRASINGS} [{id_}]: no entry has this id; mend the id or remove its list"
            for id_ in more
            if id_ not in known
        ]
        for entry in shape.entries:
            if head.sections and entry.source is not None and entry.source not in head.sections:
                self.faults.append(
                    f'{file} [{entry.id}]: the source "{entry.source}" is no section of the article; '
                    f"use one of {', '.join(head.sections)}"
                )
            fields = entry.model_dump() | {
                "phrasings": (*entry.phrasings, *more.get(entry.id, ())),
                "see_also": tuple(entry.see_also),
                "lists": tuple(entry.lists),
            }
            entries.append(Entry(**fields, article=head.id))

    def _phrasings(self, file: Path) -> dict[str, list[str]]:
        document = self._document(file) if file.exists() else None
        if document is None:
            return {}
        if not isinstance(document.data, dict):
            self.faults.append(f"{file}:1: must map entry ids to lists of phrasings")
            return {}
        good: dict[str, list[str]] = {}
        for id_, phrasings in document.data.items():
            if isinstance(phrasings, list) and all(isinstance(text, str) and text.strip() for text in phrasings):
                good[id_] = phrasings
            else:
                self.faults.append(
                    f"{file}:{document.line((id_,))} [{id_}]: must be a list of texts; quote yes, no, numbers"
                )
        return good


def _slug(stem: str) -> str:
    return "".join(c if c.isalnum() and c.isascii() else "-" for c in stem.lower()).strip("-") or "article"


def _broken_references(content: Content, entries: list[Entry]) -> Iterable[str]:
    """Find ids that stand twice or that point nowhere."""
    everywhere = Counter([entry.id for entry in entries] + [*content.themes, *content.smalltalk])
    yield from (
        f"[{id_}]: this id is used {n} times; every entry and theme needs its own"
        for id_, n in everywhere.items()
        if n > 1
    )
    links = [(entry.id, "see_also", entry.see_also) for entry in entries]
    links += [(entry.id, "lists", entry.lists) for entry in entries]
    links += [(theme.id, "nearest", theme.nearest) for theme in content.themes.values()]
    links += [("settings.yml", "starters", tuple(content.settings.starters))]
    for owner, key, ids in links:
        for id_ in ids:
            if id_ not in content.entries:
                yield f'[{owner}]: {key} names "{id_}", which is no entry; mend the id or remove it'
    if content.settings.region not in content.triage.regions:
        regions = ", ".join(content.triage.regions)
        yield f'settings.yml: region "{content.settings.region}" is not in triage.yml; use one of {regions}'
