import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content import BUNDLED, article_files, load, load_with_files
from bot.errors import ContentError

Edit = Callable[[str, str, str], Path]


@pytest.fixture
def copy(library: Path, tmp_path: Path) -> Path:
    """A copy of the small folder that a test may spoil."""
    return shutil.copytree(library, tmp_path / "faq")


@pytest.fixture
def edit(copy: Path) -> Edit:
    """Replace a text in a file of the copy; return the folder."""

    def replaced(name: str, old: str, new: str) -> Path:
        file = copy / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return copy

    return replaced


def faults(path: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load(path)
    return [line.replace(f"{path}/", "") for line in caught.value.faults]


def test_load_without_a_path_reads_the_bundled_folder() -> None:
    assert list(load().articles) == ["muscle-atrophy"]


def test_load_reads_a_folder_with_its_own_behaviour(library: Path) -> None:
    content = load(library)
    assert list(content.entries) == ["loan-cost", "loan-renewal", "card-cost", "card-renewal", "opening-hours"]
    assert content.articles["library"].published == "2024-05-02"
    assert list(content.themes) == ["nc-parking"]
    assert content.entries["loan-cost"].see_also == ("loan-renewal",)


def test_load_reads_one_file_with_just_entries_and_names_the_article_after_it(bank: Path) -> None:
    content = load(bank)
    assert list(content.entries) == ["renew", "hours", "fines"]
    assert content.articles["town-library"].title == "Town library"
    assert content.entries["renew"].source is None


def test_one_file_gets_the_built_in_behaviour_without_the_questions_of_the_bundled_article(bank: Path) -> None:
    content = load(bank)
    assert content.smalltalk
    assert content.triage.themes
    assert (content.themes, content.words.topics, content.settings.starters) == ({}, {}, [])


def test_an_entry_needs_no_more_than_id_question_and_answer(tmp_path: Path) -> None:
    file = tmp_path / "least.yml"
    file.write_text("entries:\n  - {id: one, question: Q?, answer: A.}\n", encoding="utf-8")
    assert load(file).entries["one"].phrasings == ()


def test_phrasings_may_stand_beside_the_article(copy: Path) -> None:
    (copy / "library.phrasings.yml").write_text("loan-cost: [what do you charge]\n", encoding="utf-8")
    assert load(copy).entries["loan-cost"].phrasings[-1] == "what do you charge"


def test_article_files_are_sorted_and_leave_phrasings_out(copy: Path) -> None:
    for name in ("z.yml", "a.yml", "a.phrasings.yml", "notes.txt"):
        (copy / name).write_text("", encoding="utf-8")
    assert [file.name for file in article_files(copy)] == ["a.yml", "library.yml", "z.yml"]


def test_the_hash_is_the_same_for_the_same_content_and_another_after_a_change(library: Path, edit: Edit) -> None:
    changed = edit("library.yml", "Every day", "Each day")
    assert load(library).hash == load(library).hash
    assert load(library).hash != load(changed).hash


def test_labelled_holds_the_question_among_the_texts_that_ask_for_an_entry(library: Path) -> None:
    labelled = load(library).labelled
    assert labelled["loan-cost"][:2] == ("What does a loan cost?", "is borrowing free")
    assert labelled["nc-parking"][0] == "where can I park my car"
    assert labelled["greeting"][0] == "hello"


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "library.yml",
            "see_also: [loan-renewal]",
            "see_also: [loan-renewall]",
            '[loan-cost]: see_also names "loan-renewall", which is no entry; mend the id or remove it',
        ),
        (
            "library.yml",
            "id: card-cost",
            "id: loan-cost",
            "[loan-cost]: this id is used 2 times; every entry and theme needs its own",
        ),
        (
            "library.yml",
            "id: opening-hours",
            "id: nc-parking",
            "[nc-parking]: this id is used 2 times; every entry and theme needs its own",
        ),
        (
            "library.yml",
            "source: loans",
            "source: lones",
            'library.yml [loan-cost]: the source "lones" is no section of the article; use one of loans, cards',
        ),
        (
            "_bot/not_covered.yml",
            "- opening-hours",
            "- opening-hour",
            '[nc-parking]: nearest names "opening-hour", which is no entry; mend the id or remove it',
        ),
        (
            "_bot/settings.yml",
            "region: uk",
            "region: mars",
            'settings.yml: region "mars" is not in triage.yml; use one of us, uk, eu',
        ),
        (
            "_bot/settings.yml",
            "starters: []",
            "starters: [nope]",
            '[settings.yml]: starters names "nope", which is no entry; mend the id or remove it',
        ),
    ],
)
def test_load_finds_references_that_lead_nowhere(edit: Edit, name: str, old: str, new: str, said: str) -> None:
    assert said in faults(edit(name, old, new))


def test_load_reports_the_faults_of_all_files_at_once(copy: Path, edit: Edit) -> None:
    edit("library.yml", "    answer: Bring", "    anwser: Bring")
    edit("_bot/settings.yml", "choices: 3", "choices: 30")
    (copy / "_bot" / "not_covered.yml").write_text("themes: [", encoding="utf-8")
    places = {line.split(":")[0] for line in faults(copy)}
    assert places == {"library.yml", "_bot/settings.yml", "_bot/not_covered.yml"}


def test_load_says_that_phrasings_stand_under_an_id_that_no_entry_has(copy: Path) -> None:
    (copy / "library.phrasings.yml").write_text("loan-price: [x]\n", encoding="utf-8")
    assert "library.phrasings.yml [loan-price]: no entry has this id; mend the id or remove its list" in faults(copy)


@pytest.mark.parametrize("value", ["just text", "[yes]", "[5]", "['']", "{a: b}"])
def test_load_says_that_phrasings_must_be_texts(copy: Path, value: str) -> None:
    (copy / "library.phrasings.yml").write_text(f"card-cost: [x]\nloan-cost: {value}\n", encoding="utf-8")
    assert faults(copy) == [
        "library.phrasings.yml:2 [loan-cost]: must be a list of texts; quote yes, no, numbers",
    ]


def test_load_says_that_two_files_use_one_article_id(copy: Path) -> None:
    text = "article: {id: library, title: Again}\nentries:\n  - {id: one, question: Q, answer: A}\n"
    (copy / "more.yml").write_text(text, encoding="utf-8")
    assert 'more.yml: the article id "library" is used by another file; choose another' in faults(copy)


def test_load_says_that_a_folder_is_empty_or_missing(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        load(tmp_path)
    assert str(caught.value) == f"{tmp_path}: no article file (*.yml) in this folder; add one with `entries:`"
    with pytest.raises(ContentError) as caught:
        load(tmp_path / "nope")
    assert "there is no such file or folder; check --faq or FAQBOT_FAQ" in str(caught.value)


def test_the_bundled_folder_is_part_of_the_package() -> None:
    assert (BUNDLED / "_bot" / "texts.yml").is_file()


def test_the_files_are_handed_out_with_the_line_of_every_value(library: Path) -> None:
    content, files = load_with_files(library)
    (article,) = [file for file in files if file.path.name == "library.yml"]
    assert content == load(library)
    assert article.line(("entries", 0, "question")) == 14
