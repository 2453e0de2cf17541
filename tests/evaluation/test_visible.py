import pytest

from bot.evaluation.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("plain é 筋", "plain é 筋"),
        ("a\r\nb\tc", "a b c"),
        ("\x1b[31m", "<U+001B>[31m"),
        ("\u202e\u200b", "<U+202E><U+200B>"),
        ("\ud800", "<U+D800>"),
        ("👨\u200d👩 ❤\ufe0f", "👨\u200d👩 ❤\ufe0f"),
    ],
)
def test_visible_spells_out_what_would_act(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_visible_cuts_long_text() -> None:
    assert visible("abc def", at_most=5) == "abc…"
    assert visible("abc", at_most=3) == "abc"
