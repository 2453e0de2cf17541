import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Opener
from tests.browser.widget import Widget

ALS = "Is there a cure for ALS?"
LONG = "https://example.org/" + "a" * 300 + "\n\n" + "Wort" * 100
SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
CLIPPED = """(root) => [...root.querySelectorAll('button, p, .text, .ask')]
  .filter((node) => node.clientWidth && !node.closest('.away') &&
    (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 2))
  .map((node) => node.className + ': ' + node.textContent)"""
SMOOTH = """(host) => [...host.shadowRoot.querySelectorAll('*')]
  .filter((node) => getComputedStyle(node).scrollBehavior === 'smooth').length"""


def inside(part: Locator) -> bool:
    """Whether a part can be seen and reached where it stands, without scrolling the page."""
    script = (
        "(node) => { const box = node.getBoundingClientRect(); const root = node.getRootNode();"
        " return box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight"
        " && node.contains(root.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)) }"
    )
    reached: bool = part.evaluate(script)
    return reached


def fits(widget: Widget) -> None:
    for name in ("Close", "Options", "Send"):
        label = widget.host.locator(f"[aria-label='{name}']")
        assert inside(label), name
    assert inside(widget.field)
    assert widget.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert widget.log.evaluate("(node) => node.scrollWidth <= node.clientWidth")


@pytest.mark.parametrize(
    ("width", "height"), [(320, 256), (320, 640), (390, 844), (667, 375), (1280, 800), (1280, 500)]
)
def test_everything_is_in_view_at(width: int, height: int, opener: Opener) -> None:
    widget = opener.widget(viewport={"width": width, "height": height}).open()
    widget.answer_with(LONG)
    widget.ask(LONG)
    fits(widget)
    box = widget.log.bounding_box()
    assert box is not None
    assert box["height"] >= 80


@pytest.mark.parametrize("width", [320, 1280])
def test_title_menu_and_close_stand_in_one_row(width: int, opener: Opener) -> None:
    widget = opener.widget(viewport={"width": width, "height": 800}).open()
    parts = (widget.host.get_by_text("Questions about this article"), widget.menu, widget.host.get_by_label("Close"))
    boxes = [box for part in parts if (box := part.bounding_box())]
    assert [box["x"] for box in boxes] == sorted(box["x"] for box in boxes)
    middles = [box["y"] + box["height"] / 2 for box in boxes]
    assert max(middles) - min(middles) < 2


def test_a_phone_is_filled_and_controls_are_large_enough_to_touch(opener: Opener) -> None:
    widget = opener.widget(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    widget.launcher.tap()
    expect(widget.log).to_have_attribute("aria-live", "polite")
    assert widget.panel.evaluate("(node) => node.matches(':modal')")
    box = widget.panel.bounding_box()
    assert box is not None
    assert (box["x"], round(box["width"]), round(box["height"])) == (0, 390, 844)
    widget.ask(ALS)
    expect(widget.suggestions).not_to_have_count(0)
    small = widget.host.evaluate(
        "(host) => [...host.shadowRoot.querySelectorAll('button, summary, textarea')].filter((node) => {"
        " const box = node.getBoundingClientRect(); return box.width && Math.min(box.width, box.height) < 43.5 })"
        ".map((node) => node.ariaLabel || node.textContent)"
    )
    assert small == []
    assert widget.field.evaluate("(node) => parseFloat(getComputedStyle(node).fontSize)") >= 16


def test_a_page_wider_than_the_phone_does_not_widen_the_panel(opener: Opener) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    widget = opener.publisher('<div style="width: 600px">wide</div>TAG', **phone)
    widget.host.evaluate("(bot) => bot.open()")
    box = widget.panel.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)


def test_the_panel_follows_the_window_between_phone_and_desktop(opener: Opener) -> None:
    widget = opener.widget().open()
    for width, modal in ((390, "true"), (1280, "false")):
        widget.page.set_viewport_size({"width": width, "height": 800})
        expect(widget.panel).to_have_attribute("aria-modal", modal)
        expect(widget.panel).to_be_visible()
        assert widget.focused == "Your question"


def test_nothing_moves_where_motion_is_not_wanted(opener: Opener) -> None:
    for wanted in ("no-preference", "reduce"):
        widget = opener.widget(reduced_motion=wanted).open()
        widget.hold()
        widget.write(ALS)
        expect(widget.host.locator("[data-typing]")).to_be_visible()
        moving = "(host) => host.shadowRoot.getAnimations().length"
        assert (widget.host.evaluate(moving) > 0) == (wanted == "no-preference")
        assert widget.host.evaluate(SMOOTH) == 0
        widget.page.unroute("**/api/chat")
        widget.choose("Start over")
        expect(widget.host.locator("[data-typing]")).to_have_count(0)
        assert widget.host.evaluate(moving) == 0


