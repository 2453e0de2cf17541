import pytest

from bot.smalltalk import SmallTalkTable, cut_openers, small_talk
from bot.types import Query

TABLE = SmallTalkTable(
    themes={("hello",): "greeting", ("thank", "you"): "thanks", ("who", "are", "you"): "who-are-you"},
    openers=frozenset({("hello",), ("hi", "there"), ("hi",), ("thank", "you"), ("ok",)}),
)


def query(text: str) -> Query:
    return Query(text, tuple(text.split()))


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("hello", "greeting"),
        ("thank you", "thanks"),
        ("hi who are you", "who-are-you"),
        ("ok thank you", "thanks"),
        ("", None),
        ("hello what is als", None),
        ("what is als thank you", None),
        ("who are you talking about", None),
        ("жжж", None),
    ],
)
def test_small_talk_is_a_whole_message_only(text: str, theme: str | None) -> None:
    assert small_talk(query(text), TABLE) == theme


def test_small_talk_is_seen_in_what_was_typed_even_where_a_word_was_repaired() -> None:
    assert small_talk(Query("hello", ("yellow",)), TABLE) == "greeting"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("hello what is als", "what is als"),
        ("hi there what is als", "what is als"),
        ("ok thank you hello what is als", "what is als"),
        ("ok ok ok ok what", "ok what"),
        ("what is als hello", "what is als hello"),
        ("hello", "hello"),
        ("hi there", "there"),
        ("", ""),
    ],
)
def test_cut_openers_leaves_the_question(text: str, left: str) -> None:
    assert " ".join(cut_openers(query(text), TABLE).tokens) == left


def test_cut_openers_with_no_openers_at_all_changes_nothing() -> None:
    assert cut_openers(query("hello you"), SmallTalkTable({}, frozenset())).tokens == ("hello", "you")
