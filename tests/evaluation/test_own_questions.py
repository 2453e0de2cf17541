"""The questions of tests/eval keep what they promise."""

from collections import Counter
from pathlib import Path

import pytest

from bot.content import Content, load
from bot.evaluation.questions import Question, in_bank, read

EVAL = Path(__file__).parent.parent / "eval"
Halves = dict[str, tuple[Question, ...]]


@pytest.fixture(scope="module")
def content() -> Content:
    return load()


@pytest.fixture(scope="module")
def halves(content: Content) -> Halves:
    return {half: read([EVAL / half], content) for half in ("dev", "test")}


def test_the_halves_share_no_question_and_hold_400_each(halves: Halves) -> None:
    dev, test = ({question.turns for question in half} for half in halves.values())
    assert not dev & test
    assert min(len(dev), len(test)) >= 400


def test_no_question_stands_in_the_bank(halves: Halves, content: Content) -> None:
    assert [known for half in halves.values() for known in in_bank(half, content)] == []


def test_both_halves_hold_every_group_and_every_theme_of_emergency(halves: Halves, content: Content) -> None:
    groups = [{question.group for question in half} for half in halves.values()]
    assert groups[0] == groups[1]
    known = {theme.id for theme in content.triage.themes}
    themes = [Counter(tag for q in half for tag in q.tags if tag in known) for half in halves.values()]
    assert set(themes[0]) == set(themes[1])
    assert min(min(each.values()) for each in themes) >= 2
