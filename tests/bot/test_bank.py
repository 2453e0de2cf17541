from pathlib import Path

from bot.bank import Bank
from bot.content import load


def test_a_bank_has_its_entries_first(library: Path) -> None:
    bank = Bank.of(load(library))
    assert bank.labels == (
        *("loan-cost", "loan-renewal", "card-cost", "card-renewal", "opening-hours"),
        "nc-parking",
        *("greeting", "thanks"),
    )
    assert bank.n_entries == 5


def test_rows_are_sorted_by_label_and_begin_with_the_question(library: Path) -> None:
    bank = Bank.of(load(library))
    assert bank.label_of.tolist() == [0] * 6 + [1] * 6 + [2] * 6 + [3] * 6 + [4] * 6 + [5] * 6 + [6] * 4 + [7] * 3
    assert bank.rows[6].tokens == ("how", "do", "i", "renew", "a", "loan")


def test_entries_have_a_class_each_and_themes_and_small_talk_share_theirs(library: Path) -> None:
    assert Bank.of(load(library)).class_of.tolist() == [0, 1, 2, 3, 4, 5, 6, 6]


def test_a_phrasing_that_stands_twice_is_one_row(tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_text(
        "entries:\n  - {id: a, question: Open?, answer: Yes., phrasings: [OPEN?, open?]}\n", encoding="utf-8"
    )
    bank = Bank.of(load(file))
    assert bank.label_of.tolist().count(0) == 1


def test_answers_hold_question_and_answer(library: Path) -> None:
    answer = Bank.of(load(library)).answers[4]
    assert answer.tokens == ("when", "is", "the", "library", "open", "every", "day", "from", "nine", "to", "five")
