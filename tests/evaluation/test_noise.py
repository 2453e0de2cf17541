import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.noise import KINDS, disturb, noise
from bot.evaluation.questions import Question
from bot.text import clean, tokenise

TEXT = "What's the usual cause of muscle atrophy after an injury?"


@pytest.mark.parametrize("kind", KINDS)
def test_noise_is_the_same_every_time_and_changes_the_text(kind: str) -> None:
    assert disturb(TEXT, kind) == disturb(TEXT, kind) != TEXT


@pytest.mark.parametrize("kind", KINDS)
@given(text=st.text())
def test_noise_bears_any_text(kind: str, text: str) -> None:
    assert isinstance(disturb(text, kind), str)


def test_noise_disturbs_the_judged_turn_only() -> None:
    question = Question(("one, two.", "three, four."), ("referral",), ("x",), "a:1")
    assert noise([question], "no punctuation") == (Question(("one, two.", "three four"), ("referral",), ("x",), "a:1"),)


def test_typos_touch_one_long_word_in_three_and_never_its_first_letter() -> None:
    before, after = TEXT.split(), disturb(TEXT, "typos").split()
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert 1 <= len(changed) <= 3
    assert all(a[0] == b[0] and abs(len(a) - len(b)) <= 1 and len(a) >= 4 for a, b in changed)


@pytest.mark.parametrize("kind", ["upper case", "accents", "emoji"])
def test_case_accents_and_emoji_leave_the_words_as_they_are_for_the_bot(kind: str) -> None:
    assert tokenise(clean(disturb(TEXT, kind))) == tokenise(clean(TEXT))


def test_filler_stands_in_front() -> None:
    assert disturb(TEXT, "filler words").endswith(TEXT)


def test_a_text_of_punctuation_alone_stays() -> None:
    assert disturb("?!", "no punctuation") == "?!"


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        disturb(TEXT, "thunder")
