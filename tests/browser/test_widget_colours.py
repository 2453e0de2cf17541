import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.browser.widget import Widget

ALS = "Is there a cure for ALS?"
# Of a colour of the node to the background it stands on (WCAG 2.2, relative luminance); forced ones count too.
CONTRAST = """(node, property) => {
  property ||= 'color';
  const paint = new OffscreenCanvas(1, 1).getContext('2d');
  const linear = (v) => v <= 10 ? v / 3295 : ((v / 255 + .055) / 1.055) ** 2.4;
  const light = (colour) => {
    paint.fillStyle = colour.replaceAll('none', '0');
    paint.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].map(linear);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const above = (one) => one.parentElement ?? one.getRootNode().host;
  let back = property === 'color' ? node : above(node);
  while (getComputedStyle(back).backgroundColor.endsWith(', 0)')) back = above(back);
  const both = [light(getComputedStyle(node)[property]), light(getComputedStyle(back).backgroundColor)];
  return (Math.max(...both) + .05) / (Math.min(...both) + .05) }"""
STOP = """() => {
  const node = document.activeElement.shadowRoot?.activeElement;
  if (!node) return null;
  window.contrast = CONTRAST;
  const { outlineStyle, outlineWidth } = getComputedStyle(node);
  return [node.ariaLabel || node.textContent, outlineStyle, outlineWidth, contrast(node, 'outlineColor')];
}""".replace("CONTRAST", CONTRAST)
LOOKS: dict[str, dict[str, object]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
}


def test_it_follows_the_dark_scheme(opener: Opener) -> None:
    shades = []
    for scheme in ("light", "dark"):
        widget = opener.widget(color_scheme=scheme).open()
        shades.append(widget.panel.evaluate("(node) => getComputedStyle(node).backgroundColor"))
    assert shades == ["rgb(255, 255, 255)", "rgb(21, 26, 27)"]


def test_forced_colours_leave_every_control_visible(opener: Opener) -> None:
    widget = opener.widget(forced_colors="active")
    assert widget.launcher.evaluate(CONTRAST) >= 3
    widget.open().ask(ALS)
    expect(widget.suggestions).not_to_have_count(0)
    for part in widget.host.get_by_role("button").all():
        if part.is_visible():
            assert part.evaluate("(node) => getComputedStyle(node).borderTopWidth") == "1px"
            assert part.evaluate(CONTRAST) >= 3
    expect(widget.questions.locator("p")).to_have_css("border-top-width", "1px")


@pytest.mark.parametrize("colour", ["%23ffcc00", "%23000000", "%23ffffff", "%23ff00ff"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_any_colour_of_the_publisher_stays_readable(colour: str, scheme: str, opener: Opener) -> None:
    widget = opener.widget(f"/embed?colour={colour}", color_scheme=scheme)
    expect(widget.launcher).to_be_visible()
    assert widget.launcher.evaluate(CONTRAST) >= 4.5


@pytest.mark.parametrize("look", LOOKS)
def test_every_stop_has_a_ring_that_stands_out_three_to_one(look: str, opener: Opener) -> None:
    widget = opener.widget(**LOOKS[look]).open()
    widget.ask(ALS)
    expect(widget.suggestions).not_to_have_count(0)
    seen = {}
    for _ in range(14):
        widget.page.keyboard.press("Tab")
        if stop := widget.page.evaluate(STOP):
            seen[stop[0]] = stop[1:]
    assert len(seen) >= 9
    assert {name: ring for name, ring in seen.items() if ring[:2] != ["solid", "2px"] or ring[2] < 3} == {}


@pytest.mark.parametrize("look", LOOKS)
def test_edges_of_fields_and_lines_of_icons_stand_out_three_to_one(look: str, opener: Opener) -> None:
    widget = opener.widget(**LOOKS[look]).open()
    widget.ask(ALS)
    widget.host.get_by_role("button", name="Not helpful").click()
    widget.respond(status=500, body="")
    widget.write("and?")
    expect(widget.problem).to_be_visible()
    for field in (widget.field, widget.host.locator("input"), widget.problem.get_by_role("button")):
        assert field.evaluate(CONTRAST, "borderTopColor") >= 3
    for icon in widget.panel.locator("svg").all():
        assert icon.evaluate(CONTRAST, "stroke") >= 3


def test_a_link_is_underlined_and_a_number_to_call_is_a_button_to_press(widget: Widget) -> None:
    widget.open().answer_with("See https://example.org/page.")
    expect(widget.ask(ALS).locator("a")).to_have_css("text-decoration-line", "underline")
    widget.page.unroute("**/api/chat")
    number = widget.ask("my father has chest pain and cannot breathe").locator("a[href^='tel:']").first
    expect(number).not_to_have_css("background-color", re.compile(r", 0\)$"))
    assert number.evaluate(CONTRAST) >= 4.5
    box = number.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 32
