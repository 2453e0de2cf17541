import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Opener
from tests.browser.widget import Widget


@pytest.fixture
def page(opener: Opener) -> Page:
    """The page for publishers."""
    page = opener.page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/embed")
    return page


def code(page: Page) -> Locator:
    return page.locator("#code")


def test_the_demo_page_leads_to_it(opener: Opener) -> None:
    page = opener.page()
    page.goto("/")
    page.get_by_role("link", name="Choose its color").click()
    expect(page.get_by_role("heading", name="Put the chat on your page")).to_be_visible()


def test_nothing_chosen_is_the_shortest_tag(page: Page, opener: Opener) -> None:
    expect(code(page)).to_contain_text(f'<script src="{opener.address}/widget.js" defer></script>')
    expect(page.locator("faq-bot")).to_have_count(1)


def test_what_is_chosen_stands_in_the_tag_and_is_seen(page: Page) -> None:
    page.get_by_label("Color").fill("#7a1fa2")
    page.get_by_label("Corner").select_option("left")
    page.get_by_label("Language").select_option("de")
    page.get_by_label("Title").fill("Fragen & mehr")
    page.get_by_label("Greeting").fill('"Hallo" <b>')
    expect(code(page)).to_contain_text(
        ' defer data-colour="#7a1fa2" data-position="left" data-language="de" data-title="Fragen &amp; mehr"'
        ' data-greeting="&quot;Hallo&quot; &lt;b&gt;"></script>'
    )
    widget = Widget(page)
    expect(widget.launcher).to_have_text("Frage stellen")
    expect(widget.host).to_have_attribute("data-position", "left")
    widget.open()
    expect(page.get_by_role("dialog", name="Fragen & mehr")).to_contain_text('"Hallo" <b>')


def test_the_preview_stays_open_while_one_goes_on_choosing(page: Page) -> None:
    Widget(page).open()
    page.get_by_label("Greeting").fill("Good day")
    expect(Widget(page).panel).to_contain_text("Good day")
    expect(page.get_by_label("Greeting")).to_be_focused()


def test_it_can_be_seen_in_the_text(page: Page) -> None:
    page.get_by_label("Where it is").select_option("inline")
    expect(page.get_by_role("region", name="Questions and answers")).to_be_visible()
    expect(page.get_by_label("Corner")).to_be_disabled()
    expect(code(page)).to_contain_text('data-variant="inline"')


def test_it_can_be_open_from_the_start(page: Page) -> None:
    page.get_by_label("Open from the start").check()
    expect(Widget(page).panel).to_be_visible()
    expect(code(page)).to_contain_text('data-open="true"')


def test_the_tag_is_copied_by_keyboard_and_that_is_announced(page: Page) -> None:
    page.get_by_label("Title").fill("Ask us")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "copy":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#said[role=status]")).to_have_text("Copied")
    assert 'data-title="Ask us"' in page.evaluate("navigator.clipboard.readText()")


def test_where_copying_is_not_allowed_the_tag_is_selected(opener: Opener) -> None:
    page = opener.page()
    page.goto("/embed")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
    page.get_by_role("button", name="Copy the tag").click()
    expect(page.locator("#said[role=status]")).to_contain_text("Selected")
    assert re.match("<script src=", page.evaluate("getSelection().toString()"))


def test_a_choice_can_be_passed_on_by_its_address(page: Page) -> None:
    page.get_by_label("Title").fill("Ask us")
    expect(page).to_have_url(re.compile(r"\?title=Ask\+us$"))
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Ask us")


def test_the_copied_tag_works_on_another_site(page: Page, opener: Opener) -> None:
    page.get_by_label("Title").fill("Ask us")
    tag = code(page).inner_text()
    elsewhere = opener.address.replace("127.0.0.1", "localhost") + "/publisher"
    other = opener.page()
    other.route(elsewhere, lambda route: route.fulfill(body=f"<!doctype html>{tag}", content_type="text/html"))
    other.goto(elsewhere)
    widget = Widget(other).open()
    expect(other.get_by_role("dialog", name="Ask us")).to_be_visible()
    widget.ask("Is there a cure for ALS?")


def test_without_javascript_the_plain_tag_is_there(opener: Opener) -> None:
    page = opener.page(java_script_enabled=False)
    page.goto("/embed")
    expect(code(page)).to_contain_text("widget.js")
    expect(page.get_by_role("button", name="Copy the tag")).to_be_hidden()


def test_the_copied_tag_leads_to_the_plain_form_where_there_is_no_javascript(page: Page, opener: Opener) -> None:
    tag = code(page).inner_text()
    elsewhere = opener.address.replace("127.0.0.1", "localhost") + "/publisher"
    other = opener.page(java_script_enabled=False)
    other.route(elsewhere, lambda route: route.fulfill(body=f"<!doctype html>{tag}", content_type="text/html"))
    other.goto(elsewhere)
    other.get_by_role("link", name="Ask a question").click()
    other.get_by_role("button", name="Is there a cure for ALS?").click()
    expect(other.get_by_role("region", name="Is there a cure for ALS?")).to_contain_text("no cure")
