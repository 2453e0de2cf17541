import gzip
from pathlib import Path

WIDGET = Path(__file__).parents[2] / "web" / "static" / "widget.js"
BUDGET_BYTES = 10_000


def test_the_widget_is_at_most_ten_kilobytes_on_the_wire() -> None:
    assert len(gzip.compress(WIDGET.read_bytes(), 9)) <= BUDGET_BYTES


def test_the_widget_needs_no_second_script() -> None:
    assert "import" not in WIDGET.read_text(encoding="utf-8").replace("!important", "").replace("important", "")
