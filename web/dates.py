"""Dates as people write them."""

from __future__ import annotations

from datetime import date


def long_date(value: str) -> str:
    """Return `2023-09-10` as `September 10, 2023`; anything else as it is.

    >>> long_date("2023-09-10")
    'September 10, 2023'
    >>> long_date("autumn 2023")
    'autumn 2023'
    """
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return f"{day:%B} {day.day}, {day.year}"
