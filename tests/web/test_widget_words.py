import json
import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"
LANGUAGES = sorted(WEB.glob("static/lang/*.json"))
WORDS = (WEB / "widget" / "words.js").read_text(encoding="utf-8")
TABLE = re.compile(r"const ENGLISH = \{\n(.*?)\n\};", re.DOTALL)


def english() -> list[str]:
    table = TABLE.search(WORDS)
    assert table is not None
    return re.findall(r"^\t(\w+): '", table[1], re.MULTILINE)


@pytest.mark.parametrize("file", LANGUAGES, ids=lambda file: file.stem)
def test_each_language_has_every_text_of_the_widget(file: Path) -> None:
    words = json.loads(file.read_text(encoding="utf-8"))
    assert sorted(words) == sorted(english())
    assert words["lang"] == file.stem
    assert all(words.values())


def test_the_widget_names_the_languages_there_are() -> None:
    codes = ", ".join(f"'{file.stem}'" for file in LANGUAGES)
    assert f"const TRANSLATED = [{codes}];" in WORDS
