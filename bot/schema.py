"""The shapes of the content files, and the faults of a file that does not fit its shape."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Annotated, Any, TypeVar

import re2
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from bot.document import Document

QUIET = re2.Options()
QUIET.log_errors = False

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Heading = Annotated[Text, StringConstraints(max_length=150)]  # no longer ones fit Slack's
Label = Annotated[Text, StringConstraints(max_length=75)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,79}$")]


def _compiles(pattern: str) -> str:
    try:
        re2.compile(pattern, QUIET)
    except re2.error as error:
        raise ValueError(f"no regular expression of RE2, which knows no look-ahead ({error})") from None
    return pattern


Rule = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_compiles)]
Share = Annotated[float, Field(ge=0, le=1)]


class Shape(BaseModel):
    """What all shapes share: nothing unknown, nothing changed afterwards, no guessing of types."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ArticleShape(Shape):
    """`article:` of an article file."""

    id: Id
    title: Text
    publisher: Text | None = None
    published: Text | None = None
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None
    sections: dict[Id, Text] = {}


class EntryShape(Shape):
    """One of `entries:` of an article file."""

    id: Id
    question: Text
    answer: Text
    topic: Text | None = None
    aspect: Text | None = None
    source: Text | None = None
    phrasings: list[Text] = []
    see_also: list[Id] = []
    lists: list[Id] = []


class ArticleFile(Shape):
    """`faq/<article>.yml`; a bare bank has only `entries:`."""

    article: ArticleShape | None = None
    entries: Annotated[list[EntryShape], Field(min_length=1)]


class ThemeShape(Shape):
    """One theme of `not_covered.yml`."""

    id: Id
    topic: Text
    referral: Text
    nearest: list[Id] = []
    phrasings: Annotated[list[Text], Field(min_length=1)]


class NotCoveredFile(Shape):
    """`not_covered.yml`."""

    themes: list[ThemeShape]


class SmallTalkShape(Shape):
    """One theme of `smalltalk.yml`."""

    id: Id
    reply: Text
    phrasings: Annotated[list[Text], Field(min_length=1)]


class SmallTalkFile(Shape):
    """`smalltalk.yml`."""

    openers: list[Text]
    themes: list[SmallTalkShape]


class AlarmShape(Shape):
    """One theme of `triage.yml`."""

    id: Id
    reply: Text
    brief: Text
    stays: bool = False
    rules: list[Rule]
    examples: list[Text]


class TriageFile(Shape):
    """`triage.yml`: red flags with their owner and the date of their last review."""

    owner: Text
    reviewed: Text
    regions: dict[Id, dict[Id, Text]]
    themes: list[AlarmShape]
    ordinary: list[Text]


class TopicShape(Shape):
    """One of `topics:` of `words.yml`: how it is called in a sentence, and the words that name it."""

    name: Text
    words: list[Text] = []


class CuesShape(Shape):
    """`cues:` of `words.yml`: the small words by which a message leans on the one before it."""

    pronouns: list[Text]
    both: list[Text] = []
    grammar: list[Text] = []
    lead: list[Text] = []
    personal: list[Text] = []
    asking: list[Text] = []
    who_has: list[Text] = []
    has: list[Text] = []
    all_clear: list[Text] = []
    questions_begin: list[Text] = []
    openings: list[Text]
    fillers: list[Text]
    why: list[Text]
    first: list[Text]
    other: list[Text]
    last: list[Text] = []
    linking: list[Text] = []
    detail: list[Text] = []
    none_of_these: list[Text]
    ordinals: list[list[Text]]
    agreement: list[Text]
    more: list[Text]
    repeat: list[Text]


class WordsFile(Shape):
    """`words.yml`."""

    hostile: list[Rule] = []
    spellings: dict[Text, list[Text]] = {}
    synonyms: dict[Text, list[Text]] = {}
    general: Text | None = None
    topics: dict[Text, TopicShape] = {}
    aspects: dict[Text, list[Text]] = {}
    cues: CuesShape


