import json

import pytest
from playwright.sync_api import Request, expect

from tests.browser.conftest import Opener
from tests.browser.widget import Widget

ALS = "Is there a cure for ALS?"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
AGAIN = "(bot) => { bot.remove(); document.body.append(bot) }"


@pytest.mark.parametrize(("language", "requests"), [("en", ["/widget.js"]), ("de", ["/widget.js", "/lang/de.json"])])
def test_before_it_is_opened_it_asks_for_itself_and_its_words(
    language: str, requests: list[str], opener: Opener
) -> None:
    page = opener.page()
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    elsewhere = opener.address.replace("127.0.0.1", "localhost") + "/publisher"
    html = (
        f'<!doctype html><html lang={language}><title>P</title><script src="{opener.address}/widget.js" defer></script>'
    )
    page.route(elsewhere, lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(elsewhere, wait_until="networkidle")
    expect(Widget(page).launcher).to_be_visible()
    paths = [request.url.removeprefix(opener.address) for request in asked if request.url.startswith(opener.address)]
    assert [path.removeprefix("/static") for path in paths] == requests
    assert {request.url.split("/")[2].split(":")[0] for request in asked} == {"127.0.0.1", "localhost"}


def test_the_article_of_the_page_goes_with_every_question(opener: Opener) -> None:
    widget = opener.publisher('<faq-bot data-article="muscle-atrophy"></faq-bot>TAG').open()
    with widget.page.expect_request("**/api/chat") as request:
        widget.ask(ALS)
    assert json.loads(request.value.post_data or "")["article"] == "muscle-atrophy"


def test_every_text_can_be_set_by_its_name(opener: Opener) -> None:
    widget = opener.publisher('<faq-bot data-launcher="Frag!" data-note="No doctor." data-bot="Lib"></faq-bot>TAG')
    expect(widget.launcher).to_have_text("Frag!")
    expect(widget.open().log).to_contain_text("No doctor.")
    expect(widget.ask(ALS)).to_contain_text("Lib: ")


@pytest.mark.parametrize("history", ["local", "off"])
def test_history_is_kept_where_the_publisher_says(history: str, opener: Opener) -> None:
    widget = opener.publisher(f'<faq-bot data-history="{history}"></faq-bot>TAG').open()
    widget.ask(ALS)
    assert widget.memory("session") is None
    assert (widget.memory("local") is None) == (history == "off")
    widget.page.reload()
    expect(widget.launcher).to_be_visible()
    expect(widget.questions).to_have_count(int(history == "local"))


def test_the_conversation_goes_along_to_other_pages_of_the_site(opener: Opener) -> None:
    widget = opener.publisher("TAG").open()
    widget.ask(ALS)
    there = widget.page.url + "/another"
    body = f'<!doctype html><html lang=en><title>Other</title><script src="{opener.address}/widget.js" defer></script>'
    widget.page.route(there, lambda route: route.fulfill(body=body, content_type="text/html"))
    widget.page.goto(there)
    expect(widget.panel).to_be_visible()
    expect(widget.questions).to_contain_text(ALS)
    expect(widget.answers).to_contain_text("cure")


def test_the_server_may_be_another_than_the_script_is_from(opener: Opener) -> None:
    page = opener.page()
    elsewhere = opener.address.replace("127.0.0.1", "localhost")
    html = f'<!doctype html><html lang=en><title>P</title><faq-bot data-api="{opener.address}"></faq-bot>'
    html += f'<script src="{elsewhere}/widget.js" defer></script>'
    page.route(f"{elsewhere}/publisher", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{elsewhere}/publisher")
    with page.expect_request(f"{opener.address}/api/chat"):
        Widget(page).open().ask(ALS)


def test_a_page_without_a_dark_form_can_keep_it_light(opener: Opener) -> None:
    widget = opener.publisher('<faq-bot data-scheme="light"></faq-bot>TAG', color_scheme="dark").open()
    expect(widget.panel).to_have_css("background-color", "rgb(255, 255, 255)")


def test_properties_and_parts_are_the_pages_to_set(opener: Opener) -> None:
    style = "faq-bot { --faqbot-colour: #7a1fa2; --faqbot-font: monospace } faq-bot::part(question) { margin: 7px }"
    widget = opener.publisher(f"<style>{style}</style>TAG").open()
    widget.ask(ALS)
    expect(widget.field).to_have_css("font-family", "monospace")
    expect(widget.questions).to_have_css("margin", "7px")
    plain = opener.publisher("TAG")
    colour = "(node) => getComputedStyle(node).backgroundColor"
    assert widget.launcher.evaluate(colour) != plain.launcher.evaluate(colour)


def test_a_font_size_forced_on_everything_does_not_blow_it_up(opener: Opener) -> None:
    widget = opener.publisher("<style>* { all: unset; font-size: 60px !important }</style>TAG").open()
    expect(widget.field).to_have_css("font-size", "32px")
    widget.ask(ALS)


def test_it_stands_in_the_same_corner_of_every_page(widget: Widget) -> None:
    first = widget.launcher.bounding_box()
    widget.page.goto("/embed")
    expect(widget.launcher).to_be_visible()
    assert widget.launcher.bounding_box() == first


def test_nothing_opens_or_closes_by_itself(opener: Opener) -> None:
    widget = opener.widget()
    widget.page.clock.install()
    widget.page.clock.run_for(60_000)
    expect(widget.panel).to_be_hidden()
    widget.launcher.click()
    widget.page.clock.run_for(60_000)
    expect(widget.panel).to_be_visible()


def test_put_back_into_the_page_it_is_as_it_was(widget: Widget) -> None:
    widget.open().field.fill("half a thought")
    widget.host.evaluate(AGAIN)
    expect(widget.panel).to_be_visible()
    expect(widget.field).to_have_value("half a thought")
    widget.ask(ALS)


def test_put_back_on_a_phone_it_does_not_cover_the_new_page(opener: Opener) -> None:
    widget = opener.widget(**PHONE)
    widget.launcher.tap()
    expect(widget.panel).to_have_attribute("aria-modal", "true")
    widget.host.evaluate(AGAIN)
    expect(widget.panel).to_be_hidden()
    expect(widget.launcher).to_have_attribute("aria-expanded", "false")
    widget.launcher.tap()
    assert widget.panel.evaluate("(node) => node.matches(':modal')")


def test_open_from_the_start_leaves_a_phone_uncovered_and_stores_nothing(opener: Opener) -> None:
    widget = opener.publisher('<faq-bot data-open="true"></faq-bot>TAG', **PHONE)
    expect(widget.launcher).to_be_visible()
    expect(widget.panel).to_be_hidden()
    assert widget.memory() is None
