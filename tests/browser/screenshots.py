"""Photographs the widget in its states into `screenshots/`, and the README's picture into `docs/widget.png`."""

from __future__ import annotations

import base64
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from bot.content import load
from bot.engine import Engine
from bot.stored import load_or_build
from tests.browser.live import browsing, serving
from tests.browser.widget import Widget
from web.settings import read

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "screenshots"
PICTURE = ROOT / "docs" / "widget.png"
PICTURE_BYTES = 250_000
SCREENS: dict[str, dict[str, object]] = {
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
    },
    "desktop": {"viewport": {"width": 1440, "height": 860}},
    "narrow": {"viewport": {"width": 320, "height": 640}},
}
FRAME = """<!doctype html><style>
body {{ margin: 0; width: 1140px; padding: 28px; box-sizing: border-box; display: flex; gap: 40px; align-items: center;
  background: #e4ecea }}
img {{ display: block; border-radius: 14px; border: 1px solid #c9d5d3 }}
.desktop {{ width: 800px }} .phone {{ width: 256px; border-radius: 30px }}
</style>
<img class="desktop" src="data:image/png;base64,{desktop}">
<img class="phone" src="data:image/png;base64,{phone}">"""


def closed(widget: Widget) -> None:
    expect(widget.launcher).to_be_visible()


def opened(widget: Widget) -> None:
    widget.open()
    expect(widget.suggestions).not_to_have_count(0)


def answer(widget: Widget) -> None:
    opened(widget)
    widget.ask("is there a cure for Lou Gehrig's disease?")
    expect(widget.suggestions).not_to_have_count(0)


def emergency(widget: Widget) -> None:
    opened(widget)
    widget.ask("my father has chest pain and cannot breathe")


def clarify(widget: Widget) -> None:
    opened(widget)
    choices = [
        {"id": "als-cure", "question": "Is there a cure for ALS?"},
        {"id": "ms-cure", "question": "Is there a cure for multiple sclerosis?"},
    ]
    widget.answer_with("I am not sure which of these you mean.", kind="clarify", suggestions=choices)
    widget.ask("cure")


def error(widget: Widget) -> None:
    opened(widget)
    widget.ask("Is there a cure for ALS?")
    expect(widget.suggestions).not_to_have_count(0)
    widget.respond(status=500, body="")
    widget.write("and what are the types?")
    expect(widget.problem).to_be_visible()


def feedback(widget: Widget) -> None:
    opened(widget)
    widget.ask("Is there a cure for ALS?")
    expect(widget.suggestions).not_to_have_count(0)
    widget.host.get_by_role("button", name="Not helpful").click()


def long(widget: Widget) -> None:
    opened(widget)
    for question in (
        "What is muscle atrophy?",
        "What is ALS?",
        "How is ALS treated?",
        "How much creatine should I take?",
    ):
        widget.ask(question)
    expect(widget.suggestions).not_to_have_count(0)


def mirrored(widget: Widget) -> None:
    widget.page.evaluate("document.documentElement.dir = 'rtl'")
    answer(widget)


STATES: tuple[Callable[[Widget], None], ...] = (
    closed,
    opened,
    answer,
    emergency,
    clarify,
    error,
    feedback,
    long,
    mirrored,
)


def photograph(browser: Browser, address: str) -> None:
    """Photograph every state on every screen in both schemes."""
    for screen, options in SCREENS.items():
        for scheme in ("light", "dark"):
            for state in STATES:
                wanted = {"base_url": address, "color_scheme": scheme, "reduced_motion": "reduce"} | options
                context = browser.new_context(**wanted)  # type: ignore[arg-type]
                page = context.new_page()
                page.goto("/")
                state(Widget(page))
                page.evaluate("document.activeElement.blur()")
                page.screenshot(path=FOLDER / f"{screen}-{scheme}-{state.__name__}.png")
                context.close()


def compose(page: Page) -> None:
    """Set a desktop and a phone side by side."""
    shown = {
        "desktop": FOLDER / "desktop-light-answer.png",
        "phone": FOLDER / "phone-light-answer.png",
    }
    pictures = {name: base64.b64encode(file.read_bytes()).decode() for name, file in shown.items()}
    page.set_content(FRAME.format(**pictures))
    page.locator("body").screenshot(path=PICTURE)


def main() -> int:
    """Return 1 where the README's picture grew too large."""
    FOLDER.mkdir(exist_ok=True)
    content = load()
    engine = Engine(content, load_or_build(content, read().cache))
    with tempfile.TemporaryDirectory() as folder, serving(engine, Path(folder)) as address, browsing() as browser:
        photograph(browser, address)
        compose(browser.new_page(viewport={"width": 1140, "height": 700}))
    size_bytes = PICTURE.stat().st_size
    sys.stdout.write(f"{FOLDER}: {len(list(FOLDER.glob('*.png')))} pictures; {PICTURE}: {size_bytes} bytes\n")
    return int(size_bytes > PICTURE_BYTES)


if __name__ == "__main__":
    sys.exit(main())
