"""What words mean in general: the static token vectors that come with the package wordllama, read without running it.

Its own loader would set up logging and ask the network for the tokeniser; both files lie in the package.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from bot.errors import BotError

WEIGHTS, TOKENIZER = "weights/l2_supercat_256.safetensors", "tokenizers/l2_supercat_tokenizer_config.json"
SIZE = 256  # numbers of a vector
CHUNK = 1000  # texts at a time


@dataclass(frozen=True, eq=False)
class Embedding:
    """Cuts a text into tokens and takes the direction of the sum of their vectors: `(n_tokens, SIZE)`, float16."""

    tokenizer: Tokenizer
    vectors: NDArray[np.float16]

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a vector of length 1 for each text, `(n, SIZE)`; of an empty text zeros."""
        sums = np.zeros((len(texts), SIZE), np.float32)
        for first in range(0, len(texts), CHUNK):
            encodings = self.tokenizer.encode_batch(list(texts[first : first + CHUNK]), add_special_tokens=False)
            filled = [(first + i, encoding.ids) for i, encoding in enumerate(encodings) if encoding.ids]
            if filled:
                places, ids = zip(*filled, strict=True)
                starts = np.cumsum([0, *map(len, ids[:-1])])
                tokens = np.fromiter(itertools.chain.from_iterable(ids), np.int64)
                sums[list(places)] = np.add.reduceat(self.vectors[tokens].astype(np.float32), starts)
        return unit(sums)

    @functools.cached_property
    def centre(self) -> NDArray[np.float32]:
        """The mean of all token vectors, `(SIZE,)`: what texts of any kind have in common."""
        return np.asarray(self.vectors.mean(axis=0, dtype=np.float32))


@functools.cache
def load() -> Embedding:
    """Read the vectors once for each process."""
    spec = find_spec("wordllama")
    folders = [Path(place) for place in (spec.submodule_search_locations if spec else None) or ()]
    if not folders or not all((folders[0] / name).is_file() for name in (WEIGHTS, TOKENIZER)):
        raise BotError("the word vectors of the package wordllama are missing: install faqbot with its dependencies")
    tokenizer = Tokenizer.from_file(str(folders[0] / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    (vectors,) = load_file(folders[0] / WEIGHTS).values()
    return Embedding(tokenizer, vectors)


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the rows scaled to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
