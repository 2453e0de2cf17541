"""Every retriever, found by its file name, keeps the contract of `bot.types.Retriever`."""

import dataclasses
import pkgutil
import shutil
from pathlib import Path

import pytest

from bot import retrievers
from bot.build import Built
from bot.content import load
from bot.engine import Engine
from bot.text import normalise
from bot.types import Hit, Query, Retriever

NAMES = [module.name for module in pkgutil.iter_modules(retrievers.__path__)]
TIED = """\
entries:
  - {id: second, question: Where is the reading room?, answer: Upstairs.}
  - {id: first, question: Where is the reading room?, answer: Downstairs.}
  - {id: other, question: What does a late book cost?, answer: Ten pence.}
"""
QUESTIONS = [
    "What is ALS?",
    "is there a cure for multiple sclerosis",
    "How much exercise is needed to avoid muscle atrophy?",
    "wat is muscel atrofy",
    "hello",
    "where can I park my car",
]
UNKNOWN = ["", "жжж щщщ", "한국어", "\u0e01\u0e02", "☃ ☃"]


def retriever(name: str, built: Built) -> Retriever:
    """Return the retriever of the module `name` that was built; every module must be built."""
    values = [getattr(built, field.name) for field in dataclasses.fields(built)]
    (found,) = [value for value in values if type(value).__module__ == f"bot.retrievers.{name}"]
    return found  # type: ignore[no-any-return]


def query(text: str, engine: Engine) -> Query:
    return normalise(text, engine.built.vocabulary)


@pytest.fixture(scope="module")
def tied(library: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Engine]:
    """Two engines built from one bank in which two entries have the same question."""
    folder = shutil.copytree(library, tmp_path_factory.mktemp("tied") / "faq")
    (folder / "library.yml").write_text(TIED, encoding="utf-8")
    (folder / "_bot" / "not_covered.yml").write_text("themes: []\n", encoding="utf-8")
    return [Engine(load(folder)), Engine(load(folder))]


def test_there_are_retrievers() -> None:
    assert {"tfidf", "fuzzy"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", QUESTIONS)
def test_hits_are_best_first_with_known_ids_and_each_once(name: str, text: str, engine: Engine) -> None:
    hits = retriever(name, engine.built).search(query(text, engine))
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert {hit.entry_id for hit in hits} <= set(engine.content.labelled)
    assert len({hit.entry_id for hit in hits}) == len(hits)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("k", [1, 2, 10, 100_000])
def test_there_are_at_most_k_hits(name: str, k: int, engine: Engine) -> None:
    hits = retriever(name, engine.built).search(query("What is ALS?", engine), k)
    assert isinstance(hits, tuple)
    assert 1 <= len(hits) <= min(k, len(engine.content.labelled))


@pytest.mark.parametrize("name", NAMES)
def test_fewer_hits_are_the_first_of_more(name: str, engine: Engine) -> None:
    search = retriever(name, engine.built).search
    asked = query("What is ALS?", engine)
    assert search(asked, 2) == search(asked, 5)[:2]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", UNKNOWN)
def test_unknown_words_give_an_empty_tuple(name: str, text: str, engine: Engine) -> None:
    assert retriever(name, engine.built).search(query(text, engine)) == ()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", QUESTIONS)
def test_the_same_question_gives_the_same_hits(name: str, text: str, engine: Engine) -> None:
    search = retriever(name, engine.built).search
    asked = query(text, engine)
    assert search(asked) == search(asked)


@pytest.mark.parametrize("name", NAMES)
def test_a_question_of_the_bank_finds_its_own_entry(name: str, engine: Engine) -> None:
    for entry in engine.content.entries.values():
        hits: tuple[Hit, ...] = retriever(name, engine.built).search(query(entry.question, engine))
        assert entry.id in [hit.entry_id for hit in hits]


@pytest.mark.parametrize("name", NAMES)
def test_a_tie_is_broken_the_same_way_every_time(name: str, tied: list[Engine]) -> None:
    found = [
        [hit.entry_id for hit in retriever(name, engine.built).search(query("where is the reading room", engine))]
        for engine in tied * 2
    ]
    assert set(found[0][:2]) == {"first", "second"}
    assert found == [found[0]] * 4


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", ["a " * 500, "x" * 1000, "als " * 250, "'" * 1000, "1" * 1000])
def test_hostile_questions_are_no_error(name: str, text: str, engine: Engine) -> None:
    assert len(retriever(name, engine.built).search(query(text, engine), 3)) <= 3
