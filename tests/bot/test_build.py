import shutil
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
    first, second = small.built.tfidf.search(query), again.tfidf.search(query)
    assert [(hit.entry_id, hit.score) for hit in first] == [(hit.entry_id, hit.score) for hit in second]


def test_thresholds_are_probabilities_and_asking_back_needs_less(again: Built) -> None:
    assert 0.0 <= again.calibration.clarify <= again.calibration.answer <= 1.0


def test_build_tells_what_it_does(library: Path) -> None:
    said: list[str] = []
    build(load(library), said.append)
    assert said[0] == "reading the bank"
    assert len(said) >= 3


def test_a_bank_without_phrasings_gets_no_linear_model(library: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(library, tmp_path / "faq")
    rows = [f"  - {{id: e{i}, question: Where is room {i}?, answer: On floor {i}.}}" for i in range(4)]
    (folder / "library.yml").write_text("entries:\n" + "\n".join(rows), encoding="utf-8")
    (folder / "_bot" / "not_covered.yml").write_text("themes: []\n", encoding="utf-8")
    built = build(load(folder))
    assert built.tfidf.coef.size == 0
    assert built.tfidf.answer_weight > 0
