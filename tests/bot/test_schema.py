from pathlib import Path

import pytest

from bot.document import read
from bot.schema import ArticleFile, NotCoveredFile, TriageFile, check

ENTRY = "entries:\n  - id: one\n    question: What?\n    answer: This.\n"


def faults(folder: Path, text: str, model: type = ArticleFile) -> list[str]:
    file = folder / "a.yml"
    file.write_text(text, encoding="utf-8")
    _, found = check(read(file), model)
    return [line.replace(str(file), "a.yml") for line in found]


def test_check_returns_the_shape_of_a_good_file(tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_text(ENTRY, encoding="utf-8")
    shape, found = check(read(file), ArticleFile)
    assert found == ()
    assert shape is not None
    assert shape.entries[0].question == "What?"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("    anwser: x\n", 'a.yml:5 [one]: unknown key "anwser"; did you mean "answer"?'),
        ("    see-also: []\n", 'a.yml:5 [one]: unknown key "see-also"; did you mean "see_also"?'),
        ("    zzz: red\n", 'a.yml:5 [one]: unknown key "zzz"; remove it'),
        ("    topic: 5\n", 'a.yml:5 [one]: "entries.topic" must be text; put it in quotes'),
        ("    topic: no\n", 'a.yml:5 [one]: "entries.topic" must be text; put it in quotes'),
        ("    topic: ''\n", 'a.yml:5 [one]: "entries.topic" is empty; write it or remove it'),
        ("    topic: '  '\n", 'a.yml:5 [one]: "entries.topic" is empty; write it or remove it'),
        (
            "    phrasings:\n      - ok\n      - 7\n",
            'a.yml:7 [one]: "entries.phrasings" must be text; put it in quotes',
        ),
        ("  - id: two\n    question: Q\n", 'a.yml:5 [two]: "answer" is missing; add it'),
        ("  - question: Q\n    answer: A\n", 'a.yml:5 [number 2]: "id" is missing; add it'),
        ("artcle: {}\n", 'a.yml:5: unknown key "artcle"; did you mean "article"?'),
    ],
)
def test_check_says_place_fault_and_remedy(tmp_path: Path, more: str, said: str) -> None:
    assert faults(tmp_path, ENTRY + more) == [said]


def test_check_reports_all_faults_of_a_file_at_once(tmp_path: Path) -> None:
    found = faults(tmp_path, ENTRY + "    anwser: x\n    topic: 5\n    see_also: nope\n")
    assert sorted(line.split('"')[1] for line in found) == ["anwser", "entries.see_also", "entries.topic"]


@pytest.mark.parametrize("id_", ["Big", "with space", "-x", "x" * 81, "ümlaut"])
def test_check_refuses_ids_that_are_unfit_for_addresses(tmp_path: Path, id_: str) -> None:
    (found,) = faults(tmp_path, f"entries:\n  - id: {id_!r}\n    question: Q\n    answer: A\n")
    assert found.startswith(f'a.yml:2 [{id_}]: "entries.id"')
    assert repr(id_[:60]) in found


@pytest.mark.parametrize("text", ["- a\n", "just text", "5", "entries: []", "entries: {}"])
def test_check_refuses_a_file_of_another_shape(tmp_path: Path, text: str) -> None:
    (found,) = faults(tmp_path, text)
    assert found.startswith("a.yml:1: ")


def test_check_refuses_an_answer_of_more_than_two_thousand_characters(tmp_path: Path) -> None:
    (found,) = faults(tmp_path, ENTRY.replace("This.", "x" * 2001))
    assert "at most 2000 characters" in found


def test_check_refuses_an_address_that_is_no_web_address(tmp_path: Path) -> None:
    (found,) = faults(tmp_path, "article: {id: a, title: A, url: 'javascript:alert(1)'}\n" + ENTRY)
    assert found.startswith('a.yml:1: "article.url"')


def test_check_names_the_theme_in_which_a_fault_lies(tmp_path: Path) -> None:
    text = "themes:\n  - id: nc-x\n    topic: X\n    referal: Y\n    phrasings: [z]\n"
    assert faults(tmp_path, text, NotCoveredFile) == [
        'a.yml:2 [nc-x]: "referral" is missing; add it',
        'a.yml:4 [nc-x]: unknown key "referal"; did you mean "referral"?',
    ]


def test_check_reports_a_red_flag_that_is_no_regular_expression(tmp_path: Path) -> None:
    text = (
        "owner: me\nreviewed: today\nregions: {us: {emergency: '911'}}\nordinary: []\n"
        "themes:\n  - id: fire\n    reply: Call.\n    brief: Call.\n    examples: []\n    rules: ['(unclosed']\n"
    )
    (found,) = faults(tmp_path, text, TriageFile)
    assert found.startswith("a.yml:10 [fire]: ")
    assert "(unclosed" in found
