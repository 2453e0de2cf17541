"""The real application on a port of its own, and a real Chromium."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Response
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from bot.engine import Engine
from web.app import create_app
from web.settings import Settings

NAMES = ("chromium", "chromium-browser", "google-chrome")
# A page that a test makes up counts as a public one, which may not ask the loopback address without leave.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-features=LocalNetworkAccessChecks"]
TO_INSTALL = "This needs Chromium: sudo apt-get install chromium (or your system's package)"


class Quiet(WSGIRequestHandler):
    """Serves without a line per request."""

    def log(self, type: str, message: str, *args: object) -> None:
        pass


def _whole(response: Response) -> Response:
    """Read a file before it is sent: Werkzeug's server leaves it open where the browser hangs up."""
    response.direct_passthrough = False
    response.get_data()
    response.close()
    return response


@contextmanager
def serving(engine: Engine, folder: Path) -> Iterator[str]:
    """Serve the application, its database in the folder; `localhost` on the same port is a site that may embed."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    settings = Settings(
        database_url=f"sqlite:///{folder}/test.sqlite",
        rate=None,
        allowed_origins=(f"http://localhost:{port}",),
        log_level="error",
    )
    app = create_app(settings, engine)
    app.after_request(_whole)
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet, fd=listener.fileno())
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        listener.close()


@contextmanager
def browsing() -> Iterator[Browser]:
    """Start the browser of the system.

    Raises:
        FileNotFoundError: There is none; the message says how to install it.
    """
    executable = next((path for name in NAMES if (path := shutil.which(name))), None)
    if executable is None:
        raise FileNotFoundError(TO_INSTALL)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()
