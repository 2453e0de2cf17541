import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.browser.widget import Widget


@pytest.fixture
def listened(widget: Widget) -> Widget:
    """The widget, opened; what its live regions say is noted."""
    return widget.open()


def test_the_launcher_is_a_button_that_tells_whether_it_is_open(widget: Widget) -> None:
    launcher = widget.page.get_by_role("button", name="Ask a question")
    expect(launcher).to_have_attribute("aria-expanded", "false")
    expect(launcher).to_have_attribute("aria-controls", widget.panel.get_attribute("id") or "-")
    launcher.click()
    expect(launcher).to_have_attribute("aria-expanded", "true")


def test_the_panel_is_a_named_dialog_with_a_close_button(widget: Widget) -> None:
    dialog = widget.open().page.get_by_role("dialog", name="Questions about this article")
    expect(dialog.get_by_role("textbox", name="Your question")).to_be_visible()
    expect(dialog.get_by_role("button", name="Send")).to_be_visible()
    dialog.get_by_role("button", name=re.compile("^Close")).click()
    expect(dialog).to_be_hidden()


def test_the_log_is_there_before_the_first_message(widget: Widget) -> None:
    expect(widget.log).to_have_count(1)
    expect(widget.log).to_have_attribute("aria-label", "Conversation")
    expect(widget.log).to_have_attribute("tabindex", "0")


def test_every_message_names_its_speaker(widget: Widget) -> None:
    answer = widget.open().ask("Is there a cure for ALS?")
    expect(widget.questions).to_have_text("You: Is there a cure for ALS?")
    expect(answer).to_have_text(re.compile("^Assistant: .*no cure"))


def test_suggestions_are_buttons_in_a_named_group(widget: Widget) -> None:
    widget.open()
    group = widget.page.get_by_role("group", name="Often asked")
    expect(group.get_by_role("button").first).to_be_visible()
    widget.ask("Is there a cure for ALS?")
    expect(widget.page.get_by_role("group", name="You could also ask").get_by_role("button").first).to_be_visible()


def test_thumbs_are_toggle_buttons_in_a_named_group(widget: Widget) -> None:
    widget.open().ask("Is there a cure for ALS?")
    group = widget.page.get_by_role("group", name="Was this helpful?")
    expect(group.get_by_role("button", name="Helpful", exact=True)).to_have_attribute("aria-pressed", "false")
    expect(group.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "false")


def test_an_answer_is_read_out_once_without_what_stands_under_it(listened: Widget) -> None:
    assert listened.spoken() == []
    answer = listened.ask("Is there a cure for ALS?")
    expect(answer.locator(".source")).to_be_visible()
    expect(listened.suggestions).not_to_have_count(0)
    said = [line for line in listened.spoken() if "writing" not in line]
    assert len(said) == 1
    assert re.match("polite: Assistant: .*no cure", said[0])
    assert "Source" not in said[0]


def test_waiting_is_read_out_once(listened: Widget) -> None:
    held = listened.hold()
    listened.write("Is there a cure for ALS?")
    expect(listened.host.locator("[data-typing]")).to_have_text("Assistant is writing")
    assert listened.spoken() == ["polite: Assistant is writing"]
    listened.release(held)
    expect(listened.answers).to_have_count(1)
    expect(listened.host.locator("[data-typing]")).to_have_count(0)


def test_a_reload_is_silent(listened: Widget) -> None:
    listened.ask("Is there a cure for ALS?")
    listened.page.reload()
    expect(listened.answers).to_have_count(1)
    expect(listened.log).to_have_attribute("aria-live", "polite")
    assert listened.spoken() == []
    assert listened.focused != "Your question"


def test_an_emergency_is_an_alert_with_numbers_to_call_and_nothing_else(listened: Widget) -> None:
    answer = listened.ask("my father has chest pain and cannot breathe")
    expect(answer).to_have_attribute("role", "alert")
    expect(answer.locator("a[href^='tel:']").first).to_be_visible()
    expect(answer.get_by_role("button")).to_have_count(0)
    said = [line for line in listened.spoken() if line.startswith("assertive")]
    assert len(said) == 1


def test_an_emergency_does_not_alert_again_when_opened_again_or_reloaded(listened: Widget) -> None:
    listened.ask("my father has chest pain and cannot breathe")
    listened.page.keyboard.press("Escape")
    listened.spoken()
    listened.open()
    listened.page.reload()
    expect(listened.answers).to_have_count(1)
    expect(listened.host.get_by_role("alert")).to_have_count(0)
    assert listened.spoken() == []


def test_an_answer_that_comes_while_closed_is_counted_in_the_name_and_read_out(listened: Widget) -> None:
    held = listened.hold()
    listened.write("Is there a cure for ALS?")
    listened.page.keyboard.press("Escape")
    listened.spoken()
    listened.release(held)
    unread = listened.page.get_by_role("button", name="New answers: 1")
    expect(unread).to_be_visible()
    assert listened.spoken() == ["polite: New answers: 1"]
    unread.click()
    expect(listened.page.get_by_role("button", name="New answers")).to_have_count(0)


def test_the_language_of_an_answer_is_marked(widget: Widget) -> None:
    widget.open().answer_with("Nein.", language="de")
    expect(widget.ask("Kann man ALS heilen?")).to_have_attribute("lang", "de")


@pytest.mark.parametrize(("language", "launcher"), [("de", "Frage stellen"), ("es", "Haga una pregunta")])
def test_the_words_follow_the_language_asked_for(language: str, launcher: str, opener: Opener) -> None:
    widget = opener.widget(f"/embed?language={language}")
    expect(widget.launcher).to_have_text(launcher)
    expect(widget.host.locator(".root")).to_have_attribute("lang", language)
