from pathlib import Path

import pytest

from bot.editor.hints import SHOWN, Hints, hints
from bot.editor.lint import lint
from tests.bot.editor.conftest import spoil


def found(path: Path) -> list[str]:
    root = path if path.is_dir() else path.parent
    content, _, places = lint(root)
    assert content is not None
    return [line.replace(f"{root}/", "") for kind in hints(content, places) for line in kind.lines]


def test_a_clean_bank_gives_no_hints(clean: Path) -> None:
    assert found(clean) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "      - garage for visitors\n",
            "",
            "house.yml:2 [garage]: only 9 phrasings (the middle entry has 10); "
            "add more, up to 10 at least, in very different words",
        ),
        (
            "Where is the garage?",
            "The garage.",
            'house.yml:2 [garage]: the question "The garage." does not end in "?"; visitors read it: write it as one',
        ),
        (
            "Ask for the lunch.",
            "Lunch is at one. Soup. Rice. Fruit. Tea.",
            "house.yml:16 [lunch]: the answer has 5 sentences; 4 are easier to read: shorten it",
        ),
        (
            "Ask for the lunch.",
            "Ask" + " again" * 100 + ".",
            "house.yml:16 [lunch]: the answer has 604 characters; say it in at most 600, or make two entries of it",
        ),
        (
            "Ask for the lunch.",
            "Ask.\n    see_also: [piano, garage, piano]",
            "house.yml:16 [lunch]: see_also names [piano] 2 times; once is enough",
        ),
    ],
)
def test_a_hint_says_place_finding_and_remedy(clean: Path, old: str, new: str, said: str) -> None:
    assert found(spoil(clean, old, new)) == [said]


def test_an_entry_without_the_topic_that_others_have_is_told(clean: Path) -> None:
    for id_ in ("garage", "lunch"):
        spoil(clean, f"- id: {id_}\n", f"- id: {id_}\n    topic: {id_}\n")
    assert found(clean) == [
        "house.yml:32 [piano]: no topic, which 2 of 3 entries have: "
        'follow-ups such as "and for MS?" cannot lead to it; add "topic:"'
    ]


def test_a_place_in_the_grid_that_is_used_twice_is_told(clean: Path) -> None:
    for id_ in ("garage", "lunch", "piano"):
        aspect = "food" if id_ == "lunch" else "use"
        spoil(clean, f"- id: {id_}\n", f"- id: {id_}\n    topic: house\n    aspect: {aspect}\n")
    assert found(clean) == [
        "house.yml:34 [piano]: has the same topic and aspect (house, use) as [garage], "
        "which gets all follow-ups; give one of them another aspect"
    ]


def test_an_entry_without_any_phrasing_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("entries:\n  - {id: a, question: 'Why?', answer: So.}\n", encoding="utf-8")
    assert found(tmp_path) == [
        "a.yml:2 [a]: only 0 phrasings (the middle entry has 0); add more, up to 10 at least, in very different words"
    ]


def test_only_the_first_hints_of_a_kind_are_shown_unless_all_are_asked_for() -> None:
    kind = Hints("Many", tuple(map(str, range(SHOWN + 1))))
    assert list(kind.shown(everything=False)) == [
        f"Many: {SHOWN + 1}, the first {SHOWN} (--all shows the rest)",
        *(f"  {i}" for i in range(SHOWN)),
    ]
    assert list(kind.shown(everything=True))[-1] == f"  {SHOWN}"
    assert list(Hints("None", ()).shown(everything=True)) == []
