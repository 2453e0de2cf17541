import os
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

from bot import cache

ARRAYS = {"dense": np.array([1.0, 2.5], np.float32), "sparse": sp.csr_matrix(np.array([[0, 3], [0, 0], [4, 0]]))}
META = {"words": {"muscle": 3}, "threshold": 0.5}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder in which something was saved."""
    assert cache.save(tmp_path / "builds" / "one", ARRAYS, META)
    return tmp_path / "builds" / "one"


def test_load_returns_what_save_wrote(place: Path) -> None:
    held = cache.load(place)
    assert held is not None
    arrays, meta = held
    assert arrays["dense"].tolist() == [1.0, 2.5]
    assert cache.sparse(arrays, "sparse").toarray().tolist() == [[0, 3], [0, 0], [4, 0]]
    assert meta == META


def test_load_of_nothing_is_none(tmp_path: Path) -> None:
    assert cache.load(tmp_path / "nope") is None


def test_save_replaces_what_was_there(place: Path) -> None:
    assert cache.save(place, {"dense": np.zeros(1)}, {})
    held = cache.load(place)
    assert held is not None
    assert list(held[0]) == ["dense"]


def test_save_leaves_no_draft_behind(place: Path) -> None:
    assert [entry.name for entry in place.parent.iterdir()] == ["one"]


@pytest.mark.parametrize("name", ["dense.npy", "sparse.data.npy", "meta.json"])
def test_load_of_a_damaged_file_is_none(place: Path, name: str) -> None:
    file = place / name
    file.write_bytes(file.read_bytes()[:-3] + b"xxx")
    assert cache.load(place) is None


@pytest.mark.parametrize("name", ["dense.npy", "sparse.indptr.npy", "meta.json"])
def test_load_with_a_file_missing_is_none(place: Path, name: str) -> None:
    (place / name).unlink()
    assert cache.load(place) is None


@pytest.mark.parametrize("text", ["", "null", "[]", "5", "{}", '{"sums": []}', '{"sums": {"dense": "no"}, "meta": {}}'])
def test_load_of_a_strange_description_is_none(place: Path, text: str) -> None:
    (place / "meta.json").write_text(text, encoding="utf-8")
    assert cache.load(place) is None


def test_save_where_no_folder_can_be_is_false(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert not cache.save(tmp_path / "file" / "one", ARRAYS, META)


def test_sparse_of_a_name_that_was_not_saved_is_an_error(place: Path) -> None:
    held = cache.load(place)
    assert held is not None
    with pytest.raises(KeyError):
        cache.sparse(held[0], "nope")


def test_prune_keeps_the_newest(tmp_path: Path) -> None:
    for age, name in enumerate(["new", "middle", "old"]):
        cache.save(tmp_path / name, {}, {})
        os.utime(tmp_path / name / "meta.json", (1_000_000 - age, 1_000_000 - age))
    cache.prune(tmp_path, keep=2)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["middle", "new"]


def test_prune_of_a_missing_folder_does_nothing(tmp_path: Path) -> None:
    cache.prune(tmp_path / "nope", keep=1)
    assert not (tmp_path / "nope").exists()


def test_lock_where_no_folder_can_be_lets_the_work_go_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    done = []
    with cache.lock(tmp_path / "file" / "one"):
        done.append(1)
    assert done == [1]
