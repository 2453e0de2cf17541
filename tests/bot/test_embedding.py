"""The word vectors come with their package, and texts that mean the same lie near each other."""

import numpy as np
import pytest

from bot import embedding
from bot.errors import BotError


def test_texts_that_mean_the_same_lie_nearer_than_others() -> None:
    vectors = embedding.load().embed(["can a doctor help", "might a physician be of use", "the price of a used car"])
    vectors -= embedding.load().centre
    near, far = vectors[0] @ vectors[1], vectors[0] @ vectors[2]
    assert near > far


def test_every_vector_has_length_one_but_that_of_an_empty_text() -> None:
    vectors = embedding.load().embed(["muscle", "", "жжж \x00 \U0001f9b4"])
    assert vectors.shape == (3, embedding.SIZE)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1.0, 0.0, 1.0], atol=1e-5)


def test_without_the_package_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    embedding.load.cache_clear()
    monkeypatch.setattr(embedding, "find_spec", lambda _: None)
    with pytest.raises(BotError, match="install faqbot"):
        embedding.load()
    embedding.load.cache_clear()
