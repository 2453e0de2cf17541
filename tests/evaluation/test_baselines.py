import sys

import pytest

from bot.engine import Engine
from bot.errors import ConfigError
from bot.evaluation import baselines
from bot.evaluation.questions import Question

QUESTIONS = [
    Question(("price of the card",), ("card-cost",)),
    Question(("\ud800 ???",), ("referral",)),
    Question(("zyzzyva quux",), ("referral",)),
    Question(("fire",), ("emergency",)),
    Question(("a card", "my card has expired"), ("card-renewal",)),
]


@pytest.fixture(scope="module")
def measured(small: Engine) -> dict[str, baselines.Baseline]:
    pytest.importorskip("bm25s")
    return {each.name: each for each in baselines.measure(QUESTIONS, small.content)}


@pytest.mark.parametrize("name", ["tutorial TF-IDF", "BM25", "rapidfuzz"])
def test_baselines_find_a_phrasing_that_stands_in_the_bank(name: str, measured: dict[str, baselines.Baseline]) -> None:
    assert (measured[name].ranking.n, measured[name].ranking.p_at_1) == (2, 1.0)


@pytest.mark.parametrize("name", ["tutorial TF-IDF", "BM25"])
def test_baselines_refuse_unknown_words_and_leave_emergencies_out(
    name: str, measured: dict[str, baselines.Baseline]
) -> None:
    assert [outcome for _, outcome in measured[name].judged] == ["right"] * 4


def test_baselines_bear_no_question(small: Engine) -> None:
    pytest.importorskip("bm25s")
    assert {each.ranking.n for each in baselines.measure([], small.content)} == {0}


def test_a_missing_bm25s_is_told_with_its_remedy(small: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bm25s", None)
    with pytest.raises(ConfigError, match="--baselines needs bm25s; install it with: pip install bm25s"):
        baselines.measure(QUESTIONS, small.content)
