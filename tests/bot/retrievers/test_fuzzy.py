import pytest

from bot.retrievers.fuzzy import FuzzyRetriever
from bot.types import Query

SEARCH = FuzzyRetriever(
    texts=("what is als", "cure for als", "opening hours", "open hours"), labels=("als", "cure", "hours", "hours")
)


def found(text: str, k: int = 10) -> list[str]:
    return [hit.entry_id for hit in SEARCH.search(Query(text, tuple(text.split())), k)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("opening hours", ["hours"]),
        ("hours opening", ["hours"]),
        ("oppenin huors", ["hours"]),
        ("cure for alz", ["cure"]),
        ("", []),
        ("жжж щщщ", []),
        ("something entirely different from all of these", []),
        ("als", []),
    ],
)
def test_fuzzy_search_sees_through_typos_and_nothing_else(text: str, ids: list[str]) -> None:
    assert found(text) == ids


def test_a_label_is_found_once_with_its_best_phrasing() -> None:
    (hit,) = SEARCH.search(Query("", ("open", "hours")))
    assert (hit.entry_id, hit.phrasing, hit.score) == ("hours", "open hours", 1.0)


def test_a_tie_is_broken_by_the_id() -> None:
    tied = FuzzyRetriever(("same text", "same text"), ("b", "a"))
    assert [hit.entry_id for hit in tied.search(Query("", ("same", "text")))] == ["a", "b"]


def test_nothing_is_found_in_an_empty_bank() -> None:
    assert FuzzyRetriever((), ()).search(Query("", ("same",))) == ()
