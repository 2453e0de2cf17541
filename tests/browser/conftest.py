"""The real application on a port of its own, and one real Chromium for all tests of the browser."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from bot.engine import Engine
from tests.browser.widget import Widget
from web.app import create_app
from web.settings import Settings

NAMES = ("chromium", "chromium-browser", "google-chrome")
TO_INSTALL = "The browser tests need Chromium: sudo apt-get install chromium (or your system's package)"


class Quiet(WSGIRequestHandler):
    """Serves without a line per request."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  the name of the base class
        pass


class Opener:
    """Opens pages, each in a context of its own, and notes what goes wrong in them."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.faults: list[str] = []

    def page(self, **options: object) -> Page:
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "en-US"} | options
        context = self.browser.new_context(base_url=self.address, **options)  # type: ignore[arg-type]
        context.set_default_timeout(8000)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._note)
        return page

    def widget(self, path: str = "/", **options: object) -> Widget:
        page = self.page(**options)
        page.goto(path)
        return Widget(page)

    def close(self) -> None:
        for context in self.browser.contexts:
            context.close()

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)


@pytest.fixture(scope="session")
def address(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the real application is served; `localhost` on the same port is another origin, which may embed."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    settings = Settings(
        database_url=f"sqlite:///{tmp_path_factory.mktemp('browser')}/test.sqlite",
        rate=None,
        allowed_origins=(f"http://localhost:{port}",),
        log_level="error",
    )
    app = create_app(settings, engine)
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet, fd=listener.fileno())
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    thread.join()
    server.server_close()
    listener.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session; without one the tests fail, for they must never pass unseen."""
    executable = next((path for name in NAMES if (path := shutil.which(name))), None)
    if executable is None:
        pytest.fail(TO_INSTALL)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def opener(chromium: Browser, address: str) -> Iterator[Opener]:
    """Opens pages; afterwards no page may have thrown, logged an error or broken its policy."""
    opener = Opener(chromium, address)
    yield opener
    opener.close()
    assert opener.faults == []


@pytest.fixture
def widget(opener: Opener) -> Widget:
    """The widget of the demo page, closed, on a desktop."""
    return opener.widget()