class TextsFile(Shape):
    """`texts.yml`: every sentence that the bot says on its own account."""

    greeting: Text
    clarify: Text
    clarify_one: Text
    clarify_again: Text
    clarify_stated: Text
    all_clear: Text
    referral_theme: Text
    referral_unknown: Text
    referral_offer: Text
    referral_none_of_these: Text
    referral_personal: Text
    careful: Text
    nothing_more: Text
    second_answer: Text
    failed: Text
    alarm_heading: Heading = "\N{POLICE CARS REVOLVING LIGHT} Get help now"
    source: Label = "Source"
    also_ask: Text = "You can also ask:"
    helped: Label = "This helped"
    not_helped: Label = "This did not help"
    thanks: Text = "Thank you for telling us."
    question_gone: Text = "That question is not offered any more. Please ask it in your own words."
    command_usage: Text = "Write your question after the command: {command} {question} Only you will see the answer."


FRAME = TextsFile.model_construct()  # only the texts that have a default


class SmallBankShape(Shape):
    """`small_bank:` of `settings.yml`: the confidence of banks too small to fit their own."""

    mean: list[float]
    scale: list[float]
    coef: list[float]
    intercept: float
    answer: Share
    clarify: Share


class SettingsFile(Shape):
    """`settings.yml`: numbers, each with where it was measured."""

    region: Id
    leaning_answer: Share
    clear_from: Share
    rival_share: Share
    wrong_answer_rate: Share
    clarify_wrong_rate: Share
    smalltalk_confidence: Share
    smalltalk_likeness: Share
    alarm_probability: Share
    alarm_sure: Share
    alarm_turns: Annotated[int, Field(ge=0, le=20)]
    choices: Annotated[int, Field(ge=1, le=3)]
    choice_confidence: Share
    choice_over_theme: Share
    clarify_at_most: Share
    theme_likeness: Share
    suggestions: Annotated[int, Field(ge=0, le=6)]
    misses_before_offer: Annotated[int, Field(ge=1, le=9)]
    starters: list[Id] = []
    small_bank: SmallBankShape


Model = TypeVar("Model", bound=Shape)


def check(document: Document, model: type[Model]) -> tuple[Model | None, tuple[str, ...]]:
    """Return the document in its shape and no faults, or None and every fault, each with file, line and remedy."""
    try:
        return model.model_validate(document.data), ()
    except ValidationError as error:
        return None, tuple(_faults(document, error, model))


def _faults(document: Document, error: ValidationError, model: type[Shape]) -> Iterator[str]:
    for fault in error.errors():
        key = tuple(fault["loc"])
        yield f"{document.path}:{document.line(key)}{_label(document.data, key)}: {_remedy(fault, key, model)}"


def _label(data: Any, key: tuple[int | str, ...]) -> str:
    """Return `` [entry-id]`` for a fault inside an entry or theme, else nothing."""
    if len(key) < 2 or not isinstance(key[1], int):
        return ""
    item = data[key[0]][key[1]]
    return f" [{item['id']}]" if isinstance(item, dict) and "id" in item else f" [number {key[1] + 1}]"


def _remedy(fault: Any, key: tuple[int | str, ...], model: type[Shape]) -> str:
    where = ".".join(str(part) for part in key if not isinstance(part, int)) or "the file"
    if fault["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(key[-1]), _known_keys(model, key[:-1]), n=1, cutoff=0.5)
        return f'unknown key "{key[-1]}"; ' + (f'did you mean "{near[0]}"?' if near else "remove it")
    if fault["type"] == "missing":
        return f'"{key[-1]}" is missing; add it'
    if fault["type"] == "string_type":
        return f'"{where}" must be text; put it in quotes'
    if fault["type"] == "string_too_short":
        return f'"{where}" is empty; write it or remove it'
    return f'"{where}": {fault["msg"][0].lower()}{fault["msg"][1:]}; got {str(fault["input"])[:60]!r}'


def _known_keys(model: type[Shape], key: tuple[int | str, ...]) -> list[str]:
    """Return the keys allowed at the place `key`, found by walking the shapes down to it."""
    fields = model.model_fields
    for part in key:
        if isinstance(part, int) or part not in fields:
            continue
        found = _shape_in(fields[part].annotation)
        if found is None:
            return []
        fields = found.model_fields
    return list(fields)


def _shape_in(annotation: Any) -> type[Shape] | None:
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return annotation
    return next(filter(None, map(_shape_in, getattr(annotation, "__args__", ()))), None)
