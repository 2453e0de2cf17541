import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from bot.engine import Engine
from bot.evaluation import plots
from bot.evaluation.report_html import page
from bot.evaluation.report_json import Report, report, tally
from bot.evaluation.run import evaluate

VOID = {"meta", "input", "br", "line", "polyline", "circle", "path"}


class Outline(HTMLParser):
    """Checks that tags nest, and collects ids and links."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        held = dict(attrs)
        self.ids += [held["id"]] if held.get("id") else []
        self.links += [value for name in ("href", "src") if (value := held.get(name))]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(html: str) -> Outline:
    found = Outline()
    found.feed(html)
    return found


@pytest.fixture(scope="module")
def html(held: Report) -> str:
    return page({**held, "noise": {"typos": held["overall"]}})


def test_page_is_well_formed_and_every_link_leads_somewhere_in_it(html: str) -> None:
    found = outline(html)
    assert found.open == []
    assert len(found.ids) == len(set(found.ids))
    assert {link[1:] for link in found.links} <= set(found.ids)


def test_page_needs_nothing_from_elsewhere_and_no_script(html: str) -> None:
    assert not outline(html).tags & {"script", "link", "img", "iframe", "object"}
    assert "http" not in html
    assert "@import" not in html
    assert "url(" not in html


def test_page_shows_what_visitors_wrote_as_text_only(html: str) -> None:
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(&#x27;hot&#x27;)&lt;/script&gt;" in html
    assert "&lt;U+001B&gt;[31m&lt;U+202E&gt;on&lt;U+D800&gt;" in html
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\ud800-\udfff]", html)


def test_page_leaves_dollar_signs_alone(held: Report) -> None:
    items = [{**held["items"][0], "turns": ["$style ${n} $$ $"]}]
    assert "$style ${n} $$ $" in page({**held, "items": items})


def test_page_shows_every_dialogue_and_sections_only_where_measured(html: str, held: Report) -> None:
    assert html.count('class="item ') == len(held["items"])
    assert 'id="noise"' in html
    assert 'id="noise"' not in page(held)


def test_page_of_no_question_is_whole(small: Engine) -> None:
    assert outline(page(report(evaluate(small, ())))).open == []


def test_plots_are_xml_with_a_title_and_a_description() -> None:
    group = tally(["right"] * 3 + ["wrong"])
    curve = {"area": 0.1, "points": [{"threshold": 0.5, "coverage": 1.0, "risk": 0.25}]}
    bins = [{"low": 0.9, "high": 1.0, "n": 4, "confidence": 0.95, "right": 0.75}]
    for svg in (
        plots.bars({"<a & b>\x00": group}),
        plots.bars({}),
        plots.risk({"answerable": curve, "all": {"area": 0.0, "points": []}}, 0.4),
        plots.reliability(bins),
        plots.reliability([]),
    ):
        root = ElementTree.fromstring(svg)  # noqa: S314  our own text
        assert [child.tag for child in root][:2] == ["title", "desc"]


def test_bars_tell_a_screen_reader_the_figures() -> None:
    assert "near: 3 of 4 right" in plots.bars({"near": tally(["right"] * 3 + ["wrong"])})
