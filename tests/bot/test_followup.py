from dataclasses import replace
from pathlib import Path

import pytest

from bot.content import load
from bot.followup import resolve
from bot.grid import Grid
from bot.types import Conversation, Query, Resolution

AFTER_LOAN_COST = Conversation(
    topic="loan", topics=("loan",), entry_id="loan-cost", question="what does a loan cost", asked=("loan-cost",)
)
AFTER_LIST = Conversation(topic="library", entry_id="opening-hours", question="what for", asked=("opening-hours",))
AFTER_FIRST_OF_TWO = Conversation(topic="loan", entry_id="loan-cost", asked=("opening-hours", "loan-cost"))
CHOOSING = Conversation(question="price", choices=("loan-cost", "card-cost"))


@pytest.fixture(scope="module")
def grid(library: Path) -> Grid:
    return Grid.of(load(library))


@pytest.fixture(scope="module")
def listing(library: Path) -> Grid:
    """A grid in which an answer lists two things."""
    content = load(library)
    entry = replace(content.entries["opening-hours"], lists=("loan-cost", "card-cost"))
    return Grid.of(replace(content, entries={**content.entries, entry.id: entry}))


def resolved(text: str, conversation: Conversation, grid: Grid) -> Resolution:
    return resolve(Query(text, tuple(text.split())), conversation, grid)


def words(resolution: Resolution) -> list[str]:
    return [" ".join(reading.query.tokens) for reading in resolution.readings]


@pytest.mark.parametrize("text", ["", "what does a loan cost", "it", "more books", "жжж щщщ"])
def test_a_first_message_is_read_as_it_stands(text: str, grid: Grid) -> None:
    assert words(resolved(text, Conversation(), grid)) == [text]


@pytest.mark.parametrize("text", ["", "and a card", "is it free", "when is the library open", "жжж", "; drop table"])
def test_the_first_reading_is_always_the_message_as_it_stands(text: str, grid: Grid) -> None:
    first = resolved(text, AFTER_LOAN_COST, grid).readings[0]
    assert " ".join(first.query.tokens) == text
    assert first.lean == 0.0


@pytest.mark.parametrize("text", ["and a card", "what about cards", "card", "and for a library card"])
def test_a_new_topic_keeps_the_aspect_last_asked_about(text: str, grid: Grid) -> None:
    assert any("card" in reading and "cost" in reading for reading in words(resolved(text, AFTER_LOAN_COST, grid))[1:])


@pytest.mark.parametrize("text", ["how do i renew it", "and how is it extended", "renewal"])
def test_a_new_aspect_keeps_the_topic(text: str, grid: Grid) -> None:
    assert any("loans" in reading.split() for reading in words(resolved(text, AFTER_LOAN_COST, grid))[1:])


def test_a_pronoun_leans_more_than_a_question_without_one(grid: Grid) -> None:
    leaning = resolved("can it be renewed for another four weeks by telephone", AFTER_LOAN_COST, grid).readings
    standing = resolved("can somebody borrow another four films by telephone", AFTER_LOAN_COST, grid).readings
    assert max(reading.lean for reading in leaning) > max(reading.lean for reading in standing)


def test_a_full_question_about_another_topic_is_read_as_it_stands(grid: Grid) -> None:
    assert words(resolved("how do i renew my card", AFTER_LOAN_COST, grid)) == ["how do i renew my card"]


@pytest.mark.parametrize(
    ("text", "picked"),
    [
        ("1", "loan-cost"),
        ("2", "card-cost"),
        ("the second one", "card-cost"),
        ("first", "loan-cost"),
        ("yes", None),
        ("3", None),
        ("22", None),
        ("second hand books", None),
        ("", None),
    ],
)
def test_a_number_chooses_among_what_was_offered(text: str, picked: str | None, grid: Grid) -> None:
    assert resolved(text, CHOOSING, grid).picked == picked


@pytest.mark.parametrize("text", ["1", "the second one", "yes"])
def test_a_number_chooses_nothing_where_nothing_was_offered(text: str, grid: Grid) -> None:
    assert resolved(text, AFTER_LOAN_COST, grid).picked is None


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("none of these", "none_of_these"),
        ("neither", "none_of_these"),
        ("tell me more", "more"),
        ("say that again", "repeat"),
        ("more books please", None),
        ("none of these books is on the shelf", None),
    ],
)
def test_a_command_is_a_whole_message(text: str, command: str | None, grid: Grid) -> None:
    assert resolved(text, CHOOSING, grid).command == command


def test_none_of_these_means_nothing_where_nothing_was_offered(grid: Grid) -> None:
    assert resolved("none of these", AFTER_LOAN_COST, grid).command is None


def test_the_same_message_after_the_same_turns_has_the_same_readings(grid: Grid) -> None:
    assert resolved("and a card", AFTER_LOAN_COST, grid) == resolved("and a card", AFTER_LOAN_COST, grid)


def test_a_topic_that_is_gone_from_the_content_is_no_error(grid: Grid) -> None:
    gone = Conversation(topic="films", entry_id="film-cost", question="what does a film cost", asked=("film-cost",))
    assert words(resolved("how do i renew it", gone, grid))[0] == "how do i renew it"


def test_of_several_topics_named_none_is_lost_from_the_literal_reading(grid: Grid) -> None:
    assert words(resolved("is a loan or a card free", AFTER_LOAN_COST, grid))[0] == "is a loan or a card free"


@pytest.mark.parametrize(
    ("text", "picked"),
    [
        ("the second one", "card-cost"),
        ("the last one", "card-cost"),
        ("explain the first of them please", "loan-cost"),
        ("tell me about the second one", "card-cost"),
        ("the third one", None),
        ("one", "loan-cost"),
        ("a book for my second son", None),
    ],
)
def test_a_place_picks_what_the_last_answer_listed(text: str, picked: str | None, listing: Grid) -> None:
    assert resolved(text, AFTER_LIST, listing).picked == picked


def test_what_is_asked_of_a_listed_thing_is_asked_of_its_topic(listing: Grid) -> None:
    assert words(resolved("renew the second one", AFTER_LIST, listing))[1] == "renew library cards"


def test_the_other_one_is_the_other_of_two_that_an_answer_listed(listing: Grid) -> None:
    assert resolved("and the other one", AFTER_FIRST_OF_TWO, listing).picked == "card-cost"


@pytest.mark.parametrize("text", ["sorry i meant a card", "no wait i wanted to say card", "and when it is a card"])
def test_a_correction_asks_the_last_question_of_the_topic_it_names(text: str, grid: Grid) -> None:
    assert any("card" in reading and "cost" in reading for reading in words(resolved(text, AFTER_LOAN_COST, grid))[1:])


@pytest.mark.parametrize("text", ["what then", "and after that", "how", "why"])
def test_what_then_and_how_ask_about_the_last_question(text: str, grid: Grid) -> None:
    assert words(resolved(text, AFTER_LOAN_COST, grid))[1] == f"{text} what does a loan cost"


def test_a_question_for_a_detail_is_not_taken_for_the_aspect_it_names(grid: Grid) -> None:
    plain, detail = (words(resolved(text, AFTER_LOAN_COST, grid)) for text in ("can i renew it", "when do i renew it"))
    assert "how do i renew a loan" in plain
    assert "how do i renew a loan" not in detail


def test_a_long_message_holds_what_its_pronouns_stand_for(grid: Grid) -> None:
    long = "my aunt who reads a lot has lost her glasses on the bus and wants to know whether it is still there"
    assert all(reading.lean <= 0.0 for reading in resolved(long, AFTER_LOAN_COST, grid).readings)
