import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.browser.widget import Widget

ALS = "Is there a cure for ALS?"


@pytest.fixture
def opened(widget: Widget) -> Widget:
    """The widget of the demo page, opened."""
    return widget.open()


def test_an_answer_stands_under_its_question_with_its_source(opened: Widget) -> None:
    answer = opened.ask(ALS)
    expect(answer).to_contain_text("cure")
    expect(answer.locator(".source")).to_have_text(
        "Source: Amyotrophic Lateral Sclerosis · What Causes Muscle Atrophy? · HealthPrep · September 10, 2023"
    )


def test_a_source_with_an_address_links_to_the_section(opened: Widget) -> None:
    source = {"title": "T", "section": "Spinal Cord-Injury", "url": "https://example.org/article"}
    opened.answer_with(source=source)
    link = opened.ask(ALS).locator(".source a")
    expect(link).to_have_attribute("href", "https://example.org/article#:~:text=Spinal%20Cord%2DInjury")


def test_a_follow_up_is_understood(opened: Widget) -> None:
    opened.ask(ALS)
    expect(opened.ask("and what are the types?")).to_contain_text("familial", ignore_case=True)


def test_a_question_put_otherwise_shows_which_one_is_answered(opened: Widget) -> None:
    expect(opened.ask("can als be healed").locator(".asked")).to_be_visible()


def test_suggestions_disappear_when_used_and_lead_to_their_answer(opened: Widget) -> None:
    first = opened.suggestions.first
    text = first.inner_text()
    first.click()
    expect(opened.answers).to_have_count(1)
    expect(opened.questions.locator("p")).to_have_text(text)
    expect(opened.suggestions.filter(has_text=text)).to_have_count(0)


def test_choices_are_offered_with_a_question_back_and_the_chosen_one_is_sent(opened: Widget) -> None:
    choices = [{"id": "als-cure", "question": ALS}, {"id": "ms-cure", "question": "Is there a cure for MS?"}]
    opened.answer_with("Which do you mean?", kind="clarify", suggestions=choices)
    opened.ask("cure")
    group = opened.page.get_by_role("group", name="Did you mean")
    opened.page.unroute("**/api/chat")
    with opened.page.expect_request("**/api/chat") as request:
        group.get_by_role("button", name="Is there a cure for MS?").click()
    assert json.loads(request.value.post_data or "")["entry_id"] == "ms-cure"
    expect(opened.answers).to_have_count(2)


def test_a_referral_offers_the_nearest_questions(opened: Widget) -> None:
    opened.ask("how much creatine should i take")
    expect(opened.page.get_by_role("group", name="The article does answer").get_by_role("button").first).to_be_visible()


def test_typing_goes_on_while_waiting_and_a_second_question_queues(opened: Widget) -> None:
    held = opened.hold()
    opened.write(ALS)
    opened.write("What is multiple sclerosis?")
    opened.field.fill("a third")
    expect(opened.questions).to_have_count(2)
    opened.release(held)
    expect(opened.answers).to_have_count(1)
    opened.release(held)
    expect(opened.answers).to_have_count(2)
    assert opened.field.input_value() == "a third"
    order = opened.host.locator("[data-from]:not(.greeting)").evaluate_all(
        "(all) => all.map((one) => one.dataset.from)"
    )
    assert order == ["user", "bot", "user", "bot"]


def test_enter_twice_sends_once(opened: Widget) -> None:
    opened.field.fill(ALS)
    opened.page.keyboard.press("Enter")
    opened.page.keyboard.press("Enter")
    expect(opened.answers).to_have_count(1)
    expect(opened.questions).to_have_count(1)


def test_conversation_draft_and_panel_are_there_after_a_reload(opened: Widget) -> None:
    opened.ask(ALS)
    opened.field.fill("half a thought")
    opened.page.reload()
    expect(opened.panel).to_be_visible()
    expect(opened.questions).to_contain_text(ALS)
    expect(opened.answers).to_contain_text("cure")
    expect(opened.suggestions).not_to_have_count(0)
    expect(opened.field).to_have_value("half a thought")
    expect(opened.ask("and what are the types?")).to_contain_text("familial", ignore_case=True)


