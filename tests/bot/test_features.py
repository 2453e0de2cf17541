import numpy as np
import pytest

from bot.features import Features, char_terms, find_phrases, fit_linear, phrase_table, softmax
from bot.text import tokenise
from bot.types import Query

TABLE = phrase_table({"als": ["lou gehrig's disease", "mnd"], "muscle loss": ["wasting away"]}, tokenise)


def query(text: str) -> Query:
    return Query(text, tuple(text.split()))


@pytest.fixture
def texts() -> list[Query]:
    return [query(text) for text in ("what is als", "what is muscle loss", "muscles wasting away", "is there a cure")]


@pytest.fixture
def features(texts: list[Query]) -> Features:
    return Features.fit(texts, TABLE)[0]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("what is als", [(2, 3, "als")]),
        ("lou gehrig's disease or mnd", [(0, 3, "als"), (4, 5, "als")]),
        ("muscles are wasting away", [(2, 4, "muscle loss")]),
        ("muscle loss", [(0, 2, "muscle loss")]),
        ("wasting time", []),
    ],
)
def test_find_phrases_takes_the_longest_phrases_in_any_form(text: str, found: list[tuple[int, int, str]]) -> None:
    assert find_phrases(text.split(), TABLE) == found


def test_find_phrases_prefers_a_long_phrase_to_the_short_one_in_it() -> None:
    table = phrase_table({"cord": [], "injury": ["spinal cord injury"]}, tokenise)
    assert find_phrases(["a", "spinal", "cord", "injury"], table) == [(1, 4, "injury")]


def test_char_terms_are_runs_inside_words_with_the_ends_marked() -> None:
    assert char_terms(query("ms")) == ["\t ms", "\tms ", "\t ms "]


def test_lay_words_share_a_concept_with_the_word_of_the_bank(features: Features) -> None:
    assert features.concepts_in(query("my muscles wasting away from mnd")) == ["=muscle loss", "=als"]


def test_vector_of_one_query_is_what_fit_gave_for_it(texts: list[Query]) -> None:
    features, matrix = Features.fit(texts, TABLE)
    for i, text in enumerate(texts):
        np.testing.assert_allclose(features.vector(text).toarray(), matrix[i].toarray(), atol=1e-6)


def test_each_half_of_a_vector_has_length_one(features: Features) -> None:
    values = features.vector(query("what is als")).toarray()[0]
    words, characters = values[: features.n_words], values[features.n_words :]
    assert np.linalg.norm(words) == pytest.approx(1.0)
    assert np.linalg.norm(characters) == pytest.approx(1.0)


@pytest.mark.parametrize("text", ["", "жжж щщщ", "qqq"])
def test_vector_of_unknown_words_is_empty(features: Features, text: str) -> None:
    assert features.vector(query(text)).nnz == 0


def test_latent_directions_are_left_out_on_request_and_never_more_than_the_texts_allow(texts: list[Query]) -> None:
    features, vectors = Features.fit(texts, TABLE)
    assert features.with_directions(texts, vectors, 0).latent.shape[1] == 0
    assert features.with_directions(texts, vectors, 300).latent.shape[1] == 3


def test_the_same_texts_give_the_same_features(texts: list[Query]) -> None:
    first, second = (
        features.with_directions(texts, vectors, 2)
        for features, vectors in (Features.fit(texts, TABLE), Features.fit(texts, TABLE))
    )
    assert first.terms == second.terms
    np.testing.assert_array_equal(first.latent, second.latent)


def test_single_terms_are_words_and_concepts_and_not_pairs_or_characters(features: Features) -> None:
    single = {term for term, column in features.terms.items() if features.single[column]}
    assert {"what", "cure", "=als"} <= single
    assert not [term for term in single if term.startswith("\t") or (" " in term and not term.startswith("="))]


def test_a_concept_of_two_words_is_a_single_term(features: Features) -> None:
    assert features.single[features.terms["=muscle loss"]]


def test_softmax_gives_probabilities_however_large_the_scores() -> None:
    np.testing.assert_allclose(softmax(np.array([[0.0, 0.0], [1000.0, 0.0]])), [[0.5, 0.5], [1.0, 0.0]], atol=1e-6)


def test_fit_linear_separates_what_can_be_separated() -> None:
    vectors = np.array([[-2.0], [-1.0], [1.0], [2.0]], np.float32)
    coef, intercept = fit_linear(vectors, np.array([0, 0, 1, 1]), strength=100.0)
    assert (vectors @ coef + intercept).argmax(axis=1).tolist() == [0, 0, 1, 1]


def test_fit_linear_heeds_the_weight_of_a_sample() -> None:
    same = np.zeros((2, 1), np.float32)
    weight = np.array([3.0, 1.0], np.float32)
    coef, intercept = fit_linear(same, np.array([0, 1]), strength=1.0, weight=weight)
    np.testing.assert_allclose(softmax(same @ coef + intercept)[0], [0.75, 0.25], atol=0.01)
