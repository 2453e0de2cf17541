import gzip
import re

from web.script import widget_script

BUDGET_BYTES = 10_000


def test_the_widget_is_at_most_ten_kilobytes_on_the_wire() -> None:
    assert len(gzip.compress(widget_script().encode(), 9)) <= BUDGET_BYTES


def test_the_widget_needs_no_second_script() -> None:
    assert not re.search(r"\bimport\b(?!ant)", widget_script())
