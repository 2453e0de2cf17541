import json
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "web" / "static"
TABLE = re.compile(r"const ENGLISH = \{\n(.*?)\n\t\};", re.DOTALL)


def english() -> list[str]:
    table = TABLE.search((STATIC / "widget.js").read_text(encoding="utf-8"))
    assert table is not None
    return re.findall(r"^\t\t(\w+): '", table[1], re.MULTILINE)


@pytest.mark.parametrize("file", sorted(STATIC.glob("lang/*.json")), ids=lambda file: file.stem)
def test_each_language_has_every_text_of_the_widget(file: Path) -> None:
    words = json.loads(file.read_text(encoding="utf-8"))
    assert sorted(words) == sorted(english())
    assert words["lang"] == file.stem
    assert all(words.values())


def test_the_widget_names_the_languages_there_are() -> None:
    codes = ", ".join(f"'{file.stem}'" for file in sorted(STATIC.glob("lang/*.json")))
    assert f"const TRANSLATED = [{codes}];" in (STATIC / "widget.js").read_text(encoding="utf-8")
