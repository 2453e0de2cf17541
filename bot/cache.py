"""Arrays and JSON in a folder: kept once built, checked before use, never required. No pickle."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
import scipy.sparse as sp
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]


def folder() -> Path:
    """Return the user's cache folder for this program."""
    return Path(platformdirs.user_cache_dir("faqbot"))


@contextlib.contextmanager
def lock(place: Path) -> Iterator[None]:
    """Hold the lock of `place`: of several processes one builds and the others wait. No lock where impossible."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            stream = stack.enter_context(place.with_suffix(".lock").open("w"))
            fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def save(place: Path, arrays: Mapping[str, Any], meta: Mapping[str, Any]) -> bool:
    """Write arrays (dense or sparse) and JSON to the folder `place`, all at once; False where that is impossible."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=place.parent, prefix=".draft-"))
        flat = _flattened(arrays)
        for name, array in flat.items():
            np.save(draft / f"{name}.npy", np.ascontiguousarray(array), allow_pickle=False)
        sums = {name: _checksum(draft / f"{name}.npy") for name in flat}
        (draft / "meta.json").write_text(json.dumps({"sums": sums, "meta": meta}), encoding="utf-8")
        shutil.rmtree(place, ignore_errors=True)
        os.replace(draft, place)
    except OSError:
        return False
    return True


def load(place: Path) -> tuple[Arrays, dict[str, Any]] | None:
    """Read what `save` wrote, arrays mapped into memory (so processes share them); None where damaged or absent."""
    try:
        held = json.loads((place / "meta.json").read_text(encoding="utf-8"))
        arrays: Arrays = {}
        for name, expected in held["sums"].items():
            file = place / f"{name}.npy"
            if _checksum(file) != expected:
                return None
            mapped = np.load(file, mmap_mode="r", allow_pickle=False)
            arrays[name] = mapped.view(np.ndarray)  # the same memory; slices of a memmap are slow to make
        return arrays, held["meta"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def prune(parent: Path, *, keep: int) -> None:
    """Remove the oldest builds in `parent` beyond `keep`."""
    with contextlib.suppress(OSError):
        built = sorted(parent.glob("*/meta.json"), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in built[keep:]:
            shutil.rmtree(old.parent, ignore_errors=True)


def sparse(arrays: Arrays, name: str) -> sp.csr_matrix:
    """Return the sparse matrix that was saved under `name`.

    Raises:
        KeyError: It was not saved.
    """
    parts = tuple(arrays[f"{name}.{part}"] for part in ("data", "indices", "indptr"))
    return sp.csr_matrix(parts, shape=tuple(arrays[f"{name}.shape"]))


def _flattened(arrays: Mapping[str, Any]) -> Arrays:
    flat: Arrays = {}
    for name, array in arrays.items():
        if sp.issparse(array):
            csr = array.tocsr()
            flat |= {f"{name}.data": csr.data, f"{name}.indices": csr.indices, f"{name}.indptr": csr.indptr}
            flat[f"{name}.shape"] = np.array(csr.shape)
        else:
            flat[name] = np.asarray(array)
    return flat


def _checksum(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "blake2b").hexdigest()
