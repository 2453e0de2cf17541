"""Text made ready for the bot: cleaned, tokenised, and its typos repaired against the bank's own words."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import snowballstemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from bot.types import Query

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'", "\u00b4": "'"})
_CONTROLS = {code: " " if chr(code) in "\t\n\r" else "" for code in (*range(32), 127)} | {ord("`"): "'"}
_BLANKS = re.compile(r" {2,}")
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")
_BRITISH = re.compile(r"is(e|ed|es|er|ing|ation)$")
_LONG_RUN = re.compile(r"(\w)\1{2,}")
# How words sound, roughly: enough to see that "atrofic" and "atrophic" are one word. Order matters.
_SOUNDS = (
    ("ph", "f"),
    ("gh", "g"),
    ("ck", "k"),
    ("sch", "sk"),
    ("qu", "kw"),
    ("x", "ks"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "si"),
    ("c", "k"),
    ("z", "s"),
    ("y", "i"),
    ("tion", "shn"),
    ("sion", "shn"),
    ("ae", "e"),
    ("ou", "u"),
)
_VOWELS = re.compile(r"[aeiou]+")


def clean(text: str) -> str:
    """Return `text` in NFKC, without accents, control, format and unpaired characters, in lower case."""
    if not text.isascii():
        text = _plain(text)
    return _BLANKS.sub(" ", text.translate(_CONTROLS)).casefold().strip()


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES)
    text = "".join(c if unicodedata.category(c)[0] != "C" else " " if c in "\n\r\t" else "" for c in text)
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def tokenise(text: str) -> tuple[str, ...]:
    """Return the words and numbers of a cleaned text, one-letter ones and "can't" kept whole."""
    return tuple(_TOKEN.findall(_LONG_RUN.sub(r"\1\1", text)))


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text, none of them empty."""
    return tuple(part.strip() for part in _SENTENCE_END.split(text) if part.strip())


@functools.lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of an English word (Snowball, https://snowballstem.org/algorithms/english/stemmer.html)."""
    return str(_stemmer().stemWord(word))


@functools.lru_cache(maxsize=1)
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


@functools.lru_cache(maxsize=1)
def _english() -> frozenset[str]:
    return frozenset(SpellChecker(language="en", distance=1).word_frequency.dictionary)


def is_english(word: str) -> bool:
    """Tell whether a general English dictionary holds `word`: such a word is never taken for a typo."""
    return word in _english() or _BRITISH.sub(r"iz\1", word) in _english()


@functools.lru_cache(maxsize=65536)
def _sound(word: str) -> str:
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    word = re.sub(r"(.)\1", r"\1", word)
    return word[:1] + _VOWELS.sub("a", word[1:])


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words a bank uses, with how often: what a typed word may be repaired to; and known misspellings."""

    counts: Mapping[str, int]
    spellings: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, trusted: Iterable[str], phrasings: Iterable[str], spellings: Mapping[str, str]) -> Vocabulary:
        """Take every word of the trusted texts, and of the phrasings those that are surely no typo.

        A word of a phrasing counts when a dictionary holds it, or when five phrasings use it and no other word of
        the bank is near it.
        """
        counts = Counter(word for text in trusted for word in tokenise(clean(text)))
        seen = Counter(word for text in phrasings for word in set(tokenise(clean(text))))
        counts.update({word: n for word, n in seen.items() if word in counts or is_english(word)})
        sure = cls(counts, spellings)
        counts.update(
            {word: n for word, n in seen.items() if n >= 5 and word not in counts and sure.repair(word) == word}
        )
        return cls(dict(sorted(counts.items())), spellings)

    @functools.cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        table: dict[str, list[str]] = {}
        for word in self.counts:
            if len(word) >= 4:
                table.setdefault(_sound(word), []).append(word)
        return table

    @functools.cached_property
    def _by_length(self) -> dict[int, list[str]]:
        table: dict[int, list[str]] = {}
        for word in self.counts:
            if len(word) >= 4 and not word.isdigit():
                table.setdefault(len(word), []).append(word)
        return table

    def _nearness(self, typed: str, word: str) -> float:
        """Return how alike two words are, 0 to 1: the mean of spelling and sound, a bit more where both use it."""
        spelling = OSA.normalized_similarity(typed, word)
        sound = OSA.normalized_similarity(_sound(typed), _sound(word))
        return 0.5 * spelling + 0.5 * sound + (0.02 if typed[0] == word[0] else 0.0)

    @functools.lru_cache(maxsize=32768)  # noqa: B019  a vocabulary lives as long as the program
    def repair(self, typed: str) -> str:
        """Return the bank's word that `typed` stands for, or `typed` where none is near enough.

        A word that exists, in the bank or in English, is left alone; so are numbers and very short words.
        """
        if typed in self.spellings:
            return self.spellings[typed]
        if typed in self.counts or len(typed) < 4 or any(c.isdigit() for c in typed) or is_english(typed):
            return typed
        reach = max(2, len(typed) // 3)
        lengths = range(len(typed) - reach, len(typed) + reach + 1)
        words = list(itertools.chain.from_iterable(self._by_length.get(length, ()) for length in lengths))
        found = process.extract(typed, words, scorer=OSA.normalized_similarity, score_cutoff=0.55, limit=12)
        near = {word for word, _, _ in found} | set(self._by_sound.get(_sound(typed), ()))
        if near:
            best = max(sorted(near), key=lambda word: (round(self._nearness(typed, word), 3), self.counts[word]))
            if self._nearness(typed, best) >= (0.76 if len(typed) < 6 else 0.7):
                return best
        return self._split(typed)

    def _split(self, typed: str) -> str:
        """Return `typed` as two words of the bank where they were run together, else `typed`."""
        cuts = [(typed[:i], typed[i:]) for i in range(2, len(typed) - 1)]
        pairs = [(a, b) for a, b in cuts if min(self.counts.get(a, 0), self.counts.get(b, 0)) >= 3]
        if not pairs:
            return typed
        return " ".join(max(pairs, key=lambda pair: min(map(len, pair))))


def normalise(text: str, vocabulary: Vocabulary) -> Query:
    """Return the query for a visitor's text: cleaned, tokenised, typos repaired."""
    cleaned = clean(text)
    typed = tokenise(cleaned)
    taken = [vocabulary.repair(word) for word in typed]
    repairs = tuple((a, b) for a, b in zip(typed, taken, strict=True) if a != b)
    return Query(text=cleaned, tokens=tuple(" ".join(taken).split()), repairs=repairs)
