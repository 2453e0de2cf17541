"""Fits the confidence of banks too small to fit their own: `python -m bot.evaluation.small_banks` prints it as YAML.

Such banks are cut from the bundled article: some of its entries, a few texts each, without its not-covered questions.
Asked are other phrasings of these entries, phrasings of the entries that were cut away, and not-covered questions.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import yaml

from bot.build import build
from bot.calibrate import N_FEATURES, TOP, Calibration, Trial, features_of, fit
from bot.content import Content, load
from bot.text import normalise
from bot.types import Entry

N_BANKS = 16
N_ENTRIES = 10, 55
N_TEXTS = 1, 4
ASKED = 3  # of each entry, kept or cut away
SHARE_WITHOUT_ANSWER = 0.4
WRONG_RATE, CLARIFY_RATE = 0.2, 0.5
Asked = tuple[str, str | None]


def fitted(content: Content, n_banks: int = N_BANKS) -> tuple[Calibration, int]:
    """Return the calibration fitted on `n_banks` small banks cut from `content`, and the number of questions asked."""
    chance = random.Random(0)  # noqa: S311  a fixed draw, no secret
    parts = [part for _ in range(n_banks) for part in _asked(content, chance)]
    features = np.array([part[0] for part in parts], np.float32)
    right = np.array([part[1] for part in parts])
    answered = np.array([part[2] for part in parts])
    share = np.where(answered, (1 - SHARE_WITHOUT_ANSWER) / answered.mean(), SHARE_WITHOUT_ANSWER / (~answered).mean())
    return fit(Trial(features, right, share.astype(np.float32)), WRONG_RATE, CLARIFY_RATE), len(parts)


def _asked(content: Content, chance: random.Random) -> Iterator[tuple[np.ndarray, list[bool], bool]]:
    """Cut one small bank and ask it: features and rightness of the first candidates, and whether there is an answer."""
    entries = list(content.entries.values())
    kept = chance.sample(entries, chance.randint(*N_ENTRIES))
    n_texts = chance.randint(*N_TEXTS)
    texts = {entry.id: chance.sample(entry.phrasings, n_texts - 1) for entry in kept}
    small = _cut(kept, texts)
    built = build(small)
    ids = frozenset(small.entries)
    for text, truth in _questions(content, texts, chance):
        query = normalise(text, built.vocabulary)
        hits = built.tfidf.search(query, len(built.tfidf.labels))
        own = [hit for hit in hits if hit.entry_id in ids][: TOP + 1]
        rival = next((hit for hit in hits if hit.entry_id not in ids), None)
        features = np.zeros((TOP, N_FEATURES), np.float32)
        for i, hit in enumerate(own[:TOP]):
            features[i] = features_of(hit, own, rival, len(query.tokens))
        right = [hit.entry_id == truth for hit in own[:TOP]]
        yield features, [*right, *[False] * (TOP - len(right))], truth is not None


def _questions(content: Content, texts: dict[str, list[str]], chance: random.Random) -> Iterator[Asked]:
    for entry in content.entries.values():
        fresh = [text for text in entry.phrasings if text not in texts.get(entry.id, ())]
        for text in chance.sample(fresh, ASKED):
            yield text, entry.id if entry.id in texts else None
    for theme in content.themes.values():
        yield chance.choice(theme.phrasings), None


def _cut(kept: list[Entry], texts: dict[str, list[str]]) -> Content:
    entries = [{"id": e.id, "question": e.question, "answer": e.answer, "phrasings": texts[e.id]} for e in kept]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "small.yml"
        file.write_text(yaml.safe_dump({"entries": entries}), encoding="utf-8")
        return load(file)


def as_yaml(calibration: Calibration) -> str:
    """Return the calibration as `settings.yml` holds it."""
    rounded = {
        "mean": calibration.mean,
        "scale": calibration.scale,
        "coef": calibration.coef[:, 1] - calibration.coef[:, 0],
        "intercept": calibration.intercept[1] - calibration.intercept[0],
        "answer": calibration.answer,
        "clarify": calibration.clarify,
    }
    numbers = {key: np.round(np.asarray(value, np.float64), 4).tolist() for key, value in rounded.items()}
    return yaml.safe_dump({"small_bank": numbers}, default_flow_style=None, width=118, sort_keys=False)


if __name__ == "__main__":
    calibration, n = fitted(load())
    sys.stdout.write(f"# {n} questions\n{as_yaml(calibration)}")
