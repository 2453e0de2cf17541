"""Telephone numbers in a text, as links."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

NUMBER = re.compile(r"(\+?\d[\d ()-]{5,}\d|\b\d{3}\b)")


def callable_numbers(text: str) -> Markup:
    """Return an emergency's text with the numbers in it as links; as in the widget, 5 or 6 digits are for texting.

    >>> callable_numbers("Call 911 <now>.")
    Markup('Call <a href="tel:911">911</a> &lt;now&gt;.')
    """
    parts = NUMBER.split(text)
    return Markup("").join(_link(part) if i % 2 else escape(part) for i, part in enumerate(parts))


def _link(number: str) -> Markup:
    return Markup('<a href="tel:{}">{}</a>').format(re.sub(r"[^+\d]", "", number), number)
