import pytest

from web.phones import callable_numbers


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("", []),
        ("no number", []),
        ("Call 911 now", ["tel:911"]),
        ("Poison Control on 1-800-222-1222.", ["tel:18002221222"]),
        ("116 123 or 999", ["tel:116123", "tel:999"]),
        ("text HOME to 741741", []),
        ("in 2023, 45 times", []),
        ("+44 20 7946 0000", ["tel:+442079460000"]),
    ],
)
def test_numbers_to_call_become_links(text: str, links: list[str]) -> None:
    html = str(callable_numbers(text))
    assert [part.split('"')[0] for part in html.split('href="')[1:]] == links


def test_the_text_itself_stays_text() -> None:
    assert (
        callable_numbers('<b onclick="x">112</b>') == '&lt;b onclick=&#34;x&#34;&gt;<a href="tel:112">112</a>&lt;/b&gt;'
    )
