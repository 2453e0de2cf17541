"""The page of all routes: every form sends, and axe finds nothing."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Opener
from tests.browser.test_axe import SCREENS, findings


@pytest.fixture
def page(opener: Opener) -> Page:
    """The page."""
    page = opener.page()
    page.goto("/docs")
    return page


def operation(page: Page, id_: str) -> Locator:
    found = page.locator(f"#{id_}")
    if not found.evaluate("each => each.open"):
        found.locator("summary").click()
    return found


def test_a_question_is_sent_and_its_reply_shown(page: Page, opener: Opener) -> None:
    chat = operation(page, "chat")
    chat.get_by_role("button", name="Send").click()
    expect(chat.get_by_role("status")).to_contain_text("200")
    expect(chat.locator(".came")).to_contain_text('"entry_id": "als-cure"')
    assert opener.faults == []


def test_a_fault_is_shown_as_the_server_tells_it(page: Page) -> None:
    chat = operation(page, "chat")
    chat.get_by_role("textbox").fill("{")
    chat.get_by_role("button", name="Send").click()
    expect(chat.get_by_role("status")).to_contain_text("400")
    expect(chat.locator(".came")).to_contain_text("The request is not valid JSON.")


def test_what_stands_in_a_path_is_escaped(page: Page) -> None:
    forget = operation(page, "forget")
    forget.get_by_role("textbox").fill("a b/?#")
    with page.expect_request(re.compile("conversations")) as sent:
        forget.get_by_role("button", name="Send").click()
    assert sent.value.url.endswith("/api/conversations/a%20b%2F%3F%23")


def test_a_form_is_sent_as_one(page: Page) -> None:
    command = operation(page, "slackCommands")
    with page.expect_request("**/slack/commands") as sent:
        command.get_by_role("button", name="Send").click()
    assert sent.value.post_data == "command=%2Ffaq&text=Is+there+a+cure+for+ALS%3F"
    expect(command.get_by_role("status")).to_contain_text("404")


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing(screen: str, opener: Opener) -> None:
    page = opener.page(**SCREENS[screen])
    page.goto("/docs")
    chat = operation(page, "chat")
    chat.get_by_role("button", name="Send").click()
    expect(chat.locator(".came")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
