import pytest
from playwright.sync_api import Request, expect

from tests.browser.conftest import Opener
from tests.browser.widget import Widget

HOSTILE = [
    "<img src=x onerror=document.body.dataset.hit=1>",
    "<script>document.body.dataset.hit=1</script>",
    "<svg/onload=document.body.dataset.hit=1>",
    "<a href='javascript:document.body.dataset.hit=1'>x</a>",
    "[x](javascript:document.body.dataset.hit=1)",
    "![x](https://evil.example/pixel.png)",
    "<iframe srcdoc='<script>parent.document.body.dataset.hit=1</script>'></iframe>",
    "</textarea></p><style>*{display:none}</style>",
    "{{constructor.constructor('document.body.dataset.hit=1')()}}",
    "\u202egnp.exe \u0000 \U0001f600 \u2028 end",
]
STRICT = (
    "default-src 'none'; script-src {bot}; connect-src {bot}; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
# Not the root: its font size and direction are the visitor's and the language's, which the widget follows.
RUDE = """:not(:root) { all: unset !important; color: red !important; font: 40px fantasy !important }
faq-bot { display: none !important; rotate: 9deg !important; opacity: .1 !important }
button, textarea, p { border: 9px solid lime !important; letter-spacing: 9px !important }"""
LOOK = """(host) => [...host.shadowRoot.querySelectorAll('.launcher, .panel, .log, textarea, .send, .text, .small')]
  .map((node) => { const style = getComputedStyle(node); return `display color backgroundColor fontFamily fontSize
    letterSpacing borderTopWidth opacity direction width padding textTransform visibility lineHeight rotate`
    .split(/\\s+/).map((name) => style[name]).join() })"""
OWN = """const own = Object.keys(window);
window.added = () => Object.keys(window).filter((name) => !own.includes(name));
window.listened = [];
const listen = window.addEventListener;
window.addEventListener = function (type, ...rest) { listened.push(type); return listen.call(this, type, ...rest) };"""


def harmless(widget: Widget) -> None:
    assert widget.page.evaluate("document.body.dataset.hit") is None
    assert widget.host.locator("img, script, iframe, style, object, embed, link").count() == 0
    hrefs = widget.host.locator("a").evaluate_all("(all) => all.map((one) => one.protocol)")
    assert [scheme for scheme in hrefs if scheme not in ("http:", "https:", "tel:")] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_text_on_both_sides(text: str, widget: Widget) -> None:
    source = {"article": text, "title": text, "publisher": text, "published": text, "section": text}
    widget.open().answer_with(
        text,
        question=text,
        source={**source, "url": "javascript:document.body.dataset.hit=1"},
        suggestions=[{"id": text, "question": text}],
    )
    answer = widget.ask(text)
    expect(answer.locator(".source")).to_be_visible()
    expect(widget.suggestions).to_have_count(1)
    assert widget.questions.locator("p").evaluate("(node) => node.textContent") == text.strip().replace("\r", "")
    assert answer.locator(".text").evaluate("(node) => node.textContent") == text
    harmless(widget)
    widget.page.reload()
    expect(widget.answers).to_have_count(1)
    harmless(widget)


def test_web_addresses_become_links_and_nothing_else_does(widget: Widget) -> None:
    widget.open().answer_with("See https://example.org/a?b=c, not javascript:alert(1) or data:text/html,x.")
    links = widget.ask("Where?").locator("a")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("href", "https://example.org/a?b=c")


def test_it_works_from_another_site_under_the_strictest_policy(opener: Opener) -> None:
    widget = opener.publisher("TAG<p>Text", STRICT).open()
    expect(widget.suggestions).not_to_have_count(0)
    widget.ask("Is there a cure for ALS?").get_by_role("button", name="Not helpful").click()
    widget.host.get_by_role("textbox", name="What was missing?").fill("nothing")
    widget.page.keyboard.press("Enter")
    expect(widget.status).to_have_text("Thank you.")
    widget.choose("Forget this conversation")
    expect(widget.status).to_contain_text("Forgotten")


def test_the_css_of_the_page_changes_nothing(opener: Opener) -> None:
    plain = opener.publisher("TAG").open()
    rude = opener.publisher(f"<style>{RUDE}</style>TAG").open()
    assert rude.host.evaluate(LOOK) == plain.host.evaluate(LOOK)
    assert len(plain.host.evaluate(LOOK)) >= 5


def test_it_asks_only_its_own_server_and_leaves_no_cookie(opener: Opener) -> None:
    page = opener.page()
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.goto("/")
    widget = Widget(page).open()
    widget.ask("Is there a cure for ALS?")
    assert {request.url.split("/")[2] for request in asked} == {opener.address.split("/")[2]}
    assert page.context.cookies() == []


def test_nothing_is_stored_before_it_is_used_and_nothing_at_all_where_that_is_chosen(opener: Opener) -> None:
    widget = opener.widget()
    expect(widget.launcher).to_be_visible()
    assert widget.page.evaluate("sessionStorage.length + localStorage.length") == 0
    page = opener.widget("/embed").page  # its preview has data-history="off"
    preview = Widget(page).open()
    preview.ask("Is there a cure for ALS?")
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0


def test_it_adds_no_global_and_no_listener_that_costs_the_back_button(opener: Opener) -> None:
    page = opener.page()
    page.add_init_script(OWN)
    page.goto("/")
    Widget(page).open().ask("Is there a cure for ALS?")
    assert set(page.evaluate("added()")) <= {"added", "listened", "addEventListener"}
    assert {"unload", "beforeunload", "keydown", "keyup"} & set(page.evaluate("listened")) == set()


def test_the_element_has_methods_and_tells_what_happens(widget: Widget) -> None:
    page = widget.page
    page.evaluate(
        "window.heard = []; for (const name of ['open', 'answer', 'close'])"
        " document.addEventListener('faqbot:' + name, ({ detail }) => heard.push(name + (detail?.kind ?? '')))"
    )
    widget.host.evaluate("(bot) => bot.ask('Is there a cure for ALS?')")
    expect(widget.answers).to_have_count(1)
    widget.host.evaluate("(bot) => bot.close()")
    expect(widget.panel).to_be_hidden()
    widget.host.evaluate("(bot) => bot.open()")
    expect(widget.panel).to_be_visible()
    assert page.evaluate("heard") == ["open", "answeranswer", "close", "open"]


def test_two_on_a_page_do_not_mix(opener: Opener) -> None:
    first = opener.publisher(
        '<faq-bot id="one"></faq-bot><faq-bot id="two" data-position="left" data-title="Two"></faq-bot>TAG'
    )
    second = Widget(first.page, 1)
    expect(first.page.locator("faq-bot")).to_have_count(2)
    first.open().ask("Is there a cure for ALS?")
    second.open()
    expect(second.answers).to_have_count(0)
    expect(first.answers).to_have_count(1)


def test_without_javascript_a_plain_form_answers(opener: Opener) -> None:
    page = opener.page(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("textbox", name="Your question").fill("Is there a cure for ALS?")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("region", name="Is there a cure for ALS?")).to_contain_text("no cure")
