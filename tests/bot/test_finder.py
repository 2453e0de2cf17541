from collections.abc import Callable
from pathlib import Path

import pytest

from bot.engine import Engine
from bot.finder import Finder, Found
from bot.grid import Grid
from bot.text import normalise
from bot.types import Conversation, Query, Reading, Resolution

Read = Callable[[str], Query]
AFTER_LOAN_COST = Conversation(topic="loan", topics=("loan",), entry_id="loan-cost", question="what does a loan cost")


@pytest.fixture(scope="module")
def finder(small: Engine) -> Finder:
    return Finder(small.content, small.built, Grid.of(small.content))


@pytest.fixture
def read(small: Engine) -> Read:
    """Make a text a query in the words of the small bank."""
    return lambda text: normalise(text, small.built.vocabulary)


def first(found: Found) -> str:
    return found.candidates[0].entry_id if found.candidates else ""


def test_of_several_readings_the_one_that_finds_most_is_kept(finder: Finder, read: Read) -> None:
    literal = Reading(read("and a card"), "as it stands")
    leaning = Reading(read("what does a library card cost"), "of card", 0.9)
    found = finder.best(Resolution((literal, leaning)), None)
    assert (found.reading, first(found)) == (leaning, "card-cost")


def test_the_question_is_found_inside_a_story(finder: Finder, read: Read) -> None:
    story = (
        "my aunt came to town on Friday and we went for a walk along the river until it rained so much. "
        "what does a library card cost?"
    )
    assert first(finder.best(Resolution((Reading(read(story), "as it stands"),)), None)) == "card-cost"


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("What does a loan cost? When is the library open?", ("loan-cost", "opening-hours")),
        ("Hello there. How do I renew a loan? What does a library card cost?", ("loan-renewal", "card-cost")),
    ],
)
def test_two_questions_are_found_one_by_one(text: str, ids: tuple[str, str], finder: Finder, read: Read) -> None:
    both = finder.both(read(text), Conversation(), None)
    assert both is not None
    assert (first(both[0]), first(both[1])) == ids


@pytest.mark.parametrize(
    "text",
    ["", "What does a loan cost?", "What does a loan cost? Tell me.", "A? B? C?", "??", "One? Two? Three. Four."],
)
def test_anything_else_is_not_two_questions(text: str, finder: Finder, read: Read) -> None:
    assert finder.both(read(text), AFTER_LOAN_COST, None) is None


def test_in_an_article_that_is_not_there_nothing_is_found(finder: Finder, read: Read) -> None:
    assert finder.best(Resolution((Reading(read("opening hours"), "as it stands"),)), "nope").candidates == ()


@pytest.mark.parametrize("text", ["", "жжж щщщ"])
def test_unknown_words_find_nothing(text: str, finder: Finder, read: Read) -> None:
    found = finder.best(Resolution((Reading(read(text), "as it stands"),)), None)
    assert (found.hits, found.candidates) == ((), ())


def test_two_questions_of_one_article_stay_in_it(finder: Finder, read: Read, library: Path) -> None:
    both = finder.both(read("What does a loan cost? When is the library open?"), Conversation(), library.stem)
    assert both is not None
    assert (both[0].candidates, both[1].candidates) == ((), ())
