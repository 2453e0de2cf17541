from pathlib import Path

import numpy as np
import pytest

from bot.build import Built, build
from bot.content import load
from bot.engine import Engine
from bot.types import Query


@pytest.fixture(scope="module")
def again(library: Path) -> Built:
    return build(load(library))


def test_the_same_content_gives_the_same_build(small: Engine, again: Built) -> None:
    np.testing.assert_array_equal(small.built.tfidf.coef, again.tfidf.coef)
    np.testing.assert_array_equal(small.built.calibration.coef, again.calibration.coef)
    assert small.built.calibration.answer == again.calibration.answer
    query = Query("", ("what", "does", "a", "loan", "cost"))
    assert small.built.tfidf.search(query) == again.tfidf.search(query)


def test_thresholds_are_probabilities_and_asking_back_needs_less(again: Built) -> None:
    assert 0.0 <= again.calibration.clarify <= again.calibration.answer <= 1.0


def test_build_tells_what_it_does(library: Path) -> None:
    said: list[str] = []
    build(load(library), said.append)
    assert said[0] == "reading the bank"
    assert len(said) >= 4


def test_a_bank_without_phrasings_gets_no_linear_model(tmp_path: Path) -> None:
    file = tmp_path / "bare.yml"
    rows = [f"  - {{id: e{i}, question: Question {i} about {word}?, answer: It is {word}.}}" for i, word in enumerate("abcd")]
    file.write_text("entries:\n" + "\n".join(rows), encoding="utf-8")
    built = build(load(file))
    assert built.tfidf.coef.size == 0
    assert built.tfidf.answer_weight > 0
