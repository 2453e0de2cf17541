import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.browser.widget import LISTEN, Widget

FAILED = "Something went wrong, no answer came."
BROKEN = {
    "500": {"status": 500, "body": '{"detail": "secret <b>inside</b>"}', "content_type": "application/problem+json"},
    "502": {"status": 502, "body": "<h1>secret</h1>", "content_type": "text/html"},
    "HTML instead of JSON": {"status": 200, "body": "<h1>secret</h1>", "content_type": "text/html"},
    "JSON without a text": {"status": 200, "body": '{"secret": 1}', "content_type": "application/json"},
    "null": {"status": 200, "body": "null", "content_type": "application/json"},
}


@pytest.fixture
def opened(widget: Widget) -> Widget:
    """The widget, opened; what its live regions say is noted."""
    return widget.open()


@pytest.fixture
def timed(opener: Opener) -> Widget:
    """The same on a page of its own, whose time the test makes."""
    page = opener.page()
    page.add_init_script(LISTEN)
    page.goto("/")
    opened = Widget(page).open()
    page.clock.install()
    return opened


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_response_is_told_in_plain_words_and_can_be_tried_again(name: str, opened: Widget) -> None:
    opened.respond(**BROKEN[name])
    opened.write("Is there a cure for ALS?")
    expect(opened.problem.locator("p")).to_have_text(FAILED)
    expect(opened.questions).to_contain_text("Is there a cure for ALS?")
    expect(opened.log).not_to_contain_text("secret")
    assert [line for line in opened.spoken() if "writing" not in line] == [f"assertive: {FAILED}"]
    opened.page.unroute("**/api/chat")
    opened.problem.get_by_role("button", name="Try again").click()
    expect(opened.answers).to_have_count(1)
    expect(opened.problem).to_have_count(0)
    assert opened.focused == "Your question"


def test_a_question_asked_offline_is_kept_and_follows_by_itself(opened: Widget) -> None:
    opened.page.context.set_offline(True)
    opened.write("Is there a cure for ALS?")
    opened.write("What is multiple sclerosis?")
    expect(opened.problem).to_have_count(2)
    expect(opened.problem.first).to_contain_text("you are offline")
    assert len([line for line in opened.spoken() if line.startswith("assertive: Not sent")]) == 2
    opened.page.context.set_offline(False)
    expect(opened.answers).to_have_count(2)
    expect(opened.problem).to_have_count(0)
    order = opened.host.locator("[data-from]:not(.greeting)").evaluate_all(
        "(all) => all.map((one) => one.dataset.from)"
    )
    assert order == ["user", "bot", "user", "bot"]


def test_trying_again_while_offline_says_so_again(opened: Widget) -> None:
    opened.page.context.set_offline(True)
    opened.write("Is there a cure for ALS?")
    expect(opened.problem).to_have_count(1)
    opened.spoken()
    opened.problem.get_by_role("button").click()
    assert [line for line in opened.spoken() if "offline" in line] != []
    expect(opened.problem).to_have_count(1)
    assert opened.focused == "Your question"


def test_a_lost_connection_is_told_and_can_be_tried_again(opened: Widget) -> None:
    opened.page.route("**/api/chat", lambda route: route.abort())
    opened.write("Is there a cure for ALS?")
    expect(opened.problem).to_contain_text(FAILED)
    opened.page.unroute("**/api/chat")
    opened.problem.get_by_role("button").click()
    expect(opened.answers).to_have_count(1)


def test_waiting_is_shown_after_three_tenths_of_a_second(timed: Widget) -> None:
    timed.hold()
    timed.write("Is there a cure for ALS?")
    expect(timed.questions).to_have_count(1)
    timed.page.clock.run_for(250)
    expect(timed.host.locator("[data-typing]")).to_have_count(0)
    timed.page.clock.run_for(100)
    expect(timed.host.locator("[data-typing]")).to_have_count(1)


def test_too_many_questions_are_counted_down_and_sent_again(timed: Widget) -> None:
    timed.respond(status=429, headers={"Retry-After": "3"}, body="{}", content_type="application/problem+json")
    timed.write("Is there a cure for ALS?")
    again = timed.problem.get_by_role("button")
    timed.page.clock.run_for(400)
    expect(again).to_have_text("Try again (3)")
    expect(again).to_be_disabled()
    timed.spoken()
    timed.page.clock.run_for(1000)
    expect(again).to_have_text("Try again (2)")
    assert timed.spoken() == []
    timed.page.unroute("**/api/chat")
    timed.page.clock.run_for(4000)
    expect(timed.answers).to_have_count(1)


def test_an_answer_that_never_comes_is_given_up_after_fifteen_seconds(timed: Widget) -> None:
    timed.hold()
    timed.write("Is there a cure for ALS?")
    expect(timed.questions).to_have_count(1)
    timed.page.clock.run_for(14000)
    expect(timed.problem).to_have_count(0)
    timed.page.clock.run_for(2000)
    expect(timed.problem).to_contain_text(FAILED)


def test_a_question_the_server_refuses_is_told_so(opened: Widget) -> None:
    opened.respond(status=422, body="{}", content_type="application/problem+json")
    opened.write("Is there a cure for ALS?")
    expect(opened.problem).to_contain_text("please put it in other words")


def test_a_failed_question_survives_a_reload_with_its_button(opened: Widget) -> None:
    opened.respond(status=500, body="")
    opened.write("Is there a cure for ALS?")
    expect(opened.problem).to_have_count(1)
    opened.page.unroute("**/api/chat")
    opened.page.reload()
    expect(opened.problem).to_have_count(1)
    assert opened.spoken() == []
    opened.problem.get_by_role("button").click()
    expect(opened.answers).to_have_count(1)


def test_a_question_on_its_way_survives_a_reload(opened: Widget) -> None:
    opened.hold()
    opened.write("Is there a cure for ALS?")
    expect(opened.questions).to_have_count(1)
    opened.page.unroute("**/api/chat")
    opened.page.reload()
    expect(opened.answers).to_have_text(re.compile("cure"))


def test_feedback_that_does_not_arrive_keeps_the_comment(opened: Widget) -> None:
    opened.page.route("**/api/feedback", lambda route: route.abort())
    opened.ask("Is there a cure for ALS?")
    opened.host.get_by_role("button", name="Not helpful").click()
    comment = opened.host.get_by_role("textbox", name="What was missing?")
    comment.fill("the types")
    comment.press("Enter")
    expect(opened.status).to_contain_text("That did not work")
    expect(comment).to_have_value("the types")


def test_without_suggestions_the_widget_still_works(opener: Opener) -> None:
    page = opener.page()
    page.route("**/api/suggestions", lambda route: route.fulfill(status=500, body=""))
    page.goto("/")
    widget = Widget(page).open()
    widget.ask("Is there a cure for ALS?")