def test_broken_memory_is_no_harm(opened: Widget) -> None:
    opened.ask(ALS)
    opened.page.evaluate("for (const key of Object.keys(sessionStorage)) sessionStorage[key] = '{broken'")
    opened.page.reload()
    opened.open().ask(ALS)


def test_forgetting_deletes_it_here_and_on_the_server(opened: Widget) -> None:
    opened.ask(ALS)
    memory = opened.memory()
    assert memory is not None
    with opened.page.expect_response(re.compile("/api/conversations/")) as response:
        opened.choose("Forget this conversation")
    assert response.value.request.method == "DELETE"
    assert response.value.url.endswith(f"/{memory['id']}")
    assert response.value.status == 204
    expect(opened.status).to_contain_text("Forgotten")
    expect(opened.questions).to_have_count(0)
    assert opened.memory() is None
    assert opened.focused == "Your question"


def test_forgetting_that_fails_says_so_and_keeps_it(opened: Widget) -> None:
    opened.ask(ALS)
    opened.page.route("**/api/conversations/*", lambda route: route.abort())
    opened.choose("Forget this conversation")
    expect(opened.status).to_contain_text("That did not work")
    expect(opened.questions).to_have_count(1)


def test_starting_over_drops_a_late_answer(opened: Widget) -> None:
    opened.hold()
    opened.write(ALS)
    opened.choose("Start over")
    expect(opened.questions).to_have_count(0)
    opened.page.unroute("**/api/chat")
    expect(opened.ask("What is multiple sclerosis?")).to_be_visible()
    expect(opened.answers).to_have_count(1)


def test_the_conversation_can_be_downloaded_as_text(opened: Widget) -> None:
    expect(opened.ask(ALS).locator(".source")).to_be_visible()
    with opened.page.expect_download() as download:
        opened.choose("Download conversation")
    assert download.value.suggested_filename == "conversation.txt"
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert "You:" in text
    assert "cure" in text
    assert "Source: Amyotrophic Lateral Sclerosis\u00a0· " in text


def test_the_conversation_can_be_copied(opener: Opener) -> None:
    opened = opener.widget(permissions=["clipboard-read", "clipboard-write"]).open()
    opened.ask(ALS)
    opened.choose("Copy conversation")
    expect(opened.status).to_have_text("Copied.")
    assert "cure" in opened.page.evaluate("navigator.clipboard.readText()")


def test_a_thumb_is_sent_and_can_be_changed(opened: Widget) -> None:
    opened.ask(ALS)
    up = opened.host.get_by_role("button", name="Helpful", exact=True)
    down = opened.host.get_by_role("button", name="Not helpful")
    with opened.page.expect_response("**/api/feedback") as response:
        up.click()
    assert response.value.status == 204
    expect(up).to_have_attribute("aria-pressed", "true")
    down.click()
    expect(down).to_have_attribute("aria-pressed", "true")
    expect(up).to_have_attribute("aria-pressed", "false")


def test_a_comment_goes_with_a_thumb_down(opened: Widget) -> None:
    opened.ask(ALS)
    opened.host.get_by_role("button", name="Not helpful").click()
    comment = opened.host.get_by_role("textbox", name="What was missing?")
    comment.fill("the types")
    with opened.page.expect_request("**/api/feedback") as request:
        comment.press("Enter")
    sent = json.loads(request.value.post_data or "")
    assert (sent["helpful"], sent["comment"]) == (False, "the types")
    expect(comment).to_have_count(0)
    expect(opened.status).to_have_text("Thank you.")


def test_a_long_paste_is_cut_with_a_counter(opened: Widget) -> None:
    opened.field.focus()
    opened.page.keyboard.insert_text("word " * 300)
    assert len(opened.field.input_value()) == 1000
    expect(opened.status).to_have_text("1000 / 1000")
