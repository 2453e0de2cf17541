"""axe-core in every state: no finding of WCAG 2.2 A and AA, none of its best practices."""

from importlib import resources

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
OPTIONS = """{ resultTypes: ['violations'],
  rules: { 'target-size': { enabled: true }, 'label-content-name-mismatch': { enabled: true } } }"""
RUN = f"""() => axe.run(document, {OPTIONS}).then(({{ violations }}) =>
  violations.map(({{ id, nodes }}) => id + ' ' + nodes.map(({{ target }}) => target.join(' ')).join(', ')))"""
SETTLED = """() => Promise.all((document.querySelector('faq-bot')?.shadowRoot ?? document).getAnimations()
  .map((one) => one.effect.getTiming().iterations === 1 && one.finished))"""
SCREENS = {
    "desktop": {},
    "desktop, dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 640}},
    "narrow, dark": {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"},
}


def findings(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    page.evaluate(SETTLED)
    found: list[str] = page.evaluate(RUN)
    return found


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_in_any_state(screen: str, opener: Opener) -> None:
    widget = opener.widget(**SCREENS[screen])
    page = widget.page
    found = {"closed": findings(page)}
    widget.open()
    expect(widget.suggestions).not_to_have_count(0)
    found["open"] = findings(page)
    widget.ask("Is there a cure for ALS?")
    widget.host.get_by_role("button", name="Not helpful").click()
    found["answer with a comment"] = findings(page)
    widget.menu.click()
    found["menu"] = findings(page)
    page.keyboard.press("Escape")
    widget.ask("how much creatine should i take")
    expect(widget.suggestions).not_to_have_count(0)
    found["referral"] = findings(page)
    choice = {"id": "als-cure", "question": "Is there a cure for ALS?"}
    widget.answer_with("Which?", kind="clarify", suggestions=[choice])
    widget.ask("cure")
    found["clarify"] = findings(page)
    assert {state: list_ for state, list_ in found.items() if list_} == {}


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_where_something_is_wrong(screen: str, opener: Opener) -> None:
    widget = opener.widget(**SCREENS[screen]).open()
    page = widget.page
    found = {}
    widget.ask("my father has chest pain and cannot breathe")
    found["emergency"] = findings(page)
    widget.respond(status=500, body="")
    widget.write("a")
    expect(widget.problem).to_have_count(1)
    found["error"] = findings(page)
    widget.respond(status=429, headers={"Retry-After": "60"}, body="")
    widget.write("b")
    expect(widget.problem).to_have_count(2)
    found["too many"] = findings(page)
    widget.hold()
    widget.write("c")
    expect(widget.host.locator("[data-typing]")).to_be_visible()
    found["waiting"] = findings(page)
    widget.field.fill("x" * 950)
    found["counter"] = findings(page)
    assert {state: list_ for state, list_ in found.items() if list_} == {}


def test_axe_finds_nothing_from_right_to_left_and_in_forced_colours(opener: Opener) -> None:
    widget = opener.widget(forced_colors="active")
    widget.page.evaluate("document.documentElement.dir = 'rtl'")
    widget.open().ask("Is there a cure for ALS?")
    assert findings(widget.page) == []


def test_axe_finds_nothing_in_the_inline_form(opener: Opener) -> None:
    widget = opener.widget("/embed?variant=inline")
    expect(widget.field).to_be_visible()
    widget.ask("Is there a cure for ALS?")
    assert findings(widget.page) == []


@pytest.mark.parametrize("path", ["/", "/ask", "/ask?q=is+there+a+cure+for+als", "/ask?q=i+have+chest+pain", "/embed"])
@pytest.mark.parametrize("screen", ["desktop", "narrow, dark"])
def test_axe_finds_nothing_on_the_pages(path: str, screen: str, opener: Opener) -> None:
    page = opener.page(**SCREENS[screen])
    page.goto(path)
    assert findings(page) == []
