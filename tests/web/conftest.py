"""A fake Slack and an application with the small bank that posts to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from bot.engine import Engine
from tests.web.slack.fake import SECRET, TOKEN, FakeSlack, form_of, signed, slack_on_loopback, until
from web.app import create_app
from web.settings import Settings
from web.slack.service import Service


class Workspace:
    """An application, as Slack sees it."""

    def __init__(self, app: Flask, slack: FakeSlack) -> None:
        self.app, self.slack = app, slack
        self.client = app.test_client()
        self.service: Service = app.extensions["faqbot.slack"]

    def post(self, path: str, body: bytes, **headers: str) -> TestResponse:
        return self.client.post(f"/slack/{path}", data=body, headers=signed(body) | headers)

    def event(self, body: object, **headers: str) -> TestResponse:
        return self.post("events", json.dumps(body).encode(), **{"Content-Type": "application/json"} | headers)

    def press(self, payload: object) -> TestResponse:
        return self.post("interactive", form_of(payload))

    def settled(self) -> list[dict[str, Any]]:
        """Wait until nothing is left to do; return the bodies of what was posted."""
        until(lambda: self.service.jobs.waiting() == 0)
        return [post.body for post in self.slack.posts]


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A Slack that is quick and well."""
    with slack_on_loopback() as slack:
        yield slack


@pytest.fixture
def settings(slack: FakeSlack, tmp_path: Path) -> Settings:
    """Settings with Slack on; the limit for the widget is so low that it would be seen."""
    return Settings(
        database_url=f"sqlite:///{tmp_path}/slack.sqlite",
        rate=(1, 3600),
        slack_secret=SECRET,
        slack_token=TOKEN,
        slack_api_url=slack.api,
    )


@pytest.fixture
def workspace(small: Engine, settings: Settings, slack: FakeSlack) -> Iterator[Workspace]:
    """An application with the small bank, whose jobs end with the test."""
    workspace = Workspace(create_app(settings, small), slack)
    yield workspace
    workspace.service.stop()
