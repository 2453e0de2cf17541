"""What the tests share: the bundled engine, an application with a client, and two small banks."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import configuration
from hypothesis import settings as hypothesis_settings

from bot.content import BUNDLED, load
from bot.engine import Engine
from bot.stored import load_or_build
from web.app import create_app
from web.settings import Settings

ONE_FILE = """\
entries:
  - id: renew
    question: How do I renew a loan?
    answer: Open your account and press Renew.
    phrasings: [extend a loan, keep a book longer, renew my books, can I prolong a loan]
  - id: hours
    question: When is the library open?
    answer: Every day from nine to five.
    phrasings: [opening hours, is it open on Sunday, when do you close, what time does the library open]
  - id: fines
    question: What does a late book cost?
    answer: Ten pence a day.
    phrasings: [fine for a late book, I am late with a book, overdue fee, what must I pay for being late]
"""

hypothesis_settings.register_profile("steady", derandomize=True, database=None, deadline=None, max_examples=60)
hypothesis_settings.load_profile("steady")


def pytest_configure() -> None:
    """Keep the notes of hypothesis out of the working folder."""
    configuration.set_hypothesis_home_dir(Path(os.environ.get("TMPDIR", "/tmp")) / "faqbot-hypothesis")  # noqa: S108


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the build of the bundled content is kept: FAQBOT_CACHE, else one of this session."""
    given = os.environ.get("FAQBOT_CACHE")
    return Path(given) if given else tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def engine(cache_folder: Path) -> Engine:
    """The engine for the bundled content."""
    content = load()
    return Engine(content, load_or_build(content, cache_folder))


@pytest.fixture
def app(engine: Engine, tmp_path: Path) -> Flask:
    """The application with a database of its own and no rate limit."""
    return create_app(Settings(database_url=f"sqlite:///{tmp_path}/test.sqlite", rate=None), engine)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the application."""
    return app.test_client()


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """One file with just `entries:`; the built-in behaviour serves it."""
    file = tmp_path / "town-library.yml"
    file.write_text(ONE_FILE, encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small folder like `faq/`: `tests/library`, with the bundled behaviour where it has none of its own."""
    folder = tmp_path_factory.mktemp("library") / "faq"
    shutil.copytree(Path(__file__).parent / "library", folder)
    for bundled in (BUNDLED / "_bot").glob("*.yml"):
        own = folder / "_bot" / bundled.name
        data = yaml.safe_load(bundled.read_text(encoding="utf-8"))
        data |= yaml.safe_load(own.read_text(encoding="utf-8")) if own.exists() else {}
        own.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def small(library: Path) -> Engine:
    """The engine for the small folder, built in a moment."""
    return Engine(load(library))
