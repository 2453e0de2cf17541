"""Masks what identifies a person, before anything is stored."""

from __future__ import annotations

import re

_MASKS = (
    ("[link]", re.compile(r"\bhttps?://[^\s<>]{1,300}", re.IGNORECASE)),
    ("[email]", re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}")),
    ("[id]", re.compile(r"\b(?=[a-z]{0,8}\d)(?=\w{0,19}[a-z])(?=(?:[a-z]*\d){4})[a-z0-9]{6,20}\b", re.IGNORECASE)),
    ("[number]", re.compile(r"(?<!\w)[+(]?\d(?:[\s()./-]{0,2}\d){5,19}(?!\w)")),
)
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def redact(text: str) -> str:
    """Return `text` with links, e-mail addresses, ids and numbers of six digits and more masked.

    Characters that databases refuse (NUL and other controls, unpaired surrogates) become a replacement character.
    Dates such as 2023-09-10 are masked too: a birthday looks the same.
    """
    text = _UNSTORABLE.sub("\ufffd", text)
    for mask, pattern in _MASKS:
        text = pattern.sub(mask, text)
    return text
