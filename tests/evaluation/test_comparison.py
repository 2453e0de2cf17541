import pytest

from bot.evaluation.comparison import Change, Direction, compare
from bot.evaluation.report_json import Report


def of(*outcomes: str, start: int = 0) -> Report:
    items = [{"group": "g", "turns": ["a", str(i)], "outcome": outcome} for i, outcome in enumerate(outcomes, start)]
    return {"items": items}


def test_the_same_report_has_no_change_and_passes() -> None:
    found = compare(of("right", "wrong"), of("right", "wrong"))
    assert (found.n, found.changes, found.faults) == (2, (), ())
    assert found.right == found.wrong == Direction(0, 0, 1.0)


def test_compare_names_what_changed() -> None:
    found = compare(of("right", "asked"), of("wrong", "asked"))
    assert found.changes == (Change("g", ("a", "0"), "right", "wrong"),)


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        (["asked"] * 5, ["wrong"] * 5, []),
        (["asked"] * 6, ["wrong"] * 6, ["wrong answers rise: 6 more, 0 fewer (p = 0.031)"]),
        (["right"] * 6, ["referred"] * 6, ["right answers fall: 6 fewer, 0 more (p = 0.031)"]),
        (["right"] * 7, ["missed"] * 7, ["wrong answers rise: 7 more", "right answers fall: 7 fewer"]),
        (["wrong"] * 20, ["right"] * 20, []),
        (["wrong"] * 3 + ["asked"] * 6, ["asked"] * 3 + ["wrong"] * 6, []),
        (["wrong"] * 9, ["missed"] * 9, []),
    ],
)
def test_compare_fails_only_beyond_noise(old: list[str], new: list[str], faults: list[str]) -> None:
    found = compare(of(*old), of(*new)).faults
    assert len(found) == len(faults)
    assert all(text.startswith(start) for text, start in zip(found, faults, strict=True))


def test_compare_takes_only_questions_that_both_hold() -> None:
    found = compare(of("right", "right"), of("wrong", "right", start=1))
    assert (found.n, found.only_old, found.only_new) == (1, 1, 1)
    assert [change.turns for change in found.changes] == [("a", "1")]


def test_compare_bears_empty_reports() -> None:
    assert compare(of(), of()).faults == ()
