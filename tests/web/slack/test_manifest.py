"""The manifest that an admin pastes fits the routes and asks for no more than is used."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from flask import Flask

from web.slack import blocks

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return yaml.safe_load((DOCS / "slack-manifest.yml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_the_manifest_in_the_guide_is_the_file() -> None:
    guide = (DOCS / "slack.md").read_text(encoding="utf-8")
    assert guide.split("```yaml\n")[1].split("```")[0] == (DOCS / "slack-manifest.yml").read_text(encoding="utf-8")


def test_its_addresses_are_the_routes(manifest: dict[str, Any], app: Flask) -> None:
    (command,) = manifest["features"]["slash_commands"]
    addresses = [
        manifest["settings"]["event_subscriptions"]["request_url"],
        manifest["settings"]["interactivity"]["request_url"],
        command["url"],
    ]
    routes = {rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert {urlsplit(address).path for address in addresses} == {
        route for route in routes if route.startswith("/slack/")
    }
    assert {urlsplit(address).netloc for address in addresses} == {"your-bot.example"}


def test_its_command_is_that_of_the_usage(manifest: dict[str, Any], small: Any) -> None:
    (command,) = manifest["features"]["slash_commands"]
    assert f"{command['command']} " in blocks.usage(small.content, "")["text"]


def test_it_asks_for_the_events_that_are_read_and_the_fewest_scopes(manifest: dict[str, Any]) -> None:
    assert manifest["settings"]["event_subscriptions"]["bot_events"] == [
        "app_mention",
        "assistant_thread_started",
        "message.im",
    ]
    assert manifest["oauth_config"]["scopes"] == {
        "bot": ["app_mentions:read", "assistant:write", "chat:write", "commands", "im:history"]
    }
    assert manifest["settings"]["interactivity"]["is_enabled"] is True


def test_the_guide_says_what_every_scope_is_for(manifest: dict[str, Any]) -> None:
    guide = (DOCS / "slack.md").read_text(encoding="utf-8")
    assert [scope for scope in manifest["oauth_config"]["scopes"]["bot"] if f"| `{scope}` |" not in guide] == []
