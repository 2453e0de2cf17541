import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import Vocabulary, clean, is_english, normalise, sentences, stem, tokenise

WORDS = Vocabulary(
    {"atrophy": 9, "muscle": 9, "sclerosis": 3, "amyotrophic": 2, "wasting": 7, "spinal": 4, "cord": 4, "paralysis": 3}
)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("", ""),
        ("  What   is\tALS?\n", "what is als?"),
        ("ＡＬＳ", "als"),
        ("Ünïcödé", "unicode"),
        ("e\u0301tude", "etude"),
        ("ﬁbre", "fibre"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("I can’t", "i can't"),
        ("I can`t", "i can't"),
        ("a\u200bb", "ab"),
        ("a\x00b", "ab"),
        ("\u202eals", "als"),
        ("als\ud800", "als"),
        ("a\u00a0b", "a b"),
        ("one\ntwo", "one two"),
    ],
)
def test_clean_leaves_plain_lower_case_text(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text())
def test_clean_leaves_no_control_format_or_unpaired_character_in_any_text(text: str) -> None:
    assert not [c for c in clean(text) if unicodedata.category(c) in ("Cc", "Cf", "Cs")]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", ()),
        ("?! ...", ()),
        ("i can't walk", ("i", "can't", "walk")),
        ("hepatitis b", ("hepatitis", "b")),
        ("90 to 95 percent", ("90", "to", "95", "percent")),
        ("als, ms/mnd", ("als", "ms", "mnd")),
        ("e-mail", ("e", "mail")),
        ("'quoted'", ("quoted",)),
        ("sooooooo weak", ("soo", "weak")),
        ("foo_bar", ("foo", "bar")),
        ("мышца", ("мышца",)),
    ],
)
def test_tokenise_keeps_words_numbers_and_contractions_whole(text: str, tokens: tuple[str, ...]) -> None:
    assert tokenise(text) == tokens


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("One.", ("One.",)),
        ("One. Two! Three?\nFour", ("One.", "Two!", "Three?", "Four")),
        ("5.5 percent", ("5.5 percent",)),
    ],
)
def test_sentences_splits_at_ends_followed_by_space(text: str, parts: tuple[str, ...]) -> None:
    assert sentences(text) == parts


@pytest.mark.parametrize(
    ("word", "root"), [("muscles", "muscl"), ("wasting", "wast"), ("wasted", "wast"), ("als", "al")]
)
def test_stem_joins_forms_of_a_word(word: str, root: str) -> None:
    assert stem(word) == root


def test_is_english_knows_words_of_a_dictionary_and_no_gibberish() -> None:
    assert is_english("house")
    assert not is_english("qwxzj")


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("atrofy", "atrophy"),
        ("atrohpy", "atrophy"),
        ("atropy", "atrophy"),
        ("musle", "muscle"),
        ("mucsle", "muscle"),
        ("scelrosis", "sclerosis"),
        ("amiotrofic", "amyotrophic"),
        ("paralisis", "paralysis"),
        ("spinalcord", "spinal cord"),
    ],
)
def test_repair_takes_a_typo_for_the_bank_word(typed: str, taken: str) -> None:
    assert WORDS.repair(typed) == taken


@pytest.mark.parametrize(
    "typed", ["atrophy", "house", "mussel", "cat", "b12", "911", "qwxzj", "жжжж", "a" * 1000, "atr0phy"]
)
def test_repair_leaves_alone_what_exists_or_is_near_nothing(typed: str) -> None:
    assert WORDS.repair(typed) == typed


def test_repair_prefers_the_more_frequent_of_two_words_that_are_equally_near() -> None:
    assert Vocabulary({"plimer": 1, "plimet": 5}).repair("plimek") == "plimet"
    assert Vocabulary({"plimer": 5, "plimet": 1}).repair("plimek") == "plimer"


def test_repair_with_an_empty_vocabulary_changes_nothing() -> None:
    assert Vocabulary({}).repair("atrofy") == "atrofy"


def test_repair_knows_the_misspellings_that_an_editor_listed() -> None:
    assert Vocabulary({"healthprep": 2}, {"helf": "healthprep"}).repair("helf") == "healthprep"


def test_vocabulary_does_not_learn_the_typos_of_phrasings() -> None:
    vocabulary = Vocabulary.of(["Muscle atrophy"], ["musle atrofy", "atrofy", "muscle house"], {})
    assert vocabulary.repair("atrofy") == "atrophy"
    assert "atrofy" not in vocabulary.counts


def test_vocabulary_learns_a_name_that_five_phrasings_use() -> None:
    vocabulary = Vocabulary.of(["Muscle atrophy"], [f"what is riluzole {i}" for i in range(5)], {})
    assert "riluzole" in vocabulary.counts


def test_normalise_says_which_words_it_repaired() -> None:
    query = normalise("What is Musle ATROFY?", WORDS)
    assert query.text == "what is musle atrofy?"
    assert query.tokens == ("what", "is", "muscle", "atrophy")
    assert query.repairs == (("musle", "muscle"), ("atrofy", "atrophy"))


@pytest.mark.parametrize("text", ["", "   ", "?!", "\u200b", "\ud800", "😀😀"])
def test_normalise_finds_no_token_where_there_is_no_word(text: str) -> None:
    assert normalise(text, WORDS).tokens == ()
