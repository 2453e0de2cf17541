"""Plots as inline SVG; colours are classes of the page's style sheet, so that light and dark both work."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from bot.evaluation.metrics import OUTCOMES, share
from bot.evaluation.visible import visible

WIDTH = 760
LABEL_WIDTH, END_WIDTH = 130, 74  # of the bars' names, and of the number behind them
BAR_HEIGHT, ROW_HEIGHT = 24, 38
LEFT, RIGHT, TOP, BOTTOM = 60, 20, 16, 52  # margins of a plot with axes
WIDE_ENOUGH = 30  # width from which a part of a bar has its number inside
STEADY = 0.05  # coverage below which risk jumps about: the axis is not made for it
DARK = ("right", "wrong", "missed")  # parts on which white is easier to read


def bars(groups: Mapping[str, Mapping[str, Any]]) -> str:
    """Return one bar for each group, cut by outcome, with the interval of the right ones."""
    room = WIDTH - LABEL_WIDTH - END_WIDTH
    parts = []
    for i, (name, group) in enumerate(groups.items()):
        top, left = 8 + i * ROW_HEIGHT, float(LABEL_WIDTH)
        middle = top + BAR_HEIGHT / 2
        parts.append(_text(LABEL_WIDTH - 12, middle + 5, visible(name, at_most=18), anchor="end"))
        for outcome in OUTCOMES:
            width = group[outcome]["share"] * room
            if width > 0:
                parts.append(_part(left, top, width, outcome, group[outcome]["count"]))
            left += width
        low, high = (LABEL_WIDTH + group["right"][end] * room for end in ("low", "high"))
        parts.append(_whisker((low, middle + 8), (high, middle + 8)))
        parts.append(_text(WIDTH - END_WIDTH + 10, middle + 5, f"n = {group['n']}", "small"))
    said = "; ".join(
        f"{visible(name)}: {group['right']['count']} of {group['n']} right" for name, group in groups.items()
    )
    return _svg("Outcomes by group", said, (WIDTH, 16 + len(groups) * ROW_HEIGHT), parts)


def risk(curves: Mapping[str, Mapping[str, Any]], answer_from: float) -> str:
    """Return risk against coverage for `answerable` and `all`, with a ring where the bot answers from."""
    height = 380
    risks = [point["risk"] for curve in curves.values() for point in curve["points"] if point["coverage"] >= STEADY]
    top = max(0.1, math.ceil(max(risks, default=0.0) * 10) / 10)
    x, y = _Scale(LEFT, WIDTH - RIGHT, 1.0), _Scale(height - BOTTOM, TOP, top)
    parts = [*_axes(x, y, height, "share of questions answered", "share of answers that are wrong")]
    for name, style in (("all", "second"), ("answerable", "first")):
        points = curves[name]["points"]
        path = " ".join(f"{x.at(point['coverage']):.1f},{y.at(min(point['risk'], top)):.1f}" for point in points)
        parts.append(f'<polyline class="line {style}" points="{path}"/>')
        working = [point for point in points if point["threshold"] >= answer_from]
        if working:
            parts.append(_circle(x.at(working[-1]["coverage"]), y.at(min(working[-1]["risk"], top)), 6, "here"))
    for row, (style, name) in enumerate(
        (("first", "questions that the article answers"), ("second", "all, also those it does not"))
    ):
        line = TOP + 14 + row * 20
        parts.append(f'<line class="line {style}" x1="{LEFT + 16}" x2="{LEFT + 52}" y1="{line}" y2="{line}"/>')
        parts.append(_text(LEFT + 60, line + 4, name))
    said = "; ".join(f"{name}: area {curve['area']:.3f}" for name, curve in curves.items())
    return _svg("Risk against coverage", said, (WIDTH, height), parts)


def reliability(bins: Sequence[Mapping[str, Any]]) -> str:
    """Return how often each bin of confidence was right, with intervals, against the line of perfect honesty."""
    width, height = 480, 420
    x, y = _Scale(LEFT, width - RIGHT, 1.0), _Scale(height - BOTTOM, TOP, 1.0)
    parts = [*_axes(x, y, height, "confidence of the bot", "share that was right")]
    parts.append(f'<line class="ideal" x1="{x.at(0)}" y1="{y.at(0)}" x2="{x.at(1)}" y2="{y.at(1)}"/>')
    most = max((each["n"] for each in bins), default=1)
    for each in bins:
        across = x.at(each["confidence"])
        interval = share(round(each["right"] * each["n"]), each["n"])
        parts.append(_whisker((across, y.at(interval.low)), (across, y.at(interval.high))))
        parts.append(_circle(across, y.at(each["right"]), 4 + 9 * math.sqrt(each["n"] / most), "dot"))
    said = "; ".join(f"confidence {each['confidence']:.2f}: {each['right']:.2f} right of {each['n']}" for each in bins)
    return _svg("Reliability of the confidence", said, (width, height), parts)


class _Scale:
    """Maps 0 to `top` onto pixels `start` to `end`."""

    def __init__(self, start: float, end: float, top: float) -> None:
        self.start, self.end, self.top = start, end, top

    def at(self, value: float) -> float:
        return round(self.start + (self.end - self.start) * value / self.top, 1)

    @property
    def ticks(self) -> list[float]:
        return [self.top * i / 5 for i in range(6)]


def _axes(x: _Scale, y: _Scale, height: float, across: str, upward: str) -> Iterable[str]:
    for tick in y.ticks:
        yield f'<line class="grid" x1="{x.start}" x2="{x.end}" y1="{y.at(tick)}" y2="{y.at(tick)}"/>'
        yield _text(x.start - 8, y.at(tick) + 4, f"{tick * 100:.0f} %", "small", anchor="end")
    for tick in x.ticks:
        yield _text(x.at(tick), y.start + 20, f"{tick * 100:.0f} %", "small", anchor="middle")
    yield f'<line class="axis" x1="{x.start}" x2="{x.end}" y1="{y.start}" y2="{y.start}"/>'
    yield _text((x.start + x.end) / 2, height - 8, across, anchor="middle")
    turned = _text(0, 0, upward, anchor="middle")
    yield f'<g transform="translate(14 {(y.start + y.end) / 2:.1f}) rotate(-90)">{turned}</g>'


def _part(left: float, top: float, width: float, outcome: str, count: int) -> str:
    rectangle = (
        f'<rect class="f-{outcome}" x="{left:.1f}" y="{top}" width="{max(width - 1, 0.5):.1f}" height="{BAR_HEIGHT}">'
        f"<title>{outcome.replace('_', ' ')}: {count}</title></rect>"
    )
    if width < WIDE_ENOUGH:
        return rectangle
    style = "inside light" if outcome in DARK else "inside"
    return rectangle + _text(left + width / 2, top + 13, str(count), style, anchor="middle")


def _whisker(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Draw a line with a short stroke across each end; it is level or upright."""
    (x1, y1), (x2, y2) = start, end
    dx, dy = (0, 3) if y1 == y2 else (3, 0)
    strokes = ((x1, y1, x2, y2), (x1 - dx, y1 - dy, x1 + dx, y1 + dy), (x2 - dx, y2 - dy, x2 + dx, y2 + dy))
    path = "".join(f"M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}" for a, b, c, d in strokes)
    return f'<path class="whisker" d="{path}"/>'


def _circle(x: float, y: float, radius: float, style: str) -> str:
    return f'<circle class="{style}" cx="{x}" cy="{y}" r="{radius:.1f}"/>'


def _text(x: float, y: float, text: str, style: str = "", *, anchor: str = "start") -> str:
    return f'<text class="{style}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(title: str, said: str, size: tuple[float, float], parts: Iterable[str]) -> str:
    """Put the parts of a plot together; `said` is what a screen reader says of it."""
    name, (width, height) = title.split()[0].lower(), size
    shape = "wide" if width == WIDTH else "square"
    head = f'<svg class="{shape}" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{name}-title {name}-said">'
    titles = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-said">{escape(said)}</desc>'
    return f"{head}{titles}{''.join(parts)}</svg>"
