import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.content import Content, load
from bot.engine import Engine
from bot.stored import load_or_build
from bot.types import Message

QUESTIONS = ["what does a loan cost", "how do I renew my card", "fire in the library", "where can I park", "жжж", ""]


@pytest.fixture(scope="module")
def content(library: Path) -> Content:
    return load(library)


@pytest.fixture(scope="module")
def kept(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder in which the build of the small folder lies."""
    folder = tmp_path_factory.mktemp("kept")
    load_or_build(content, folder)
    return folder


@pytest.fixture
def cache(kept: Path, tmp_path: Path) -> Path:
    """A copy of that cache folder that a test may spoil."""
    return shutil.copytree(kept, tmp_path / "cache")


def built_anew(content: Content, folder: Path) -> bool:
    said: list[str] = []
    engine = Engine(content, load_or_build(content, folder, said.append))
    assert engine.reply(Message("fire in the library")).reply.kind == "emergency"
    return bool(said)


def the_build(folder: Path) -> Path:
    (place,) = [entry for entry in folder.iterdir() if entry.is_dir()]
    return place


def test_what_was_built_is_read_back(content: Content, cache: Path) -> None:
    assert not built_anew(content, cache)


def test_a_missing_cache_is_built_and_kept(content: Content, tmp_path: Path) -> None:
    assert built_anew(content, tmp_path / "new" / "folder")
    assert not built_anew(content, tmp_path / "new" / "folder")


def test_replies_from_the_cache_are_those_of_the_build(content: Content, cache: Path, small: Engine) -> None:
    restored = Engine(content, load_or_build(content, cache))
    for text in QUESTIONS:
        assert restored.reply(Message(text)).reply == small.reply(Message(text)).reply


@pytest.mark.parametrize("name", ["vectors.data.npy", "coef.npy", "meta.json"])
def test_a_damaged_cache_is_rebuilt_and_mended(name: str, content: Content, cache: Path) -> None:
    file = the_build(cache) / name
    file.write_bytes(b"\x00" + file.read_bytes()[1:-1])
    assert built_anew(content, cache)
    assert not built_anew(content, cache)


def test_a_cache_with_a_file_missing_is_rebuilt(content: Content, cache: Path) -> None:
    (the_build(cache) / "idf.npy").unlink()
    assert built_anew(content, cache)


def test_a_cache_of_another_shape_is_rebuilt(content: Content, cache: Path) -> None:
    meta = the_build(cache) / "meta.json"
    meta.write_text(meta.read_text(encoding="utf-8").replace('"labels"', '"lables"'), encoding="utf-8")
    assert built_anew(content, cache)


def test_a_cache_that_cannot_be_written_is_not_required(content: Content, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert built_anew(content, tmp_path / "file")
    assert built_anew(content, tmp_path / "file")


def test_another_content_has_another_place(content: Content, cache: Path, library: Path, tmp_path: Path) -> None:
    changed = shutil.copytree(library, tmp_path / "faq")
    file = changed / "library.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("Every day", "Each day"), encoding="utf-8")
    assert built_anew(load(changed), cache)
    assert not built_anew(content, cache)


def test_two_at_once_build_only_once(content: Content, tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        anew = list(pool.map(lambda _: built_anew(content, tmp_path / "cache"), range(2)))
    assert sorted(anew) == [False, True]
