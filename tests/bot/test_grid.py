"""What the bundled article's grid reads out of a message."""

import pytest

from bot.content import load
from bot.grid import Grid
from bot.text import clean, tokenise
from bot.types import Query


@pytest.fixture(scope="module")
def grid() -> Grid:
    return Grid.of(load())


def tokens(text: str) -> tuple[str, ...]:
    return tokenise(clean(text))


@pytest.mark.parametrize("text", ["do I have ALS?", "could it be MS", "have I got multiple sclerosis"])
def test_asking_whether_somebody_has_an_illness_is_personal(text: str, grid: Grid) -> None:
    assert grid.asks_personally(tokens(text))


@pytest.mark.parametrize(
    "text", ["do I have to exercise", "what is ALS", "is ALS fatal", "does MS run in families", ""]
)
def test_asking_about_an_illness_is_not_personal(text: str, grid: Grid) -> None:
    assert not grid.asks_personally(tokens(text))


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("My father has ALS.", "als"),
        ("I was diagnosed with MS", "ms"),
        ("back to ALS", "als"),
        ("What is ALS", None),
        ("My father has ALS?", None),
        ("my muscles shrank", None),
        ("is it bad to have MS", None),
    ],
)
def test_a_statement_that_ends_in_a_topic_states_it(text: str, topic: str | None, grid: Grid) -> None:
    assert grid.stated(Query(text, tokens(text)), alone=False) == topic


def test_a_bare_name_states_its_topic_only_at_the_start_of_a_talk(grid: Grid) -> None:
    query = Query("ALS", tokens("ALS"))
    assert (grid.stated(query, alone=True), grid.stated(query, alone=False)) == ("als", None)


@pytest.mark.parametrize(("text", "bare"), [("is it curable", True), ("why", True), ("does calcium help", False)])
def test_a_message_without_a_word_of_its_own_is_bare(text: str, bare: bool, grid: Grid) -> None:
    assert grid.bare(tokens(text)) is bare


def test_one_aspect_of_two_topics_is_two_questions(grid: Grid) -> None:
    assert grid.of_two_topics(tokens("is there a cure for ALS or MS")) == ("als-cure", "ms-cure")
    assert grid.of_two_topics(tokens("what is the difference between ALS and MS")) == ()
