"""What the tests of the editors' commands share: a bank about which there is nothing to say."""

import shutil
from pathlib import Path

import pytest

# Ten ways to ask each; no two entries share a word that matters.
PHRASINGS = {
    "garage": (
        "Where is the garage?",
        "garage behind the town hall",
        "where is the garage entrance",
        "find the garage",
        "how do I get to the garage",
        "the way to the garage",
        "is there a garage",
        "garage address",
        "which street has the garage",
        "on what side is the garage",
        "garage for visitors",
    ),
    "lunch": (
        "When is lunch served?",
        "lunch time",
        "at what hour do you serve lunch",
        "until when is lunch on",
        "is lunch late today",
        "serving lunch now",
        "when does lunch begin",
        "start of lunch",
        "end of lunch",
        "hours for lunch",
        "can we still have lunch",
    ),
    "piano": (
        "May I play the piano?",
        "piano playing",
        "am I allowed to play your piano",
        "who may use the piano",
        "practise on the piano",
        "is the piano free to play",
        "permission for the piano",
        "piano lessons and practice",
        "play some piano music",
        "book the piano to play",
        "touching the piano keys",
    ),
}


@pytest.fixture
def clean(library: Path, tmp_path: Path) -> Path:
    """The one article of a folder: three entries that nothing can be said about."""
    folder = shutil.copytree(library, tmp_path / "faq")
    (folder / "library.yml").unlink()
    (folder / "_bot" / "not_covered.yml").write_text("themes: []\n", encoding="utf-8")
    file = folder / "house.yml"
    file.write_text("entries:\n" + "".join(_entry(*each) for each in PHRASINGS.items()), encoding="utf-8")
    return file


def _entry(id_: str, texts: tuple[str, ...]) -> str:
    head = f"  - id: {id_}\n    question: {texts[0]}\n    answer: Ask for the {id_}.\n    phrasings:\n"
    return head + "".join(f"      - {text}\n" for text in texts[1:])


def spoil(file: Path, old: str, new: str) -> Path:
    """Replace what stands once in a file."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file
