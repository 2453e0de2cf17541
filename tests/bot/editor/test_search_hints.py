from pathlib import Path

import pytest

from bot.bank import Bank
from bot.build import build
from bot.editor.lint import lint
from bot.editor.search_hints import search_hints
from bot.retrievers.tfidf import suits_linear
from tests.bot.editor.conftest import PHRASINGS, spoil

OPENINGS = ("", "please", "hello", "tell me", "I wonder", "say", "quick question", "do you know", "well then", "so")


def found(path: Path) -> dict[str, list[str]]:
    """The hints by kind, kinds without hints left out."""
    root = path if path.is_dir() else path.parent
    content, _, places = lint(root)
    assert content is not None
    kinds = search_hints(content, build(content), places)
    return {kind.title: [line.replace(f"{root}/", "") for line in kind.lines] for kind in kinds if kind.lines}


@pytest.fixture
def large(clean: Path) -> Path:
    """The clean bank with so many phrasings that it gets a linear model."""
    rows = []
    for id_, (question, *texts) in PHRASINGS.items():
        rows.append(f"  - id: {id_}\n    question: {question}\n    answer: Ask for the {id_}.\n    phrasings:\n")
        rows += [f"      - {opening} {text}\n" for text in texts for opening in OPENINGS]
    clean.write_text("entries:\n" + "".join(rows), encoding="utf-8")
    return clean


def test_a_clean_bank_gives_no_hints(clean: Path) -> None:
    assert found(clean) == {}


def test_a_misplaced_phrasing_is_told_at_its_place(clean: Path) -> None:
    spoil(clean, "- garage for visitors", "- when do you serve the lunch")
    (line,) = found(clean)["Phrasings that lead elsewhere"]
    assert line == (
        'house.yml:15 [garage]: "when do you serve the lunch" is nearer to [lunch], '
        'which has "at what hour do you serve lunch"; move it there, reword it, or make the two differ'
    )


def test_a_misplaced_phrasing_is_told_where_there_is_a_linear_model(large: Path) -> None:
    spoil(large, "- hello garage for visitors\n", "- when will you serve us lunch\n")
    (line,) = found(large)["Phrasings that lead elsewhere"]
    assert '[garage]: "when will you serve us lunch" is nearer to [lunch], which has "' in line


def test_the_large_bank_has_a_linear_model_and_is_clean_but_for_its_repeats(large: Path) -> None:
    content = lint(large.parent).content
    assert content is not None
    assert suits_linear(Bank.of(content))
    assert set(found(large)) <= {"Phrasings that change nothing"}


def test_words_that_typo_repair_reads_as_others_are_told(clean: Path) -> None:
    spoil(clean, "- garage for visitors", "- when do you serve the lumch")
    (line,) = found(clean)["Phrasings that lead elsewhere"]
    assert '[garage]: "when do you serve the lumch" (lumch read as lunch) is nearer to [lunch]' in line


def test_an_entry_that_its_own_phrasings_do_not_find_is_told(clean: Path) -> None:
    strangers = ("lunch hour", "when is lunch over", "serve us lunch", "do you serve lunch late", "lunch begin")
    text = clean.read_text(encoding="utf-8")
    text += "  - id: tea\n    question: What of the lunch?\n    answer: No.\n    phrasings:\n"
    clean.write_text(text + "".join(f"      - {each}\n" for each in strangers), encoding="utf-8")
    (line,) = [line for line in found(clean)["Entries that are hard to reach"] if "[tea]: " in line]
    assert line.startswith("house.yml:44 [tea]: only ")
    assert " of its 6 phrasings find it through the others; the rest find mostly [lunch] (" in line
    assert line.endswith("; add phrasings in words that only it has, or merge it with [lunch]")


def test_a_phrasing_of_two_entries_in_the_same_words_is_told(clean: Path) -> None:
    spoil(clean, "- garage for visitors", "- serves lunch now")
    assert found(clean)["Phrasings of two entries in the same words"] == [
        'house.yml:24 [lunch]: "serving lunch now" says the same as "serves lunch now" of house.yml:15 [garage]; '
        "keep it in one of them"
    ]


def test_phrasings_that_say_the_same_words_are_counted(clean: Path) -> None:
    spoil(clean, "- garage address", "- the garages find\n      - Find the garage!")
    assert found(clean)["Phrasings that change nothing"] == [
        "house.yml:2 [garage]: 2 of 12 phrasings say the same words as another one and change nothing, "
        'such as "find the garage" and "the garages find"; put them in other words or remove them'
    ]


def test_spellings_that_the_words_file_lists_are_not_told_as_typos(clean: Path) -> None:
    spoil(clean.parent / "_bot" / "words.yml", "spellings:\n", "spellings:\n  lunch: [lumch]\n")
    spoil(clean, "- garage for visitors", "- when do you serve the lumch")
    (line,) = found(clean)["Phrasings that lead elsewhere"]
    assert '[garage]: "when do you serve the lumch" is nearer to [lunch]' in line


def test_a_bank_of_bare_questions_gives_no_hints_and_no_error(clean: Path) -> None:
    rows = [f"  - {{id: e{i}, question: 'Where is room {i}?', answer: On floor {i}.}}\n" for i in range(4)]
    clean.write_text("entries:\n" + "".join(rows), encoding="utf-8")
    assert found(clean) == {}


def test_phrasings_without_a_word_are_no_error(clean: Path) -> None:
    spoil(clean, "- garage for visitors", '- "?!"')
    spoil(clean, "- hours for lunch", '- "[bold] {0} %s"')
    assert set(found(clean)) <= {"Phrasings that lead elsewhere"}
