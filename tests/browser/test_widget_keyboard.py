import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.browser.widget import Widget

FIELD = "Your question"
STOP = """() => {
  const node = document.activeElement.shadowRoot?.activeElement;
  if (!node) return null;
  const { x, y, width, height } = node.getBoundingClientRect();
  return [node.ariaLabel || node.textContent, { x: x - 6, y: y - 6, width: width + 12, height: height + 12 }];
}"""


def press(widget: Widget, *keys: str) -> None:
    for key in keys:
        widget.page.keyboard.press(key)


def tab_to(widget: Widget, name: str, key: str = "Tab") -> None:
    for _ in range(40):
        press(widget, key)
        if widget.focused.startswith(name):
            return
    pytest.fail(f"no stop is called {name}")


def test_a_conversation_from_opening_to_closing_needs_no_mouse(widget: Widget) -> None:
    tab_to(widget, "Ask a question")
    press(widget, "Enter")
    assert widget.focused == FIELD
    widget.page.keyboard.type("Is there a cure for ALS?")
    press(widget, "Enter")
    expect(widget.answers).to_have_count(1)
    assert widget.focused == FIELD
    press(widget, "Escape")
    expect(widget.panel).to_be_hidden()
    assert widget.focused.startswith("Ask a question")


def test_a_suggestion_is_near_and_leaves_the_focus_in_the_field(widget: Widget) -> None:
    widget.open()
    expect(widget.suggestions).not_to_have_count(0)
    press(widget, "Shift+Tab")
    last = widget.suggestions.last.inner_text()
    assert widget.focused == last
    press(widget, "Enter")
    expect(widget.questions).to_contain_text(last)
    assert widget.focused == FIELD
    expect(widget.suggestions.filter(has_text=last)).to_have_count(0)


def test_shift_and_enter_break_the_line(widget: Widget) -> None:
    widget.open()
    press(widget, "a", "Shift+Enter", "b")
    assert widget.field.input_value() == "a\nb"
    expect(widget.questions).to_have_count(0)


def test_enter_that_ends_a_composition_does_not_send(widget: Widget) -> None:
    widget.open().field.fill("きんいしゅく")
    for code in ({"isComposing": True, "keyCode": 13}, {"isComposing": False, "keyCode": 229}):
        widget.field.dispatch_event("keydown", {"key": "Enter", "bubbles": True, **code})
    expect(widget.questions).to_have_count(0)
    press(widget, "Enter")
    expect(widget.questions).to_have_count(1)


@pytest.mark.parametrize("text", ["", " ", " \n\t "])
def test_a_blank_question_is_not_sent(text: str, widget: Widget) -> None:
    widget.open().field.fill(text)
    press(widget, "Enter")
    widget.send.click()
    expect(widget.questions).to_have_count(0)


def test_escape_closes_the_menu_before_the_panel(widget: Widget) -> None:
    widget.open().menu.click()
    expect(widget.host.locator("details")).to_have_attribute("open", "")
    press(widget, "Escape")
    expect(widget.host.locator("details")).not_to_have_attribute("open", "")
    expect(widget.panel).to_be_visible()
    assert widget.focused == "Options"
    press(widget, "Escape")
    expect(widget.panel).to_be_hidden()


def test_the_panel_on_a_desktop_is_no_trap(widget: Widget) -> None:
    widget.open()
    expect(widget.panel).to_have_attribute("aria-modal", "false")
    tab_to(widget, "Ask", "Shift+Tab")
    expect(widget.panel).to_be_visible()


def test_focus_stays_in_the_panel_that_fills_a_phone(opener: Opener) -> None:
    widget = opener.widget(viewport={"width": 390, "height": 844}).open()
    expect(widget.panel).to_have_attribute("aria-modal", "true")
    for _ in range(20):
        press(widget, "Tab")
        assert widget.page.evaluate("['FAQ-BOT', 'BODY'].includes(document.activeElement.tagName)")
    press(widget, "Escape")
    expect(widget.panel).to_be_hidden()
    assert widget.focused.startswith("Ask a question")


def test_every_stop_shows_its_focus(widget: Widget) -> None:
    widget.open().ask("Is there a cure for ALS?")
    expect(widget.suggestions).not_to_have_count(0)
    seen = set()
    for _ in range(14):
        press(widget, "Tab")
        stop = widget.page.evaluate(STOP)
        if stop:
            name, around = stop
            focused = widget.page.screenshot(clip=around, caret="hide")
            widget.page.evaluate("document.activeElement.shadowRoot.activeElement.blur()")
            assert widget.page.screenshot(clip=around, caret="hide") != focused, name
            seen.add(name)
    assert len(seen) >= 9


def test_a_closed_panel_has_no_stop_and_the_focus_opens_nothing(widget: Widget) -> None:
    stops = []
    for _ in range(25):
        press(widget, "Tab")
        stops.append(widget.focused)
        assert widget.host.evaluate("(host) => !host.shadowRoot.activeElement?.closest('[part~=panel]')")
    assert sum(stop.startswith("Ask a question") for stop in stops) >= 1
    expect(widget.panel).to_be_hidden()


def test_letters_typed_on_the_page_open_nothing_and_typed_text_stays_inside(widget: Widget) -> None:
    widget.page.evaluate("addEventListener('keydown', ({ key }) => document.body.dataset.keys = key)")
    widget.page.keyboard.type("abc?/")
    expect(widget.panel).to_be_hidden()
    widget.open().field.press_sequentially("x")
    expect(widget.page.locator("body")).to_have_attribute("data-keys", "/")


def test_the_widget_steps_aside_for_what_has_the_focus_of_the_page(opener: Opener) -> None:
    widget = opener.widget(viewport={"width": 500, "height": 500}).open()
    covered = (
        "(() => { const { activeElement: node } = document; const box = node.getBoundingClientRect();"
        " const top = document.elementFromPoint(box.right - 6, box.bottom - 6);"
        " return node !== document.body && node.tagName !== 'FAQ-BOT' && top?.tagName === 'FAQ-BOT' })()"
    )
    widget.page.locator("#q").focus()
    for _ in range(3):
        press(widget, "Shift+Tab")
    for _ in range(6):
        press(widget, "Tab")
        widget.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert not widget.page.evaluate(covered), widget.focused
