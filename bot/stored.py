"""What was built, kept as arrays and JSON under the content's hash, and read back."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from bot import cache
from bot.build import Built, Progress, build
from bot.calibrate import Calibration
from bot.content import Content
from bot.features import Features, Phrases
from bot.retrievers.fuzzy import FuzzyRetriever
from bot.retrievers.tfidf import TfidfRetriever
from bot.text import Vocabulary
from bot.triage import AlarmModel

SOURCES = ("text", "bank", "embedding", "features", "retrievers/tfidf", "calibrate", "triage", "build", "stored")
KEPT = 4  # builds kept in the cache folder


def load_or_build(content: Content, folder: Path | None = None, progress: Progress = lambda _: None) -> Built:
    """Return what the cache holds for this content, or build it and keep it; the cache is never required.

    `folder`: None takes the user's cache folder. Several processes share one build, and its arrays in memory.
    """
    place = (folder or cache.folder()) / f"{content.hash}-{_recipe()}"
    with cache.lock(place):
        built = _restored(place, content)
        if built is None:
            built = build(content, progress)
            if cache.save(place, *_packed(built)):
                cache.prune(place.parent, keep=KEPT)
                built = _restored(place, content) or built
    return built


@functools.lru_cache(maxsize=1)
def _recipe() -> str:
    """Return a hash of the code that builds: what older code built is not used."""
    here = Path(__file__).parent
    return hashlib.sha256(b"".join((here / f"{name}.py").read_bytes() for name in SOURCES)).hexdigest()[:8]


def _packed(built: Built) -> tuple[dict[str, Any], dict[str, Any]]:
    tfidf, features, calibration, alarms = built.tfidf, built.features, built.calibration, built.alarms
    arrays = {
        "idf": features.idf,
        "latent": features.latent,
        "centre": features.centre,
        "axes": features.axes,
        "vectors": tfidf.vectors,
        "label_of": tfidf.label_of,
        "meanings": tfidf.meanings,
        "answers": tfidf.answers,
        "answer_meanings": tfidf.answer_meanings,
        "class_of": tfidf.class_of,
        "coef": tfidf.coef,
        "intercept": tfidf.intercept,
        "mean": calibration.mean,
        "scale": calibration.scale,
        "confidence_coef": calibration.coef,
        "confidence_intercept": calibration.intercept,
        "alarm_coef": alarms.coef,
        "alarm_intercept": alarms.intercept,
        "alarm_vectors": alarms.vectors,
    }
    meta = {
        "vocabulary": built.vocabulary.counts,
        "spellings": built.vocabulary.spellings,
        "concepts": [[" ".join(phrase), name] for phrase, name in features.concepts.items()],
        "terms": list(features.terms),
        "columns": list(features.terms.values()),
        "n_words": features.n_words,
        "labels": tfidf.labels,
        "phrasings": tfidf.phrasings,
        "similarity_weight": tfidf.similarity_weight,
        "answer_weight": tfidf.answer_weight,
        "answer": calibration.answer,
        "clarify": calibration.clarify,
        "curve": calibration.curve,
        "alarm_themes": alarms.themes,
    }
    return arrays, meta


def _features(arrays: dict[str, Any], meta: dict[str, Any]) -> Features:
    return Features(
        concepts=Phrases((tuple(phrase.split()), name) for phrase, name in meta["concepts"]),
        terms=dict(zip(meta["terms"], meta["columns"], strict=True)),
        n_words=meta["n_words"],
        idf=arrays["idf"],
        latent=arrays["latent"],
        centre=arrays["centre"],
        axes=arrays["axes"],
    )


def _restored(place: Path, content: Content) -> Built | None:
    held = cache.load(place)
    if held is None:
        return None
    arrays, meta = held
    try:
        features = _features(arrays, meta)
        tfidf = TfidfRetriever(
            features=features,
            labels=tuple(meta["labels"]),
            phrasings=tuple(meta["phrasings"]),
            vectors=cache.sparse(arrays, "vectors"),
            meanings=arrays["meanings"],
            dense=np.zeros((0, 0), np.float32),
            label_of=np.asarray(arrays["label_of"]),
            row_weights=np.zeros(0, np.float32),
            answers=cache.sparse(arrays, "answers"),
            answer_meanings=arrays["answer_meanings"],
            class_of=np.asarray(arrays["class_of"]),
            coef=arrays["coef"],
            intercept=arrays["intercept"],
            similarity_weight=meta["similarity_weight"],
            answer_weight=meta["answer_weight"],
        )
        calibration = Calibration(
            arrays["mean"],
            arrays["scale"],
            arrays["confidence_coef"],
            arrays["confidence_intercept"],
            meta["answer"],
            meta["clarify"],
            tuple((p, q) for p, q in meta["curve"]),
        )
        alarms = AlarmModel(
            arrays["alarm_coef"],
            arrays["alarm_intercept"],
            cache.sparse(arrays, "alarm_vectors"),
            tuple(meta["alarm_themes"]),
        )
    except (KeyError, ValueError, TypeError):
        return None
    if tfidf.labels != tuple(content.labelled):
        return None
    fuzzy = FuzzyRetriever(tfidf.phrasings, tuple(tfidf.labels[i] for i in tfidf.label_of))
    return Built(Vocabulary(meta["vocabulary"], meta["spellings"]), features, tfidf, fuzzy, calibration, alarms)
