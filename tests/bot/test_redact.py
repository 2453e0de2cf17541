import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.redact import redact


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("mail jane.doe+x@mail.example.org now", "mail [email] now"),
        ("JANE@EXAMPLE.ORG", "[email]"),
        ("call +1 (555) 123-4567", "call [number]"),
        ("call 020 7946 0018 please", "call [number] please"),
        ("ssn 123-45-6789", "ssn [number]"),
        ("born 05/03/1962", "born [number]"),
        ("my NHS number is 943 476 5919", "my NHS number is [number]"),
        ("insurance AB123456C", "insurance [id]"),
        ("insurance qq123456c", "insurance [id]"),
        ("see https://example.org/me?id=7 there", "see [link] there"),
        ("jane@example.org and 5551234567", "[email] and [number]"),
        ("４１２３４５６７８９", "[number]"),
    ],
)
def test_redact_masks_what_identifies_a_person(text: str, stored: str) -> None:
    assert redact(text) == stored


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Is ALS hereditary?",
        "5 to 10 percent of cases",
        "twenty minutes, 3 times a week",
        "diagnosed in 1939",
        "vitamin B12",
        "call 911 or 988",
        "a@b",
        "(MS) & [ALS]",
    ],
)
def test_redact_leaves_ordinary_questions_alone(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\x1bb"])
def test_redact_replaces_what_a_database_refuses(text: str) -> None:
    assert redact(text) == "a\ufffdb"


@pytest.mark.parametrize("text", ["1" * 1000, "a@" * 500, "+" * 1000, "1 " * 500, "a." * 499 + "@"])
def test_redact_ends_on_hostile_input(text: str) -> None:
    assert len(redact(text)) <= 1000


@given(st.text())
def test_redact_leaves_storable_text(text: str) -> None:
    assert "\x00" not in redact(text)
    redact(text).encode("utf-8")


@given(st.text())
def test_redact_twice_is_redact_once(text: str) -> None:
    assert redact(redact(text)) == redact(text)
