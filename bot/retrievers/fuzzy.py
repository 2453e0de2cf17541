"""Fuzzy search: the last resort for what TF-IDF cannot see; never sure of itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.bank import Bank
from bot.types import Hit, Query

MIN_RATIO = 70.0


@dataclass(frozen=True, eq=False)
class FuzzyRetriever:
    """Edit-distance search over the phrasings (rapidfuzz WRatio without its partial matches)."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]

    @classmethod
    def fit(cls, bank: Bank) -> FuzzyRetriever:
        """Keep each row's text and label."""
        return cls(tuple(" ".join(row.tokens) for row in bank.rows), tuple(bank.labels[i] for i in bank.label_of))

    def search(self, query: Query, k: int = 10) -> tuple[Hit, ...]:
        """Return at most `k` hits, best first, by the ratio of sorted words, 0 to 1; empty below .7."""
        text = " ".join(query.tokens)
        if not text:
            return ()
        found: Sequence[tuple[str, float, int]] = process.extract(
            text, self.texts, scorer=fuzz.token_sort_ratio, score_cutoff=MIN_RATIO, limit=5 * k
        )
        best: dict[str, Hit] = {}
        for phrasing, ratio, row in found:
            best.setdefault(self.labels[row], Hit(self.labels[row], ratio / 100, phrasing))
        return tuple(sorted(best.values(), key=lambda hit: (-hit.score, hit.entry_id))[:k])
