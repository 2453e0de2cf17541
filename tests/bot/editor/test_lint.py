import shutil
from pathlib import Path

import pytest

from bot.editor.lint import lint


@pytest.fixture
def copy(library: Path, tmp_path: Path) -> Path:
    """A copy of the small folder that a test may spoil."""
    return shutil.copytree(library, tmp_path / "faq")


def test_lint_finds_nothing_in_good_content(library: Path) -> None:
    content, faults, _ = lint(library)
    assert content is not None
    assert faults == ()


def test_lint_finds_nothing_in_one_good_file(bank: Path) -> None:
    content, faults, _ = lint(bank)
    assert content is not None
    assert faults == ()


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "library.yml",
            "Bring the old card to the desk.",
            "One. Two. Three. Four. Five.",
            "library.yml:52 [card-renewal]: the answer has 5 sentences; say it in at most 4",
        ),
        (
            "library.yml",
            "- my card has expired",
            "- OPENING hours!",
            'library.yml:59 [card-renewal] and library.yml:71 [opening-hours]: the same phrasing "OPENING hours!" '
            "stands in both; keep it in one",
        ),
        (
            "library.yml",
            "- my card has expired",
            "- bicycle stands!",
            "library.yml:59 [card-renewal] and _bot/not_covered.yml:12 [nc-parking]: the same phrasing "
            '"bicycle stands!" stands in both; keep it in one',
        ),
        (
            "library.yml",
            "see_also: [loan-renewal]",
            "see_also: [loan-cost]",
            "library.yml:11 [loan-cost]: see_also names the entry itself; remove it",
        ),
    ],
)
def test_lint_says_place_fault_and_remedy(copy: Path, name: str, old: str, new: str, said: str) -> None:
    file = copy / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    faults = lint(copy).faults
    assert tuple(fault.replace(f"{copy}/", "") for fault in faults) == (said,)


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("smalltalk.yml", "You are welcome.", "You are welcome, {name}.", "smalltalk.yml [thanks]"),
        ("triage.yml", "stay with the person.", "ring {police}.", "triage.yml [collapse]"),
    ],
)
def test_lint_finds_names_that_nothing_fills_in(copy: Path, name: str, old: str, new: str, place: str) -> None:
    file = copy / "_bot" / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    (fault,) = lint(copy)[1]
    assert fault.startswith(f"{place}: nothing fills in {{{new.split('{')[1].split('}')[0]}}}; use one of ")
    assert "emergency" in fault


def test_lint_of_unreadable_content_says_what_load_says(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("entries: [", encoding="utf-8")
    content, faults, _ = lint(tmp_path)
    assert content is None
    assert "no valid YAML" in faults[0]


def test_two_phrasings_of_one_entry_may_be_alike(copy: Path) -> None:
    file = copy / "library.yml"
    text = file.read_text(encoding="utf-8").replace("- opening hours", "- opening hours\n      - Opening hours?")
    file.write_text(text, encoding="utf-8")
    assert lint(copy)[1] == ()
