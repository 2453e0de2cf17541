"""The one feature space of the bot: words, characters, latent directions and meaning; and linear models over them."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from bot import embedding
from bot.embedding import unit
from bot.text import stem
from bot.types import Query

Array = NDArray[np.float32]
MAX_PHRASE = 5
CHAR_NGRAMS = (3, 4)
ITERATIONS, SPARSE_ITERATIONS = 25, 40
WHITENING_RIDGE = 0.3  # share of the mean variance that every axis is taken to have besides its own
FEW_TEXTS = 1000  # up to which a term that one text alone uses counts
MAX_SVD_ROWS = 8000  # from about this many texts on, the latent directions are learnt from a part of them
N_AXES = 64  # directions of meaning in which texts are compared
PRIOR_TEXTS = 100  # how many texts of the bank weigh as much as the general centre of meaning


class Phrases(dict[tuple[str, ...], str]):
    """Phrases (stemmed words, at most five), each with the name that it stands for."""

    @cached_property
    def starts(self) -> frozenset[str]:
        """The stems with which a phrase begins."""
        return frozenset(phrase[0] for phrase in self if phrase)


def phrase_table(rows: Mapping[str, Iterable[str]], tokenise: Callable[[str], tuple[str, ...]]) -> Phrases:
    """Map each phrase (stemmed words, at most five) to the name of its row; the name itself counts as a phrase."""
    table = Phrases()
    for name, phrases in rows.items():
        for phrase in (name, *phrases):
            table[tuple(stem(word) for word in tokenise(phrase.lower()))[:MAX_PHRASE]] = name
    return table


def find_phrases(tokens: Sequence[str], table: Phrases) -> list[tuple[int, int, str]]:
    """Return (start, end, name) for each longest phrase of the table in the tokens, left to right, none overlapping."""
    stems, found, start = [stem(token) for token in tokens], [], 0
    while start < len(stems):
        if stems[start] not in table.starts:
            start += 1
            continue
        for end in range(min(len(stems), start + MAX_PHRASE), start, -1):
            name = table.get(tuple(stems[start:end]))
            if name is not None:
                found.append((start, end, name))
                start = end - 1
                break
        start += 1
    return found


@dataclass(frozen=True, eq=False)
class Features:
    """Turns queries into vectors over words, then characters.

    Words are stems, pairs of stems and the concepts of `words.yml` (a lay word and the bank's word share one);
    characters are n-grams inside words; each half is TF-IDF with sublinear counts and length 1
    (Manning, Raghavan, Schuetze, Introduction to Information Retrieval, 2008, ch. 6).
    `terms`: each term's column, characters with a leading tab; `idf`: weights, `(n_terms,)`; `latent`: right singular
    vectors, `(n_terms, n_latent)` (Deerwester et al., 1990), with no columns where none are used.
    The meaning of a text is the mean vector of its tokens (`bot/embedding.py`) less `centre`, `(SIZE,)`, what the
    bank's texts have in common; `axes`: the directions in which they differ most, `(SIZE, n_axes)`.
    """

    concepts: Phrases
    terms: Mapping[str, int]
    n_words: int
    idf: Array
    latent: Array
    centre: Array
    axes: Array

    @classmethod
    def fit(cls, texts: Sequence[Query], concepts: Phrases) -> tuple[Features, sp.csr_matrix]:
        """Learn the terms from `texts`; return the features and the vectors of the texts, `(n_texts, n_terms)`.

        `with_directions` adds the latent directions and the meaning.
        """
        draft = cls(concepts, {}, 0, *(np.zeros((0, 0), np.float32) for _ in range(4)))
        settings = {"sublinear_tf": True, "dtype": np.float32}
        word = TfidfVectorizer(analyzer=draft.word_terms, **settings)
        char = TfidfVectorizer(analyzer=char_terms, min_df=2 if len(texts) > FEW_TEXTS else 1, **settings)
        matrix = sp.hstack([word.fit_transform(texts), char.fit_transform(texts)]).tocsr()
        n_words = len(word.vocabulary_)
        terms = {**word.vocabulary_, **{term: n_words + column for term, column in char.vocabulary_.items()}}
        idf = np.concatenate([word.idf_, char.idf_]).astype(np.float32)
        columns = {term: int(column) for term, column in terms.items()}
        nothing = np.zeros((len(terms), 0), np.float32)
        return cls(concepts, columns, n_words, idf, nothing, draft.centre, draft.axes), matrix

    def with_directions(self, texts: Sequence[Query], vectors: sp.csr_matrix, n_latent: int) -> Features:
        """Return the same features with the directions in which the bank's texts and their `vectors` differ most.

        `n_latent`: how many latent ones at most; 0 leaves them out.
        """
        some = vectors[:: max(1, vectors.shape[0] // MAX_SVD_ROWS)]
        shared = shared_terms(some)
        n_latent = max(0, min(n_latent, some.shape[0] - 1, len(shared) - 1))
        latent = np.zeros((len(self.terms), n_latent), np.float32)
        if n_latent:
            latent[shared] = TruncatedSVD(n_latent, n_iter=2, random_state=0).fit(some[:, shared]).components_.T
        centre, axes = _directions(texts)
        return replace(self, latent=latent, centre=centre, axes=axes)

    def word_terms(self, query: Query) -> list[str]:
        """Return the word terms of a query: stems, pairs of stems, concepts; repeats included."""
        stems = self.stems(query)
        return stems + [f"{a} {b}" for a, b in itertools.pairwise(stems)] + self.concepts_in(query)

    def stems(self, query: Query) -> list[str]:
        """Return the stems of a query in order."""
        return [stem(token) for token in query.tokens]

    def concepts_in(self, query: Query) -> list[str]:
        """Return the concepts that a query names."""
        return [f"={name}" for _, _, name in find_phrases(query.tokens, self.concepts)]

    @lru_cache(maxsize=256)  # noqa: B019  features live as long as the program
    def vector(self, query: Query) -> sp.csr_matrix:
        """Return the vector of one query, `(1, n_terms)`, each half of length 1 or zero; what `fit` gives, but fast."""
        columns: list[int] = []
        data: list[float] = []
        for names in (self.word_terms(query), char_terms(query)):
            counts = Counter(column for name in names if (column := self.terms.get(name)) is not None)
            values = [(1.0 + math.log(n)) * float(self.idf[column]) for column, n in counts.items()]
            norm = math.sqrt(sum(value * value for value in values)) or 1.0
            columns += counts
            data += [value / norm for value in values]
        order = np.argsort(np.array(columns, dtype=np.int32), kind="stable")
        parts = (np.array(data, np.float32)[order], np.array(columns, np.int32)[order], np.array([0, len(columns)]))
        return sp.csr_matrix(parts, shape=(1, len(self.terms)))

    def meanings(self, queries: Sequence[Query]) -> Array:
        """Return the meaning of each query, `(n, SIZE)`, of length 1, or zeros where nothing was said."""
        return _meanings(queries, self.centre)

    @lru_cache(maxsize=256)  # noqa: B019  as above
    def meaning(self, query: Query) -> Array:
        """Return the meaning of one query, `(SIZE,)`."""
        return np.asarray(self.meanings([query])[0], dtype=np.float32)

    @cached_property
    def rarest(self) -> float:
        """The weight of a word that the bank has never seen."""
        return float(self.idf[: self.n_words].max(initial=1.0))

    @cached_property
    def single(self) -> NDArray[np.bool_]:
        """Which terms are one stem or concept, `(n_terms,)`; pairs and characters are not."""
        single = np.zeros(len(self.terms), bool)
        single[
            [
                column
                for term, column in self.terms.items()
                if column < self.n_words and (" " not in term or term[0] == "=")
            ]
        ] = True
        return single


def shared_terms(matrix: sp.csr_matrix) -> NDArray[np.int64]:
    """Return the terms that two texts or more use; of few texts all that are used."""
    return np.flatnonzero(matrix.getnnz(axis=0) > (1 if matrix.shape[0] > FEW_TEXTS else 0))


def _meanings(queries: Sequence[Query], centre: Array) -> Array:
    raw = embedding.load().embed([" ".join(query.tokens) for query in queries])
    return unit((raw - centre) * raw.any(axis=1, keepdims=True))


def _directions(queries: Sequence[Query]) -> tuple[Array, Array]:
    """Return the centre of what queries mean, `(SIZE,)`, for few near the general one, and their main axes."""
    general = embedding.load()
    raw = general.embed([" ".join(query.tokens) for query in queries])
    centre = (raw.sum(axis=0) + PRIOR_TEXTS * general.centre) / (len(raw) + PRIOR_TEXTS)
    some = unit(raw - centre)[:: max(1, len(raw) // MAX_SVD_ROWS)]
    axes = np.linalg.svd(some, full_matrices=False)[2][:N_AXES].T
    return centre, np.ascontiguousarray(axes, dtype=np.float32)


def char_terms(query: Query) -> list[str]:
    """Return the character n-grams inside the words of a query, word ends marked by a blank, a tab in front."""
    return [term for token in query.tokens for term in _char_terms_of(token)]


@lru_cache(maxsize=65536)
def _char_terms_of(token: str) -> tuple[str, ...]:
    word = f" {token} "
    return tuple("\t" + word[i : i + n] for n in CHAR_NGRAMS for i in range(len(word) - n + 1))


def fit_linear(
    vectors: Any, target: NDArray[np.int64], *, strength: float, weight: NDArray[np.float32] | None = None
) -> tuple[Array, Array]:
    """Fit a multinomial logistic regression by L-BFGS (Nocedal and Wright, 2006, ch. 7).

    Dense vectors are searched along axes in which they vary alike, so that half the iterations get as far.

    Args:
        vectors: Dense or sparse, `(n, n_features)`.
        target: Classes 0 to n_classes - 1, `(n,)`.
        strength: Inverse of the L2 penalty on the coefficients; the intercepts go free.
        weight: Of each sample, `(n,)`; all 1 where not given.

    Returns:
        Coefficients, `(n_features, n_classes)`, and intercepts, `(n_classes,)`.
    """
    n, n_features = vectors.shape
    n_classes = int(target.max()) + 1
    each = np.arange(n)
    weight = np.ones(n, np.float32) if weight is None else weight.astype(np.float32)
    sparse = sp.issparse(vectors)
    transposed = vectors.T.tocsr() if sparse else vectors.T
    axes = sp.identity(n_features, np.float32, "csr") if sparse else _whitening(vectors)

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        packed = flat.reshape(n_features + 1, n_classes).astype(np.float32)
        coef, intercept = axes @ packed[:-1], packed[-1]
        share = softmax(vectors @ coef + intercept)
        value = -float(weight @ np.log(share[each, target] + 1e-12)) + 0.5 / strength * float((coef * coef).sum())
        share[each, target] -= 1.0
        share *= weight[:, None]
        gradient = np.vstack([axes.T @ (transposed @ share + coef / strength), share.sum(axis=0)[None, :]])
        return value / n, gradient.astype(np.float64).ravel() / n

    start = np.zeros((n_features + 1) * n_classes)
    limit = SPARSE_ITERATIONS if sparse else ITERATIONS
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": limit, "ftol": 1e-7})
    packed = found.x.reshape(n_features + 1, n_classes).astype(np.float32)
    return np.asarray(axes @ packed[:-1], dtype=np.float32), packed[-1]


def _whitening(vectors: Array) -> Array:
    """Return axes in which the vectors vary alike, `(n_features, n_features)`, by Cholesky's factors."""
    spread = vectors.T @ vectors / np.float32(len(vectors))
    ridge = WHITENING_RIDGE * max(float(np.trace(spread)) / len(spread), 1e-6)
    spread += ridge * np.eye(len(spread), dtype=np.float32)
    factor = np.linalg.cholesky(spread.astype(np.float64))
    return np.asarray(np.linalg.inv(factor).T, dtype=np.float32)


def products(by_term: sp.csr_matrix, columns: NDArray[np.int32], weights: Array) -> Array:
    """Return the dot products of a sparse vector with all columns of `by_term`, reading only the terms it has."""
    return np.asarray(by_term[columns].T @ weights, dtype=np.float32)


def softmax(scores: Any) -> Array:
    """Return probabilities along the last axis."""
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True), dtype=np.float32)
