from pathlib import Path

import numpy as np
import pytest

from bot.bank import Bank
from bot.content import load
from bot.engine import Engine
from bot.retrievers.tfidf import TfidfRetriever, against_linear, suits_linear
from bot.text import normalise
from bot.types import Hit


def hits(text: str, engine: Engine, k: int = 10) -> tuple[Hit, ...]:
    return engine.built.tfidf.search(normalise(text, engine.built.vocabulary), k)


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("What does a loan cost?", "loan-cost"),
        ("how much is it to borrow something", "loan-cost"),
        ("my card has expired", "card-renewal"),
        ("OPENING HOURS!!", "opening-hours"),
        ("where can I park my car", "nc-parking"),
        ("thank you", "thanks"),
    ],
)
def test_a_phrasing_finds_its_own_label_first(text: str, id_: str, small: Engine) -> None:
    first = hits(text, small)[0]
    assert first.entry_id == id_
    assert first.word == pytest.approx(1.0, abs=1e-5)
    assert first.unseen == pytest.approx(0.0, abs=1e-5)


def test_a_hit_names_the_nearest_phrasing(small: Engine) -> None:
    assert hits("opening hours please", small)[0].phrasing == "opening hours"


def test_words_that_nobody_uses_count_as_unseen(small: Engine) -> None:
    few, many = hits("opening hours", small)[0], hits("opening hours жжж щщщ ъъъ", small)[0]
    assert few.unseen == pytest.approx(0.0, abs=1e-5)
    assert many.unseen > 0.5


def test_signals_are_within_their_ranges(engine: Engine) -> None:
    for hit in hits("is there a cure for als", engine):
        assert 0.0 <= hit.word <= 1.0 + 1e-5
        assert 0.0 <= hit.char <= 1.0 + 1e-5
        assert 0.0 <= hit.linear <= 1.0
        assert 0.0 <= hit.unseen <= 1.0


def test_order_does_not_depend_on_case_or_punctuation(small: Engine) -> None:
    assert [hit.entry_id for hit in hits("When is the LIBRARY open?!", small)] == [
        hit.entry_id for hit in hits("when is the library open", small)
    ]


def test_an_index_without_an_entry_never_finds_its_rows(library: Path, small: Engine) -> None:
    bank = Bank.of(load(library))
    tfidf: TfidfRetriever = small.built.tfidf
    smaller = tfidf.without(bank.label_of == 0, np.array([True, False, False, False, False]))
    found = smaller.search(normalise("what does a loan cost", small.built.vocabulary))
    assert found[0].entry_id != "loan-cost"
    assert len(smaller.phrasings) == len(tfidf.phrasings) - 6


@pytest.mark.parametrize(("n_phrasings", "suits"), [(1, False), (3, False), (160, True)])
def test_a_linear_model_pays_from_four_texts_an_entry_and_three_hundred_in_all_on(
    n_phrasings: int, suits: bool, tmp_path: Path
) -> None:
    file = tmp_path / "a.yml"
    rows = [
        f"{{id: e{i}, question: Q{i}?, answer: A., phrasings: {[f'p{i}{j}' for j in range(n_phrasings)]}}}"
        for i in (1, 2)
    ]
    file.write_text("entries:\n" + "".join(f"  - {row}\n" for row in rows), encoding="utf-8")
    assert suits_linear(Bank.of(load(file))) is suits


@pytest.mark.parametrize(
    ("n_entries", "each", "n_labels", "said"),
    [
        (100, 4, 100, ""),
        (60, 1, 60, "1 text an entry, it needs 4"),
        (60, 3, 60, "3 texts an entry, it needs 4"),
        (5, 6, 5, "30 texts of entries, it needs 300"),
        (1000, 31, 1000, "31000 texts, it takes at most 30000"),
        (1, 300, 1, "one entry, it needs two to tell apart"),
        (400, 4, 1501, "1501 entries and themes, it takes at most 1500"),
    ],
)
def test_what_speaks_against_a_linear_model_is_said(n_entries: int, each: int, n_labels: int, said: str) -> None:
    assert against_linear(np.repeat(np.arange(n_entries), each), n_entries, n_labels) == said


def test_words_of_an_entry_are_typical_of_it_and_not_of_another(small: Engine) -> None:
    found = {hit.entry_id: hit.typical for hit in hits("price of a loan", small)}
    assert found["loan-cost"] > 0.0 > found["opening-hours"]


def test_where_no_word_is_known_none_is_typical(small: Engine) -> None:
    assert {hit.typical for hit in hits("zzzloanzzz", small)} <= {0.0}