def test_right_to_left_pages_have_it_mirrored(opener: Opener) -> None:
    page = opener.page()
    page.goto("/")
    page.evaluate("document.documentElement.dir = 'rtl'; document.body.append(document.querySelector('faq-bot'))")
    widget = Widget(page).open()
    box = widget.panel.bounding_box()
    assert box is not None
    assert box["x"] < 40
    expect(widget.field).to_have_css("direction", "rtl")
    expect(widget.log).to_have_css("direction", "rtl")


def test_what_is_seen_first_is_read_first(widget: Widget) -> None:
    widget.open().ask(ALS)
    expect(widget.suggestions).not_to_have_count(0)
    tops = widget.panel.evaluate(
        "(panel) => [...panel.querySelectorAll('.head, .greeting, .small, [data-from]>p, .text, .source, .ask, form')]"
        ".map((part) => part.getBoundingClientRect().top)"
    )
    assert tops == sorted(tops)


@pytest.mark.parametrize(("text", "direction"), [("هل يوجد علاج؟", "rtl"), ("Is there?", "ltr")])
def test_each_message_runs_in_its_own_direction(text: str, direction: str, widget: Widget) -> None:
    widget.open().answer_with(text)
    answer = widget.ask(text)
    expect(answer.locator(".text")).to_have_css("direction", direction)
    expect(widget.questions.locator("p")).to_have_css("direction", direction)


def test_doubled_text_doubles_and_fits(widget: Widget) -> None:
    before = widget.open().field.evaluate("(node) => parseFloat(getComputedStyle(node).fontSize)")
    widget.page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    assert widget.field.evaluate("(node) => parseFloat(getComputedStyle(node).fontSize)") == 2 * before
    widget.ask(ALS)
    fits(widget)


def test_wider_text_spacing_cuts_nothing_off(widget: Widget) -> None:
    widget.open().ask(ALS)
    expect(widget.suggestions).not_to_have_count(0)
    widget.host.evaluate(
        "(host, css) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
        " host.shadowRoot.adoptedStyleSheets = [...host.shadowRoot.adoptedStyleSheets, sheet] }",
        SPACING,
    )
    assert widget.panel.evaluate(CLIPPED) == []
    fits(widget)


def test_paper_shows_the_conversation_and_no_controls(widget: Widget) -> None:
    answer = widget.open().ask(ALS)
    widget.page.emulate_media(media="print")
    expect(answer).to_be_visible()
    for part in (widget.launcher, widget.field, widget.menu, widget.suggestions.first):
        expect(part).to_be_hidden()
    expect(widget.log).to_have_css("overflow-y", "visible")


def test_paper_shows_nothing_of_a_closed_widget(widget: Widget) -> None:
    widget.page.emulate_media(media="print")
    expect(widget.launcher).to_be_hidden()
    expect(widget.panel).to_be_hidden()


def test_the_page_does_not_jump_when_it_loads(opener: Opener) -> None:
    page = opener.page()
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => {"
        " for (const { value, hadRecentInput } of list.getEntries())"
        " shift += hadRecentInput ? 0 : value })"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    page.goto("/")
    Widget(page).open()
    assert page.evaluate("shift") == 0


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize(("position", "side"), [("left", "left"), ("right", "right"), ("", "end")])
def test_it_stands_in_the_corner_that_was_chosen(position: str, side: str, direction: str, opener: Opener) -> None:
    widget = opener.publisher(f'<body dir="{direction}"><faq-bot data-position="{position}"></faq-bot>TAG')
    box = widget.launcher.bounding_box()
    assert box is not None
    expected = {"end": "right" if direction == "ltr" else "left"}.get(side, side)
    assert ("left" if box["x"] < 640 else "right") == expected


def test_on_a_phone_what_can_be_asked_is_near_the_thumb(opener: Opener) -> None:
    widget = opener.widget(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    widget.launcher.tap()
    expect(widget.suggestions).not_to_have_count(0)
    last, log = widget.suggestions.last.bounding_box(), widget.log.bounding_box()
    assert last is not None
    assert log is not None
    assert log["y"] + log["height"] - (last["y"] + last["height"]) < 40
