"""The real application on a port of its own, and one real Chromium for all tests of the browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from bot.engine import Engine
from tests.browser.live import browsing, serving
from tests.browser.widget import LISTEN, Widget


class Opener:
    """Opens pages, each in a context of its own, and notes what goes wrong in them."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.contexts: list[BrowserContext] = []
        self.faults: list[str] = []

    def page(self, **options: object) -> Page:
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "en-US"} | options
        context = self.browser.new_context(base_url=self.address, **options)  # type: ignore[arg-type]
        context.set_default_timeout(8000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._note)
        return page

    def widget(self, path: str = "/", **options: object) -> Widget:
        page = self.page(**options)
        page.goto(path)
        return Widget(page)

    def publisher(self, body: str, policy: str = "", **options: object) -> Widget:
        """A page of another origin; TAG in its body is the tag that embeds the widget."""
        elsewhere = self.address.replace("127.0.0.1", "localhost") + "/publisher"
        headers = {"Content-Security-Policy": policy.format(bot=self.address)} if policy else {}
        html = "<!doctype html><html lang=en><title>Publisher</title><meta charset=utf-8>"
        html += f'<meta name="viewport" content="width=device-width, initial-scale=1">{body}'
        html = html.replace("TAG", f'<script src="{self.address}/widget.js" defer></script>')
        page = self.page(**options)
        page.route(elsewhere, lambda route: route.fulfill(body=html, content_type="text/html", headers=headers))
        page.goto(elsewhere)
        return Widget(page)

    def close(self) -> None:
        for context in self.contexts:
            context.close()

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)


@pytest.fixture(scope="session")
def address(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the real application is served."""
    with serving(engine, tmp_path_factory.mktemp("browser")) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session; without one the tests fail, for they must never pass unseen."""
    try:
        with browsing() as browser:
            yield browser
    except FileNotFoundError as missing:
        pytest.fail(str(missing))


@pytest.fixture
def opener(chromium: Browser, address: str) -> Iterator[Opener]:
    """Opens pages; afterwards no page may have thrown, logged an error or broken its policy."""
    opener = Opener(chromium, address)
    yield opener
    opener.close()
    assert opener.faults == []


@pytest.fixture(scope="session")
def desk(chromium: Browser, address: str) -> Iterator[tuple[Opener, Page]]:
    """A page on a desktop that `widget` uses again and again: a new one costs more than most tests."""
    opener = Opener(chromium, address)
    page = opener.page()
    page.add_init_script(LISTEN)
    yield opener, page
    opener.close()


@pytest.fixture
def widget(desk: tuple[Opener, Page]) -> Iterator[Widget]:
    """The widget of the demo page, closed, on a desktop, as on a first visit."""
    opener, page = desk
    opener.faults.clear()
    page.goto("/healthz")
    page.evaluate("sessionStorage.clear(), localStorage.clear()")
    page.mouse.move(0, 0)
    page.goto("/")
    yield Widget(page)
    page.unroute_all(behavior="ignoreErrors")
    page.context.set_offline(False)
    page.emulate_media(media="null")
    assert opener.faults == []
